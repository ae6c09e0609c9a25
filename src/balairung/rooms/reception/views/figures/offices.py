"""Which offices have a reception, and whether anybody sits there: for officers with names of alarms, for everyone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone, officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.reception.figures.reading import OfficeRow, office_rows


@officers
def board(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Leaders see every office, others their own."""
    every = actor.leads or actor.coordinates or actor.administers
    rows = office_rows(now_of(request), None if every else list(actor.office_ids))
    return render(request, "reception/figures/board.html", _context(rows) | {"every": every})


@everyone
def public(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every office that must have a reception, and how much of its opening time somebody sat there."""
    return render(request, "reception/figures/offices.html", _context(office_rows(now_of(request))))


def _context(rows: list[OfficeRow]) -> dict[str, Any]:
    lacking = sum(row.hall is None for row in rows)
    return {
        "rows": rows, "lacking": lacking, "halls": len(rows) - lacking,
        "here": sum(row.here for row in rows), "alarms": sum(row.alarm is not None for row in rows),
    }  # fmt: skip
