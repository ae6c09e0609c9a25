"""What happens at a counter: somebody sits down, the next number is called, served, and let go.

Two counters that call at the same moment never get the same ticket and do not wait for each other: on PostgreSQL each
skips what the other has locked, on SQLite one writes after the other. Every write names the turn of the ticket that
was read, so that a second press of the same button finds nothing to do (`Stale`).
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.kernel.people.actors import Actor, ActorKind, require
from balairung.rooms.reception.access import can_move, can_receive, can_sit
from balairung.rooms.reception.models import Counter, Line, Sitting, Ticket, TicketQuerySet, Turn
from balairung.rooms.reception.queue.beats import beat
from balairung.rooms.reception.queue.choosing import A_MOMENT, comes_back_at, not_before
from balairung.rooms.reception.queue.hours import day_of
from balairung.rooms.reception.queue.measuring import measure
from balairung.rooms.reception.queue.turns import moved_on, turn

State: TypeAlias = Ticket.State
Kind: TypeAlias = Turn.Kind
BEFORE = (State.CALLED, State.SERVING)  # a counter: one of these at a time
TRIES = 5


# --- sitting ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def sit(counter: Counter, *, by: Actor, at: datetime) -> Sitting:
    """Sit down there, or come back from a rest. Somebody leaves another counter by it, unless a person is before them.

    Raise Refused when somebody else sits there; who forgot to stand up on another day does not.
    """
    require(can_sit(by, counter))
    assert by.person_id is not None  # `can_sit`: an officer
    either = Q(counter=counter) | Q(person=by.person_id)
    rows = Sitting.objects.filter(either, until__isnull=True).select_related("person", "counter").select_for_update()
    for sitting in rows.order_by("since", "id"):
        if sitting.counter_id == counter.pk and sitting.person_id == by.person_id:
            return _back(sitting)
        if sitting.counter_id == counter.pk and day_of(sitting.since) >= day_of(at):
            raise _taken_by(sitting)
        _end(sitting, at)
    try:
        with transaction.atomic():
            made = Sitting.objects.create(counter=counter, person_id=by.person_id, since=at)
    except IntegrityError as late:
        raise Stale(_("Loket ini baru saja ditempati. Muat ulang halaman ini.")) from late
    beat(counter.hall_id)
    return made


@transaction.atomic
def rest(counter: Counter, *, by: Actor, at: datetime) -> None:
    """Nobody is called there until they sit down again."""
    sitting = sitting_at(counter, by)
    _require_nobody(counter)
    if sitting.resting is None:
        Sitting.objects.filter(pk=sitting.pk).update(resting=at)
        beat(counter.hall_id)


@transaction.atomic
def stand_up(counter: Counter, *, by: Actor, at: datetime) -> None:
    """Leave the counter; the desk may also end the sitting of somebody who forgot."""
    sitting = Sitting.objects.filter(counter=counter, until__isnull=True).select_for_update().first()
    if sitting is None:
        return
    require(sitting.person_id == by.person_id or can_receive(by, counter.hall))
    _end(sitting, at)
    beat(counter.hall_id)


def sitting_at(counter: Counter, by: Actor) -> Sitting:
    """The sitting of this actor at this counter, locked: two tabs of one counter act one after the other."""
    rows = Sitting.objects.filter(counter=counter, until__isnull=True).select_for_update()
    sitting = rows.first()
    if sitting is None or sitting.person_id != by.person_id:
        raise Refused(_("Anda tidak sedang duduk di loket %(counter)s. Duduk dulu.") % {"counter": counter.label})
    return sitting


def _back(sitting: Sitting) -> Sitting:
    if sitting.resting is not None:
        sitting.resting = None
        sitting.save(update_fields=["resting"])
        beat(sitting.counter.hall_id)
    return sitting


def _end(sitting: Sitting, at: datetime) -> None:
    _require_nobody(sitting.counter)
    Sitting.objects.filter(pk=sitting.pk).update(until=max(at, sitting.since), resting=None)


def _require_nobody(counter: Counter) -> None:
    if ticket := before(counter):
        told = {"label": ticket.label, "counter": counter.label}
        raise Refused(_("Nomor %(label)s masih di loket %(counter)s. Selesaikan atau tahan dulu.") % told)


def _taken_by(sitting: Sitting) -> Refused:
    told = {"counter": sitting.counter.label, "name": sitting.person.name}
    return Refused(_("Loket %(counter)s ditempati %(name)s. Minta beliau berdiri dulu.") % told)


# --- calling ---------------------------------------------------------------------------------------------------------


def before(counter: Counter) -> Ticket | None:
    """Who is called to this counter, or served at it."""
    return Ticket.objects.open().filter(counter=counter, state__in=BEFORE).first()


@transaction.atomic
def call_next(counter: Counter, *, by: Actor, at: datetime, after: Ticket | None = None) -> Ticket | None:
    """The next one for this counter, called; None when nobody waits for it.

    `after` is whom the caller has just served there and lets go by it. Raise Stale when somebody else, or anybody at
    all without `after`, is before the counter; Refused for one who was called and did not come yet, or during a rest.
    """
    sitting = sitting_at(counter, by)
    if sitting.resting is not None:
        raise Refused(_("Anda sedang istirahat. Pilih kembali melayani dulu."))
    _let_go(counter, after, by, at)
    for _try in range(TRIES):
        ticket = candidates(counter, at).first()
        if ticket is None:
            return None
        if _call(ticket, counter, by, at):
            return ticket
    raise Stale(_("Antrean sedang ramai. Coba lagi."))


def candidates(counter: Counter, at: datetime) -> TicketQuerySet:
    """Who may be called there now, first the next; their rows are locked, and what others lock is skipped."""
    rows = waiting_for(counter, at).exclude(Exists(_elsewhere()))
    return rows.select_related("visit", "line").select_for_update(skip_locked=True, of=("self", "visit"), no_key=True)


def waiting_for(counter: Counter, at: datetime) -> TicketQuerySet:
    """Today's tickets that wait for this counter, in the order in which it calls them."""
    rows = Ticket.objects.waiting().filter(line__counters=counter, day=day_of(at))
    if not counter.quick:
        return rows
    unmeasured = Q(line__usual__isnull=True, line__minutes__lte=A_MOMENT)
    return rows.filter(Q(quick=True) | Q(line__usual__lte=A_MOMENT * 60) | unmeasured).order_by(
        "-quick", "stands_at", "id"
    )


