"""Minutes as the page shows them while they are written: in parts, so that a stroke costs one item, not the whole."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from balairung.rooms.meetings.minutes.arranging import SECTIONS, heading_of, items_of
from balairung.rooms.meetings.minutes.writing import why_closed
from balairung.rooms.meetings.models import Meeting, Minutes, MinutesItem, Sheltered
from balairung.rooms.meetings.watching import source

HAND = 8  # letters of a page's key by which it knows itself; the rest nobody else is told
NOWHERE = "00000000-0000-0000-0000-000000000000"  # the item of the template from which a script makes new ones


def blank() -> dict[str, Any]:
    """An item that says nothing yet."""
    facts = dict.fromkeys(("heading", "text", "holder", "hand", "by", "at"), "")
    return {"id": NOWHERE, "version": 0, "dropped": False, "left": [], **facts}


def parts(meeting: Meeting, at: datetime) -> dict[str, Any]:
    """`closed`: why nobody writes; `order`: sections with the keys of their items; and each item by its key."""
    minutes = Minutes.objects.filter(meeting=meeting).first()
    if minutes is None:
        return {"closed": why_closed(Minutes(meeting=meeting)), "order": [[section.value, []] for section in SECTIONS]}
    minutes.meeting = meeting
    items = items_of(minutes)
    left = _left(minutes)
    order = [[section.value, [str(one.pk) for one in items if one.section == section]] for section in SECTIONS]
    shown = {str(one.pk): _item(one, left[one.pk], at) for one in items}
    return {"closed": why_closed(minutes), "order": order, **shown}


def sections(shown: dict[str, Any]) -> list[dict[str, Any]]:
    """The same for a template: each section with its name and its items, and those that were taken out."""
    return [
        {"key": key, "name": MinutesItem.Section(key).label, "rows": [shown[one] for one in keys]}
        for key, keys in shown["order"]
    ]


def _item(item: MinutesItem, left: list[dict[str, str]], at: datetime) -> dict[str, Any]:
    held = item.held_until is not None and item.held_until > at
    return {
        "id": str(item.pk), "version": item.version, "heading": heading_of(item), "text": item.text,
        "holder": item.holder.name if held and item.holder else "", "hand": item.holder_key[:HAND] if held else "",
        "by": item.written_by.name if item.written_by else "", "at": _clock(item.written_at),
        "dropped": item.dropped_at is not None, "left": left,
    }  # fmt: skip


def _left(minutes: Minutes) -> defaultdict[UUID, list[dict[str, str]]]:
    found: defaultdict[UUID, list[dict[str, str]]] = defaultdict(list)
    rows = Sheltered.objects.filter(item__minutes=minutes, taken_at__isnull=True).select_related("by")
    for one in rows.order_by("at", "id"):
        who = one.by.name if one.by else ""
        found[one.item_id].append({"id": str(one.pk), "text": one.text, "by": who, "at": _clock(one.at)})
    return found


def _clock(moment: datetime | None) -> str:
    return f"{localtime(moment):%H.%M}" if moment else ""


MINUTES = source(parts)
