"""Making an appointment, moving it, and what an office says when it cannot keep it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import ContactField, LineField
from balairung.kernel.people.models import Post
from balairung.rooms.reception.appointments.slots import Slot
from balairung.rooms.reception.models import Hall
from balairung.rooms.reception.own.forms import LANES, Guarded

GONE = _("Waktu itu baru saja terisi atau tidak tersedia. Pilih yang lain.")


class MomentField(forms.ChoiceField):
    """One of the times, cleaned to its moment. One that is not offered is passed on: `booking` says what is free."""

    widget = forms.RadioSelect

    def valid_value(self, value: Any) -> bool:
        try:
            return datetime.fromisoformat(value).tzinfo is not None
        except ValueError:
            return False

    def clean(self, value: Any) -> datetime:
        return datetime.fromisoformat(super().clean(value))


def time_choices(slots: Iterable[Slot]) -> list[tuple[str, str]]:
    return [(slot.starts_at.isoformat(), time_format(localtime(slot.starts_at), "H.i")) for slot in slots]


class TimeForm(forms.Form):
    """The times of one day."""

    starts_at = MomentField(
        label=_("Pukul berapa?"), error_messages={"required": _("Pilih dulu jamnya."), "invalid_choice": GONE}
    )

    def __init__(self, slots: Iterable[Slot], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["starts_at"]
        asked.choices = time_choices(slots)


class BookForm(TimeForm, Guarded):
    """With who comes; a guest of a person says what about."""

    field_order = ("starts_at", "name", "contact", "purpose", "lane")
    name = LineField(
        label=_("Nama Anda"), max_length=120, error_messages={"required": _("Tuliskan nama Anda.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    contact = ContactField(
        label=_("Nomor telepon atau surel"), max_length=200,
        help_text=_("Untuk mengingatkan Anda sehari sebelumnya, dan mengabari bila kantor tutup."),
        error_messages={"required": _("Tuliskan nomor telepon atau surel Anda.")},
    )  # fmt: skip
    purpose = LineField(label=_("Keperluan"), max_length=200, required=False)
    lane = forms.ChoiceField(
        label=_("Perlu didahulukan?"), choices=LANES, required=False, widget=forms.RadioSelect, initial=""
    )

    def __init__(self, slots: Iterable[Slot], *args: Any, guest: bool = False, **kwargs: Any) -> None:
        super().__init__(slots, *args, **kwargs)
        if guest:
            self.fields["purpose"].required = True
            self.fields["purpose"].error_messages["required"] = _("Tuliskan keperluan Anda.")
            del self.fields["lane"]
        else:
            del self.fields["purpose"]


class CodeForm(forms.Form):
    """The code of an appointment, as it was typed at a kiosk."""

    code = LineField(
        label=_("Kode janji Anda"), max_length=20, help_text=_("Sepuluh huruf dan angka, ada di bukti janji Anda."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Tuliskan dulu kodenya.")},
    )  # fmt: skip


class WhyForm(forms.Form):
    """Why an office takes back what it promised."""

    why = LineField(
        label=_("Alasan"), max_length=150, help_text=_("Tamu membaca kalimat ini. Misalnya: petugasnya sakit."),
        error_messages={"required": _("Tulis alasannya. Tamu membacanya.")},
    )  # fmt: skip


class HostsForm(forms.Form):
    """Who of the office receives guests by appointment."""

    hosts = forms.ModelMultipleChoiceField(
        label=_("Pejabat yang menerima tamu dengan janji"), queryset=Post.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, hall: Hall, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Post.objects.filter(office=hall.office_id, closed_on__isnull=True)
        asked: Any = self.fields["hosts"]
        asked.queryset = rows.order_by("order", "title")
