"""The shape of what is typed about the organisation, and its words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import LineField
from balairung.kernel.people.access import HEADS
from balairung.kernel.people.models import Decree, Holding, Office, Post, Region
from balairung.kernel.people.reads import LEADING, VILLAGES
from balairung.kernel.people.spreadsheets import SHEETS

CALENDARS = [
    ("5-day", _("Lima hari, Senin sampai Jumat")),
    ("6-day", _("Enam hari, Senin sampai Sabtu")),
    ("24-hour", _("Setiap hari, siang dan malam")),
]


class DayField(forms.DateField):
    """A date with the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": _("Tulis tanggal seperti 25/03/2026."), "required": _("Sebutkan tanggalnya.")}


class PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A post with its office, for the line of command."""

    def label_from_instance(self, post: Post) -> str:
        return f"{post.title} ({post.office.short})"


class OfficeForm(forms.Form):
    """What may be changed about an office."""

    name = LineField(label=_("Nama resmi"), max_length=160, error_messages={"required": _("Tuliskan nama kantornya.")})
    short = LineField(label=_("Nama sehari-hari"), max_length=60, help_text=_("Misalnya “Dinas PUPR”."),
                      error_messages={"required": _("Tuliskan nama sehari-harinya.")})  # fmt: skip
    kind = forms.ChoiceField(label=_("Jenis kantor"), choices=Office.Kind.choices)
    parent = forms.ModelChoiceField(label=_("Kantor induk"), queryset=Office.objects.none(), required=False,
                                    to_field_name="key", empty_label=_("Tidak ada"))  # fmt: skip
    calendar = forms.ChoiceField(label=_("Hari kerja"), choices=CALENDARS)
    order = forms.IntegerField(label=_("Urutan protokol"), min_value=0, max_value=1_000_000,
                               help_text=_("Angka kecil ditulis lebih dahulu."))  # fmt: skip
    address = LineField(label=_("Alamat"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        assert isinstance(field, forms.ModelChoiceField)
        rows = Office.objects.filter(closed_on__isnull=True).exclude(kind__in=VILLAGES)
        field.queryset = rows.order_by("order", "name")


class NewOfficeForm(OfficeForm):
    """An office that does not exist yet: its key is chosen once."""

    key = LineField(
        label=_("Kunci"), max_length=60,
        help_text=_("Nama dalam alamat halaman, misalnya “disdik”. Tidak bisa diganti."),
        error_messages={"required": _("Tuliskan kuncinya.")},
    )  # fmt: skip
    field_order = ["name", "short", "key"]


class PostForm(forms.Form):
    """A post of an office."""

    title = LineField(
        label=_("Nama jabatan"), max_length=160, error_messages={"required": _("Tuliskan nama jabatannya.")}
    )
    role = forms.ChoiceField(label=_("Peran"), choices=Post.Role.choices,
                             help_text=_("Menentukan apa yang boleh dilakukan pemangkunya."))  # fmt: skip
    echelon = forms.ChoiceField(label=_("Eselon"), choices=Post.Echelon.choices, required=False)
    superior = PostChoice(label=_("Atasan"), queryset=Post.objects.none(), required=False, empty_label=_("Tidak ada"))
    seats = forms.IntegerField(label=_("Jumlah kursi"), min_value=1, max_value=1000, initial=1)
    order = forms.IntegerField(label=_("Urutan protokol"), required=False, min_value=0, max_value=99_999_999,
                               help_text=_("Angka kecil ditulis dahulu; kosong berarti paling akhir."))  # fmt: skip

    def __init__(self, *args: Any, office: Office, post: Post | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["superior"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = _superiors(office, post)

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("order") is None:
            self.cleaned_data.pop("order", None)
        return self.cleaned_data


def _superiors(office: Office, post: Post | None) -> QuerySet[Post]:
    """Who may stand above: the office's own posts, those of its parent, the leadership, the heads of agencies."""
    near = Q(office=office) | (Q(office=office.parent_id) if office.parent_id else Q())
    heads = Q(role__in=HEADS) & ~Q(office__kind__in=VILLAGES)
    wanted = near | Q(role__in=LEADING) | heads
    if post and post.superior_id:
        wanted |= Q(pk=post.superior_id)
    rows = Post.objects.filter(wanted, closed_on__isnull=True).exclude(pk__in=[post.pk] if post else [])
    return rows.select_related("office").order_by("office__order", "order", "id")


