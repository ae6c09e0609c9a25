"""A call climbs the ladder: one step per due moment, each in a transaction of its own, until somebody answers."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.references import new_code
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.messaging.actions import Recipient, notify, withdraw
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.models import Person
from balairung.rooms.duty import alarms, reach, rules, rungs, words
from balairung.rooms.duty.models import Call, Ring
from balairung.rooms.duty.models.calls import OPEN_CALLS
from balairung.rooms.duty.rungs import Target, Watch

log = logging.getLogger(__name__)
BATCH, LONGEST = 200, 10.0  # calls read at once; seconds of one round, so that the other loops have their turn
AFTER_A_REAL_CALL = timedelta(hours=1)
BUTTON = "siap:"  # and the key of the ring: what a pressed button says


def climb_due(*, now: datetime, longest: float = LONGEST) -> int:
    """Take every step that is due, real calls first; return how many calls moved."""
    done, end, left = 0, time.monotonic() + longest, set[UUID]()
    with transaction.atomic():
        watch = Watch(now)
    while time.monotonic() < end and (keys := _due(now, left)):
        for key in keys:
            left.add(key)  # once a round: what somebody else holds, or what failed, waits for the next one
            done += _try(key, watch)
            if time.monotonic() >= end:
                break
    return done


def _due(now: datetime, left: set[UUID]) -> list[UUID]:
    with transaction.atomic():
        keys = Call.objects.due(now).values_list("pk", flat=True)[: BATCH + len(left)]
        return [key for key in keys if key not in left]


def _try(key: UUID, watch: Watch) -> int:
    try:
        return climb(key, watch)
    except Exception:  # one bad call never stops the others
        log.exception("call %s did not climb", key)
        return 0


@transaction.atomic
def climb(key: UUID, watch: Watch) -> int:
    """One step of one call: a ring and its message, or the end of it. 0 where another worker is at it."""
    rows = Call.objects.filter(pk=key, state__in=OPEN_CALLS, next_at__lte=watch.now)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(of=("self",), skip_locked=True, no_key=True)
    call = rows.select_related("post__office", "person", "called_by", "drill").first()
    if call is None:
        return 0
    if call.state == Call.State.PLANNED and not _may_begin(call, watch):
        return 1
    if not call.real and call.step and watch.quiet.is_quiet(watch.now, call.post.office_id in watch.awake):
        end(call, Call.State.EXCUSED, watch.now, _("terpotong jam tenang karena sistem kami terlambat"))
        return 1
    _climb(call, watch)
    return 1


# --- the beginning ---------------------------------------------------------------------------------------------------


def _may_begin(call: Call, watch: Watch) -> bool:
    """Whether a drill calls this person now; else the call waits, or is over without counting."""
    if call.real:
        return True
    if why := _why_excused(call, watch):
        end(call, Call.State.EXCUSED, watch.now, why)
        return False
    moment = _first_moment(call, watch)
    if moment > watch.now:
        _wait(call, moment, watch.now)
    return moment == watch.now


def _why_excused(call: Call, watch: Watch) -> str:
    """Why this person is not called by a drill after all, in words."""
    sitting = watch.authority.presence.sitting(call.post_id)
    if call.person is None or sitting.person is None:
        return sitting.why or _("jabatan kosong")
    if sitting.person.pk != call.person_id:
        return _("jabatan ini sudah dipegang orang lain")
    return "" if free(call.person, call) else _("sudah dipanggil latihan pada bulan ini")


def free(person: Person, call: Call) -> bool:
    """Whether no other drill of the period called this person: asked behind a lock on the person, so that it stays so.

    This is what makes it true that no drill wakes anybody twice, as official, on duty or as a deputy.
    """
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    rang = Ring.objects.filter(person=person, skipped="", call__real=False, call__period=call.period)
    planned = Call.objects.filter(person=person, period=call.period, real=False).exclude(state=Call.State.CANCELLED)
    return not rang.exclude(call=call).exists() and not planned.exclude(pk=call.pk).exists()


def _first_moment(call: Call, watch: Watch) -> datetime:
    """Now, unless it is quiet, becomes quiet before the ladder ends, or a real call reached them within the hour."""
    lately = Ring.objects.filter(person=call.person, call__real=True, at__gt=watch.now - AFTER_A_REAL_CALL)
    last = lately.order_by("-at").values_list("at", flat=True).first()
    earliest = last + AFTER_A_REAL_CALL if last else watch.now
    return watch.quiet.next_allowed(earliest, call.post.office_id in watch.awake, rules.ladder_time())


def _wait(call: Call, moment: datetime, now: datetime) -> None:
    """Later; where the drill is over by then, not at all."""
    if call.drill and moment > call.drill.ends_at:
        end(call, Call.State.EXCUSED, now, _("tidak ada waktu lagi di luar jam tenang"))
        return
    call.next_at = moment
    call.save(update_fields=["next_at"])


# --- the ladder ------------------------------------------------------------------------------------------------------


def _climb(call: Call, watch: Watch) -> None:
    """The next step that can be taken; those that cannot are skipped at once, with their reasons."""
    steps, place, skipped = rules.ladder(), call.step, list[Ring]()
    named = call.rings.filter(person__isnull=False).select_related("person", "post", "under")
    asked = list(named.order_by("step", "id"))
    while place < len(steps):
        whom = _whom(call, steps[place].role, watch, asked)
        if whom.person is None:
            skipped.append(_skip(call, place, whom, "", whom.why, watch.now))
            place = rules.next_role(place)
            continue
        by = rungs.way(steps[place], reach.addresses(whom.person))
        if by.address:
            _say_skipped(call, skipped, watch.now)
            _ring(call, place, whom, by, asked[-1] if asked else None, watch.now)
            return
        skipped.append(_skip(call, place, whom, by.channel, by.why, watch.now))
        asked.append(skipped[-1])
        place += 1
    call.step = place
    _say_skipped(call, skipped, watch.now)
    _give_up(call, watch.now)


def _whom(call: Call, role: str, watch: Watch, asked: Sequence[Ring]) -> Target:
    """Who is asked at this step: the same person as before while the role is the same."""
    if asked and asked[-1].role == role:
        return Target(role, asked[-1].person, asked[-1].post, asked[-1].under)
    found = rungs.target(call, role, watch, {ring.person_id for ring in asked if ring.person_id})
    if found.person and not call.real and role != Ring.Role.HOLDER and not free(found.person, call):
        return Target(role, None, found.post, found.under, _("sudah atau akan dipanggil latihan pada bulan ini"))
    return found


def _skip(call: Call, place: int, whom: Target, channel: str, why: str, now: datetime) -> Ring:
    return Ring.objects.create(
        call=call, step=place + 1, role=whom.role, person=whom.person, post=whom.post, under=whom.under,
        channel=channel, at=now, skipped=why[:160],
    )  # fmt: skip


def _ring(call: Call, place: int, whom: Target, by: rungs.Way, before: Ring | None, now: datetime) -> None:
    """One message through one door, and the moment of the next step."""
    key, token = new_id(), new_code(12)
    ring = Ring.objects.create(
        id=key, call=call, step=place + 1, role=whom.role, person=whom.person, post=whom.post, under=whom.under,
        channel=by.channel, notice_key=f"siaga:{key}", token_hash=token_hash(token), at=now,
    )  # fmt: skip
    call.state, call.step, call.next_at = Call.State.RINGING, place + 1, now + rules.ladder()[place].waits
    call.started_at = call.started_at or now
    call.save(update_fields=["state", "step", "next_at", "started_at"])
    recipient = Recipient(by.channel, by.address, whom.person)
    body = words.message(call, ring, code=code_of(call), token=token)
    notify(recipient, subject="", body=body, key=ring.notice_key, at=now, choices=[(f"{BUTTON}{key}", _("Siap"))])
    if call.real and before and before.role != ring.role:
        tell_caller(call, words.step_told(call, ring), f"{ring.step}", now)


def token_hash(token: str) -> str:
    """Under which the link of a message is found again."""
    return keyed_hash("duty-token", token)


def code_of(call: Call) -> str:
    """Four digits, the same in every message of a call. They are kept nowhere: the key of the house makes them."""
    return f"{int(keyed_hash('duty-code', str(call.pk)), 16) % 10_000:04}"


def _say_skipped(call: Call, skipped: Sequence[Ring], now: datetime) -> None:
    """The caller of a real call is told of everybody who could not be asked at all."""
    for ring in skipped if call.real else ():
        if ring.person_id is None:
            tell_caller(call, words.skip_told(call, ring), f"{ring.step}", now)


# --- the end ---------------------------------------------------------------------------------------------------------


def _give_up(call: Call, now: datetime) -> None:
    """Nobody answered. In a drill it does not count where none of our doors brought a message to the official."""
    if not call.real and (why := _our_own_failing(call)):
        end(call, Call.State.EXCUSED, now, why)
        return
    rang = [ring for ring in call.rings.all() if not ring.skipped]
    end(call, Call.State.UNREACHED, now, "" if rang else _("tidak ada kontak yang dipastikan"))


def _our_own_failing(call: Call) -> str:
    """What of ours kept the official from hearing of it, in words; "" where a message left, or nothing was proved."""
    mine = [ring for ring in call.rings.all() if ring.role == Ring.Role.HOLDER]
    keys = [ring.notice_key for ring in mine if ring.notice_key]
    if Notice.objects.filter(key__in=keys, outcome=Notice.Outcome.SENT).exists():
        return ""
    if keys:
        return _("pesan kami tidak terkirim lewat pintu mana pun")
    channels = {ring.channel for ring in mine} & set(reach.addresses(call.person)) if call.person else set()
    return _("pintu-pintu kami sedang tertutup") if channels else ""


def end(call: Call, state: str, now: datetime, why: str = "") -> None:
    """The call is over: nothing more is sent, and what it means is owed. It ends once, whoever comes first."""
    call.state, call.next_at, call.ended_at, call.why = state, None, now, why[:200]
    call.save(
        update_fields=["state", "step", "next_at", "ended_at", "why", "answered_at", "answered_by", "answered_ring",
                       "means", "seconds"]
    )  # fmt: skip
    withdraw([ring.notice_key for ring in call.rings.all() if ring.notice_key])
    if call.real and state in {Call.State.REACHED, Call.State.UNREACHED}:
        tell_caller(call, words.end_told(call), "end", now)
    if not call.real and state == Call.State.UNREACHED:
        alarms.raise_unreached(call, now)


def tell_caller(call: Call, said: str, what: str, now: datetime) -> None:
    """To whoever made a real call, by the door that they prefer."""
    if call.called_by:
        notify(Recipient.person(call.called_by), subject=_("Panggilan Anda"), body=said,
               key=f"siaga:{call.pk}:{what}", at=now)  # fmt: skip
