"""What was decided: in which words, for which offices, by when, with what proof. Written by several hands.

A decision may be begun with its words alone; `checking` says what it lacks before the minutes are submitted. Until then
it can be changed; from then on nobody changes it (sql/).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Max, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line, clean_text, read_key
from balairung.ground.common.working_time import Unit
from balairung.kernel.obligations.actions import Owner, open_obligation
from balairung.kernel.obligations.models import Remark, State, Visibility
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office
from balairung.rooms.meetings import access
from balairung.rooms.meetings.beats import beat
from balairung.rooms.meetings.models import AgendaItem, Decision, Meeting, MeetingQuestion, MeetingTask, Minutes, Theme

KIND, PREFIX = "meetings", "H"
LONGEST = 2000  # letters of a decision
FARTHEST = 730  # days
MOST_THEMES = 6
STALE = gettext_lazy(
    "Keputusan ini baru saja diubah orang lain. Muat ulang halaman, lalu periksa kembali sebelum menyimpan."
)


@dataclass(frozen=True)
class Said:
    """One decision as it was said. `keep_day`: the meeting meant this day although it is free."""

    text: str
    offices: Collection[Office] = ()
    kind: str = Decision.Kind.TASK
    due: str = Decision.Due.USUAL
    due_on: date | None = None
    proof: str = ""
    themes: Collection[str] = ()
    agenda: AgendaItem | None = None
    question: MeetingQuestion | None = None
    keep_day: bool = False


def decide(meeting: Meeting, said: Said, *, token: str, by: Actor, at: datetime) -> Decision:
    """Write down one decision; the same token again is the same one. Raise `Refused` with a sentence."""
    require(access.can_write_minutes(by, meeting))
    fields, hashed = _checked(said, at), keyed_hash("decision", str(meeting.pk), token)
    try:
        return _known(hashed) or _write(meeting, said, fields, hashed, at)
    except IntegrityError:
        if known := _known(hashed):
            return known
        raise


def _known(hashed: str) -> Decision | None:
    return Decision.objects.filter(token=hashed).first()


@transaction.atomic
def _write(meeting: Meeting, said: Said, fields: dict[str, object], hashed: str, at: datetime) -> Decision:
    minutes = open_minutes(meeting)
    last = minutes.decisions.aggregate(last=Max("order"))["last"] or 0
    made = Decision.objects.create(minutes=minutes, order=last + 1, token=hashed, **fields)
    _bind(made, meeting, said)
    beat(meeting)
    return made


@transaction.atomic
def change(decision: Decision, said: Said, *, version: int, by: Actor, at: datetime) -> Decision:
    """Say it otherwise. `version` is the one that was read: `Stale` when another hand was quicker."""
    meeting = decision.minutes.meeting
    require(access.can_write_minutes(by, meeting))
    open_minutes(meeting)
    unmoved = decision.due_on == said.due_on  # a free day that was insisted on is not asked about again
    fields = _checked(said, at, asked=not unmoved)
    mine = Decision.objects.standing().filter(pk=decision.pk, version=version)
    if not mine.update(version=F("version") + 1, **fields):
        raise Stale(STALE)
    decision.refresh_from_db()
    _bind(decision, meeting, said)
    beat(meeting)
    return decision


@transaction.atomic
def drop(decision: Decision, *, version: int, by: Actor, at: datetime) -> None:
    """It was not decided after all: it goes out of the minutes, and its offices with it."""
    meeting = decision.minutes.meeting
    require(access.can_write_minutes(by, meeting))
    open_minutes(meeting)
    if not Decision.objects.standing().filter(pk=decision.pk, version=version).update(dropped_at=at):
        raise Stale(STALE)
    decision.tasks.all().delete()
    beat(meeting)


def open_minutes(meeting: Meeting) -> Minutes:
    """The minutes of this meeting, locked, while they may still be written. Raise `Refused` once they are submitted."""
    Minutes.objects.get_or_create(meeting=meeting)
    minutes = Minutes.objects.select_for_update().get(meeting=meeting)
    if minutes.approved_at:
        raise Refused(_("Notulen ini sudah disahkan dan tidak dapat diubah lagi."))
    if minutes.submitted_at:
        raise Refused(_("Notulen ini sedang menunggu pengesahan pimpinan. Tarik kembali dahulu bila perlu diubah."))
    return minutes


def _checked(said: Said, at: datetime, *, asked: bool = True) -> dict[str, object]:
    """The row's own fields."""
    text, task = clean_text(said.text), said.kind == Decision.Kind.TASK
    if not text:
        raise Refused(_("Tuliskan dahulu apa yang diputuskan."))
    if len(text) > LONGEST:
        raise Refused(
            _("Keputusan paling banyak %(most)d huruf. Pindahkan sebagian ke pembahasan.") % {"most": LONGEST}
        )
    dated = task and said.due == Decision.Due.DATE
    if dated:
        check_day(said.due_on, said.offices, at, keep=said.keep_day or not asked)
    return {
        "text": text, "kind": said.kind, "due": said.due if task else Decision.Due.USUAL,
        "due_on": said.due_on if dated else None, "proof": clean_line(said.proof)[:200] if task else "",
        "agenda": said.agenda, "question": said.question,
    }  # fmt: skip


