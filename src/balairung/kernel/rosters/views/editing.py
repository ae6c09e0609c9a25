"""The editor of a roster: one page, looked at before it is saved, without scripts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.access import get_office
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.kernel.rosters import access, actions, editor
from balairung.kernel.rosters.duty import schedule
from balairung.kernel.rosters.editor import Editor
from balairung.kernel.rosters.gaps import Gap
from balairung.kernel.rosters.models import Roster
from balairung.kernel.rosters.months import entries_of, signs_of, weeks_between
from balairung.kernel.rosters.recounting import count_now
from balairung.kernel.rosters.showing import free_day, gaps_shown

SEEN = timedelta(weeks=4)  # how much of it is looked at before it is saved


@dataclass(frozen=True)
class Preview:
    """What saving would do: the first weeks, the score of a year, where nobody is."""

    weeks: Any
    signs: Any
    score: int
    gaps: tuple[Gap, ...]
    hours: int


@officers
def make(request: HttpRequest, actor: Actor, office: str) -> HttpResponse:
    """A new roster; `?pola=` chooses what it starts with."""
    found = get_office(office)
    require(access.can_keep(actor, found.pk), _only())
    first = editor.preset(request.GET.get("pola", "siaga"), found, now_of(request))
    return _edit(request, actor, found, None, first)


@officers
def change(request: HttpRequest, actor: Actor, office: str, roster: UUID) -> HttpResponse:
    """New versions of its layers, from the next handover on."""
    found = get_own(actor, office, roster)
    return _edit(request, actor, found.office, found, editor.draft_of(found, now_of(request)))


@officers
def end(request: HttpRequest, actor: Actor, office: str, roster: UUID) -> HttpResponse:
    """Asked twice: nobody is on duty by it any more."""
    found = get_own(actor, office, roster)
    if request.method == "POST":
        actions.end_roster(found, by=actor, at=now_of(request))
        messages.success(request, _("Jadwal %(roster)s diakhiri.") % {"roster": found})
        return redirect("rosters:office", office)
    context = {
        "title": _("Akhiri jadwal %(roster)s?") % {"roster": found}, "submit": _("Akhiri jadwal"),
        "back": reverse("rosters:roster", args=[office, roster]),
        "lead": _("Mulai sekarang tidak ada yang berjaga menurut jadwal ini. Yang sudah lewat tetap dapat dilihat."),
    }  # fmt: skip
    return render(request, "people/sure.html", context)


def get_own(actor: Actor, office: str, key: UUID) -> Roster:
    """The roster of this office, for whoever keeps it. Raise `Roster.DoesNotExist`, or `NotAllowed`."""
    found = access.get_roster(actor, key)
    if found.office.key != office or found.ended_at:
        raise Roster.DoesNotExist
    require(access.can_keep(actor, found.office_id), _only())
    return found


def _only() -> str:
    return _("Hanya pimpinan, sekretaris, atau koordinator kantor yang mengatur jadwalnya.")


def _edit(
    request: HttpRequest, actor: Actor, office: Office, roster: Roster | None, first: editor.Draft
) -> HttpResponse:
    now = now_of(request)
    people = editor.people_of(office, now)
    step = request.POST.get("langkah", "lihat") if request.method == "POST" else ""
    judged = step in ("lihat", "simpan")
    draft = editor.stepped(editor.typed(request.POST), step) if step and not judged else first
    page = editor.sent(request.POST, people, bool(roster)) if judged else editor.shown(draft, people, bool(roster))
    done: list[Any] = []

    def act() -> None:
        done.append(_try(page, office, roster, actor, now) if step == "lihat" else
                    editor.save(page, office=office, roster=roster, by=actor, at=now))  # fmt: skip

    fine = judged and page.valid() and accepted(page.form, act)
    if fine and step == "simpan":
        messages.success(request, _("Jadwal disimpan."))
        return redirect("rosters:roster", office.key, done[0].pk)
    context = {
        "office": office, "roster": roster, "editor": page, "people": people, "preview": done[0] if fine else None,
        "presets": editor.PRESETS.items(), "chosen": request.GET.get("pola", "siaga"), "now": now,
    }  # fmt: skip
    return render(request, "rosters/edit.html", context, status=422 if judged and not fine else 200)


def _try(page: Editor, office: Office, roster: Roster | None, actor: Actor, now: datetime) -> Preview:
    """Save it, look, and undo it: what is shown is what would be."""
    with transaction.atomic():
        found = editor.save(page, office=office, roster=roster, by=actor, at=now)
        first = localdate(now)
        plan = schedule(found, now, now + SEEN)
        signs = signs_of(plan.people.values())
        weeks = weeks_between(
            first, first + SEEN - timedelta(days=1), entries=entries_of(plan.segments, signs),
            gaps=gaps_shown(found, plan), today=first, zone=found.tz, free=free_day(),
        )  # fmt: skip
        counted = count_now(found, at=now)
        transaction.set_rollback(True)
    return Preview(weeks, signs.values(), counted.score, counted.gaps[:10], -(-counted.empty // 60))
