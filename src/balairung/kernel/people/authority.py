"""Who may do this, on this date, and in whose name: the one question, answered with its reasons.

Routing, signing, attendance and escalation ask here; nobody else decides.

Whose a matter is: the regent has everything. Every post has its own attendance and its own escalations. Where an
attribution names a matter, only the posts have it that it is given to; otherwise whoever leads an office has what that
office does. From there it goes down by the rows of the register, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.kernel.people.matters import Answer, Matter, Passed, Step, Way, full_title, size
from balairung.kernel.people.models import Delegation, Post, Subject
from balairung.kernel.people.models.delegations import DelegationQuerySet
from balairung.kernel.people.presence import Presence, Sitting

__all__ = ["Answer", "Authority", "Matter", "Passed", "Step", "Way", "answers", "full_title", "given_by", "received_by"]

MOST_STEPS = 6  # from one post to the next; the register refuses circles, and this refuses to follow one
Kind = Delegation.Kind
#: Whoever holds one of these leads an office.
LEADING = (Post.Role.HEAD, Post.Role.SECRETARY, Post.Role.REGENT)
#: What every post has of its own: its seat at a table, and what comes to it late.
EVERYBODYS = (Subject.ATTENDANCE, Subject.ESCALATION)
LATE = Matter(Subject.ESCALATION)
Scope = tuple[str, str, str]  # subject, matter, region
Rows = tuple[list[Delegation], list[Delegation]]  # what a post gave and what it was given


class Authority:
    """The register at one moment; what was asked once is remembered, so ask one of these for a whole batch."""

    def __init__(self, at: datetime, presence: Presence | None = None) -> None:
        self.at = at
        self.presence = presence or Presence(at)
        self._posts: dict[UUID, Post] = {}
        self._attributed: dict[Scope, list[Delegation]] = {}
        self._rows: dict[tuple[UUID, Scope], Rows] = {}

    def who(self, post: Post, matter: Matter, without: Collection[UUID] = ()) -> Answer:
        """Who does this where it belongs to `post`, or came to it by the register.

        Persons in `without` may not, whatever post they hold; nor may anybody who would act in their name.
        """
        passed: list[Passed] = []
        start = self._start(post, matter, passed)
        if not start:
            return self._unheld(post, matter, passed)
        nobody: Answer | None = None
        for steps in self._ways(start, matter, passed, without):
            sitting, why = self._sitting(steps, matter, without)
            answer = Answer(matter, self.at, steps, sitting, tuple(passed), why)
            if not why:
                return answer
            passed.append(Passed(steps[-1].post, why, _row(steps[-1])))
            nobody = answer if nobody is None or len(steps) <= len(nobody.steps) else nobody
        assert nobody is not None
        return nobody

    def may(self, person_id: UUID | None, post: Post, matter: Matter) -> Answer | None:
        """The answer by which this person may do it: as the one who acts, or as one of those who gave a mandate and
        kept the authority; None for everybody else.
        """
        passed: list[Passed] = []
        start = self._start(post, matter, passed) if person_id else None
        for steps in self._ways(start, matter, passed, ()) if start else ():
            for sitting in self.presence.acting(steps[-1].post.pk):
                if sitting.person and sitting.person.pk == person_id and not _bars(sitting, matter):
                    return Answer(matter, self.at, steps, sitting, tuple(passed))
        return None

    def deputies(self, post: Post, matter: Matter = LATE) -> list[Answer]:
        """Who may stand in for whoever acts in this post, in their order, each person once: another in the same post
        (a Plh.), by mandate for days of absence, by the other rows, then the superiors. All of them are there.
        """
        self.load([post], matter)
        own, first = (Step(post, Way.OWN),), self.presence.sitting(post.pk).person
        rows = sorted(self._given(own, matter), key=lambda row: not row.only_in_absence)
        named = [(*own, _step(row)) for row in rows if not _why_not(row, own, matter, {post.pk})]
        found: dict[UUID, Answer] = {}
        for steps in (own, *named, *((Step(one, Way.OWN),) for one in self._superiors(post))):
            for holding, there in self.presence.seats(steps[-1].post.pk):
                if there and holding.person != first:
                    sitting = Sitting(holding.person, holding.capacity)
                    found.setdefault(holding.person_id, Answer(matter, self.at, steps, sitting))
        return list(found.values())

    def owns(self, post: Post, matter: Matter) -> bool:
        """Whether the matter is the post's own: by its office, or by attribution."""
        return self._own(post, matter) is not None

    def attributed(self, matter: Matter) -> list[Delegation]:
        """The rows by which a rule gives this matter to posts: those that name it, else those that give all of its
        subject. Where there are any, nobody else has it.
        """
        if _scope(matter) not in self._attributed:
            self._keep(matter, self._in_scope(matter, Q(kind=Kind.ATTRIBUTION)))
        return self._attributed[_scope(matter)]

    def load(self, posts: Iterable[Post], matter: Matter) -> None:
        """Read what the answers about these posts need, level by level: few queries, however many posts."""
        level, seen = {post.pk for post in posts}, set[UUID]()
        while level:
            self._read(level, matter)
            rows = [row for post in level for row in self._rows[post, _scope(matter)][0]]
            self.presence.load([*level, *(row.receiver_id for row in rows)])
            seen |= level
            level = {row.receiver_id for row in rows if row.may_pass_on} - seen

    def _superiors(self, post: Post) -> Iterator[Post]:
        """The posts above this one, the nearest first, each once."""
        seen = {post.pk}
        while (key := post.superior_id) and key not in seen:
            seen.add(key)
            if key not in self._posts:
                self._posts[key] = Post.objects.select_related("office").get(pk=key)
            post = self._posts[key]
            yield post

    # --- whose it is -----------------------------------------------------------------------------------------------

    def _start(self, post: Post, matter: Matter, passed: list[Passed]) -> tuple[Step, ...] | None:
        """The way on which the matter came to this post, from the post that has it of its own."""
        if post.closed_on or post.office.closed_on:
            return None
        self._read([post.pk], matter)
        return self._up(post, matter, passed, frozenset())

    def _up(self, post: Post, matter: Matter, passed: list[Passed], known: frozenset[UUID]) -> tuple[Step, ...] | None:
        if own := self._own(post, matter):
            return (own,)
        if len(known) == MOST_STEPS:
            return None
        for row in self._received(post.pk, matter):
            if row.giver is None or row.giver_id in known:
                continue
            above = self._up(row.giver, matter, passed, known | {post.pk})
            why = _why_not(row, above, matter, ()) if above else _("pemberinya tidak memegang wewenang ini")
            if above and not why:
                return (*above, Step(post, Way(row.kind), row))
            passed.append(Passed(post, why, row))
        return None

    def _own(self, post: Post, matter: Matter) -> Step | None:
        if post.role == Post.Role.REGENT or matter.subject in EVERYBODYS:
            return Step(post, Way.OWN)
        if rows := self.attributed(matter):
            row = next((row for row in rows if row.receiver_id == post.pk), None)
            return Step(post, Way.OWN, row) if row else None
        return Step(post, Way.OWN) if post.role in LEADING else None

    def _unheld(self, post: Post, matter: Matter, passed: list[Passed]) -> Answer:
        why = _("jabatan ini tidak memegang wewenang itu")
        if post.closed_on or post.office.closed_on:
            why = _("jabatan ini sudah dihapus")
        elif rows := self.attributed(matter):
            why = _("peraturan memberikan wewenang ini kepada %(post)s") % {"post": full_title(rows[0].receiver)}
        return Answer(matter, self.at, (Step(post, Way.OWN),), Sitting(None), tuple(passed), why)

    # --- the way down ----------------------------------------------------------------------------------------------

    def _ways(
        self, start: tuple[Step, ...], matter: Matter, passed: list[Passed], without: Collection[UUID]
    ) -> Iterator[tuple[Step, ...]]:
        """Every way to a post that may act, the first to act first. Behind a mandate that nobody can use stands its
        giver again; behind a delegation nobody does, because the responsibility moved.
        """
        known: set[UUID] = {step.post.pk for step in start}
        yield from self._down(start, matter, passed, without, known)
        for length in range(len(start) - 1, 0, -1):
            if start[length].way != Way.MANDATE:
                return
            yield start[:length]

    def _down(
        self,
        steps: tuple[Step, ...],
        matter: Matter,
        passed: list[Passed],
        without: Collection[UUID],
        known: set[UUID],
    ) -> Iterator[tuple[Step, ...]]:
        post = steps[-1].post
        for row in self._counting(steps, matter, passed, known, standing_in=False):
            if row.kind == Kind.MANDATE and self._about(post, without):
                passed.append(Passed(row.receiver, _("pemberi mandatnya bersangkutan dalam perkara ini"), row))
                continue
            known.add(row.receiver_id)
            yield from self._down((*steps, _step(row)), matter, passed, without, known)
            if row.kind != Kind.MANDATE:
                return
        yield steps
        if self.presence.acting(post.pk) or self._about(post, without):
            return
        for row in self._counting(steps, matter, passed, known, standing_in=True):
            known.add(row.receiver_id)
            yield from self._down((*steps, _step(row)), matter, passed, without, known)

    def _counting(
        self, steps: tuple[Step, ...], matter: Matter, passed: list[Passed], known: set[UUID], *, standing_in: bool
    ) -> Iterator[Delegation]:
        """The rows by which the last post hands the matter on: always, or only while its holder is away."""
        for row in self._given(steps, matter):
            if row.only_in_absence is not standing_in:
                continue
            if why := _why_not(row, steps, matter, known):
                passed.append(Passed(row.receiver, why, row))
            else:
                yield row

    def _about(self, post: Post, without: Collection[UUID]) -> bool:
        return bool(without) and not self.presence.holders(post.pk).isdisjoint(without)

    def _sitting(self, steps: tuple[Step, ...], matter: Matter, without: Collection[UUID]) -> tuple[Sitting, str]:
        self.presence.load([step.post.pk for step in steps])  # those before are asked next
        sitting = self.presence.sitting(steps[-1].post.pk, without)
        return sitting, sitting.why or _bars(sitting, matter)

    # --- the rows --------------------------------------------------------------------------------------------------

    def _given(self, steps: tuple[Step, ...], matter: Matter) -> list[Delegation]:
        """What the last post hands on, the narrowest first; nothing is read where it may hand nothing on."""
        if _last(steps):
            return []
        self._read([steps[-1].post.pk], matter)
        return self._rows[steps[-1].post.pk, _scope(matter)][0]

    def _received(self, post: UUID, matter: Matter) -> list[Delegation]:
        self._read([post], matter)
        return self._rows[post, _scope(matter)][1]

    def _read(self, posts: Collection[UUID], matter: Matter) -> None:
        """The rows from and to these posts, and whom a rule gives the matter to: one query."""
        scope = _scope(matter)
        wanted = {post for post in posts if (post, scope) not in self._rows}
        if not wanted:
            return
        near = Q(giver__in=wanted) | Q(receiver__in=wanted)
        near |= Q() if scope in self._attributed else Q(kind=Kind.ATTRIBUTION)
        self._rows |= {(post, scope): ([], []) for post in wanted}
        for row in self._keep(matter, self._in_scope(matter, near)):
            for post, place in ((row.giver_id, 0), (row.receiver_id, 1)):
                if post in wanted and row.kind != Kind.ATTRIBUTION:
                    self._rows[post, scope][place].append(row)

    def _keep(self, matter: Matter, found: Iterable[Delegation]) -> list[Delegation]:
        """These rows, the narrowest first; the attributions among them are remembered."""
        rows = sorted(found, key=_narrowest)
        attributed = [row for row in rows if row.kind == Kind.ATTRIBUTION]
        self._attributed.setdefault(_scope(matter), [row for row in attributed if row.matter] or attributed)
        return rows

    def _in_scope(self, matter: Matter, near: Q) -> DelegationQuerySet:
        there = Q(region__isnull=True) | Q(region__in=matter.regions)
        rows = Delegation.objects.in_force(localdate(self.at))
        rows = rows.filter(there, near, subject=matter.subject, matter__in=["", matter.key])
        return rows.select_related("basis", "giver__office", "receiver__office")


