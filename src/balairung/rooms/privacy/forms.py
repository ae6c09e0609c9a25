"""What is typed about one's own data, in answer to it, and about an incident."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import ContactField, LineField, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import PDF, PICTURES
from balairung.kernel.obligations.forms import WordsForm
from balairung.kernel.people.forms import DayField
from balairung.rooms.privacy import rules
from balairung.rooms.privacy.answering import ERASING, erasable
from balairung.rooms.privacy.models import DataRequest
from balairung.rooms.privacy.spreading import room_names

_CHOOSE = dict.fromkeys(("required", "invalid_choice"), _("Pilih salah satu dari daftar."))


def _long(label: Any, help_text: Any = "", rows: int = 4, most: int = 4000, **kwargs: Any) -> TextField:
    widget = forms.Textarea(attrs={"rows": rows})
    return TextField(label=label, help_text=help_text, max_length=most, widget=widget, **kwargs)


class AskForm(forms.Form):
    """Which contact, and for most rights what is asked in one's own words."""

    contact = ContactField(
        label=_("Surel atau nomor telepon Anda"), max_length=120,
        help_text=_("Yang pernah Anda tuliskan di sini. Kami mengirim kode ke situ untuk memastikan itu Anda."),
        error_messages={"required": _("Tuliskan surel atau nomor telepon Anda.")},
    )  # fmt: skip
    wish = _long(
        _("Apa yang Anda minta?"), _("Sebutkan data yang mana, misalnya nomor laporan, dan bagaimana seharusnya."),
        most=2000, error_messages={"required": _("Tuliskan dahulu apa yang Anda minta.")},
    )  # fmt: skip

    def __init__(self, *args: Any, right: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if right == "copy":
            del self.fields["wish"]


class CodeForm(forms.Form):
    code = LineField(
        label=_("Enam angka dari pesan kami"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Tuliskan kodenya.")},
    )  # fmt: skip


class OpenForm(forms.Form):
    """The code of the request opens the link that was sent."""

    code = LineField(
        label=_("Kode permintaan Anda"), max_length=20, help_text=_("Ada di halaman dan pesan pertama permintaan itu."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}), error_messages={"required": _("Tuliskan kodenya.")},
    )  # fmt: skip


class NoForm(forms.Form):
    """Nothing to fill in: a press is enough."""


class CounterForm(forms.Form):
    """A request of somebody who stands at a counter with their identity card."""

    right = forms.ChoiceField(label=_("Yang diminta"), choices=lambda: rules.pairs("rights"), error_messages=_CHOOSE)
    name = LineField(
        label=_("Nama seperti di KTP"), max_length=120, error_messages={"required": _("Tuliskan namanya.")}
    )
    contact = ContactField(
        label=_("Surel atau nomor telepon yang tercatat pada kami"), max_length=120,
        help_text=_("Jawaban dan salinan dikirim ke situ, tidak kepada petugas."),
        error_messages={"required": _("Tuliskan kontaknya.")},
    )  # fmt: skip
    wish = _long(
        _("Dalam kata-katanya sendiri"), _("Boleh kosong bila yang diminta salinan."), most=2000, required=False
    )
    seen = forms.BooleanField(
        label=_("Saya sudah melihat KTP-nya, dan orangnya ada di depan saya"),
        error_messages={"required": _("Periksa dahulu KTP-nya. Tanpa itu permintaan tidak boleh dicatat.")},
    )  # fmt: skip


class CompleteForm(WordsForm):
    """The answer; for what is to go, which of the things that we hold."""

    text = _long(_("Jawaban untuk pemohon"), _("Apa yang sudah dilakukan. Dibaca pemohon."), most=2000)

    def __init__(self, *args: Any, found: DataRequest | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if found and found.right in ERASING:
            rows = [(mark, words) for mark, words, kept in erasable(found) if not kept]
            self.fields["marks"] = forms.MultipleChoiceField(
                label=_("Yang dihapus untuk selamanya"), choices=rows, required=False,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
            self.order_fields(["marks", "text"])


class RefuseForm(WordsForm):
    ground = forms.ChoiceField(
        label=_("Dasar penolakan"), error_messages=_CHOOSE,
        choices=lambda: [(key, rules.refusal_words(key)) for key, _words in rules.pairs("refusals")],
    )  # fmt: skip
    text = _long(_("Penjelasan untuk pemohon"), _("Dengan kata-kata sehari-hari."), most=2000)
    field_order = ("ground", "text")


class IncidentForm(forms.Form):
    """What is known in the first minute."""

    title = LineField(
        label=_("Apa yang terjadi?"), max_length=160,
        help_text=_("Satu kalimat, tanpa nama warga. Misalnya: kiriman surel salah alamat berisi daftar pemohon."),
        error_messages={"required": _("Tuliskan dalam satu kalimat apa yang terjadi.")},
    )  # fmt: skip
    known_at = forms.DateTimeField(
        label=_("Sejak kapan diketahui?"), help_text=_("Dari saat ini tiga kali 24 jam dihitung."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={"required": _("Sebutkan kapan diketahui."), "invalid": _("Sebutkan tanggal dan jamnya.")},
    )  # fmt: skip
    drill = forms.BooleanField(
        label=_("Ini latihan"), required=False,
        help_text=_("Batas waktunya sama, tetapi tidak satu pesan pun dikirim kepada warga."),
    )  # fmt: skip


class DescribeForm(forms.Form):
    """The minimum that both letters say (art. 46 (2))."""

    exposed = forms.MultipleChoiceField(
        label=_("Data yang terungkap"), choices=lambda: rules.pairs("exposed"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih data yang terungkap.")},
    )  # fmt: skip
    happened = _long(_("Kapan dan bagaimana terungkap"))
    handling = _long(_("Penanganan: apa yang sudah dan sedang dilakukan"))
    recovery = _long(_("Pemulihan, dan yang dapat dilakukan pemilik data"))


class SearchForm(forms.Form):
    """Which records were touched."""

    rooms = forms.MultipleChoiceField(
        label=_("Catatan yang terdampak"), choices=room_names, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih catatan yang terdampak.")},
    )  # fmt: skip
    since = DayField(label=_("Yang masuk dari tanggal"))
    until = DayField(label=_("Sampai tanggal"))


class ReportForm(WordsForm):
    text = _long(_("Bagaimana dan kepada siapa dikirim"), _("Nomor tanda terima, bila ada."), rows=3, most=1000)
    uploads = UploadsField(label=_("Bukti pengiriman"), kinds=(PDF, *PICTURES), most=2, required=False)


class LessonForm(WordsForm):
    text = _long(_("Yang dipelajari, dan yang diubah"), _("Tetap tercatat di register."), most=2000)


class WhyForm(WordsForm):
    text = _long(_("Mengapa bukan kegagalan"), _("Apa yang diperiksa, dan hasilnya."), most=2000)
