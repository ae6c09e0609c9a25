"""Somebody answers a call: by code, button, key, link or page. Said twice it counts once; the first one wins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from balairung.kernel.messaging.doors.door import Heard
from balairung.kernel.messaging.listening import Say
from balairung.kernel.messaging.models import Contact, Conversation
from balairung.kernel.messaging.models.contacts import address_hash
from balairung.kernel.people.actors import SYSTEM, Actor, ActorKind, require
from balairung.rooms.duty import reach, rules
from balairung.rooms.duty.calling import BUTTON, code_of, end, token_hash
from balairung.rooms.duty.models import Call, Ring

MOST_TRIES = 5  # wrong codes for one call
SAID = re.compile(r"(?:(?:ya|oke?)[\s,]+)?(?P<word>siap|hadir)?[\s:,.-]*(?P<code>[0-9]{4})?[\s.!]*", re.IGNORECASE)
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Outcome(StrEnum):
    """What an answer did."""

    FIRST = "first"  # it ended the call
    AGAIN = "again"  # the same person had answered already
    THANKED = "thanked"  # somebody else had
    LATE = "late"  # the ladder had ended; it is written down
    OVER = "over"  # cancelled, not counted, or too long ago: nothing is written


@dataclass(frozen=True)
class Answered:
    """What an answer did, and the sentence for whoever gave it."""

    outcome: Outcome
    call: Call
    sentence: str


@transaction.atomic
def answer(ring: Ring, *, means: str, by: Actor, at: datetime) -> Answered:
    """Whoever this ring is for is awake; `by` is themselves, signed in, or the system for a proved door or a link.

    `at` is when they did it: an answer read after the ladder went on counts with the ring that it answers.
    """
    require(by.kind == ActorKind.SYSTEM or by.person_id == ring.person_id, _("Panggilan ini bukan untuk Anda."))
    rows = Call.objects.select_for_update(of=("self",), no_key=True)
    call = rows.select_related("post__office", "called_by", "answered_by").get(pk=ring.call_id)
    if call.state == Call.State.RINGING:
        return _first(call, ring, means, at)
    if call.state == Call.State.UNREACHED and call.answered_at is None and at < _ended(call) + rules.late_for():
        return _late(call, ring, means, at)
    return _too_late(call, ring)


def _first(call: Call, ring: Ring, means: str, at: datetime) -> Answered:
    _write(call, ring, means, at)
    end(call, Call.State.REACHED, at)
    thanks = _("Terima kasih, jawaban Anda tercatat dalam %(time)s.") % {"time": time_words(call.seconds or 0)}
    if not call.real:
        thanks += " " + _("Ini hanya latihan, tidak ada yang perlu dilakukan.")
    return Answered(Outcome.FIRST, call, thanks)


def _late(call: Call, ring: Ring, means: str, at: datetime) -> Answered:
    """The call stays unreached, and everybody sees that they answered after all; or that we read it late."""
    _write(call, ring, means, at)
    call.answered_late = at >= _ended(call)
    call.save(
        update_fields=["answered_late", "answered_at", "answered_by", "answered_ring", "means", "seconds"]
    )  # fmt: skip
    sentence = _("Terima kasih. Jawaban Anda tercatat, tetapi datang setelah panggilan selesai.")
    if not call.answered_late:
        sentence = _(
            "Terima kasih. Jawaban Anda datang tepat waktu dan tetap dihitung tepat waktu; "
            "kamilah yang terlambat membacanya."
        )
    return Answered(Outcome.LATE, call, sentence)


def _write(call: Call, ring: Ring, means: str, at: datetime) -> None:
    """Who answered, how and when: never before the message was written, whatever a vendor's clock says."""
    moment = max(at, ring.at)
    call.answered_at, call.answered_by, call.answered_ring, call.means = moment, ring.person, ring, means
    call.seconds = int((moment - (call.started_at or ring.at)).total_seconds())


def _too_late(call: Call, ring: Ring) -> Answered:
    mine = call.answered_by_id is not None and call.answered_by_id == ring.person_id
    if mine:
        return Answered(Outcome.AGAIN, call, _("Jawaban Anda sudah tercatat. Terima kasih."))
    if call.answered_by:
        sentence = _("Terima kasih. %(name)s sudah menjawab lebih dahulu.") % {"name": call.answered_by.name}
        return Answered(Outcome.THANKED, call, sentence)
    if call.state == Call.State.CANCELLED:
        return Answered(Outcome.OVER, call, _("Panggilan ini sudah dibatalkan. Terima kasih, Anda siaga."))
    return Answered(Outcome.OVER, call, _("Panggilan ini sudah berakhir. Terima kasih, Anda siaga."))


def _ended(call: Call) -> datetime:
    assert call.ended_at is not None  # an unreached call has ended
    return call.ended_at


