"""The regency's own offices, places and topics, found by the words that another register uses for them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from balairung.ground.common.facts import facts
from balairung.ground.common.text import plain
from balairung.kernel.people.models import Office, Regency, Region
from balairung.rooms.complaints.lapor.dispositions import decided
from balairung.rooms.complaints.models import Topic

_PLACE_WORDS = re.compile(r"^(kecamatan|kec|kelurahan|kel|desa|ds|distrik|nagari|kampung|gampong) ")
_REGENCY_WORDS = {"kabupaten": "kabupaten", "kab": "kabupaten", "kota": "kota"}


@dataclass(frozen=True)
class Directory:
    """Read once for a whole file."""

    regency: str = ""
    offices: dict[str, Office] = field(default_factory=dict)
    districts: dict[str, Region] = field(default_factory=dict)
    villages: dict[tuple[str, str], Region] = field(default_factory=dict)  # by (code of the district, name)
    topics: dict[str, Topic] = field(default_factory=dict)
    numbers: dict[str, Topic] = field(default_factory=dict)  # by the number of a category of SP4N-LAPOR!
    decided: dict[str, Office | None] = field(default_factory=dict)  # what the coordinator said of a name

    def office(self, words: str) -> Office | None:
        """As the coordinator decided; else by name with or without the regency's, short name or key."""
        name = plain(words)
        if name in self.decided:
            return self.decided[name]
        return self.offices.get(name) or self.offices.get(name.removesuffix(self.regency).strip())

    def is_unexplained(self, words: str) -> bool:
        """Whether nobody knows yet which office this is."""
        return bool(plain(words)) and plain(words) not in self.decided and self.office(words) is None

    def district(self, words: str) -> Region | None:
        return next((self.districts[name] for name in _forms(words) if name in self.districts), None)

    def region(self, district: str, village: str) -> Region | None:
        """The village; its district when only that is known; a village without district when its name is unique."""
        names = _forms(village)
        if within := self.district(district):
            keys = [(within.code, name) for name in names]
            return next((self.villages[key] for key in keys if key in self.villages), within)
        if plain(district):
            return None
        found = [row for (_code, name), row in self.villages.items() if name in names]
        return found[0] if len(found) == 1 else None

    def topic(self, number: str, words: str) -> Topic | None:
        return self.topics.get(plain(words)) or self.numbers.get(number.strip())

    def is_here(self, words: str) -> bool:
        """Whether a row that names its regency means ours; one that names none does."""
        first, _blank, rest = plain(words).partition(" ")
        if first in _REGENCY_WORDS and rest:
            return f"{_REGENCY_WORDS[first]} {rest}" == self.regency
        return not first or plain(words) == self.regency.partition(" ")[2]


def read_directory() -> Directory:
    regency = Regency.objects.first()
    topics = {topic.code: topic for topic in Topic.objects.filter(closed=False)}
    rows = facts("complaints")["sp4n"]
    numbers = {str(number): topics[row["topic"]] for number, row in rows.items() if row["topic"] in topics}
    named = {plain(row["name"]): topics[row["topic"]] for row in rows.values() if row["topic"] in topics}
    by_name = named | {plain(topic.name): topic for topic in topics.values()}
    whole = plain(regency.name) if regency else ""
    return Directory(whole, _offices(whole), *_regions(), by_name, numbers, decided())


def _offices(regency: str) -> dict[str, Office]:
    """The first by protocol has a name that two share."""
    found: dict[str, Office] = {}
    for office in Office.objects.filter(closed_on__isnull=True).order_by("order", "name"):
        for words in (office.name, office.short, office.key):
            name = plain(words)
            found.setdefault(name, office)
            found.setdefault(name.removesuffix(regency).strip() or name, office)
    return found


def _regions() -> tuple[dict[str, Region], dict[tuple[str, str], Region]]:
    districts: dict[str, Region] = {}
    villages: dict[tuple[str, str], Region] = {}
    for region in Region.objects.filter(until__isnull=True).order_by("code"):
        if region.level == Region.Level.DISTRICT:
            districts.setdefault(plain(region.name), region)
        else:
            villages.setdefault((region.parent_id or "", plain(region.name)), region)
    return districts, villages


def _forms(words: str) -> tuple[str, ...]:
    """The name as it stands, and without the word for its kind: `Kampung Baru` may be the name itself."""
    name = plain(words)
    return tuple(dict.fromkeys((name, _PLACE_WORDS.sub("", name)))) if name else ()
