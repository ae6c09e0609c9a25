"""The forms of the guest book: one for the desk, one for the guest's own telephone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.references import new_code
from balairung.ground.ui.fields import ContactField, LineField, LongSelect
from balairung.rooms.reception.desk import looking
from balairung.rooms.reception.desk.guests import LINE, MOST_PEOPLE, PURPOSE, Host, Said, privacy_notice
from balairung.rooms.reception.desk.receiving import Wanted
from balairung.rooms.reception.models import Guest, Hall, HallVisit, Line
from balairung.rooms.reception.queue.taking import MOST_LINES

HOST, ALONE, LINES = "tuan-rumah", "catat", "layanan"  # what a button of the desk's form does; or the key of a line


class GuestForm(forms.Form):
    """Who comes, from where, what for, to whom; `named` shows who holds each post."""

    named = False

    name = LineField(
        label=_("Nama"), max_length=LINE, error_messages={"required": _("Tuliskan dahulu namanya.")},
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    people = forms.IntegerField(
        label=_("Jumlah orang"), min_value=1, max_value=MOST_PEOPLE, initial=1,
        error_messages={"invalid": _("Tuliskan jumlah orang dengan angka.")},
    )  # fmt: skip
    origin = LineField(
        label=_("Dari mana"), max_length=LINE, required=False, help_text=_("Desa, sekolah, usaha, atau instansi."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    purpose = LineField(
        label=_("Keperluan"), max_length=PURPOSE, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    host = forms.CharField(label=_("Menemui"), required=False, widget=LongSelect)
    contact = ContactField(
        label=_("Telepon atau surel"), max_length=LINE, required=False, help_text=_("Bila ingin dikabari."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    token = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)
    notice = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def __init__(self, data: Any = None, *, hall: Hall, at: datetime, initial: dict[str, Any] | None = None) -> None:
        fresh = {"token": new_code(24), "notice": privacy_notice().version}
        super().__init__(data, initial=fresh | (initial or {}))
        self.hall, self.at = hall, at
        widget = self.fields["host"].widget
        assert isinstance(widget, LongSelect)
        widget.choices = looking.host_choices(hall, at, named=self.named)

    def clean_host(self) -> Host:
        found = looking.read_host(self.hall, self.cleaned_data["host"], self.at)
        if found is None:
            raise forms.ValidationError(_("Orang ini tidak ada dalam daftar lagi. Pilih yang lain."))
        return found

    @property
    def said(self) -> Said:
        data = self.cleaned_data
        return Said(data["name"], data["origin"], data["contact"], data["purpose"], data["people"], data["host"])


class DeskForm(GuestForm):
    """The same at the desk, with where they go: the button that was pressed is `antar`."""

    named = True

    lane = forms.ChoiceField(
        label=_("Prioritas"), required=False, choices=[("", _("Tidak")), *HallVisit.Lane.choices[1:]],
        widget=forms.RadioSelect,
    )  # fmt: skip
    quick = forms.BooleanField(label=_("Hanya sebentar (loket cepat)"), required=False)
    antar = forms.CharField(required=False, widget=forms.HiddenInput)
    lines = forms.MultipleChoiceField(
        label=_("Beberapa layanan sekaligus"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Layanan itu sudah tidak menerima nomor. Pilih yang lain.")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, hall: Hall, at: datetime, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, hall=hall, at=at, initial=initial)
        self.fields["name"].required = False
        self.fields["name"].widget.attrs["autofocus"] = True
        for field in self.fields.values():
            field.help_text = ""  # she knows them
        self.shelves = looking.shelves(self.hall, self.at)
        self.known: dict[str, Line] = {str(line.pk): line for shelf in self.shelves for line, _count in shelf.lines}
        several = self.fields["lines"]
        assert isinstance(several, forms.MultipleChoiceField)
        several.choices = [(key, str(line)) for key, line in self.known.items()]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        pressed, several = found.get("antar", ""), found.get("lines", [])
        if pressed not in (HOST, ALONE, LINES, "") and pressed not in self.known:
            self.add_error(None, _("Layanan itu sudah tidak menerima nomor. Pilih yang lain."))
        if pressed == LINES and not several:
            self.add_error("lines", _("Centang dahulu layanannya."))
        if len(several) > MOST_LINES:
            self.add_error("lines", _("Paling banyak %(most)d layanan dalam satu kunjungan.") % {"most": MOST_LINES})
        return found

    @property
    def wanted(self) -> Wanted:
        data = self.cleaned_data
        pressed = data["antar"]
        keys = data["lines"] if pressed == LINES else [pressed] if pressed in self.known else []
        return Wanted([self.known[key] for key in keys], data["lane"], data["quick"], pressed == HOST)


def filled(guest: Guest) -> dict[str, Any]:
    """What a guest wrote, for the form in which it is completed."""
    host = looking.ON_DUTY if guest.person_id else str(guest.host_id or "")
    return {
        "name": guest.name, "people": guest.people, "origin": guest.origin, "purpose": guest.purpose, "host": host,
        "contact": guest.contact, "notice": guest.notice,
    }  # fmt: skip
