"""The questions of a definition as a form: drawn here, judged by definition/answers.py and not here.

A form is drawn from what somebody typed (`said`, by the names of the form) and from the sentences about it, so that
whatever was wrong stands there again, word for word.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from balairung.ground.ui.fields import LineField, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import KINDS, Family
from balairung.kernel.files.upload import Upload
from balairung.kernel.obligations.reads import FileLink
from balairung.rooms.services.definition.answers import MOST_MEMBERS, UNKNOWN, holds
from balairung.rooms.services.definition.kinds import LONGEST
from balairung.rooms.services.definition.shape import Asked, Page, Type, When

PAPERS = [kind for kind in KINDS if kind.family is not Family.RECORDING]
MOST_SHOWN = 6  # choices that stand as buttons; more of them are a list
ROWS = "baris"  # `<name>-baris` says how many members are drawn
PLACES = "places"  # the list of places on the page, to choose from while typing
Links = Mapping[str, Sequence[tuple[str, FileLink]]]  # by name of a question: key and link of each file kept


@dataclass(frozen=True)
class Block:
    """Something that stands on a page of a form: of which question, and on which answers of this very page it hangs.

    `hint` says that in words; `when` says it to a script: names of the form, values, and whether it is turned round.
    """

    asked: Asked
    name: str
    hint: str
    when: str


@dataclass(frozen=True)
class Note(Block):
    """Words to read."""

    kind = "note"


@dataclass(frozen=True)
class Question(Block):
    """One question with its field."""

    field: BoundField
    unknown: BoundField | None
    kept: Sequence[tuple[str, FileLink]]
    kind = "question"


@dataclass(frozen=True)
class Member:
    """One of several, with their own questions."""

    number: int
    name: str  # what its fields begin with, and what the button sends that takes it away
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Members(Block):
    """A list of people, each with the same questions."""

    members: Sequence[Member]
    more: bool  # whether there is room for one more
    error: str
    unknown: BoundField | None
    kind = "members"


@dataclass(frozen=True)
class Part:
    """A page of the form with what stands on it."""

    page: Page
    hint: str
    when: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Fault:
    """A line of the summary above a form: the field that it leads to, its name, and what is wrong with it."""

    to: str
    label: str
    sentence: str


class Questions(forms.Form):
    """Some pages of a form. `parts` is what a template draws."""

    def __init__(
        self,
        pages: Sequence[Page],
        said: Mapping[str, Any],
        answers: Mapping[str, Any],
        *,
        errors: Mapping[str, str] | None = None,
        kept: Links | None = None,
    ) -> None:
        super().__init__(initial=dict(said), label_suffix="")
        self.said, self.wrong, self.kept = said, dict(errors or {}), kept or {}
        self.cleaned_data: dict[str, Any] = {}
        self._labels: dict[str, str] = {}
        own = {one.key: one for page in pages for one in page.fields}
        standing = ((page, drawn(page, answers, own)) for page in pages)
        self.parts = [self._part(page, questions, own) for page, questions in standing if questions]
        for name, sentence in self.wrong.items():
            if name in self.fields:
                self.add_error(name, ValidationError(sentence))

    @property
    def faults(self) -> list[Fault]:
        """What is wrong, in the order of the form."""
        order = [*self._labels, *(name for name in self.wrong if name not in self._labels)]
        return [
            Fault(self._anchor(name), self._labels.get(name, ""), self.wrong[name])
            for name in order
            if name in self.wrong
        ]

    @property
    def has_files(self) -> bool:
        return any(isinstance(field, UploadsField) for field in self.fields.values())

    @property
    def has_places(self) -> bool:
        return any(field.widget.attrs.get("list") == PLACES for field in self.fields.values())

    def _anchor(self, name: str) -> str:
        if name not in self.fields:
            return f"id_{name}"
        return f"id_{name}_0" if self[name].use_fieldset else f"id_{name}"

    def _part(self, page: Page, questions: Sequence[Asked], own: Mapping[str, Asked]) -> Part:
        blocks = list(self._blocks(questions, own, "", ""))
        return Part(page, hint_of(page.when, own), script_of(page.when, own, ""), blocks)

    def _blocks(self, questions: Sequence[Asked], own: Mapping[str, Asked], before: str, whose: str) -> Iterator[Block]:
        for one in questions:
            name = f"{before}{one.key}"
            said = (one, name, hint_of(one.when, own), script_of(one.when, own, before))
            if one.type == Type.NOTE:
                yield Note(*said)
            elif one.type == Type.MEMBERS:
                yield self._members(*said)
            else:
                yield self._question(*said, whose)

    def _question(self, one: Asked, name: str, hint: str, when: str, whose: str) -> Question:
        self.fields[name] = field_of(one)
        self._labels[name] = f"{one.label} ({whose})" if whose else one.label
        return Question(one, name, hint, when, self[name], self._unknown(one, name), self.kept.get(name, ()))

    def _unknown(self, one: Asked, name: str) -> BoundField | None:
        if not one.unknown:
            return None
        self.fields[f"{name}-{UNKNOWN}"] = forms.BooleanField(label=_("Saya tidak tahu"), required=False)
        return self[f"{name}-{UNKNOWN}"]

    def _members(self, one: Asked, name: str, hint: str, when: str) -> Members:
        self._labels[name] = one.label
        count, members = rows_drawn(one, name, self.said), []
        for place in range(count):
            whose = _("orang ke-%(number)d") % {"number": place + 1}
            own = {inner.key: inner for inner in one.fields}
            blocks = list(self._blocks(one.fields, own, f"{name}-{place}-", whose))
            members.append(Member(place + 1, f"{name}-{place}", blocks))
        error, more = self.wrong.get(name, ""), count < most_of(one)
        return Members(one, name, hint, when, members, more, error, self._unknown(one, name))


def drawn(page: Page, answers: Mapping[str, Any], own: Mapping[str, Asked]) -> list[Asked]:
    """What stands on this page, given the pages before. What hangs on questions that are drawn beside it (`own`) stands
    there, too, with a word on when it counts: a browser without scripts could not bring it up later.
    """

    def known(whens: Sequence[When]) -> bool:
        return holds([when for when in whens if when.field not in own], answers)

    return [one for one in page.fields if known(one.when)] if known(page.when) else []


def hint_of(whens: Sequence[When], own: Mapping[str, Asked]) -> str:
    """`Hanya bila “Surat ini untuk apa?” dijawab “Keperluan lain”.`"""
    return " ".join(_hint(when, own[when.field]) for when in whens if when.field in own)


def _hint(when: When, on: Asked) -> str:
    labels = dict(_choices(on))
    among = [f"“{labels.get(_sent(value), _sent(value))}”" for value in when.among]
    facts = {"question": on.label, "answers": _(" atau ").join(among)}
    if on.type == Type.AGREE:
        sentence = _("Hanya bila “%(question)s” tidak dicentang.") if when.unless else _(
            "Hanya bila “%(question)s” dicentang."
        )  # fmt: skip
    elif not among:
        sentence = _("Hanya bila “%(question)s” tidak diisi.") if when.unless else _("Hanya bila “%(question)s” diisi.")
    elif when.unless:
        sentence = _("Hanya bila “%(question)s” tidak dijawab %(answers)s.")
    else:
        sentence = _("Hanya bila “%(question)s” dijawab %(answers)s.")
    return sentence % facts


def script_of(whens: Sequence[When], own: Mapping[str, Asked], before: str) -> str:
    """The same for when.js; "" for what hangs on nothing of this page."""
    hangs = [when for when in whens if when.field in own]
    told = [[f"{before}{when.field}", [_sent(value) for value in when.among], when.unless] for when in hangs]
    return json.dumps(told) if told else ""


def _sent(value: str | bool) -> str:
    """As a form sends it: ticked, or one of two."""
    return value if isinstance(value, str) else "ya" if value else "tidak"


def rows_drawn(one: Asked, name: str, said: Mapping[str, Any]) -> int:
    """How many members stand on the page: those written in, those asked for, and at least one."""
    wanted = said.get(f"{name}-{ROWS}", "")
    asked_for = int(wanted) if isinstance(wanted, str) and wanted.isascii() and wanted[:3].isdigit() else 0
    least = max(one.least or 1, 1)
    return min(max(least, asked_for, *(place + 1 for place in places_of(name, said))), most_of(one))


def places_of(name: str, names: Iterable[str]) -> list[int]:
    """The rows of a list that these names of the form belong to; a 0 in any case."""
    heads = (one[len(name) + 1 :].partition("-")[0] for one in names if one.startswith(f"{name}-"))
    return [-1, *(int(head) for head in heads if head.isascii() and head.isdigit() and len(head) < 3)]


def most_of(one: Asked) -> int:
    return min(one.most or MOST_MEMBERS, MOST_MEMBERS)


# --- fields ------------------------------------------------------------------------------------------------------


def field_of(one: Asked) -> forms.Field:
    """How a question is asked. What it takes for an answer is said elsewhere."""
    said: dict[str, Any] = {"label": one.label, "required": one.required, "help_text": one.help or _helps(one)}
    if one.type == Type.FILE:
        return _upload(one)
    if one.type == Type.CHOICES:
        return forms.MultipleChoiceField(**said, choices=_choices(one), widget=forms.CheckboxSelectMultiple)
    if one.type in (Type.CHOICE, Type.YESNO):
        return forms.ChoiceField(**said, **_chosen(one))
    if one.type == Type.AGREE:
        return forms.BooleanField(**said)
    if one.type == Type.TEXT:
        return TextField(**said, max_length=_longest(one), widget=forms.Textarea(attrs={"rows": 4}))
    return LineField(**said, widget=_line(one))


def _upload(one: Asked) -> UploadsField:
    """Its own help says how many and how large; the definition's stands before it."""
    most = one.most or 1
    widget = UploadsField.widget(attrs={"multiple": most > 1})
    field = UploadsField(label=one.label, required=one.required, most=most, kinds=PAPERS, widget=widget)
    if one.help:
        field.help_text = f"{one.help} {field.help_text}"
    return field


