"""The form about the fourteen components of a service standard (PermenPANRB 15/2014)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balairung.rooms.services.definition.shape import Asked, Requirement, Standard, Type
from balairung.rooms.services.definition.sheets.common import LinesField, filled, line, offer, prose
from balairung.rooms.services.definition.sheets.steps import UNITS

SPARE = 2
TEXTS = ("procedure", "time_basis", "cost_words", "product", "complaints", "oversight", "staff", "guarantee", "safety",
         "evaluation", "pledge")  # fmt: skip


class StandardForm(forms.Form):
    """Everything but the lists of requirements and legal bases, which are rows of their own."""

    procedure = prose(_("2. Prosedur, di samping langkah-langkahnya"), required=False)
    amount = forms.IntegerField(label=_("3. Jangka waktu"), required=False, min_value=1, max_value=1000, help_text=_(
        "Kosongkan untuk lima hari kerja menurut undang-undang."))  # fmt: skip
    unit = forms.ChoiceField(label=_("Satuan"), choices=UNITS, required=False)
    time_basis = line(_("Dasar jangka waktu"), required=False, help_text=_(
        "Peraturan yang menetapkan waktu itu. Bila kosong, permohonan yang tidak diputus dianggap dikabulkan."
    ))  # fmt: skip
    cost = forms.IntegerField(label=_("4. Biaya (rupiah)"), min_value=0, max_value=10**12)
    cost_words = line(_("Dasar dan cara membayar"), required=False)
    product = line(_("5. Produk layanan"), required=False)
    complaints = prose(_("6. Pengaduan, saran, dan masukan"), required=False,
                       help_text=_("Kosongkan untuk saluran pengaduan daerah ini."))  # fmt: skip
    facilities = LinesField(label=_("8. Sarana, prasarana, dan fasilitas"))
    competence = LinesField(label=_("9. Kompetensi pelaksana"))
    oversight = prose(_("10. Pengawasan internal"), required=False)
    staff = line(_("11. Jumlah pelaksana"), required=False)
    guarantee = prose(_("12. Jaminan pelayanan"), required=False)
    safety = prose(_("13. Jaminan keamanan dan keselamatan"), required=False)
    evaluation = prose(_("14. Evaluasi kinerja pelaksana"), required=False)
    pledge = prose(_("Maklumat pelayanan"), required=False)

    def __init__(self, *args: Any, standard: Standard, **kwargs: Any) -> None:
        first = {name: getattr(standard, name) for name in (*TEXTS, "cost", "facilities", "competence")}
        if standard.time:
            first |= {"amount": standard.time.amount, "unit": standard.time.unit.value}
        super().__init__(*args, **{**kwargs, "initial": first})

    def value(self) -> dict[str, Any]:
        data = self.cleaned_data
        time = {"amount": data["amount"], "unit": data["unit"] or "working_days"} if data["amount"] else None
        kept = {name: data[name] for name in (*TEXTS, "cost", "facilities", "competence")}
        return {**kept, "time": time}


class RequirementRow(forms.Form):
    words = line(pgettext_lazy("standar", "Syarat"), required=False)
    field = forms.ChoiceField(label=_("Ditanyakan sebagai"), required=False)
    basis = line(_("Mengapa diminta"), required=False)

    def __init__(self, *args: Any, questions: Sequence[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.key, one.label) for one in questions if one.type != Type.NOTE]
        gone = self.initial.get("field")
        known += [(gone, gone)] if gone and gone not in dict(known) else []
        offer(self, "field", [("", _("– tidak ditanyakan –")), *known])


class CutRow(forms.Form):
    words = line(_("Yang tidak lagi diminta"), required=False)
    basis = line(_("Mengapa tidak"), required=False)


class BasisRow(forms.Form):
    words = line(_("Dasar hukum"), required=False)
    checked = forms.BooleanField(label=_("Sudah dibaca naskahnya"), required=False)


def requirement_rows(data: Any, standard: Standard, questions: Sequence[Asked]) -> Any:
    rows = forms.formset_factory(RequirementRow, extra=SPARE, max_num=60, absolute_max=80)
    return rows(data, prefix="requirements", initial=[_row(one) for one in standard.requirements],
                form_kwargs={"questions": questions})  # fmt: skip


def cut_rows(data: Any, standard: Standard) -> Any:
    rows = forms.formset_factory(CutRow, extra=SPARE, max_num=60, absolute_max=80)
    return rows(data, prefix="cut", initial=[_row(one) for one in standard.cut])


def basis_rows(data: Any, standard: Standard) -> Any:
    rows = forms.formset_factory(BasisRow, extra=SPARE, max_num=60, absolute_max=80)
    return rows(data, prefix="basis", initial=[one.model_dump() for one in standard.basis])


def _row(one: Requirement) -> dict[str, Any]:
    return {"words": one.words, "field": one.field or "", "basis": one.basis}


def requirements_value(rows: Any) -> list[dict[str, Any]]:
    return [{**row, "field": row.get("field") or None} for row in filled(rows, "words", "basis")]


def basis_value(rows: Any) -> list[dict[str, Any]]:
    return filled(rows, "words")
