"""What is typed to set a hall up, and its words."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.dates import WEEKDAYS
from balairung.ground.ui.fields import Choices, ChosenField, LineField
from balairung.kernel.people.access import HEADS
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Office, Post
from balairung.rooms.reception.models import Booth, Counter, Hall, Line, Screen

SPAN = re.compile(r"(\d{1,2})[.:](\d{2})\s*(?:-|–|s\.?d\.?|sampai)\s*(\d{1,2})[.:](\d{2})")  # 08.00-12.00
MOST_SPANS = 4  # of a day
NUMBER = {"invalid": _("Tulis angka saja."), "required": _("Tulis angkanya.")}


class HallForm(forms.Form):
    """How a hall is called, and how it calls."""

    name = LineField(
        label=_("Nama tempat"),
        max_length=120,
        help_text=_("Misalnya “Ruang pelayanan Dukcapil”."),
        error_messages={"required": _("Tuliskan nama tempatnya.")},
    )
    place = LineField(
        label=_("Letak"), max_length=200, required=False, help_text=_("Misalnya “Lantai 1, pintu timur”.")
    )
    mall = forms.BooleanField(label=_("Ini Mal Pelayanan Publik: banyak instansi dalam satu ruang"), required=False)
    last_ticket = forms.IntegerField(
        label=_("Nomor terakhir diberikan berapa menit sebelum tutup"),
        initial=15,
        min_value=0,
        max_value=240,
        error_messages=NUMBER,
    )
    head_start = forms.IntegerField(
        label=_("Keringanan prioritas, menit"),
        initial=30,
        min_value=0,
        max_value=240,
        error_messages=NUMBER,
        help_text=_("Lansia, penyandang disabilitas, dan ibu hamil dihitung seolah datang sekian menit lebih awal."),
    )
    patience = forms.IntegerField(
        label=_("Dipanggil berapa kali sampai dianggap tidak hadir"),
        initial=3,
        min_value=1,
        max_value=10,
        error_messages=NUMBER,
    )
    slot_minutes = forms.IntegerField(
        label=_("Jarak antara dua waktu janji temu, menit"),
        initial=30,
        min_value=5,
        max_value=240,
        error_messages=NUMBER,
    )
    booking_days = forms.IntegerField(
        label=_("Janji temu dapat dibuat berapa hari ke depan"),
        initial=14,
        min_value=1,
        max_value=60,
        error_messages=NUMBER,
    )


def _standing() -> QuerySet[Office]:
    return Office.objects.filter(closed_on__isnull=True).order_by("order", "name")


def _listed(rows: QuerySet[Office], nothing: object) -> Choices:
    return [("", str(nothing)), *rows.values_list("key", "name")]


class OpenForm(forms.Form):
    """A new hall: the rest has ordinary values that may be changed afterwards."""

    name = HallForm.declared_fields["name"]
    place = HallForm.declared_fields["place"]
    mall = HallForm.declared_fields["mall"]

    field_order = ("office", "name", "place", "mall")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [seat.office_id for seat in actor.seats if seat.role in (*HEADS, Post.Role.OFFICE_SECRETARY)]
        rows = _standing() if actor.administers else _standing().filter(pk__in=own)
        self.fields["office"] = ChosenField(
            lambda: rows,
            to="key",
            label=_("Kantor penyelenggara"),
            choices=lambda: _listed(rows, _now("Pilih kantor")),
            error_messages={"required": _("Pilih kantor penyelenggaranya.")},
        )
        if len(own) == 1 and not actor.administers:
            self.fields["office"].initial = rows[0].key
        self.order_fields(self.field_order)


class HoursForm(forms.Form):
    """The week of a hall, one line for each day; without a week of its own it keeps the office's hours."""

    own = forms.BooleanField(
        label=_("Tempat ini punya jam buka sendiri"),
        required=False,
        help_text=_("Tanpa centang, tempat ini mengikuti jam kerja kantornya."),
    )

    def __init__(self, *args: Any, hall: Hall, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["own"].initial = bool(hall.hours)
        for day in range(7):
            said = ", ".join(
                "–".join(moment.replace(":", ".") for moment in span) for span in hall.hours.get(str(day), [])
            )
            self.fields[f"day{day}"] = LineField(label=WEEKDAYS["id"][day], max_length=80, required=False, initial=said)
        self.fields["day0"].help_text = _("Misalnya 08.00–12.00, 13.00–15.00. Kosongkan bila tutup.")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for day in range(7):
            text = found.get(f"day{day}", "")
            spans = SPAN.findall(text)
            if SPAN.sub("", text).strip(" ,;dan") or len(spans) > MOST_SPANS or not all(map(_is_time, spans)):
                self.add_error(f"day{day}", _now("Tulis jam seperti 08.00–12.00, 13.00–15.00."))
            found[f"day{day}"] = spans
        if found.get("own") and not self.errors and not any(found[f"day{day}"] for day in range(7)):
            self.add_error(None, _now("Isi jam buka paling sedikit satu hari, atau ikuti jam kerja kantor."))
        return found

    def hours(self) -> dict[str, list[list[str]]]:
        """As `Hall.hours` keeps them."""
        if not self.cleaned_data["own"]:
            return {}
        week = {str(day): self.cleaned_data[f"day{day}"] for day in range(7)}
        return {day: [[f"{a:0>2}:{b}", f"{c:0>2}:{d}"] for a, b, c, d in spans] for day, spans in week.items() if spans}


def _is_time(span: tuple[str, str, str, str]) -> bool:
    hour, minute, until, last = map(int, span)
    return max(hour, until) < time.max.hour + 1 and max(minute, last) < time.max.minute + 1


class BoothForm(forms.Form):
    """An office of the regency, or the name of an agency outside it."""

    office = ChosenField(
        _standing,
        to="key",
        label=_("Kantor pemerintah daerah"),
        required=False,
        choices=lambda: _listed(_standing(), _now("Instansi lain, di luar pemerintah daerah")),
    )
    name = LineField(
        label=_("Nama gerai"),
        max_length=120,
        required=False,
        help_text=_("Untuk instansi lain, misalnya “BPJS Kesehatan”. Kantor boleh tanpa nama sendiri."),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("office") and not found.get("name"):
            self.add_error("name", _now("Pilih kantornya, atau tuliskan nama instansinya."))
        return found


class LineForm(forms.Form):
    """What one waits for."""

    booth = forms.ModelChoiceField(label=_("Gerai"), queryset=Booth.objects.none(), empty_label=None)
    name = LineField(
        label=_("Nama layanan"),
        max_length=120,
        help_text=_("Seperti dikatakan warga: “KTP-el dan KK”."),
        error_messages={"required": _("Tuliskan nama layanannya.")},
    )
    letter = LineField(
        label=_("Huruf nomor antrean"),
        max_length=2,
        required=False,
        help_text=_("Satu atau dua huruf. Kosongkan untuk huruf berikutnya yang belum dipakai."),
    )
    minutes = forms.IntegerField(
        label=_("Lama melayani satu orang, menit"),
        initial=10,
        min_value=1,
        max_value=240,
        error_messages=NUMBER,
        help_text=_("Perkiraan awal. Setelah lima orang dilayani, waktu yang terukur yang dipakai."),
    )
    most_a_day = forms.IntegerField(
        label=_("Nomor terbanyak sehari"),
        min_value=1,
        max_value=9999,
        required=False,
        error_messages=NUMBER,
        help_text=_("Kosongkan bila tidak dibatasi."),
    )
    bookable = forms.BooleanField(label=_("Menerima janji temu"), required=False)
    per_slot = forms.IntegerField(
        label=_("Janji temu pada waktu yang sama"), initial=2, min_value=1, max_value=50, error_messages=NUMBER
    )
    service_key = forms.SlugField(
        label=_("Kunci layanan di katalog"),
        max_length=60,
        required=False,
        help_text=_("Bila layanan ini ada di katalog, misalnya “surat-pindah”."),
    )

    def __init__(self, *args: Any, hall: Hall, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["booth"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = hall.booths.filter(closed_on__isnull=True)

    def said(self) -> dict[str, Any]:
        """What `setup.add_line` and `setup.change_line` are told beside the booth."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("booth", "letter")}
        return said | {"prefix": self.cleaned_data["letter"]}


class _LinesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, line: Line) -> str:
        return f"{line.prefix} – {line.name} ({line.booth.name})"


class _CountersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, counter: Counter) -> str:
        return _now("Loket %(label)s") % {"label": counter.label}


class CounterForm(forms.Form):
    """A desk, and what is served at it."""

    label = LineField(
        label=_("Nama loket"),
        max_length=20,
        help_text=_("Disebut seperti ditulis: “1”, “12A”."),
        error_messages={"required": _("Tuliskan nama atau nomor loketnya.")},
    )
    quick = forms.BooleanField(label=_("Loket cepat: hanya yang sebentar"), required=False)
    lines = _LinesField(
        label=_("Layanan di loket ini"),
        queryset=Line.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, hall: Hall, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["lines"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = hall.lines.filter(closed_on__isnull=True).select_related("booth")


class ScreenForm(forms.Form):
    """A device that stands in the hall."""

    kind = forms.ChoiceField(
        label=_("Perangkat"), choices=Screen.Kind.choices, widget=forms.RadioSelect, initial=Screen.Kind.DISPLAY
    )
    name = LineField(
        label=_("Nama perangkat"),
        max_length=60,
        help_text=_("Misalnya “Layar ruang tunggu utara”."),
        error_messages={"required": _("Beri nama, supaya Anda tahu yang mana.")},
    )
    paper = forms.TypedChoiceField(
        label=_("Lebar kertas pencetak kios"), choices=[(58, "58 mm"), (80, "80 mm")], coerce=int, initial=58
    )
    counters = _CountersField(
        label=_("Hanya loket tertentu"),
        queryset=Counter.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tanpa centang, layar menampilkan seluruh ruang."),
    )

    def __init__(self, *args: Any, hall: Hall, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["counters"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = hall.counters.filter(closed_on__isnull=True)
