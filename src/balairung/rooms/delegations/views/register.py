"""The register as everybody reads it: what is delegated to whom, by which decree."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.kernel.files.models import File
from balairung.kernel.obligations.reads import FileLink, file_link
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Delegation, LegalBasis
from balairung.kernel.people.presence import Presence
from balairung.rooms.delegations import access, register
from balairung.rooms.delegations.forms import RegisterForm, ScanForm
from balairung.rooms.delegations.matters import Matters
from balairung.rooms.delegations.register import Standing
from balairung.rooms.delegations.stories import history_of, statements_of

ALL = "semua"
#: The word of each standing in an address.
TABS = {
    "": Standing.IN_FORCE, "mendatang": Standing.FUTURE, "menunggu": Standing.UNANSWERED,
    "berakhir": Standing.EXPIRED, "dicabut": Standing.WITHDRAWN, "ditolak": Standing.REFUSED,
}  # fmt: skip


@everyone
def whole(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who may do what on a day, page by page."""
    context = _asked(request)
    pages = Paginator(context.pop("rows"), register.PAGE)
    page = pages.get_page(request.GET.get("halaman"))
    now, day = now_of(request), context["day"]
    context |= {
        "page": page,
        "shelves": register.shelves(list(page.object_list), day, now, context.pop("matters")),
        "may_record": access.can_record(actor),
    }
    return render(request, "delegations/register.html", context)


@everyone
def sheet(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same to be printed: one table, as long as paper is read."""
    context = _asked(request)
    rows = list(context.pop("rows")[: register.SHEET])
    context["shelves"] = register.shelves(rows, context["day"], now_of(request), context.pop("matters"))
    context |= {"shown": len(rows), "now": now_of(request)}
    return render(request, "delegations/sheet.html", context)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """The rows that are asked for, how many are worth what, and the words of the address."""
    form, matters = RegisterForm(request.GET), Matters()
    asked = form.asked()
    day: date = asked.get("tanggal") or localdate(now_of(request))
    shown = request.GET.get("tampil", "")
    every = register.narrowed(asked, matters)
    counts = register.counted(every, day)
    rows = every if shown == ALL else every.filter(register.standing_on(TABS.get(shown, Standing.IN_FORCE), day))
    query = {name: request.GET[name] for name in form.fields if name in asked}
    return {
        "form": form, "asked": asked, "day": day, "rows": rows.for_list(), "matters": matters,
        "tabs": _tabs(counts, shown, query), "total": sum(counts.values()) if shown == ALL else
        counts[TABS.get(shown, Standing.IN_FORCE)], "shown_tab": shown if shown in {*TABS, ALL} else "",
        "query": urlencode(query | ({"tampil": shown} if shown else {})),
        "office": asked.get("kantor"), "today": day == localdate(now_of(request)),
    }  # fmt: skip


def _tabs(counts: dict[str, int], shown: str, query: dict[str, str]) -> list[dict[str, Any]]:
    """The standings that have rows, what is in force always, and everything."""
    rows = [(word, str(standing.label), counts[standing]) for word, standing in TABS.items()]
    rows.append((ALL, _("semua"), sum(counts.values())))
    return [
        {"label": label, "count": count, "href": "?" + urlencode(query | ({"tampil": word} if word else {})),
         "here": word == (shown if shown in {*TABS, ALL} else "")}
        for word, label, count in rows
        if count or not word
    ]  # fmt: skip


@everyone
def row(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One delegation: from whom to whom, what, where, how far, by which decree, and what became of it."""
    found = Delegation.objects.for_list().get(pk=key)
    now, matters = now_of(request), Matters()
    lines = partial(register.lines_of, day=localdate(now), now=now, matters=matters)
    presence = Presence(now)
    presence.load([post for post in (found.giver_id, found.receiver_id) if post])
    context = {
        "row": found,
        "line": lines([found])[0],
        "giver_sitting": presence.sitting(found.giver_id) if found.giver_id else None,
        "receiver_sitting": presence.sitting(found.receiver_id),
        "scans": scans_of(found.basis, now),
        "above": lines(register.came_from(found)[: register.PAGE]),
        "below": lines(register.passed_on(found)[: register.PAGE]),
        "statements": statements_of(found, actor, now),
        "history": history_of(found, told=actor.is_officer),
        "ask": _question(found),
        "may_withdraw": access.can_withdraw(actor, found, now),
        "may_answer": access.can_answer(actor, found, now),
    }
    return render(request, "delegations/row.html", context)


def _question(found: Delegation) -> str:
    """The address that asks who has this now."""
    giver = found.giver or found.receiver
    asked = {"kantor": giver.office.key, "jabatan": str(giver.pk), "hal": f"{found.subject}:{found.matter}"}
    if found.region:
        asked["wilayah"] = found.region.code
    return f"{reverse('delegations:who')}?{urlencode(asked)}"


@everyone
def basis(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One decree: its scan, and all that rests on it."""
    return basis_page(request, actor, LegalBasis.objects.get(pk=key))


def basis_page(
    request: HttpRequest, actor: Actor, found: LegalBasis, form: ScanForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a decree; `form` is the upload that was refused."""
    now, rows = now_of(request), Delegation.objects.filter(basis=found)
    page = Paginator(rows.for_list(), register.PAGE).get_page(request.GET.get("halaman"))
    counts = register.counted(rows, localdate(now))
    context = {
        "basis": found,
        "scans": scans_of(found, now),
        "upload": (form or ScanForm()) if access.can_scan(actor, found) else None,
        "page": page,
        "shelves": register.shelves(list(page.object_list), localdate(now), now, Matters()),
        "counts": [(Standing(word).label, count) for word, count in counts.items() if count],
        "may_withdraw": access.can_withdraw_decree(actor, found, now),
    }
    return render(request, "delegations/basis.html", context, status=status)


def scans_of(found: LegalBasis, now: datetime) -> list[FileLink]:
    """The scans of a decree, for everyone: without the names that somebody gave to the files."""
    files = File.objects.filter(about_kind="delegations", about_ref=str(found.pk)).order_by("stored_at", "id")
    return [file_link(file, now, bare=True) for file in files]
