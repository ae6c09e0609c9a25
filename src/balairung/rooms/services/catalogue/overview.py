"""Which services have a whole standard, office by office: what is set by decree, what is missing, how long it takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from balairung.rooms.services.catalogue.counting import Median
from balairung.rooms.services.catalogue.shelf import Entry, Shelf
from balairung.rooms.services.catalogue.showing import level_name, office_names
from balairung.rooms.services.models import Service

REVIEW = 3  # years after which a standard is looked at again (PermenPANRB 15/2014, from memory)


@dataclass(frozen=True)
class Group:
    """An agency, or all villages, or all districts."""

    key: str  # of the agency, or the level
    name: str
    entries: tuple[Entry, ...]

    @property
    def whole(self) -> int:
        return sum(not entry.missing for entry in self.entries)


def groups(shelf: Shelf) -> list[Group]:
    """Village, district, then the agencies by name."""
    by: dict[str, list[Entry]] = {Service.Level.VILLAGE: [], Service.Level.DISTRICT: []}
    for entry in shelf.entries:
        by.setdefault(entry.office if entry.level == Service.Level.AGENCY else entry.level, []).append(entry)
    names = office_names([key for key in by if key not in Service.Level.values])
    found = [
        Group(key, names.get(key) or level_name(key or Service.Level.AGENCY), tuple(entries))
        for key, entries in by.items()
        if entries
    ]
    return sorted(
        found, key=lambda group: (group.key not in Service.Level.values, group.name if group.key in names else "")
    )


@dataclass(frozen=True)
class Judged:
    """One service in the overview."""

    entry: Entry
    missing: tuple[str, ...]  # names of what nobody has said
    decree: str
    decreed_on: date | None
    review: bool  # set so long ago that it must be looked at again
    median: Median | None


def judged(group: Group, medians: dict[str, Median], today: date) -> list[Judged]:
    decrees = {
        key: (decree, on)
        for key, decree, on in Service.objects.filter(key__in=[entry.key for entry in group.entries]).values_list(
            "key", "current__decree", "current__decreed_on"
        )
    }
    return [
        _judged(entry, *decrees.get(entry.key, ("", None)), medians.get(entry.key), today) for entry in group.entries
    ]


def _judged(entry: Entry, decree: str, on: date | None, median: Median | None, today: date) -> Judged:
    old = bool(on and (today.year - on.year, today.month, today.day) >= (REVIEW, on.month, on.day))
    return Judged(entry, tuple(_names(entry.missing)), decree, on, old, median)


def _names(missing: Iterable[str]) -> list[str]:
    names = {
        "product": _("produk pelayanan"), "basis": _("dasar hukum"), "facilities": _("sarana dan prasarana"),
        "competence": _("kompetensi pelaksana"), "oversight": _("pengawasan internal"), "staff": _("jumlah pelaksana"),
        "guarantee": _("jaminan pelayanan"), "safety": _("jaminan keamanan"), "evaluation": _("evaluasi kinerja"),
        "pledge": _("maklumat pelayanan"),
    }  # fmt: skip
    return [names[part] for part in missing]
