"""The forms about a service as a whole: begun, named, imported, published."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.facts import facts
from balairung.ground.ui.fields import TextField
from balairung.kernel.people.forms import DayField
from balairung.rooms.services.definition.reading import MOST_BYTES
from balairung.rooms.services.definition.shape import Definition
from balairung.rooms.services.definition.sheets.common import PLACES, LinesField, line, offer, office_field

NIK = [("required", _("Wajib")), ("optional", _("Boleh dikosongkan")), ("none", _("Tidak ditanyakan"))]


class BeginForm(forms.Form):
    """A new service: from nothing, or from one that is there."""

    name = line(_("Nama layanan"), 160, error_messages={"required": _("Tuliskan nama layanannya.")})
    summary = line(_("Kegunaannya dalam satu kalimat"), error_messages={"required": _("Tuliskan kegunaannya.")})
    level = forms.ChoiceField(label=_("Diberikan oleh"), choices=PLACES, widget=forms.RadioSelect)
    like = forms.ChoiceField(label=_("Mulai dari layanan lain"), required=False)

    def __init__(self, *args: Any, services: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "like", [("", _("– mulai dari kosong –")), *services])
        self.fields["office"] = office_field(None, label=_("Kantor"), help_text=_(
            "Untuk layanan kantor kabupaten. Kepala kantor ini yang mengubahnya."))  # fmt: skip
        self.order_fields(["name", "summary", "level", "office", "like"])


class IdentityForm(forms.Form):
    """What the service is called, who gives it, and by which words people find it."""

    name = line(_("Nama layanan"), 160, error_messages={"required": _("Tuliskan nama layanannya.")})
    summary = line(_("Kegunaannya dalam satu kalimat"), required=False)
    level = forms.ChoiceField(label=_("Diberikan oleh"), choices=PLACES, widget=forms.RadioSelect)
    nik = forms.ChoiceField(label=_("NIK pemohon"), choices=NIK, widget=forms.RadioSelect)
    words = LinesField(label=_("Kata sehari-hari"), help_text=_(
        "Satu kata atau ungkapan per baris, seperti orang menyebutnya: sktm, surat miskin."))  # fmt: skip
    events = forms.MultipleChoiceField(label=_("Peristiwa hidup"), required=False,
                                       widget=forms.CheckboxSelectMultiple)  # fmt: skip

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        first = {name: getattr(definition, name) for name in ("name", "summary", "nik", "words", "office")}
        first |= {"level": definition.level.value, "events": list(definition.events)}
        super().__init__(*args, **{**kwargs, "initial": first})
        known = [(row["key"], row["name"]) for row in facts("life_events")["events"]]
        offer(self, "events", known)
        self.fields["office"] = office_field(definition.office, label=_("Kantor"), help_text=_(
            "Untuk layanan kantor kabupaten. Kepala kantor ini yang mengubahnya."))  # fmt: skip
        self.order_fields(["name", "summary", "level", "office", "nik", "words", "events"])

    def value(self) -> dict[str, Any]:
        return {**self.cleaned_data, "office": self.cleaned_data["office"] or None}


class ImportForm(forms.Form):
    """A definition that somebody wrote as YAML or JSON."""

    file = forms.FileField(label=_("Berkas YAML atau JSON"), required=False)
    text = TextField(label=_("Atau tempel isinya di sini"), required=False, max_length=MOST_BYTES,
                     widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "code"}),
                     strip=False)  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        if file and file.size > MOST_BYTES:
            self.add_error("file", _("Berkas ini lebih besar dari %(size)d kB.") % {"size": MOST_BYTES // 1024})
        elif not file and not data.get("text"):
            self.add_error(None, _("Pilih berkas, atau tempel isinya."))
        return data

    def source(self) -> str | bytes:
        file = self.cleaned_data["file"]
        found: str | bytes = file.read(MOST_BYTES + 1) if file else self.data["text"]
        return found


class PublishForm(forms.Form):
    """What is said of a version when it comes into force."""

    note = line(_("Yang berubah"), help_text=_("Satu kalimat untuk petugas dan warga."),
                 error_messages={"required": _("Tuliskan apa yang berubah.")})  # fmt: skip
    decree = line(_("Ditetapkan dengan"), 160, required=False,
                   help_text=_("Nomor keputusan atau peraturan, bila ada."))  # fmt: skip
    decreed_on = DayField(label=_("Tanggal penetapan"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decree") and not data.get("decreed_on") and "decreed_on" not in self.errors:
            self.add_error("decreed_on", _("Sebutkan tanggal penetapannya."))
        return data
