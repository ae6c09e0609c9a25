"""The shape of what is typed about a roster and its layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.calendars import ZONES
from balairung.ground.ui.fields import LineField, LongSelect
from balairung.kernel.people.forms import DayField
from balairung.kernel.people.house import regency_zone
from balairung.kernel.rosters.forms import MomentField
from balairung.kernel.rosters.models import Layer, Roster

ZONE_WORDS = {"Asia/Jakarta": "WIB", "Asia/Pontianak": _("WIB (Kalimantan)"), "Asia/Makassar": "WITA",
              "Asia/Jayapura": "WIT"}  # fmt: skip
WEEKDAYS = [
    ("0", _("Senin")), ("1", _("Selasa")), ("2", _("Rabu")), ("3", _("Kamis")), ("4", _("Jumat")), ("5", _("Sabtu")),
    ("6", _("Minggu")),
]  # fmt: skip


class ClockField(forms.TimeField):
    """A wall time with the browser's own clock; 14.30 is read as well."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    default_error_messages = {"invalid": _("Tulis jam seperti 07.30."), "required": _("Sebutkan jamnya.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H:%M:%S"], **kwargs)


class RosterForm(forms.Form):
    """What is said of the whole roster."""

    name = LineField(label=_("Nama jadwal"), max_length=80, error_messages={"required": _("Tuliskan nama jadwalnya.")})
    coverage = forms.ChoiceField(label=_("Harus ada yang berjaga"), choices=Roster.Coverage.choices,
                                 widget=forms.RadioSelect)  # fmt: skip
    zone = forms.ChoiceField(label=_("Zona waktu"), choices=[(zone, ZONE_WORDS[zone]) for zone in ZONES])
    escalates = forms.BooleanField(
        label=_("Yang terlambat disampaikan kepada yang berjaga"), required=False,
        help_text=_("Hal yang lewat batas waktunya naik kepada orang yang sedang berjaga, bukan yang sedang tidur."),
    )  # fmt: skip
    public = forms.BooleanField(
        label=_("Umumkan siapa yang berjaga"), required=False,
        help_text=_("Nama dan jabatannya tampil di “Siapa berjaga sekarang”. Nomor pribadi tidak pernah tampil."),
    )  # fmt: skip
    since = MomentField(label=_("Berlaku mulai"), required=False,
                        help_text=_("Kosongkan agar berlaku mulai serah terima berikutnya."))  # fmt: skip

    def __init__(self, *args: Any, changing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].initial = regency_zone().key
        if not changing:
            del self.fields["since"]


class LayerForm(forms.Form):
    """One layer: how long a turn lasts, when it is handed over, who turns in which order."""

    place = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=99)
    name = LineField(label=_("Nama lapis"), max_length=60, required=False)
    length = forms.IntegerField(
        label=_("Satu giliran lamanya"), min_value=1, max_value=744,
        error_messages={"required": _("Sebutkan lamanya."), "invalid": _("Tulis angka."),
                        "min_value": _("Paling sedikit 1."), "max_value": _("Terlalu lama.")},
    )  # fmt: skip
    unit = forms.ChoiceField(label=_("Satuan"), choices=Layer.Unit.choices)
    starts_on = DayField(label=_("Giliran pertama mulai"))
    handover = ClockField(label=_("Serah terima pukul"))
    weekdays = forms.MultipleChoiceField(label=_("Berjaga pada hari"), choices=WEEKDAYS,
                                         widget=forms.CheckboxSelectMultiple,
                                         error_messages={"required": _("Pilih paling sedikit satu hari.")})  # fmt: skip
    window_from = ClockField(label=_("Dari pukul"), required=False)
    window_to = ClockField(label=_("Sampai pukul"), required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], slots: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = slots
        choices = [("", _("– pilih petugas –")), *people]
        members = self.initial.get("members", [])
        for slot in range(slots):
            field = forms.ChoiceField(label=_("Giliran %(number)d") % {"number": slot + 1}, choices=choices,
                                      required=False, widget=LongSelect)  # fmt: skip
            self.fields[f"who{slot}"] = field
            self.initial[f"who{slot}"] = members[slot] if slot < len(members) else ""

    @property
    def members(self) -> list[BoundField]:
        return [self[f"who{slot}"] for slot in range(self.slots)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("window_from")) != bool(data.get("window_to")) and not self.errors:
            self.add_error("window_to" if data.get("window_from") else "window_from", _(
                "Sebutkan jam mulai dan jam selesai, atau kosongkan keduanya untuk sehari penuh."))  # fmt: skip
        if not any(data.get(f"who{slot}") for slot in range(self.slots)):
            self.add_error(None, _("Pilih paling sedikit satu petugas."))
        return data

    def layer(self) -> dict[str, Any]:
        """What was typed, as `set_layer` takes it, the members by their keys."""
        data = self.cleaned_data
        window = (data["window_from"], data["window_to"]) if data["window_from"] and data["window_to"] else None
        fields = {name: data[name] for name in ("place", "name", "unit", "length", "starts_on", "handover")}
        chosen = [data[f"who{slot}"] for slot in range(self.slots)]
        return fields | {
            "weekdays": sum(1 << int(day) for day in data["weekdays"]),
            "window": window,
            "members": [UUID(key) for key in chosen if key],
        }
