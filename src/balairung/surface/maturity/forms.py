"""What is typed about an assessment, and its words. The forms of one page have ids of their own."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import Choices, ChosenField, LineField, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import PDF, PICTURES
from balairung.kernel.people.choices import office_choices
from balairung.kernel.people.forms import DayField
from balairung.kernel.people.models import Office, Person
from balairung.surface.maturity.instruments import HIGHEST, KEYS, LOWEST, Instrument, instrument
from balairung.surface.maturity.models import ProofReason, Stage, TeamSeat

NUMBER = re.compile(r"[0-9]{1,3}([.,][0-9]+)?")
CENTS = re.compile(r"[0-9]+([.,][0-9]{1,2})?")


def _words(label: Any, **kwargs: Any) -> TextField:
    return TextField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class LevelField(LineField):
    """A level as people write it: "3", "1,26" or "1.26"; cleaned to an exact `Decimal`."""

    def __init__(self, *, fractional: bool, **kwargs: Any) -> None:
        self.fractional = fractional
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=12, error_messages={"required": _("Tuliskan dahulu tingkatnya.")}, **kwargs)

    def clean(self, value: Any) -> Any:
        typed: str = super().clean(value)
        if not NUMBER.fullmatch(typed):
            raise forms.ValidationError(
                _("“%(typed)s” belum seperti angka. Tulis misalnya 3."), params={"typed": typed}
            )
        if not CENTS.fullmatch(typed):
            raise forms.ValidationError(_("Tulis paling banyak dua angka di belakang koma."))
        return self._checked(Decimal(typed.replace(",", ".")))

    def _checked(self, level: Decimal) -> Decimal:
        if not LOWEST <= level <= HIGHEST:
            raise forms.ValidationError(_("Tingkat ditulis dari 1 sampai 5."))
        if not self.fractional and level != level.to_integral_value():
            raise forms.ValidationError(_("Instrumen ini hanya mengenal tingkat bulat: 1, 2, 3, 4, atau 5."))
        return level


# --- the assessment ----------------------------------------------------------------------------------------------


class BeginForm(forms.Form):
    """Which year, by which instrument."""

    instrument = forms.ChoiceField(
        label=_("Instrumen"), widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Pilih instrumennya dari daftar.")),
    )  # fmt: skip
    year = forms.IntegerField(
        label=_("Tahun"), min_value=2000, max_value=2999, help_text=_("Tahun yang dinilai, misalnya 2026."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"),
                                     _("Tulis tahunnya dengan empat angka, misalnya 2026.")),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["instrument"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, _told(instrument(key))) for key in reversed(KEYS)]


def _told(found: Instrument) -> str:
    """Its title, its decree, and the years in which it is used."""
    said = {"title": found.title, "decree": found.decree, "first": found.first_year, "last": found.last_year}
    if found.last_year is None:
        return gettext("%(title)s (%(decree)s), dipakai sejak %(first)d") % said
    return gettext("%(title)s (%(decree)s), dipakai %(first)d sampai %(last)d") % said


class NoteForm(forms.Form):
    text = TextField(
        label=_("Catatan"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Apa yang perlu diketahui orang sesudah Anda. Semua petugas dapat membacanya."),
    )  # fmt: skip


# --- one indicator -----------------------------------------------------------------------------------------------


class LevelForm(forms.Form):
    """The level of one stage, with the words that explain it."""

    stage = forms.ChoiceField(
        choices=Stage, widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Tahap penilaian ini tidak dikenal.")),
    )  # fmt: skip
    words = _words(_("Penjelasan"), required=False, help_text=_("Mengapa setinggi ini, dan apa yang masih kurang."))
    field_order = ["stage", "level", "words"]

    def __init__(self, *args: Any, found: Instrument, stage: str, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"nilai-{stage}-%s")
        super().__init__(*args, **{**kwargs, "initial": {"stage": stage}})
        hint = _("1 sampai 5. Boleh di antara dua tingkat, misalnya 1,26.") if found.fractional else _("1 sampai 5.")
        self.fields["level"] = LevelField(label=_("Tingkat"), fractional=found.fractional, help_text=hint)
        self.order_fields(self.field_order)


class ProofForm(forms.Form):
    """One piece of evidence for one level: a file, or a link."""

    level = forms.TypedChoiceField(
        label=_("Untuk tingkat"), coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Pilih tingkatnya, 1 sampai 5.")),
    )  # fmt: skip
    title = LineField(
        label=_("Judul"), max_length=200, help_text=_("Misalnya: SK Tim Koordinasi Nomor 188/12/2026."),
        error_messages={"required": _("Tuliskan dahulu judulnya.")},
    )  # fmt: skip
    uploads = UploadsField(label=_("Berkas (PDF atau foto)"), most=1, kinds=(PDF, *PICTURES), required=False)
    link = forms.URLField(
        label=_("Atau tautan"), max_length=500, required=False, assume_scheme="https",
        help_text=_("Bila buktinya sudah ada di situs lain. Isi salah satu: berkas atau tautan."),
        error_messages={"invalid": _("Ini belum seperti alamat situs. Contoh: https://contoh.go.id/sk-tim.")},
    )  # fmt: skip

    def __init__(self, *args: Any, ladder: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "bukti-%s", **kwargs})
        field = self.fields["level"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("Pilih tingkat")), *((n, f"{n} · {name}") for n, name in enumerate(ladder, 1))]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        unread = {"uploads", "link"} & set(self.errors)
        if not unread and bool(found.get("uploads")) == bool(found.get("link")):
            raise forms.ValidationError(_("Pilih satu: unggah berkas, atau tulis tautannya."))
        return found


class DeedForm(forms.Form):
    """What is done with one piece of evidence; `key` is its own, `verb` the deed's."""

    words = _words(_("Penjelasan"), required=False)

    def __init__(self, *args: Any, key: object, verb: str, **kwargs: Any) -> None:
        self.key, self.verb = str(key), verb
        super().__init__(*args, **{"auto_id": f"{verb}-{key}-%s", **kwargs})


