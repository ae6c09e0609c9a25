"""The file with indices of other regencies."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.kernel.people.forms import SheetField


class BringForm(forms.Form):
    file = SheetField(label=_("Berkas CSV atau XLSX"), widget=forms.FileInput({"accept": ".csv,.xlsx,.txt"}))