def time_words(seconds: int) -> str:
    """`45 detik`, `3 menit 5 detik`."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return _("%(seconds)d detik") % {"seconds": rest}
    return _("%(minutes)d menit %(seconds)d detik") % {"minutes": minutes, "seconds": rest}


# --- pages -----------------------------------------------------------------------------------------------------------


def ring_of(token: str) -> Ring:
    """The ring whose message carried this link. Raise `Ring.DoesNotExist`."""
    rows = Ring.objects.select_related("call__post__office", "call__called_by", "call__answered_by", "person")
    return rows.get(token_hash=token_hash(token))


def ring_for(call: Call, actor: Actor) -> Ring:
    """The last ring of this call for whoever is signed in. Raise `Ring.DoesNotExist`."""
    rows = call.rings.filter(person=actor.person_id, skipped="", person__isnull=False).order_by("step")
    if (found := rows.last()) is None:
        raise Ring.DoesNotExist
    return found


def rung_for(actor: Actor, at: datetime) -> QuerySet[Ring]:
    """What rings for whoever is signed in, and waits for their answer; the latest first."""
    rows = Ring.objects.filter(person=actor.person_id, person__isnull=False, skipped="", at__gt=at - rules.late_for())
    return rows.filter(call__state=Call.State.RINGING).select_related("call__post__office").order_by("-at", "-id")


# --- what people write -----------------------------------------------------------------------------------------------


def hear(talk: Conversation, heard: Heard, at: datetime) -> Sequence[Say] | None:
    """What belongs to a call of whoever reads at this address: the button, or SIAP, HADIR and the four digits; None for
    everything else (settings.LISTENERS).
    """
    said = SAID.fullmatch(heard.text.strip())
    pressed = heard.choice.startswith(BUTTON)
    if not pressed and not (said and (said["word"] or said["code"])):
        return None
    rings = _rings_at(talk, at)
    if pressed:
        return _press(rings, heard, talk.channel, at)
    if not rings or said is None:
        return None
    return _read(rings, said["word"] or "", said["code"] or "", min(heard.sent_at, at))


def _rings_at(talk: Conversation, at: datetime) -> list[Ring]:
    """What rang lately for the people who proved this address, the latest first; of a call the last on this channel."""
    sources = reach.RINGS.get(talk.channel, (talk.channel,))
    marks = [address_hash(source, talk.address) for source in sources]
    mine = Contact.objects.filter(channel__in=sources, address_hash__in=marks, person__isnull=False).verified()
    people = set(mine.values_list("person_id", flat=True))
    if not people:
        return []
    since = at - rules.late_for() - rules.ladder_time()
    rows = Ring.objects.filter(person__in=people, skipped="", at__gt=since).select_related("call", "person")
    found = sorted(rows.order_by("-at", "-id"), key=lambda ring: ring.channel != talk.channel)
    once: dict[tuple[UUID, UUID | None], Ring] = {}
    for ring in found:
        once.setdefault((ring.call_id, ring.person_id), ring)
    return sorted(once.values(), key=lambda ring: (ring.call.state != Call.State.RINGING, -ring.at.timestamp()))


def _press(rings: Sequence[Ring], heard: Heard, channel: str, at: datetime) -> Sequence[Say]:
    """A button, or a key of a telephone: it names its ring, which may be an earlier one of the same call."""
    key, calls = heard.choice.removeprefix(BUTTON), {(ring.call_id, ring.person_id) for ring in rings}
    ring = Ring.objects.filter(pk=key).select_related("person").first() if KEY.fullmatch(key) else None
    if ring is None or (ring.call_id, ring.person_id) not in calls:
        return [Say(_("Tombol ini tidak berlaku lagi."))]
    means = Call.Means.KEY if channel == "voice" else Call.Means.BUTTON
    return [Say(answer(ring, means=means, by=SYSTEM, at=min(heard.sent_at, at)).sentence)]


def _read(rings: Sequence[Ring], word: str, code: str, at: datetime) -> Sequence[Say] | None:
    """The code says which call; without one it must be clear. Four digits alone may be meant for somebody else."""
    ringing = [ring for ring in rings if ring.call.state == Call.State.RINGING]
    if not code:
        if len({ring.call_id for ring in ringing}) > 1:
            return [Say(_("Ada beberapa panggilan untuk Anda. Balas dengan SIAP dan empat angka dari pesannya."))]
        return [Say(answer(rings[0], means=Call.Means.CODE, by=SYSTEM, at=at).sentence)]
    open_to_codes = [ring for ring in rings if ring.call.tries < MOST_TRIES]
    if ring := next((one for one in open_to_codes if code_of(one.call) == code), None):
        return [Say(answer(ring, means=Call.Means.CODE, by=SYSTEM, at=at).sentence)]
    if not word and not ringing:
        return None
    Call.objects.filter(pk__in=[ring.call_id for ring in ringing]).update(tries=F("tries") + 1)
    if ringing and all(ring.call.tries + 1 >= MOST_TRIES for ring in ringing):
        return [Say(_("Kodenya sudah terlalu sering salah. Buka tautan dalam pesan kami untuk menjawab."))]
    return [Say(_("Kodenya belum cocok. Periksa lagi empat angkanya, atau buka tautan dalam pesan kami."))]
