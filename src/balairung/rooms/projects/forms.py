"""What is typed about projects, and its words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import ChosenField, LineField, RupiahInput, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import PICTURES
from balairung.kernel.obligations.forms import WordsForm
from balairung.kernel.people.choices import villages
from balairung.kernel.people.forms import DayField, SheetField
from balairung.kernel.people.models import Office, Region
from balairung.rooms.projects.fields import (
    PointForm,
    ShareField,
    TokenForm,
    place_choices,
    village_choices,
)
from balairung.rooms.projects.models import ProjectPhoto
from balairung.rooms.projects.models.projects import Kind, Status, Stopped, Way
from balairung.rooms.projects.recording import MOST_PARTS, Money, Part, Said
from balairung.rooms.projects.register import LATE, years
from balairung.rooms.projects.reporting import Progress, Seen
from balairung.rooms.projects.wording import group_choices, source_choices

FUNDS = 4  # rows of money on one form


class FilterForm(forms.Form):
    """What of the register one wants to see; the names stand in addresses for ever."""

    kata = LineField(label=_("Kata yang dicari"), max_length=80, required=False)
    wilayah = ChosenField(
        rows=lambda: Region.objects.filter(until__isnull=True), choices=place_choices, label=_("Wilayah"),
        required=False,
    )  # fmt: skip
    tahun = forms.TypedChoiceField(label=_("Tahun anggaran"), coerce=int, empty_value=None, required=False)
    sumber = forms.ChoiceField(label=_("Sumber dana"), required=False)
    jenis = forms.ChoiceField(label=_("Jenis"), choices=[("", _("Semua")), *Kind.choices], required=False)
    keadaan = forms.ChoiceField(
        label=_("Keadaan"), required=False, choices=[("", _("Semua")), (LATE, _("terlambat")), *Status.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "saring-%s", **kwargs})
        every = [("", gettext("Semua"))]
        for name, choices in (("tahun", [(str(one), str(one)) for one in years()]), ("sumber", source_choices())):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = every + choices

    def asked(self) -> dict[str, Any]:
        """What was chosen; what was not understood is not asked."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        return found | ({"wilayah": found["wilayah"].pk} if "wilayah" in found else {})


class ProjectForm(TokenForm, PointForm):
    """A project as it is planned."""

    title = LineField(
        label=_("Judul"), max_length=200, help_text=_("Misalnya Rabat beton Dusun Krajan 240 meter."),
        error_messages={"required": _("Tuliskan dahulu judulnya.")},
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Jenis"), choices=Kind.choices, widget=forms.RadioSelect)
    what = TextField(
        label=_("Uraian"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Apa yang dibangun, dibeli, atau diberikan. Semua orang dapat membacanya."),
    )  # fmt: skip
    office = forms.ModelChoiceField(
        label=_("Kantor penanggung jawab"), queryset=Office.objects.none(), to_field_name="key", empty_label=None
    )
    region = ChosenField(
        rows=lambda: Region.objects.filter(until__isnull=True, level=Region.Level.VILLAGE).select_related("parent"),
        choices=village_choices, label=villages(), error_messages={"required": _("Pilih dahulu tempatnya.")},
    )  # fmt: skip
    place = LineField(label=_("Tepatnya"), max_length=200, required=False, help_text=_("Dusun, jalan, atau patokan."))
    way = forms.ChoiceField(
        label=_("Cara pelaksanaan"), choices=Way.choices, widget=forms.RadioSelect,
        help_text=_("Swakelola dikerjakan sendiri oleh desa atau kantor; penyedia adalah pihak yang dikontrak."),
    )  # fmt: skip
    executor = LineField(
        label=_("Pelaksana"), max_length=160, help_text=_("Tim pelaksana kegiatan, atau nama perusahaan penyedia."),
        error_messages={"required": _("Tuliskan dahulu siapa pelaksananya.")},
    )  # fmt: skip
    contract = LineField(label=_("Nomor kontrak atau SPK"), max_length=120, required=False)
    planned_start = DayField(label=_("Rencana mulai"))
    planned_end = DayField(label=_("Rencana selesai"))

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = offices
        for number in range(1, FUNDS + 1):
            sources = [("", gettext("Tidak ada") if number > 1 else gettext("Pilih")), *source_choices()]
            self.fields[f"source_{number}"] = forms.ChoiceField(label=_("Sumber dana"), choices=sources, required=False)
            self.fields[f"year_{number}"] = forms.IntegerField(
                label=_("Tahun"), required=False, min_value=2000, max_value=2100,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "maxlength": 4}),
            )  # fmt: skip
            self.fields[f"value_{number}"] = RupiahInput(label=_("Nilai (rupiah)"), required=False)

    @property
    def money_rows(self) -> list[list[forms.BoundField]]:
        """Source, year and value of each row."""
        return [[self[f"{name}_{number}"] for name in ("source", "year", "value")] for number in range(1, FUNDS + 1)]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for number in range(1, FUNDS + 1):
            row = [found.get(f"{name}_{number}") for name in ("source", "year", "value")]
            if any(row) and not all(row) and not any(f"{name}_{number}" in self.errors for name in ("year", "value")):
                self.add_error(f"value_{number}", _("Isi sumber, tahun, dan nilainya, atau kosongkan ketiganya."))
        return found

    @property
    def said(self) -> Said:
        """What the form says, once it is valid."""
        data = self.cleaned_data
        funds = [
            Money(data[f"source_{number}"], data[f"year_{number}"], data[f"value_{number}"])
            for number in range(1, FUNDS + 1)
            if data.get(f"source_{number}")
        ]
        plain = ("title", "kind", "region", "way", "executor", "contract", "planned_start", "planned_end")
        told = {name: data[name] for name in (*plain, "what", "place")}
        return Said(**told, funds=funds, point=self.point)


