"""The form field for a place of the regency, typed by its name."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from balairung.ground.ui.fields import LineField
from balairung.kernel.people.models import Region
from balairung.kernel.people.place_names import place_name, places_meant, places_named

MOST_NAMED = 4  # places that are written out when a name fits several


class NamedPlaceField(LineField):
    """A place of the regency, typed by its name; cleaned to its row."""

    def clean(self, value: Any) -> Any:
        typed: str = super().clean(value)
        if not typed:
            return None
        found, sentence = one_place(typed, needed=self.required)
        if found is None:
            raise ValidationError(sentence)
        return found


def one_place(typed: str, *, needed: bool = False) -> tuple[Region | None, str]:
    """The one place that these words name, else the sentence that helps to name it; a code is a name, too."""
    found = list(Region.objects.filter(pk=typed[:13], until__isnull=True)) or places_named(typed)
    if len(found) == 1:
        return found[0], ""
    return None, _several(found) if found else _unknown(typed, needed)


def _several(found: list[Region]) -> str:
    names = "; ".join(place_name(region) for region in found[:MOST_NAMED])
    return gettext("Ada beberapa tempat seperti itu: %(names)s. Tulis yang dimaksud.") % {"names": names}


def _unknown(typed: str, needed: bool) -> str:
    meant = "; ".join(place_name(region) for region in places_meant(typed))
    if meant:
        return gettext("Tempat ini tidak kami kenal. Maksudnya %(names)s?") % {"names": meant}
    if needed:
        return gettext("Tempat ini tidak kami kenal. Tulis nama desa atau kelurahannya, lalu kecamatannya.")
    return gettext("Tempat ini tidak kami kenal. Tulis nama desa atau kecamatannya, atau kosongkan.")