def _choices(one: Asked) -> list[tuple[str, str]]:
    if one.type == Type.YESNO:
        return [("ya", _("Ya")), ("tidak", _("Tidak"))]
    return [(choice.key, choice.label) for choice in one.choices]


def _chosen(one: Asked) -> dict[str, Any]:
    """Few choices stand there, many are a list; what need not be chosen can be taken back."""
    choices = _choices(one)
    if len(choices) > MOST_SHOWN:
        return {"choices": [("", _("Pilih")), *choices]}
    free = [] if one.required else [("", _("Tidak menjawab"))]
    return {"choices": [*choices, *free], "widget": forms.RadioSelect}


def _line(one: Asked) -> forms.Widget:
    """The keyboard that a telephone should bring up, and what a browser may fill in by itself."""
    attrs: dict[Type, dict[str, Any]] = {
        Type.NIK: {"inputmode": "numeric", "maxlength": 24, "autocomplete": "off"},
        Type.KK: {"inputmode": "numeric", "maxlength": 24, "autocomplete": "off"},
        Type.NUMBER: {"inputmode": "numeric", "maxlength": 20},
        Type.MONEY: {"inputmode": "numeric", "maxlength": 30},
        Type.DATE: {"maxlength": 40, "autocomplete": "off"},
        Type.REGION: {"list": PLACES, "maxlength": 120, "autocomplete": "off"},
    }
    if one.type == Type.PHONE:
        return forms.TextInput(attrs={"type": "tel", "maxlength": 40})
    return forms.TextInput(attrs=attrs.get(one.type) or {"maxlength": _longest(one)})


