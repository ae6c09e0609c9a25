"""One indicator: what it asks, where it stands, who gave which level, what was shown for it and what came of that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.facts import facts
from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.obligations.reads import FileLink, file_link
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.surface.maturity import access, actions
from balairung.surface.maturity.forms import AcceptForm, DeedForm, LevelForm, ProofForm, ReviseForm, WithdrawForm
from balairung.surface.maturity.instruments import Indicator
from balairung.surface.maturity.models import Assessment, Proof, ProofLine, ProofStatus, Stage
from balairung.surface.maturity.proving import Shown, counted
from balairung.surface.maturity.reads import Line, picture_of, shown_by_indicator
from balairung.surface.maturity.telling import changes_of

ACCEPT, REVISE, WITHDRAW = "terima", "revisi", "tarik"  # the words stand in addresses for ever
FORMS: dict[str, type[DeedForm]] = {ACCEPT: AcceptForm, REVISE: ReviseForm, WITHDRAW: WithdrawForm}
STATUS = {ACCEPT: ProofStatus.ACCEPTED, REVISE: ProofStatus.REVISION}


@officers
def indicator(request: HttpRequest, actor: Actor, year: int, instrument: str, number: int) -> HttpResponse:
    return _page(request, actor, access.get_assessment(year, instrument), number)


@officers
@require_POST
def give(request: HttpRequest, actor: Actor, year: int, instrument: str, number: int) -> HttpResponse:
    """The level of one stage."""
    found = access.get_running(year, instrument)
    stage = request.POST.get("stage", "")
    require(stage in _stages(actor, found, _aspect(found, number)))
    form = LevelForm(request.POST, found=found.instrument, stage=stage)
    deed: dict[str, Any] = {"number": number, "by": actor, "at": now_of(request)}
    if accepted(form, lambda: actions.give_level(found, **form.cleaned_data, **deed)):
        messages.success(request, _("Tingkat tersimpan. Yang sebelumnya tetap ada pada riwayat."))
        return _back(found, number)
    return _page(request, actor, found, number, form)


@officers
@require_POST
def show(request: HttpRequest, actor: Actor, year: int, instrument: str, number: int) -> HttpResponse:
    """One more piece of evidence."""
    found = access.get_running(year, instrument)
    require(access.can_fill(actor, found, _aspect(found, number)))
    form = ProofForm(request.POST, request.FILES, ladder=found.instrument.indicators[number].ladder)
    if accepted(form, lambda: _show(request, found, number, form, actor)):
        messages.success(request, _("Bukti tersimpan dan menunggu asesor internal."))
        return _back(found, number)
    return _page(request, actor, found, number, form)


def _show(request: HttpRequest, found: Assessment, number: int, form: ProofForm, actor: Actor) -> None:
    said, now = form.cleaned_data, now_of(request)
    file = next((store(upload, at=now) for upload in said["uploads"]), None)
    actions.show(
        found, number=number, level=said["level"], title=said["title"], file=file, link=said["link"], by=actor, at=now
    )


@officers
@require_POST
def act(request: HttpRequest, actor: Actor, key: str, verb: str) -> HttpResponse:
    """Accept it, send it back, or withdraw it."""
    proof = access.get_proof(key)
    found, number = access.running(proof.assessment), proof.indicator
    aspect = _aspect(found, number)
    require(access.can_fill(actor, found, aspect) if verb == WITHDRAW else access.can_decide(actor, proof, aspect))
    form = FORMS[verb](request.POST, key=proof.pk, verb=verb)
    if accepted(form, lambda: _act(proof, verb, form.cleaned_data, actor, now_of(request))):
        messages.success(request, _said(verb) % {"title": proof.title})
        return _back(found, number)
    return _page(request, actor, found, number, form)


def _act(proof: Proof, verb: str, said: dict[str, Any], actor: Actor, now: datetime) -> None:
    if verb == WITHDRAW:
        actions.withdraw(proof, **said, by=actor, at=now)
    else:
        actions.decide(proof, status=STATUS[verb], **said, by=actor, at=now)


def _said(verb: str) -> str:
    return {
        ACCEPT: _("“%(title)s” diterima."), REVISE: _("“%(title)s” dikembalikan dengan penjelasan Anda."),
        WITHDRAW: _("“%(title)s” ditarik dan tidak dihitung lagi."),
    }[verb]  # fmt: skip


def _back(found: Assessment, number: int) -> HttpResponse:
    return redirect("maturity:indicator", found.year, found.instrument_key, number)


def _aspect(found: Assessment, number: int) -> int:
    """The aspect of an indicator; a page of one that the instrument does not have is not found."""
    if number not in found.instrument.indicators:
        raise Http404
    return actions.aspect_of(found, number)


def _stages(actor: Actor, found: Assessment, aspect: int) -> list[Stage]:
    """Of which stages this actor gives the level."""
    return [stage for stage, may in actions.GIVING.items() if may(actor, found, aspect)]


# --- the page ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """A piece of evidence as the page shows it, with what this actor may do with it."""

    proof: Proof
    file: FileLink | None
    last: ProofLine | None  # why it stands where it stands
    deeds: Sequence[DeedForm]


@dataclass(frozen=True)
class Rung:
    """One level: what it asks, what was shown for it."""

    level: int
    name: str
    asks: str
    shown: Shown
    lacking: bool  # it is claimed, and not shown as a whole
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Rights:
    stages: Sequence[Stage]
    fills: bool
    decides: bool


@dataclass(frozen=True)
class Fallen:
    """Accepted evidence that was withdrawn, so that less of the level counts."""

    titles: Sequence[str]
    before: Decimal
    now: Decimal


def _page(
    request: HttpRequest, actor: Actor, found: Assessment, number: int, refused: forms.Form | None = None
) -> HttpResponse:
    aspect, now = _aspect(found, number), now_of(request)
    line = picture_of(found).lines[number]
    proofs = list(_proofs(found, number))
    may = _rights(actor, found, aspect)
    pieces = _pieces(actor, may, proofs, refused, now)
    context: dict[str, Any] = {
        "assessment": found, "instrument": found.instrument, "indicator": line.indicator, "aspect": line.aspect,
        "line": line, "stages": [(stage.label, line.given.get(stage)) for stage in Stage],
        "lost": _lost(pieces, refused),
        "checked": facts(f"maturity/{found.instrument_key}")["checked"], "fallen": _fallen(line, proofs),
        "rungs": _rungs(line, pieces), "entries": changes_of(found, number),
        "levels": _level_forms(found, may, refused), "proof": _proof_form(line, may, refused),
        **_neighbours(found, number),
    }  # fmt: skip
    return render(request, "maturity/indicator.html", context, status=422 if refused else 200)


def _proofs(found: Assessment, number: int) -> Iterable[Proof]:
    rows = found.proofs.filter(indicator=number).select_related("file", "bundle__file", "added_by")
    return rows.prefetch_related("lines__by")


def _rights(actor: Actor, found: Assessment, aspect: int) -> Rights:
    stages = _stages(actor, found, aspect)
    return Rights(stages, Stage.SELF in stages, Stage.INTERNAL in stages)


def _level_forms(found: Assessment, may: Rights, refused: forms.Form | None) -> list[tuple[Stage, LevelForm]]:
    """One for each stage that this actor gives; the one that was refused as it came in."""
    told = []
    for stage in may.stages:
        came = refused if isinstance(refused, LevelForm) and refused.initial["stage"] == stage else None
        told.append((stage, came or LevelForm(found=found.instrument, stage=stage)))
    return told


def _proof_form(line: Line, may: Rights, refused: forms.Form | None) -> forms.Form | None:
    if isinstance(refused, ProofForm):
        return refused
    return ProofForm(ladder=line.indicator.ladder) if may.fills else None


def _pieces(
    actor: Actor, may: Rights, proofs: Sequence[Proof], refused: forms.Form | None, now: datetime
) -> dict[int, list[Piece]]:
    """By level; what was withdrawn is told by the history only."""
    told: dict[int, list[Piece]] = {}
    for proof in proofs:
        if proof.withdrawn_at is None:
            piece = Piece(proof, _file(proof, now), _last(proof), _deeds(actor, may, proof, refused))
            told.setdefault(proof.level, []).append(piece)
    return told


def _lost(pieces: dict[int, list[Piece]], refused: forms.Form | None) -> forms.Form | None:
    """What was refused because its evidence went meanwhile: it has no place on the page but the top."""
    offered = [form for found in pieces.values() for piece in found for form in piece.deeds]
    return refused if isinstance(refused, DeedForm) and refused not in offered else None


def _file(proof: Proof, now: datetime) -> FileLink | None:
    file = proof.bundle.file if proof.bundle else proof.file
    return file_link(file, now) if file else None


def _last(proof: Proof) -> ProofLine | None:
    lines = list(proof.lines.all())
    return lines[-1] if lines else None


def _deeds(actor: Actor, may: Rights, proof: Proof, refused: forms.Form | None) -> list[DeedForm]:
    """What may be done with it now, each with its form."""
    verbs: list[str] = []
    if may.decides and not access.brought(actor, proof):
        verbs = [verb for verb, status in STATUS.items() if proof.status != status]
    verbs += [WITHDRAW] if may.fills else []
    came = refused if isinstance(refused, DeedForm) and refused.key == str(proof.pk) else None
    return [came if came and came.verb == verb else FORMS[verb](key=proof.pk, verb=verb) for verb in verbs]


def _rungs(line: Line, pieces: dict[int, list[Piece]]) -> list[Rung]:
    one: Indicator = line.indicator
    return [
        Rung(level, name, one.asks(level), line.shown.get(level, Shown()), level in line.lacking, pieces.get(level, []))
        for level, name in enumerate(one.ladder, 1)
    ]


def _fallen(line: Line, proofs: Sequence[Proof]) -> Fallen | None:
    """What would count if accepted evidence had not been withdrawn, where that is more."""
    gone = [one for one in proofs if one.withdrawn_at and one.status == ProofStatus.ACCEPTED]
    standing = [one for one in proofs if one.withdrawn_at is None]
    shown = shown_by_indicator([*standing, *gone]).get(line.indicator.number, {})
    before = counted(line.claimed, shown, fractional=line.fractional, external=bool(line.indicator.external))
    return Fallen([one.title for one in gone], before, line.counted) if before > line.counted else None


def _neighbours(found: Assessment, number: int) -> dict[str, Indicator | None]:
    """The indicator before and the one after, in the order of the instrument."""
    order = list(found.instrument.indicators.values())
    here = [one.number for one in order].index(number)
    return {"before": order[here - 1] if here else None, "after": order[here + 1] if here + 1 < len(order) else None}
