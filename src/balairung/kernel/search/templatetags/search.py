"""Showing what was found: the words marked, and the sentence in which they stand."""

from __future__ import annotations

from collections.abc import Iterator

from django import template
from django.utils.html import format_html, format_html_join

from balairung.kernel.search.stemming import spans

register = template.Library()
AROUND = 90  # signs of an excerpt before and after the first word found


@register.filter
def marked(text: str, words: frozenset[str]) -> str:
    """The text with each wanted word in <mark>, in whatever form it stands there."""
    return format_html_join("", "{}", ((piece,) for piece in _pieces(text, words)))


@register.filter
def excerpt(text: str, words: frozenset[str]) -> str:
    """The surroundings of the first wanted word, marked; "" where none of them stands."""
    plain = " ".join(text.split())
    first = next(spans(plain, words), None)
    if first is None:
        return ""
    start, end = max(first[0] - AROUND, 0), first[1] + AROUND
    begin = plain.find(" ", start) + 1 if start and " " in plain[start : first[0]] else start
    stop = plain.rfind(" ", first[1], end) if end < len(plain) and " " in plain[first[1] : end] else end
    cut = f"{'… ' if begin else ''}{plain[begin:stop]}{' …' if stop < len(plain) else ''}"
    return marked(cut, words)


def _pieces(text: str, words: frozenset[str]) -> Iterator[str]:
    done = 0
    for start, end in spans(text, words):
        yield text[done:start]
        yield format_html("<mark>{}</mark>", text[start:end])
        done = end
    yield text[done:]