def _bind(decision: Decision, meeting: Meeting, said: Said) -> None:
    """Its offices, one task each, and its themes."""
    task = decision.kind == Decision.Kind.TASK
    wanted = {office.pk: office for office in said.offices} if task else {}
    decision.tasks.exclude(office__in=wanted).delete()
    had = set(decision.tasks.values_list("office", flat=True))
    MeetingTask.objects.bulk_create(
        [MeetingTask(meeting=meeting, decision=decision, office=one) for key, one in wanted.items() if key not in had]
    )
    decision.themes.set(themes_named(said.themes))


def themes_named(names: Iterable[str]) -> list[Theme]:
    """The themes of these names, made where there are none; "Aset Desa" and "aset desa" are one."""
    wanted = list(dict.fromkeys(filter(None, (clean_line(one)[:80] for one in names))))[:MOST_THEMES]
    known = Theme.objects.all()
    return [known.filter(name__iexact=name).first() or known.get_or_create(name=name)[0] for name in wanted]


# --- by when ---------------------------------------------------------------------------------------------------------


def check_day(day: date | None, offices: Collection[Office], at: datetime, *, keep: bool) -> None:
    """Raise `Refused` for no day, one that is past, one too far away, and for a free one until it is insisted on.

    A free day is proposed away, never moved: the day is the meeting's own word, and some work is done on free days (a
    clean-up on Sunday, a market). Whoever insists keeps it.
    """
    today = localdate(at)
    if day is None:
        raise Refused(_("Pilih tanggalnya, atau pilih tenggat lain."))
    if day < today:
        facts = {"day": long_date(day), "today": long_date(today)}
        raise Refused(_("%(day)s sudah lewat (hari ini %(today)s). Pilih hari ini atau sesudahnya.") % facts)
    if day > today + timedelta(days=FARTHEST):
        raise Refused(_("Tenggat paling jauh dua tahun dari hari ini. Periksa tahunnya."))
    if not keep and (advice := about_day(day, offices)):
        raise Refused(advice)


def about_day(day: date, offices: Collection[Office]) -> str:
    """Why this is a free day for one of these offices, and the next working day of all; "" for a working day."""
    calendars = Calendars()
    weeks = [calendars.get(key) for key in sorted({one.calendar for one in offices} or {"5-day"})]
    free = next((found for week in weeks if not (found := week.day(day)).working), None)
    if free is None:
        return ""
    after = (date.fromordinal(number) for number in range(day.toordinal() + 1, day.toordinal() + 60))
    better = next(one for one in after if all(week.day(one).working for week in weeks))
    facts = {"day": long_date(day), "reason": free.reason, "better": long_date(better)}
    return _(
        "%(day)s bukan hari kerja (%(reason)s). Hari kerja berikutnya %(better)s. Ganti tanggalnya, atau centang "
        "“tetap pada tanggal ini” bila rapat memang memutuskan hari itu."
    ) % facts  # fmt: skip


def follow_up_clock(decision: Decision, at: datetime) -> ClockRule:
    """By when the offices of a decision owe it, from this moment: the day that was decided, else the usual time."""
    if decision.due == Decision.Due.DATE and decision.due_on:
        return until(decision.due_on, at, "decided")
    return clock_rule(KIND, "follow_up")


