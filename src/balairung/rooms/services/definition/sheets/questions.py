"""The forms about pages and questions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.rooms.services.definition.drafting import new_key
from balairung.rooms.services.definition.form_faults import CHOOSING, COUNTED, WITHOUT_UNKNOWN
from balairung.rooms.services.definition.shape import Asked, Page, Type
from balairung.rooms.services.definition.sheets.common import Conditioned, filled, line, offer, prose

TYPES = [
    (Type.LINE, _("Satu baris kata")), (Type.TEXT, _("Beberapa baris kata")), (Type.NAME, _("Nama orang")),
    (Type.NIK, _("NIK")), (Type.KK, _("Nomor kartu keluarga")), (Type.DATE, _("Tanggal")),
    (Type.NUMBER, _("Angka")), (Type.MONEY, _("Uang (rupiah)")), (Type.PHONE, _("Nomor telepon")),
    (Type.CHOICE, _("Pilih satu")), (Type.CHOICES, _("Pilih beberapa")), (Type.YESNO, _("Ya atau tidak")),
    (Type.REGION, _("Desa atau kecamatan di daerah ini")), (Type.PLACE, _("Tempat di mana saja, dengan kata")),
    (Type.FILE, _("Berkas")), (Type.MEMBERS, _("Daftar orang")), (Type.AGREE, _("Pernyataan yang disetujui")),
    (Type.NOTE, _("Penjelasan saja, tanpa pertanyaan")),
]  # fmt: skip
TYPE_WORDS = dict(TYPES)
INNER_TYPES = [(key, label) for key, label in TYPES if key not in (Type.MEMBERS, Type.FILE)]
LIMITS = {
    Type.FILE: (_("Paling sedikit berapa berkas"), _("Paling banyak berapa berkas")),
    Type.MEMBERS: (_("Paling sedikit berapa orang"), _("Paling banyak berapa orang")),
    Type.NUMBER: (_("Angka terkecil"), _("Angka terbesar")),
    Type.MONEY: (_("Rupiah terkecil"), _("Rupiah terbesar")),
}
LETTERS = (_("Paling sedikit berapa huruf"), _("Paling banyak berapa huruf"))
SPARE = 3  # empty rows beneath those that are filled


class AddQuestionForm(forms.Form):
    """A question as it begins."""

    label = line(_("Pertanyaan"), error_messages={"required": _("Tuliskan pertanyaannya.")})
    type = forms.ChoiceField(label=_("Jenis jawaban"), choices=TYPES)

    def __init__(self, *args: Any, inner: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if inner:
            offer(self, "type", INNER_TYPES)


class AddPageForm(forms.Form):
    title = line(_("Judul halaman"), error_messages={"required": _("Tuliskan judul halamannya.")})


class PageForm(Conditioned):
    """A page of the form: its title, and when it is shown."""

    title = line(_("Judul halaman"), error_messages={"required": _("Tuliskan judul halamannya.")})
    help = prose(_("Penjelasan di bawah judul"), required=False)

    def __init__(self, *args: Any, page: Page, known: Sequence[Asked], **kwargs: Any) -> None:
        first = {"title": page.title, "help": page.help}
        super().__init__(*args, known=known, whens=page.when, initial=first, **kwargs)

    def value(self) -> dict[str, Any]:
        return {"title": self.cleaned_data["title"], "help": self.cleaned_data["help"], "when": self.whens()}


class QuestionForm(Conditioned):
    """One question: only what its type has."""

    label = line(_("Pertanyaan"), error_messages={"required": _("Tuliskan pertanyaannya.")})
    type = forms.ChoiceField(label=_("Jenis jawaban"), choices=TYPES)
    help = line(_("Penjelasan"), required=False, help_text=_("Tampil di bawah pertanyaan."))
    required = forms.BooleanField(label=_("Wajib dijawab"), required=False)
    unknown = forms.BooleanField(label=_("Boleh dijawab “Saya tidak tahu”"), required=False)
    past = forms.BooleanField(label=_("Tidak boleh sesudah hari ini"), required=False)
    least = forms.IntegerField(required=False, min_value=0, max_value=10**12)
    most = forms.IntegerField(required=False, min_value=1, max_value=10**12)

    def __init__(self, *args: Any, one: Asked, known: Sequence[Asked], inner: bool = False, **kwargs: Any) -> None:
        names = ("label", "help", "required", "unknown", "past", "least", "most")
        first = {name: getattr(one, name) for name in names} | {"type": one.type.value}
        super().__init__(*args, known=known, whens=one.when, initial=first, **kwargs)
        if inner:
            offer(self, "type", INNER_TYPES)
        for name in self._idle(one.type):
            del self.fields[name]
        for name, label in zip(("least", "most"), LIMITS.get(one.type, LETTERS), strict=True):
            if name in self.fields:
                self.fields[name].label = label

    @staticmethod
    def _idle(kind: Type) -> list[str]:
        """What a question of this type has not."""
        idle = [] if kind in COUNTED else ["least", "most"]
        idle += ["unknown"] if kind in WITHOUT_UNKNOWN else []
        idle += [] if kind == Type.DATE else ["past"]
        return idle + (["required"] if kind == Type.NOTE else [])

    def value(self) -> dict[str, Any]:
        """For the definition. What another type has not is taken away with it."""
        kept = {name: self.cleaned_data[name] for name in ("label", "type", "help")}
        kind = Type(kept["type"])
        dropped = dict.fromkeys(self._idle(kind))
        dropped |= {} if kind in CHOOSING else {"choices": None}
        dropped |= {} if kind == Type.MEMBERS else {"fields": None}
        own = {name: self.cleaned_data.get(name) for name in ("required", "unknown", "past", "least", "most")}
        own = {name: value for name, value in own.items() if name in self.fields}
        return {**kept, **own, **dropped, "when": self.whens()}


class ChoiceRow(forms.Form):
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    label = line(_("Pilihan"), required=False)


def choice_rows(data: Any, one: Asked) -> Any:
    """The choices of a question as rows; an emptied row is a choice less."""
    rows = forms.formset_factory(ChoiceRow, extra=SPARE, max_num=60, absolute_max=80)
    return rows(data, prefix="choices", initial=[{"key": choice.key, "label": choice.label} for choice in one.choices])


def choices_value(rows: Iterable[forms.Form], known: Collection[str]) -> list[dict[str, str]]:
    """With keys: those that were there stay, new ones are made from their words."""
    found: list[dict[str, str]] = []
    for row in filled(rows, "label"):
        taken = {*known, *(choice["key"] for choice in found)}
        key = row["key"] if row["key"] in known else new_key(row["label"], taken)
        found.append({"key": key, "label": row["label"]})
    return found
