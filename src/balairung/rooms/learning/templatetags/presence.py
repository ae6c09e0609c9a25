"""What pages of presence say in words."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from balairung.rooms.learning.figures import Line
from balairung.rooms.learning.rules import sort_of

register = template.Library()


@register.filter
def sort_name(key: str) -> str:
    """`annual` as people call it."""
    return sort_of(key).name


@register.filter
def flagged(lines: Iterable[Line]) -> list[Line]:
    """Those with days without a reason this year, the most first."""
    return sorted((line for line in lines if line.year_absent), key=lambda line: -line.year_absent)
