"""`{% load people %}`: how contacts are written."""

from django import template

from balairung.kernel.people.contacts import phone_words

register = template.Library()


@register.filter
def phone(number: str) -> str:
    """A stored number as people write it."""
    return phone_words(number)
