"""The forms about a letter and its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.rooms.services.definition.shape import Asked, At, Definition, Letter, LetterPart, Type
from balairung.rooms.services.definition.sheets.common import (
    PLACES,
    Conditioned,
    LinesField,
    filled,
    line,
    offer,
    office_field,
    prose,
)

LAYOUTS = [
    ("certificate", _("Surat keterangan: judul dan nomor di tengah")),
    ("official", _("Surat dinas: nomor, sifat, dan hal di kiri")),
    ("decision", _("Keputusan atau izin: judul, nomor, tentang")),
    ("form", _("Formulir: kode di kanan atas")),
]
KINDS = [
    ("text", _("Paragraf")), ("facts", _("Data: label dan isi")), ("items", _("Daftar bernomor")),
    ("heading", _("Judul di dalam surat")), ("table", _("Tabel dari daftar orang")),
]  # fmt: skip
KIND_WORDS = dict(KINDS)
VALID_UNITS = [("days", _("hari")), ("months", _("bulan")), ("years", _("tahun"))]
SPARE = 2


def kind_of(part: LetterPart) -> str:
    """What the part is; a paragraph where it is nothing yet."""
    return next((kind for kind, _label in KINDS if getattr(part, kind) is not None), "text")


def new_part(kind: str) -> dict[str, Any]:
    """A part as it begins."""
    begins: dict[str, dict[str, Any]] = {
        "text": {"text": ""}, "heading": {"heading": ""}, "facts": {"facts": []}, "items": {"items": []},
        "table": {"table": "anggota"},
    }  # fmt: skip
    return begins[kind]


class AddPartForm(forms.Form):
    kind = forms.ChoiceField(label=_("Bagian baru"), choices=KINDS)


class LetterForm(forms.Form):
    """What surrounds the text: title, number, signer, validity."""

    layout = forms.ChoiceField(label=_("Bentuk surat"), choices=LAYOUTS)
    title = line(_("Judul"), 160, error_messages={"required": _("Tuliskan judul suratnya.")})
    about = line(_("Hal, atau tentang"), required=False)
    code = line(_("Kode formulir"), required=False, help_text=_("Misalnya F-1.03."))
    to = LinesField(label=_("Kepada"), rows=2, help_text=_("Satu baris alamat per baris."))
    classification = line(_("Kode klasifikasi arsip"), 20, help_text=_("Permendagri 83/2022."))
    number = line(_("Bentuk nomor"), 120, help_text=_(
        "Isian: {kode}, {nomor} atau {nomor:3}, {kantor}, {bulan}, {bulan_romawi}, {tahun}, {seri}."))  # fmt: skip
    series = line(_("Seri"), 40, required=False, help_text=_("Hanya bila surat ini dihitung tersendiri."))
    amount = forms.IntegerField(label=_("Berlaku selama"), required=False, min_value=1, max_value=1200,
                                help_text=_("Kosongkan bila tidak berbatas waktu."))  # fmt: skip
    unit = forms.ChoiceField(label=_("Satuan"), choices=VALID_UNITS, required=False)
    holder = forms.ChoiceField(label=_("Surat atas nama"))
    at = forms.ChoiceField(label=_("Wewenang tanda tangan"),
                           choices=[*PLACES, (At.LEADER, _("Kepala daerah"))])  # fmt: skip
    matter = forms.SlugField(label=_("Jenis surat di daftar pelimpahan"), max_length=60, help_text=_(
        "Huruf kecil dan tanda hubung. Dengan nama ini kewenangannya dilimpahkan."))  # fmt: skip
    copies = LinesField(label=_("Tembusan"), rows=2)
    foot = LinesField(label=_("Catatan kaki"), rows=2)

    def __init__(self, *args: Any, definition: Definition, letter: Letter, **kwargs: Any) -> None:
        names = ("layout", "title", "about", "code", "to", "classification", "number", "series", "holder", "copies")
        first = {name: getattr(letter, name) for name in names} | {"foot": letter.foot}
        first |= {"at": letter.signer.at.value, "matter": letter.signer.matter, "office": letter.signer.office}
        if letter.valid:
            first |= {"amount": letter.valid.amount, "unit": letter.valid.unit}
        super().__init__(*args, **{**kwargs, "initial": first})
        self.subject = letter.signer.subject
        named = [one for one in definition.fields.values() if one.type in (Type.NAME, Type.LINE)]
        holders = [("nama", _("Nama pemohon")), *((one.key, one.label) for one in named)]
        offer(self, "holder", holders)
        self.fields["office"] = office_field(letter.signer.office, label=_("Kantor penanda tangan"), help_text=_(
            "Hanya untuk kantor kabupaten yang lain dari kantor layanan ini."))  # fmt: skip
        self.order_fields(["layout", "title", "about", "code", "to", "classification", "number", "series", "amount",
                           "unit", "holder", "at", "office", "matter", "copies", "foot"])  # fmt: skip

    def value(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = ("layout", "title", "about", "code", "to", "classification", "number", "series", "holder", "copies")
        signer = {"at": data["at"], "office": data["office"] or None, "matter": data["matter"], "subject": self.subject}
        valid = {"amount": data["amount"], "unit": data["unit"] or "months"} if data["amount"] else None
        return {**{name: data[name] for name in names}, "foot": data["foot"], "valid": valid, "signer": signer}


class PartForm(Conditioned):
    """One part of the letter, by its kind; rows of facts and columns stand in `pairs`."""

    def __init__(
        self, *args: Any, part: LetterPart, known: Sequence[Asked], members: Sequence[Asked], **kwargs: Any
    ) -> None:
        super().__init__(*args, known=known, whens=part.when, **kwargs)
        self.kind, own = kind_of(part), dict[str, forms.Field]()
        if self.kind == "text":
            own["text"] = prose(_("Paragraf"), 6, required=False, initial=part.text)
            own["centred"] = forms.BooleanField(label=_("Di tengah"), required=False, initial=part.centred)
        elif self.kind == "heading":
            own["heading"] = line(_("Judul"), required=False, initial=part.heading)
        elif self.kind == "items":
            own["items"] = LinesField(
                label=_("Butir"), rows=6, initial=part.items, help_text=_("Satu butir per baris.")
            )
        elif self.kind == "table":
            lists = [(one.key, one.label) for one in members]
            first = [] if part.table in dict(lists) else [(str(part.table), _("– pilih –"))]
            own["table"] = forms.ChoiceField(label=_("Daftar orang"), choices=[*first, *lists], initial=part.table)
        self.fields = {**own, **self.fields}

    def value(self, pairs: Iterable[forms.Form] | None) -> dict[str, Any]:
        said: dict[str, Any] = {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data
                                and not name.startswith(("when_", "unless_"))}  # fmt: skip
        rows = [[row["label"], row["text"]] for row in filled(pairs or (), "label", "text")]
        if self.kind == "facts":
            said["facts"] = rows
        elif self.kind == "table":
            said["columns"] = rows
        return {**said, "when": self.whens()}


class PairRow(forms.Form):
    label = line(_("Label"), required=False)
    text = line(_("Isi"), 2000, required=False)


def pair_rows(data: Any, part: LetterPart) -> Any:
    """Facts or columns as rows; None for parts that have none."""
    kind = kind_of(part)
    if kind not in ("facts", "table"):
        return None
    pairs = part.facts or () if kind == "facts" else part.columns
    rows = forms.formset_factory(PairRow, extra=SPARE, max_num=80, absolute_max=100)
    return rows(data, prefix="pairs", initial=[{"label": label, "text": text} for label, text in pairs])
