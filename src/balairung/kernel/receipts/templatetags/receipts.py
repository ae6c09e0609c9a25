"""`{% load receipts %}`: the line that says of something on a page that it stands in the public log."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import template
from django.db.models import Model, QuerySet

from balairung.kernel.receipts.models import LogEntry
from balairung.kernel.receipts.proving import receipts_of
from balairung.kernel.receipts.wording import kind_words

register = template.Library()


@register.inclusion_tag("receipts/_line.html")
def receipt_line(source: str, rows: Model | QuerySet[Any]) -> dict[str, Any]:
    """A link for this row, or for each of these in their order, that is sealed; nothing where none is.

    Who has the link reads the words of the receipt: only for pages on which those words may be read.
    """
    keys = [rows.pk] if isinstance(rows, Model) else list(rows.values_list("pk", flat=True))
    found = receipts_of(source, keys)
    return {"links": _links([found[key] for key in keys if key in found])}


def _links(entries: list[LogEntry]) -> list[tuple[str, str]]:
    """What each is called, and its code; several of one kind are counted."""
    times, links = Counter(entry.kind for entry in entries), list[tuple[str, str]]()
    seen = Counter[str]()
    for entry in entries:
        seen[entry.kind] += 1
        number = f" {seen[entry.kind]}" if times[entry.kind] > 1 else ""
        links.append((f"{kind_words(entry.kind)}{number}", entry.code))
    return links
