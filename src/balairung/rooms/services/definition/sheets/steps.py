"""The form about a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.kernel.people.models import Post
from balairung.rooms.services.definition.shape import Asked, Does, May, Step, Unit
from balairung.rooms.services.definition.sheets.common import PLACES, Conditioned, LinesField, line, offer, office_field

DOES = [
    (Does.CHECK, _("Memeriksa kelengkapan dan kebenaran")), (Does.INSPECT, _("Memeriksa di lapangan, dengan foto")),
    (Does.DECIDE, _("Memutus: menyetujui atau menolak")), (Does.SIGN, _("Menandatangani surat")),
]  # fmt: skip
MAY = [
    (May.RETURN, _("Minta pemohon melengkapi")), (May.REFUSE, _("Menolak dengan alasan")),
    (May.BACK, _("Mengembalikan ke langkah sebelumnya")),
]  # fmt: skip
UNITS = [
    (Unit.WORKING_DAYS, _("hari kerja")), (Unit.CALENDAR_DAYS, _("hari kalender")),
    (Unit.OFFICE_HOURS, _("jam kantor")),
]  # fmt: skip
DOES_WORDS, UNIT_WORDS, PLACE_WORDS = dict(DOES), dict(UNITS), dict(PLACES)


class AddStepForm(forms.Form):
    title = line(_("Nama langkah"), error_messages={"required": _("Tuliskan nama langkahnya.")})


class StepForm(Conditioned):
    """Who does what by when."""

    title = line(_("Nama langkah"), help_text=_("Yang dibaca pemohon: “Diperiksa desa”."),
                  error_messages={"required": _("Tuliskan nama langkahnya.")})  # fmt: skip
    does = forms.ChoiceField(label=_("Yang dikerjakan"), choices=DOES)
    at = forms.ChoiceField(label=_("Dikerjakan di"), choices=PLACES)
    role = forms.ChoiceField(label=_("Oleh"), required=False)
    amount = forms.IntegerField(label=_("Paling lama"), min_value=1, max_value=1000)
    unit = forms.ChoiceField(label=_("Satuan"), choices=UNITS)
    may = forms.MultipleChoiceField(label=_("Selain meneruskan, boleh"), choices=MAY, required=False,
                                    widget=forms.CheckboxSelectMultiple)  # fmt: skip
    checklist = LinesField(
        label=_("Daftar periksa"), help_text=_("Satu butir per baris; dicentang sebelum diteruskan.")
    )

    def __init__(self, *args: Any, step: Step, known: Sequence[Asked], **kwargs: Any) -> None:
        first = {name: getattr(step, name) for name in ("title", "role", "checklist", "office")}
        first |= {"does": step.does.value, "at": step.at.value, "may": [one.value for one in step.may]}
        first |= {"amount": step.clock.amount, "unit": step.clock.unit.value}
        super().__init__(*args, known=known, whens=step.when, initial=first, **kwargs)
        roles = [("", _("Siapa pun di kantor itu")), *Post.Role.choices]
        offer(self, "role", roles)
        self.fields["office"] = office_field(step.office, label=_("Kantor kabupaten"), help_text=_(
            "Hanya bila lain dari kantor layanan ini."))  # fmt: skip
        self.order_fields(["title", "does", "at", "office", "role", "amount", "unit", "may", "checklist"])

    def value(self) -> dict[str, Any]:
        data = self.cleaned_data
        kept = {name: data[name] for name in ("title", "does", "at", "role", "may", "checklist")}
        clock = {"amount": data["amount"], "unit": data["unit"]}
        return {**kept, "office": data["office"] or None, "clock": clock, "when": self.whens()}