class PartsForm(forms.Form):
    """The parts of the work: name, day, weight; rows without a name are left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "tahap-%s", **kwargs})
        for number in range(1, MOST_PARTS + 1):
            self.fields[f"title_{number}"] = LineField(label=_("Tahap"), max_length=160, required=False)
            self.fields[f"day_{number}"] = DayField(label=_("Rencana selesai"), required=False)
            self.fields[f"weight_{number}"] = ShareField(label=_("Bobot (%)"), required=False)

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        names = ("title", "day", "weight")
        return [[self[f"{name}_{number}"] for name in names] for number in range(1, MOST_PARTS + 1)]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for number in range(1, MOST_PARTS + 1):
            row = [found.get(f"{name}_{number}") for name in ("title", "day", "weight")]
            if any(row) and not all(row) and not any(f"{name}_{number}" in self.errors for name in ("day", "weight")):
                self.add_error(f"title_{number}", _("Isi nama, tanggal, dan bobotnya, atau kosongkan ketiganya."))
        return found

    @property
    def parts(self) -> list[Part]:
        data = self.cleaned_data
        return [
            Part(data[f"title_{number}"], data[f"day_{number}"], data[f"weight_{number}"])
            for number in range(1, MOST_PARTS + 1)
            if data[f"title_{number}"]
        ]


def _pictures(**kwargs: Any) -> UploadsField:
    return UploadsField(label=_("Foto"), kinds=PICTURES, **kwargs)


class ReportForm(TokenForm, PointForm):
    """How far it is."""

    on = DayField(label=_("Keadaan pada"))
    physical = ShareField(label=_("Kemajuan fisik (%)"), help_text=_("Sejak awal pekerjaan, misalnya 37,5."))
    paid = RupiahInput(
        label=_("Sudah dibayarkan (rupiah)"), required=False, help_text=_("Seluruhnya sejak awal. Kosong berarti nol.")
    )
    words = TextField(
        label=_("Keterangan"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Semua orang dapat membacanya."),
    )  # fmt: skip
    lowered = LineField(
        label=_("Alasan bila angkanya turun"), max_length=300, required=False,
        help_text=_("Kosongkan bila angkanya tidak lebih rendah daripada laporan sebelumnya."),
    )  # fmt: skip
    uploads = _pictures(required=False)
    spot = LineField(
        label=_("Titik foto"), max_length=80, required=False, widget=forms.TextInput(attrs={"list": "titik-foto"}),
        help_text=_("Dari mana foto diambil, misalnya “depan masjid”. Pakai nama yang sama setiap kali."),
    )  # fmt: skip
    open = forms.BooleanField(
        label=_("Foto boleh dilihat semua orang"), required=False,
        help_text=_("Jangan centang bila wajah orang terlihat jelas."),
    )  # fmt: skip

    @property
    def said(self) -> Progress:
        names = ("on", "physical", "paid", "words", "lowered", "spot", "open")
        return Progress(**{name: self.cleaned_data[name] for name in names}, point=self.point)


class PhotoForm(TokenForm, PointForm):
    """Pictures of one spot."""

    uploads = _pictures(required=True, error_messages={"required": _("Pilih dahulu fotonya.")})
    spot = LineField(
        label=_("Titik foto"), max_length=80, widget=forms.TextInput(attrs={"list": "titik-foto"}),
        help_text=_("Dari mana foto diambil, misalnya “depan masjid”. Pakai nama yang sama setiap kali."),
        error_messages={"required": _("Beri nama titik foto, supaya fotonya dapat dibandingkan.")},
    )  # fmt: skip
    stage = forms.ChoiceField(label=_("Saat pekerjaan"), choices=ProjectPhoto.Stage.choices, required=False)
    on = DayField(label=_("Diambil pada"))
    open = forms.BooleanField(
        label=_("Boleh dilihat semua orang"), required=False,
        help_text=_("Jangan centang bila wajah orang terlihat jelas."),
    )  # fmt: skip

    @property
    def seen(self) -> Seen:
        return Seen(**{name: self.cleaned_data[name] for name in ("spot", "stage", "on", "open")})


class VisitForm(TokenForm, PointForm):
    """What one sees there."""

    words = TextField(
        label=_("Yang Anda lihat"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tuliskan dahulu apa yang Anda lihat.")},
    )  # fmt: skip
    uploads = _pictures(required=False)
    asked = LineField(
        label=_("Yang harus diperbaiki"), max_length=300, required=False,
        help_text=_("Kosongkan bila ini hanya catatan. Bila diisi, kantor wajib menjawab dengan bukti."),
    )  # fmt: skip
    due_on = DayField(label=_("Paling lambat"), required=False, help_text=_("Kosong berarti sepuluh hari kerja."))


class HandoverForm(TokenForm, PointForm):
    """What was given to which group."""

    group = LineField(label=_("Nama kelompok"), max_length=120)
    group_kind = forms.ChoiceField(label=_("Jenis kelompok"))
    members = forms.IntegerField(label=_("Jumlah anggota"), min_value=1, max_value=1_000_000)
    chair = LineField(
        label=_("Nama ketua"), max_length=120, required=False,
        help_text=_("Tersegel: hanya petugas kantor ini yang dapat membukanya, tidak pernah umum."),
    )  # fmt: skip
    giver = LineField(label=_("Pemberi"), max_length=160)
    goods = LineField(
        label=_("Yang diserahkan"), max_length=300, help_text=_("Misalnya dua traktor tangan, atau uang tunai.")
    )
    value = RupiahInput(label=_("Nilai (rupiah)"), required=False)
    on = DayField(label=_("Diserahkan pada"))
    minutes = LineField(label=_("Nomor berita acara"), max_length=120)
    region = ChosenField(
        rows=lambda: Region.objects.filter(until__isnull=True, level=Region.Level.VILLAGE), choices=village_choices,
        label=_("Desa atau kelurahan penerima"),
    )  # fmt: skip
    people = forms.IntegerField(
        label=_("Jumlah penerima manfaat di sana"), min_value=1, max_value=1_000_000,
        help_text=_("Cukup jumlahnya. Jangan menulis nama penerima di mana pun di halaman ini."),
    )  # fmt: skip
    uploads = _pictures(required=False)
    last = forms.BooleanField(label=_("Dengan ini semua bantuan sudah diserahkan"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group_kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = group_choices()


class PeopleForm(forms.Form):
    """How many of one more village have something of it."""

    region = ChosenField(
        rows=lambda: Region.objects.filter(until__isnull=True, level=Region.Level.VILLAGE), choices=village_choices,
        label=_("Desa atau kelurahan penerima"), error_messages={"required": _("Pilih dahulu tempatnya.")},
    )  # fmt: skip
    people = forms.IntegerField(label=_("Jumlah penerima manfaat di sana"), min_value=1, max_value=1_000_000)


class StopForm(forms.Form):
    how = forms.ChoiceField(
        label=_("Keadaan"), choices=[pair for pair in Stopped.choices if pair[0]], widget=forms.RadioSelect
    )
    on = DayField(label=_("Sejak"))
    why = LineField(
        label=_("Alasan"), max_length=300, help_text=_("Semua orang dapat membacanya."),
        error_messages={"required": _("Tuliskan dahulu alasannya.")},
    )  # fmt: skip


class GoOnForm(forms.Form):
    why = LineField(
        label=_("Mengapa dilanjutkan"), max_length=300, help_text=_("Semua orang dapat membacanya."),
        error_messages={"required": _("Tuliskan dahulu alasannya.")},
    )  # fmt: skip


class ReachForm(forms.Form):
    on = DayField(label=_("Selesai pada"))


class ImportForm(forms.Form):
    file = SheetField(label=_("Berkas CSV atau XLSX"), widget=forms.FileInput({"accept": ".csv,.xlsx,.txt"}))


class ProofForm(WordsForm):
    uploads = UploadsField(label=_("Bukti (foto atau PDF)"), required=True)


def today_in(form: forms.Form, name: str, today: date) -> None:
    """The field starts with today, and takes no later day in browsers that know it."""
    form.initial.setdefault(name, today)
    form.fields[name].widget.attrs["max"] = today.isoformat()
