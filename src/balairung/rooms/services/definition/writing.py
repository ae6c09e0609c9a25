"""The letter of a service with somebody's answers in it: a `Body`, ready to be drawn and signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from balairung.kernel.documents.bodies import Block, Body, Facts, Heading, Items, Paragraph, Table
from balairung.kernel.documents.wording import fill, slots
from balairung.rooms.services.definition.answers import holds
from balairung.rooms.services.definition.shape import Definition, Letter, LetterPart
from balairung.rooms.services.definition.words import rows_of

Words = Mapping[str, str]


def body_of(definition: Definition, answers: Mapping[str, Any], words: Words, *, place: str = "") -> Body:
    """What the letter says. `words` are those of `words_of`; `place` is where it is given ("" the office's own).

    A part whose conditions do not hold is left out; so is a row of facts or an item all of whose slots are empty, and a
    table of nobody. Raise `UnknownSlot` for a slot that has no word: nothing is guessed.
    """
    letter = _letter(definition)
    return Body.model_validate({
        "layout": letter.layout,
        "title": fill(letter.title, words),
        "about": fill(letter.about, words),
        "code": letter.code,
        "to": _lines(letter.to, words),
        "blocks": tuple(blocks(definition, answers, words)),
        "place": place,
        "copies": _lines(letter.copies, words),
        "foot": _lines(letter.foot, words),
    })  # fmt: skip


def _letter(definition: Definition) -> Letter:
    if definition.letter is None:
        raise ValueError(f"{definition.key} has no letter")
    return definition.letter


def blocks(definition: Definition, answers: Mapping[str, Any], words: Words) -> Iterator[Block]:
    for part in _letter(definition).parts:
        if holds(part.when, answers):
            yield from _block(part, definition, answers, words)


def _block(part: LetterPart, definition: Definition, answers: Mapping[str, Any], words: Words) -> Iterator[Block]:
    if part.text is not None:
        yield Paragraph(text=fill(part.text, words), centred=part.centred)
    elif part.heading is not None:
        yield Heading(text=fill(part.heading, words))
    elif part.facts is not None:
        if rows := [(fill(label, words), fill(said, words)) for label, said in part.facts if not silent(said, words)]:
            yield Facts(rows=tuple(rows))
    elif part.items is not None:
        if items := _lines(part.items, words):
            yield Items(items=items)
    elif part.table is not None:
        yield from _table(part, definition, answers)


def _lines(lines: tuple[str, ...], words: Words) -> tuple[str, ...]:
    return tuple(fill(line, words) for line in lines if not silent(line, words))


def silent(text: str, words: Words) -> bool:
    """Whether a line has slots and nothing was answered for any of them."""
    names = slots(text)
    return bool(names) and not any(words.get(name, "?") for name in names)


def _table(part: LetterPart, definition: Definition, answers: Mapping[str, Any]) -> Iterator[Block]:
    one = definition.fields.get(str(part.table))
    if one and (rows := rows_of(one, answers)):
        head = tuple(label for label, _text in part.columns)
        cells = tuple(tuple(fill(text, row) or "-" for _label, text in part.columns) for row in rows)
        yield Table(caption=one.label, head=head, rows=cells)
