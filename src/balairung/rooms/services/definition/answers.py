"""What an applicant answers: which questions are asked, and one page's raw input made clean.

An answer is a plain JSON value by the key of its question: words, a whole number, True or False, a date as 2026-03-25,
the key of a choice or a list of them, the code of a region, a list of file names, a list of members (each a mapping of
its own questions). None is "Saya tidak tahu". What was not asked, or left empty where it may be, has no key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from balairung.rooms.services.definition.kinds import Wrong, cleaners
from balairung.rooms.services.definition.shape import Asked, Definition, Page, Step, Type, When

Answers = dict[str, Any]
Raw = Mapping[str, Any]  # by name: words, or a list of them where several may be ticked (a QueryDict too)
Files = Mapping[str, Sequence[str]]  # by name: what was stored for it, in the order in which it came
UNKNOWN = "tidak-tahu"  # `<name>-tidak-tahu` is sent when somebody does not know
MOST_MEMBERS = 30


@dataclass
class Cleaned:
    """The page's own answers, and a sentence for each name of the form that is wrong."""

    answers: Answers = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


# --- branching ---------------------------------------------------------------------------------------------------


def holds(whens: Iterable[When], answers: Mapping[str, Any]) -> bool:
    """Whether all conditions hold; none always do."""
    return all(_holds(when, answers) for when in whens)


def _holds(when: When, answers: Mapping[str, Any]) -> bool:
    given = answers.get(when.field)
    said = given if isinstance(given, list) else [] if given is None else [given]
    met = any(_same(one, wanted) for one in said for wanted in when.among) if when.among else bool(said)
    return met is not when.unless


def _same(one: Any, wanted: str | bool) -> bool:
    return one is wanted if isinstance(wanted, bool) else one == wanted


def asked(page: Page, answers: Mapping[str, Any]) -> list[Asked]:
    """The questions and notes of this page that are asked, given what was answered before and on it."""
    return [one for one in page.fields if holds(one.when, answers)] if holds(page.when, answers) else []


def pages(definition: Definition, answers: Mapping[str, Any]) -> list[Page]:
    """The pages on which something is asked or told."""
    return [page for page in definition.pages if asked(page, answers)]


def steps(definition: Definition, answers: Mapping[str, Any]) -> list[Step]:
    """The steps that an application with these answers goes through, in their order."""
    return [step for step in definition.steps if holds(step.when, answers)]


def pruned(definition: Definition, answers: Mapping[str, Any]) -> Answers:
    """Only what is still asked: an answer behind a branch that was left again does not count, nor what hangs on it."""
    kept: Answers = {}
    for page in definition.pages:
        if holds(page.when, kept):
            for one in page.fields:
                if one.key in answers and holds(one.when, kept):
                    kept[one.key] = answers[one.key]
    return kept


def lacking(definition: Definition, answers: Mapping[str, Any]) -> list[tuple[Page, Asked]]:
    """The questions that must be answered and are not yet."""
    kept = pruned(definition, answers)
    return [
        (page, one)
        for page in definition.pages
        for one in asked(page, kept)
        if one.required and one.type != Type.NOTE and one.key not in kept
    ]


# --- one page's input --------------------------------------------------------------------------------------------


def clean(
    page: Page,
    raw: Raw,
    files: Files | None = None,
    *,
    answers: Mapping[str, Any],
    today: date,
    region: Callable[[str], bool] | None = None,
) -> Cleaned:
    """The answers of one page, each checked for its form; what is not asked is not looked at.

    `answers` are those of the pages before; `region` says whether a code is one of this regency (its table, by
    default). Nothing is raised: what is wrong stands in `errors`, under the name of its field in the form.
    """
    found = Cleaned()
    asking = _Asking(raw, files or {}, today, region)
    for one in page.fields if holds(page.when, answers) else ():
        if one.type != Type.NOTE and holds(one.when, {**answers, **found.answers}):
            asking.take(one, one.key, found.answers, found.errors)
    return found


@dataclass
class _Asking:
    raw: Raw
    files: Files
    today: date
    region: Callable[[str], bool] | None

    def take(self, one: Asked, name: str, answers: Answers, errors: dict[str, str]) -> None:
        """Put the answer or the sentence where it belongs; nothing for what may stay empty and is."""
        if one.unknown and self._word(f"{name}-{UNKNOWN}"):
            answers[one.key] = None
        elif one.type == Type.MEMBERS:
            self._take_members(one, name, answers, errors)
        else:
            self._take_one(one, name, answers, errors)

    def _take_one(self, one: Asked, name: str, answers: Answers, errors: dict[str, str]) -> None:
        try:
            value = cleaners(self.today, self.region)[one.type](self._given(one, name), one)
        except Wrong as wrong:
            errors[name] = str(wrong)
            return
        if value not in ("", None, []):
            answers[one.key] = value
        elif one.required:
            errors[name] = _empty(one)

    def _take_members(self, one: Asked, name: str, answers: Answers, errors: dict[str, str]) -> None:
        rows = [self._member(one, f"{name}-{place}", errors) for place in self._places(one, name)]
        least, most = _how_many(one)
        if rows:
            answers[one.key] = rows
        if len(rows) < least:
            errors[name] = _("Isi paling sedikit %(least)d orang.") % {"least": least}
        elif len(rows) > most:
            errors[name] = _("Paling banyak %(most)d orang.") % {"most": most}

    def _member(self, one: Asked, name: str, errors: dict[str, str]) -> Answers:
        row: Answers = {}
        for inner in one.fields:
            if inner.type != Type.NOTE and holds(inner.when, row):
                self.take(inner, f"{name}-{inner.key}", row, errors)
        return row

    def _places(self, one: Asked, name: str) -> Iterator[int]:
        """The rows in which somebody wrote something; an empty one is no member."""
        for place in range(MOST_MEMBERS + 1):
            names = [f"{name}-{place}-{inner.key}" for inner in one.fields]
            if any(self._said(key) or self._word(f"{key}-{UNKNOWN}") for key in names):
                yield place

    def _given(self, one: Asked, name: str) -> Any:
        if one.type == Type.FILE:
            return list(self.files.get(name, ()))
        return self._words(name) if one.type == Type.CHOICES else self._word(name)

    def _said(self, name: str) -> bool:
        return any(word.strip() for word in self._words(name)) or bool(self.files.get(name))

    def _word(self, name: str) -> str:
        return next(iter(reversed(self._words(name))), "")

    def _words(self, name: str) -> list[str]:
        if hasattr(self.raw, "getlist"):
            return [str(word) for word in self.raw.getlist(name)]
        given = self.raw.get(name, "")
        return [str(word) for word in given] if isinstance(given, list | tuple) else [str(given)] if given != "" else []


def _how_many(one: Asked) -> tuple[int, int]:
    least = one.least if one.least is not None else 1
    return least if one.required else 0, min(one.most or MOST_MEMBERS, MOST_MEMBERS)


def _empty(one: Asked) -> str:
    if one.type == Type.FILE:
        return _("Lampirkan berkas ini.")
    if one.type == Type.AGREE:
        return _("Centang untuk melanjutkan.")
    if one.type in (Type.CHOICE, Type.CHOICES, Type.YESNO, Type.REGION):
        return _("Pilih salah satu.")
    unknown = " " + _("Bila tidak tahu, centang “Saya tidak tahu”.") if one.unknown else ""
    return _("Bagian ini belum diisi.") + unknown
