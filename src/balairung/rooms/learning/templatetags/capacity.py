"""What pages of capacity say and draw: `{% load capacity %}`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django import template

from balairung.rooms.learning.capacity import rules
from balairung.rooms.learning.capacity.gaps import Pair
from balairung.rooms.learning.models import Competence

register = template.Library()
SIDE = 14  # of one step of a drawn ladder, with the space beside it


@dataclass(frozen=True)
class Rung:
    """One of five squares: reached, asked and not reached, or neither."""

    x: int
    sign: str


@register.filter
def level_name(number: int) -> str:
    """`Menengah` for 3."""
    return rules.level_name(number)


@register.filter
def rungs(has: int, wanted: int) -> list[Rung]:
    """The five squares of a level."""
    return [
        Rung((number - 1) * SIDE + 1, "has" if number <= has else "asked" if number <= wanted else "none")
        for number in range(rules.LOWEST, rules.HIGHEST + 1)
    ]  # fmt: skip


@register.filter
def gap_class(pair: Pair) -> str:
    """The shade of a cell: nothing for what is met, darker the wider the gap."""
    return f"gap-{min(pair.gap, 4)}"


@register.filter
def means(competence: Competence) -> list[tuple[rules.Level, str]]:
    """Its five levels in words: its own, or those that hold for all."""
    own = competence.level_words or [level.words for level in rules.levels()]
    return list(zip(rules.levels(), own, strict=False))


@register.filter
def share_width(share: Decimal | int | None) -> str:
    """Of a bar a hundred wide."""
    return f"{min(max(Decimal(share or 0), Decimal()), Decimal(100)):.1f}"


@register.filter
def of_hours(hours: int, wanted: int) -> int:
    """Hours in per cent of what a year asks, at most all of it."""
    return min(100, 100 * hours // wanted) if wanted else 0
