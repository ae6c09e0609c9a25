"""What is typed about a request for information, and its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import Choices, ChosenField, ContactField, LineField, RupiahInput, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import PDF, PICTURES
from balairung.kernel.obligations.forms import MaybeWordsForm, WordsForm
from balairung.kernel.people.forms import DayField
from balairung.kernel.people.models import Office
from balairung.rooms.disclosure import rules
from balairung.rooms.disclosure.models import InfoRequest, Listing

_DIGITS = re.compile(r"[0-9]{16}")
_CHOOSE = dict.fromkeys(("required", "invalid_choice"), _("Pilih salah satu."))
Given = dict[str, Any]


def _offices() -> Choices:
    rows = rules.answering_offices().values_list("key", "name")
    return [("", str(_("Saya tidak tahu"))), *rows]


def _choice(label: Any, choices: Callable[[], Any], **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=_CHOOSE, **more)


def _long(label: Any, help_text: Any = "", *, rows: int = 4, most: int = 4000, required: bool = True) -> TextField:
    area = forms.Textarea(attrs={"rows": rows})
    return TextField(label=label, help_text=help_text, max_length=most, required=required, widget=area)


class AskedForm(forms.Form):
    """What somebody wants to know, and what for."""

    information = _long(
        _("Informasi apa yang Anda perlukan?"), rows=5, most=3000,
        help_text=_("Sebutkan isinya dan masanya, misalnya: anggaran perbaikan jalan kabupaten tahun 2025. Jangan"
                    " menulis data pribadi siapa pun."),
    )  # fmt: skip
    purpose = _long(
        _("Untuk apa informasi itu Anda gunakan?"), rows=2, most=1000,
        help_text=_("Undang-undang meminta tujuannya ditulis. Cukup satu kalimat, dan tidak ditampilkan kepada umum."),
    )  # fmt: skip
    office = ChosenField(
        rows=rules.answering_offices, to="key", choices=_offices, label=_("Kantor mana yang memilikinya?"),
        required=False, help_text=_("Bila tidak tahu, biarkan. Kami yang mencari."),
    )  # fmt: skip


class HowForm(forms.Form):
    """In which shape, by which way."""

    shape = _choice(_("Bagaimana Anda ingin memperolehnya?"), lambda: rules.pairs("shapes"))
    way = _choice(_("Bagaimana Anda ingin menerimanya?"), lambda: rules.pairs("ways"))

    def clean(self) -> Given:
        found = super().clean() or {}
        if found.get("shape") == "view" and found.get("way") == "post":
            self.add_error("way", _("Yang dilihat di kantor tidak dikirim lewat pos."))
        return found


class WhoForm(forms.Form):
    """Who asks: the law wants a name, an address and a proof of who it is."""

    standing = _choice(_("Anda meminta sebagai"), lambda: InfoRequest.Standing.choices)
    name = LineField(
        label=_("Nama lengkap, atau nama badan hukum"), max_length=120,
        error_messages={"required": _("Tuliskan namanya.")},
    )  # fmt: skip
    identity = LineField(
        label=_("Nomor KTP, atau nomor akta badan hukum"), max_length=60,
        help_text=_("Enam belas angka untuk perseorangan. Disimpan terkunci, dan tidak pernah tampil untuk umum."),
        error_messages={"required": _("Tuliskan nomornya.")},
    )  # fmt: skip
    address = LineField(
        label=_("Alamat"), max_length=240, error_messages={"required": _("Tuliskan alamatnya.")}
    )  # fmt: skip
    contact = ContactField(
        label=_("Surel atau nomor telepon"), max_length=120, required=False,
        help_text=_("Untuk mengabari Anda. Tanpa ini, jawaban Anda baca di halaman permohonan."),
    )  # fmt: skip

    def clean(self) -> Given:
        found = super().clean() or {}
        if found.get("standing") == "person" and (number := found.get("identity")):
            digits = re.sub(r"[ .-]", "", number)
            found["identity"] = digits
            if not _DIGITS.fullmatch(digits):
                self.add_error("identity", _("Nomor KTP terdiri dari enam belas angka."))
        return found


class ReplyForm(forms.Form):
    text = _long(_("Jawaban Anda"), most=2000)


class WithdrawForm(forms.Form):
    text = _long(_("Alasannya"), rows=3, most=500, required=False)


class ObjectForm(forms.Form):
    """Why somebody objects; which grounds there are follows from what happened."""

    ground = forms.ChoiceField(label=_("Alasan keberatan"), widget=forms.RadioSelect, error_messages=_CHOOSE)
    case = _long(_("Uraian Anda"), _("Dibaca pejabat yang memutus."), most=3000, required=False)

    def __init__(self, *args: Any, grounds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = grounds


class FindForm(forms.Form):
    """What of the lists one wants to see; the names stand in the address."""

    kata = LineField(label=_("Cari informasi"), max_length=80, required=False)
    jenis = forms.ChoiceField(
        label=_("Jenis"), required=False,
        choices=lambda: [("", _("Semua")), *((key, rules.category_title(key)) for key in rules.CATEGORIES)],
    )  # fmt: skip
    kantor = ChosenField(
        rows=rules.answering_offices, to="key", label=_("Kantor"), required=False,
        choices=lambda: [("", str(_("Semua"))), *rules.answering_offices().values_list("key", "name")],
    )  # fmt: skip

    def asked(self) -> Given:
        """What was understood of it."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


