"""What an officer may do to a report: each deed with its form, its button, who may, and how it is done."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import facts
from balairung.kernel.files.models import File
from balairung.kernel.obligations import mentions
from balairung.kernel.obligations.models import Event
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person
from balairung.rooms.complaints import access, actions, moves
from balairung.rooms.complaints.desk.phrases import check_blanks
from balairung.rooms.complaints.desk.proposing import take
from balairung.rooms.complaints.forms import (
    AnswerForm,
    AskForm,
    ForwardForm,
    HeardForm,
    NoteForm,
    ProofForm,
    RefuseForm,
    VerifyForm,
)
from balairung.rooms.complaints.models import Complaint, Proposal

CALLED = re.compile(r"(?<!\w)@(\w+)")  # "@" at the head of a word, and the first word of what may be a name
QUIET = frozenset({"verify", "forward"})  # steps whose words are a remark beside the step, not the step itself


class MentionForm(NoteForm):
    """A note for colleagues, some of whom are called by name."""

    people = forms.MultipleChoiceField(label=gettext_lazy("Sebut rekan"), required=False)

    def __init__(self, *args: Any, colleagues: Sequence[Person] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(person.pk): person for person in colleagues}
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, person.name) for key, person in self.colleagues.items()]
        field.widget.attrs["data-mentions"] = ""

    def clean_people(self) -> list[Person]:
        return [self.colleagues[key] for key in self.cleaned_data["people"]]


@dataclass(frozen=True)
class Deed:
    """Something that may be done: its form, its button, who may. `fields` are passed to the action as they are."""

    verb: str
    label: str | Promise
    icon: str
    form: type[forms.Form]
    may: Callable[[Actor, Complaint], bool]
    done: str | Promise
    fields: tuple[str, ...] = ()


DEEDS = (
    Deed(
        "verify", moves.VERIFY.label, "check", VerifyForm, access.can_verify,
        gettext_lazy("Laporan terverifikasi."), ("klass", "topic"),
    ),
    Deed(
        "answer", moves.ANSWER.label, "reply", AnswerForm, access.can_handle,
        gettext_lazy("Jawaban terkirim."), ("show",),
    ),
    Deed(
        "resolve", moves.RESOLVE.label, "check", ProofForm, access.can_handle,
        gettext_lazy("Dinyatakan selesai; pelapor diberi tahu."), ("show",),
    ),
    Deed("resume", moves.RESUME.label, "message", HeardForm, access.can_verify, gettext_lazy("Keterangan dicatat.")),
    Deed(
        "forward", moves.FORWARD.label, "send", ForwardForm, access.can_forward,
        gettext_lazy("Laporan diteruskan."), ("office",),
    ),
    Deed(
        "ask", moves.ASK.label, "help", AskForm, access.can_verify,
        gettext_lazy("Pertanyaan terkirim; waktu berhenti."),
    ),
    Deed(
        "refuse", moves.REFUSE.label, "x", RefuseForm, access.can_verify,
        gettext_lazy("Laporan ditolak; pelapor diberi tahu."), ("reason",),
    ),
)  # fmt: skip
NOTE = Deed(
    "note", gettext_lazy("Catatan untuk rekan"), "lock", MentionForm, access.can_note,
    gettext_lazy("Catatan tersimpan."), ("people",),
)  # fmt: skip
MOVE_OF = {move.verb: move for move in moves.MOVES}
KNOWN = {deed.verb: deed for deed in (*DEEDS, NOTE)}


def deeds_for(actor: Actor, complaint: Complaint) -> list[Deed]:
    """What this actor may do now, in the order of likelihood."""
    obligation = complaint.obligation
    return [
        deed for deed in DEEDS
        if MOVE_OF[deed.verb].fits(obligation.state, obligation.step) and deed.may(actor, complaint)
    ]  # fmt: skip


def perform(
    deed: Deed,
    complaint: Complaint,
    data: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
    files: Sequence[File] = (),
    first: bool = False,
) -> Event | Proposal:
    """Do it with what was typed (the cleaned data of its form); with `first`, let a colleague read it before."""
    text = data["text"]
    check_blanks(text)
    given: dict[str, Any] = {name: data[name] for name in deed.fields if name in data}
    given["words" if deed.verb in QUIET else "text"] = text
    if "uploads" in deed.form.base_fields:
        given["files"] = files
    if deed is NOTE:
        return leave_note(complaint, **given, by=by, at=at)
    return take(complaint, verb=deed.verb, fields=given, by=by, at=at, first=first)


@transaction.atomic
def leave_note(
    complaint: Complaint,
    *,
    text: str,
    by: Actor,
    at: datetime,
    files: Sequence[File] = (),
    people: Sequence[Person] = (),
) -> Event:
    """A note, and its place in the lists of the colleagues whom it calls, by choice or by "@name"."""
    called = {person.pk: person for person in [*people, *_called(complaint, text, at)]}
    event = actions.note(complaint, text=text, by=by, at=at, files=files)
    mentions.mention(event, people=called.values(), by=by, at=at)
    return event


def _called(complaint: Complaint, text: str, at: datetime) -> list[Person]:
    """Whom "@name" means. Refused where that may be two, and for somebody of the house who may not see this report."""
    words = set(CALLED.findall(text.casefold()))
    colleagues = mentions.colleagues(complaint.obligation, at) if words else []
    found = mentions.named_in(text, colleagues)
    for word in sorted(words - {_first(person) for person in found}):
        if any(_first(person) == word for person in colleagues):
            raise Refused(_("Ada beberapa rekan bernama “%(name)s”. Tulis nama lengkapnya.") % {"name": word.title()})
        if Person.objects.filter(name__istartswith=word).exists():
            sentence = _("Tidak ada “%(name)s” yang boleh melihat laporan ini. Hapus tanda @ di depan namanya.")
            raise Refused(sentence % {"name": word.title()})
    return found


def _first(person: Person) -> str:
    """The first word of a name, as `CALLED` finds it."""
    found = re.search(r"\w+", person.name.casefold())
    return found[0] if found else ""


def form_of(deed: Deed, *args: Any, initial: Mapping[str, Any] | None = None, colleagues: Sequence[Person] = ()) -> Any:
    """The form of a deed, empty or with what was sent."""
    extra: dict[str, Any] = {"prefix": deed.verb, "initial": dict(initial or {})}
    if deed.form is RefuseForm:
        extra["reasons"] = [(key, row["label"]) for key, row in facts("complaints")["refusals"].items()]
    if deed.form is MentionForm:
        extra["colleagues"] = colleagues
    return deed.form(*args, **extra)
