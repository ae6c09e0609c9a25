"""The desk of the legal bureau: a decree is recorded, scanned, withdrawn; a village answers."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.delegating import answer_assignment, withdraw
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Delegation, LegalBasis, Office
from balairung.kernel.people.reads import key_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.delegations import access
from balairung.rooms.delegations.decree_form import DecreeForm, kept_sign
from balairung.rooms.delegations.forms import AnswerForm, ScanForm, WithdrawForm
from balairung.rooms.delegations.matters import Matters
from balairung.rooms.delegations.recording import Proposal, keep_scans, propose, record, withdraw_all
from balairung.rooms.delegations.register import Line, moment_of
from balairung.rooms.delegations.views.register import basis_page

STEP, SAVE, SAVE_GOOD = "langkah", "catat", "catat-boleh"


@officers
def record_decree(request: HttpRequest, actor: Actor) -> HttpResponse:
    """First looked at, then written: every row is shown with its refusal before anything is kept."""
    require(access.can_record(actor))
    matters = Matters()
    office = Office.objects.filter(key=request.GET.get("kantor", "")[:60], closed_on__isnull=True).first()
    form = DecreeForm(
        posted(request), request.FILES or None, initial=_begun(request), actor=actor,
        matters=matters, office=office,
    )  # fmt: skip
    proposal: Proposal | None = None
    scans = _scans(request, form) if form.is_bound else []
    if form.is_bound and form.is_valid():
        proposal = propose(form.decree(), by=actor, at=now_of(request))
        if _agreed(request.POST, proposal):
            done = list[tuple[LegalBasis, int]]()
            if accepted(form, lambda: done.append(_record(request, form, proposal, scans, actor))):
                return _recorded(request, *done[0])
    return _page(request, form, proposal, scans, office, matters)


def _begun(request: HttpRequest) -> dict[str, Any]:
    """What the form starts with: a decree that is known already, the post that gives."""
    begun: dict[str, Any] = {"since": localdate(now_of(request)), "giver": request.GET.get("dari", "")[:40]}
    known = LegalBasis.objects.filter(pk=key_of(request.GET.get("dasar", ""))).first()
    if known:
        begun |= {"basis_kind": known.kind, "number": known.number, "dated": known.dated, "about": known.about}
    return begun


def _scans(request: HttpRequest, form: forms.Form) -> list[File]:
    """What came now, kept at once, and what came when the form was looked at before."""
    form.is_valid()
    new = [store(upload, at=now_of(request)) for upload in form.cleaned_data.get("scans") or ()]
    before = File.objects.filter(pk__in=form.cleaned_data.get("kept", []), about_kind="")
    return [*before.order_by("stored_at", "id"), *new]


def _agreed(post: QueryDict, proposal: Proposal) -> bool:
    """Whether what was looked at is what is to be written, and may be."""
    if post.get("seen") != _mark(post) or proposal.faults:
        return False
    return not proposal.bad if post.get(STEP) == SAVE else post.get(STEP) == SAVE_GOOD and bool(proposal.good)


def _mark(post: QueryDict) -> str:
    """A short sign for all that was filled in."""
    left_out = {"csrfmiddlewaretoken", STEP, "seen", "kept"}
    said = sorted((name, tuple(values)) for name, values in post.lists() if name not in left_out)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _record(
    request: HttpRequest, form: DecreeForm, proposal: Proposal | None, scans: list[File], actor: Actor
) -> tuple[LegalBasis, int]:
    refused = [(row.receiver_id, row.subject, row.matter) for row, why in proposal.rows if why] if proposal else []
    return record(form.decree(), scans=scans, leave_out=refused, by=actor, at=now_of(request))


def _recorded(request: HttpRequest, basis: LegalBasis, count: int) -> HttpResponse:
    said = ngettext("%(count)d pelimpahan tercatat.", "%(count)d pelimpahan tercatat.", count)
    messages.success(request, said % {"count": count})
    return redirect("delegations:basis", basis.pk)


def _page(
    request: HttpRequest, form: DecreeForm, proposal: Proposal | None, scans: list[File], office: Office | None,
    matters: Matters,
) -> HttpResponse:  # fmt: skip
    at = moment_of(localdate(now_of(request)), now_of(request))
    rows = [
        (Line(row, matters.words(row.subject, row.matter), row.standing(at)), why)
        for row, why in sorted(proposal.rows if proposal else [], key=lambda one: not one[1])
    ]
    context = {
        "form": form,
        "proposal": proposal,
        "rows": rows,
        "scans": scans,
        "kept": kept_sign([str(scan.pk) for scan in scans]),
        "seen": _mark(request.POST) if proposal else "",
        "office": office,
        "offices": Office.objects.filter(closed_on__isnull=True).order_by("order", "name"),
    }
    refused = bool(form.errors) or (proposal is not None and bool(proposal.faults or proposal.bad))
    return render(request, "delegations/record.html", context, status=422 if refused else 200)


@officers
@require_POST
def scan(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """The scan of a decree that is recorded already."""
    basis = LegalBasis.objects.get(pk=key)
    require(access.can_scan(actor, basis))
    form = ScanForm(request.POST, request.FILES)
    if accepted(form, lambda: _keep(request, basis, form, actor)):
        messages.success(request, _("Pindaian disimpan. Semua orang dapat membukanya sekarang."))
        return redirect("delegations:basis", key)
    return basis_page(request, actor, basis, form, status=422)


def _keep(request: HttpRequest, basis: LegalBasis, form: forms.Form, actor: Actor) -> None:
    scans = [store(upload, at=now_of(request)) for upload in form.cleaned_data["scans"]]
    keep_scans(basis, scans=scans, by=actor, at=now_of(request))


@officers
def withdraw_row(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One row is taken back."""
    found = Delegation.objects.for_list().get(pk=key)
    require(access.can_withdraw(actor, found, now_of(request)))
    form = WithdrawForm(posted(request), initial={"from_day": localdate(now_of(request))})
    if accepted(form, lambda: withdraw(found, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Pencabutan tercatat."))
        return redirect("delegations:row", key)
    line = Line(found, Matters().words(found.subject, found.matter), found.standing(now_of(request)))
    title = _("Cabut: %(what)s, %(receiver)s") % {"what": line.what, "receiver": line.receiver}
    lead = _("Baris ini tetap tersimpan dengan alasannya. Sejak tanggal itu wewenangnya kembali kepada pemberi.")
    return _ask(request, form, title, lead, _("Cabut"), reverse("delegations:row", args=[key]))


@officers
def withdraw_decree(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Every row of a decree is taken back."""
    basis = LegalBasis.objects.get(pk=key)
    require(access.can_withdraw_decree(actor, basis, now_of(request)))
    form, counts = WithdrawForm(posted(request), initial={"from_day": localdate(now_of(request))}), list[int]()
    if accepted(form, lambda: counts.append(_withdraw_all(request, basis, form, actor))):
        said = ngettext("%(count)d pelimpahan dicabut.", "%(count)d pelimpahan dicabut.", counts[0])
        messages.success(request, said % {"count": counts[0]})
        return redirect("delegations:basis", key)
    lead = _("Semua pelimpahan menurut keputusan ini yang boleh Anda cabut berhenti pada tanggal itu.")
    title = _("Cabut semuanya: %(basis)s") % {"basis": basis}
    return _ask(request, form, title, lead, _("Cabut semuanya"), reverse("delegations:basis", args=[key]))


def _withdraw_all(request: HttpRequest, basis: LegalBasis, form: forms.Form, actor: Actor) -> int:
    return withdraw_all(basis, **form.cleaned_data, by=actor, at=now_of(request))


@officers
def answer(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """A village takes an assignment or refuses it."""
    found = Delegation.objects.for_list().get(pk=key)
    require(access.can_answer(actor, found, now_of(request)))
    form = AnswerForm(posted(request))
    if accepted(form, lambda: _answer(request, found, form, actor)):
        messages.success(request, _("Jawaban desa tercatat."))
        return redirect("delegations:row", key)
    line = Line(found, Matters().words(found.subject, found.matter), found.standing(now_of(request)))
    context = {"form": form, "line": line, "row": found}
    return render(request, "delegations/answer.html", context, status=422 if form.errors else 200)


def _answer(request: HttpRequest, found: Delegation, form: forms.Form, actor: Actor) -> None:
    said = form.cleaned_data
    answer_assignment(found, accepted=said["accepted"] == "yes", words=said["words"], by=actor, at=now_of(request))


def _ask(request: HttpRequest, form: forms.Form, title: str, lead: str, submit: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "lead": lead, "submit": submit, "back": back}
    return render(request, "delegations/ask.html", context, status=422 if form.errors else 200)