# --- officers --------------------------------------------------------------------------------------------------------


class GiveForm(WordsForm):
    """The answer, with what is given."""

    text = _long(_("Jawaban untuk pemohon"))
    cost = RupiahInput(
        label=_("Biaya salinan"), required=False, help_text=_("Hanya biaya salinan yang sudah disetujui pemohon.")
    )  # fmt: skip
    uploads = UploadsField(
        label=_("Berkas yang diberikan"), required=False, kinds=(PDF, *PICTURES),
        help_text=_("Samarkan dahulu nama, nomor, dan alamat orang lain di dalamnya."),
    )  # fmt: skip


class _Reasoned(forms.Form):
    article = forms.ChoiceField(label=_("Dasar pengecualian"), choices=rules.article_choices, error_messages=_CHOOSE)
    consequence = _long(
        _("Uji konsekuensi"), _("Apa akibatnya bila dibuka, dan kepentingan apa yang dilindungi. Dibaca pemohon."),
    )  # fmt: skip


class PartForm(GiveForm, _Reasoned):
    """What may be given, and why the rest may not."""

    field_order = ("text", "uploads", "cost", "article", "consequence")


class RefuseForm(WordsForm, _Reasoned):
    text = _long(_("Penjelasan untuk pemohon"))
    field_order = ("text", "article", "consequence")


class LackForm(WordsForm):
    text = _long(_("Penjelasan untuk pemohon"))
    held_by = LineField(
        label=_("Siapa yang menguasainya"),
        max_length=200,
        required=False,
        help_text=_("Badan publik lain, bila Anda tahu."),
    )


class AskForm(WordsForm):
    text = _long(
        _("Yang perlu dilengkapi"), _("Juga biaya salinan, bila ada. Batas waktu kantor tetap berjalan."), most=2000
    )


class ExtendForm(WordsForm):
    text = _long(_("Alasan perpanjangan"), _("Tertulis, dan dibaca pemohon. Hanya satu kali."), most=2000)


class PassForm(MaybeWordsForm):
    office = ChosenField(
        rows=rules.answering_offices, to="key", choices=lambda: _offices()[1:], label=_("Kantor yang menguasainya"),
        error_messages={"required": _("Pilih dahulu kantornya.")},
    )  # fmt: skip
    field_order = ("office", "text")


class DecideForm(WordsForm):
    text = _long(_("Putusan dan pertimbangannya"), _("Dibaca pemohon dan kantor yang menjawab."))


