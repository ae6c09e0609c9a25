"""What pages show of an obligation: its timeline, its clocks, its arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.dates import WEEKDAYS
from balairung.ground.common.words import language
from balairung.ground.common.working_time import Deadline, Unit, working_days_between
from balairung.kernel.files.links import link_to
from balairung.kernel.files.models import File
from balairung.kernel.obligations.arithmetic import (
    Cell,
    FreeDay,
    Recount,
    free_days,
    recounts_of,
    weekend_days,
    weeks_of,
)
from balairung.kernel.obligations.clocks import count
from balairung.kernel.obligations.models import Clock, Event, Evidence, Obligation, Pause, Remark
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.rules import clock_label, source_text
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office, Person, Post

ALL = frozenset(Remark.Audience.values)
PARTIES = frozenset({Remark.Audience.PUBLIC.value, Remark.Audience.PARTIES.value})
PUBLIC = frozenset({Remark.Audience.PUBLIC.value})

LINES: Mapping[str, str | Promise] = {
    "open": gettext_lazy("Diterima"),
    "assign": gettext_lazy("Ditugaskan"),
    "escalate": gettext_lazy("Terlambat: disampaikan kepada atasan"),
    "note": gettext_lazy("Catatan petugas"),
    "recount": gettext_lazy("Batas waktu dihitung ulang"),
    "reveal": gettext_lazy("Keterangan tersegel dibuka"),
    "publish": gettext_lazy("Isi untuk umum diubah"),
    "unpublish": gettext_lazy("Penerbitan ditarik"),
    "show": gettext_lazy("Berkas diperlihatkan kepada umum"),
    "hide": gettext_lazy("Berkas disembunyikan dari umum"),
    "redact": gettext_lazy("Gambar disamarkan"),
    "restore": gettext_lazy("Penyamaran gambar dibatalkan"),
    "erase": gettext_lazy("Isi dan data pribadi dihapus"),
}
#: The columns of a line that citizens are shown.
TOLD = (
    "obligation", "seq", "verb", "at", "by_kind", "facts", "remark__audience", "remark__text",
    "by_post__office__name",
)  # fmt: skip
INTERNAL = frozenset(  # lines that no citizen sees
    {"note", "reveal", "assign", "publish", "unpublish", "show", "hide", "redact", "restore"}
)
FAMILIES: Mapping[str, str | Promise] = {
    "image": gettext_lazy("Foto"), "audio": gettext_lazy("Rekaman suara"), "video": gettext_lazy("Video"),
    "application": gettext_lazy("Dokumen"),
}  # fmt: skip
KINDS = {
    "escalate": "escalate", "note": "note", "close": "done", "resolve": "done", "answer": "reply", "ask": "wait",
    "resume": "reply", "reopen": "late", "refuse": "late",
}  # fmt: skip


@dataclass(frozen=True)
class FileLink:
    """A file as a page shows it: the addresses expire."""

    name: str
    url: str
    thumb: str
    family: str  # image, audio, video or application


@dataclass(frozen=True)
class Entry:
    """One line of a timeline (ui/parts/_timeline.html)."""

    at: datetime
    title: str
    text: str
    who: str
    kind: str
    files: Sequence[FileLink]


@dataclass(frozen=True)
class ClockRow:
    """One clock as a page shows it ({% deadline %})."""

    clock: Clock
    label: str
    due: datetime
    days: int
    late: bool
    paused: bool
    met: bool
    hours: int | None = None  # left, of a clock that runs at night too; None for one that counts working days


def titles_of(moves: Sequence[Move], said: Mapping[str, str | Promise]) -> dict[str, str]:
    """The words of a timeline: the kernel's own, the moves' labels, and what the room would rather say."""
    words = {**LINES, **{move.verb: move.label for move in moves}, **said}
    return {verb: str(label) for verb, label in words.items()}


def timeline(
    obligation: Obligation,
    *,
    titles: Mapping[str, str],
    sees: frozenset[str],
    who: Callable[[Event], str],
    now: datetime,
    newest_first: bool = True,
) -> list[Entry]:
    """The ledger for these eyes: lines with words that they may not read lose the words, notes vanish whole."""
    events = obligation.events.select_related("remark", "by_post__office")
    if sees == ALL:  # colleagues read names; contacts stay sealed
        events = events.select_related("by_person").defer("by_person__nip", "by_person__email", "by_person__phone")
    else:
        events = events.only(*TOLD)
    files = Prefetch("evidence", Evidence.objects.select_related("file"))
    rows = events.prefetch_related(files).order_by("-seq" if newest_first else "seq")
    shown = [event for event in rows if _shown(event, sees)]
    told = _told(shown)
    return [_entry(event, titles, sees, who, now, told) for event in shown]


def _told(events: Iterable[Event]) -> dict[str, str]:
    """By key: the titles of the posts that late lines were brought to, the names of those who were given the work."""
    posts = {event.facts.get("post") for event in events if event.verb == "escalate"} - {"", None}
    people = {event.facts.get("person") for event in events if event.verb == "assign"} - {"", None}
    rows = [*Post.objects.filter(pk__in=posts).values_list("pk", "title")] if posts else []
    rows += [*Person.objects.filter(pk__in=people).values_list("pk", "name")] if people else []
    return {str(key): words for key, words in rows}


def officer_of(event: Event) -> str:
    """Name and post, for colleagues."""
    if event.by_kind == "system":
        return _("Sistem")
    if event.by_person is None:
        return _("Pelapor")
    post = f", {event.by_post.title}" if event.by_post else ""
    return f"{event.by_person.name}{post}{in_name_of(event, ', ')}"


def office_of(event: Event) -> str:
    """Only the office, for citizens."""
    if event.by_kind == "system":
        return _("Sistem")
    return in_name_of(event) or (event.by_post.office.name if event.by_post else _("Pelapor"))


def in_name_of(event: Event, before: str = "") -> str:
    """Whose words a line carries when they were said by delegation; the fact holds the title of the post."""
    title = event.facts.get("in_name_of")
    return before + _("a.n. %(title)s") % {"title": title} if title else ""


def clock_rows(obligation: Obligation, calendars: Calendars, now: datetime, party: str = "office") -> list[ClockRow]:
    """The clocks of one side that still count, the earliest first."""
    clocks = obligation.clocks.filter(dropped_at__isnull=True, party=party).order_by("due_at", "id")
    return [clock_row(clock, calendars, now) for clock in clocks]


def unmet_clock_rows(obligation: Obligation, calendars: Calendars, now: datetime) -> list[ClockRow]:
    """The clocks that somebody still has to meet: the other side's first, then the earliest."""
    clocks = obligation.clocks.filter(dropped_at__isnull=True, met_at__isnull=True).order_by("party", "due_at", "id")
    return [clock_row(clock, calendars, now) for clock in clocks]


