"""Tags of the catalogue: `{% load catalogue %}`."""

from collections.abc import Mapping
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()

DRAWING = '<svg class="icon" width="28" height="28" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>'


@register.simple_tag
def event_drawing(name: str) -> str:
    """The drawing of a life event, from a sprite of its own; its name stands beside it."""
    return format_html(DRAWING, _sprite(), name)


@cache
def _sprite() -> str:
    return static("ui/events.svg")


@register.filter
def told(words: str, translated: Mapping[str, str]) -> str:
    """Words of a definition in the reader's language, where the definition holds that."""
    return translated.get(words, words)
