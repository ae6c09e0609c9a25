"""Who may do this, on this date, and in whose name: the one question, answered with its reasons.

Routing, signing, attendance and escalation ask here; nobody else decides. The words are those of UU 30/2014 (arts.
11-14) for attribution, delegation and mandate, and of UU 6/2014 (art. 22) for the assignment of a village.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.kernel.people.models import Delegation, Holding, Person, Post, Scale, Subject
from balairung.kernel.people.presence import Presence, Sitting

#: What a Plt. or Plh. may not decide, because it changes the legal standing of organisation, people or money
#: (UU 30/2014 art. 14 paragraph 7 and its elucidation; SE Kepala BKN 1/SE/I/2021).
STRATEGIC = frozenset({"organisasi", "kepegawaian", "anggaran"})
MOST_STEPS = 6  # from one post to the next; the register refuses circles, and this refuses to follow one
Kind = Delegation.Kind


@dataclass(frozen=True)
class Matter:
    """What is to be done: its subject, which letter, service or topic, where, of what value in rupiah and scale."""

    subject: str
    key: str = ""
    region: str = ""  # national code
    value: int | None = None
    scale: str = ""

    @property
    def strategic(self) -> bool:
        return self.key in STRATEGIC


class Way(StrEnum):
    """How authority came to a post."""

    OWN = "own"  # its own: by its office, or by attribution
    DELEGATION = "delegation"
    MANDATE = "mandate"
    ASSIGNMENT = "assignment"


@dataclass(frozen=True)
class Step:
    """One post on the way, and the row by which authority came to it (None for the first)."""

    post: Post
    way: Way
    under: Delegation | None = None


@dataclass(frozen=True)
class Passed:
    """A post or a row that was considered and does not count, and why, in words."""

    post: Post
    why: str
    under: Delegation | None = None


@dataclass(frozen=True)
class Answer:
    """Exactly one person in one post, or a named reason; either way with the whole way there."""

    matter: Matter
    at: datetime
    steps: tuple[Step, ...]
    sitting: Sitting
    passed: tuple[Passed, ...] = ()
    reason: str = ""  # why nobody may; "" when somebody does

    @property
    def person(self) -> Person | None:
        return None if self.reason else self.sitting.person

    @property
    def post(self) -> Post:
        """The post that acts."""
        return self.steps[-1].post

    @property
    def principal(self) -> Post:
        """The post in whose name it is done: the last one that the responsibility moved to."""
        return self.steps[self._own].post

    @property
    def under(self) -> Delegation | None:
        """The row by which the acting post acts; None where the authority is its own."""
        return self.steps[-1].under

    @cached_property
    def _own(self) -> int:
        moved = [place for place, step in enumerate(self.steps) if step.way != Way.MANDATE]
        return moved[-1]

    @property
    def heading(self) -> tuple[str, ...]:
        """The lines above a signature: `a.n.` the principal, `u.b.` for each mandate further down."""
        names = [_titled(step.post) for step in self.steps[self._own :]]
        prefix = {Holding.Capacity.PLT: _("Plt."), Holding.Capacity.PLH: _("Plh.")}.get(
            Holding.Capacity(self.sitting.capacity), ""
        )
        names[-1] = f"{prefix} {names[-1]}".strip()
        if len(names) == 1:
            return (names[0],)
        first, *rest = names
        lines = [f"a.n. {first}", rest[0]]
        for name in rest[1:]:
            lines += ["u.b.", name]
        return tuple(lines)

    @property
    def attention(self) -> str:
        """How such a matter is addressed: `Yth. Bupati u.p. Camat Rogojampi`."""
        whom = _("Yth. %(post)s") % {"post": _titled(self.principal)}
        return whom if self.post == self.principal else f"{whom} u.p. {_titled(self.post)}"


@dataclass
class Authority:
    """The register at one moment; what was asked once is remembered, so ask one of these for a whole batch."""

    at: datetime
    presence: Presence = field(init=False)
    _given: dict[tuple[UUID, str], list[Delegation]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.presence = Presence(self.at)

    def who(self, post: Post, matter: Matter, without: Collection[UUID] = ()) -> Answer:
        """Who does this where it belongs to `post`; persons in `without` may not, whatever post they hold."""
        steps, passed = [Step(post, Way.OWN)], list[Passed]()
        while (row := self._next(steps, matter, passed, standing_in=False)) and len(steps) < MOST_STEPS:
            steps.append(Step(row.receiver, Way(row.kind), row))
        return self._seated(steps, matter, passed, without)

    def may(self, person_id: UUID | None, post: Post, matter: Matter) -> Answer | None:
        """The answer by which this person may do it: as the one who acts, or as one of those who gave a mandate and
        kept the authority; None for everybody else.
        """
        answer = self.who(post, matter)
        for length in range(len(answer.steps), answer._own, -1):
            own = self._settle(list(answer.steps[:length]), matter, list(answer.passed), ())
            if person_id and own.person and own.person.pk == person_id:
                return own
        return None

    # --- the way down ------------------------------------------------------------------------------------------

    def _next(self, steps: list[Step], matter: Matter, passed: list[Passed], *, standing_in: bool) -> Delegation | None:
        """The row by which the last post hands the matter on: always, or only while its holder is away."""
        giver, known = steps[-1].post, {step.post.pk for step in steps}
        for row in self._fitting(giver.pk, matter):
            if row.only_in_absence is not standing_in:
                continue
            why = _why_not(row, matter, known)
            if not why:
                return row
            passed.append(Passed(row.receiver, why, row))
        return None

    def _fitting(self, giver: UUID, matter: Matter) -> list[Delegation]:
        """The giver's rows about such a matter there, the narrowest first."""
        rows = [
            row
            for row in self._rows(giver, matter.subject)
            if row.matter in {"", matter.key} and (not row.region_id or _inside(matter.region, row.region_id))
        ]
        return sorted(rows, key=lambda row: (not row.matter, -len(row.region_id or ""), -row.since.toordinal(), row.pk))

    def _rows(self, giver: UUID, subject: str) -> list[Delegation]:
        if (giver, subject) not in self._given:
            rows = Delegation.objects.in_force(localdate(self.at)).filter(giver=giver, subject=subject)
            self._given[giver, subject] = list(rows.select_related("receiver__office", "basis"))
        return self._given[giver, subject]

    # --- who sits there ----------------------------------------------------------------------------------------

    def _seated(self, steps: list[Step], matter: Matter, passed: list[Passed], without: Collection[UUID]) -> Answer:
        """Whoever sits at the end of the way; behind a mandate that nobody can use stands its giver again."""
        while True:
            answer = self._settle(steps, matter, passed, without)
            if not answer.reason or steps[-1].way != Way.MANDATE:
                return answer
            passed.append(Passed(steps[-1].post, answer.reason, steps[-1].under))
            steps = steps[:-1]

    def _settle(self, steps: list[Step], matter: Matter, passed: list[Passed], without: Collection[UUID]) -> Answer:
        """Whoever sits in the last post, or stands in for them by a mandate for days of absence."""
        sitting, why = self._sitting(steps[-1].post, matter, without)
        if why and (row := self._next(steps, matter, passed, standing_in=True)):
            deputy, deputy_why = self._sitting(row.receiver, matter, without)
            if not deputy_why:
                seen = (*passed, Passed(steps[-1].post, why))
                return Answer(matter, self.at, (*steps, Step(row.receiver, Way(row.kind), row)), deputy, seen)
            passed.append(Passed(row.receiver, deputy_why, row))
        return Answer(matter, self.at, tuple(steps), sitting, tuple(passed), why)

    def _sitting(self, post: Post, matter: Matter, without: Collection[UUID]) -> tuple[Sitting, str]:
        sitting = self.presence.sitting(post.pk)
        if sitting.person is None:
            return sitting, sitting.why
        if sitting.person.pk in without:
            return sitting, _("yang bersangkutan dalam perkara ini")
        if sitting.acting and matter.strategic:
            return sitting, _("Plt. dan Plh. tidak memutuskan hal organisasi, kepegawaian, dan anggaran")
        return sitting, ""