def clock_row(clock: Clock, calendars: Calendars, now: datetime) -> ClockRow:
    end = clock.met_at or now
    label = clock_label(clock.obligation.kind, clock.name)
    days = working_days_between(calendars.get(clock.calendar), end, clock.due_at)
    paused = clock.paused_at is not None
    hours = ceil((clock.due_at - end) / timedelta(hours=1)) if clock.unit == Unit.HOURS else None
    late = end > clock.due_at and not paused
    return ClockRow(clock, label, clock.due_at, days, late, paused, bool(clock.met_at), hours)


def days_left(due: datetime | None, calendar_key: str, calendars: Calendars, now: datetime) -> int:
    """Working days from now to `due`; negative when it has passed."""
    return working_days_between(calendars.get(calendar_key), now, due) if due else 0


def still_open(cases: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those among (kind, reference) that are open obligations: what was written about them is still needed."""
    rows = Obligation.objects.open().filter(ref__in={ref for _kind, ref in cases})
    return cases & set(rows.values_list("kind", "ref"))


def why_not_closed(office: Office) -> str:
    """A sentence while the office still owes something; "" when it owes nothing (settings.OFFICE_GUARDS)."""
    owed = Obligation.objects.open().filter(owner_office=office).count()
    if not owed:
        return ""
    return _("%(office)s masih mempunyai %(count)d kewajiban. Alihkan dahulu ke kantor lain.") % {
        "office": office.name, "count": owed,
    }  # fmt: skip


@dataclass(frozen=True)
class Explained:
    """The arithmetic of a clock in full (obligations/_explained.html)."""

    clock: Clock
    label: str
    source: str
    deadline: Deadline
    weeks: Sequence[Sequence[Cell]]
    free: Sequence[FreeDay]
    weekends: int
    pauses: Sequence[Pause]
    recounts: Sequence[Recount]

    @property
    def weekdays(self) -> Sequence[str]:
        return WEEKDAYS[language()]


def explain(clock: Clock) -> Explained:
    """From when, by which rule, which days were skipped and why, and what later decrees changed."""
    pauses = list(clock.pauses.all())
    deadline = count(clock, pauses, Calendars())
    lines = list(clock.obligation.events.filter(verb="recount").order_by("seq"))
    return Explained(
        clock, clock_label(clock.obligation.kind, clock.name), source_text(clock.source), deadline,
        weeks_of(deadline), free_days(deadline), weekend_days(deadline), pauses, recounts_of(lines, clock.pk),
    )  # fmt: skip


def _shown(event: Event, sees: frozenset[str]) -> bool:
    if event.verb in INTERNAL:
        return Remark.Audience.OFFICERS in sees
    return True


def _entry(
    event: Event,
    titles: Mapping[str, str],
    sees: frozenset[str],
    who: Callable[[Event], str],
    now: datetime,
    told: Mapping[str, str],
) -> Entry:
    remark = getattr(event, "remark", None)
    readable = remark is not None and remark.audience in sees
    bare = sees == PUBLIC
    files = [file_link(item.file, now, bare=bare) for item in event.evidence.all() if item.public or not bare]
    return Entry(
        at=event.at,
        title=_title(event, titles, told),
        text=remark.text if remark and readable else "",
        who=who(event),
        kind=KINDS.get(event.verb, "move"),
        files=files,
    )


#: How a late line came to a post, by the way on which the person was found (`reaching.Way`).
LATE_TO = {
    "holder": gettext_lazy("Terlambat: disampaikan kepada %(post)s"),
    "named": gettext_lazy("Terlambat: disampaikan kepada yang bertindak atas nama %(post)s"),
    "duty": gettext_lazy("Terlambat: disampaikan kepada petugas jaga untuk %(post)s"),
}


def _title(event: Event, titles: Mapping[str, str], told: Mapping[str, str]) -> str:
    if event.verb == "escalate" and (post := told.get(event.facts.get("post", ""))):
        return str(LATE_TO.get(event.facts.get("way", ""), LATE_TO["holder"])) % {"post": post}
    if event.verb == "assign":
        name = told.get(event.facts.get("person", ""))
        return _("Ditugaskan kepada %(name)s") % {"name": name} if name else _("Tidak lagi ditugaskan kepada seseorang")
    return titles.get(event.verb, event.verb)


def file_link(file: File, now: datetime, *, bare: bool = False) -> FileLink:
    """`bare` is for everyone: the name that a person gave to the file stands neither on the page nor at the file."""
    thumb = link_to(file, now=now, variant="preview") if file.family in {"image", "video"} else ""
    if not bare:
        return FileLink(file.name, link_to(file, now=now), thumb, file.family)
    return FileLink(str(FAMILIES[file.family]), link_to(file, now=now, variant="bare"), thumb, file.family)