def _elsewhere() -> QuerySet[Ticket]:
    """The same person at a counter with another number."""
    return Ticket.objects.open().filter(visit=OuterRef("visit"), state__in=BEFORE)


def _let_go(counter: Counter, after: Ticket | None, by: Actor, at: datetime) -> None:
    here = before(counter)
    if here is None:
        if after is not None:
            after.refresh_from_db(fields=["state"])
            raise moved_on(after)
        return
    if after is None or here.pk != after.pk:
        told = _("Nomor %(label)s sudah ada di loket ini. Tombol tadi tidak memanggil siapa-siapa.")
        raise Stale(told % {"label": here.label})
    if here.state == State.CALLED:
        told = _("Nomor %(label)s masih dipanggil. Pilih mulai, tahan, atau tidak hadir dulu.")
        raise Refused(told % {"label": here.label})
    finish(after, by=by, at=at)


def _call(ticket: Ticket, counter: Counter, by: Actor, at: datetime) -> bool:
    """Call this one, unless another counter was faster. Asks again what was true when the row was looked for."""
    free = Ticket.objects.filter(pk=ticket.pk, turn=ticket.turn, state=State.WAITING).exclude(Exists(_elsewhere()))
    if not free.exists():
        return False
    at = not_before(ticket.turned_at, at)
    turn(
        ticket, Kind.CALLED, by=by, at=at, counter_id=counter.pk, calls=1, recalled_at=at,
        called_at=ticket.called_at or at,
    )  # fmt: skip
    ticket.counter = counter
    return True


@transaction.atomic
def recall(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Call the same one again."""
    _require_mine(ticket, by)
    at = not_before(ticket.turned_at, at)
    turn(ticket, Kind.RECALLED, by=by, at=at, calls=ticket.calls + 1, recalled_at=at)


@transaction.atomic
def start(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """They are here."""
    _require_mine(ticket, by)
    at = not_before(ticket.turned_at, at)
    turn(ticket, Kind.STARTED, by=by, at=at, started_at=at)


@transaction.atomic
def finish(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Served, also when nobody pressed `start`."""
    _require_mine(ticket, by)
    at = not_before(ticket.turned_at, at)
    turn(ticket, Kind.DONE, by=by, at=at, started_at=ticket.started_at or ticket.recalled_at)
    measure(ticket.line)


@transaction.atomic
def no_show(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Called often enough (`Hall.patience`) and not there. They may come back on the same day: `resume`."""
    _require_mine(ticket, by)
    left = ticket.hall.patience - ticket.calls
    if left > 0:
        raise Refused(_("Panggil %(label)s %(count)d kali lagi dulu.") % {"label": ticket.label, "count": left})
    turn(ticket, Kind.NO_SHOW, by=by, at=not_before(ticket.turned_at, at))


def _require_mine(ticket: Ticket, by: Actor) -> None:
    """Whoever sits at the counter that the ticket is before."""
    if ticket.counter is None:
        raise Stale(_("Nomor %(label)s tidak ada di loket mana pun.") % {"label": ticket.label})
    sitting_at(ticket.counter, by)


# --- out of turn -----------------------------------------------------------------------------------------------------


@transaction.atomic
def hold(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """They fetch something; the counter is free, and their place is kept."""
    _require_mine(ticket, by)
    turn(ticket, Kind.HELD, by=by, at=not_before(ticket.turned_at, at))


@transaction.atomic
def resume(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Back to waiting: from a hold with the place kept, from a no-show on the same day at a fair place."""
    require(can_move(by, ticket))
    at = not_before(ticket.turned_at, at)
    place = ticket.stands_at
    if ticket.state == State.NO_SHOW:
        if ticket.day != day_of(at):
            raise Refused(_("Nomor %(label)s dari hari lain. Ambilkan nomor baru.") % {"label": ticket.label})
        place = comes_back_at(place, at, head_start=ticket.hall.head_start)
    turn(ticket, Kind.RESUMED, by=by, at=at, stands_at=place, counter_id=None, calls=0, where=ticket.counter_id)


@transaction.atomic
def transfer(ticket: Ticket, *, line: Line, by: Actor, at: datetime) -> None:
    """To another line of the hall: the number stays what it is, and its place is where it was taken."""
    require(can_move(by, ticket))
    if line.hall_id != ticket.hall_id or line.closed_on:
        raise Refused(_("Layanan itu tidak ada di tempat ini."))
    if line.pk == ticket.line_id:
        raise Refused(_("Nomor %(label)s sudah di layanan itu.") % {"label": ticket.label})
    at = not_before(ticket.turned_at, at)
    turn(
        ticket, Kind.TRANSFERRED, by=by, at=at, line_id=line.pk, counter_id=None, calls=0, started_at=None,
        where=ticket.counter_id,
    )  # fmt: skip


@transaction.atomic
def leave(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """They go: said by themselves (a citizen with the code of the page), or by an officer."""
    require(by.kind == ActorKind.CITIZEN or can_move(by, ticket))
    turn(ticket, Kind.LEFT, by=by, at=not_before(ticket.turned_at, at))
