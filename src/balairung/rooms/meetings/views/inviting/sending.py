"""Who is invited: rules, head count, sessions, the letter, sending; and the list afterwards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from balairung.ground.common.text import clean_line
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Post
from balairung.rooms.meetings import access
from balairung.rooms.meetings.inviting import calling
from balairung.rooms.meetings.inviting.counting import head_count
from balairung.rooms.meetings.inviting.forms import CancelForm, GuestsForm, PostsForm, RuleForm
from balairung.rooms.meetings.inviting.letter import ask_letter, compose, letter_of, signed_by
from balairung.rooms.meetings.inviting.replying import unheard
from balairung.rooms.meetings.models import Invitee, Meeting
from balairung.rooms.meetings.notices import own_page

FOUND, PAGE = 60, 100
KINDS = {"jabatan": PostsForm, "tamu": GuestsForm, "aturan": RuleForm}
Rule = RuleForm | GuestsForm | PostsForm


@officers
@require_safe
def invitations(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Everything that one looks at before sending, on one page."""
    found, now = access.get_run(actor, ref), now_of(request)
    count = head_count(found, now)
    answer = signed_by(found, now)
    context = {
        "meeting": found, "count": count, "letter": letter_of(found), "signer": answer.person,
        "signs_as": answer.heading, "why": answer.reason, "may_prepare": access.can_prepare(actor, found),
        "at_once": calling.can_call_at_once(actor, found, now), "draft": found.state == Meeting.State.DRAFT,
        "unheard": len(unheard(found)), "cancel": CancelForm(),
    }  # fmt: skip
    return render(request, "meetings/inviting/invitations.html", context)


@officers
@require_safe
def preview(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The letter as it would be, marked as a konsep."""
    from balairung.kernel.documents.drawing import preview as drawn

    found, now = access.get_run(actor, ref), now_of(request)
    office = signed_by(found, now).post.office
    response = HttpResponse(drawn(compose(found, now), office, at=now), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="konsep-undangan-{found.ref}.pdf"'
    return response


@officers
@require_POST
def send(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Ask for the signature; urgent, everybody is invited at once."""
    found = access.get_run(actor, ref)
    calling.call(found, by=actor, at=now_of(request), at_once="segera" in request.POST)
    if found.state == Meeting.State.DRAFT:
        messages.success(request, _("Surat dimintakan tanda tangan. Begitu ditandatangani, undangan terkirim."))
    else:
        messages.success(request, _("Undangan terkirim. Suratnya menyusul begitu ditandatangani."))
    return redirect("meetings:meeting", found.ref)


@officers
@require_POST
def new_letter(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """After a change: a letter that says what is so now."""
    found = access.get_run(actor, ref)
    require(access.can_prepare(actor, found))
    ask_letter(found, by=actor, at=now_of(request))
    messages.success(request, _("Surat yang baru dimintakan tanda tangan."))
    return redirect("meetings:invitations", found.ref)


@officers
def cancel(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Asked with a reason, which everybody who was invited reads."""
    found = access.get_run(actor, ref)
    form = CancelForm(request.POST or None)
    if accepted(form, lambda: calling.cancel(found, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Rapat dibatalkan. Yang diundang diberi tahu."))
        return redirect("meetings:meeting", found.ref)
    context = {"form": form, "meeting": found}
    return render(request, "meetings/inviting/cancel.html", context, status=422 if form.errors else 200)


# --- rules -----------------------------------------------------------------------------------------------------------


@officers
def add_rule(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """By area or rank; `?cara=jabatan` posts that are found by words, `?cara=tamu` guests from outside."""
    found = access.get_run(actor, ref)
    require(access.can_prepare(actor, found), _("Rapat ini sudah selesai atau dibatalkan."))
    way = request.GET.get("cara", "aturan")
    words = clean_line(request.GET.get("cari", ""))[:80]
    form = _rule_form(way, words, request.POST if request.method == "POST" else None)
    if accepted(form, lambda: calling.add_rule(found, **form.rule(), by=actor, at=now_of(request))):
        return redirect("meetings:invitations", found.ref)
    context = {"meeting": found, "form": form, "way": way, "words": words,
               "found": bool(getattr(form, "found", True))}  # fmt: skip
    return render(request, "meetings/inviting/rule.html", context, status=422 if form.errors else 200)


def _rule_form(way: str, words: str, data: Any) -> Rule:
    if way == "tamu":
        return GuestsForm(data)
    return PostsForm(_posts(words), data) if way == "jabatan" else RuleForm(data)


def _posts(words: str) -> list[Post]:
    """The posts whose title or office has all these words."""
    asked = Q()
    for word in words.split()[:6]:
        asked &= Q(title__icontains=word) | Q(office__name__icontains=word) | Q(office__short__icontains=word)
    rows = (
        Post.objects.filter(asked, closed_on__isnull=True, office__closed_on__isnull=True)
        if words
        else Post.objects.none()
    )
    return list(rows.select_related("office").order_by("order", "id")[:FOUND])


@officers
@require_POST
def drop_rule(request: HttpRequest, actor: Actor, ref: str, key: UUID) -> HttpResponse:
    found = access.get_run(actor, ref)
    calling.drop_rule(
        found.rules.select_related("meeting__chair", "meeting__office").get(pk=key), by=actor, at=now_of(request)
    )
    return redirect("meetings:invitations", found.ref)


# --- the list --------------------------------------------------------------------------------------------------------


class SieveForm(forms.Form):
    """Words stand in addresses for ever."""

    cari = forms.CharField(max_length=80, required=False)
    jawaban = forms.ChoiceField(choices=[*Invitee.Reply.choices, ("belum", ""), ("sendiri", "")], required=False)


@officers
@require_safe
def listed(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Everybody who is invited, in protocol order, with what they answered; the addresses of guests' own pages."""
    found = access.get_run(actor, ref)
    form = SieveForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {"cari": "", "jawaban": ""}
    rows = _sieved(found, said["cari"], said["jawaban"])
    page = Paginator(rows.for_list(), PAGE).get_page(request.GET.get("hal"))
    for row in page:
        row.meeting = found
    context = {
        "meeting": found, "page": page, "query": _query(said), "said": said,
        "rows": [(row, own_page(row) if row.told and not row.told_at else "") for row in page],
        "answers": [
            *(pair for pair in Invitee.Reply.choices if pair[0]), ("belum", _("belum menjawab")),
            ("sendiri", _("belum ada yang diberi tahu")),
        ],
    }  # fmt: skip
    return render(request, "meetings/inviting/listed.html", context)


def _sieved(found: Meeting, words: str, answer: str) -> Any:
    rows = Invitee.objects.standing().filter(meeting=found)
    for word in clean_line(words).split()[:6]:
        rows = rows.filter(Q(name__icontains=word) | Q(title__icontains=word))
    if answer == "sendiri":
        return rows.filter(told__gt=0, told_at__isnull=True)
    return rows.filter(reply="" if answer == "belum" else answer) if answer else rows


def _query(said: dict[str, str]) -> str:
    from urllib.parse import urlencode

    return urlencode({key: value for key, value in said.items() if value})
