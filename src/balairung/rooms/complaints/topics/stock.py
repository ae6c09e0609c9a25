"""The texts, checks and macros that a regency starts with: data/complaints.yaml becomes rows, which it then changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from balairung.rooms.complaints.models import CheckItem, Macro, Phrase


def load_stock(data: Mapping[str, Any]) -> None:
    """Fill what is still empty; what a regency has dropped does not come back."""
    if not Phrase.objects.exists():
        Phrase.objects.bulk_create([_phrase(row) for row in data["phrases"]])
    if not CheckItem.objects.exists():
        rows = ((topic, *pair) for topic, texts in data["checks"].items() for pair in enumerate(texts))
        CheckItem.objects.bulk_create(
            [CheckItem(topic_id=topic, order=order, text=text) for topic, order, text in rows]
        )
    if not Macro.objects.exists():
        Macro.objects.bulk_create([Macro(name=row["name"], steps=row["steps"]) for row in data["macros"]])


def _phrase(row: Mapping[str, Any]) -> Phrase:
    return Phrase(title=row["title"], text=row["text"], verb=row.get("verb", ""), topic_id=row.get("topic"))
