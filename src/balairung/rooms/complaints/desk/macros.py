"""Several steps under one name, over the real actions, for one report or for many.

A step is kept as what its form was sent, and its form reads it again when it is taken: an office that was closed or a
topic that is no longer used is then a sentence and not a surprise. What a run would do is found out by doing it and
taking it back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core import signing
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.ui.fields import ChosenField, LineField, Pair, TextField
from balairung.kernel.obligations import assigning, tags
from balairung.kernel.obligations.ledger import STALE
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.choices import office_choices
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.models import Change, Holding, Office, Person
from balairung.rooms.complaints import access, moves
from balairung.rooms.complaints.desk.deeds import KNOWN, perform
from balairung.rooms.complaints.desk.phrases import ONLY, check_variables, fill
from balairung.rooms.complaints.forms import topic_choices
from balairung.rooms.complaints.models import Complaint, Macro, Phrase, Topic
from balairung.rooms.complaints.routing import suggest

log = logging.getLogger(__name__)
MOST = 200  # reports at once
MOST_STEPS = 8

Sent = Mapping[str, str]


# --- what a step asks ------------------------------------------------------------------------------------------------


class StepForm(forms.Form):
    """What a step asks."""

    def offer_to(self, actor: Actor) -> None:
        """Offer what is this actor's to choose from."""


class VerifyStep(StepForm):
    """Which topic; the class of the report stays unless another is chosen."""

    topic = ChosenField(
        rows=lambda: Topic.objects.filter(closed=False), required=False, label=gettext_lazy("Topik"),
        choices=lambda: topic_choices(_("Seperti yang sudah dipilih")),
    )  # fmt: skip
    klass = forms.ChoiceField(
        label=gettext_lazy("Jenis laporan"), required=False,
        choices=[("", gettext_lazy("Seperti yang sudah dipilih")), *Complaint.Class.choices],
    )  # fmt: skip


