"""Checks for tests, recorded by the real actions."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Office
from balairung.rooms.inspections import recording, sheets
from balairung.rooms.inspections.models import Inspection
from balairung.rooms.inspections.recording import Check, Seen, Spot
from balairung.rooms.inspections.timing import Times
from tests import make

HERE = Spot(Decimal("-7.62983"), Decimal("111.52947"), 12)
_numbers = itertools.count(1)


def told(
    office: Office, answers: Mapping[str, str] | None = None, *, at: datetime = make.START, owes: bool = True,
    **more: Any,
) -> Check:  # fmt: skip
    """What an inspector tells of this office: everything in order but what `answers` says."""
    said = answers or {}
    sheet = more.pop("sheet", None) or sheets.current_sheet()
    notes: Mapping[str, str] = more.pop("notes", {})
    shots: Mapping[str, tuple[str, ...]] = more.pop("shots", {})
    seen = [
        Seen(item, said.get(item.key, "yes"), notes.get(item.key, ""), owes and item.owes, shots.get(item.key, ()))
        for item in sheet.asked_of(office.kind)
    ]
    begun = at - timedelta(minutes=20)
    more.setdefault("times", Times(begun, at, begun, at))
    more.setdefault("spot", HERE)
    return Check(office=office, sheet=sheet, announced=False, seen=seen, **more)


def checked(
    office: Office, answers: Mapping[str, str] | None = None, *, by: Actor, at: datetime = make.START, token: str = "",
    **more: Any,
) -> Inspection:  # fmt: skip
    """The same, recorded."""
    token = token or f"token-cek-lapangan-{next(_numbers):04}"
    return recording.record(told(office, answers, at=at, **more), token=token, by=by, at=at)
