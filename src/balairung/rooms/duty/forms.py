"""The shape of what is typed about readiness, and its words."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import LineField, TextField
from balairung.kernel.files.fields import UploadsField
from balairung.kernel.people.forms import DayField
from balairung.kernel.people.models import Office
from balairung.rooms.duty import rules


class ExplainForm(forms.Form):
    """Why nobody answered, and what is done about it; a picture or a paper where there is one."""

    text = TextField(
        label=_("Mengapa, dan apa yang diperbaiki"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tuliskan dahulu penjelasannya.")},
    )  # fmt: skip
    uploads = UploadsField(label=_("Bukti (foto atau PDF)"), required=False)


class SummonForm(forms.Form):
    """Why somebody is needed now."""

    words = LineField(
        label=_("Untuk apa? Satu kalimat"), max_length=200,
        error_messages={"required": _("Tuliskan keperluannya, supaya yang dipanggil tahu.")},
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why a drill is cancelled."""

    why = LineField(
        label=_("Mengapa dibatalkan?"), max_length=200, error_messages={"required": _("Tuliskan dahulu alasannya.")}
    )


def _kinds() -> list[tuple[str, Any]]:
    """The kinds of office whose officials must be reachable."""
    _roles, kinds = rules.required()
    return [(str(kind), kind.label) for kind in Office.Kind if kind in kinds or kind == Office.Kind.LEADERSHIP]


class PlanForm(forms.Form):
    """When and how many: whole days within one month, percent of the posts, of some kinds of office or of all."""

    since = DayField(label=_("Dari tanggal"))
    until = DayField(label=_("Sampai tanggal"))
    share = forms.IntegerField(
        label=_("Berapa persen jabatan diundi"), min_value=1, max_value=100,
        error_messages={"required": _("Sebutkan berapa persen."), "invalid": _("Tulis angka 1 sampai 100.")},
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=_("Hanya kantor jenis tertentu"), required=False, choices=_kinds, widget=forms.CheckboxSelectMultiple,
        help_text=_("Tanpa centang, semua jabatan yang wajib siaga ikut diundi."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("Tanggal ini sebelum tanggal mulainya."))
        return found

    def asked(self) -> dict[str, Any]:
        """What `drills.plan_drill` is told."""
        data = self.cleaned_data
        return {
            "starts_at": _midnight(data["since"]), "ends_at": _midnight(data["until"] + timedelta(days=1)),
            "share": data["share"], "kinds": data["kinds"],
        }  # fmt: skip


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))
