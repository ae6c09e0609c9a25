"""What the editor's forms share: lines, rows that are dropped when they are emptied, conditions, offices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import LineField, TextField
from balairung.kernel.people.models import Office
from balairung.rooms.services.definition.shape import Asked, At, Type, When

ANSWERED = "~"  # whatever the answer is
WORDS_LONGEST = 300
FORKING = (Type.CHOICE, Type.CHOICES, Type.YESNO, Type.AGREE)
PLACES = [(At.VILLAGE, _("Desa atau kelurahan")), (At.DISTRICT, _("Kecamatan")), (At.AGENCY, _("Kantor kabupaten"))]


class LinesField(TextField):
    """Several lines, one thing each; cleaned to a list."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "class": "lines"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in super().clean(value).split("\n") if line.strip()]


def line(label: Any, longest: int = WORDS_LONGEST, **kwargs: Any) -> LineField:
    return LineField(label=label, max_length=longest, **kwargs)


def prose(label: Any, rows: int = 3, **kwargs: Any) -> TextField:
    return TextField(label=label, max_length=6000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    """What this form lets one choose from, where that is known only when it is made."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def office_choices() -> list[tuple[str, str]]:
    """The offices of the regency itself, those of places left out."""
    rows = Office.objects.filter(closed_on__isnull=True, region__isnull=True).order_by("order", "name")
    return [("", str(_("– tidak ada –"))), *rows.values_list("key", "short")]


def office_field(known: str | None, **kwargs: Any) -> forms.ChoiceField:
    """A choice of an office; one that is gone stays to be seen, and `checking` says so."""
    choices = office_choices()
    if known and known not in dict(choices):
        choices.append((known, known))
    return forms.ChoiceField(choices=choices, required=False, **kwargs)


def filled(rows: Iterable[forms.Form], *names: str) -> list[dict[str, Any]]:
    """The rows in which something was written, without what only the editor needs."""
    said = [row.cleaned_data for row in rows if row.is_valid()]
    return [row for row in said if any(row.get(name) for name in names)]


class Conditioned(forms.Form):
    """A form with conditions: for each earlier question the answers by which the thing is asked, done or printed."""

    def __init__(self, *args: Any, known: Sequence[Asked] = (), whens: Sequence[When] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = {when.field: when for when in whens}
        self.order = list(given)  # what stood there stays in its order
        self.known = [one for one in known if one.type in FORKING or not one.required or one.key in given]
        for one in self.known:
            when = given.get(one.key)
            chosen = [_sent(value) for value in when.among] or [ANSWERED] if when else []
            self.fields[f"when_{one.key}"] = forms.MultipleChoiceField(
                label=one.label, choices=_answers(one), required=False, widget=forms.CheckboxSelectMultiple,
                initial=chosen,
            )  # fmt: skip
            self.fields[f"unless_{one.key}"] = forms.BooleanField(
                label=_("Kebalikannya: bila bukan jawaban yang dicentang"), required=False,
                initial=bool(when and when.unless),
            )  # fmt: skip

    @property
    def conditions(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"when_{one.key}"], self[f"unless_{one.key}"]) for one in self.known]

    @property
    def conditioned(self) -> bool:
        """Whether any condition is set, or was sent with a fault."""
        return any(field.value() for field, _unless in self.conditions)

    @property
    def plain_fields(self) -> list[BoundField]:
        return [field for field in self if not field.name.startswith(("when_", "unless_"))]

    def whens(self) -> list[dict[str, Any]]:
        found = []
        for one in self.known:
            chosen = self.cleaned_data[f"when_{one.key}"]
            if chosen:
                among = [] if ANSWERED in chosen else [_meant(one, value) for value in chosen]
                found.append({"field": one.key, "among": among, "unless": self.cleaned_data[f"unless_{one.key}"]})
        return sorted(found, key=lambda one: self.order.index(one["field"]) if one["field"] in self.order else 99)


def _answers(one: Asked) -> list[tuple[str, str]]:
    if one.type == Type.YESNO:
        known = [("ya", str(_("Ya"))), ("tidak", str(_("Tidak")))]
    elif one.type == Type.AGREE:
        known = [("ya", str(_("Dicentang")))]
    else:
        known = [(choice.key, choice.label) for choice in one.choices]
    return [*known, (ANSWERED, str(_("Dijawab, apa pun jawabannya")))]


def _sent(value: str | bool) -> str:
    return value if isinstance(value, str) else "ya" if value else "tidak"


def _meant(one: Asked, value: str) -> str | bool:
    return value == "ya" if one.type in (Type.YESNO, Type.AGREE) else value
