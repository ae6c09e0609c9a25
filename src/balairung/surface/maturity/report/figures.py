"""Numbers as the report writes them, and where they stand on a drawn scale."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django.utils.formats import number_format

from balairung.surface.maturity.instruments import HIGHEST, LOWEST, Instrument

NONE = "–"
MILLE = 1000  # parts of a drawn scale


def comma(value: Decimal) -> str:
    """`3,41`: as many decimals as it has, two at least."""
    places = max(2, -int(value.as_tuple().exponent))
    return f"{value:.{places}f}".replace(".", ",")


def level(instrument: Instrument, value: Decimal) -> str:
    return f"{value:.2f}".replace(".", ",") if instrument.fractional else f"{value:.0f}"


def per_cent(value: Decimal) -> str:
    return f"{number_format(value.normalize() if value % 1 else int(value))} %"


def grouped(number: int) -> str:
    return str(number_format(number, force_grouping=True))


def mille(value: Fraction | Decimal) -> int:
    """Where it stands between 1 and 5, in thousandths."""
    return int((max(Fraction(value), Fraction(LOWEST)) - LOWEST) * MILLE / (HIGHEST - LOWEST))
