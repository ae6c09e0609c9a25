"""What a decision is written down with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.ui.fields import LineField, TextField
from balairung.kernel.people.choices import district_choices, local_words
from balairung.kernel.people.forms import DayField
from balairung.kernel.people.models import Office, Region, RegionGroup
from balairung.rooms.meetings.minutes.checking import shortened
from balairung.rooms.meetings.minutes.deciding import LONGEST, TOGETHER, Said, offices_meant, usual_days
from balairung.rooms.meetings.models import AgendaItem, Decision, Meeting

Pair = tuple[str, str]


@dataclass(frozen=True)
class Shelf:
    """Offices that stand together, with whether one of them is chosen."""

    name: str
    rows: tuple[tuple[str, str, bool], ...]  # key, words, chosen
    open: bool


class OfficesField(forms.Field):
    """Offices by their keys, or many at once: `desa:35.10.05`. Cleaned to the offices; shown by `shelves`."""

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> list[Office]:
        return offices_meant([str(one)[:80] for one in value or ()][:1000])


class DecisionForm(forms.Form):
    """One decision. Only its words must be there at once: the rest is asked for before the minutes are submitted."""

    text = TextField(
        label=gettext_lazy("Apa yang diputuskan?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Tuliskan dahulu apa yang diputuskan.")},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis"), choices=Decision.Kind, widget=forms.RadioSelect, initial=Decision.Kind.TASK
    )
    offices = OfficesField(required=False, label=gettext_lazy("Kantor yang melaksanakan"))
    due = forms.ChoiceField(
        label=gettext_lazy("Paling lambat"), choices=Decision.Due, widget=forms.RadioSelect, initial=Decision.Due.DATE
    )
    due_on = DayField(label=gettext_lazy("Tanggal"), required=False)
    keep_day = forms.BooleanField(label=gettext_lazy("Tetap pada tanggal ini walaupun hari libur"), required=False)
    proof = LineField(
        label=gettext_lazy("Bukti yang diminta"), max_length=200, required=False,
        help_text=gettext_lazy("Misalnya “foto sebelum dan sesudah”. Boleh menyusul, asal ada sebelum diajukan."),
    )  # fmt: skip
    themes = LineField(
        label=gettext_lazy("Tema"), max_length=240, required=False,
        help_text=gettext_lazy("Pisahkan dengan koma, misalnya “aset desa, pindah penduduk”."),
    )  # fmt: skip
    agenda = forms.ChoiceField(label=gettext_lazy("Dari acara"), required=False)
    question = forms.ChoiceField(label=gettext_lazy("Dari pertanyaan"), required=False)
    token = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {str(one.pk): one for one in AgendaItem.objects.filter(session__meeting=meeting)}
        self.asked = {str(one.pk): one for one in meeting.questions.in_order()}
        self._offer("agenda", ((key, one.title) for key, one in self.items.items()))
        self._offer("question", ((key, shortened(one.text, 90)) for key, one in self.asked.items()))
        days = _("tenggat lazim: %(days)d hari sejak notulen disahkan") % {"days": usual_days()}
        self._offer("due", [*Decision.Due.choices[:2], (Decision.Due.USUAL.value, days)], none=False)

    def _offer(self, name: str, choices: Iterable[tuple[Any, Any]], *, none: bool = True) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *choices] if none else list(choices)

    @property
    def shelves(self) -> list[Shelf]:
        """All offices, the chosen ones marked."""
        given = self["offices"].value() or ()
        return shelves({str(one) for one in given})

    @property
    def asks_day(self) -> bool:
        """Whether somebody is asked to insist on a free day."""
        return self.is_bound and bool(self.non_field_errors() or self.data.get("keep_day"))

    def said(self) -> Said:
        data = self.cleaned_data
        return Said(
            text=data["text"], offices=data["offices"], kind=data["kind"], due=data["due"], due_on=data["due_on"],
            proof=data["proof"], themes=data["themes"].split(","), keep_day=data["keep_day"],
            agenda=self.items.get(data["agenda"]), question=self.asked.get(data["question"]),
        )  # fmt: skip


def initial_of(decision: Decision) -> dict[str, Any]:
    """The form of a decision that stands."""
    return {
        "text": decision.text, "kind": decision.kind, "due": decision.due, "due_on": decision.due_on,
        "proof": decision.proof, "themes": ", ".join(str(one) for one in decision.themes.all()),
        "agenda": str(decision.agenda_id or ""), "question": str(decision.question_id or ""),
        "version": decision.version, "offices": [one.office.key for one in decision.tasks.select_related("office")],
    }  # fmt: skip


def shelves(chosen: set[str]) -> list[Shelf]:
    """Many at once first, then the offices of the regency, then those of each district: three statements."""
    rows = Office.objects.filter(closed_on__isnull=True).order_by("order", "name")
    names = {code: str(words) for code, words in district_choices()[1:]}
    found: dict[str, list[Pair]] = {"": []}
    villages: set[str] = set()
    for key, name, kind, region, parent in rows.values_list("key", "name", "kind", "region", "region__parent"):
        shelf = parent or region or ""
        found.setdefault(shelf if shelf in names else "", []).append((key, name))
        if kind in TOGETHER["desa"] and parent:
            villages.add(parent)
    label = local_words(Region.Level.VILLAGE)
    for code in villages & set(found):
        words = _("Semua %(villages)s di %(district)s") % {"villages": label, "district": names[code]}
        found[code].insert(0, (f"desa:{code}", words))
    together = _shelf(_("Banyak kantor sekaligus"), _together(label), chosen)
    first = _shelf(_("Kantor kabupaten"), found.pop(""), chosen)
    return [together, first, *(_shelf(names[code], found[code], chosen) for code in names if code in found)]


def _together(villages: str) -> list[Pair]:
    """Whole groups of districts, and the whole regency."""
    everywhere = [("kecamatan:", _("Semua kecamatan")), ("desa:", _("Semua %(what)s") % {"what": villages})]
    groups = [(str(one.pk), one.name) for one in RegionGroup.objects.order_by("order", "name")]
    said = _("Semua %(what)s di %(group)s")
    of_groups = [
        (f"{what}:kelompok:{key}", said % {"what": words, "group": name})
        for key, name in groups
        for what, words in (("kecamatan", _("kecamatan")), ("desa", villages))
    ]
    return [*everywhere, *of_groups]


def _shelf(name: str, rows: Iterable[Pair], chosen: set[str]) -> Shelf:
    marked = tuple((key, words, key in chosen) for key, words in rows)
    return Shelf(name, marked, any(one[2] for one in marked))
