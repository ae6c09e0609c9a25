"""What the pages of the catalogue show: lists with their ways on, and one service in the words of its reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from balairung.ground.common.text import clean_line
from balairung.kernel.people.house import the_regency
from balairung.kernel.people.models import Office
from balairung.kernel.people.standard import labels_for
from balairung.rooms.services.catalogue.events import Event, life_event, life_events
from balairung.rooms.services.catalogue.searching import Found, find
from balairung.rooms.services.catalogue.shelf import Entry, Shelf
from balairung.rooms.services.catalogue.standard import (
    amount_words,
    cost_words,
    granted_after,
    price,
    span_words,
    time_of,
)
from balairung.rooms.services.definition.shape import At, Definition, Does, Step
from balairung.rooms.services.models import Service

LONGEST = 120  # signs of a question
PAGE = 40


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; everything empty is the front of the catalogue."""

    words: str = ""
    event: str = ""
    level: str = ""
    office: str = ""
    page: int = 1

    @property
    def narrowed(self) -> bool:
        return bool(self.words or self.event or self.level or self.office)

    def address(self, **more: int) -> str:
        asked: dict[str, str | int] = {
            "kata": self.words, "peristiwa": self.event, "tingkat": self.level, "kantor": self.office
        }  # fmt: skip
        return "?" + urlencode({name: value for name, value in (asked | more).items() if value})


def read_asked(asked: Mapping[str, str]) -> Asked:
    """The question of an address; what it does not know is left out of it."""
    said = {name: clean_line(asked.get(name, ""))[:LONGEST] for name in ("kata", "peristiwa", "tingkat", "kantor")}
    page = asked.get("halaman", "")
    return Asked(
        said["kata"],
        said["peristiwa"] if life_event(said["peristiwa"]) else "",
        said["tingkat"] if said["tingkat"] in Service.Level.values else "",
        said["kantor"],
        int(page) if page.isascii() and page.isdigit() and len(page) < 5 and int(page) else 1,
    )


@dataclass(frozen=True)
class Row:
    """One service in a list."""

    entry: Entry
    by: tuple[str, ...] = ()  # its own words by which it was found

    @property
    def name(self) -> str:
        return self.entry.said(self.entry.name)

    @property
    def summary(self) -> str:
        return self.entry.said(self.entry.summary)

    @property
    def price(self) -> str:
        return price(self.entry.cost)

    @property
    def promised(self) -> str:
        return amount_words(*self.entry.span) if self.entry.span else ""


@dataclass(frozen=True)
class Listed:
    """The rows of one page, how many there are in all, and the ways to the pages beside it."""

    rows: list[Row]
    count: int
    before: str = ""
    after: str = ""
    read_as: tuple[tuple[str, str], ...] = ()


def listed(asked: Asked, shelf: Shelf, on: date) -> Listed:
    """What the question finds, forty at a time. Words stand above everything else."""
    found = find(asked.words, on) if asked.words else Found(())
    rows = [Row(hit.entry, hit.by) for hit in found.hits] if asked.words else [Row(one) for one in _kept(asked, shelf)]
    begin = (asked.page - 1) * PAGE
    before = asked.address(halaman=asked.page - 1) if asked.page > 1 and begin <= len(rows) else ""
    after = asked.address(halaman=asked.page + 1) if len(rows) > begin + PAGE else ""
    return Listed(rows[begin : begin + PAGE], len(rows), before, after, found.read_as)


def _kept(asked: Asked, shelf: Shelf) -> list[Entry]:
    """Of a life event first what is mainly for it."""
    entries = [
        entry
        for entry in (shelf.of_event(asked.event) if asked.event else shelf.entries)
        if asked.level in ("", entry.level) and asked.office in ("", entry.office)
    ]
    return sorted(entries, key=lambda entry: entry.events.index(asked.event)) if asked.event else entries


# --- doors -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Door:
    """A way into the catalogue: its name, how many services lie behind it, its address."""

    name: str
    count: int
    href: str