class ForwardStep(StepForm):
    """To one office, or each report to the office that is proposed for it."""

    office = ChosenField(
        rows=lambda: Office.objects.filter(closed_on__isnull=True), to="key", required=False,
        label=gettext_lazy("Kantor yang menangani"),
        choices=lambda: [("", _("Kantor yang diusulkan untuk tiap laporan")), *office_choices()[1:]],
    )  # fmt: skip
    text = TextField(
        label=gettext_lazy("Catatan untuk kantor itu"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class WordsStep(StepForm):
    """Words, perhaps with variables: chosen, written, or both."""

    phrase = ChosenField(
        rows=Phrase.objects.none, required=False, label=gettext_lazy("Teks siap pakai"),
        choices=lambda: [("", _("Tulis sendiri"))],
    )  # fmt: skip
    text = TextField(
        label=gettext_lazy("Isi"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Variabel seperti {nomor} diganti untuk tiap laporan."),
    )  # fmt: skip

    def offer_to(self, actor: Actor) -> None:
        rows = Phrase.objects.offered_to(actor).order_by("title")
        _offer(self, "phrase", [(str(one.pk), one.title) for one in rows], lambda: rows)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = data.pop("phrase", None)
        words = data["text"] = "\n\n".join(filter(None, [chosen.text if chosen else "", data.get("text", "")]))
        try:
            check_variables(words)
        except Refused as refusal:
            self.add_error("text", str(refusal))
        if not words and "text" not in self.errors:
            self.add_error("text", _("Pilih teks siap pakai, atau tuliskan isinya."))
        return data


class TagStep(StepForm):
    word = LineField(label=gettext_lazy("Label"), max_length=40)


class AssignStep(StepForm):
    """To one colleague, or to whoever runs it."""

    person = ChosenField(
        rows=Person.objects.only("id", "name").all, required=False, label=gettext_lazy("Petugas"),
        choices=lambda: [("", _("Saya sendiri, yang menjalankan"))],
    )  # fmt: skip

    def offer_to(self, actor: Actor) -> None:
        seats = Holding.objects.filter(post__office__in=actor.office_ids, until=None).order_by("person__name")
        people = dict(seats.values_list("person", "person__name"))
        _offer(
            self, "person", [(str(key), name) for key, name in people.items()], Person.objects.only("id", "name").all
        )


def _offer(form: forms.Form, name: str, more: Sequence[Pair], rows: Callable[[], Any]) -> None:
    """Behind what the field offers everybody, these; and nothing but these is taken."""
    field = form.fields[name]
    assert isinstance(field, ChosenField)
    field.widget.choices, field.rows = [*field.widget.choices, *more], rows


# --- what a step does ------------------------------------------------------------------------------------------------


def _deed(complaint: Complaint, verb: str, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    text = fill(data.get("text", ""), complaint, verb=verb, by=by, at=at)
    perform(KNOWN[verb], complaint, {"people": (), **data, "text": text}, by=by, at=at)


def _verify(complaint: Complaint, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    chosen = {"topic": data["topic"] or complaint.topic, "klass": data["klass"] or complaint.klass}
    _deed(complaint, "verify", chosen, by, at)


def _forward(complaint: Complaint, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    found = suggest(complaint.topic, complaint.region, complaint.klass, at)
    office = data["office"] or (found.office if found else None)
    if office is None:
        raise Refused(_("Belum ada kantor yang dapat diusulkan. Pilih topik atau kantornya dahulu."))
    _deed(complaint, "forward", {**data, "office": office}, by, at)


def _tag(complaint: Complaint, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    tags.tag(complaint.obligation, word=data["word"], by=by, at=at)


def _assign(complaint: Complaint, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    if person := data["person"]:
        assigning.assign(complaint.obligation, person=person, by=by, at=at)
    else:
        assigning.take(complaint.obligation, by=by, at=at)


def _words(verb: str) -> Callable[[Complaint, Mapping[str, Any], Actor, datetime], None]:
    return lambda complaint, data, by, at: _deed(complaint, verb, data, by, at)


@dataclass(frozen=True)
class Kind:
    """A kind of step: what it is called, what it asks, what it does."""

    verb: str
    label: str | Promise
    icon: str
    form: type[StepForm]
    do: Callable[[Complaint, Mapping[str, Any], Actor, datetime], None]


KINDS = (
    Kind("verify", moves.VERIFY.label, "check", VerifyStep, _verify),
    Kind("forward", moves.FORWARD.label, "send", ForwardStep, _forward),
    Kind("answer", moves.ANSWER.label, "reply", WordsStep, _words("answer")),
    Kind("ask", moves.ASK.label, "help", WordsStep, _words("ask")),
    Kind("note", gettext_lazy("Catatan untuk rekan"), "lock", WordsStep, _words("note")),
    Kind("tag", gettext_lazy("Beri label"), "tag", TagStep, _tag),
    Kind("assign", gettext_lazy("Tugaskan"), "user", AssignStep, _assign),
)
KIND_OF = {kind.verb: kind for kind in KINDS}


def step_form(verb: str, *args: Any, actor: Actor | None = None, **options: Any) -> StepForm:
    """The form of one kind of step, with what it offers to this actor; read again without one when it is taken."""
    form = KIND_OF[verb].form(*args, **options)
    if actor:
        form.offer_to(actor)
    return form


def sent_by(verb: str, form: forms.Form) -> dict[str, str]:
    """What is kept of a step that was found good: what its form was sent, as text; of words what they came to."""
    sent = {name: str(form[name].data or "") for name in form.fields if name != "phrase"}
    return {"verb": verb} | sent | ({"text": form.cleaned_data["text"]} if isinstance(form, WordsStep) else {})


@dataclass(frozen=True)
class Told:
    """A step in words."""

    icon: str
    label: str
    words: str


def told(steps: Sequence[Sent]) -> list[Told]:
    """The steps as people read them, in their order."""
    return [_told(step) for step in steps if step.get("verb") in KIND_OF]


def _told(step: Sent) -> Told:
    kind, form = KIND_OF[step["verb"]], step_form(step["verb"], step)
    good = form.is_valid()
    data = [str(form.cleaned_data[name]) for name in form.fields if good and form.cleaned_data.get(name)]
    unknown = _("sudah tidak berlaku, buat lagi langkah ini") if not good else _unsaid(step["verb"])
    return Told(kind.icon, str(kind.label), " · ".join(data) or unknown)


def _unsaid(verb: str) -> str:
    return {"forward": _("kantor yang diusulkan"), "assign": _("kepada yang menjalankan")}.get(verb, "")


# --- running ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def run(steps: Sequence[Sent], complaint: Complaint, *, by: Actor, at: datetime) -> None:
    """Every step on one report, or none: the first that is refused takes the others back."""
    if not steps:
        raise Refused(_("Makro ini belum mempunyai langkah."))
    for step in steps:
        kind = KIND_OF[step["verb"]]
        form = step_form(kind.verb, step)
        if not form.is_valid():
            raise Refused(_("“%(step)s” sudah tidak berlaku. Buat lagi langkah itu.") % {"step": kind.label})
        kind.do(complaint, form.cleaned_data, by, at)


@dataclass(frozen=True)
class Result:
    """How it went, or would go, with one report; `sentence` says why not."""

    ref: str
    title: str
    seq: int
    sentence: str = ""


@dataclass(frozen=True)
class Picked:
    """One report of a selection, and the line of its ledger at which it was looked at (0: as it stands)."""

    ref: str
    seq: int = 0


def look(picked: Sequence[Picked], *, by: Actor) -> list[Complaint]:
    """Those of the selection that this actor may see, in the order in which they were filed."""
    rows = Complaint.objects.visible_to(by).filter(obligation__ref__in=[one.ref for one in picked])
    return list(rows.for_list().order_by("filed_at", "id"))


def read_plan(text: str, *, salt: str, age: int) -> dict[str, Any]:
    """What a preview had signed; nothing when it is old or not ours."""
    try:
        plan: dict[str, Any] = signing.loads(text, salt=salt, max_age=age)
    except signing.BadSignature:
        return {}
    return plan


def run_many(steps: Sequence[Sent], picked: Sequence[Picked], *, by: Actor, at: datetime, keep: bool) -> list[Result]:
    """Each report as a whole by itself; a bad one stops no other. Without `keep` all is taken back again."""
    return [_run_one(steps, one, by, at, keep) for one in picked[:MOST]]


def _run_one(steps: Sequence[Sent], one: Picked, by: Actor, at: datetime, keep: bool) -> Result:
    title, seq = "", one.seq
    try:
        with transaction.atomic():
            complaint = access.get_complaint(by, one.ref)
            title, seq = complaint.title, complaint.obligation.seq
            if one.seq not in {0, seq}:
                raise Stale(STALE)
            run(steps, complaint, by=by, at=at)
            transaction.set_rollback(not keep)
    except Complaint.DoesNotExist:
        return Result(one.ref, title, seq, _("Laporan ini tidak ada, atau tidak untuk Anda."))
    except Refused as refusal:
        return Result(one.ref, title, seq, str(refusal) or _("Langkah ini bukan wewenang Anda."))
    except Exception:
        log.exception("steps on %s failed", one.ref)
        return Result(one.ref, title, seq, _("Ada gangguan pada laporan ini. Kerjakan satu per satu."))
    return Result(one.ref, title, seq)


# --- keeping ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_macro(
    macro: Macro | None, *, name: str, office: Office | None, steps: Sequence[Sent], by: Actor, at: datetime
) -> Macro:
    """Add or change a macro; `office` None means for every office."""
    kept = macro or Macro()
    require(access.can_keep(by, office) and (macro is None or access.can_keep(by, macro.office)), ONLY)
    if Macro.objects.filter(name=name, office=office).exclude(pk=kept.pk).exists():
        raise Refused(_("Sudah ada makro bernama “%(name)s”. Beri nama lain.") % {"name": name})
    if len(steps) > MOST_STEPS:
        raise Refused(_("Paling banyak delapan langkah dalam satu makro."))
    kept.name, kept.office, kept.steps = name, office, [dict(step) for step in steps]
    kept.save()
    _journal(kept, _("diubah") if macro else _("ditambahkan"), by, at)
    return kept


@transaction.atomic
def drop_macro(macro: Macro, *, by: Actor, at: datetime) -> None:
    """Nobody is offered it any more; what it did stays."""
    require(access.can_keep(by, macro.office), ONLY)
    _journal(macro, _("dihapus"), by, at)
    macro.delete()


def _journal(macro: Macro, what: str, by: Actor, at: datetime) -> None:
    steps = ", ".join(one.label for one in told(macro.steps))
    note = f"{_('Makro')} “{macro.name}” {what}: {steps}".removesuffix(": ")
    write_line(Change.Verb.CHANGE_WORDS, by=by, at=at, office=macro.office, note=note)
