"""What is asked of whoever opens what is sealed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import TextField
from balairung.kernel.obligations.models import Unsealing
from balairung.kernel.obligations.unsealing import SHORTEST

SPECIAL = Unsealing.Purpose.SPECIAL
USUAL = [(str(value), capfirst(words)) for value, words in Unsealing.Purpose.choices if value != SPECIAL]


class UnsealForm(forms.Form):
    """A purpose from the list for whoever handles the case; a reason in words for everybody else."""

    purpose = forms.ChoiceField(
        label=_("Untuk apa?"), choices=USUAL, widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Pilih dahulu untuk apa data ini dibuka.")),
    )  # fmt: skip
    reason = TextField(
        label=_("Mengapa Anda harus membukanya?"), min_length=SHORTEST, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Alasan ini tercatat bersama nama Anda, dan atasan Anda diberi tahu."),
        error_messages={"min_length": _("Jelaskan sedikit lebih panjang: mengapa perlu, dan untuk apa dipakai.")},
    )  # fmt: skip

    def __init__(self, *args: Any, ordinary: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason" if ordinary else "purpose"]

    def said(self) -> dict[str, str]:
        """Both words, the one that was not asked for empty."""
        return {"purpose": "", "reason": ""} | self.cleaned_data
