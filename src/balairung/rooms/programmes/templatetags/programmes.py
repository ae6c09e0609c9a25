"""Figures and shares as people write them: `{% load programmes %}`."""

from decimal import Decimal

from django import template

from balairung.ground.common.rupiah import in_words
from balairung.rooms.programmes.figures import figure as written

register = template.Library()


@register.filter
def figure(value: Decimal | None) -> str:
    """`1.250,5`; nothing for nothing."""
    return written(value)


@register.filter
def money(amount: Decimal) -> str:
    return in_words(amount)


@register.filter
def gauge(share: Decimal) -> str:
    """The width of a bar, 0 to 100, as SVG writes it."""
    return f"{min(max(share, Decimal()), Decimal(100)):.1f}"
