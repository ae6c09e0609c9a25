"""The officer's page of one complaint: the citizen's words, what may be done, what happened, what lies beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balairung.kernel.messaging.reads import followed
from balairung.kernel.obligations import mentions
from balairung.kernel.obligations.desk import desk_beside
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.reads import (
    ALL,
    ClockRow,
    Entry,
    FileLink,
    clock_rows,
    officer_of,
    timeline,
    titles_of,
)
from balairung.kernel.obligations.side import desk_side
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Person
from balairung.rooms.complaints import access
from balairung.rooms.complaints.actions import UNTOLD
from balairung.rooms.complaints.desk.channels import sign
from balairung.rooms.complaints.desk.deeds import KNOWN, NOTE, Deed, deeds_for, form_of
from balairung.rooms.complaints.desk.history import history_of
from balairung.rooms.complaints.desk.phrases import fill, template_for
from balairung.rooms.complaints.desk.proposing import PREPARED
from balairung.rooms.complaints.desk.regimes import regimes
from balairung.rooms.complaints.dialogue.bubbles import bubbles
from balairung.rooms.complaints.dialogue.ways import window_of
from balairung.rooms.complaints.following.timelines import TITLES
from balairung.rooms.complaints.models import Complaint, Macro, Phrase
from balairung.rooms.complaints.routing import KIND, Suggestion, suggest
from balairung.rooms.complaints.topics.checklists import checks_of
from balairung.rooms.complaints.views.desk.merging import family_of
from balairung.rooms.complaints.views.desk.proposals import draft_of


@dataclass(frozen=True)
class Shown:
    """A deed on the page: its form, and the words kept ready that may be put into it."""

    deed: Deed
    form: forms.Form
    templates: Sequence[Phrase]
    phrases: Sequence[Phrase]


@officers
def detail(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The case."""
    return show_case(request, actor, access.get_complaint(actor, ref))


