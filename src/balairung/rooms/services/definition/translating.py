"""A definition in another language: what citizens read, word for word from its own translations. Letters stay as they
are: an official letter is Indonesian (UU 24/2009 art. 27).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from balairung.rooms.services.definition.shape import Definition

#: The keys whose words people read; everything else is for machines.
SPOKEN = {
    "name", "summary", "title", "help", "label", "words", "procedure", "cost_words", "product", "guarantee", "pledge",
}  # fmt: skip
LINE, TEXT = 300, 6000  # letters (kernel/documents/bodies.py)
PARTS = ("name", "summary", "pages", "steps", "standard")


def translated(definition: Definition, language: str | None) -> Definition:
    """The same definition as somebody who reads this language sees it; Indonesian where nothing was translated."""
    words = definition.translations.get((language or "")[:2])
    if not words:
        return definition
    body = definition.model_dump(mode="json", include=set(PARTS))
    said = _said(body, words)
    return Definition.model_validate(definition.model_dump(mode="json") | said)


def longest(words: str) -> int:
    """How long a translation may be: a line for a line, a text for a text."""
    return LINE if len(words) <= LINE else TEXT


def _said(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _word(one, words) if key in SPOKEN else _said(one, words) for key, one in value.items()}
    return [_said(one, words) for one in value] if isinstance(value, list) else value


def _word(value: Any, words: Mapping[str, str]) -> Any:
    """In the other language, unless that would not fit where it stands."""
    if not isinstance(value, str):
        return _said(value, words)
    told = words.get(value.strip(), value)
    return told if len(told) <= longest(value) else value