def _longest(one: Asked) -> int:
    return min(one.most or LONGEST.get(one.type, 200), LONGEST.get(one.type, 200))


def _helps(one: Asked) -> str | Promise:
    """What helps to answer, where the definition says nothing."""
    words = {
        Type.NIK: _("16 angka di KTP atau kartu keluarga."),
        Type.KK: _("16 angka di bagian atas kartu keluarga."),
        Type.DATE: _("Misalnya 17-08-1990 atau 17 Agustus 1990."),
        Type.MONEY: _("Dalam rupiah, misalnya 1.500.000."),
        Type.REGION: _("Ketik namanya, misalnya desa lalu kecamatannya."),
        Type.PLACE: _("Desa atau kelurahan, kecamatan, lalu kabupaten atau kota."),
        Type.PHONE: _("Misalnya 0812 3456 7890."),
    }
    return words.get(one.type, "")


# --- files -------------------------------------------------------------------------------------------------------


def uploads_of(form: Questions, sent: MultiValueDict[str, Upload]) -> tuple[dict[str, list[Upload]], dict[str, str]]:
    """What came with the form and may be stored, by the name of its question; and a sentence for what may not."""
    fit: dict[str, list[Upload]] = {}
    wrong: dict[str, str] = {}
    for name, field in form.fields.items():
        uploads = sent.getlist(name) if isinstance(field, UploadsField) else []
        try:
            if uploads:
                field.run_validators(uploads)
                fit[name] = uploads
        except ValidationError as problem:
            wrong[name] = " ".join(problem.messages)
    return fit, wrong
