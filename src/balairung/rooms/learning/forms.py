"""What is typed about presence, and its words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import ChosenField, LineField, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import PDF, PICTURES
from balairung.kernel.people.choices import office_choices
from balairung.kernel.people.forms import DayField
from balairung.kernel.people.models import Office, Post
from balairung.rooms.learning import rules

SAID = {"required": _("Tuliskan alasannya.")}


def _clock(label: Any, **kwargs: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(
        label=label, widget=widget, error_messages={"invalid": _("Tulis jam seperti 07.30.")}, **kwargs
    )


class LeaveForm(forms.Form):
    """Days away from the office."""

    sort = forms.ChoiceField(label=_("Jenis"), error_messages={"required": _("Pilih jenisnya.")})
    since = DayField(label=_("Mulai"))
    until = DayField(label=_("Sampai"), help_text=_("Hari terakhir tidak bertugas di kantor."))
    reason = TextField(label=_("Alasan"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
                       help_text=_("Hanya dibaca Anda dan atasan yang memutuskan."), error_messages=SAID)  # fmt: skip
    proof = UploadsField(label=_("Bukti"), kinds=(PDF, *PICTURES), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sort"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Pilih jenisnya")), *((one.key, one.name) for one in rules.sorts().values())]


class AnswerForm(forms.Form):
    """What a superior says to it."""

    answer = TextField(
        label=_("Catatan untuk pemohon"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Wajib bila tidak disetujui."),
    )  # fmt: skip


class EarlierForm(forms.Form):
    """Back at work before the leave ends."""

    back_on = DayField(label=_("Bertugas kembali pada"))


class AllowanceForm(forms.Form):
    """Another number of days than the usual."""

    year = forms.IntegerField(label=_("Tahun"), min_value=2000, max_value=2100)
    days = forms.IntegerField(label=_("Hari kerja"), min_value=0, max_value=60)
    note = LineField(label=_("Dasar"), max_length=200, help_text=_("Misalnya: sisa tahun lalu enam hari."))


class CorrectionForm(forms.Form):
    """One day put right."""

    day = DayField(label=_("Hari"))
    arrived = _clock(_("Datang pukul"), required=False)
    left = _clock(_("Pulang pukul"), required=False)
    excused = forms.BooleanField(label=_("Tidak hadir dengan alasan yang saya terima"), required=False)
    reason = TextField(label=_("Alasan pembetulan"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
                       error_messages=SAID)  # fmt: skip


class KioskForm(forms.Form):
    name = LineField(label=_("Nama kios"), max_length=60, help_text=_("Misalnya “Pintu depan”."),
                     error_messages={"required": _("Tuliskan namanya.")})  # fmt: skip


class CallForm(forms.Form):
    """A roll call to come."""

    office = ChosenField(
        rows=lambda: Office.objects.filter(closed_on__isnull=True), to="key", choices=office_choices,
        label=_("Kantor penyelenggara"), error_messages={"required": _("Pilih dahulu kantornya.")},
    )  # fmt: skip
    name = LineField(label=_("Nama"), max_length=120, initial=_("Apel Senin pagi"),
                     error_messages={"required": _("Tuliskan nama apelnya.")})  # fmt: skip
    place = LineField(label=_("Tempat"), max_length=160, error_messages={"required": _("Tuliskan tempatnya.")})
    day = DayField(label=_("Hari"))
    clock = _clock(_("Pukul"), initial="07:30")
    scope = forms.ChoiceField(
        label=_("Yang ikut"), widget=forms.RadioSelect, initial="own",
        choices=[("own", _("Pegawai kantor penyelenggara")), ("all", _("Semua kantor, kecuali desa dan kelurahan"))],
    )  # fmt: skip
    echelons = forms.MultipleChoiceField(
        label=_("Hanya eselon"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(key, words) for key, words in Post.Echelon.choices if key],
        help_text=_("Kosongkan bila semua wajib hadir."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = LineField(label=_("Alasan"), max_length=500, error_messages=SAID)
