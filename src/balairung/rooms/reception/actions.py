"""What may be done with an alarm about an empty reception: explained, filled, ended with a reason, lapsed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.kernel.obligations.actions import make_move
from balairung.kernel.obligations.models import Event
from balairung.kernel.obligations.moves import Move
from balairung.kernel.people.actors import Actor, ActorKind, require
from balairung.rooms.reception import access, moves
from balairung.rooms.reception.models import EmptyDesk

KIND = "reception"


@transaction.atomic
def explain(alarm: EmptyDesk, *, text: str, by: Actor, at: datetime) -> Event:
    """Why nobody sat there, in the office's words; the alarm stands until somebody does."""
    require(access.can_explain(by, alarm))
    return make_move(alarm.obligation, moves.EXPLAIN, by=by, at=at, words=text)


@transaction.atomic
def fill(alarm: EmptyDesk, *, text: str, by: Actor, at: datetime) -> Event:
    """Somebody sits there again: done by their check-in."""
    require(access.can_receive(by, alarm.hall))
    return _end(alarm, moves.FILL, text, by, at)


@transaction.atomic
def excuse(alarm: EmptyDesk, *, text: str, by: Actor, at: datetime) -> Event:
    """A leader lets the office off, never the office itself; the empty time stays counted."""
    require(access.can_excuse(by, alarm), _("Alarm ini hanya dapat diakhiri oleh pimpinan daerah."))
    return _end(alarm, moves.EXCUSE, text, by, at)


@transaction.atomic
def lapse(alarm: EmptyDesk, *, ended: datetime, by: Actor, at: datetime) -> Event:
    """The day is over and nobody came: nobody can sit there yesterday. What was due by then counts as broken.

    The alarm ends because it can no longer be met, not because it is forgiven: its line, its row and the empty time of
    that day stay, and the next day has an alarm of its own. `ended` is when that day's opening time was over.
    """
    require(by.kind == ActorKind.SYSTEM)
    late = alarm.obligation.clocks.filter(met_at__isnull=True, dropped_at__isnull=True, due_at__lte=ended).exists()
    move = replace(moves.LAPSE, meets=("fill",)) if late else moves.LAPSE
    return _end(alarm, move, _("Hari itu berakhir tanpa seorang pun di meja penerima."), by, at, ended)


def _end(alarm: EmptyDesk, move: Move, text: str, by: Actor, at: datetime, ended: datetime | None = None) -> Event:
    event = make_move(alarm.obligation, move, by=by, at=at, words=text)
    EmptyDesk.objects.filter(pk=alarm.pk).update(until=max(ended or at, alarm.since))
    return event
