"""A snapshot as what a display shows and says."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from balairung.rooms.reception.screens.snapshot import Snapshot

BEFORE = 5  # calls that are shown beside the one that is on
SPOKEN = 20  # calls that a display looks through for those that it has not said yet


def drawn(shown: Snapshot) -> dict[str, Any]:
    """The part of the page that changes, and the calls to be spoken, newest first, each with its moment in ms."""
    page = " ".join(render_to_string("reception/screens/_hall.html", facts(shown)).split())
    calls = [
        {"key": call.key, "words": call.words, "at": int(call.at.timestamp() * 1000)} for call in shown.calls[:SPOKEN]
    ]
    return {"page": page, "calls": calls}


def facts(shown: Snapshot) -> dict[str, Any]:
    """What the page's template is given, on the first sight and on each change."""
    now, before = shown.calls[:1], shown.calls[1 : 1 + BEFORE]
    desks = shown.sitting
    many = "few" if len(desks) <= 8 else "some" if len(desks) <= 20 else "many"
    return {"now": now[0] if now else None, "before": before, "desks": desks, "many": many, "waiting": shown.waiting,
            "people": shown.people, "closed": shown.closed}  # fmt: skip
