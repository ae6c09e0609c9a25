"""The operator's page "Mesin": how this server does, and what to do."""

from __future__ import annotations

import importlib.metadata
import platform
import sqlite3

import django
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import operators
from balairung.kernel.people.middleware import now_of
from balairung.surface.operations.checks.finding import Level
from balairung.surface.operations.examining import examine
from balairung.surface.operations.models import Round

ROUNDS = 20


@operators
def machine(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What needs a hand stands first; what is well is one line each."""
    found = examine(now_of(request))
    context = {
        "wrong": [one for one in found if one.level != Level.GOOD],
        "well": [one for one in found if one.level == Level.GOOD],
        "rounds": Round.objects.order_by("-at")[:ROUNDS],
        "versions": _versions(),
        "tab": "mesin",
    }
    return render(request, "operations/machine.html", context)


def _versions() -> list[tuple[str, str]]:
    """Names are names: they are not translated."""
    database = sqlite3.sqlite_version
    if connection.vendor == "postgresql":
        number = connection.pg_version  # type: ignore[attr-defined]
        database = f"{number // 10000}.{number % 10000}"
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    return [
        ("Balairung", importlib.metadata.version("balairung")), ("Python", platform.python_version()),
        ("Django", django.get_version()), (kind, database),
    ]  # fmt: skip
