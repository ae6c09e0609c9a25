"""The form in which a criterion of MPP Digital is answered."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import LineField
from balairung.kernel.files.fields import UploadsField
from balairung.rooms.reception.malls.criteria import NOTE

YES, NO = "ya", "belum"


class CriterionForm(forms.Form):
    """Met or not yet, why, and the proof."""

    met = forms.ChoiceField(
        label=_("Terpenuhi?"), choices=[(YES, _("Ya, ini buktinya")), (NO, _("Belum"))], widget=forms.RadioSelect,
        error_messages={"required": _("Pilih dahulu: sudah atau belum.")},
    )  # fmt: skip
    note = LineField(
        label=_("Keterangan"), max_length=NOTE, required=False,
        help_text=_("Apa buktinya, atau apa yang masih kurang. Alamat situs juga boleh."),
    )  # fmt: skip
    uploads = UploadsField(label=_("Bukti (foto atau PDF)"), required=False)