class AcceptForm(DeedForm):
    pass


class ReviseForm(DeedForm):
    reason = forms.ChoiceField(
        label=_("Alasan"), choices=[("", _("Pilih alasan")), *ProofReason.choices],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Pilih alasannya dari daftar.")),
    )  # fmt: skip
    words = _words(_("Apa yang perlu diperbaiki"), error_messages={
        "required": _("Tuliskan apa yang perlu diperbaiki."),
    })  # fmt: skip
    field_order = ["reason", "words"]


class WithdrawForm(DeedForm):
    words = _words(_("Mengapa ditarik"), error_messages={"required": _("Tuliskan mengapa bukti ini ditarik.")})


# --- the team ----------------------------------------------------------------------------------------------------


class SeatForm(forms.Form):
    """Which seat somebody takes, for which aspect."""

    person = ChosenField(
        rows=Person.objects.all, widget=forms.HiddenInput, sentence=_("Pilih lagi orangnya."),
        error_messages={"required": _("Pilih dahulu orangnya.")},
    )  # fmt: skip
    seat = forms.ChoiceField(
        label=_("Peran"), choices=TeamSeat, widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Pilih perannya.")),
    )  # fmt: skip
    aspect = forms.TypedChoiceField(
        label=_("Untuk aspek"), coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Pilih aspeknya dari daftar.")),
    )  # fmt: skip

    def __init__(self, *args: Any, found: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "tim-%s", **kwargs})
        _offer(self, [("0", gettext("Seluruh aspek")), *aspect_choices(found)])


class PartForm(forms.Form):
    """The filling in of one aspect, given to an office by a date."""

    aspect = forms.TypedChoiceField(
        label=_("Aspek"), coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Pilih dahulu aspeknya.")),
    )  # fmt: skip
    office = ChosenField(
        rows=Office.objects.filter(closed_on__isnull=True).all, to="key", choices=office_choices,
        label=_("Untuk kantor"), error_messages={"required": _("Pilih dahulu kantornya.")},
    )  # fmt: skip
    due_on = DayField(label=_("Paling lambat"))
    text = LineField(
        label=_("Kata-kata tugas"), max_length=200, required=False,
        help_text=_("Bila kosong: isi tingkat dan bukti dukung aspek yang Anda pilih."),
    )  # fmt: skip
    token = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)

    def __init__(self, *args: Any, found: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "tugas-%s", **kwargs})
        _offer(self, [("", gettext("Pilih aspek")), *aspect_choices(found)])


def aspect_choices(found: Instrument) -> list[tuple[str, str]]:
    return [(str(one.number), f"{one.number}. {one.title}") for one in found.aspects]


def _offer(form: forms.Form, choices: Choices) -> None:
    field = form.fields["aspect"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