def show_case(
    request: HttpRequest,
    actor: Actor,
    complaint: Complaint,
    bound: tuple[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; with the form that came in and what is to be said about it."""
    context = _case(request, actor, complaint) | _beside(actor, complaint) | _deeds(request, actor, complaint, bound)
    context |= _talk(request, actor, complaint)
    context |= {"draft": draft_of(actor, complaint, now_of(request)), "family": family_of(actor, complaint)}
    return render(request, "complaints/detail.html", context, status=status)


def _case(request: HttpRequest, actor: Actor, complaint: Complaint) -> dict[str, Any]:
    """The report itself: its words, its clocks, its lines."""
    now, obligation, calendars = now_of(request), complaint.obligation, Calendars()
    clocks = clock_rows(obligation, calendars, now)
    photos, entries = _photos_first(timeline(obligation, titles=titles_of(*TITLES), sees=ALL, who=officer_of, now=now))
    return {
        "complaint": complaint,
        "obligation": obligation,
        "desk": desk_beside(actor, now, request.GET.dict()),
        "side": desk_side(obligation, actor, now),
        "running": [*_waits(obligation, calendars, now), *(row for row in clocks if not row.met)],
        "met": [row for row in clocks if row.met],
        "regimes": regimes(complaint, now),
        "untold": access.can_verify(actor, complaint) and obligation.tags.filter(word=UNTOLD).exists(),
        "photos": photos,
        "entries": entries,
        "notices": followed((KIND, complaint.ref)),
    }


def _beside(actor: Actor, complaint: Complaint) -> dict[str, Any]:
    """What lies beside it: who reported, what else they reported, what is still to be checked."""
    sees_name = access.sees_name(actor, complaint)
    return {
        "sees_name": sees_name,
        "may_reveal": not sees_name and access.can_reveal(actor, complaint),
        "history": history_of(complaint, actor),
        "may_tick": access.can_verify(actor, complaint),
        "macros": Macro.objects.offered_to(actor) if access.can_verify(actor, complaint) else (),
    } | checklist(complaint)


def _talk(request: HttpRequest, actor: Actor, complaint: Complaint) -> dict[str, Any]:
    """Through which door it came, how long one may answer freely there, and what was said there about this report."""
    now, talk = now_of(request), complaint.conversation
    reads = talk is not None and access.can_verify(actor, complaint)
    return {
        "door_sign": sign(complaint.channel),
        "window": window_of(talk) if talk else None,
        "now": now,
        "bubbles": bubbles(talk, now, about=complaint.ref) if talk and reads else (),
        "talk": talk if talk and access.can_converse(actor, talk) else None,
    }


def checklist(complaint: Complaint) -> dict[str, Any]:
    """The items of its topic, and how many are ticked (complaints/_checks.html)."""
    checks = checks_of(complaint)
    ticked = sum(check.tick is not None for check in checks)
    return {"checks": checks, "ticked": ticked, "unticked": len(checks) - ticked}


def _deeds(
    request: HttpRequest, actor: Actor, complaint: Complaint, bound: tuple[str, forms.Form] | None
) -> dict[str, Any]:
    """What may be done now. The form that came in is shown even when somebody else was quicker and it no longer fits:
    what was typed is not lost.
    """
    phrases, now = list(Phrase.objects.offered_to(actor).order_by("title")), now_of(request)
    colleagues = colleagues_of(complaint, actor, now)
    shown: dict[str, Shown] = {}
    for deed in dict.fromkeys([*deeds_for(actor, complaint), *([KNOWN[bound[0]]] if bound else []), NOTE]):
        came = bound[1] if bound and bound[0] == deed.verb else None
        form = came or form_of(deed, initial=first_words(deed, complaint, actor, now), colleagues=colleagues)
        shown[deed.verb] = Shown(deed, form, *_ready(phrases, complaint, deed.verb))
    return {
        "deeds": [one for verb, one in shown.items() if verb != NOTE.verb],
        "mine": access.can_handle(actor, complaint),
        "note": shown[NOTE.verb],
        "chosen": bound[0] if bound else "",
        "suggestion": suggestion_for(complaint, now) if "forward" in shown else None,
        "prepared": PREPARED,
    }


def colleagues_of(complaint: Complaint, actor: Actor, now: datetime) -> list[Person]:
    """Whom the actor may call."""
    return [one for one in mentions.colleagues(complaint.obligation, now) if one.pk != actor.person_id]


def _ready(phrases: Sequence[Phrase], complaint: Complaint, verb: str) -> tuple[list[Phrase], list[Phrase]]:
    """Of the words kept ready: the templates of this step, then what goes into any text."""
    fitting = [one for one in phrases if one.topic_id in {None, complaint.topic_id}]
    return [one for one in fitting if one.verb == verb], [one for one in fitting if not one.verb]


def first_words(deed: Deed, complaint: Complaint, actor: Actor, now: datetime) -> dict[str, Any]:
    """With what a form begins: what is already known, and the template of the step."""
    first: dict[str, Any] = {}
    if deed.verb == "verify":
        first = {"klass": complaint.klass, "topic": complaint.topic_id}
    elif deed.verb == "forward" and (found := suggestion_for(complaint, now)):
        first = {"office": found.office.key}
    if template := template_for(actor, complaint, deed.verb):
        first["text"] = fill(template.text, complaint, verb=deed.verb, by=actor, at=now)
    return first


def suggestion_for(complaint: Complaint, now: datetime) -> Suggestion | None:
    """The office that should answer, unless it has the case already."""
    found = suggest(complaint.topic, complaint.region, complaint.klass, now)
    if found and (found.office.pk == complaint.obligation.owner_office_id or access.is_about(complaint, found.office)):
        return None
    return found


def _waits(obligation: Obligation, calendars: Calendars, now: datetime) -> list[ClockRow]:
    """What the reporter has to answer by now."""
    return [row for row in clock_rows(obligation, calendars, now, party="citizen") if not row.met]


def _photos_first(entries: list[Entry]) -> tuple[Sequence[FileLink], list[Entry]]:
    """What the reporter sent stands with their words, and so no longer in the oldest line."""
    *later, first = entries
    return first.files, [*later, replace(first, files=())]
