"""A real call: a leader needs whoever holds a post now. The same ladder, no quiet hours; the caller sees each step."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Post
from balairung.kernel.people.presence import Presence
from balairung.rooms.duty import access, rules
from balairung.rooms.duty.calling import end
from balairung.rooms.duty.models import Call
from balairung.rooms.duty.models.calls import OPEN_CALLS

LONGEST = 200
HOUR = timedelta(hours=1)


@transaction.atomic
def summon(post: Post, *, words: str, by: Actor, at: datetime) -> Call:
    """Call whoever holds this post, then who is on duty there, then the deputy; the worker does it within seconds.

    Asked again while it rings, it is the same call. `Refused` without a reason, for a post that was called without an
    answer minutes ago, and beyond the limit of an hour (data/readiness.yaml).
    """
    sentence = _("Pimpinan daerah dapat memanggil siapa saja; kepala kantor hanya pejabat di bawahnya.")
    require(access.can_summon(by, post), sentence)
    line = clean_line(words)
    if not line or len(line) > LONGEST:
        raise Refused(_("Tuliskan keperluannya dalam satu kalimat, paling banyak 200 huruf."))
    locked = Post.objects.select_for_update(of=("self",), no_key=True).select_related("office").get(pk=post.pk)
    if known := Call.objects.filter(real=True, post=locked, state__in=OPEN_CALLS).order_by("-id").first():
        return _joined(known, by)
    _require_measure(locked, by, at)
    person = Presence(at).sitting(locked.pk).person
    call = Call.objects.create(
        real=True, post=locked, person=person, called_by_id=by.person_id, words=line.rstrip(".!"), next_at=at,
        started_at=at,
    )  # fmt: skip
    _let_drills_go(call, at)
    return call


def cancel_summons(call: Call, *, by: Actor, at: datetime) -> Call:
    """They are not needed any more. Nothing happens to a call that is over."""
    require(access.can_cancel(by, call), _("Hanya pemanggilnya atau pimpinan yang dapat membatalkan panggilan ini."))
    with transaction.atomic():
        rows = Call.objects.select_for_update(of=("self",), no_key=True).select_related("post__office", "called_by")
        locked = rows.get(pk=call.pk)
        if locked.state in OPEN_CALLS:
            end(locked, Call.State.CANCELLED, at)
        return locked


def _joined(known: Call, by: Actor) -> Call:
    """A double click is one call; two people who need the same official speak to each other."""
    if known.called_by_id == by.person_id:
        return known
    who = known.called_by.name if known.called_by else _("orang lain")
    raise Refused(_("Pejabat ini sedang dipanggil oleh %(who)s.") % {"who": who})


def _require_measure(post: Post, by: Actor, at: datetime) -> None:
    rule, calls = rules.summons(), Call.objects.filter(real=True)
    if calls.filter(called_by=by.person_id, started_at__gt=at - HOUR).count() >= rule.an_hour:
        raise Refused(_("Anda sudah memanggil %(most)d kali dalam satu jam. Tunggu sebentar.") % {"most": rule.an_hour})
    unanswered = calls.filter(post=post, state=Call.State.UNREACHED, ended_at__gt=at - rule.pause)
    if unanswered.exists():
        minutes = int(rule.pause.total_seconds() // 60)
        raise Refused(
            _("Pejabat ini baru saja dipanggil dan belum menjawab. Coba lagi setelah %(minutes)d menit.")
            % {"minutes": minutes}
        )


def _let_drills_go(call: Call, at: datetime) -> None:
    """Whoever is needed now is not drilled at the same time."""
    rows = Call.objects.filter(person=call.person_id, real=False, state=Call.State.RINGING, person__isnull=False)
    for drill in rows.select_for_update(of=("self",), no_key=True).select_related("post__office").order_by("id"):
        end(drill, Call.State.EXCUSED, at, _("panggilan sungguhan mendahului latihan ini"))
