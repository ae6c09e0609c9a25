"""What came out of each that was drawn: a visit, a leave to call, a call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.participation import access
from balairung.rooms.participation.models import SampleRun, SampleUnit
from balairung.rooms.participation.rules import questions
from balairung.rooms.participation.sampling.runs import token_hash

LOOKED = ("yes", "no", "unseen")
SOLVED = ("yes", "partly", "no")
UNREACHED = "unreached"
State = SampleUnit.State


def get_asked(token: str) -> SampleUnit:
    """The one whose owner holds this link. Raise `SampleUnit.DoesNotExist`."""
    return SampleUnit.objects.select_related("office", "run").get(token_hash=token_hash(token[:40]))


def give_leave(unit: SampleUnit, *, agrees: bool, number: str = "", by: Actor, at: datetime) -> None:
    """The owner says whether we may call, and where. They may say it again until somebody has called."""
    if unit.run.state != SampleRun.State.DRAWN or unit.state not in {State.ASKED, State.AGREED, State.DECLINED}:
        raise Refused(_("Pertanyaan ini sudah selesai. Terima kasih."))
    if agrees and not number:
        raise Refused(_("Tuliskan nomor telepon yang boleh kami hubungi."))
    state, kept = (State.AGREED, number) if agrees else (State.DECLINED, "")
    rows = SampleUnit.objects.filter(pk=unit.pk, state=unit.state)
    if not rows.update(state=state, number=kept):
        raise Stale(_("Jawaban ini baru saja berubah. Muat ulang halamannya."))
    unit.state, unit.number = state, kept


def record_visit(unit: SampleUnit, *, said: Mapping[str, str], words: str = "", by: Actor, at: datetime) -> None:
    """What somebody saw who came like anybody else: each question yes, no, or not seen."""
    require(access.can_record(by, unit), _("Yang mencatat bukan orang kantor itu."))
    asked = [key for key, _word in questions()]
    if set(said) != set(asked) or not set(said.values()) <= set(LOOKED):
        raise Refused(_("Jawab setiap pertanyaan: ya, tidak, atau tidak terlihat."))
    if unit.visit_on and localdate(at) < unit.visit_on:
        raise Refused(_("Kunjungan ini belum waktunya. Harinya ditentukan undian."))
    _done(unit, State.WAITING, dict(said), words, by, at)


def record_call(unit: SampleUnit, *, answer: str, words: str = "", by: Actor, at: datetime) -> None:
    """What the owner said; or that nobody answered, which is no answer. The number is forgotten."""
    require(access.can_record(by, unit), _("Yang menelepon bukan orang kantor itu."))
    if answer not in {*SOLVED, UNREACHED}:
        raise Refused(_("Pilih jawabannya."))
    _done(unit, State.AGREED, {"solved": answer}, words, by, at)


def _done(unit: SampleUnit, before: str, said: dict[str, str], words: str, by: Actor, at: datetime) -> None:
    missed = said.get("solved") == UNREACHED
    changes = {
        "state": State.MISSED if missed else State.DONE, "said": {} if missed else said, "number": "",
        "words": clean_line(words)[:600], "done_at": at, "done_by_id": by.person_id,
    }  # fmt: skip
    rows = SampleUnit.objects.filter(pk=unit.pk, state=before, run__state=SampleRun.State.DRAWN)
    if not rows.update(**changes):
        raise Stale(_("Hasilnya sudah dicatat, atau belum boleh dicatat. Muat ulang halamannya."))
