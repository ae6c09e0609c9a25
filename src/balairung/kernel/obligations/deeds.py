"""What an officer does beside a case, whatever room it belongs to: each with its form, its action, its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.assigning import assign, doers, release, take
from balairung.kernel.obligations.forms import AssignForm, NoteForm, SnoozeForm, TagForm
from balairung.kernel.obligations.mentions import colleagues, leave_note
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.snoozing import snooze, wake
from balairung.kernel.obligations.tags import tag, untag

Typed = Mapping[str, Any]


@dataclass(frozen=True)
class Deed:
    """`form` is made from what was typed; `act` is given the obligation, the valid form, `by` and `at`."""

    act: Callable[..., object]
    done: str | Promise
    form: Callable[[Typed, Obligation, datetime], forms.Form] = lambda typed, one, now: forms.Form({})


DEEDS = {
    "assign": Deed(
        lambda one, form, **who: assign(one, person=form.chosen, **who), _("Tugas diberikan."),
        lambda typed, one, now: AssignForm(typed, people=doers(one, now)),
    ),
    "take": Deed(lambda one, form, **who: take(one, **who), _("Sekarang Anda yang mengerjakannya.")),
    "release": Deed(lambda one, form, **who: release(one, **who), _("Tidak lagi ditugaskan kepada seseorang.")),
    "snooze": Deed(
        lambda one, form, **who: snooze(one, until=form.morning, **who),
        _("Ditunda untuk Anda. Kembali lebih cepat bila jatuh tempo atau ada kabar."),
        lambda typed, one, now: SnoozeForm(typed, now=now),
    ),
    "wake": Deed(lambda one, form, **who: wake(one, **who), _("Kembali ke daftar Anda.")),
    "tag": Deed(
        lambda one, form, **who: tag(one, word=form.cleaned_data["word"], **who), _("Label ditambahkan."),
        lambda typed, one, now: TagForm(typed),
    ),
    "untag": Deed(
        lambda one, form, **who: untag(one, word=form.cleaned_data["word"], **who), _("Label dihapus."),
        lambda typed, one, now: TagForm(typed),
    ),
    "note": Deed(
        lambda one, form, **who: leave_note(one, text=form.cleaned_data["text"], people=form.called, **who),
        _("Catatan tersimpan."),
        lambda typed, one, now: NoteForm(typed, people=colleagues(one, now)),
    ),
}  # fmt: skip
MANY = ("take", "tag", "snooze")  # what may be done to a selection
