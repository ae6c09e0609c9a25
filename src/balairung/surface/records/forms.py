"""What is typed to hold a case."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.references import read_reference
from balairung.ground.ui.fields import LineField
from balairung.kernel.obligations.models import Obligation
from balairung.surface.records.models import Hold


class HoldForm(forms.Form):
    """Which case, why, and by which letter."""

    ref = LineField(
        label=_("Nomor perkara"), max_length=20, error_messages={"required": _("Tuliskan dahulu nomornya.")}
    )
    ground = forms.ChoiceField(label=_("Alasan"), choices=Hold.Ground.choices, widget=forms.RadioSelect)
    paper = LineField(
        label=_("Nomor surat yang memintanya"), max_length=120,
        error_messages={"required": _("Tuliskan dahulu nomor suratnya.")},
    )  # fmt: skip

    def clean_ref(self) -> Obligation:
        found = Obligation.objects.filter(ref=read_reference(self.cleaned_data["ref"]) or "").first()
        if found is None:
            raise forms.ValidationError(_("Tidak ada perkara dengan nomor ini. Periksa lagi penulisannya."))
        return found
