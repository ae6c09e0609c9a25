"""`{% load people %}`: how contacts are written."""

from django import template
from django.conf import settings

from balairung.kernel.people.contacts import phone_words

register = template.Library()


@register.filter
def phone(number: str) -> str:
    """A stored number as people write it."""
    return phone_words(number)


#: Drawings of what leads to an office; the networks' own marks are theirs.
SIGNS = {"telephone": "phone", "whatsapp": "message", "telegram": "send", "sms": "message", "email": "mail",
         "website": "external-link"}  # fmt: skip


@register.filter
def contact_sign(kind: str) -> str:
    """The drawing beside a contact, by its kind."""
    return SIGNS.get(kind, "at-sign")


@register.simple_tag
def second_factor() -> str:
    """`required`, or `offered` in a demonstration."""
    rule: str = settings.SECOND_FACTOR
    return rule
