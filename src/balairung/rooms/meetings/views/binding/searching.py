"""Finding what was said and decided, in everyday words; and all that was ever said on one theme."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.search.stemming import asked_words
from balairung.rooms.meetings import finding
from balairung.rooms.meetings.finding import Mark
from balairung.rooms.meetings.models import Theme

LONGEST = 120


@officers
def search(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The newest texts of minutes that this actor may read and that hold the words."""
    query = clean_line(request.GET.get("q", ""))[:LONGEST]
    after = read_mark(request.GET.get("sesudah", ""))
    found = finding.find(query, actor, after=after)
    older = f"{found.older[0].isoformat()}~{found.older[1]}" if found.older else ""
    context = {
        "query": query, "found": found, "words": frozenset(asked_words(query)), "first": after is None,
        "older": f"?{urlencode({'q': query, 'sesudah': older})}" if older else "",
    }  # fmt: skip
    return render(request, "meetings/binding/search.html", context)


def read_mark(text: str) -> Mark | None:
    """Where the page before ended; anything else means the first page."""
    moment, _sign, key = text.partition("~")
    if not key.isascii() or not key.isdigit() or len(key) > 18:
        return None
    at = read_moment(moment)
    return (at, int(key)) if at else None


def read_moment(text: str) -> datetime | None:
    with suppress(ValueError):
        at = datetime.fromisoformat(text)
        return at if at.tzinfo else None
    return None


@officers
def themes(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All themes, those most spoken of first."""
    rows = Theme.objects.annotate(asked=Count("questions", distinct=True), decided=Count("decisions", distinct=True))
    shown = rows.order_by("-asked", "-decided", "name")[:200]
    return render(request, "meetings/binding/themes.html", {"themes": shown})


@officers
def theme(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Every question and decision on it that one may read, over time."""
    one = Theme.objects.get(pk=key)
    context = {"theme": one, "hits": finding.of_theme(one, actor), "words": frozenset(asked_words(one.name))}
    return render(request, "meetings/binding/theme.html", context)
