"""Money and examiners in the pages of this room."""

from decimal import Decimal

from django import template

from balairung.ground.common.rupiah import in_words
from balairung.rooms.oversight.models import Examination

register = template.Library()


@register.filter
def money(amount: Decimal) -> str:
    """'Rp1.250.000,50', exact to the sen."""
    return in_words(amount)


@register.filter
def examiner(source: str) -> str:
    """Who examined, in words."""
    return str(Examination.Source(source).label)
