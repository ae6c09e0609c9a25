"""A citizen proposes something: without an account, with a code to their contact."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.redaction import redact
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Region
from balairung.rooms.participation.knocking import get_knock, knock, prove, spend
from balairung.rooms.participation.models import CitizenProposal, Knock, VotingRound

PREFIX = "proposal:"
MOST = 3  # of one contact in one round
LONGEST = 2000


def scope_of(round_: VotingRound) -> str:
    return f"{PREFIX}{round_.pk}"


def begin_proposal(
    round_: VotingRound, *, title: str, text: str, region: Region | None, contact: str, tell: bool, at: datetime
) -> Knock:
    """What is proposed waits, sealed, for the code; what tells who somebody is was masked before."""
    _require_open(round_, at)
    line, told = redact(clean_line(title))[:160], redact(clean_text(text))[:LONGEST]
    if not (line and told):
        raise Refused(_("Tuliskan usulan dan penjelasannya."))
    if region and round_.district_id and region.pk[: len(round_.district_id)] != round_.district_id:
        raise Refused(_("Usulan dalam putaran ini untuk %(place)s.") % {"place": round_.district})
    body = {"title": line, "text": told, "region": region.pk if region else "", "tell": tell}
    return knock(scope_of(round_), contact=contact, body=body, at=at)


def propose(key: UUID, *, code: str, by: Actor, at: datetime) -> CitizenProposal:
    """It stands in the list from now on, under the next number."""
    row = get_knock(key, at)
    round_ = VotingRound.objects.announced().get(pk=row.scope.removeprefix(PREFIX))
    _require_open(round_, at)
    proved = prove(row, code=code, at=at)
    with transaction.atomic():
        VotingRound.objects.select_for_update().get(pk=round_.pk)  # numbers are given one after the other
        rows = CitizenProposal.objects.filter(round=round_)
        if rows.filter(contact_hash=proved.contact_hash).count() >= MOST:
            raise Refused(_("Satu kontak mengusulkan paling banyak %(most)d hal dalam satu putaran.") % {"most": MOST})
        spend(row)
        body, number = proved.body, (rows.aggregate(last=Max("number"))["last"] or 0) + 1
        return CitizenProposal.objects.create(
            round=round_, number=number, title=body["title"], text=body["text"], region_id=body["region"] or None,
            contact_hash=proved.contact_hash, told_to=proved.contact if body["tell"] else "", sent_at=at,
        )  # fmt: skip


def _require_open(round_: VotingRound, at: datetime) -> None:
    if round_.phase(localdate(at)) != VotingRound.Phase.PROPOSING:
        raise Refused(_("Usulan hanya diterima selama masa mengusulkan."))
