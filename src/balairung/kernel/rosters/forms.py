"""What is asked about duty: who is looked for, a swap, a cover. The editor has its own (editor_forms.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import LineField, Pair
from balairung.kernel.people.choices import district_choices, districts
from balairung.kernel.people.models import Person
from balairung.kernel.rosters.duty import Shift
from balairung.kernel.rosters.reading import Piece
from balairung.kernel.rosters.templatetags.rosters import span

ANYBODY = "siapa-saja"


class MomentField(forms.DateTimeField):
    """A date and a time on the regency's clock, with the browser's own calendar."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {
        "invalid": _("Tulis tanggal dan jam seperti 25/03/2026 14.30."), "required": _("Sebutkan tanggal dan jamnya."),
    }  # fmt: skip


class NowForm(forms.Form):
    """Which offices; what is not understood narrows nothing."""

    kata = LineField(label=_("Nama kantor atau desa"), max_length=80, required=False)
    kecamatan = forms.ChoiceField(label=districts(), choices=district_choices, required=False)

    def asked(self) -> dict[str, str]:
        """What was chosen, by name; the rest is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class AskForm(forms.Form):
    """Whom one asks to take a turn, perhaps only a part of it, perhaps for one of theirs."""

    asked = forms.ChoiceField(label=_("Minta kepada"), widget=forms.RadioSelect, initial=ANYBODY,
                              error_messages={"required": _("Pilih siapa yang Anda minta.")})  # fmt: skip
    back = forms.ChoiceField(label=_("Gantinya, saya mengambil giliran"), required=False)
    words = LineField(label=_("Alasan"), max_length=200, required=False)
    since = MomentField(label=_("Mulai"), required=False)
    until = MomentField(label=_("Sampai"), required=False)

    def __init__(
        self, *args: Any, shift: Shift, turns: Sequence[Piece], people: Mapping[UUID, Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shift = shift
        self.turns = {
            f"{stand.person}/{since.isoformat()}": (since, until, stand.person) for since, until, stand in turns
        }
        named = sorted(people.values(), key=lambda person: person.name)
        self._choose("asked", [(ANYBODY, _("Siapa saja yang bisa")), *((str(one.pk), one.name) for one in named)])
        groups = [(one.name, self._turns_of(one.pk)) for one in named]
        self._choose("back", [("", _("Tanpa ganti")), *groups])
        self.fields["since"].initial, self.fields["until"].initial = shift.since, shift.until

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _turns_of(self, person: UUID) -> list[Pair]:
        return [(key, span(since, until)) for key, (since, until, who) in self.turns.items() if who == person]

    def clean(self) -> dict[str, Any]:
        """`asked` is a key or None, `back` a term or None; a turn in return names who is asked."""
        data = super().clean() or {}
        chosen = self.turns.get(data.get("back") or "")
        named = UUID(data["asked"]) if data.get("asked", ANYBODY) != ANYBODY else None
        if chosen and named and chosen[2] != named:
            self.add_error("back", _("Giliran itu milik orang lain. Pilih giliran orang yang Anda minta."))
        data["asked"] = named or (chosen[2] if chosen else None)
        data["back"] = chosen[:2] if chosen else None
        data["since"] = _within(data.get("since"), self.shift, self.shift.since)
        data["until"] = _within(data.get("until"), self.shift, self.shift.until)
        return data


def _within(value: datetime | None, shift: Shift, whole: datetime) -> datetime:
    """To the minute as the browser gives it: the beginning and the end themselves may have seconds."""
    return whole if value is None or abs((value - whole).total_seconds()) < 60 else value


class CoverForm(forms.Form):
    """Somebody, or nobody, for a while in one layer."""

    place = forms.ChoiceField(label=_("Lapis"))
    person = forms.ChoiceField(label=_("Yang berjaga"))
    since = MomentField(label=_("Mulai"))
    until = MomentField(label=_("Sampai"))
    reason = LineField(label=_("Alasan"), max_length=200, required=False)

    def __init__(self, *args: Any, places: Sequence[Pair], people: Sequence[Pair], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("place", places), ("person", people)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        if len(places) == 1:
            self.fields["place"].widget = forms.HiddenInput()
            self.fields["place"].initial = places[0][0]
