"""`{% load people %}`: how contacts are written."""

from django import template
from django.conf import settings

from balairung.kernel.people.contacts import phone_words

register = template.Library()


@register.filter
def phone(number: str) -> str:
    """A stored number as people write it."""
    return phone_words(number)


@register.simple_tag
def second_factor() -> str:
    """`required`, or `offered` in a demonstration."""
    rule: str = settings.SECOND_FACTOR
    return rule
