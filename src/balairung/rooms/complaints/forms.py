"""The shape of what people type, and its words."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import Choices, ChosenField, ContactField, LineField, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.messaging.actions import Recipient
from balairung.kernel.people.choices import office_choices
from balairung.kernel.people.models import Office
from balairung.rooms.complaints.models import Complaint, Outcome, Topic

LONGEST = 5000  # signs of a report


def topic_choices(none: object = _("Belum tahu")) -> Choices:
    """Topics on their shelves; `none` is what choosing no topic is called."""
    rows = Topic.objects.filter(closed=False).values_list("group__name", "code", "name")
    shelves = groupby(rows, key=itemgetter(0))
    return [("", str(none)), *((shelf, [(code, name) for _group, code, name in topics]) for shelf, topics in shelves)]


class WordsForm(forms.Form):
    """Some words and, where the step wants it, files."""

    text = TextField(label=_("Keterangan"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))
    uploads = UploadsField(label=_("Foto, rekaman, atau PDF"), required=False)


class ShownForm(WordsForm):
    """Words and files that everyone may see if the report is open to all."""

    show = forms.BooleanField(
        label=_("Berkasnya boleh dilihat umum"), required=False, initial=True,
        help_text=_("Hanya pada laporan terbuka. Lepas centang bila tampak wajah, pelat nomor, atau data pribadi."),
    )  # fmt: skip


class AnswerForm(ShownForm):
    """The first answer."""

    text = TextField(
        label=_("Jawaban untuk pelapor"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Tulis apa yang akan dikerjakan dan kapan. Jangan menulis nama atau nomor telepon pelapor."),
        error_messages={"required": _("Tuliskan dahulu jawabannya.")},
    )  # fmt: skip


class HeardForm(WordsForm):
    """What the reporter told the office by another way than this house."""

    text = TextField(
        label=_("Keterangan dari pelapor"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Bila pelapor menjawab lewat telepon atau datang sendiri. Waktu kantor berjalan lagi."),
    )  # fmt: skip


class AskForm(forms.Form):
    """What is missing."""

    text = TextField(
        label=_("Pertanyaan untuk pelapor"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Waktu kantor berhenti sampai pelapor menjawab. Bertanyalah sekali saja, dan lengkap."),
        error_messages={"required": _("Tuliskan dahulu pertanyaannya.")},
    )  # fmt: skip


class NoteForm(WordsForm):
    """For colleagues only."""

    text = TextField(
        label=_("Catatan"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Hanya petugas yang melihatnya, tidak pernah pelapor."),
    )  # fmt: skip


class InformForm(WordsForm):
    """The reporter answers a question."""

    text = TextField(label=_("Jawaban Anda"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))


class ReopenForm(WordsForm):
    """Not solved after all."""

    text = TextField(
        label=_("Apa yang belum selesai?"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class CloseForm(forms.Form):
    """Solved; words are welcome."""

    text = TextField(
        label=_("Ada yang ingin Anda sampaikan?"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class WithdrawForm(forms.Form):
    """Taken back; nobody has to say why."""

    text = TextField(
        label=_("Mengapa laporan ini dicabut?"), max_length=LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class ProofForm(ShownForm):
    """What was done, with its proof."""

    text = TextField(
        label=_("Apa yang sudah dikerjakan?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5})
    )
    uploads = UploadsField(label=_("Bukti (foto, video, atau PDF)"), required=True)


class VerifyForm(forms.Form):
    """The coordinator sorts a report."""

    klass = forms.ChoiceField(label=_("Jenis laporan"), choices=Complaint.Class.choices)
    topic = ChosenField(
        rows=lambda: Topic.objects.filter(closed=False), choices=topic_choices, label=_("Topik"), required=False
    )
    text = TextField(
        label=_("Catatan untuk petugas"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ForwardForm(forms.Form):
    """To whom it goes."""

    office = ChosenField(
        rows=lambda: Office.objects.filter(closed_on__isnull=True), to="key", choices=office_choices,
        label=_("Kantor yang menangani"), error_messages={"required": _("Pilih dahulu kantornya.")},
    )  # fmt: skip
    text = TextField(
        label=_("Catatan untuk kantor itu"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class RefuseForm(forms.Form):
    """Why not, and where to go instead."""

    reason = forms.ChoiceField(label=_("Alasan"))
    text = TextField(
        label=_("Penjelasan dan alamat yang tepat"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, reasons: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = reasons


class TrackForm(forms.Form):
    """Number and code from the receipt."""

    ref = LineField(
        label=_("Nomor laporan atau permohonan"), max_length=20, help_text=_("Misalnya P-7K3M-92QD atau M-7K3M-92QD."),
        error_messages={"required": _("Tuliskan dahulu nomornya.")},
    )  # fmt: skip
    code = LineField(
        label=_("Kode rahasia"), max_length=20, help_text=_("Sepuluh huruf dan angka."),
        error_messages={"required": _("Tuliskan dahulu kodenya.")},
    )  # fmt: skip


class LeftContactForm(forms.Form):
    """Where the reporter wants to hear how it goes on; empty is nowhere."""

    contact = ContactField(
        label=_("Surel atau nomor telepon"), required=False, max_length=120,
        help_text=_("Kosongkan bila Anda tidak ingin menerima kabar lagi tentang laporan ini."),
    )  # fmt: skip


class AddressForm(forms.Form):
    """An address that somebody wants to be written to: today by e-mail, by other channels as soon as they are open."""

    contact = ContactField(
        label=_("Alamat surel Anda"), max_length=120, widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Tuliskan dahulu alamat surel Anda.")},
    )  # fmt: skip

    def clean_contact(self) -> str:
        contact: str = self.cleaned_data["contact"]
        if not Recipient.contact(contact).reachable:
            raise forms.ValidationError(_("Saat ini kabar baru dapat kami kirim lewat surel. Tuliskan alamat surel."))
        return contact


class ImproperForm(forms.Form):
    """What is wrong with the words of a public report."""

    REASONS = {
        "nama": _("Menyebut nama, alamat, atau nomor seseorang"),
        "kasar": _("Kasar atau menghina"),
        "bohong": _("Tidak benar atau menyesatkan"),
        "lain": _("Hal lain"),
    }
    reason = forms.ChoiceField(
        label=_("Apa yang tidak pantas?"), choices=list(REASONS.items()), widget=forms.RadioSelect,
        error_messages={"required": _("Pilih dahulu alasannya.")},
    )  # fmt: skip
    text = TextField(
        label=_("Bagian mana?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class OutcomeForm(forms.Form):
    """Four weeks after closing."""

    answer = forms.ChoiceField(
        label=_("Apakah masalahnya benar sudah beres?"), choices=Outcome.Answer.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Pilih dahulu salah satu.")},
    )  # fmt: skip
    text = TextField(
        label=_("Ada yang ingin Anda sampaikan?"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class DraftForm(WordsForm):
    """A step that waits for a second reader, written on or corrected."""

    text = TextField(label=_("Isi konsep"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))
    uploads = UploadsField(label=_("Tambah foto, rekaman, atau PDF"), required=False)


class ReturnForm(forms.Form):
    """What should be different."""

    words = TextField(label=_("Apa yang perlu diperbaiki?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class OtherForm(forms.Form):
    """Another report, by its number."""

    ref = LineField(
        label=_("Nomor laporan"), max_length=20, help_text=_("Misalnya P-7K3M-92QD."),
        error_messages={"required": _("Tuliskan dahulu nomornya.")},
    )  # fmt: skip


class SplitForm(forms.Form):
    """The second of two things that one report speaks of."""

    text = TextField(
        label=_("Bagian yang dipisahkan"), min_length=10, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Salin kata-kata pelapor tentang hal kedua. Pelapor mendapat nomor baru untuk bagian ini."),
    )  # fmt: skip
