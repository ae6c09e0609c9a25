"""What is typed about an agreement, and its words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import ChosenField, LineField, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import PDF, PICTURES
from balairung.kernel.obligations.forms import WordsForm
from balairung.kernel.people.choices import office_choices
from balairung.kernel.people.forms import DayField
from balairung.kernel.people.models import Office


def _office(label: Any, **kwargs: Any) -> ChosenField:
    return ChosenField(
        rows=Office.objects.filter(closed_on__isnull=True).all, to="key", choices=office_choices, label=label,
        error_messages={"required": _("Pilih dahulu kantornya.")}, **kwargs,
    )  # fmt: skip


def _scans(**kwargs: Any) -> UploadsField:
    return UploadsField(label=_("Pindaian perjanjian"), kinds=(PDF, *PICTURES), **kwargs)


class SearchForm(forms.Form):
    """The word stands in addresses for ever."""

    kata = LineField(label=_("Kata yang dicari"), max_length=80, required=False)

    def asked(self) -> dict[str, Any]:
        """What was typed; nothing when it was not understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class AgreementForm(forms.Form):
    """One agreement as it was signed."""

    title = LineField(
        label=_("Judul"), max_length=240, help_text=_("Seperti tertulis pada naskahnya."),
        error_messages={"required": _("Tuliskan dahulu judulnya.")},
    )  # fmt: skip
    number = LineField(
        label=_("Nomor"), max_length=120, help_text=_("Nomor pada pihak kita. Bila ada dua, tulis keduanya."),
        error_messages={"required": _("Tuliskan dahulu nomornya.")},
    )  # fmt: skip
    partner = LineField(
        label=_("Mitra"), max_length=160, help_text=_("Misalnya Pemerintah Kabupaten Jember."),
        error_messages={"required": _("Tuliskan dahulu mitranya.")},
    )  # fmt: skip
    partner_code = LineField(
        label=_("Kode wilayah mitra"), max_length=5, required=False,
        help_text=_("Hanya bila mitranya pemerintah daerah, misalnya 35.09."),
    )  # fmt: skip
    scope = TextField(
        label=_("Ruang lingkup"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Apa yang dikerjakan bersama. Semua orang dapat membacanya."),
        error_messages={"required": _("Tuliskan dahulu ruang lingkupnya.")},
    )  # fmt: skip
    signed_on = DayField(label=_("Ditandatangani pada"))
    since = DayField(label=_("Mulai berlaku"))
    until = DayField(label=_("Sampai dengan"), required=False, help_text=_("Kosongkan bila tidak dibatasi."))
    office = _office(_("Kantor penanggung jawab"))
    scans = _scans(required=False)


class DutyForm(forms.Form):
    """What an office of ours owes by this agreement."""

    text = LineField(
        label=_("Kewajiban"), max_length=300, help_text=_("Satu kalimat: apa yang harus terjadi."),
        error_messages={"required": _("Tuliskan dahulu kewajibannya.")},
    )  # fmt: skip
    office = _office(_("Kantor yang melaksanakan"))
    due_on = DayField(label=_("Paling lambat"))


class ScanForm(forms.Form):
    scans = _scans(required=True, error_messages={"required": _("Pilih dahulu berkas pindaiannya.")})


class EndForm(forms.Form):
    ended_on = DayField(label=_("Tidak berlaku lagi mulai"))
    reason = LineField(
        label=_("Alasan"), max_length=300, help_text=_("Semua orang dapat membacanya."),
        error_messages={"required": _("Tuliskan dahulu alasannya.")},
    )  # fmt: skip


class ProofForm(WordsForm):
    uploads = UploadsField(label=_("Bukti (foto atau PDF)"), required=True)
