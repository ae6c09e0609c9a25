"""The first page of every application: who applies, and how to reach them; no definition holds it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import ContactField, LineField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.people.choices import villages
from balairung.kernel.people.models import Region
from balairung.kernel.people.place_field import NamedPlaceField
from balairung.rooms.services.applying.asking import PAPERS, PLACES, Fault
from balairung.rooms.services.definition.kinds import NAME, Wrong, clean_nik
from balairung.rooms.services.definition.shape import Definition

PAGE = "data-diri"  # in the address; a dash, so that no page of a definition is called the same
SCAN = "surat-persetujuan"  # the name of the scan among the files of a draft

#: How somebody who sits before an officer agrees, as the application keeps it.
CONSENTS = {
    "spoken": _("Lisan, setelah isinya dibacakan"),
    "signed": _("Tanda tangan di atas kertas"),
    "thumb": _("Cap jempol di atas kertas"),
}


class ApplicantForm(forms.Form):
    """Name and village; NIK where the service asks for it; a contact where somebody wants to hear from us."""

    NAMES: ClassVar[tuple[str, ...]] = ("name", "nik", "region", "contact")

    name = LineField(
        label=_("Nama lengkap"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Seperti di KTP atau kartu keluarga."),
        error_messages={"required": _("Tuliskan dahulu nama lengkap.")},
    )  # fmt: skip
    nik = LineField(
        label=_("NIK"), max_length=24, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Nomor induk kependudukan: 16 angka di KTP atau kartu keluarga."),
        error_messages={"required": _("Tuliskan dahulu NIK. Ada di KTP dan di kartu keluarga.")},
    )  # fmt: skip
    contact = ContactField(
        label=_("Surel atau nomor telepon"), required=False, max_length=120,
        help_text=_("Untuk memberi kabar. Tanpa ini Anda tetap dapat mengikuti permohonan dengan nomor dan kode."),
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip

    def __init__(self, *args: Any, definition: Definition, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["region"] = NamedPlaceField(
            label=villages(), max_length=120, widget=forms.TextInput(attrs={"list": PLACES, "autocomplete": "off"}),
            help_text=_("Tempat tinggal. Ketik namanya, misalnya desa lalu kecamatannya."),
            error_messages={"required": _("Tuliskan dahulu desa atau kelurahan tempat tinggal.")},
        )  # fmt: skip
        if definition.nik == "none":
            del self.fields["nik"]
        else:
            self.fields["nik"].required = definition.nik == "required"
        self.order_fields(self.NAMES)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not NAME.fullmatch(name):
            raise ValidationError(_("Tulis nama seperti di KTP, tanpa angka."))
        return name

    def clean_nik(self) -> str:
        try:
            return clean_nik(self.cleaned_data["nik"], self.today)
        except Wrong as wrong:
            raise ValidationError(str(wrong)) from wrong

    def clean_region(self) -> Region:
        region: Region = self.cleaned_data["region"]
        if region.level != Region.Level.VILLAGE:
            sentence = _("Ini nama %(level)s. Tulis juga desa atau kelurahannya.")
            raise ValidationError(sentence % {"level": region.label.lower()})
        return region

    @property
    def faults(self) -> list[Fault]:
        """What is wrong, for the summary above the form."""
        general = [Fault("", "", str(sentence)) for sentence in self.non_field_errors()]
        return general + [
            Fault(f"{bound.auto_id}_0" if bound.use_fieldset else bound.auto_id, str(bound.label), str(sentence))
            for bound in self
            for sentence in bound.errors
        ]


class TakenForm(ApplicantForm):
    """The same asked of somebody who sits there, and how they agreed that it is sent for them."""

    NAMES = ("name", "nik", "region", "contact", "consent")

    consent = forms.ChoiceField(
        label=_("Bagaimana pemohon menyetujuinya?"), choices=list(CONSENTS.items()), widget=forms.RadioSelect,
        help_text=_("Bacakan dahulu apa yang akan dikirim dan untuk apa. Tanpa persetujuan, jangan dikirim."),
        error_messages={"required": _("Pilih bagaimana pemohon menyetujuinya.")},
    )  # fmt: skip
    scan = UploadsField(label=_("Foto atau pindaian persetujuan"), required=False, most=2, kinds=PAPERS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "contact"):  # the next one who comes is somebody else
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.order_fields((*self.NAMES, "scan"))


def consent_words(key: str) -> str:
    """As the application keeps it; "" for no way that we know."""
    return str(CONSENTS.get(key, ""))


def typed(names: tuple[str, ...], post: Mapping[str, str]) -> dict[str, str]:
    """What this page was given, word for word."""
    return {name: post.get(name, "")[:200].replace("\x00", "") for name in names}
