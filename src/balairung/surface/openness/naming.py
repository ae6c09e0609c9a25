"""What the keys of figures are called, where each has its page, and the public list of reports behind it."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps import apps
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from balairung.kernel.people.house import the_regency
from balairung.kernel.people.models import Office, Region
from balairung.kernel.people.models.places import local_name
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.surface.openness.counting import COMPLAINTS, KINDS, SENSITIVE, VILLAGES_OF
from balairung.surface.openness.models import Tally

Dimension = Tally.Dimension
#: The word of each side in addresses, and back.
ADDRESSES = {
    Dimension.OFFICE: "kantor", Dimension.DISTRICT: "wilayah", Dimension.CLASS: "jenis", Dimension.TOPIC: "topik",
    Dimension.CHANNEL: "kanal",
}  # fmt: skip
DIMENSIONS = {word: dimension for dimension, word in ADDRESSES.items()}
NONE = "tanpa"  # of an address, for the key that names nothing
FILTERS = {Dimension.OFFICE: "kantor", Dimension.DISTRICT: "wilayah", Dimension.TOPIC: "topik"}  # of the public list


def names_of(dimension: str) -> dict[str, str]:
    """By key; one question at most."""
    return {
        Dimension.OFFICE: _offices, Dimension.DISTRICT: districts, Dimension.TOPIC: _topics, Dimension.CLASS: _classes,
        Dimension.CHANNEL: _channels, Dimension.KIND: _kinds,
    }[Dimension(dimension)]()  # fmt: skip


def _offices() -> dict[str, str]:
    """Those of the regency and its districts; the villages of a district are one."""
    rows = Office.objects.filter(closed_on__isnull=True).order_by("order", "name")
    found, village, own = {}, Region.Level.VILLAGE, the_regency()  # whose name many of them end with
    for key, name, level, parent, above in rows.values_list(
        "key", "name", "region__level", "region__parent", "region__parent__name"
    ):
        if level == village:
            found[f"{VILLAGES_OF}{parent}"] = _("Pemerintah desa dan kelurahan di %(district)s") % {"district": above}
        else:
            found[key] = name.removesuffix(f" {own}")
    return found | {"": _("Belum ada kantor")}


def districts() -> dict[str, str]:
    rows = Region.objects.filter(level=Region.Level.DISTRICT, until__isnull=True).order_by("name")
    named = {code: local_name(label, name) for code, label, name in rows.values_list("code", "label", "name")}
    return named | {"": _("Tempat tidak disebut")}


def villages(district: str) -> dict[str, str]:
    rows = Region.objects.filter(parent=district, until__isnull=True).order_by("name")
    named = {code: local_name(label, name) for code, label, name in rows.values_list("code", "label", "name")}
    return named | {"": _("Desa atau kelurahan tidak disebut")}


def _topics() -> dict[str, str]:
    rows = Topic.objects.filter(sensitive=False).order_by("group__order", "order", "name")
    return dict(rows.values_list("code", "name")) | {SENSITIVE: _("Topik peka, digabung"), "": _("Belum diberi topik")}


def _classes() -> dict[str, str]:
    """What accuses somebody is secret, and in no figure."""
    labels = {str(key): str(label) for key, label in Complaint.Class.choices}
    return {key: label for key, label in labels.items() if key != Complaint.Class.SUPERVISORY}


def _channels() -> dict[str, str]:
    return {str(key): str(label) for key, label in Complaint.Channel.choices}


def _kinds() -> dict[str, str]:
    return {kind: str(apps.get_app_config(kind).verbose_name) for kind in (COMPLAINTS, *KINDS)}


def named(names: Mapping[str, str], key: str) -> str:
    """What was closed since is called by its key."""
    return names.get(key) or key or _("Tidak disebut")


def page_of(dimension: str, key: str, query: str = "") -> str:
    """The page of one key."""
    address = reverse("openness:part", args=[ADDRESSES[Dimension(dimension)], key or NONE])
    return f"{address}?{query}" if query else address


def reports_of(dimension: str, key: str, standing: str = "") -> str:
    """The public list behind a figure, as far as it can be narrowed to it; "" where it cannot."""
    asked = {"keadaan": standing} if standing else {}
    if dimension in FILTERS and key and ":" not in key and key != SENSITIVE:
        asked[FILTERS[Dimension(dimension)]] = key
    elif dimension != Dimension.ALL:
        return ""
    return f"{reverse('complaints:public')}?{urlencode(asked)}".rstrip("?")
