"""The worker's loop at each handover: whoever comes on duty is told, once; a day before when it has been a while."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Person
from balairung.kernel.rosters.book import Book
from balairung.kernel.rosters.duty import people_named
from balairung.kernel.rosters.models import Outlook, Roster
from balairung.kernel.rosters.notices import moment_words, tell, term_words
from balairung.kernel.rosters.plan import Stand, Why

log = logging.getLogger(__name__)
ROUND = 100
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)
REACH = timedelta(days=8)  # how far back and ahead somebody is looked for
Piece = tuple[datetime, datetime, Stand]


def hand_over(*, now: datetime) -> int:
    """Tell whoever came on duty, or will tomorrow; return how many rosters were looked at. For the worker.

    `Outlook.tell_at` says when a roster is looked at next, and a message has a key made of its turn: safe to run twice,
    in two places, and after a long sleep, when only those are told who are on duty now.
    """
    rows = Outlook.objects.filter(
        tell_at__lte=now, roster__ended_at__isnull=True, roster__office__closed_on__isnull=True
    )
    with transaction.atomic():
        keys = list(rows.order_by("tell_at", "pk").values_list("pk", flat=True)[:ROUND])
    return sum(_try_to_tell(key, now) for key in keys)


def _try_to_tell(roster: UUID, now: datetime) -> int:
    """One by one: a bad one is tried again an hour later and never stops the others."""
    try:
        return _tell(roster, now)
    except Exception:
        log.exception("nobody was told of a handover: %s", roster)
        with transaction.atomic():
            Outlook.objects.filter(pk=roster).update(tell_at=now + timedelta(hours=1))
        return 0


@transaction.atomic
def _tell(key: UUID, now: datetime) -> int:
    rows = Outlook.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=key, tell_at__lte=now)
    if not rows.first():
        return 0
    roster = Roster.objects.select_related("office").get(pk=key)
    book = Book([roster], now - REACH, now + REACH)
    people = people_named(book.people_of(key))
    lanes = [[piece for piece in book.pieces(key) if piece[2].place == lane.place] for lane in book.lanes[key]]
    lately = {stand.person for lane in lanes for since, until, stand in lane
              if stand.present and since <= now and until > now - ONE_WEEK}  # fmt: skip
    for lane in lanes:
        for place, (since, until, stand) in enumerate(lane):
            if stand.person and stand.present and since <= now < until:
                _tell_incoming(roster, lane, place, people, now)
            elif _begins_soon(since, stand, now) and stand.person not in lately:
                _tell_tomorrow(roster, lane, place, people, now)
    Outlook.objects.filter(pk=key).update(tell_at=min(_coming(lanes, now), default=now + ONE_WEEK))
    return 1


def _begins_soon(since: datetime, stand: Stand, now: datetime) -> bool:
    """Whoever covers or swaps was told when they were asked."""
    return stand.why == Why.TURN and stand.present and now < since <= now + ONE_DAY


def _coming(lanes: Sequence[Sequence[Piece]], now: datetime) -> Iterator[datetime]:
    """The moments at which somebody is told next."""
    for lane in lanes:
        for since, _until, stand in lane:
            if stand.present and since > now:
                yield since
                if since - ONE_DAY > now:
                    yield since - ONE_DAY


def _tell_incoming(
    roster: Roster, lane: Sequence[Piece], place: int, people: dict[UUID, Person], now: datetime
) -> None:
    """Nobody hands over to themselves: of several turns in a row the first is told."""
    since, _until, stand = lane[place]
    before = next((one[2].person for one in reversed(lane[:place]) if one[2].present), None)
    if before == stand.person:
        return
    end = _end(lane, place)
    said = [_until_words(end, roster), _("Sebelum Anda: %(name)s.") % {"name": people[before]} if before else ""]
    key, body = f"on-duty:{_turn(roster, stand, since)}", " ".join(filter(None, said))
    tell([people.get(_person(stand))], roster, key=key, subject=_("Anda berjaga"), body=body, by=SYSTEM, at=now)


def _until_words(end: datetime | None, roster: Roster) -> str:
    facts = {"roster": roster, "office": roster.office.short}
    if end is None:
        return _("Anda berjaga mulai sekarang (%(roster)s, %(office)s).") % facts
    return _("Anda berjaga sampai %(until)s (%(roster)s, %(office)s).") % {**facts, "until": moment_words(end, roster)}


def _tell_tomorrow(
    roster: Roster, lane: Sequence[Piece], place: int, people: dict[UUID, Person], now: datetime
) -> None:
    since, until, stand = lane[place]
    facts = {
        "roster": roster,
        "office": roster.office.short,
        "term": term_words(since, _end(lane, place) or until, roster),
    }
    body = (
        _("Anda akan berjaga %(term)s (%(roster)s, %(office)s). Jika berhalangan, minta tukar dari sekarang.") % facts
    )
    key = f"duty-soon:{_turn(roster, stand, since)}"
    subject = _("Sebentar lagi Anda berjaga")
    tell([people.get(_person(stand))], roster, key=key, subject=subject, body=body, by=SYSTEM, at=now)


def _end(lane: Sequence[Piece], place: int) -> datetime | None:
    """When this person's duty ends, nights of one week taken together; None when it goes on, turn after turn."""
    last = lane[place]
    for piece in lane[place + 1 :]:
        if piece[2].why == Why.NONE:
            continue
        if piece[2].person != last[2].person:
            return last[1]
        last = piece
    return last[2].ends if last[2].begins == lane[place][2].begins else None


def _turn(roster: Roster, stand: Stand, since: datetime) -> str:
    """What is the same for all stretches of one turn."""
    return f"{roster.pk.hex}:{stand.place}:{int((stand.begins or since).timestamp())}"


def _person(stand: Stand) -> UUID:
    assert stand.person is not None
    return stand.person
