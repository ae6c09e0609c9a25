"""What is typed about the way up: where to and within what, what a step takes, who is to do it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.ui.fields import ChosenField, LineField, RupiahInput
from balairung.kernel.people.choices import office_choices
from balairung.kernel.people.forms import DayField
from balairung.kernel.people.models import Office
from balairung.rooms.instructions.actions import FARTHEST, LONGEST
from balairung.surface.maturity.instruments import HIGHEST, LOWEST
from balairung.surface.maturity.prices import MOST
from balairung.surface.maturity.ways import Ladder, Limits, Price, Rung

LEVELS = range(LOWEST + 1, HIGHEST + 1)  # that a step can reach
WEEK = timedelta(days=7)
_INDEX = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?")
_WHOLE = re.compile(r"\d{1,7}|\d{1,3}(?:\.\d{3}){1,2}")


class IndexField(LineField):
    """An index as people write it, with a comma or a point; None where nothing was typed."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        if not (typed.isascii() and _INDEX.fullmatch(typed)):
            raise forms.ValidationError(_("“%(typed)s” bukan indeks. Tulis misalnya 3,50.") % {"typed": typed[:40]})
        return Decimal(typed.replace(",", "."))


class WholeField(LineField):
    """A whole number as people write it, also `1.200`; None where nothing was typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(**{"max_length": 40, "widget": widget, **kwargs})

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        if not (typed.isascii() and _WHOLE.fullmatch(typed)):
            raise forms.ValidationError(_("“%(typed)s” bukan bilangan bulat. Tulis misalnya 60.") % {"typed": typed})
        return int(typed.replace(".", ""))


class WayForm(forms.Form):
    """What is asked of the way up. The words stand in addresses for ever."""

    sasaran = IndexField(
        label=gettext_lazy("Indeks yang dituju"), max_length=40, required=False,
        help_text=gettext_lazy("Kosongkan untuk naik setinggi mungkin dalam batas di bawah ini."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    hari = WholeField(label=gettext_lazy("Tenaga paling banyak, hari orang"), required=False)
    minggu = WholeField(label=gettext_lazy("Waktu paling lama, minggu"), required=False)
    tanggal = DayField(label=gettext_lazy("Selesai paling lambat tanggal"), required=False)
    rupiah = RupiahInput(label=gettext_lazy("Biaya paling banyak, rupiah"), required=False)

    def __init__(self, asked: Any, *, index: Decimal, today: date) -> None:
        """`index` is where one stands; without a question the form is bound to what is asked for it."""
        super().__init__(asked)
        self.index, self.today = index, today
        self.target: Decimal | None = None  # once it was understood, also where nothing reaches it

    def clean_sasaran(self) -> Decimal | None:
        target: Decimal | None = self.cleaned_data["sasaran"]
        if target is None:
            return None
        if target > HIGHEST:
            raise forms.ValidationError(_("Indeks tertinggi 5,00. Tuliskan sasaran sampai 5,00."))
        if target <= self.index:
            words = {"index": str(self.index).replace(".", ",")}
            raise forms.ValidationError(_("Indeks hari ini sudah %(index)s. Tuliskan sasaran di atasnya.") % words)
        self.target = target
        return target

    def clean_tanggal(self) -> date | None:
        last: date | None = self.cleaned_data["tanggal"]
        if last and last < self.today:
            raise forms.ValidationError(_("Tanggal itu sudah lewat. Pilih tanggal mulai hari ini."))
        return last

    @property
    def limits(self) -> Limits:
        """Of the weeks and the date the earlier one counts. What was not understood limits nothing."""
        known = self.cleaned_data
        weeks: list[int] = [known["minggu"]] if known.get("minggu") is not None else []
        if last := known.get("tanggal"):
            weeks.append((last - self.today) // WEEK)
        typed = str(self.data.get("rupiah", "")).strip()
        money = int(known["rupiah"]) if typed and "rupiah" in known else None
        return Limits(min(weeks, default=None), known.get("hari"), money)


class PriceForm(forms.Form):
    """What the four steps of one indicator take: `effort_2`, `weeks_2`, `money_2` and so on."""

    def __init__(self, posted: Any = None, *, known: dict[int, Price]) -> None:
        super().__init__(posted)
        for level, price in known.items():
            self.fields |= _price_fields(level, price)

    @property
    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields level by level."""
        return [(level, [self[f"{part}_{level}"] for part in Price.__dataclass_fields__]) for level in LEVELS]

    @property
    def prices(self) -> dict[int, Price]:
        """What was typed, of every level."""
        known = self.cleaned_data
        return {lv: Price(known[f"effort_{lv}"], known[f"weeks_{lv}"], int(known[f"money_{lv}"])) for lv in LEVELS}


