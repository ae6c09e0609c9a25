"""The desk, and one card as its office and its reviewers see it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.errors import Refused
from balairung.ground.ui.attempt import accepted
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office
from balairung.rooms.innovations import access, actions, adopting, recording, register
from balairung.rooms.innovations.forms import ChangeForm, ProofForm, StageForm
from balairung.rooms.innovations.models import Innovation, Review, Stage, Status
from balairung.rooms.innovations.monthly import ORIGIN
from balairung.rooms.innovations.views.showing import offices_of, proofs

PAGE = 20


@officers
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What this month asks for, what waits for a judgment, and the cards that one sees."""
    rows = access.cards_of(actor).for_list().defer("proposer", "contact").order_by("-created_at", "-id")
    own = actor.office_ids
    asked = request.GET.get("kantor") == "semua"
    shown = rows if asked else rows.filter(office__in=own)
    page = Paginator(shown, PAGE).get_page(request.GET.get("halaman"))
    waiting = Review.objects.standing().filter(obligation__owner_office__in=own, obligation__state="active")
    context = {
        "page": page, "asked": asked, "query": "kantor=semua" if asked else "", "may": access.can_file_some(actor),
        "due": _owed(actor), "waiting": waiting.select_related("obligation", "card__office", "card__region")
        .defer("card__proposer", "card__contact").order_by("obligation__next_at", "id")[:50],
        "keeps": access.can_keep_index(actor), "decides": access.can_decide(actor), "today": localdate(now_of(request)),
    }  # fmt: skip
    return render(request, "innovations/desk.html", context)


def _owed(actor: Actor) -> list[Obligation]:
    """The months that one's own offices still owe, the oldest first."""
    rows = Obligation.objects.open().filter(kind="innovations", origin=ORIGIN, owner_office__in=actor.office_ids)
    return list(rows.order_by("period", "id")[:12])


@officers
def file(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """One card with its proofs, what was found of it, and what may be done now."""
    return _file(request, actor, access.get_card(actor, ref))


def _file(request: HttpRequest, actor: Actor, card: Innovation, **more: Any) -> HttpResponse:
    keeps = access.can_change(actor, card)
    reviews = card.reviews.select_related("obligation__owner_office").prefetch_related("marks").order_by("id")
    context = {
        "card": card, "keeps": keeps, "proofs": proofs(card, request), "reviews": list(reviews),
        "asked": _asked(reviews), "adoptions": register.adoptions_of(card),
        "adopts": card.status == Status.APPROVED and any(
            one.pk not in {card.office_id, card.origin.office_id if card.origin else None} for one in offices_of(actor)
        ),
        "next": Stage(card.stage).next if card.status == Status.APPROVED else None,
        "claimed": any(one.stage and one.obligation.closed_at is None for one in reviews),
        "alike": recording.resembling(card) if keeps and card.status == Status.DRAFT else [],
    }  # fmt: skip
    return render(request, "innovations/file.html", context | more)


def _asked(reviews: Any) -> str:
    """What the reviewer asked to be completed, in their own words."""
    for one in reviews:
        line = one.obligation.events.filter(verb="send_back").select_related("remark").order_by("-seq").first()
        if line and one.obligation.state == "waiting":
            return str(line.remark.text)
    return ""


@officers
def change(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """Write on; sent from here when it is whole."""
    card = access.get_own_card(actor, ref)
    sent = request.method == "POST"
    form = ChangeForm(
        request.POST if sent else None, request.FILES if sent else None, initial=ChangeForm.initial_of(card)
    )
    if sent and accepted(form, lambda: _change(form, card, actor, request)):
        messages.success(request, _("“%(name)s” tersimpan.") % {"name": form.cleaned_data["name"]})
        return redirect("innovations:file", card.ref)
    context = {"card": card, "form": form, "alike": recording.resembling(card) if sent else []}
    return render(request, "innovations/change.html", context, status=422 if form.errors else 200)


def _change(form: ChangeForm, card: Innovation, actor: Actor, request: HttpRequest) -> None:
    now, found = now_of(request), form.cleaned_data
    card = recording.change(card, form.told, by=actor, at=now)
    if found["uploads"]:
        recording.prove(card, found["uploads"], by=actor, at=now)
    if request.POST.get("deed") == "send":
        recording.submit(card, different=found["different"], by=actor, at=now)


@officers
@require_POST
def drop(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    card = access.get_own_card(actor, ref)
    recording.drop(card, by=actor, at=now_of(request))
    messages.success(request, _("Naskah “%(name)s” dihapus.") % {"name": card.name})
    return redirect("innovations:desk")


@officers
def claim(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """The next stage, with its proof."""
    card, sent = access.get_own_card(actor, ref), request.method == "POST"
    form = StageForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and accepted(form, lambda: _claim(form, card, actor, request)):
        messages.success(request, _("Bukti kenaikan tahap dikirim untuk diperiksa."))
        return redirect("innovations:file", card.ref)
    following = Stage(card.stage).next
    context = {
        "card": card, "form": form, "title": _("Naik ke tahap %(stage)s") % {
            "stage": following.label if following else ""},
        "lead": _("Tahap berubah setelah buktinya diterima."), "submit": _("Kirim bukti"),
    }  # fmt: skip
    return render(request, "innovations/form.html", context, status=422 if form.errors else 200)


def _claim(form: StageForm, card: Innovation, actor: Actor, request: HttpRequest) -> None:
    now, found, following = now_of(request), form.cleaned_data, Stage(card.stage).next
    kept = recording.prove(card, found["uploads"], stage=following or "", by=actor, at=now)
    actions.claim_stage(card, on=found["on"], proofs=len(kept), by=actor, at=now)


@officers
@require_POST
def prove(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """More proof for a card that stands."""
    card = access.get_own_card(actor, ref)
    form = ProofForm(request.POST, request.FILES)
    if accepted(form, lambda: recording.prove(card, form.cleaned_data["uploads"], by=actor, at=now_of(request))):
        messages.success(request, _("Bukti ditambahkan."))
        return redirect("innovations:file", card.ref)
    raise Refused(" ".join(str(said) for errors in form.errors.values() for said in errors))


@officers
@require_POST
def adopt(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    """A draft of one's own that names where it comes from."""
    card, offices = access.get_card(actor, ref), offices_of(actor)
    office = _adopter(offices, request.POST.get("kantor", ""))
    require(office is not None, _("Meniru inovasi dilakukan petugas kantor yang akan melakukannya."))
    assert office is not None
    made = adopting.adopt(card, office=office, by=actor, at=now_of(request))
    messages.success(request, _("Naskah dibuat. Ceritakan apa yang baru di tempat Anda, lalu kirim."))
    return redirect("innovations:change", made.ref)


def _adopter(offices: list[Office], key: str) -> Office | None:
    return next((one for one in offices if one.key == key), offices[0] if offices else None)
