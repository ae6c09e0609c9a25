"""What a letter says, before it has a number, a date and a signature: plain values, kept sealed as JSON.

A room composes a `Body` from its own words; drawing.py sets it. Nothing in it is markup: a paragraph is a string.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Line = Annotated[str, Field(max_length=300)]
Text = Annotated[str, Field(max_length=6000)]
Lines = Annotated[tuple[Line, ...], Field(max_length=30)]


class Part(BaseModel):
    """What all parts have in common: they are values, and know no field that is not theirs."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Paragraph(Part):
    kind: Literal["text"] = "text"
    text: Text
    centred: bool = False


class Heading(Part):
    """A heading inside the letter: "MENIMBANG", "Data orang yang pindah"."""

    kind: Literal["heading"] = "heading"
    text: Line


class Facts(Part):
    """Label and value, in two columns with a colon between them."""

    kind: Literal["facts"] = "facts"
    rows: Annotated[tuple[tuple[Line, Text], ...], Field(min_length=1, max_length=100)]


class Items(Part):
    """A list; `numbered` as 1, 2, 3."""

    kind: Literal["items"] = "items"
    items: Annotated[tuple[Text, ...], Field(min_length=1, max_length=100)]
    numbered: bool = True


class Table(Part):
    """A table with a head, for instance the members of a family."""

    kind: Literal["table"] = "table"
    caption: Line  # what a screen reader says of it
    head: Annotated[tuple[Line, ...], Field(min_length=1, max_length=10)]
    rows: Annotated[tuple[tuple[Text, ...], ...], Field(max_length=1000)]

    @model_validator(mode="after")
    def _even(self) -> Self:
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("each row of a table has as many cells as its head")
        return self


Block = Annotated[Paragraph | Heading | Facts | Items | Table, Field(discriminator="kind")]


class Body(Part):
    """A whole letter. `layout` says how title, number and addressee stand; all have letterhead, signature and proof.

    certificate  surat keterangan: title and number centred
    official     surat dinas: number, sifat, lampiran, hal on the left, place and date on the right, the addressee below
    decision     keputusan or licence: title, number, "TENTANG"
    form         a form such as F-1.03: form code at the top right, title centred, number small
    """

    layout: Literal["certificate", "official", "decision", "form"] = "certificate"
    title: Line
    about: Line = ""  # "hal" of an official letter ("" is its title), "tentang" of a decision
    code: Line = ""  # of a form: "F-1.03"
    manner: Line = "Biasa"  # "sifat" of an official letter
    enclosures: Line = "–"  # "lampiran" of an official letter
    to: Lines = ()  # the lines of the addressee
    blocks: Annotated[tuple[Block, ...], Field(min_length=1, max_length=200)]
    place: Line = ""  # where it is given; "" is the office's own place
    signer_word: Line = ""  # above the post of whoever signs: "Pembuat pernyataan,", "Pimpinan rapat,"
    signer_left: bool = False  # where others sign too, the letter's own signer stands on the left
    copies: Lines = ()  # tembusan
    foot: Lines = ()  # smaller lines at the end
    annex: Annotated[tuple[Block, ...], Field(max_length=100)] = ()  # behind the signature, on pages of its own


def pack(body: Body) -> str:
    return body.model_dump_json(exclude_defaults=False)


def unpack(text: str) -> Body:
    """Raise `pydantic.ValidationError` for what is no body."""
    return Body.model_validate(json.loads(text))
