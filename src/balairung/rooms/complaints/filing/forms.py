"""A report as a citizen writes it: one form, asked on a few short pages or on one."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import Choices, ChosenField, ContactField, LineField, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.people.choices import districts, region_choices, villages
from balairung.kernel.people.ladder import offices_of_region
from balairung.kernel.people.models import Office, Post, Region
from balairung.rooms.complaints.forms import LONGEST, topic_choices
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.rooms.complaints.routing import OF_THE_PLACE

#: What a vulnerable person may ask for. The report keeps the words, for the officer to read.
HELP = {
    "call": _("Telepon saya, jangan kirim tulisan"),
    "write": _("Bantu saya menuliskan laporan"),
    "visit": _("Datang ke tempat saya"),
    "sign": _("Juru bahasa isyarat"),
    "woman": _("Petugas perempuan"),
    "companion": _("Saya ingin didampingi"),
}


def accused_choices() -> Choices:
    """The office of the place, whichever that is, then the offices of the regency by name."""
    rows = Office.objects.filter(closed_on__isnull=True, region__isnull=True).order_by("order", "name")
    offices = list(rows.values_list("key", "name"))
    place = [
        ("desa", gettext("Kantor %(place)s di tempat itu") % {"place": str(villages()).lower()}),
        ("kecamatan", gettext("Kantor %(place)s di tempat itu") % {"place": str(districts()).lower()}),
    ]
    return [
        ("", gettext("Bukan tentang petugas")),
        (gettext("Kantor setempat"), place),
        (gettext("Kantor kabupaten"), offices),
    ]


def leader_title() -> str:
    """What the first in this regency is called: "Bupati", "Wali Kota"."""
    title = Post.objects.filter(role=Post.Role.REGENT).values_list("title", flat=True).first()
    return title or gettext("Kepala daerah")


class AccusedField(ChosenField):
    """An office by name, or the office of the place: the form then finds out which that is."""

    def clean(self, value: Any) -> Any:
        return value if value in OF_THE_PLACE else super().clean(value)


class DegreesField(forms.CharField):
    """Degrees that a map or a telephone wrote, to a metre; whatever is no place on earth is no answer."""

    widget = forms.HiddenInput

    def __init__(self, most: int, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.most = most

    def clean(self, value: Any) -> Decimal | None:
        try:
            degrees = round(Decimal(str(value)[:30]), 5)
        except InvalidOperation:
            return None
        return degrees if degrees.is_finite() and abs(degrees) <= self.most else None


class ComplaintForm(forms.Form):
    """Only the words are needed."""

    STEPS: ClassVar[dict[str, tuple[str, ...]]] = {
        "tempat": ("region", "place", "latitude", "longitude", "topic"),
        "kejadian": ("uploads", "text", "happened_on"),
        "pelapor": (
            *("name", "contact", "anonymous", "secret", "groups", "help", "help_other", "proxy_as", "affected_name"),
            *("accused", "klass", "to_leader"),
        ),
    }
    MANY = ("groups", "help")
    PROXY = ("proxy_as", "affected_name")
    FIRST = ("groups", "help", "help_other")
    MORE = ("accused", "klass", "to_leader")

    region = ChosenField(
        rows=lambda: Region.objects.filter(until__isnull=True).select_related("parent"),
        choices=region_choices,
        label=villages(),
        required=False,
        sentence=_("Tempat ini tidak kami kenal. Pilih dari daftar, atau pilih “Tidak tahu”."),
    )
    place = LineField(
        label=_("Tepatnya di sebelah mana"), required=False, max_length=200,
        help_text=_("Misalnya nama jalan, dusun, atau patokan seperti “depan pasar”. Hanya petugas yang membacanya."),
    )  # fmt: skip
    latitude = DegreesField(90)
    longitude = DegreesField(180)
    topic = ChosenField(
        rows=lambda: Topic.objects.filter(closed=False), choices=topic_choices, label=_("Tentang apa?"), required=False,
        help_text=_("Bila ragu, lewati saja. Petugas akan memilihkan."),
    )  # fmt: skip
    uploads = UploadsField(label=_("Foto atau berkas lain"), required=False)
    text = TextField(
        label=_("Apa yang terjadi?"), min_length=10, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Ceritakan apa yang terjadi, sejak kapan, dan apa yang Anda harapkan."),
        error_messages={
            "required": _("Ceritakan dahulu apa yang terjadi. Satu kalimat pun cukup; foto saja belum bisa kami baca."),
            "min_length": _("Ceritakan sedikit lebih panjang, supaya petugas mengerti masalahnya."),
        },
    )  # fmt: skip
    happened_on = forms.DateField(
        label=_("Kapan terjadinya?"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Tanggal ini tidak kami mengerti. Contoh: 25/03/2026. Boleh dikosongkan.")},
    )  # fmt: skip
    name = LineField(
        label=_("Nama Anda"), required=False, max_length=120,
        help_text=_("Hanya kantor yang menangani yang melihatnya. Tidak pernah tampil untuk umum."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    contact = ContactField(
        label=_("Surel atau nomor telepon"), required=False, max_length=120,
        help_text=_("Untuk memberi kabar. Tidak pernah tampil untuk umum."),
    )  # fmt: skip
    anonymous = forms.BooleanField(
        label=_("Sembunyikan nama saya dari kantor juga (anonim)"), required=False,
        help_text=_("Nama dan kontak Anda disegel. Sistem hanya memakainya untuk mengirim kabar kepada Anda."),
    )  # fmt: skip
    secret = forms.BooleanField(
        label=_("Rahasiakan isi laporan"), required=False,
        help_text=_("Umum tidak membaca laporan ini. Hanya petugas yang mengurusnya."),
    )  # fmt: skip
    groups = forms.MultipleChoiceField(
        label=_("Siapa yang mengalaminya?"), required=False, choices=Complaint.Vulnerable.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Laporan tentang mereka didahulukan, dan kepala kantornya diberi tahu dalam lima belas menit."),
    )  # fmt: skip
    help = forms.MultipleChoiceField(
        label=_("Bantuan apa yang diperlukan?"), required=False, choices=list(HELP.items()),
        widget=forms.CheckboxSelectMultiple, help_text=_("Hanya petugas yang membacanya. Semuanya tanpa biaya."),
    )  # fmt: skip
    help_other = LineField(label=_("Bantuan lain"), required=False, max_length=200)
    proxy_as = forms.ChoiceField(
        label=_("Anda melapor sebagai"), required=False,
        choices=[("", _("orang yang mengalaminya sendiri")), *Complaint.Proxy.choices],
        help_text=_(
            "Undang-undang membolehkan orang yang dirugikan diwakili orang lain (UU 25/2009 pasal 42). Surat kuasa"
            " boleh menyusul."
        ),
    )  # fmt: skip
    affected_name = LineField(
        label=_("Nama orang yang Anda wakili"), required=False, max_length=120,
        help_text=_("Hanya kantor yang menangani yang melihatnya. Tidak pernah tampil untuk umum."),
    )  # fmt: skip
    accused = AccusedField(
        rows=lambda: Office.objects.filter(closed_on__isnull=True), to="key", choices=accused_choices, required=False,
        label=_("Tentang petugas di kantor mana?"),
        help_text=_("Kantor yang Anda pilih tidak dapat melihat laporan ini. Inspektorat yang memeriksanya."),
    )  # fmt: skip
    klass = forms.ChoiceField(
        label=_("Jenis laporan"), required=False,
        choices=[("", _("Ikuti topiknya")), *Complaint.Class.choices],
    )  # fmt: skip
    to_leader = forms.BooleanField(
        required=False, label=lazy(lambda: gettext("Tujukan kepada %(leader)s") % {"leader": leader_title()}, str)(),
        help_text=_("Kantor yang tepat tetap mengerjakannya, tetapi jawabannya atas nama pimpinan itu."),
    )  # fmt: skip
    token = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)
    kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=800)  # files already stored, signed
    website = forms.CharField(required=False)  # nobody sees it: who fills it in is a machine
    proof = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if (accused := data.get("accused")) in OF_THE_PLACE:
            data["accused"] = self._office_of_the_place(str(accused), data.get("region"))
        return data

    def _office_of_the_place(self, which: str, region: Region | None) -> Office | None:
        known = region is not None and (which == "kecamatan" or region.level == Region.Level.VILLAGE)
        offices = offices_of_region(region.code) if region and known else []
        if offices:
            return offices[OF_THE_PLACE[which]]
        sentence = _("Pilih dahulu tempatnya, supaya kami tahu kantor mana yang tidak boleh melihat laporan ini.")
        self.add_error("accused", ValidationError(sentence))
        return None

    def at(self, step: str) -> Self:
        """The form of one step: what other steps ask is not complained about here."""
        for name in set(self.fields) - {*self.STEPS[step], "token", "kept"}:
            self.errors.pop(name, None)
        return self

    def first_wrong(self) -> str:
        """The first step that has an error; empty when none has."""
        return next((step for step, names in self.STEPS.items() if any(name in self.errors for name in names)), "")

    def help_words(self) -> str:
        """Which help is wanted, in the office's language."""
        with override("id"):
            chosen = [str(HELP[key]) for key in self.cleaned_data["help"]]
        return "; ".join(filter(None, [*chosen, self.cleaned_data["help_other"]]))

    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    def proxy(self) -> list[forms.BoundField]:
        return [self[name] for name in self.PROXY]

    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]
