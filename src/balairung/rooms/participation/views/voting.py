"""Voting: a code to one's contact, then code and choice together, then a receipt that says nothing of the choice."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache

from balairung.ground.ui.attempt import accepted
from balairung.kernel.messaging.reads import masked
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.participation import access, knocking
from balairung.rooms.participation.forms import BallotForm, ContactForm
from balairung.rooms.participation.models import Ballot, Knock, VotingRound
from balairung.rooms.participation.views.speaking import require_patience, require_quiet
from balairung.rooms.participation.voting import balloting


@everyone
@never_cache
def knock(request: HttpRequest, actor: Actor, round: str) -> HttpResponse:  # noqa: A002 (in the address)
    """Where does the code go?"""
    require_patience(request, "send")
    found = access.get_round(round)
    if found.phase(localdate(now_of(request))) != VotingRound.Phase.VOTING:
        return redirect("participation:round", found.ref)
    form, made = ContactForm(posted(request)), list[Knock]()
    if accepted(form, lambda: made.append(_begin(request, found, form.cleaned_data["contact"]))):
        return redirect("participation:cast", found.ref, made[0].pk)
    return render(
        request, "participation/vote.html", {"form": form, "round": found}, status=422 if form.errors else 200
    )


def _begin(request: HttpRequest, found: VotingRound, contact: str) -> Knock:
    require_quiet(request, contact)
    return balloting.begin_vote(found, contact=contact, at=now_of(request))


@everyone
@never_cache
def cast(request: HttpRequest, actor: Actor, round: str, knock: UUID) -> HttpResponse:  # noqa: A002
    """Code and choice in one form. What was chosen is kept on the page when something is refused, and nowhere else."""
    require_patience(request, "code")
    found, now = access.get_round(round), now_of(request)
    if found.phase(localdate(now)) != VotingRound.Phase.VOTING:
        return redirect("participation:round", found.ref)
    row = knocking.get_knock(knock, now, balloting.scope_of(found))
    proposals = list(found.proposals.on_ballot().select_related("office").defer("told_to").order_by("number"))
    form, done = BallotForm(posted(request), round_=found, proposals=proposals), list[str]()
    if accepted(form, lambda: done.append(_cast(request, found, row, form, actor))):
        return redirect("participation:receipt", found.ref, done[0])
    context = {"form": form, "round": found, "proposals": proposals, "address": masked(row.contact)}
    return render(request, "participation/cast.html", context, status=422 if form.errors else 200)


def _cast(request: HttpRequest, found: VotingRound, row: Knock, form: BallotForm, actor: Actor) -> str:
    typed = form.cleaned_data
    return balloting.cast(
        found, key=row.pk, code=typed["code"], numbers=form.numbers, district=typed["district"], by=actor,
        at=now_of(request),
    )  # fmt: skip


@everyone
@never_cache
def receipt(request: HttpRequest, actor: Actor, round: str, receipt: str) -> HttpResponse:  # noqa: A002
    """That a vote with this code is among those that are counted. Nobody can show by it what they chose."""
    found = access.get_round(round)
    ballot = Ballot.objects.only("code").get(round=found, code=receipt[:16])
    context = {"round": found, "code": ballot.code, "counted": found.counted_at is not None}
    return render(request, "participation/receipt.html", context)