class AppointForm(forms.Form):
    """In which capacity, for which term, by which decree."""

    capacity = forms.ChoiceField(label=_("Kedudukan"), choices=Holding.Capacity.choices, widget=forms.RadioSelect,
                                 initial=Holding.Capacity.DEFINITIVE)  # fmt: skip
    since = DayField(label=_("Mulai"))
    until = DayField(label=_("Sampai"), required=False, help_text=_("Hari terakhir. Kosongkan bila belum ditentukan."))
    decree = LineField(label=_("Nomor keputusan"), max_length=120, required=False)


class EndForm(forms.Form):
    """The last day of a term."""

    until = DayField(label=_("Hari terakhir"))


class AbsenceForm(forms.Form):
    """From when until when somebody is away."""

    since = DayField(label=_("Mulai"))
    until = DayField(label=_("Sampai"), help_text=_("Hari terakhir tidak bertugas."))
    reason = LineField(label=_("Alasan"), max_length=120, required=False,
                       help_text=_("Misalnya cuti atau dinas luar. Tidak ditampilkan kepada umum."))  # fmt: skip


class BackForm(forms.Form):
    """The day on which somebody is back at work."""

    back = DayField(label=_("Bertugas kembali pada"))


class PersonForm(forms.Form):
    """Somebody who works for the regency."""

    name = LineField(label=_("Nama lengkap"), max_length=120,
                     help_text=_("Dengan gelar, seperti dalam surat keputusan."),
                     error_messages={"required": _("Tuliskan namanya.")})  # fmt: skip
    nip = LineField(label=_("NIP"), max_length=30, required=False, help_text=_("Delapan belas angka."))
    email = LineField(label=_("Surel"), max_length=254, required=False,
                      help_text=_("Untuk masuk dan menerima kabar. Tidak ditampilkan kepada umum."))  # fmt: skip
    phone = LineField(label=_("Telepon"), max_length=30, required=False, help_text=_("Tidak ditampilkan kepada umum."))


class DecreeForm(forms.Form):
    """A day that a decree makes free or working."""

    date = DayField(label=_("Tanggal"))
    kind = forms.ChoiceField(label=_("Jenis"), choices=Decree.Kind.choices)
    name = LineField(label=_("Nama hari"), max_length=120, help_text=_("Misalnya “Hari Jadi Banyuwangi”."),
                     error_messages={"required": _("Tuliskan nama harinya.")})  # fmt: skip
    decree = LineField(label=_("Dasar keputusan"), max_length=160, help_text=_("Nomor dan tanggal keputusan."),
                       error_messages={"required": _("Tuliskan dasar keputusannya.")})  # fmt: skip


class SheetField(forms.FileField):
    """One file; the sentence of an upload that was cut off for its size is shown as it is."""

    default_error_messages = {"required": _("Pilih berkasnya."), "empty": _("Berkas ini kosong.")}

    def to_python(self, data: Any) -> Any:
        if sentence := getattr(data, "sentence", ""):
            raise forms.ValidationError(sentence)
        return super().to_python(data)


class ImportForm(forms.Form):
    """A spreadsheet, and what its rows are."""

    sheet = forms.ChoiceField(
        label=_("Isi berkas"), widget=forms.RadioSelect, choices=[(sheet.key, sheet.title) for sheet in SHEETS],
        error_messages={"required": _("Pilih dahulu apa isi berkas Anda.")},
    )  # fmt: skip
    file = SheetField(label=_("Berkas CSV atau XLSX"), widget=forms.FileInput({"accept": ".csv,.xlsx,.txt"}))


class GroupForm(forms.Form):
    """A group of districts."""

    name = LineField(label=_("Nama kelompok"), max_length=80, help_text=_("Misalnya “Wilayah Selatan”."),
                     error_messages={"required": _("Tuliskan nama kelompoknya.")})  # fmt: skip
    districts = forms.MultipleChoiceField(
        label=_("Kecamatan"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Satu kecamatan ada di satu kelompok: yang dicentang di sini keluar dari kelompok lamanya."),
    )  # fmt: skip
    order = forms.IntegerField(label=_("Urutan"), required=False, min_value=0, max_value=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Region.objects.filter(level=Region.Level.DISTRICT, until__isnull=True).order_by("name")
        field = self.fields["districts"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.code, str(one)) for one in rows]
