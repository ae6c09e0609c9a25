"""A file of reports on the page: what comes in, and what its columns are taken for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.errors import Refused
from balairung.ground.ui.fields import LineField, LongSelect, TextField
from balairung.kernel.people.forms import SheetField
from balairung.rooms.complaints.intake.columns import FIELDS, plain
from balairung.rooms.complaints.intake.statuses import read_meanings, read_pairs

UNSAID = [("terbuka", _("Masih terbuka: masuk ke meja koordinator")), ("selesai", _("Sudah selesai: hanya riwayat"))]


class UploadForm(forms.Form):
    """The file, and what it cannot say itself."""

    file = SheetField(label=_("Berkas CSV atau XLSX"), widget=forms.FileInput({"accept": ".csv,.xlsx,.txt"}))
    text = LineField(
        label=_("Nama kolom isi laporan"), required=False, max_length=120,
        help_text=_("Hanya bila kolom itu tidak ditemukan sendiri."),
    )  # fmt: skip
    unsaid = forms.ChoiceField(
        label=_("Laporan yang tidak menyebut statusnya"), choices=UNSAID, widget=forms.RadioSelect, initial="terbuka"
    )


class ColumnsForm(forms.Form):
    """One choice for each field of ours: which of their columns it is."""

    meanings = TextField(
        label=_("Arti kata status"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Satu kata satu baris, misalnya beres = selesai. Arti lain: ditolak, dicabut, terbuka."),
    )  # fmt: skip

    def __init__(self, *args: Any, headers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Tidak ada")), *((header, header) for header in headers if plain(header))]
        for one in FIELDS:
            label = capfirst(str(one.label))
            self.fields[one.key] = forms.ChoiceField(label=label, choices=choices, required=False, widget=LongSelect)
        self.order_fields([*(one.key for one in FIELDS), "meanings"])

    def clean_meanings(self) -> dict[str, str]:
        try:
            said = read_pairs(self.cleaned_data["meanings"].splitlines())
            read_meanings(said)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return said

    def changed(self, taken: Mapping[str, str]) -> dict[str, str]:
        """What was chosen other than what the columns were taken for."""
        chosen = {one.key: self.cleaned_data[one.key] for one in FIELDS}
        return {key: header for key, header in chosen.items() if header != taken.get(key, "")}


class ApplyForm(forms.Form):
    """The last word before it is written."""

    skip_bad = forms.BooleanField(label=_("Impor baris yang baik saja, lewati yang salah"), required=False)
    publish = forms.BooleanField(
        label=_("Terbitkan laporan yang sudah selesai"), required=False,
        help_text=_("Laporan rahasia tidak pernah diterbitkan. Nomor telepon dan NIK disamarkan."),
    )  # fmt: skip
