"""A file of reports on the page: what comes in, and what its columns are taken for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import plain
from balairung.ground.ui.fields import LineField, LongSelect, TextField
from balairung.kernel.people.choices import office_choices
from balairung.kernel.people.forms import SheetField
from balairung.kernel.people.models import Office
from balairung.rooms.complaints.intake.columns import FIELDS
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


class DispositionsForm(forms.Form):
    """One choice for each name of SP4N-LAPOR!: which of our offices it is, none of them, or not decided yet."""

    NONE = "-"

    def __init__(
        self, *args: Any, names: Sequence[str], initial: Mapping[str, str], hints: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = {f"unit-{keyed_hash('unit', plain(name))[:16]}": name for name in names}
        none = [("", _("Belum diputuskan")), (self.NONE, _("Bukan kantor kami: koordinator yang memilih"))]
        for key, name in self.names.items():
            self.fields[key] = forms.ChoiceField(
                label=name, choices=[*none, *office_choices()[1:]], initial=initial.get(name, ""),
                help_text=hints.get(name, ""), required=False, widget=LongSelect,
            )  # fmt: skip

    def chosen(self) -> dict[str, Office | None]:
        """What was decided, by name."""
        said = {name: self.cleaned_data[key] for key, name in self.names.items() if self.cleaned_data[key]}
        offices = {office.key: office for office in Office.objects.filter(key__in=said.values())}
        return {name: offices.get(key) for name, key in said.items()}

    def undecided(self) -> list[str]:
        return [name for key, name in self.names.items() if not self.cleaned_data[key]]


class ExportForm(forms.Form):
    """What goes into the file for SP4N-LAPOR!."""

    everything = forms.BooleanField(
        label=_("Sertakan juga laporan terbuka yang masuk lewat pintu lain"), required=False,
        help_text=_("Laporan rahasia dari pintu lain tidak pernah disertakan."),
    )  # fmt: skip


class ApplyForm(forms.Form):
    """The last word before it is written."""

    skip_bad = forms.BooleanField(label=_("Impor baris yang baik saja, lewati yang salah"), required=False)
    hand = forms.BooleanField(
        label=_("Teruskan laporan terbuka ke kantor yang sudah menerimanya di SP4N-LAPOR!"), required=False,
        help_text=_("Laporan rahasia dan laporan tentang petugas tetap menunggu Anda."),
    )  # fmt: skip
    publish = forms.BooleanField(
        label=_("Terbitkan laporan yang sudah selesai"), required=False,
        help_text=_("Laporan rahasia tidak pernah diterbitkan. Nomor telepon dan NIK disamarkan."),
    )  # fmt: skip
