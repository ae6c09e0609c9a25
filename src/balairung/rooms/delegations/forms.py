"""What is asked about authority: the register, who may do it, and what stands in a decree."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import Choices, ChosenField, LineField, LongSelect, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import PDF, PICTURES
from balairung.kernel.people.choices import district_choices, districts, office_choices
from balairung.kernel.people.models import Office, Post, Region, Scale, Subject
from balairung.kernel.people.models.places import local_name
from balairung.rooms.delegations.matters import Kind, Matters, read_kind

EARLIEST, LATEST = date(1945, 8, 17), date(2200, 1, 1)
MOST_RUPIAH = 10**15
RUPIAH = re.compile(r"(?:Rp\.?)?\s*([0-9]+|[0-9]{1,3}(?:[. ][0-9]{3})+)(?:,00|,-)?", re.IGNORECASE)
DAY = {"type": "date"}


class DayField(forms.DateField):
    """A day of the republic."""

    def __init__(self, **more: Any) -> None:
        unread = {"invalid": _("Tanggal ini tidak terbaca. Contoh: 31-12-2026.")}
        more["error_messages"] = unread | more.get("error_messages", {})
        formats = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
        super().__init__(widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), input_formats=formats, **more)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and not EARLIEST <= day < LATEST:
            raise forms.ValidationError(_("Tahun ini tidak masuk akal. Periksa kembali tanggalnya."))
        return day


class RupiahField(LineField):
    """A sum as people write it: `50.000.000`, `Rp 50 000 000`."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def clean(self, value: Any) -> int | None:
        text: str = super().clean(value)
        if not text:
            return None
        found = RUPIAH.fullmatch(text)
        digits = re.sub(r"[. ]", "", found[1]) if found else ""
        if not digits or int(digits) >= MOST_RUPIAH:
            raise forms.ValidationError(_("Tulis nilainya dalam rupiah dengan angka saja. Contoh: 50.000.000."))
        return int(digits)


def subject_choices() -> Choices:
    return [("", gettext("Semua")), *((value, str(label)) for value, label in Subject.choices)]


def any_office() -> Choices:
    return [("", gettext("Semua")), *office_choices()[1:]]


def place_choices() -> Choices:
    """The whole regency, each district, and its villages below it."""
    rows = Region.objects.filter(until__isnull=True).order_by("name")
    below: dict[str | None, list[tuple[str, str]]] = {}
    for code, label, name, parent in rows.values_list("code", "label", "name", "parent"):
        below.setdefault(parent, []).append((code, local_name(label, name)))
    shelves: Choices = [(words, [(code, words), *below.get(code, ())]) for code, words in below.get(None, ())]
    return [("", gettext("Seluruh wilayah")), *shelves]