def event_doors(shelf: Shelf) -> list[tuple[Event, str]]:
    """The life events for which there is something."""
    return [(event, Asked(event=event.key).address()) for event in life_events() if shelf.of_event(event.key)]


def office_doors(shelf: Shelf) -> list[Door]:
    """By where the product comes from: village, district, then each agency by its own name."""
    levels = [Service.Level.VILLAGE, Service.Level.DISTRICT]
    counts = {level: len(shelf.of_level(level)) for level in levels}
    doors = [Door(level_name(level), counts[level], Asked(level=level).address()) for level in levels if counts[level]]
    agency = Service.Level.AGENCY
    keys = dict.fromkeys(entry.office for entry in shelf.entries if entry.level == agency and entry.office)
    names = office_names(keys)
    return [
        *doors,
        *(
            Door(names[key], len(shelf.of_level(agency, key)), Asked(office=key).address())
            for key in sorted(keys, key=names.__getitem__)
        ),
    ]


def office_names(keys: Sequence[str] | Mapping[str, object]) -> dict[str, str]:
    """By key; one that was closed is called by its key."""
    known = dict(Office.objects.filter(key__in=list(keys)).values_list("key", "short"))
    return {key: known.get(key, key) for key in keys}


def level_name(level: str) -> str:
    """In the words of this regency: "Kantor nagari atau kelurahan"."""
    words = local_words()
    if level == At.VILLAGE:
        return _("Kantor %(village)s") % {"village": words["places"]}
    if level == At.DISTRICT:
        return _("Kantor %(district)s") % {"district": words["district"]}
    return _("Kantor kabupaten atau kota")


def local_words() -> dict[str, str]:
    """What village, district and their heads are called here, in small letters as inside a sentence."""
    regency = the_regency()
    labels = labels_for(regency.code if regency else "")
    small = {key: str(word).lower() for key, word in labels.items() if key != "prefix" and isinstance(word, str)}
    city = bool(regency and regency.name.startswith("Kota "))
    return small | {
        "places": _("%(village)s atau %(ward)s") % small,
        "heads": _("%(village_head)s atau %(ward_head)s") % small,
        "leader": _("wali kota") if city else _("bupati"),
    }


# --- one service -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stop:
    """A step as on the way of a parcel: what happens, where, how long at most; or only for some."""

    title: str
    where: str
    time: str
    sometimes: bool


def stops(one: Definition) -> list[Stop]:
    return [Stop(step.title, _place(one, step), span_words(step.clock), bool(step.when)) for step in one.steps]


def _place(one: Definition, step: Step) -> str:
    if step.at == At.AGENCY:
        key = step.office or one.office or ""
        return office_names([key])[key] if key else level_name(At.AGENCY)
    return level_name(step.at)


def signer(one: Definition) -> str:
    """Who signs, in whose authority: "Camat, dengan wewenang yang dilimpahkan bupati"."""
    if one.letter is None:
        return ""
    words, at = local_words(), one.letter.signer.at
    hand = next((step.at for step in reversed(one.steps) if step.does == Does.SIGN), at)
    said = {At.VILLAGE: words["heads"], At.DISTRICT: words["district_head"], At.LEADER: words["leader"]}.get(hand, "")
    name = said or _("kepala %(office)s") % {"office": _office_of(one)}
    if at == At.LEADER and hand != At.LEADER:
        name = _("%(hand)s, dengan wewenang yang dilimpahkan %(leader)s") % {"hand": name, "leader": words["leader"]}
    return name[:1].upper() + name[1:]


def _office_of(one: Definition) -> str:
    key = (one.letter.signer.office if one.letter else None) or one.office or ""
    return office_names([key])[key] if key else _("kantor yang bersangkutan")


@dataclass(frozen=True)
class Shown:
    """One service as its page shows it."""

    definition: Definition
    price: str
    promised: str
    granted_after: str
    signer: str
    stops: list[Stop]

    @property
    def cut(self) -> int:
        return len(self.definition.standard.cut)


def shown(one: Definition) -> Shown:
    return Shown(one, cost_words(one), span_words(time_of(one)), granted_after(one), signer(one), stops(one))
