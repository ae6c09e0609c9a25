"""The forms by which an office keeps its texts and macros, and the coordinator the topics."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.ui.fields import ChosenField, LineField, Pair, TextField
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Office
from balairung.rooms.complaints import access
from balairung.rooms.complaints.desk.deeds import DEEDS
from balairung.rooms.complaints.desk.revealing import SHORTEST
from balairung.rooms.complaints.forms import topic_choices
from balairung.rooms.complaints.models import Complaint, Group, Topic
from balairung.rooms.complaints.routing import OF_THE_PLACE

MOST_CHECKS = 20
Row = TypeVar("Row", bound=Model)


def chosen(rows: QuerySet[Row], key: str) -> Row | None:
    """The row of these that has this key; None for any other text."""
    try:
        found: Row | None = forms.ModelChoiceField(rows, required=False).clean(key)
    except forms.ValidationError:
        return None
    return found


class OwnedForm(forms.Form):
    """Something kept for one office, or for all: the actor chooses among those that they may keep it for."""

    office = forms.ChoiceField(label=gettext_lazy("Untuk siapa"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(o.pk): o for o in _own(actor)}
        kept = [(key, office.name) for key, office in self.offices.items() if access.can_keep(actor, office)]
        everyone = [("", _("Semua kantor"))] if access.can_keep(actor, None) else []
        field = self.fields["office"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*everyone, *kept]
        field.required = not everyone

    def clean_office(self) -> Office | None:
        return self.offices.get(self.cleaned_data["office"])


def keeps_any(actor: Actor) -> bool:
    """Whether there is somebody for whom this actor may keep texts and macros."""
    return access.can_keep(actor, None) or any(access.can_keep(actor, o) for o in _own(actor))


def _own(actor: Actor) -> QuerySet[Office]:
    return Office.objects.filter(pk__in=actor.office_ids).order_by("order", "name")


class PhraseForm(OwnedForm):
    """Words kept ready."""

    title = LineField(label=gettext_lazy("Judul"), max_length=80)
    text = TextField(label=gettext_lazy("Isi"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
    verb = forms.ChoiceField(
        label=gettext_lazy("Pola untuk langkah"), required=False,
        choices=[("", gettext_lazy("Bukan pola, hanya sisipan")), *((deed.verb, deed.label) for deed in DEEDS)],
        help_text=gettext_lazy("Pola menjadi permulaan formulir langkah itu; petugas tinggal menyesuaikannya."),
    )  # fmt: skip
    topic = ChosenField(
        rows=lambda: Topic.objects.filter(closed=False), required=False, label=gettext_lazy("Hanya untuk topik"),
        choices=lambda: topic_choices(_("Semua topik")),
    )  # fmt: skip
    field_order = ("title", "text", "verb", "topic", "office")


class MacroForm(OwnedForm):
    """A name for several steps; the steps are added one by one."""

    name = LineField(
        label=gettext_lazy("Nama makro"), max_length=80,
        help_text=gettext_lazy("Misalnya “Jalan rusak: verifikasi dan teruskan”."),
    )  # fmt: skip
    field_order = ("name", "office")


def office_names() -> dict[str, str]:
    """By key: the office of the place, then the offices of the regency."""
    place = {"desa": _("Desa atau kelurahan setempat"), "kecamatan": _("Kecamatan setempat")}
    rows = Office.objects.filter(closed_on__isnull=True, region__isnull=True).order_by("order", "name")
    return {key: place[key] for key in OF_THE_PLACE} | dict(rows.values_list("key", "name"))


def office_keys() -> list[Pair]:
    return [("", _("Pilih kantor")), *office_names().items()]


class TopicForm(forms.Form):
    """One topic of the vocabulary."""

    name = LineField(label=gettext_lazy("Nama"), max_length=120)
    group = ChosenField(
        rows=Group.objects.all, label=gettext_lazy("Kelompok"),
        choices=lambda: [("", _("Pilih kelompok")), *Group.objects.values_list("code", "name")],
    )  # fmt: skip
    klass = forms.ChoiceField(label=gettext_lazy("Jenis laporan"), choices=Complaint.Class.choices)
    office_key = forms.ChoiceField(label=gettext_lazy("Kantor yang menangani"), choices=office_keys)
    keywords = TextField(
        label=gettext_lazy("Kata sehari-hari"), required=False, max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Satu per baris. Dengan kata ini warga menemukan topiknya; bahasa daerah juga boleh."),
    )  # fmt: skip
    urgent = forms.BooleanField(
        label=gettext_lazy("Dapat mengancam jiwa"), required=False,
        help_text=gettext_lazy("Laporannya berdiri paling atas di setiap daftar."),
    )  # fmt: skip
    sensitive = forms.BooleanField(
        label=gettext_lazy("Peka"), required=False,
        help_text=gettext_lazy("Laporannya rahasia, dan halamannya dapat ditinggalkan dengan satu tombol."),
    )  # fmt: skip
    four_eyes = forms.BooleanField(label=gettext_lazy("Jawaban dibaca dua orang sebelum dikirim"), required=False)
    advice = TextField(
        label=gettext_lazy("Nasihat sebelum melapor"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    outside = LineField(label=gettext_lazy("Alamat bila bukan wewenang kabupaten"), required=False, max_length=300)
    checks = TextField(
        label=gettext_lazy("Daftar periksa"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Satu butir per baris: yang diperiksa petugas sebelum menyatakan selesai."),
    )  # fmt: skip
    order = forms.IntegerField(label=gettext_lazy("Urutan"), min_value=0, max_value=9999)
    closed = forms.BooleanField(
        label=gettext_lazy("Tidak dipakai lagi"), required=False,
        help_text=gettext_lazy("Tidak lagi ditawarkan. Laporan yang sudah ada tetap memakainya."),
    )  # fmt: skip

    def clean_keywords(self) -> str:
        return "\n".join(_lines(self.cleaned_data["keywords"]))

    def clean_checks(self) -> list[str]:
        lines = _lines(self.cleaned_data["checks"])
        if any(len(line) > 200 for line in lines) or len(lines) > MOST_CHECKS:
            raise forms.ValidationError(_("Paling banyak dua puluh butir, masing-masing paling panjang 200 huruf."))
        return lines


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class RevealForm(forms.Form):
    """Why a seal is to be broken."""

    reason = TextField(
        label=gettext_lazy("Mengapa nama pelapor diperlukan?"), min_length=SHORTEST, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Alasan ini tercatat bersama nama Anda. Jangan menulis nama pelapor di sini."),
        error_messages={"min_length": gettext_lazy("Jelaskan sedikit lebih panjang: untuk apa nama itu dipakai.")},
    )  # fmt: skip
