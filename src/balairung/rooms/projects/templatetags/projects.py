"""Money and per cent as people write them: `{% load projects %}`."""

from decimal import Decimal

from django import template

from balairung.ground.common.rupiah import in_words
from balairung.rooms.projects.wording import group_words, source_words

register = template.Library()


@register.filter
def money(amount: Decimal) -> str:
    """`Rp1.250.000`, with its sen where it has some."""
    return in_words(amount)


@register.filter
def short_money(amount: Decimal) -> str:
    """`Rp1,25 miliar`: a large figure at a glance; the exact one stands nearby."""
    for power, word in ((12, "triliun"), (9, "miliar"), (6, "juta")):
        if amount >= Decimal(10) ** power:
            share = (amount / Decimal(10) ** power).quantize(Decimal("0.01"), rounding="ROUND_DOWN")
            return f"Rp{percent(share)} {word}"
    return in_words(amount)


@register.filter
def percent(share: Decimal) -> str:
    """`12,5`: without what is zero behind the comma."""
    return f"{share.normalize():f}".replace(".", ",")


@register.filter
def source(key: str) -> str:
    return source_words(key)


@register.filter
def group(key: str) -> str:
    return group_words(key)
