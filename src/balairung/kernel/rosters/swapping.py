"""Swaps: one asks, another or anybody of the layer accepts, and the turn is theirs. The second hears a sentence."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.kernel.people.models import Person
from balairung.kernel.rosters.access import can_answer, can_ask, can_withdraw
from balairung.kernel.rosters.covering import LONGEST, require_there, standing
from balairung.kernel.rosters.duty import shifts_of
from balairung.kernel.rosters.keeping import layers_of, lock
from balairung.kernel.rosters.marking import mark
from balairung.kernel.rosters.models import Override, Roster, Swap
from balairung.kernel.rosters.notices import moment_words, tell, term_words
from balairung.kernel.rosters.plan import Passed

log = logging.getLogger(__name__)
WAITING = 20  # open requests of one person
ROUND = 200
Term = tuple[datetime, datetime]


@transaction.atomic
def ask_swap(
    roster: Roster,
    *,
    place: int,
    since: datetime,
    until: datetime,
    asked: Person | None = None,
    back: Term | None = None,
    words: str = "",
    by: Actor,
    at: datetime,
) -> Swap:
    """Ask somebody, or anybody of the layer (None), to take my turn from `since` to `until`, perhaps for one of theirs.

    `back` is the turn that the asker takes in return, of the one who is asked. `Refused` for a turn that has begun or
    is not the asker's, with oneself, with somebody who is away or on duty then, and when the same was asked already.
    """
    require(can_ask(by, roster), _("Hanya petugas kantor ini yang dapat meminta tukar giliran."))
    roster = lock(roster)
    asker = Person.objects.get(pk=str(by.person_id))
    swap = Swap(
        roster=roster, place=place, asker=asker, asked=asked, since=since.astimezone(UTC), until=until.astimezone(UTC),
        words=clean_line(words)[:200], asked_at=at,
    )  # fmt: skip
    swap.back_since, swap.back_until = back or (None, None)
    _check_asked(swap, at)
    _check_new(swap)
    swap.save(force_insert=True)
    _tell_asked(swap, by, at)
    return swap


@transaction.atomic
def answer_swap(swap: Swap, *, accept: bool, by: Actor, at: datetime) -> Swap:
    """Take the turn, or decline. Everything is looked at again: `Refused` when it no longer holds.

    Other requests of the asker for the same time are withdrawn with it.
    """
    roster = lock(swap.roster)
    swap = _waiting(swap, at)
    require(can_answer(by, swap), _("Permintaan ini ditujukan kepada orang lain."))
    taker = Person.objects.get(pk=str(by.person_id))
    if accept:
        _accept(swap, taker, by, at)
    elif swap.asked_id is None:
        raise Refused(_("Permintaan ini untuk siapa saja. Jika Anda tidak bisa, biarkan saja."))
    swap.state = Swap.State.ACCEPTED if accept else Swap.State.DECLINED
    swap.answered_at, swap.answered_by = at, taker
    swap.save(update_fields=["state", "answered_at", "answered_by"])
    said = _("%(name)s menerima permintaan Anda. %(name)s berjaga %(term)s.") if accept else _(
        "%(name)s tidak bisa menggantikan Anda %(term)s. Giliran itu tetap milik Anda.")  # fmt: skip
    body = said % {"name": taker, "term": term_words(swap.since, swap.until, roster)}
    tell([swap.asker], roster, key=f"swap-said:{swap.pk}", subject=_("Jawaban tukar giliran"), body=body, by=by, at=at)
    return swap


@transaction.atomic
def withdraw_swap(swap: Swap, *, by: Actor, at: datetime) -> Swap:
    """Whoever asked no longer asks. `Refused` once it was answered or its time has come."""
    lock(swap.roster)
    require(can_withdraw(by, swap), _("Hanya yang membuat permintaan ini dapat membatalkannya."))
    swap = _waiting(swap, at)
    swap.state, swap.answered_at = Swap.State.WITHDRAWN, at
    swap.save(update_fields=["state", "answered_at"])
    return swap


def lapse(*, now: datetime) -> int:
    """Requests whose turn began and that nobody answered; return how many. For the worker."""
    rows = Swap.objects.filter(Q(since__lte=now) | Q(back_since__lte=now), state=Swap.State.ASKED)
    with transaction.atomic():
        waiting = list(rows.select_related("roster__office", "asker").order_by("since", "id")[:ROUND])
    return sum(_try_to_lapse(swap, now) for swap in waiting)


def _try_to_lapse(swap: Swap, now: datetime) -> int:
    """One by one: a bad one never stops the others, and two workers lapse it once."""
    try:
        with transaction.atomic():
            rows = Swap.objects.filter(pk=swap.pk, state=Swap.State.ASKED)
            if not rows.update(state=Swap.State.EXPIRED, answered_at=now):
                return 0
            body = _("Belum ada yang menjawab permintaan tukar Anda, jadi giliran %(term)s tetap milik Anda.") % {
                "term": term_words(swap.since, swap.until, swap.roster)}  # fmt: skip
            subject = _("Permintaan tukar lewat waktunya")
            tell([swap.asker], swap.roster, key=f"swap-over:{swap.pk}", subject=subject, body=body, by=SYSTEM, at=now)
    except Exception:
        log.exception("a swap did not lapse: %s", swap.pk)
        return 0
    return 1


# --- rules -----------------------------------------------------------------------------------------------------------


def _waiting(swap: Swap, at: datetime) -> Swap:
    """The request as it stands, for nobody else at the same time."""
    rows = Swap.objects.select_for_update(of=("self",)).select_related("roster__office", "asker", "asked")
    found = rows.get(pk=swap.pk)
    if found.state != Swap.State.ASKED:
        raise Refused(_("Permintaan ini sudah %(state)s.") % {"state": found.get_state_display()})
    if found.since <= at:
        raise Refused(_("Giliran ini sudah mulai atau sudah lewat."))
    return found


def _check_asked(swap: Swap, at: datetime) -> None:
    """What holds when it is asked."""
    _require_term(swap.since, swap.until, at)
    if swap.asked_id == swap.asker_id:
        raise Refused(_("Tukar giliran dilakukan dengan orang lain."))
    _require_turn(swap.asker, swap.roster, swap.place, (swap.since, swap.until))
    if swap.asked:
        _require_free(swap.asked, swap.roster, (swap.since, swap.until))
    _check_back(swap, swap.asked, at)


def _check_back(swap: Swap, taker: Person | None, at: datetime) -> None:
    if not (swap.back_since and swap.back_until):
        return
    if taker is None:
        raise Refused(_("Untuk mendapat giliran sebagai gantinya, sebutkan siapa yang Anda minta."))
    _require_term(swap.back_since, swap.back_until, at)
    _require_turn(taker, swap.roster, swap.place, (swap.back_since, swap.back_until))
    _require_free(swap.asker, swap.roster, (swap.back_since, swap.back_until))


def _check_new(swap: Swap) -> None:
    waiting = Swap.objects.filter(asker=swap.asker, state=Swap.State.ASKED)
    if waiting.count() >= WAITING:
        raise Refused(_("Sudah %(most)d permintaan Anda menunggu jawaban.") % {"most": WAITING})
    same = waiting.filter(roster=swap.roster, place=swap.place, since__lt=swap.until, until__gt=swap.since)
    if same.filter(asked=swap.asked).exists():
        raise Refused(_("Permintaan yang sama sudah menunggu jawaban."))


def _require_term(since: datetime, until: datetime, at: datetime) -> None:
    if since <= at:
        raise Refused(_("Giliran ini sudah mulai atau sudah lewat."))
    if not since < until <= since + LONGEST:
        raise Refused(_("Waktu selesai harus sesudah waktu mulai, paling lama satu tahun."))


def _require_turn(person: Person, roster: Roster, place: int, term: Term) -> None:
    """`Refused` unless the whole time is this person's duty; being on leave then is a good reason to ask."""
    for _since, _until, stand in standing(roster, place, *term):
        if stand.person != person.pk or stand.passed == Passed.GONE:
            facts = {"name": person, "term": term_words(*term, roster)}
            raise Refused(_("Giliran %(term)s bukan milik %(name)s.") % facts)