def answers(posts: Iterable[Post], matter: Matter, at: datetime) -> dict[UUID, Answer]:
    """The same question for many posts, in few queries."""
    authority, asked = Authority(at), list(posts)
    authority.load(asked, matter)
    return {post.pk: authority.who(post, matter) for post in asked}


def given_by(post: Post, at: datetime) -> DelegationQuerySet:
    """What this post gave and is in force."""
    return Delegation.objects.in_force(localdate(at)).filter(giver=post).for_list()


def received_by(post: Post, at: datetime) -> DelegationQuerySet:
    """What this post was given and is in force, attributions too."""
    return Delegation.objects.in_force(localdate(at)).filter(receiver=post).for_list()


# --- one row -------------------------------------------------------------------------------------------------------


def _why_not(row: Delegation, steps: tuple[Step, ...], matter: Matter, known: Collection[UUID]) -> str:
    """Why this row does not count after these steps for this matter; "" when it does."""
    if row.receiver_id in known:
        return _("pelimpahan ini berputar kembali")
    if row.receiver.closed_on or row.receiver.office.closed_on:
        return _("jabatan penerima sudah dihapus")
    return _why_not_on(row, steps) or _why_not_about(row, matter)


def _why_not_on(row: Delegation, steps: tuple[Step, ...]) -> str:
    """What came by the register is handed on only where its row allows it; a mandate once, and as a mandate only."""
    last = steps[-1]
    if last.way == Way.OWN:
        return ""
    if _last(steps):
        return _("pemberinya tidak boleh melimpahkannya lagi")
    if last.way == Way.MANDATE and row.kind != Kind.MANDATE:
        return _("mandat hanya diteruskan sebagai mandat")
    if last.way == Way.MANDATE and steps[-2].way == Way.MANDATE:
        return _("mandat hanya diteruskan satu tingkat")
    return ""