def answers(posts: Iterable[Post], matter: Matter, at: datetime) -> dict[UUID, Answer]:
    """The same question for many posts, in few queries."""
    authority, asked = Authority(at), list(posts)
    authority.presence.load([post.pk for post in asked])
    return {post.pk: authority.who(post, matter) for post in asked}


def _why_not(row: Delegation, matter: Matter, known: Collection[UUID]) -> str:
    """Why this row does not count for this matter; "" when it does."""
    if row.receiver_id in known:
        return _("pelimpahan ini berputar kembali")
    if row.receiver.closed_on or row.receiver.office.closed_on:
        return _("jabatan penerima sudah dihapus")
    if row.value_limit is not None and (matter.value is None or matter.value > row.value_limit):
        return _("di atas batas nilai pelimpahan, atau nilainya tidak disebut")
    if row.scale_limit and (not matter.scale or _size(matter.scale) > _size(row.scale_limit)):
        return _("di atas batas skala pelimpahan, atau skalanya tidak disebut")
    return ""


def _size(scale: str) -> int:
    return [str(one) for one in Scale.values].index(scale)


def _inside(code: str, region: str) -> bool:
    return code == region or code.startswith(f"{region}.")


def _titled(post: Post) -> str:
    return post.title


#: What the register may speak of; the words of each are in `Subject`.
SUBJECTS = tuple(Subject.values)
