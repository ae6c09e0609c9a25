"""The shape of what is typed about pacts, and its words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import LineField, RupiahInput, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.people.models import Office, Post
from balairung.rooms.pacts.models import Kind

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PassphraseOnly(forms.Form):
    """The one thing that is asked of a signer; never kept, and never shown again."""

    passphrase = forms.CharField(
        label=_("Frasa sandi tanda tangan"), strip=False, max_length=200,
        error_messages={"required": _("Tuliskan frasa sandi tanda tangan Anda.")},
        widget=forms.PasswordInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


class DriveForm(forms.Form):
    """A drive: what, whom it asks, by when."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    kind = forms.ChoiceField(label=_("Yang ditandatangani"), choices=Kind.choices, widget=forms.RadioSelect)
    name = LineField(
        label=_("Nama gerakan"), max_length=120, help_text=_("Misalnya “Pakta integritas 2027”."),
        error_messages={"required": _("Beri nama gerakan ini.")},
    )  # fmt: skip
    year = forms.IntegerField(label=_("Tahun"), min_value=2000, max_value=2200)
    due_on = forms.DateField(
        label=_("Paling lambat"), widget=DAY, error_messages={"required": _("Pilih dahulu tanggalnya.")}
    )
    roles = forms.MultipleChoiceField(
        label=_("Hanya peran ini"), required=False, choices=Post.Role.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("Kosongkan untuk semua pejabat dan pegawai."),
    )  # fmt: skip
    echelons = forms.MultipleChoiceField(
        label=_("Hanya eselon ini"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[pair for pair in Post.Echelon.choices if pair[0]],
    )  # fmt: skip
    offices = forms.MultipleChoiceField(
        label=_("Hanya kantor ini"), required=False, widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Kosongkan untuk semua kantor."),
    )  # fmt: skip
    yearly = forms.BooleanField(label=_("Mulai lagi sendiri setiap awal tahun"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Office.objects.filter(closed_on=None).order_by("order", "name")
        choices = list(rows.values_list("key", "name"))
        self.fields["offices"].choices = choices  # type: ignore[attr-defined]


class EndForm(forms.Form):
    text = LineField(
        label=_("Alasannya"), max_length=300, error_messages={"required": _("Tuliskan mengapa gerakan ini diakhiri.")}
    )


class TextForm(forms.Form):
    """A new edition of a text."""

    kind = forms.ChoiceField(label=_("Naskah"), choices=Kind.choices)
    title = LineField(label=_("Judul"), max_length=120)
    basis = LineField(label=_("Dasar"), max_length=300)
    since = forms.DateField(label=_("Berlaku sejak"), widget=DAY)
    opening = TextField(label=_("Pembuka"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
    statements = TextField(
        label=_("Pernyataan, satu setiap baris"), widget=forms.Textarea(attrs={"rows": 10}), max_length=8000
    )
    closing = TextField(label=_("Penutup"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    stamp_note = LineField(
        label=_("Catatan meterai"), max_length=200, required=False,
        help_text=_("Bila kebiasaan daerah memakai meterai, tuliskan di sini; tercetak kecil di bawah surat."),
    )  # fmt: skip


class OutsideForm(forms.Form):
    """A witness from outside, written down."""

    name = LineField(label=_("Nama dan jabatan saksi"), max_length=160)
    note = LineField(
        label=_("Cara saksi menandatangani"), max_length=300,
        help_text=_("Misalnya “di kertas, 4 Januari 2027, disimpan di Bagian Pemerintahan”."),
    )  # fmt: skip
    uploads = UploadsField(label=_("Pindaian"), required=False)


class GatherForm(forms.Form):
    """A gathering: its name, where, and of which offices."""

    name = LineField(label=_("Nama acara"), max_length=120)
    place = LineField(label=_("Tempat"), max_length=160, required=False)
    offices = forms.MultipleChoiceField(
        label=_("Kantor yang hadir"), widget=forms.SelectMultiple(attrs={"size": 8}),
        error_messages={"required": _("Pilih paling sedikit satu kantor.")},
    )  # fmt: skip

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offices"].choices = offices  # type: ignore[attr-defined]


class GoalForm(forms.Form):
    goal = LineField(label=_("Sasaran"), max_length=300, required=False)
    indicator = LineField(label=_("Indikator"), max_length=300, required=False)
    target = LineField(label=_("Target"), max_length=80, required=False)


class BudgetForm(forms.Form):
    programme = LineField(label=_("Program"), max_length=300, required=False)
    amount = RupiahInput(label=_("Anggaran (rupiah)"), required=False)


Goals = forms.formset_factory(GoalForm, extra=3, max_num=30, absolute_max=40)
Budgets = forms.formset_factory(BudgetForm, extra=2, max_num=30, absolute_max=40)