def _last(steps: tuple[Step, ...]) -> bool:
    """Whether the way ends here, because what came by the register may not be handed on."""
    last = steps[-1]
    if last.way == Way.OWN or last.under is None:
        return False
    return len(steps) >= MOST_STEPS or not last.under.may_pass_on or last.way == Way.ASSIGNMENT


def _why_not_about(row: Delegation, matter: Matter) -> str:
    if row.kind == Kind.MANDATE and matter.strategic:
        return _("mandat tidak menjangkau keputusan organisasi, kepegawaian, dan anggaran")
    if row.value_limit is not None and (matter.value is None or matter.value > row.value_limit):
        return _("di atas batas nilai pelimpahan, atau nilainya tidak disebut")
    if row.scale_limit and (not matter.scale or size(matter.scale) > size(row.scale_limit)):
        return _("di atas batas skala pelimpahan, atau skalanya tidak disebut")
    return ""


def _bars(sitting: Sitting, matter: Matter) -> str:
    if sitting.acting and matter.strategic:
        return _("Plt. dan Plh. tidak memutuskan hal organisasi, kepegawaian, dan anggaran")
    return ""


def _scope(matter: Matter) -> Scope:
    return matter.subject, matter.key, matter.region


def _step(row: Delegation) -> Step:
    return Step(row.receiver, Way(row.kind), row)


def _row(step: Step) -> Delegation | None:
    return None if step.way == Way.OWN else step.under


def _narrowest(row: Delegation) -> tuple[bool, int, int, str]:
    return not row.matter, -len(row.region_id or ""), -row.since.toordinal(), str(row.pk)
