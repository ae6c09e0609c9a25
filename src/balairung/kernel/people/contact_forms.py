"""What is asked about the contacts of an office, by those who publish them and by those who look for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import LineField
from balairung.kernel.people.choices import district_choices, districts
from balairung.kernel.people.models import Account, Office, Post


class ChangeAccountForm(forms.Form):
    """The number or name, and when somebody answers."""

    value = LineField(
        label=_("Nomor, alamat, atau nama akun"), max_length=200,
        help_text=_("Misalnya 0333 424172, dinas@contoh.go.id, @dinaspupr, atau tautan akunnya."),
        error_messages={"required": _("Tuliskan nomor, alamat, atau nama akunnya.")},
    )  # fmt: skip
    hours = LineField(
        label=_("Jam layanan"), max_length=120, required=False, help_text=_("Misalnya Senin–Jumat 07.30–15.30.")
    )


class AccountForm(ChangeAccountForm):
    """One more way to reach the office, or the holder of one of its posts."""

    kind = forms.ChoiceField(label=_("Jenis kontak"), choices=Account.Kind.choices)
    post = forms.ModelChoiceField(
        label=_("Milik jabatan"), queryset=Post.objects.none(), required=False, empty_label=_("Kantor ini"),
        help_text=_("Pilih jabatan bila nomornya milik pemangkunya, misalnya kepala desa."),
    )  # fmt: skip
    field_order = ("kind", "value", "hours", "post")

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["post"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = office.posts.filter(closed_on__isnull=True).order_by("order", "id")


class BoardForm(forms.Form):
    """Which part of the board; what is not understood narrows nothing."""

    kata = LineField(label=_("Kantor, desa, atau nomor"), max_length=80, required=False)
    kecamatan = forms.ChoiceField(label=districts(), choices=district_choices, required=False)
    jenis = forms.ChoiceField(label=_("Jenis kantor"), choices=[("", _("Semua")), *Office.Kind.choices], required=False)
    tampil = forms.ChoiceField(
        label=_("Tampilkan"), required=False,
        choices=[("", _("Ringkasan")), ("semua", _("Semua kantor dan desa")), ("belum", _("Yang belum lengkap")),
                 ("sudah", _("Yang sudah lengkap"))],
    )  # fmt: skip

    def asked(self) -> dict[str, str]:
        """What was chosen, by name; the rest is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
