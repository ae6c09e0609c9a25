"""What an officer types with a step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import LineField, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import PICTURES
from balairung.rooms.services.definition.shape import Asked, Page

FIELD = "kurang-"  # before the key of a question that is to be completed
#: What is often missing: offered to whoever types, in any browser.
OFTEN = (
    _("Fotonya tidak terbaca. Unggah foto yang terang dan tidak terpotong."),
    _("Nomornya tidak sama dengan yang di KTP. Periksa lagi, angka demi angka."),
    _("Nomornya tidak sama dengan yang di kartu keluarga. Periksa lagi, angka demi angka."),
    _("Berkas ini sudah tidak berlaku. Unggah yang terbaru."),
    _("Tuliskan lebih jelas."),
)
#: The usual reasons of a refusal; what is said beside them is the officer's own.
REASONS = (
    ("not-ours", _("Pemohon bukan warga wilayah kami, sehingga kami tidak berwenang memberikannya.")),
    ("untrue", _("Setelah diperiksa, keterangannya tidak sesuai dengan keadaan sebenarnya.")),
    ("unfit", _("Syarat yang ditetapkan peraturan tidak terpenuhi.")),
    ("twice", _("Permohonan yang sama sudah pernah diputus dan hasilnya masih berlaku.")),
    ("other", _("Alasan lain, dijelaskan di bawah ini.")),
)
#: Why a number is opened.
PURPOSES = (
    ("compare", _("Mencocokkan dengan KTP atau kartu keluarga")),
    ("register", _("Mencari data di aplikasi kependudukan")),
    ("letter", _("Menuliskannya di surat atau formulir resmi")),
    ("other", _("Keperluan lain, saya jelaskan")),
)


class PassForm(forms.Form):
    """Everything that was to be looked at, ticked; words for the next officer may be left."""

    text = TextField(
        label=_("Catatan untuk petugas berikutnya"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, checklist: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if checklist:
            field = forms.MultipleChoiceField(
                label=_("Sudah saya periksa"), choices=[(str(place), line) for place, line in enumerate(checklist)],
                widget=forms.CheckboxSelectMultiple, required=False,
            )  # fmt: skip
            self.fields = {"ticked": field, **self.fields}

    @property
    def ticked(self) -> list[int]:
        return [int(place) for place in self.cleaned_data.get("ticked") or []]


class ReturnForm(forms.Form):
    """A line beside each question that has to be completed; the others stay empty."""

    def __init__(self, *args: Any, pages: Sequence[tuple[Page, Sequence[Asked]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [asked.key for _page, questions in pages for asked in questions]
        for _page, questions in pages:
            for asked in questions:
                self.fields[FIELD + asked.key] = self._line(asked.label)
        self.fields[FIELD] = self._line(_("Hal lain yang kurang"))

    @staticmethod
    def _line(label: Any) -> LineField:
        return LineField(
            label=label, max_length=300, required=False,
            widget=forms.TextInput(attrs={"list": "sering-kurang", "autocomplete": "off"}),
        )  # fmt: skip

    @property
    def missing(self) -> list[tuple[str, str]]:
        """Pairs of a question's key and what is wanted, in the order of the form."""
        return [(key, words) for key in (*self.keys, "") if (words := self.cleaned_data.get(FIELD + key, ""))]


class RefuseForm(forms.Form):
    """A usual reason, and the officer's own words; the applicant reads both."""

    reason = forms.ChoiceField(
        label=_("Alasan"), choices=REASONS, widget=forms.RadioSelect,
        error_messages={"required": _("Pilih dahulu alasannya.")},
    )  # fmt: skip
    text = TextField(
        label=_("Penjelasan untuk pemohon"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Pemohon membaca alasan dan penjelasan ini, beserta cara mengajukan keberatan."),
        error_messages={"required": _("Jelaskan alasannya, supaya pemohon mengerti.")},
    )  # fmt: skip

    @property
    def words(self) -> str:
        reason, text = self.cleaned_data["reason"], self.cleaned_data["text"]
        return text if reason == "other" else f"{dict(REASONS)[reason]}\n\n{text}"


class BackForm(forms.Form):
    """What is wrong, for colleagues."""

    text = TextField(
        label=_("Apa yang perlu diperbaiki"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tuliskan apa yang perlu diperbaiki.")},
    )  # fmt: skip


class InspectForm(forms.Form):
    """What was found there. It may be sent later than it was seen: the photographs tell where they were taken."""

    text = TextField(
        label=_("Apa yang Anda lihat di tempat"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Tuliskan dahulu apa yang Anda lihat.")},
    )  # fmt: skip
    uploads = UploadsField(
        label=_("Foto di tempat"), kinds=PICTURES, most=10,
        error_messages={"required": _("Lampirkan paling sedikit satu foto: itulah buktinya.")},
    )  # fmt: skip
    seen_at = forms.DateTimeField(
        label=_("Kapan Anda di sana"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        help_text=_("Bila tidak ada sinyal di tempat, kirimlah nanti dan tuliskan waktu yang sebenarnya."),
        error_messages={"invalid": _("Tulis tanggal dan jamnya.")},
    )  # fmt: skip
    latitude = forms.DecimalField(
        label=_("Lintang"), required=False, min_value=-90, max_value=90, widget=forms.HiddenInput
    )
    longitude = forms.DecimalField(
        label=_("Bujur"), required=False, min_value=-180, max_value=180, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, now: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if now:
            self.initial.setdefault("seen_at", localtime(now).replace(second=0, microsecond=0))

    @property
    def position(self) -> tuple[Decimal, Decimal] | None:
        latitude, longitude = self.cleaned_data.get("latitude"), self.cleaned_data.get("longitude")
        return (latitude, longitude) if latitude is not None and longitude is not None else None


class RevealForm(forms.Form):
    """For what the numbers are needed."""

    purpose = forms.ChoiceField(
        label=_("Untuk apa Anda membutuhkannya?"), choices=PURPOSES, widget=forms.RadioSelect,
        error_messages={"required": _("Pilih dahulu keperluannya.")},
    )  # fmt: skip
    text = LineField(label=_("Penjelasan"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("purpose") == "other" and len(data.get("text", "")) < 10:
            self.add_error("text", _("Jelaskan keperluannya, paling sedikit sepuluh huruf."))
        return data

    @property
    def words(self) -> str:
        purpose = str(dict(PURPOSES)[self.cleaned_data["purpose"]])
        text = self.cleaned_data["text"]
        return f"{purpose}: {text}" if text else purpose
