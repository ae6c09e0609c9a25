"""What is asked about a new key."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import LineField
from balairung.kernel.people.forms import DayField
from balairung.kernel.people.keys import SCOPES
from balairung.kernel.people.models import Person


class PersonField(LineField):
    """Somebody known here, by e-mail or NIP; None when nothing is written."""

    def clean(self, value: str) -> Person | None:
        words = super().clean(value)
        if not words:
            return None
        digits = "".join(sign for sign in words if sign.isdigit())
        found = Person.objects.with_email(words.lower()) if "@" in words else Person.objects.with_nip(digits)
        if person := found.order_by("id").first():
            return person
        raise forms.ValidationError(_("Belum ada orang dengan surel atau NIP ini. Periksa di halaman Orang."))


class KeyForm(forms.Form):
    """Who asks, for what, in whose name, until when."""

    name = LineField(label=_("Nama kunci"), max_length=120, help_text=_("Misalnya nama aplikasi yang memakainya."),
                     error_messages={"required": _("Tuliskan nama kuncinya.")})  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label=_("Yang boleh dilakukan kunci ini"), widget=forms.CheckboxSelectMultiple, choices=list(SCOPES.items()),
        error_messages={"required": _("Pilih paling sedikit satu wewenang.")},
    )  # fmt: skip
    person = PersonField(
        label=_("Bertindak sebagai: surel atau NIP"), max_length=254, required=False,
        help_text=_("Hak kunci sama dengan hak orang ini pada hari itu. Kosongkan untuk aplikasi warga."),
    )  # fmt: skip
    until = DayField(
        label=_("Berlaku sampai"), required=False, help_text=_("Hari terakhir. Kosong berarti dicabut saja.")
    )
