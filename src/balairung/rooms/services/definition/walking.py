"""Every way through a service: the form with its branches, then the steps. Bounded, so that no definition takes long.

A question that some condition names is a fork, with a way for each of its answers. Where the forks make more ways than
`MOST`, ways are chosen such that each answer of each fork, and each pair of answers that can meet, stands in one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, islice, product
from typing import Any

from balairung.rooms.services.definition.answers import Answers, holds, pages, steps
from balairung.rooms.services.definition.samples import sample
from balairung.rooms.services.definition.shape import Asked, Definition, Page, Step, Type, When

MOST = 256
ABSENT = object()  # left empty, where that is allowed

Level = tuple[str, int]  # a question, and which of its answers
Wanted = dict[str, set[int]]


@dataclass(frozen=True)
class Walk:
    """One way: what is answered, which pages are seen, which steps follow."""

    answers: Answers
    pages: tuple[Page, ...]
    steps: tuple[Step, ...]


def walks(definition: Definition) -> list[Walk]:
    """The ways through, each twice where something may be left out: everything answered, and as little as may be."""
    form = _Form(definition)
    ways = list(islice(form.ways(), MOST + 1))
    if len(ways) > MOST:
        ways = _Covering(form).ways()
    found = []
    for answers in ways:
        sparse = form.sparse(answers)
        found += [answers] if sparse == answers else [answers, sparse]
    return [Walk(one, tuple(pages(definition, one)), tuple(steps(definition, one))) for one in found]


class _Form:
    """The questions in their order, and which of them are forks."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.line = [(page, one) for page in definition.pages for one in page.fields if one.type != Type.NOTE]
        self.forks = {when.field for when in conditions(definition)} & {one.key for _page, one in self.line}
        self.levels = {one.key: _levels(one) for _page, one in self.line if one.key in self.forks}

    def ways(self, place: int = 0, answers: Answers | None = None) -> Iterator[Answers]:
        """Every way, the first answer first."""
        given = dict(answers or {})
        for here in range(place, len(self.line)):
            page, one = self.line[here]
            if not (holds(page.when, given) and holds(one.when, given)):
                continue
            if one.key in self.forks:
                for level in self.levels[one.key]:
                    yield from self.ways(here + 1, _with(given, one.key, level))
                return
            given[one.key] = sample(one)
        yield given

    def sparse(self, answers: Answers) -> Answers:
        """The same way with nothing that may be left out, and "Saya tidak tahu" wherever that is an answer."""
        kept: Answers = {}
        for _page, one in self.line:
            if one.key in answers and one.key in self.forks:
                kept[one.key] = answers[one.key]
            elif one.key in answers and one.required:
                kept[one.key] = None if one.unknown else sample(one, sparse=True)
        return kept

    @cached_property
    def whens(self) -> dict[str, tuple[When, ...]]:
        """Under which conditions each question is asked."""
        return {one.key: (*page.when, *one.when) for page, one in self.line}


def conditions(definition: Definition) -> Iterator[When]:
    """Every condition of the form, the steps and the letter; those between the questions of a member are not."""
    for page in definition.pages:
        yield from page.when
        for one in page.fields:
            yield from one.when
    for step in definition.steps:
        yield from step.when
    for part in definition.letter.parts if definition.letter else ():
        yield from part.when


def _levels(one: Asked) -> list[Any]:
    """The answers of a fork."""
    found: list[Any]
    if one.type == Type.CHOICE:
        found = [choice.key for choice in one.choices]
    elif one.type == Type.CHOICES:
        found = [[choice.key] for choice in one.choices]
        found += [[choice.key for choice in one.choices]] if len(found) > 1 else []
    elif one.type == Type.YESNO:
        found = [True, False]
    else:
        found = [sample(one)]
    return found + [None] * one.unknown + [ABSENT] * (not one.required)


def _with(answers: Answers, key: str, level: Any) -> Answers:
    return dict(answers) if level is ABSENT else {**answers, key: level}


@dataclass
class _Covering:
    """Few ways that hold each answer of each fork and each pair that can meet."""

    form: _Form
    seen: set[frozenset[Level]] = field(default_factory=set)
    used: Counter[Level] = field(default_factory=Counter)

    def ways(self) -> list[Answers]:
        found: list[Answers] = []
        for aim in self._aims():
            if frozenset(aim) in self.seen or len(found) >= MOST:
                continue
            wanted = self._wanted(aim)
            if wanted is None:
                continue
            answers, taken = self._walk(wanted)
            met = {frozenset(pair) for size in (1, 2) for pair in combinations(taken, size)}
            if met - self.seen:
                found.append(answers)
            self.seen |= met
        return found

    def _aims(self) -> Iterator[tuple[Level, ...]]:
        every = {key: [(key, place) for place in range(len(levels))] for key, levels in self.form.levels.items()}
        for levels in every.values():
            yield from ((level,) for level in levels)
        for one, other in combinations(every.values(), 2):
            yield from product(one, other)

    def _wanted(self, aim: Iterable[Level]) -> Wanted | None:
        """What the forks before must be answered, so that these are asked; None where that contradicts itself."""
        wanted: Wanted = {}
        waiting = [(key, {place}) for key, place in aim]
        while waiting:
            key, allowed = waiting.pop()
            before = wanted.get(key)
            wanted[key] = allowed if before is None else before & allowed
            if not wanted[key]:
                return None
            forks = (when for when in self.form.whens[key] if when.field in self.form.levels)
            waiting += filter(None, (self._meeting(when, wanted) for when in forks))
        return wanted

    def _meeting(self, when: When, wanted: Wanted) -> tuple[str, set[int]] | None:
        """The answers by which a condition holds, unless that is known already, or holds when nothing is asked."""
        levels = self.form.levels[when.field]
        allowed = {place for place, level in enumerate(levels) if holds([when], _with({}, when.field, level))}
        if wanted.get(when.field, set(range(len(levels)))) <= allowed and (when.field in wanted or when.unless):
            return None
        return when.field, allowed

    def _walk(self, wanted: Wanted) -> tuple[Answers, list[Level]]:
        given: Answers = {}
        taken: list[Level] = []
        for page, one in self.form.line:
            if not (holds(page.when, given) and holds(one.when, given)):
                continue
            if one.key not in self.form.levels:
                given[one.key] = sample(one)
                continue
            levels = self.form.levels[one.key]
            level = min(sorted(wanted.get(one.key, range(len(levels)))), key=lambda place: self.used[one.key, place])
            self.used[one.key, level] += 1
            taken.append((one.key, level))
            given = _with(given, one.key, levels[level])
        return given, taken


def unanswered(walk: Walk, names: Iterable[str], known: Mapping[str, Asked]) -> list[str]:
    """Which of these questions have no answer on this way; "Saya tidak tahu" is one."""
    return [name for name in names if name in known and walk.answers.get(name, "") in ("", [])]