def until(day: date, at: datetime, source: str, name: str = "follow_up") -> ClockRule:
    """To the end of that day, counted from this moment; a day that is past is today."""
    return ClockRule(name, max((day - localdate(at)).days, 0), Unit.CALENDAR_DAYS, source)


def usual_days() -> int:
    """How many days a decision has that names no date."""
    return clock_rule(KIND, "follow_up").amount


# --- a question that nobody could answer -----------------------------------------------------------------------------


@transaction.atomic
def owe_question(
    question: MeetingQuestion, office: Office, due_on: date | None, *, by: Actor, at: datetime, keep_day: bool = True
) -> MeetingTask:
    """This office owes the answer, from now on: it is bound before the meeting ends. Asked twice, it is owed once.

    Without a date it has the usual time of a question. Raise `Refused` for a day that is past.
    """
    meeting = question.meeting
    require(access.can_write_minutes(by, meeting))
    MeetingQuestion.objects.select_for_update().get(pk=question.pk)
    if known := MeetingTask.objects.filter(question=question).select_related("obligation").first():
        return known
    if due_on:
        check_day(due_on, [office], at, keep=keep_day)
    clock = until(due_on, at, "decided", "question") if due_on else clock_rule(KIND, "question")
    secret = is_secret(meeting)
    words = _("Pertanyaan dalam rapat: %(text)s") % {"text": question.text}
    obligation = open_obligation(
        kind=KIND, prefix=PREFIX, subject=subject_of(meeting, words), owner=Owner(office), state=State.ACTIVE,
        step="acknowledge", clocks=[clock_rule(KIND, "acknowledge"), clock], by=by, at=at, words=words,
        audience=Remark.Audience.OFFICERS, visibility=visibility_of(meeting),
        facts={} if secret else {"meeting": meeting.ref},
    )  # fmt: skip
    task = MeetingTask.objects.create(meeting=meeting, question=question, office=office, obligation=obligation)
    question.state = MeetingQuestion.State.OWED
    question.save(update_fields=["state"])
    beat(meeting)
    return task


def is_secret(meeting: Meeting) -> bool:
    return meeting.openness == Meeting.Openness.SECRET


def visibility_of(meeting: Meeting) -> Visibility:
    return Visibility.SECRET if is_secret(meeting) else Visibility.INTERNAL


def subject_of(meeting: Meeting, words: str) -> str:
    """One line for lists and messages; of a secret meeting no word of what it said."""
    line = clean_line(words)
    if is_secret(meeting):
        return _("Tugas dari rapat tertutup")
    return line if len(line) <= 200 else f"{line[:199].rstrip()}…"


# --- whom ------------------------------------------------------------------------------------------------------------

#: "semua desa di …": the kinds of offices that are spoken of together.
TOGETHER = {"desa": (Office.Kind.VILLAGE, Office.Kind.WARD), "kecamatan": (Office.Kind.DISTRICT,)}


def offices_meant(chosen: Sequence[str]) -> list[Office]:
    """The offices that these choices mean: keys of offices, `desa:35.10.05` (a district's villages),
    `desa:kelompok:<key>` and `kecamatan:kelompok:<key>` (of districts spoken of together), `desa:` (all of them).
    """
    rows = Office.objects.filter(closed_on__isnull=True)
    found = {one.pk: one for one in rows.filter(key__in=[one for one in chosen if ":" not in one])}
    for what, _sign, where in (one.partition(":") for one in chosen if ":" in one):
        kinds = TOGETHER.get(what, ())
        found |= {one.pk: one for one in _there(rows.filter(kind__in=kinds), what, where)}
    return sorted(found.values(), key=lambda one: (one.order, one.name, one.key))


def _there(rows: QuerySet[Office], what: str, where: str) -> Iterable[Office]:
    path = "region__parent" if what == "desa" else "region"
    group = where.removeprefix("kelompok:")
    if group != where:
        return rows.filter(**{f"{path}__groups": group}) if read_key(group) else ()
    return rows.filter(**{path: where}) if where else rows
