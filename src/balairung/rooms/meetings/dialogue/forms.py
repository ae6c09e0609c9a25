"""What is typed while somebody speaks: a question, its answer, and who owes what was not answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.text import clean_line
from balairung.ground.ui.fields import LineField, LongSelect, TextField
from balairung.kernel.people.choices import office_choices
from balairung.kernel.people.models import Office
from balairung.rooms.meetings.dialogue.answering import LONGEST_ANSWER, Heard
from balairung.rooms.meetings.dialogue.asking import LONGEST, name_of, origin_of
from balairung.rooms.meetings.models import Invitee, Meeting

LINE = 160
PLAIN = {"autocomplete": "off"}  # or the browser proposes what was typed in other meetings


def label_of(invitee: Invitee) -> str:
    """How somebody who is there stands in the list of askers."""
    return ", ".join(filter(None, [name_of(invitee), origin_of(invitee)]))


def present(meeting: Meeting) -> dict[str, Invitee]:
    """Who is there, by what stands in the list; those of whom nobody was checked in yet, all who were invited."""
    rows = meeting.invitees.standing().select_related("office__region__parent", "session").in_protocol_order()
    here = [one for one in rows if one.came_at and not one.left_at]
    return {label_of(one): one for one in (here or rows)}


class AskedForm(forms.Form):
    """Who asks, and what."""

    asker = LineField(
        label=_("Penanya"), max_length=2 * LINE, widget=forms.TextInput({"list": "peserta", **PLAIN}),
        help_text=_("Ketik namanya; yang hadir muncul di daftar beserta asalnya."),
        error_messages={"required": _("Tuliskan siapa yang bertanya, atau pilih dari daftar.")},
    )  # fmt: skip
    text = TextField(
        label=_("Pertanyaan"), max_length=LONGEST, widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Tuliskan pertanyaannya.")},
    )  # fmt: skip
    token = forms.CharField(widget=forms.HiddenInput, min_length=10, max_length=64)

    def __init__(self, data: Any = None, *, known: dict[str, Invitee], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.known = known

    def said(self) -> dict[str, Any]:
        """Somebody of the list, else a name, with the place where they come from behind its first comma."""
        told = self.cleaned_data["asker"]
        name, _comma, origin = told.partition(",")
        facts = {"asker": self.known[told]} if told in self.known else {"name": name, "origin": origin.strip()}
        return {"text": self.cleaned_data["text"], "token": self.cleaned_data["token"], **facts}


class SentForm(forms.Form):
    """A question from somebody's own telephone."""

    text = TextField(
        label=_("Pertanyaan Anda"), max_length=LONGEST, widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Tuliskan pertanyaannya.")},
    )  # fmt: skip
    token = forms.CharField(widget=forms.HiddenInput, min_length=10, max_length=64)


class HeardForm(forms.Form):
    """A question, what was answered, and, where that settles nothing, which office answers by when."""

    answer = TextField(
        label=_("Jawaban"), max_length=LONGEST_ANSWER, required=False, widget=forms.Textarea({"rows": 4})
    )
    answered_by = LineField(
        label=_("Dijawab oleh"), max_length=LINE, required=False, widget=forms.TextInput({"list": "penjawab", **PLAIN})
    )
    themes = LineField(
        label=_("Tema"), max_length=300, required=False, widget=forms.TextInput({"list": "tema", **PLAIN}),
        help_text=_("Pisahkan dengan koma. Tema yang sama mempertemukan pertanyaan ini dengan rapat lain."),
    )  # fmt: skip
    text = TextField(label=_("Pertanyaan"), max_length=LONGEST, widget=forms.Textarea({"rows": 3}))
    asker_name = LineField(label=_("Penanya"), max_length=LINE, required=False, widget=forms.TextInput(PLAIN))
    origin = LineField(label=_("Dari"), max_length=LINE, required=False, widget=forms.TextInput(PLAIN))
    office = forms.CharField(label=_("Kantor yang menjawab"), required=False, widget=LongSelect)
    due_on = forms.DateField(
        label=_("Paling lambat"), required=False, widget=forms.DateInput({"type": "date"}),
        error_messages={"invalid": _("Tuliskan tanggalnya, misalnya 2026-03-20.")},
    )  # fmt: skip
    keep_day = forms.BooleanField(label=_("Tetap pada tanggal ini"), required=False)
    turn = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    deed = forms.ChoiceField(choices=[("simpan", ""), ("tuntas", ""), ("tugas", "")], required=False)

    def __init__(self, data: Any = None, *, usual: date, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        widget = self.fields["office"].widget
        assert isinstance(widget, LongSelect)
        widget.choices = office_choices()
        self.fields["due_on"].help_text = _now("Kosongkan untuk tenggat lazim: %(day)s.") % {"day": long_date(usual)}

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("deed") == "tugas" and not told.get("office"):
            self.add_error("office", _now("Pilih kantor yang menjawab."))
        return told

    def clean_office(self) -> Office | None:
        key = self.cleaned_data["office"]
        found = Office.objects.filter(key=key, closed_on__isnull=True).first() if key else None
        if key and found is None:
            raise forms.ValidationError(_now("Kantor itu tidak ada. Pilih dari daftar."))
        return found

    def heard(self) -> Heard:
        told = self.cleaned_data
        themes = [one for one in map(clean_line, told["themes"].split(",")) if one]
        names = ("text", "answer", "answered_by", "asker_name", "origin")
        return Heard(**{name: told[name] for name in names}, themes=themes)
