"""What is typed when a package is given or taken, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.errors import Refused
from balairung.ground.ui.fields import Choices, ChosenField, LineField, LongSelect
from balairung.kernel.files.upload import Unkept
from balairung.kernel.people.choices import office_choices
from balairung.kernel.people.models import Office
from balairung.rooms.services.packages.container import MOST_BYTES
from balairung.rooms.services.packages.taking import Preview, Trust, read_package


class PackageField(forms.FileField):
    """One package; cleaned to its bytes after it was opened, so that whatever is wrong with it is said in the form."""

    default_error_messages = {"required": _("Pilih dahulu berkas paketnya."), "empty": _("Berkas ini kosong.")}

    def clean(self, data: Any, initial: Any = None) -> bytes:
        if isinstance(data, Unkept):
            raise ValidationError(data.sentence)
        content = bytes(super().clean(data, initial).read(MOST_BYTES + 1))
        try:
            read_package(content)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal
        return content


class TakeForm(forms.Form):
    file = PackageField(
        label=_("Berkas paket"), max_length=200, help_text=_("Berakhiran .layanan.json, dari daerah pemberi."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )  # fmt: skip


def _agreement(choices: Choices) -> forms.ChoiceField:
    none: Choices = [("", gettext("Tanpa perjanjian"))]
    return forms.ChoiceField(
        label=gettext("Menurut perjanjian kerja sama"), choices=[*none, *choices], required=False, widget=LongSelect,
        error_messages={"invalid_choice": gettext("Perjanjian ini tidak berlaku hari ini. Pilih yang lain.")},
    )  # fmt: skip


class GiveForm(forms.Form):
    partner = LineField(
        label=_("Untuk siapa"), max_length=160, help_text=_("Misalnya Pemerintah Kabupaten Jember."),
        error_messages={"required": _("Tuliskan dahulu siapa penerimanya.")},
    )  # fmt: skip

    def __init__(self, *args: Any, agreements: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement"] = _agreement(agreements)


class AdoptForm(forms.Form):
    """Ours for each agency that the package names; who read the fingerprint aloud, where the key is new to us."""

    def __init__(self, *args: Any, preview: Preview, agreements: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {f"office-{place}": key for place, key in enumerate(preview.offices)}
        for name, key in self.keys.items():
            self.fields[name] = _office(key, preview.offices[key])
        self.fields["agreement"] = _agreement(agreements)
        if preview.trust != Trust.KNOWN:
            self.fields["same"] = forms.BooleanField(
                label=gettext("Sidik di atas sama dengan yang dibacakan pemberi"),
                error_messages={"required": gettext("Cocokkan dahulu sidiknya lewat telepon dengan pemberi.")},
            )
            self.fields["vouched"] = LineField(
                label=gettext("Siapa yang membacakannya"), max_length=160,
                help_text=gettext("Nama dan jabatannya di daerah pemberi."),
                error_messages={"required": gettext("Tuliskan siapa di daerah pemberi yang membacakan sidiknya.")},
            )  # fmt: skip

    @property
    def offices(self) -> Mapping[str, str]:
        """The giver's key of an agency -> ours."""
        return {key: self.cleaned_data[name].key for name, key in self.keys.items()}

    def office_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.keys]


def _office(key: str, ours: Office | None) -> ChosenField:
    label = gettext("Pengganti “%(key)s” di sini") % {"key": key}
    return ChosenField(
        rows=Office.objects.filter(closed_on__isnull=True, region__isnull=True).all, to="key", choices=office_choices,
        label=label, initial=ours.key if ours else "",
        error_messages={"required": gettext("Pilih kantor yang mengerjakannya di sini.")},
    )  # fmt: skip