class RegisterForm(forms.Form):
    """Which part of the register; what is not understood narrows nothing. The names stand in addresses for ever."""

    kata = LineField(label=_("Kata yang dicari"), max_length=80, required=False)
    hal = forms.ChoiceField(label=_("Tentang"), choices=subject_choices, required=False)
    kantor = ChosenField(
        rows=Office.objects.all, to="key", choices=any_office, label=_("Kantor pemberi atau penerima"), required=False
    )
    kecamatan = forms.ChoiceField(label=districts(), choices=district_choices, required=False)
    tanggal = DayField(label=_("Berlaku pada tanggal"), required=False)

    def asked(self) -> dict[str, Any]:
        """What was chosen, by name; the rest is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class AskForm(forms.Form):
    """Whose matter it is, what is to be done, and when: the address of an answer."""

    kantor = ChosenField(
        rows=Office.objects.filter(closed_on__isnull=True).all, to="key", choices=office_choices,
        label=_("Urusan siapa"), help_text=_("Kantor atau pimpinan yang semula berwenang."),
        error_messages={"required": _("Pilih dahulu kantornya.")},
    )  # fmt: skip
    jabatan = ChosenField(
        rows=Post.objects.filter(closed_on__isnull=True).select_related("office").all, label=_("Jabatan di kantor itu"),
        required=False,
    )  # fmt: skip
    hal = forms.CharField(label=_("Untuk melakukan apa"), widget=LongSelect)
    wilayah = ChosenField(
        rows=Region.objects.filter(until__isnull=True).all, choices=place_choices, label=_("Di mana"), required=False
    )
    nilai = RupiahField(label=_("Nilainya dalam rupiah"), max_length=30, required=False)
    skala = forms.ChoiceField(
        label=_("Skala usahanya"), required=False,
        choices=[("", _("Tidak menyangkut usaha")), *Scale.choices[1:]],
    )  # fmt: skip
    tanggal = DayField(label=_("Pada tanggal"), required=False)

    def __init__(self, *args: Any, matters: Matters, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("hal", [("", gettext("Pilih")), *matters.choices(used=True)])
        office = Office.objects.filter(key=str(self.data.get("kantor", ""))[:60]).first() if self.is_bound else None
        if office:
            posts = office.posts.filter(closed_on__isnull=True).order_by("order", "id")
            self._offer("jabatan", [("", gettext("Pemimpinnya")), *((str(one.pk), one.title) for one in posts)])
        else:
            self.fields["jabatan"].widget = forms.HiddenInput()

    def _offer(self, name: str, choices: Choices) -> None:
        widget = self.fields[name].widget
        assert isinstance(widget, LongSelect)
        widget.choices = choices

    def clean_jabatan(self) -> Post | None:
        """A post of another office was chosen before the office was: it is asked about the new one."""
        post: Post | None = self.cleaned_data["jabatan"]
        return post if post and post.office == self.cleaned_data.get("kantor") else None

    def clean_hal(self) -> Kind:
        kind = read_kind(self.cleaned_data["hal"])
        if kind is None or len(kind[1]) > 60:
            raise forms.ValidationError(_("Pilihan ini tidak ada dalam daftar. Pilih salah satu dari daftar."))
        return kind


class StatementForm(forms.Form):
    """What was done with the authority in the period."""

    text = TextField(
        label=_("Apa yang dikerjakan dengan wewenang ini"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Jumlahnya, yang penting, hambatannya. Bila tidak dipakai, tulis demikian dan sebabnya."),
        error_messages={"required": _("Tuliskan dahulu laporannya.")},
    )  # fmt: skip
    uploads = UploadsField(label=_("Lampiran"), required=False)


class ScanForm(forms.Form):
    """The decree as it was signed: everybody may open it."""

    scans = UploadsField(
        label=_("Pindaian keputusan"), kinds=(PDF, *PICTURES), required=True,
        error_messages={"required": _("Pilih dahulu berkas pindaiannya.")},
    )  # fmt: skip


class WithdrawForm(forms.Form):
    from_day = DayField(label=_("Tidak berlaku lagi mulai"), error_messages={"required": _("Pilih dahulu tanggalnya.")})
    words = LineField(
        label=_("Alasan"), max_length=300, help_text=_("Misalnya: diganti dengan Keputusan Bupati nomor 188/52/2026."),
        error_messages={"required": _("Tuliskan dahulu alasannya.")},
    )  # fmt: skip


class AnswerForm(forms.Form):
    """What a village says to an assignment."""

    accepted = forms.ChoiceField(
        label=_("Jawaban desa"), widget=forms.RadioSelect,
        choices=[("yes", _("Desa menerima penugasan ini")), ("no", _("Desa menolak penugasan ini"))],
        error_messages={"required": _("Pilih dahulu jawabannya.")},
    )  # fmt: skip
    words = LineField(
        label=_("Alasan atau catatan"), max_length=300, required=False,
        help_text=_("Wajib diisi bila menolak. Semua orang dapat membacanya."),
    )  # fmt: skip