def _require_free(person: Person, roster: Roster, term: Term) -> None:
    require_there(person, roster, *term)
    busy = next((shift for shift in shifts_of(person, *term) if not shift.passed), None)
    if busy:
        facts = {"name": person, "roster": busy.roster, "since": moment_words(busy.since, roster)}
        raise Refused(_("%(name)s sudah berjaga pada waktu itu (%(roster)s, mulai %(since)s).") % facts)


# --- accepting -------------------------------------------------------------------------------------------------------


def _accept(swap: Swap, taker: Person, by: Actor, at: datetime) -> None:
    """Two at once: the roster is locked, so that the second finds the turn taken."""
    term = (swap.since, swap.until)
    _require_turn(swap.asker, swap.roster, swap.place, term)
    _require_free(taker, swap.roster, term)
    _check_back(swap, taker, at)
    terms: list[tuple[Person, datetime, datetime]] = [(taker, *term)]
    if swap.back_since and swap.back_until:
        terms.append((swap.asker, swap.back_since, swap.back_until))
    for person, since, until in terms:
        Override.objects.create(
            roster=swap.roster, place=swap.place, person=person, since=since, until=until, reason=swap.words, swap=swap,
            made_at=at, made_by_id=by.person_id,
        )  # fmt: skip
    same = Swap.objects.filter(roster=swap.roster, place=swap.place, asker=swap.asker, state=Swap.State.ASKED)
    overlapping = same.filter(since__lt=swap.until, until__gt=swap.since).exclude(pk=swap.pk)
    overlapping.update(state=Swap.State.WITHDRAWN, answered_at=at)
    mark([swap.roster_id], at)


def _tell_asked(swap: Swap, by: Actor, at: datetime) -> None:
    facts = {"name": swap.asker, "term": term_words(swap.since, swap.until, swap.roster), "roster": swap.roster}
    body = _("%(name)s meminta Anda menggantikannya %(term)s (%(roster)s).") % facts
    if swap.back_since and swap.back_until:
        term = term_words(swap.back_since, swap.back_until, swap.roster)
        body += " " + _("Sebagai gantinya %(name)s berjaga %(term)s.") % {"name": swap.asker, "term": term}
    if swap.words:
        body += f"\n\n{swap.words}"
    people = [swap.asked] if swap.asked else _turning(swap, at)
    tell(people, swap.roster, key=f"swap:{swap.pk}", subject=_("Permintaan tukar giliran"), body=body, by=by, at=at)


def _turning(swap: Swap, at: datetime) -> Iterable[Person]:
    """Everybody else who turns in the layer."""
    layers = [layer for layer in layers_of(swap.roster, at) if layer.place == swap.place]
    return [member.person for layer in layers for member in layer.members.all()]
