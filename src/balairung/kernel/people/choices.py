"""The places and offices of the regency as lists to choose from (for `ui.fields.ChosenField`)."""

from __future__ import annotations

from functools import partial

from django.utils.functional import lazy
from django.utils.translation import gettext

from balairung.ground.ui.fields import Choices
from balairung.kernel.people.models import Office, Region
from balairung.kernel.people.models.places import local_name


def local_words(level: str) -> str:
    """What places of this level are called here: "Desa atau Kelurahan", "Nagari"."""
    rows = Region.objects.filter(level=level, until__isnull=True).order_by("label")
    return f" {gettext('atau')} ".join(rows.values_list("label", flat=True).distinct())


#: The same as the label of a field, asked when it is drawn.
villages = lazy(partial(local_words, Region.Level.VILLAGE), str)
districts = lazy(partial(local_words, Region.Level.DISTRICT), str)


def region_choices() -> Choices:
    """Villages below their districts; who knows the district only chooses that."""
    rows = Region.objects.filter(until__isnull=True).order_by("name")
    below: dict[str | None, list[tuple[str, str]]] = {}
    for code, label, name, parent in rows.values_list("code", "label", "name", "parent"):
        below.setdefault(parent, []).append((code, local_name(label, name)))
    whole = gettext("%(district)s, selebihnya tidak tahu")
    shelves = [(name, [(code, whole % {"district": name}), *below.get(code, ())]) for code, name in below.get(None, ())]
    return [("", gettext("Tidak tahu")), *shelves]


def district_choices() -> Choices:
    """Districts by name, for narrowing a list."""
    rows = Region.objects.filter(level=Region.Level.DISTRICT, until__isnull=True).order_by("name")
    return [("", gettext("Semua")), *((row.code, str(row)) for row in rows)]


def office_choices() -> Choices:
    """Every office, those of the regency first, then those of each district."""
    rows = Office.objects.filter(closed_on__isnull=True).order_by("order", "name")
    names = dict(district_choices()[1:])
    shelves: dict[str, list[tuple[str, str]]] = {}
    for key, name, region, parent in rows.values_list("key", "name", "region", "region__parent"):
        shelf = str(names.get(parent or region or "") or gettext("Kantor kabupaten"))
        shelves.setdefault(shelf, []).append((key, name))
    return [("", gettext("Pilih kantor")), *shelves.items()]
