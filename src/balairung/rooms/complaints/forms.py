"""The shape of what people type, and its words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import ChosenField, ContactField, LineField, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.people.models import Office, Region
from balairung.rooms.complaints.models import Complaint, Topic

LONGEST = 5000  # signs of a report


class ComplaintForm(forms.Form):
    """A report as a citizen writes it. Only the text is needed."""

    region = ChosenField(
        rows=lambda: Region.objects.filter(until__isnull=True).select_related("parent"),
        label=_("Di desa atau kelurahan mana?"),
        required=False,
        sentence=_("Desa atau kelurahan ini tidak kami kenal. Pilih dari daftar, atau pilih “Tidak tahu”."),
    )
    place = LineField(
        label=_("Di mana tepatnya?"), required=False, max_length=200,
        help_text=_("Misalnya nama jalan, dusun, atau patokan seperti “depan pasar”."),
    )  # fmt: skip
    text = TextField(
        label=_("Apa yang terjadi?"), min_length=10, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "data-count": LONGEST}),
        help_text=_("Ceritakan apa yang terjadi, sejak kapan, dan apa yang Anda harapkan."),
        error_messages={
            "required": _("Ceritakan dahulu apa yang terjadi."),
            "min_length": _("Ceritakan sedikit lebih panjang, supaya petugas mengerti masalahnya."),
        },
    )  # fmt: skip
    topic = ChosenField(
        rows=lambda: Topic.objects.filter(closed=False), label=_("Tentang apa?"), required=False,
        help_text=_("Bila ragu, lewati. Petugas akan memilihkan."),
    )  # fmt: skip
    klass = forms.ChoiceField(
        label=_("Jenis laporan"), required=False,
        choices=[("", _("Ikuti topiknya")), *Complaint.Class.choices],
    )  # fmt: skip
    happened_on = forms.DateField(
        label=_("Kapan terjadinya?"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    accused = ChosenField(
        rows=lambda: Office.objects.filter(closed_on__isnull=True), to="key", required=False,
        label=_("Apakah laporan ini tentang petugas di kantor tertentu?"),
        help_text=_("Bila ya, laporan ini tidak terlihat oleh kantor itu dan langsung ke Inspektorat."),
    )  # fmt: skip
    name = LineField(label=_("Nama Anda"), required=False, max_length=120)
    contact = ContactField(
        label=_("Surel atau nomor telepon"), required=False, max_length=120,
        help_text=_("Untuk memberi kabar. Tidak pernah ditampilkan kepada umum."),
    )  # fmt: skip
    anonymous = forms.BooleanField(
        label=_("Sembunyikan nama saya"), required=False, help_text=_("Kantor yang menangani pun tidak melihat nama Anda.")
    )
    secret = forms.BooleanField(
        label=_("Rahasiakan isi laporan"), required=False, help_text=_("Laporan tidak ditampilkan kepada umum.")
    )
    vulnerable = forms.BooleanField(
        label=_("Menyangkut lansia, penyandang disabilitas, ibu hamil, anak, atau korban bencana"), required=False
    )
    token = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)
    kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=800)  # files already stored, signed
    files = UploadsField(label=_("Foto atau PDF"), required=False)


class WordsForm(forms.Form):
    """Some words and, where the step wants it, files."""

    text = TextField(label=_("Keterangan"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))
    files = UploadsField(label=_("Foto atau PDF"), required=False)


class MaybeWordsForm(forms.Form):
    """A step that may go without words."""

    text = TextField(label=_("Keterangan"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ProofForm(WordsForm):
    """What was done, with its proof."""

    text = TextField(label=_("Apa yang sudah dikerjakan?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))
    files = UploadsField(label=_("Bukti (foto atau PDF)"), required=True)


class VerifyForm(forms.Form):
    """The coordinator sorts a report."""

    klass = forms.ChoiceField(label=_("Jenis laporan"), choices=Complaint.Class.choices)
    topic = forms.ModelChoiceField(label=_("Topik"), queryset=Topic.objects.none(), required=False)
    text = TextField(label=_("Catatan untuk petugas"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["topic"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Topic.objects.filter(closed=False)


class ForwardForm(forms.Form):
    """To whom it goes."""

    office = forms.ModelChoiceField(
        label=_("Kantor yang menangani"), queryset=Office.objects.none(), to_field_name="key",
        empty_label=_("Pilih kantor"),
    )  # fmt: skip
    text = TextField(label=_("Catatan untuk kantor itu"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Office.objects.filter(closed_on__isnull=True).order_by("order", "name")


class RefuseForm(forms.Form):
    """Why not, and where to go instead."""

    reason = forms.ChoiceField(label=_("Alasan"))
    text = TextField(label=_("Penjelasan dan alamat yang tepat"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, reasons: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = reasons


class TrackForm(forms.Form):
    """Number and code from the receipt."""

    ref = LineField(label=_("Nomor laporan"), max_length=20, help_text=_("Misalnya P-7K3M-92QD."))
    code = LineField(label=_("Kode rahasia"), max_length=20, help_text=_("Sepuluh huruf dan angka pada tanda terima Anda."))
