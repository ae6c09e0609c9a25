"""What everybody reads: what one may say something about now, each consultation, each round."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.rooms.participation import access, rules, showing
from balairung.rooms.participation.models import (
    CitizenProposal,
    Consultation,
    ConsultComment,
    ConsultSection,
    SampleRun,
    Undertaking,
    VotingRound,
)

FEW = 10  # of each on the first page
Phase, Stage = VotingRound.Phase, Consultation.Stage


@everyone
def front(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What goes on now first, then what came out of it."""
    today = localdate(now_of(request))
    asked = _with_stage(Consultation.objects.announced(), today, FEW)
    voted = _with_phase(VotingRound.objects.announced(), today, FEW)
    samples = SampleRun.objects.defer("pool", "seed").order_by("-since", "-id")[:3]
    context = {"consultations": asked, "rounds": voted, "samples": samples}
    return render(request, "participation/front.html", context)


def _with_stage(rows: Any, today: Any, most: int) -> list[tuple[Consultation, Consultation.Stage]]:
    """Open ones first."""
    found = rows.select_related("office").order_by("-opens_on", "-id")[:most]
    return sorted(((one, one.stage(today)) for one in found), key=lambda pair: pair[1] != Stage.OPEN)


def _with_phase(rows: Any, today: Any, most: int) -> list[tuple[VotingRound, VotingRound.Phase]]:
    found = rows.select_related("office", "district").defer("seed").order_by("-opens_on", "-id")[:most]
    return sorted(
        ((one, one.phase(today)) for one in found), key=lambda pair: pair[1] not in (Phase.PROPOSING, Phase.VOTING)
    )


@everyone
def consultations(request: HttpRequest, actor: Actor) -> HttpResponse:
    rows = Consultation.objects.announced().select_related("office").defer("summary")
    page = showing.page_of(rows, "opens_on", request.GET.get("sebelum", ""))
    today = localdate(now_of(request))
    context = {"rows": [(one, one.stage(today)) for one in page.rows], "older": page.older}
    return render(request, "participation/consultations.html", context)


@everyone
def rounds(request: HttpRequest, actor: Actor) -> HttpResponse:
    rows = VotingRound.objects.announced().select_related("office", "district").defer("summary", "seed")
    page = showing.page_of(rows, "opens_on", request.GET.get("sebelum", ""))
    today = localdate(now_of(request))
    context = {"rows": [(one, one.phase(today)) for one in page.rows], "older": page.older}
    return render(request, "participation/rounds.html", context)


@everyone
def consultation(request: HttpRequest, actor: Actor, consultation: str) -> HttpResponse:
    """The draft, its parts with what was said and what was answered, the forum, what was agreed on."""
    found, now = access.get_announced(consultation), now_of(request)
    stage = found.stage(localdate(now))
    answer = Undertaking.objects.filter(consultation=found, kind=Undertaking.Kind.ANSWER).for_list()
    parts = showing.parts_of(found, answers=found.answered_at is not None)
    context = {
        "consultation": found, "stage": stage, "kind": rules.kind_word(found.kind), "parts": parts,
        "said": sum(part.said for part in parts), "hidden": showing.hidden_by_rule(found),
        "files": showing.drafts_of(found, now), "service": showing.service_of(found),
        "forums": showing.forums_of(found, now), "answer": next(iter(showing.stands(answer, now)), None),
        "keeps": access.can_keep(actor, found.office_id),
    }  # fmt: skip
    return render(request, "participation/consultation.html", context)


@everyone
def part(request: HttpRequest, actor: Actor, consultation: str, number: int) -> HttpResponse:
    """One part and everything that was said to it, also that something is hidden, by which rule and why."""
    found = access.get_announced(consultation)
    section = ConsultSection.objects.get(consultation=found, number=number)
    page = showing.comments_of(section, request.GET.get("sebelum", ""))
    context = {
        "consultation": found, "section": section, "stage": found.stage(localdate(now_of(request))),
        "comments": [_told(one) for one in page.rows], "older": page.older,
        "hides": access.can_hide(actor, found.office_id),
    }  # fmt: skip
    return render(request, "participation/part.html", context)


def _told(comment: ConsultComment) -> dict[str, Any]:
    return {
        "row": comment, "group": rules.group_word(comment.group),
        "rule": rules.rule_word(comment.hidden_rule) if comment.hidden_rule else "",
    }  # fmt: skip


@everyone
def voting_round(request: HttpRequest, actor: Actor, round: str) -> HttpResponse:  # noqa: A002 (in the address)
    """What one may do now, the proposals with what the office found, and in the end the result with its method."""
    found, now = access.get_round(round), now_of(request)
    phase = found.phase(localdate(now))
    counted = phase == Phase.RESULT
    proposals = [] if counted else _proposals(found)
    result = showing.result_of(found, now) if counted else None
    context = {
        "round": found, "phase": phase, "proposals": proposals, "result": result, "least": rules.least_shown(),
        "rows": [(showing.row_name(row), row) for row in result.rows] if result else [],
        "keeps": access.can_keep(actor, found.office_id),
        "check": None if counted else _check_of(found, now),
    }  # fmt: skip
    return render(request, "participation/round.html", context)


def _proposals(found: VotingRound) -> list[tuple[CitizenProposal, str]]:
    rows = found.proposals.select_related("office", "region").defer("told_to", "text").order_by("number")
    return [(one, rules.rule_word(one.hidden_rule) if one.hidden_rule else "") for one in rows]


def _check_of(found: VotingRound, now: Any) -> showing.Stood | None:
    rows = Undertaking.objects.filter(round=found, kind=Undertaking.Kind.CHECK).for_list()
    return next(iter(showing.stands(rows, now)), None)


@everyone
def proposal(request: HttpRequest, actor: Actor, round: str, number: int) -> HttpResponse:  # noqa: A002
    """One proposal: what, why, what the office found, what became of it."""
    found, now = access.get_round(round), now_of(request)
    rows = CitizenProposal.objects.select_related("office", "region").defer("told_to")
    one = rows.get(round=found, number=number)
    won = showing.stands(Undertaking.objects.filter(proposal=one).for_list(), now)
    context = {
        "round": found, "proposal": one, "rule": rules.rule_word(one.hidden_rule) if one.hidden_rule else "",
        "phase": found.phase(localdate(now)), "won": next(iter(won), None),
        "keeps": access.can_keep(actor, found.office_id),
    }  # fmt: skip
    return render(request, "participation/proposal.html", context)
