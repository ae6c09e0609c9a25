"""The shape of what is typed about doors and contacts, and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.errors import Refused
from balairung.ground.ui.fields import LineField
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.contacts import CALLED
from balairung.kernel.messaging.doors.door import Need
from balairung.kernel.messaging.doors.numbers import is_domestic
from balairung.kernel.people.contacts import clean_email, clean_phone


class CodeForm(forms.Form):
    """Six digits that came in a message."""

    code = LineField(
        label=_("Kode enam angka"),
        max_length=12,
        error_messages={"required": _("Tuliskan kode yang kami kirim.")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "class": "short"}),
    )


class AccountForm(forms.Form):
    """The account of a channel at its vendor, as its door asks for it. What is secret is never shown again."""

    def __init__(self, needs: Sequence[Need], kept: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for need in needs:
            self.fields[need.key] = _field(need, kept.get(need.key, ""))


def _field(need: Need, kept: str) -> forms.Field:
    required = not need.optional and not (need.secret and kept)
    words: dict[str, Any] = {"label": str(need.label), "required": required, "help_text": str(need.help)}
    if not need.secret:
        return forms.CharField(initial=kept, max_length=8000, **words)
    if kept:
        words["help_text"] = " ".join(filter(None, [now("Tersimpan. Kosongkan bila tidak berubah."), str(need.help)]))
    widget = forms.PasswordInput({"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(widget=widget, max_length=8000, **words)


NUMBERS = {"sms", "voice", "whatsapp"}  # channels whose address is a telephone number
TYPED = (*sorted(NUMBERS), "email")  # whose address somebody can type; the others write to us first


def typed_channels() -> list[tuple[str, str]]:
    """The open channels for which somebody can type an address."""
    return [
        (channel, gateways.word(channel))
        for channel in settings.CHANNELS
        if channel in TYPED and gateways.is_open(channel)
    ]


class ContactForm(forms.Form):
    """One more address of an officer's own."""

    channel = forms.ChoiceField(label=_("Saluran"), widget=forms.RadioSelect, choices=typed_channels,
                                initial=lambda: next(iter(dict(typed_channels())), ""),
                                error_messages={"required": _("Pilih salurannya.")})  # fmt: skip
    address = LineField(label=_("Nomor atau alamat"), max_length=254,
                        error_messages={"required": _("Tuliskan nomor atau alamatnya.")})  # fmt: skip

    def clean(self) -> dict[str, Any]:
        super().clean()
        address, channel = self.cleaned_data.get("address"), self.cleaned_data.get("channel")
        if address and channel:
            try:
                self.cleaned_data["address"] = clean_phone(address) if channel in NUMBERS else clean_email(address)
                if channel == CALLED and not is_domestic(self.cleaned_data["address"]):
                    raise Refused(now("Kami hanya menelepon nomor di Indonesia."))
            except Refused as refusal:
                self.add_error("address", str(refusal))
        return self.cleaned_data
