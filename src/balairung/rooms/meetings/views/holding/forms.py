"""What is typed in the hall, and its words."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import Choices, ChosenField, LineField
from balairung.kernel.files.fields import UploadsField
from balairung.rooms.meetings.models import AgendaItem, Invitee, Meeting, Speaker

NUMBER = {"invalid": _("Tulis angka saja."), "required": _("Tulis angkanya.")}


class DeputyForm(forms.Form):
    """Who came in somebody's place."""

    name = LineField(
        label=_("Nama wakil"), max_length=160, error_messages={"required": _("Tuliskan nama wakil yang hadir.")}
    )
    title = LineField(label=_("Jabatan wakil"), max_length=160, required=False)
    mandate = LineField(
        label=_("Dasar mewakili"), max_length=160, required=False, help_text=_("Misalnya nomor surat tugas.")
    )


class GuestForm(forms.Form):
    """Somebody from outside whom nobody had invited."""

    name = LineField(label=_("Nama"), max_length=160, error_messages={"required": _("Tuliskan nama tamunya.")})
    title = LineField(label=_("Jabatan dan instansi"), max_length=240, required=False)
    token = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)


class KioskForm(forms.Form):
    name = LineField(label=_("Letak kios"), max_length=60, required=False, help_text=_("Misalnya “Pintu utama”."))


class RowsForm(forms.Form):
    width = forms.IntegerField(
        label=_("Kursi dalam satu baris"), min_value=1, max_value=60, initial=12, error_messages=NUMBER
    )


class AgendaForm(forms.Form):
    """One item of the agenda."""

    title = LineField(label=_("Acara"), max_length=240, error_messages={"required": _("Tuliskan acaranya.")})
    minutes = forms.IntegerField(label=_("Waktu, menit"), min_value=1, max_value=600, initial=10, error_messages=NUMBER)
    kind = forms.ChoiceField(label=_("Jenis"), choices=AgendaItem.Kind.choices, initial=AgendaItem.Kind.OTHER)
    speaker = ChosenField(rows=Speaker.objects.none, label=_("Narasumber"), required=False)

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Speaker.objects.filter(meeting=meeting).order_by("order")
        chosen = ChosenField(rows=rows.all, choices=partial(_speakers, meeting), label=_("Narasumber"), required=False)
        self.fields["speaker"] = chosen


def _speakers(meeting: Meeting) -> Choices:
    rows = Speaker.objects.filter(meeting=meeting).order_by("order")
    return [("", str(_("Tanpa narasumber"))), *((str(one.pk), f"{one.name} – {one.topic}"[:120]) for one in rows)]


class SpeakerForm(forms.Form):
    """Who speaks about what: one of those invited, or somebody else by name."""

    invited = ChosenField(rows=Invitee.objects.none, label=_("Dari undangan"), required=False)
    name = LineField(
        label=_("Nama"), max_length=160, required=False, help_text=_("Kosongkan kalau dipilih dari undangan.")
    )
    title = LineField(label=_("Jabatan dan instansi"), max_length=200, required=False)
    topic = LineField(label=_("Topik"), max_length=240, error_messages={"required": _("Tuliskan topiknya.")})
    minutes = forms.IntegerField(label=_("Waktu, menit"), min_value=1, max_value=600, initial=15, error_messages=NUMBER)

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Invitee.objects.standing().filter(meeting=meeting, person__isnull=False).select_related("person")
        self.fields["invited"] = ChosenField(
            rows=rows.all, choices=partial(_invited, meeting), label=_("Dari undangan"), required=False
        )

    def said(self) -> dict[str, Any]:
        """For `speakers.add`."""
        data = dict(self.cleaned_data)
        chosen: Invitee | None = data.pop("invited")
        data["person"] = chosen.person if chosen else None
        data["name"] = data["name"] or (chosen.name if chosen else "")
        data["title"] = data["title"] or (chosen.title if chosen else "")
        return data


def _invited(meeting: Meeting) -> Choices:
    rows = Invitee.objects.standing().filter(meeting=meeting, person__isnull=False).in_protocol_order()
    pairs = [(str(key), f"{name} – {title}"[:120]) for key, name, title in rows.values_list("pk", "name", "title")]
    return [("", str(_("Bukan dari undangan"))), *pairs]


class WhyForm(forms.Form):
    words = LineField(label=_("Keterangan"), max_length=300, required=False)


class MaterialForm(forms.Form):
    uploads = UploadsField(label=_("Bahan (PDF atau gambar)"), required=True)
