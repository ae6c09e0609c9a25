"""What becomes of an office's obligation in a drive: nobody reports it, the signatures meet it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balairung.kernel.obligations.actions import make_move
from balairung.kernel.obligations.models import Event, Obligation
from balairung.kernel.people.actors import Actor, ActorKind, require
from balairung.rooms.pacts import access, moves


@transaction.atomic
def meet(obligation: Obligation, *, text: str, by: Actor, at: datetime) -> Event:
    """Everybody in the office has signed, each before a witness."""
    require(by.kind == ActorKind.SYSTEM)
    return make_move(obligation, moves.MEET, by=by, at=at, words=text)


@transaction.atomic
def release(obligation: Obligation, *, text: str, by: Actor, at: datetime) -> Event:
    """The drive is over: what is missing is owed no more."""
    require(access.can_drive(by))
    return make_move(obligation, moves.RELEASE, by=by, at=at, words=text)
