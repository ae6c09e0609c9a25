from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import ChosenField, LineField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.obligations.forms import WordsForm
from balairung.kernel.people.choices import office_choices
from balairung.kernel.people.models import Office


class InstructionForm(forms.Form):
    """One line, an office, a date."""

    text = LineField(
        label=_("Instruksi"), max_length=200, help_text=_("Satu kalimat: apa yang harus terjadi."),
        error_messages={"required": _("Tuliskan dahulu instruksinya.")},
    )  # fmt: skip
    office = ChosenField(
        rows=lambda: Office.objects.filter(closed_on__isnull=True), to="key", choices=office_choices,
        label=_("Untuk kantor"), error_messages={"required": _("Pilih dahulu kantornya.")},
    )  # fmt: skip
    due_on = forms.DateField(
        label=_("Paling lambat"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Pilih dahulu tanggalnya.")},
    )  # fmt: skip
    token = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)


class ContactsForm(forms.Form):
    """The same line for every office that is not reached yet, and the date."""

    text = LineField(
        label=_("Kata-kata instruksi"), max_length=200, error_messages={"required": _("Tuliskan dahulu instruksinya.")}
    )
    due_on = forms.DateField(
        label=_("Paling lambat"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Pilih dahulu tanggalnya.")},
    )  # fmt: skip


class ProofForm(WordsForm):
    uploads = UploadsField(label=_("Bukti (foto atau PDF)"), required=True)
