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
    keys = list(rows.order_by("tell_at", "pk").values_list("pk", flat=True)[:ROUND])
    return sum(_try_to_tell(key, now) for key in keys)


def _try_to_tell(roster: UUID, now: datetime) -> int:
    """One by one: a bad one is tried again an hour later and never stops the others."""
    try:
        return _tell(roster, now)
    except Exception:
        log.exception("nobody was told of a handover: %s", roster)
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
              if stand.present and since < now and until > now - ONE_WEEK}  # fmt: skip
    for lane in lanes:
        for place, (since, until, stand) in enumerate(lane):
            if stand.person and stand.present and since <= now < until:
                _tell_incoming(roster, lane, place, people, now)
            elif stand.person and stand.present and now < since <= now + ONE_DAY and stand.person not in lately:
                _tell_tomorrow(roster, lane, place, people, now)
    Outlook.objects.filter(pk=key).update(tell_at=min(_coming(lanes, now), default=now + ONE_WEEK))
    return 1


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
    since, _until, stand = lane[place]
    before = next((one[2].person for one in reversed(lane[:place]) if one[2].present and _other(one, stand)), None)
    facts = {
        "until": moment_words(_end(lane, place), roster), "roster": roster, "office": roster.office.short,
        "before": people[before].name if before else "",
    }  # fmt: skip
    body = _("Anda berjaga sampai %(until)s (%(roster)s, %(office)s).") % facts
    if before:
        body += " " + _("Sebelum Anda: %(before)s.") % facts
    key = f"on-duty:{_turn(roster, stand, since)}"
    tell([people.get(_person(stand))], roster, key=key, subject=_("Anda berjaga"), body=body, by=SYSTEM, at=now)


def _tell_tomorrow(
    roster: Roster, lane: Sequence[Piece], place: int, people: dict[UUID, Person], now: datetime
) -> None:
    since, _until, stand = lane[place]
    facts = {"term": term_words(since, _end(lane, place), roster), "roster": roster, "office": roster.office.short}
    body = (
        _("Anda akan berjaga %(term)s (%(roster)s, %(office)s). Jika berhalangan, minta tukar dari sekarang.") % facts
    )
    key = f"duty-soon:{_turn(roster, stand, since)}"
    subject = _("Sebentar lagi Anda berjaga")
    tell([people.get(_person(stand))], roster, key=key, subject=subject, body=body, by=SYSTEM, at=now)


def _end(lane: Sequence[Piece], place: int) -> datetime:
    """When this person's duty ends: nights of one turn belong together."""
    stand, end = lane[place][2], lane[place][1]
    for _since, until, later in lane[place + 1 :]:
        if later.why == Why.NONE:
            continue
        if _other((end, until, later), stand) or later.begins != stand.begins:
            break
        end = until
    return end


def _turn(roster: Roster, stand: Stand, since: datetime) -> str:
    """What is the same for all stretches of one turn."""
    return f"{roster.pk.hex}:{stand.place}:{int((stand.begins or since).timestamp())}"


def _other(piece: Piece, stand: Stand) -> bool:
    return piece[2].person != stand.person


def _person(stand: Stand) -> UUID:
    assert stand.person is not None
    return stand.person
