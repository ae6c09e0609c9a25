"""The facts of capacity (`data/competences.yaml`) with names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from balairung.ground.common.facts import facts

#: The five levels of PermenPANRB 38/2017.
LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True)
class Level:
    """One of the five: its number, its name, and what it means where a competence says nothing of its own."""

    number: int
    name: str
    words: str


def _data() -> Any:
    return facts("competences")


def checked() -> bool:
    """Whether somebody compared the figures with the gazette."""
    return bool(_data()["checked"])


def hours_a_year() -> int:
    """Lesson hours that a civil servant learns in a year: PP 11/2017 article 203 (memory, not seen here)."""
    return int(_data()["hours_a_year"])


def without_roles() -> list[str]:
    return list(_data()["without_roles"])


def fewest_people() -> int:
    return int(_data()["fewest_people"])


def weight(role: str) -> int:
    """How much a gap in a post of this role counts: structural posts before staff."""
    data = _data()
    return int(data["weights"]["structural" if role in data["structural_roles"] else "staff"])


def levels() -> list[Level]:
    return [Level(place, row["name"], row["words"]) for place, row in enumerate(_data()["levels"], LOWEST)]


def level_name(number: int) -> str:
    """`Menengah` for 3; nothing for 0, which is no level yet."""
    return levels()[number - LOWEST].name if LOWEST <= number <= HIGHEST else ""


def first_list() -> list[dict[str, Any]]:
    """The competences that a regency starts with."""
    return list(_data()["competences"])
