"""The shape of what is typed about letters, and its words."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.references import tidy_code
from balairung.ground.ui.fields import LineField
from balairung.kernel.documents.models import SigningDoor
from balairung.kernel.documents.proving import SIGNS

NOTHING = _("Tempel dahulu teks yang terbaca dari kode QR, atau ketik kode suratnya.")


class ScannedForm(forms.Form):
    """What somebody scanned, or the code as it is printed below the QR."""

    text = LineField(
        label=_("Teks dari kode QR, atau kode surat"), max_length=2000, error_messages={"required": NOTHING},
        help_text=_("Kode surat tercetak di bawah kode QR: 26 huruf dan angka."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off", "autocapitalize": "off"}),
    )  # fmt: skip

    @property
    def typed_code(self) -> str:
        """The code alone, or an address without a payload; "" for anything else."""
        text = str(self.cleaned_data["text"])
        address = re.search(r"/v/([^/#\s]+)/?(#[0-9]+)?\s*$", text)
        signs = tidy_code(address[1]) if address and not address[2] else "" if address else tidy_code(text)
        return signs if len(signs) == SIGNS and (address or len(text) < 2 * SIGNS) else ""


def _passphrase(label: Any, *, new: bool = False) -> forms.CharField:
    """Never shown again, never kept by the browser's form memory; `strip` would change what somebody chose."""
    words = {"required": _("Tuliskan frasa sandi tanda tangan Anda.")}
    widget = forms.PasswordInput({"autocomplete": "new-password" if new else "off", "spellcheck": "false"})
    return forms.CharField(label=label, strip=False, max_length=200, error_messages=words, widget=widget)


class SignForm(forms.Form):
    """The one thing that is asked of a signer."""

    passphrase = _passphrase(_("Frasa sandi tanda tangan"))


class ReasonForm(forms.Form):
    """Why a letter is given back or revoked."""

    reason = LineField(
        label=_("Alasannya"), max_length=300, error_messages={"required": _("Tuliskan alasannya.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class RevokeForm(ReasonForm):
    """What everybody reads who scans the letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Dibaca siapa pun yang memeriksa surat ini: jangan menyebut nama orang.")


class ReplaceForm(forms.Form):
    """Which letter stands in the place of another."""

    number = LineField(
        label=_("Nomor surat penggantinya"), max_length=120,
        help_text=_("Surat itu sudah ditandatangani, dari kantor yang sama."),
        error_messages={"required": _("Tuliskan nomor surat yang baru.")},
    )  # fmt: skip


class RegisterForm(forms.Form):
    """What of the register is asked for; what does not fit is not asked for."""

    kantor = forms.CharField(max_length=60, required=False)
    tahun = forms.IntegerField(min_value=2000, max_value=2200, required=False)
    keadaan = forms.CharField(max_length=12, required=False)
    kata = LineField(max_length=80, required=False)

    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class NewCertificateForm(forms.Form):
    """A passphrase of one's own, twice."""

    passphrase = _passphrase(_("Frasa sandi baru"), new=True)
    again = _passphrase(_("Sekali lagi"), new=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passphrase"].help_text = _(
            "Paling sedikit 8 huruf; beberapa kata yang mudah Anda ingat lebih baik. Tidak seorang pun dapat"
            " memberitahukannya kembali kepada Anda."
        )

    def clean(self) -> dict[str, Any]:
        super().clean()
        first, second = (self.cleaned_data.get(name) for name in ("passphrase", "again"))
        if first and second and first != second:
            self.add_error("again", str(_("Kedua frasa sandi tidak sama. Ketik sekali lagi.")))
        return self.cleaned_data


class PassphraseForm(NewCertificateForm):
    """Another passphrase for the same certificate."""

    old = _passphrase(_("Frasa sandi sekarang"))
    field_order = ("old", "passphrase", "again")


class IdentityForm(forms.Form):
    """One's own national number; never shown again."""

    nik = LineField(
        label=_("NIK Anda"), max_length=32, help_text=_("16 angka. Disimpan tersegel; tidak pernah ditampilkan utuh."),
        error_messages={"required": _("Tuliskan NIK Anda.")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class DoorForm(forms.Form):
    """Which signer, and its account. What is secret is never shown again."""

    kind = forms.ChoiceField(label=_("Surat ditandatangani dengan"), widget=forms.RadioSelect,
                             choices=SigningDoor.Kind.choices)  # fmt: skip
    address = forms.URLField(
        label=_("Alamat eSign Client"), required=False, assume_scheme="https",
        help_text=_("Hanya untuk BSrE, misalnya https://esign.contoh.go.id"),
    )  # fmt: skip
    account = LineField(label=_("Nama pengguna"), max_length=80, required=False)
    secret = forms.CharField(
        label=_("Kata sandi"), max_length=200, required=False, strip=False,
        help_text=_("Kosongkan bila tidak berubah."), widget=forms.PasswordInput({"autocomplete": "off"}),
    )  # fmt: skip
    stamp_address = forms.URLField(
        label=_("Server cap waktu"), required=False, assume_scheme="https",
        help_text=_("RFC 3161. Surat lalu memuat waktu yang disaksikan pihak lain."),
    )  # fmt: skip
