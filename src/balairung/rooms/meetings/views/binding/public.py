"""Minutes as everybody reads them: what was decided, what became of it; of an asker only where they come from."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balairung.ground.common.references import read_reference
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.matters import full_title
from balairung.kernel.people.middleware import now_of
from balairung.kernel.search.stemming import asked_words
from balairung.rooms.meetings import finding
from balairung.rooms.meetings.minutes import matrix, publishing
from balairung.rooms.meetings.models import Meeting

PAGE = 20


@everyone
def minutes(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What was published, the newest first, or what of it holds the words."""
    query = clean_line(request.GET.get("q", ""))[:120]
    rows = Meeting.objects.filter(minutes__published_at__isnull=False).select_related("office", "minutes")
    page = Paginator(rows.order_by("-starts_at", "-id"), PAGE).get_page(request.GET.get("halaman", "1"))
    found = finding.find(query, None) if query else None
    words = frozenset(asked_words(query))
    context = {"page": page, "query": query, "found": found, "words": words}
    return render(request, "meetings/binding/public.html", context)


@everyone
def one(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Raise DoesNotExist (404) for what was not published."""
    rows = Meeting.objects.filter(minutes__published_at__isnull=False).exclude(openness=Meeting.Openness.SECRET)
    meeting = rows.select_related("office", "chair__office", "minutes__document").get(ref=read_reference(ref) or ref)
    written = publishing.read(meeting, public=True)
    lines = matrix.of_meeting(meeting, now_of(request)).lines
    context = {
        "meeting": meeting, "written": written, "questions": publishing.public_questions(written),
        "decisions": [(one, [line for line in lines if line.task.decision_id == one.pk]) for one in written.decisions],
        "owed": [line for line in lines if line.task.question_id], "chair": full_title(meeting.chair),
        "offices": publishing.offices_there(written),
    }  # fmt: skip
    return render(request, "meetings/binding/public_minutes.html", context)