class RevealForm(forms.Form):
    purpose = LineField(
        label=_("Untuk apa nomor ini dibuka?"), max_length=200,
        error_messages={"required": _("Tuliskan dahulu untuk apa.")},
    )  # fmt: skip


class PublishForm(forms.Form):
    """Question and answer as everybody will read them."""

    question = _long(_("Pertanyaannya"), _("Tanpa menyebut siapa yang bertanya."), rows=3, most=1000)
    answer = _long(_("Jawabannya"), rows=5)
    with_files = forms.BooleanField(
        label=_("Terbitkan juga berkasnya"), required=False,
        help_text=_("Semua orang dapat membukanya. Periksa sekali lagi: tidak boleh ada data pribadi di dalamnya."),
    )  # fmt: skip


class ListingForm(forms.Form):
    """One row of the list of public information."""

    category = _choice(_("Jenisnya"), rules.category_choices)
    title = LineField(label=_("Judul"), max_length=200, error_messages={"required": _("Tuliskan judulnya.")})
    summary = _long(_("Ringkasan isinya"), rows=3, most=1500)
    keeper = LineField(
        label=_("Penanggung jawab"), max_length=160, help_text=_("Jabatan, misalnya Kepala Bidang Bina Marga.")
    )
    made = LineField(
        label=_("Waktu dan tempat pembuatan"), max_length=160, help_text=_("Misalnya Januari 2026, Madiun.")
    )
    medium = _choice(_("Bentuknya"), lambda: Listing.Medium.choices)
    link = forms.URLField(label=_("Tautan"), max_length=400, required=False, assume_scheme="https")
    uploads = UploadsField(label=_("Berkas"), most=1, required=False, kinds=(PDF, *PICTURES))
    kept_for = LineField(label=_("Jangka waktu penyimpanan"), max_length=80, help_text=_("Misalnya 5 tahun."))
    until = DayField(label=_("Berlaku sampai"), required=False)

    FIELDS = ("category", "title", "summary", "keeper", "made", "medium", "link", "kept_for", "until")

    def said(self) -> Given:
        return {name: self.cleaned_data[name] for name in self.FIELDS}


class NewListingForm(ListingForm):
    """The same, with the office whose row it is."""

    office = forms.ChoiceField(label=_("Kantor"), error_messages=_CHOOSE)
    field_order = ("office",)

    def __init__(self, *args: Any, offices: list[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {office.key: office for office in offices}
        field = self.fields["office"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(office.key, office.name) for office in offices]
        if len(offices) == 1:
            field.initial = offices[0].key

    def said(self) -> Given:
        return super().said() | {"office": self.known[self.cleaned_data["office"]]}


class WithholdForm(forms.Form):
    """One row of the list of what is withheld."""

    office = ChosenField(
        rows=rules.answering_offices, to="key", choices=lambda: _offices()[1:], label=_("Kantor"),
        error_messages={"required": _("Pilih dahulu kantornya.")},
    )  # fmt: skip
    title = LineField(label=_("Informasinya"), max_length=200)
    article = forms.ChoiceField(label=_("Dasar pengecualian"), choices=rules.article_choices, error_messages=_CHOOSE)
    consequence = _long(_("Akibat bila dibuka"), rows=3, most=2000)
    benefit = _long(_("Yang dilindungi bila ditutup"), rows=3, most=2000)
    decree = LineField(label=_("Penetapan"), max_length=160, help_text=_("Nomor dan tanggal lembar uji konsekuensi."))
    since = DayField(label=_("Ditetapkan pada"))
    until = DayField(
        label=_("Dikecualikan sampai"), required=False, help_text=_("Boleh kosong hanya untuk huruf g sampai j.")
    )


class YearForm(forms.Form):
    """The words of a year's report."""

    overview = _long(_("Gambaran umum"), required=False)
    means = _long(_("Sarana, petugas, dan anggaran"), required=False)
    obstacles = _long(_("Kendala"), required=False)
    plans = _long(_("Rencana perbaikan"), required=False)
