"""The shape of what is typed about doors and contacts, and its words."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import LineField


class CodeForm(forms.Form):
    """Six digits that came in a message."""

    code = LineField(
        label=_("Kode enam angka"),
        max_length=12,
        error_messages={"required": _("Tuliskan kode yang kami kirim.")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "class": "short"}),
    )