def _price_fields(level: int, price: Price) -> dict[str, forms.Field]:
    words = {"level": level}
    small = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 6})
    bounded = partial(BoundedField, widget=small, error_messages={"required": _("Tuliskan angkanya, boleh 0.")})
    return {
        f"effort_{level}": bounded(
            label=_("Tingkat %(level)d, hari orang") % words, initial=price.effort, most=MOST.effort
        ),
        f"weeks_{level}": bounded(label=_("Tingkat %(level)d, minggu") % words, initial=price.weeks, most=MOST.weeks),
        f"money_{level}": MoneyField(
            label=_("Tingkat %(level)d, rupiah") % words, initial=f"{price.money:,}".replace(",", "."), required=False
        ),
    }  # fmt: skip


class BoundedField(WholeField):
    """A whole number from 0 to `most`."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        if number is not None and number > self.most:
            most = f"{self.most:,}".replace(",", ".")
            raise forms.ValidationError(_("Tuliskan 0 sampai %(most)s.") % {"most": most})
        return number


class MoneyField(RupiahInput):
    """Rupiah without sen, up to what one step can cost."""

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        if amount != int(amount):
            raise forms.ValidationError(_("Tuliskan rupiah tanpa sen."))
        if amount > MOST.money:
            raise forms.ValidationError(_("Tuliskan paling banyak satu triliun rupiah."))
        return amount


class ChargeForm(forms.Form):
    """Which step goes to which office; the date and the words are proposed."""

    langkah = forms.CharField(widget=forms.HiddenInput, max_length=7)
    office = ChosenField(
        rows=lambda: Office.objects.filter(closed_on__isnull=True), to="key", choices=office_choices,
        label=gettext_lazy("Untuk kantor"), error_messages={"required": gettext_lazy("Pilih dahulu kantornya.")},
    )  # fmt: skip
    due_on = DayField(label=gettext_lazy("Paling lambat"), required=False)
    text = LineField(label=gettext_lazy("Instruksi"), max_length=LONGEST, required=False)
    token = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)

    def __init__(self, posted: Any = None, *, ladder: Ladder, today: date, **kwargs: Any) -> None:
        super().__init__(posted, **kwargs)
        self.ladder, self.today = ladder, today

    def clean_langkah(self) -> Rung:
        number, _dash, level = self.cleaned_data["langkah"].partition("-")
        rung = (int(number), int(level)) if number.isdecimal() and level.isdecimal() else (0, 0)
        if rung not in self.ladder.steps:
            raise forms.ValidationError(_("Langkah itu sudah dicapai atau tidak ada. Pilih langkah dari daftar."))
        return rung

    def clean(self) -> dict[str, Any]:
        """Where nothing was said: by the week in which it can be done at the earliest."""
        known = self.cleaned_data
        if not known.get("due_on") and "due_on" in known and known.get("langkah"):
            known["due_on"] = due_of(self.ladder, known["langkah"], self.today)
        return known


def due_of(ladder: Ladder, rung: Rung, today: date) -> date:
    """At the earliest that is possible, and not farther away than an instruction may be."""
    return today + min(ladder.ready[rung] * WEEK, timedelta(days=FARTHEST))
