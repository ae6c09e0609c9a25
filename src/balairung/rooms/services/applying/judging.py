"""What somebody typed, judged page by page: the answers so far, and a sentence for each field that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from balairung.kernel.people.place_field import one_place
from balairung.rooms.services.applying.asking import places_of
from balairung.rooms.services.definition.answers import Answers, clean
from balairung.rooms.services.definition.shape import Asked, Definition, Page, Type

Files = Mapping[str, Sequence[str]]


@dataclass
class Judged:
    """All answers up to here, and what is wrong: by page, by the name of the field."""

    answers: Answers = field(default_factory=dict)
    errors: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def first_wrong(self) -> str:
        """The first page on which something is wrong; "" when nothing is."""
        return next(iter(self.errors), "")

    def faults(self, page: Page) -> dict[str, str]:
        return self.errors.get(page.key, {})


def judge(definition: Definition, said: Mapping[str, Any], files: Files, *, today: date, before: str = "") -> Judged:
    """What was said, on all pages or on those before the page `before`. What is not asked any more does not count."""
    found = Judged()
    for page in definition.pages:
        if page.key == before:
            break
        typed, unknown = with_codes(page, said)
        cleaned = clean(page, typed, files, answers=found.answers, today=today)
        found.answers |= cleaned.answers
        if errors := cleaned.errors | {name: unknown[name] for name in unknown if name in cleaned.errors}:
            found.errors[page.key] = errors
    return found


def page_of(definition: Definition, key: str) -> Page | None:
    return next((page for page in definition.pages if page.key == key), None)


def files_named(definition: Definition, answers: Mapping[str, Any]) -> list[str]:
    """The keys of the stored files that these answers name, in their order."""
    found: list[str] = []
    for key, one in definition.fields.items():
        for row in answers.get(key) or () if one.type == Type.MEMBERS else ():
            found += [name for inner in one.fields if inner.type == Type.FILE for name in row.get(inner.key) or ()]
        found += answers.get(key) or () if one.type == Type.FILE else ()
    return found


# --- places are typed by name, and kept by code ------------------------------------------------------------------


def with_codes(page: Page, said: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The same with the codes of the places that were typed, and a sentence for each name that is none."""
    typed, wrong = dict(said), dict[str, str]()
    for name in _place_names(page, said):
        if words := str(said.get(name) or "").strip():
            found, sentence = one_place(words, needed=True)
            typed[name] = found.code if found else "?"
            wrong |= {name: sentence} if sentence else {}
    return typed, wrong


def _place_names(page: Page, said: Mapping[str, Any]) -> Iterator[str]:
    for one in page.fields:
        if one.type == Type.REGION:
            yield one.key
        elif one.type == Type.MEMBERS:
            yield from _inner_names(one, said)


def _inner_names(one: Asked, said: Mapping[str, Any]) -> Iterator[str]:
    inner = [field.key for field in one.fields if field.type == Type.REGION]
    rows = {place for place in places_of(one.key, said) if place >= 0} if inner else set()
    return (f"{one.key}-{place}-{key}" for place in sorted(rows) for key in inner)


# --- members come and go -----------------------------------------------------------------------------------------


def without_member(said: Mapping[str, Any], files: Files, member: str) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The same without this row (`anggota-1`); those behind it move up."""
    name, _dash, place = member.rpartition("-")
    if not (name and place.isascii() and place.isdigit() and len(place) < 3):
        return dict(said), {key: list(value) for key, value in files.items()}
    gone = int(place)
    kept = {moved: value for key, value in said.items() if (moved := _moved(key, name, gone))}
    stored = {moved: list(value) for key, value in files.items() if (moved := _moved(key, name, gone))}
    return kept, stored


def _moved(key: str, name: str, gone: int) -> str:
    """The key of this field after the row went; "" where it went with it."""
    head, _dash, rest = key[len(name) + 1 :].partition("-")
    if not key.startswith(f"{name}-") or not (rest and head.isascii() and head.isdigit()):
        return key
    place = int(head)
    return "" if place == gone else f"{name}-{place - (place > gone)}-{rest}"
