"""The small forms of the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext_lazy as _

from balairung.ground.ui.fields import Choices, ChosenField, LineField, LongSelect, TextField
from balairung.kernel.obligations import tags
from balairung.kernel.obligations.proof import Period, days
from balairung.kernel.people.choices import office_choices
from balairung.kernel.people.forms import DayField
from balairung.kernel.people.models import Office, Person

AWAY = (
    (1, _("Besok")), (3, _("Tiga hari lagi")), (7, _("Sepekan lagi")), (14, _("Dua pekan lagi")),
    (30, _("Sebulan lagi")),
)  # fmt: skip
MORNING = time(7)
USUAL, LONGEST = timedelta(days=30), timedelta(days=366)  # of a proof


class WordsForm(forms.Form):
    """What somebody says with a step."""

    text = TextField(label=_("Keterangan"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class MaybeWordsForm(forms.Form):
    """The same, where a step needs no words."""

    text = TextField(label=_("Keterangan"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class _Small(forms.Form):
    """Its ids are its own: other forms stand on the same page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "meja-%s", **kwargs})

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class AssignForm(_Small):
    """Who does it."""

    person = forms.ChoiceField(
        label=_("Petugas"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Pilih petugas dari daftar.")),
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(person.pk): person for person in people}
        self._offer("person", [(key, person.name) for key, person in self.known.items()])

    @property
    def chosen(self) -> Person:
        return self.known[self.cleaned_data["person"]]


class SnoozeForm(_Small):
    """Until which day."""

    until = forms.DateField(
        label=_("Tampilkan lagi"),
        error_messages=dict.fromkeys(("required", "invalid"), _("Pilih kapan hal ini ditampilkan lagi.")),
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [(localdate(now) + timedelta(days=days), words) for days, words in AWAY]
        self.zone = localtime(now).tzinfo
        choices = [(day.isoformat(), f"{words} ({date_format(day, 'D, j M')})") for day, words in days]
        self.fields["until"].widget = forms.Select({"aria-label": self.fields["until"].label}, choices)

    @property
    def morning(self) -> datetime:
        """The moment at which work begins on that day."""
        return datetime.combine(self.cleaned_data["until"], MORNING, tzinfo=self.zone)


class TagForm(_Small):
    """One word."""

    word = LineField(
        label=_("Label"), max_length=tags.LONGEST, error_messages={"required": _("Tuliskan dahulu labelnya.")},
        widget=forms.TextInput(
            {"list": "label-dikenal", "autocomplete": "off", "placeholder": _("Label"), "aria-label": _("Label")}
        ),
    )  # fmt: skip


class NoteForm(_Small):
    """Words for colleagues, some of whom are called."""

    text = TextField(
        label=_("Catatan untuk rekan"), max_length=4000, widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Tuliskan dahulu catatannya.")},
    )  # fmt: skip
    people = forms.MultipleChoiceField(
        label=_("Sebut rekan"), required=False, widget=forms.SelectMultiple({"data-mentions": ""})
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(person.pk): person for person in people}
        self._offer("people", [(key, person.name) for key, person in self.known.items()])

    @property
    def called(self) -> list[Person]:
        return [self.known[key] for key in self.cleaned_data["people"]]


class FilterForm(_Small):
    """What of a list one wants to see, and in which order; the names stand in the address."""

    urut = forms.ChoiceField(
        label=_("Urutan"),
        required=False,
        choices=[
            ("", _("Menurut batas waktu")),
            ("terbaru", _("Yang terbaru dahulu")),
            ("terlama", _("Yang terlama dahulu")),
        ],
    )
    jenis = forms.ChoiceField(label=_("Jenis"), required=False)
    label = LineField(label=_("Label"), max_length=tags.LONGEST, required=False)
    kantor = forms.ChoiceField(label=_("Kantor"), required=False, widget=LongSelect)

    def __init__(self, *args: Any, kinds: Choices, offices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="saring-%s", **kwargs)
        every: Choices = [("", str(_("Semua")))]
        self._offer("jenis", every + kinds)
        self._offer("kantor", every + offices)
        self.fields["label"].widget.attrs["list"] = "label-dikenal"
        if not offices:
            del self.fields["kantor"]


class SaveForm(_Small):
    """A list under a name."""

    name = LineField(
        label=_("Nama daftar"), max_length=60, error_messages={"required": _("Beri nama daftar ini.")}
    )  # fmt: skip


class ProofForm(forms.Form):
    """From which day to which, and of which office."""

    dari = DayField(label=_("Dari tanggal"))
    sampai = DayField(label=_("Sampai tanggal"))
    kantor = ChosenField(Office.objects.all, to="key", label=_("Kantor"), required=False, choices=office_choices)

    @classmethod
    def asked(cls, query: Mapping[str, str], today: date) -> ProofForm:
        """What the address asks for; the last thirty days where it asks for none."""
        usual = {"dari": (today - USUAL).isoformat(), "sampai": today.isoformat()}
        return cls({**usual, **query})

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("dari"), found.get("sampai")
        if since and until and until < since:
            self.add_error("sampai", _("Tanggal akhir mendahului tanggal awal."))
        elif since and until and until - since > LONGEST:
            self.add_error("sampai", _("Pilih kurun paling lama satu tahun."))
        return found

    @property
    def period(self) -> Period:
        """Whole days, the last one too."""
        found = self.cleaned_data
        return days(found["dari"], found["sampai"], found["kantor"])

    @property
    def address(self) -> str:
        """The query that asks for the same."""
        return urlencode({name: self[name].value() or "" for name in ("dari", "sampai", "kantor")})
