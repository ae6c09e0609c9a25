"""What became of what was decided: what, who, until when, how it stands, its proof; of a meeting, a series, a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import Clock, Evidence, State
from balairung.rooms.meetings.models import AgendaItem, Meeting, MeetingSeries, MeetingTask

MOST = 2_000  # rows of one matrix
SHOWS = {"": gettext_lazy("semua"), "terbuka": gettext_lazy("masih terbuka"), "terlambat": gettext_lazy("terlambat"),
         "selesai": gettext_lazy("selesai")}  # fmt: skip
#: The clock that says by when it is owed; reading it has a clock of its own.
OWING = ("follow_up", "question")


@dataclass(frozen=True)
class Line:
    """One task: a decision and one of its offices, or a question that an office was to answer."""

    task: MeetingTask
    place: int  # of its decision in the matrix: the rows of one decision share it
    first: bool  # of its decision
    due: datetime | None
    said: str  # how it stands
    tone: str  # late, open, waits, done, draft
    proof: tuple[File, ...]

    @property
    def what(self) -> str:
        return self.task.decision.text if self.task.decision else question_words(self.task)

    @property
    def asked_proof(self) -> str:
        return self.task.decision.proof if self.task.decision else _("jawaban tertulis")

    @property
    def ref(self) -> str:
        return self.task.obligation.ref if self.task.obligation else ""


@dataclass(frozen=True)
class Matrix:
    """The rows that are shown, and how many there are of each kind in all."""

    lines: list[Line]
    counts: dict[str, int]
    meetings: int

    @property
    def total(self) -> int:
        return self.counts[""]


def of_meeting(meeting: Meeting, at: datetime, show: str = "") -> Matrix:
    return _matrix(MeetingTask.objects.filter(meeting=meeting), at, show)


def of_series(series: MeetingSeries, at: datetime, show: str = "") -> Matrix:
    return _matrix(MeetingTask.objects.filter(meeting__series=series), at, show)


def of_some(tasks: Q, at: datetime, show: str = "") -> Matrix:
    """Of all tasks that are so: those that the reader may see."""
    return _matrix(MeetingTask.objects.filter(tasks), at, show)


def of_period(tasks: Q, since: date, until: date, at: datetime, show: str = "") -> Matrix:
    """Of meetings from one day to another; `tasks` says which of them the reader may see."""
    rows = MeetingTask.objects.filter(tasks, meeting__starts_at__date__gte=since, meeting__starts_at__date__lte=until)
    return _matrix(rows, at, show)


def _matrix(rows: QuerySet[MeetingTask], at: datetime, show: str) -> Matrix:
    """In the order of the minutes: meeting, decision, office."""
    tasks = list(
        rows.filter(Q(decision__isnull=True) | Q(decision__dropped_at__isnull=True))
        .select_related("meeting", "office", "obligation", "decision", "question")
        .order_by("meeting__starts_at", "meeting", "decision__order", "office__order", "office__name", "id")[:MOST]
    )
    tasks.sort(key=lambda one: (one.meeting.starts_at, one.meeting.ref, one.decision is None))
    lines = lines_of(tasks, at)
    counts = {key: sum(_fits(line, key) for line in lines) for key in SHOWS}
    shown = [line for line in lines if _fits(line, show)]
    return Matrix(_numbered(shown), counts, len({one.meeting_id for one in tasks}))


def lines_of(tasks: Sequence[MeetingTask], at: datetime) -> list[Line]:
    """Each task as it stands: three statements however many there are."""
    owed = [one.obligation_id for one in tasks if one.obligation_id]
    due, proof = _due(owed), _proof(owed)
    return _numbered([_line(one, due.get(one.obligation_id), proof.get(one.obligation_id, []), at) for one in tasks])


def _line(task: MeetingTask, due: datetime | None, proof: Sequence[File], at: datetime) -> Line:
    return Line(task, 0, True, due, *standing(task, due, at), tuple(proof))


def standing(task: MeetingTask, due: datetime | None, at: datetime) -> tuple[str, str]:
    """How it stands, in a word, and its tone. Late is the work, not its reading: that has a clock of its own."""
    owed = task.obligation
    if owed is None:
        return _("menunggu pengesahan notulen"), "draft"
    if owed.state == State.DONE:
        done = localdate(owed.closed_at) if owed.closed_at else None
        return _("selesai %(day)s") % {"day": f"{done:%d-%m-%Y}"} if done else _("selesai"), "done"
    if owed.state == State.WAITING:
        return _("dilaporkan, menunggu penilaian"), "waits"
    if due and due < at:
        return _("terlambat"), "late"
    return (_("belum dibaca"), "open") if owed.step == "acknowledge" else (_("dikerjakan"), "open")


def _due(owed: Iterable[UUID]) -> dict[UUID | None, datetime]:
    """By when each is owed: the newest clock of the work itself."""
    clocks = Clock.objects.filter(obligation__in=owed, name__in=OWING).order_by("started_at", "id")
    return {clock.obligation_id: clock.due_at for clock in clocks}


def _proof(owed: Iterable[UUID]) -> dict[UUID | None, list[File]]:
    found: dict[UUID | None, list[File]] = {}
    rows = (
        Evidence.objects.filter(event__obligation__in=owed).select_related("event", "file").order_by("event__seq", "id")
    )
    for one in rows:
        found.setdefault(one.event.obligation_id, []).append(one.file)
    return found


def _numbered(lines: Sequence[Line]) -> list[Line]:
    """The rows of one decision stand together and have its number."""
    numbered: list[Line] = []
    place, before = 0, None
    for line in lines:
        key = line.task.decision_id or line.task.pk
        place += key != before
        numbered.append(replace(line, place=place, first=key != before))
        before = key
    return numbered


def _fits(line: Line, show: str) -> bool:
    done = line.tone == "done"
    return {"": True, "terbuka": not done, "terlambat": line.tone == "late", "selesai": done}.get(show, True)


def question_words(task: MeetingTask) -> str:
    return _("Menjawab: %(text)s") % {"text": task.question.text if task.question else ""}


# --- what earlier meetings left open ---------------------------------------------------------------------------------


def became_of(items: Sequence[AgendaItem], at: datetime) -> list[tuple[AgendaItem, list[Line]]]:
    """Each carried item with all that its decision bound, as it stands at this moment."""
    keys = [item.carried_id for item in items]
    origin = MeetingTask.objects.filter(obligation__in=keys)
    found = {one.obligation_id: one for one in origin}
    decisions = [one.decision_id for one in origin if one.decision_id]
    rows = MeetingTask.objects.filter(Q(decision__in=decisions) | Q(obligation__in=keys))
    tasks = list(
        rows.select_related("meeting", "office", "obligation", "decision", "question").order_by("office__order", "id")
    )
    by_key: dict[UUID, list[Line]] = {}
    for line in lines_of(tasks, at):
        by_key.setdefault(line.task.decision_id or line.task.pk, []).append(line)
    return [(item, by_key[_origin(found[item.carried_id])]) for item in items if item.carried_id in found]


def _origin(task: MeetingTask) -> UUID:
    return task.decision_id or task.pk


def summary(lines: Sequence[Line]) -> str:
    """`selesai 2 dari 4 kantor; terlambat: Desa A, Desa B`; of one office only how it stands."""
    if len(lines) == 1:
        return lines[0].said
    done = sum(line.tone == "done" for line in lines)
    said = [_("selesai %(done)d dari %(all)d kantor") % {"done": done, "all": len(lines)}]
    late = [line.task.office.short for line in lines if line.tone == "late"]
    if late:
        said.append(_("terlambat: %(names)s") % {"names": ", ".join(late[:8])})
    return "; ".join(said)


# --- as a table ------------------------------------------------------------------------------------------------------


def columns() -> list[str]:
    return [_("Rapat"), _("Tanggal rapat"), _("No."), _("Apa"), _("Kantor"), _("Paling lambat"), _("Keadaan"),
            _("Bukti diminta"), _("Bukti"), _("Nomor tugas")]  # fmt: skip


def cells(found: Matrix) -> Iterator[list[str]]:
    for line in found.lines:
        meeting = line.task.meeting
        yield [
            meeting.title, localdate(meeting.starts_at).isoformat(), str(line.place), line.what, line.task.office.name,
            localdate(line.due).isoformat() if line.due else "", line.said, line.asked_proof,
            "; ".join(file.name for file in line.proof), line.ref,
        ]  # fmt: skip
