"""Levels that somebody gives: read without loss, and each fault said in a sentence, in a ValueError."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from balairung.ground.common.given_json import said
from balairung.ground.common.words import gettext as _
from balairung.surface.maturity.instruments import HIGHEST, LOWEST, Instrument
from balairung.surface.maturity.scoring import Score, score, score_of_aspects

PARTS = ("indicators", "aspects")
DIGITS = 9  # of a number of weeks or days: more is a slip


def read_score(instrument: Instrument, given: Mapping[str, object]) -> Score:
    """Of `{"indicators": {"1": 3, …}}` or `{"aspects": {"1": 4.70, …}}`. Raise ValueError with what is wrong."""
    if len(given) != 1 or next(iter(given)) not in PARTS:
        raise ValueError(_("Tulis satu bagian saja: “indicators” atau “aspects”."))
    if "indicators" in given:
        return score(instrument, read_levels(instrument, given["indicators"]))
    wanted = {one.number: one.title for one in instrument.aspects}
    return score_of_aspects(instrument, _values(given["aspects"], wanted))


def read_levels(instrument: Instrument, given: object) -> dict[int, Decimal]:
    """The level of every indicator by its number. Raise ValueError with what is wrong."""
    levels = _values(given, {number: one.title for number, one in instrument.indicators.items()})
    between = [number for number, level in levels.items() if level != level.to_integral_value()]
    if between and not instrument.fractional:
        words = {"title": instrument.title, "numbers": _listed(between)}
        raise ValueError(_("%(title)s hanya mengenal tingkat bulat 1 sampai 5; periksa nomor %(numbers)s.") % words)
    return levels


def _values(given: object, wanted: Mapping[int, str]) -> dict[int, Decimal]:
    """One value for every wanted number, none for another."""
    if not isinstance(given, Mapping):
        raise ValueError(_("Nilai ditulis per nomor, misalnya %(example)s.") % {"example": '{"1": 3, "2": 4}'})
    numbers = {str(number): number for number in wanted}
    if strange := [str(name) for name in given if name not in numbers]:
        words = {"name": said(strange[0]), "last": max(wanted)}
        raise ValueError(_("Nomor “%(name)s” tidak dikenal. Instrumen ini bernomor 1 sampai %(last)d.") % words)
    if missing := [number for name, number in numbers.items() if name not in given]:
        raise ValueError(_("Belum ada nilai untuk nomor %(numbers)s.") % {"numbers": _listed(missing)})
    return {number: read_value(number, given[name]) for name, number in numbers.items()}


def read_value(number: int, given: object) -> Decimal:
    """One value, 1 to 5, with a decimal point. Raise ValueError otherwise: a comma may mean either."""
    words = {"number": number, "given": said(given)}
    if isinstance(given, str) and "," in given:
        raise ValueError(_("Nomor %(number)d: “%(given)s” memakai koma; tulis dengan titik, misalnya 4.70.") % words)
    value = _decimal(given)
    if value is None:
        raise ValueError(_("Nomor %(number)d: “%(given)s” bukan angka.") % words)
    if not LOWEST <= value <= HIGHEST:
        raise ValueError(_("Nomor %(number)d: nilai %(given)s di luar 1 sampai 5.") % words)
    return value


def _decimal(given: object) -> Decimal | None:
    if isinstance(given, bool) or not isinstance(given, int | str | Decimal):
        return None
    try:
        value = Decimal(given)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def read_target(text: str, today: Decimal) -> Decimal:
    """An index to be reached, above today's and up to 5. Raise ValueError otherwise."""
    words = {"given": said(text), "today": today}
    value = _decimal(text)
    if value is None:
        raise ValueError(_("Sasaran “%(given)s” bukan angka; tulis misalnya 3.87.") % words)
    if value > HIGHEST:
        raise ValueError(_("Sasaran %(given)s di atas 5, indeks tertinggi.") % words)
    if value <= today:
        raise ValueError(_("Sasaran %(given)s tidak di atas indeks hari ini, %(today)s.") % words)
    return value


def read_limit(name: str, text: str | None) -> int | None:
    """A whole number of weeks or person-days; None where none was given. Raise ValueError otherwise."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        raise ValueError(_("%(name)s: “%(given)s” bukan bilangan bulat.") % {"name": name, "given": said(text)})
    return int(text)
