"""What somebody hands in to have a receipt checked here: a file, or a text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.kernel.files.upload import Unkept

NOTHING = _("Pilih dahulu berkas tanda terimanya, atau tempel isinya.")


class ReceiptForm(forms.Form):
    """Either is enough; the file goes first."""

    berkas = forms.FileField(
        label=_("Berkas tanda terima"), required=False, allow_empty_file=True,
        help_text=_("Berkas yang Anda unduh dari halaman tanda terima; namanya berakhir “.json”."),
    )  # fmt: skip
    teks = forms.CharField(
        label=_("Atau tempel isinya"), required=False, strip=False,
        help_text=_("Isi berkas itu, atau seluruh teks yang terbaca dari kode QR."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off", "autocapitalize": "off"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        upload = given.get("berkas")
        if isinstance(upload, Unkept):
            self.add_error("berkas", upload.sentence)
        elif upload is None and not str(given.get("teks", "")).strip() and not self.errors:
            self.add_error("berkas", str(NOTHING))
        return given

    @property
    def content(self) -> bytes:
        upload = self.cleaned_data.get("berkas")
        return bytes(upload.read()) if upload is not None else str(self.cleaned_data["teks"]).encode(errors="replace")
