"""Finding what was said and decided: ten years of minutes, in everyday words, of those meetings that one may read.

What stands in the index was approved and is not secret. A reader of a few hundred meetings looks into those; a leader,
who reads all, goes through the months from the newest backwards, until there is enough (as kernel/search does).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain, repeat
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min, Q

from balairung.ground.common.facts import facts
from balairung.kernel.people.actors import Actor
from balairung.kernel.search.actions import Said
from balairung.kernel.search.models import Sought, key_of, month_token, owner_token
from balairung.kernel.search.stemming import EDITION, asked_words, words_of
from balairung.rooms.meetings.models import (
    Decision,
    Meeting,
    MeetingQuestion,
    MeetingTask,
    MeetingText,
    MinutesItem,
    Theme,
)

Kind = MeetingText.Kind
MONTHS = (1, 3, 12, 36)  # looked through one after another, then ten years at a time
FEW = 300  # meetings that are looked for by name; beyond it by month
BATCH = 500
PAGE = 20
#: Where an answer ended: the moment of the meeting and the key of the last row that was shown.
Mark = tuple[datetime, int]


@dataclass(frozen=True)
class Hit:
    """One text that holds the words, and the meeting that it is of."""

    kind: str
    meeting: Meeting
    text: str
    answer: str = ""  # of a question
    origin: str = ""  # village, district or office
    themes: tuple[str, ...] = ()
    source: UUID | None = None

    @property
    def label(self) -> str:
        return str(Kind(self.kind).label)


@dataclass(frozen=True)
class FoundTexts:
    """The newest first; `some` says that no text held all the words, and these hold some of them."""

    hits: list[Hit] = field(default_factory=list)
    older: Mark | None = None
    some: bool = False


# --- what is found by what -------------------------------------------------------------------------------------------


def said_of(keys: Collection[UUID]) -> dict[UUID, Said]:
    """What a task is found by on the desk, by the key of its obligation (settings.SEARCH_SOURCES)."""
    rows = MeetingTask.objects.filter(obligation__in=keys).select_related("decision", "question", "meeting")
    return {one.obligation_id: Said(_said(one)) for one in rows if one.obligation_id}


def _said(task: MeetingTask) -> str:
    if task.meeting.openness == Meeting.Openness.SECRET:
        return ""
    text = task.decision.text if task.decision else task.question.text if task.question else ""
    return f"{text} {task.meeting.title}"


def index_meeting(meeting: Meeting) -> int:
    """Let the minutes of this meeting be found, from now on; in the transaction that approves them. Return how many."""
    if meeting.openness == Meeting.Openness.SECRET:
        return 0
    rows = [_row(meeting, kind, source, text) for kind, source, text in _texts(meeting)]
    fields = ["words", "scope", "edition"]
    MeetingText.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=fields)
    return len(rows)


def restem(*, now: datetime) -> int:
    """Index anew what an older stemming left, a few meetings at a time; return how many texts. For the worker."""
    with transaction.atomic():
        old = MeetingText.objects.filter(edition__lt=EDITION).order_by("key").values_list("meeting", flat=True)
        meetings = list(Meeting.objects.filter(pk__in=set(old[:BATCH])))
        return sum(index_meeting(one) for one in meetings)


def _texts(meeting: Meeting) -> Iterator[tuple[str, UUID, str]]:
    """Questions with their answers, paragraphs, decisions; each with its themes."""
    questions = MeetingQuestion.objects.filter(meeting=meeting).exclude(state=MeetingQuestion.State.WITHDRAWN)
    for question in questions.prefetch_related("themes"):
        said = " ".join([question.text, question.answer, question.origin, *map(str, question.themes.all())])
        yield Kind.QUESTION, question.pk, said
    items = MinutesItem.objects.filter(minutes__meeting=meeting, dropped_at__isnull=True)
    own = items.exclude(token__startswith=MinutesItem.FROM_DIALOGUE)  # a question is found as such, without its asker
    for key, text in own.values_list("pk", "text"):
        yield Kind.ITEM, key, text
    for decision in Decision.objects.standing().filter(minutes__meeting=meeting).prefetch_related("themes"):
        yield Kind.DECISION, decision.pk, " ".join([decision.text, *map(str, decision.themes.all())])


def _row(meeting: Meeting, kind: str, source: UUID, text: str) -> MeetingText:
    return MeetingText(
        key=key_of(source), meeting=meeting, kind=kind, source=source, said_at=meeting.starts_at, words=indexed(text),
        scope=f"{month_token(meeting.starts_at)} {owner_token(meeting.pk)}", edition=EDITION,
    )  # fmt: skip


def indexed(text: str) -> str:
    """Its words, and a sign for each thing that people name in several ways (ground/data/meetings.yaml)."""
    words = words_of(text).split()
    known = set(words)
    return " ".join([*words, *(sign for sign, meanings in _meanings() if any(one <= known for one in meanings))])


def meant(query: str) -> tuple[str, ...]:
    """The words of a question, with the sign of what they name: "pindah rumah" finds "pindah domisili"."""
    words = list(asked_words(query))
    for sign, meanings in _meanings():
        said = next((one for one in meanings if one <= set(words)), None)
        if said:
            words = [sign, *(word for word in words if word not in said)]
    return tuple(words)


@lru_cache(maxsize=1)
def _meanings() -> tuple[tuple[str, tuple[frozenset[str], ...]], ...]:
    """For each sign the phrases that mean it, each as the words by which it is found; the longest first."""
    groups = facts("meetings")["same"].items()
    return tuple(
        (f"G{name}", tuple(sorted((frozenset(words_of(one).split()) for one in phrases), key=len, reverse=True)))
        for name, phrases in groups
    )


# --- finding ---------------------------------------------------------------------------------------------------------


def readable(actor: Actor | None) -> Q:
    """Which texts this reader may find: of the meetings that they see, and of minutes that everybody may read."""
    published = Q(meeting__minutes__published_at__isnull=False)
    if actor is None:
        return published
    if actor.leads:
        return Q()
    return published | Q(meeting__in=Meeting.objects.visible_to(actor).values("pk"))


def find(query: str, actor: Actor | None, *, after: Mark | None = None, most: int = PAGE) -> FoundTexts:
    """The newest texts that hold all words of the query, those after the mark. `actor` None: what everybody may read.

    Where none holds all of them, those that hold the rarest of them: an answer that says so is more than none.
    """
    words = meant(query)
    if not words:
        return FoundTexts()
    found = _find(words, actor, after, most)
    if found.hits or after or len(words) == 1:
        return found
    for count in range(len(words) - 1, 0, -1):
        some = _find(words[:count], actor, None, most)
        if some.hits:
            return FoundTexts(some.hits, None, True)
    return found


def _find(words: tuple[str, ...], actor: Actor | None, after: Mark | None, most: int) -> FoundTexts:
    rows: list[MeetingText] = []
    for sought in _windows(words, actor, after):
        wanted = MeetingText.objects.filter(readable(actor), words__holds=sought)
        if after:
            wanted = wanted.filter(Q(said_at__lt=after[0]) | Q(said_at=after[0], key__lt=after[1]))
        rows += wanted.order_by("-said_at", "-key")[: most + 1 - len(rows)]
        if len(rows) > most:
            break
    shown = rows[:most]
    older = (shown[-1].said_at, shown[-1].key) if len(rows) > most else None
    return FoundTexts(_hits(shown), older)


def _windows(words: tuple[str, ...], actor: Actor | None, after: Mark | None) -> Iterator[Sought]:
    """Where the words are looked for, one part after another: in one's own few meetings, or by months."""
    if few := _few(actor):
        yield Sought(words, (), tuple(owner_token(one) for one in few))
        return
    span = MeetingText.objects.aggregate(first=Min("said_at"), last=Max("said_at"))
    if span["first"] is None:
        return
    month, first = _number(after[0] if after else span["last"]), _number(span["first"])
    for length in chain(MONTHS, repeat(120)):
        if month < first:
            return
        stop = max(month - length, first - 1)
        months = (datetime(one // 12, one % 12 + 1, 1, tzinfo=UTC) for one in range(month, stop, -1))
        yield Sought(words, tuple(map(month_token, months)))
        month = stop


def _few(actor: Actor | None) -> list[UUID]:
    """The meetings of a reader who has few of them; none for one who has many."""
    if actor is not None and actor.leads:
        return []
    wanted = Q(minutes__published_at__isnull=False)
    if actor is not None:
        wanted |= Q(pk__in=Meeting.objects.visible_to(actor).values("pk"))
    keys = Meeting.objects.filter(wanted, state=Meeting.State.MINUTED).values_list("pk", flat=True)
    few = list(keys.order_by("-starts_at", "-id")[: FEW + 1])
    return few if len(few) <= FEW else []


def _number(moment: datetime) -> int:
    at = moment.astimezone(UTC)
    return at.year * 12 + at.month - 1


# --- what is shown ---------------------------------------------------------------------------------------------------


def _hits(rows: Collection[MeetingText]) -> list[Hit]:
    """The texts themselves, in the order of the rows: one statement for each kind, and the meetings."""
    keys: dict[str, list[UUID]] = {kind: [] for kind in Kind.values}
    for row in rows:
        keys[row.kind].append(row.source)
    meetings = Meeting.objects.select_related("office", "minutes").in_bulk({row.meeting_id for row in rows})
    said: dict[UUID, Any] = {}
    said |= MeetingQuestion.objects.prefetch_related("themes").in_bulk(keys[Kind.QUESTION])
    said |= MinutesItem.objects.in_bulk(keys[Kind.ITEM])
    said |= Decision.objects.prefetch_related("themes").in_bulk(keys[Kind.DECISION])
    return [hit_of(row.kind, said[row.source], meetings[row.meeting_id]) for row in rows if row.source in said]


def hit_of(kind: str, thing: Any, meeting: Meeting) -> Hit:
    themes = tuple(str(one) for one in thing.themes.all()) if kind != Kind.ITEM else ()
    asked = kind == Kind.QUESTION
    return Hit(
        kind, meeting, thing.text, thing.answer if asked else "", thing.origin if asked else "", themes, thing.pk
    )


# --- themes ----------------------------------------------------------------------------------------------------------


def of_theme(theme: Theme, actor: Actor | None, most: int = 200) -> list[Hit]:
    """All questions and decisions on one theme that this reader may read, over time, the newest first."""
    texts = MeetingText.objects.filter(readable(actor)).filter(
        Q(source__in=MeetingQuestion.objects.filter(themes=theme).values("pk"))
        | Q(source__in=Decision.objects.filter(themes=theme).values("pk"))
    )
    return _hits(list(texts.order_by("-said_at", "-key")[:most]))
