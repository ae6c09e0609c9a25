"""What forms about projects are put together from: rupiah, per cent, a place, a spot, a token."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.references import new_code
from balairung.ground.ui.fields import Choices
from balairung.kernel.people.choices import region_choices
from balairung.rooms.projects.placing import Spot


def village_choices() -> Choices:
    """Villages below their districts, none of which is a place by itself."""
    shelves = [(name, pairs[1:]) for name, pairs in region_choices()[1:] if isinstance(pairs, list)]
    return [("", gettext("Pilih")), *shelves]


def place_choices() -> Choices:
    """The whole, districts, and the villages in them, for narrowing a list."""
    shelves = [
        (name, [(pairs[0][0], gettext("Seluruh %(place)s") % {"place": name}), *pairs[1:]])
        for name, pairs in region_choices()[1:]
        if isinstance(pairs, list)
    ]
    return [("", gettext("Semua")), *shelves]


class ShareField(forms.DecimalField):
    """Per cent with at most two places; a comma is as good as a point."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(min_value=0, max_value=100, decimal_places=2, max_digits=5, widget=widget, **kwargs)
        self.error_messages |= dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_decimal_places", "max_digits"),
            str(_("Tulis angka antara 0 dan 100, misalnya 37,5.")),
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value or "").replace(",", ".").removesuffix("%").strip())


class PointForm(forms.Form):
    """Where one stands, if the telephone says so; what is no place on earth is no answer."""

    latitude = forms.DecimalField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    longitude = forms.DecimalField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)

    @property
    def point(self) -> Spot | None:
        found = self.cleaned_data
        latitude, longitude = found.get("latitude"), found.get("longitude")
        return None if latitude is None or longitude is None else (round(latitude, 5), round(longitude, 5))


class TokenForm(forms.Form):
    """One sending of it counts, however often it comes."""

    token = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"token": new_code(24)} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
