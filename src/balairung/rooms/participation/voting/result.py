"""Counting by itself, once, an hour after the last day; what won is owed from then on. And whether it all adds up."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.participation import notices
from balairung.rooms.participation.actions import conclude_by_itself
from balairung.rooms.participation.models import Ballot, CitizenProposal, Undertaking, VoteTally, VotingRound
from balairung.rooms.participation.owing import owe
from balairung.rooms.participation.rules import told
from balairung.rooms.participation.voting.counting import Place, ranking, winners

log = logging.getLogger(__name__)
AUDITED = 200  # rounds, the newest


def count_due(*, now: datetime) -> int:
    """Count the rounds whose last day is over, each once; return how many (settings.LOOPS)."""
    grace = timedelta(minutes=told()["round"]["grace_minutes"])
    with transaction.atomic():
        rows = list(VotingRound.objects.to_count(localdate(now - grace)).select_related("office"))
    return sum(_try_to_count(one, now) for one in rows)


def _try_to_count(round_: VotingRound, now: datetime) -> int:
    """One by one: a bad one never stops the others."""
    try:
        return _count(round_, now)
    except Exception:
        log.exception("a round was not counted: %s", round_.ref)
        return 0


@transaction.atomic
def _count(round_: VotingRound, now: datetime) -> int:
    if not VotingRound.objects.filter(pk=round_.pk, counted_at__isnull=True).update(counted_at=now):
        return 0
    rows = {str(one.pk): one for one in CitizenProposal.objects.filter(round=round_).select_related("office")}
    votes = votes_of(round_)
    order = ranking({key: votes.get(key, 0) for key, one in rows.items() if _ranked(one)}, round_.seed)
    _write(rows, votes, order)
    costs = {key: one.cost for key, one in rows.items()}
    for key in winners(order, places=round_.places, ceiling=round_.ceiling, costs=costs):
        _owe(round_, rows[key], now)
    conclude_by_itself(round_, at=now)
    Ballot.objects.filter(round=round_).update(contact_hash="")  # nobody is left in it
    notices.tell_result(round_, at=now)
    return 1


def _ranked(proposal: CitizenProposal) -> bool:
    states = (CitizenProposal.State.SENT, CitizenProposal.State.FEASIBLE)
    return proposal.state in states and not proposal.hidden_rule


def votes_of(round_: VotingRound) -> dict[str, int]:
    """The votes of each proposal, over all districts."""
    rows = VoteTally.objects.filter(round=round_, proposal__isnull=False).values_list("proposal")
    return {str(key): votes for key, votes in rows.annotate(sum=Sum("votes")).order_by()}


def _write(rows: dict[str, CitizenProposal], votes: dict[str, int], order: list[Place]) -> None:
    """What was excluded keeps its number, without a rank; what never stood on the ballot has none."""
    for key, one in rows.items():
        if one.state == CitizenProposal.State.EXCLUDED:
            one.votes = votes.get(key, 0)
    for place in order:
        one = rows[place.key]
        one.votes, one.rank, one.drawn = place.votes, place.rank, place.drawn
    CitizenProposal.objects.bulk_update(rows.values(), ["votes", "rank", "drawn"], batch_size=500)


def _owe(round_: VotingRound, proposal: CitizenProposal, now: datetime) -> None:
    """By the day that the office named before people voted; where it never looked, the usual clock runs."""
    due_on = proposal.due_on if proposal.due_on and proposal.due_on > localdate(now) else None
    text = _("Jalankan usulan warga: %(title)s") % {"title": proposal.title}
    owe(
        Undertaking.Kind.WINNER, office=proposal.office or round_.office, text=text, due_on=due_on, by=SYSTEM, at=now,
        source="voted", round=round_, proposal=proposal,
    )  # fmt: skip


# --- whether it adds up ----------------------------------------------------------------------------------------------


def findings(*, now: datetime) -> Iterator[str]:
    """A sentence for each round, once nobody votes any more, whose numbers cannot be (settings.AUDITS)."""
    over = VotingRound.objects.announced().filter(votes_until__lt=localdate(now))
    newest = over.annotate(voted=Count("ballots")).order_by("-opens_on", "-id")
    rounds = list(newest.values_list("pk", "ref", "most", "voted")[:AUDITED])
    people, marks = (_sums([row[0] for row in rounds], whole) for whole in (True, False))
    for key, ref, most, voted in rounds:
        voters, chosen = people.get(key, 0), marks.get(key, 0)
        if voters != voted:
            yield f"round {ref} counted {voters} votes for {voted} receipts"
        elif not voters <= chosen <= voters * most:
            yield f"round {ref} has {chosen} choices of {voters} voters"


def _sums(rounds: list[UUID], whole: bool) -> dict[UUID, int]:
    """The numbers of each round: how many voted, or how many choices they made."""
    rows = VoteTally.objects.filter(round__in=rounds, proposal__isnull=whole).values_list("round")
    return dict(rows.annotate(sum=Sum("votes")).order_by())
