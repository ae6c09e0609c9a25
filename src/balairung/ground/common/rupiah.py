"""Rupiah, exact to the sen: read as people write it, kept as a whole number, so that a database adds it exactly."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused

SEN = 100  # in a rupiah
MOST = Decimal(10) ** 14  # a hundred trillion: more than all regencies spend in a year
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_WHOLE = re.compile(r"\d+")
_CENTS = re.compile(r"(?P<whole>.+)(?P<mark>[.,])(?P<cents>\d{1,2})")


def read_rupiah(text: str) -> Decimal:
    """`Rp1.250.000,50`, `1,250,000.50`, `1250000` and `1.250.000,-` are what they look like. Raise `Refused`.

    A mark before exactly three signs separates thousands, before one or two at the end it begins the sen; what could
    be read in two ways is refused with a sentence rather than guessed.
    """
    typed = re.sub(r"\s", "", text).removeprefix("Rp").removeprefix("rp").removeprefix("RP").lstrip(".")
    typed = re.sub(r"[.,][-–—]+$", "", typed)
    amount = _grouped(typed)
    if amount is None:
        raise Refused(
            _(
                "“%(typed)s” belum terbaca sebagai nilai rupiah. "
                "Tulis angkanya lengkap, misalnya 125.000.000 atau 125000000,50."
            )
            % {"typed": text[:40]}
        )
    if amount > MOST:
        raise Refused(_("Nilainya lebih dari seratus triliun rupiah. Periksa jumlah nolnya."))
    return amount


def _grouped(typed: str) -> Decimal | None:
    if (whole := _thousands(typed)) is not None:
        return Decimal(whole)
    cents = _CENTS.fullmatch(typed)
    if cents is None or cents["mark"] in cents["whole"]:
        return None
    whole = _thousands(cents["whole"])
    return None if whole is None else Decimal(f"{whole}.{cents['cents']}")


def _thousands(typed: str) -> str | None:
    """The signs of a whole number with or without marks between its thousands."""
    if len(typed) > 30 or not typed.isascii():
        return None
    if _WHOLE.fullmatch(typed):
        return typed
    return re.sub(r"[.,]", "", typed) if _GROUPED.fullmatch(typed) else None


def in_words(amount: Decimal) -> str:
    """`Rp1.250.000` or `Rp1.250.000,50`, the same whatever language the page speaks."""
    whole, sen = divmod(int(amount * SEN), SEN)
    grouped = f"{whole:,}".replace(",", ".")
    return f"Rp{grouped},{sen:02}" if sen else f"Rp{grouped}"


if TYPE_CHECKING:
    _Whole = models.BigIntegerField[Decimal, Decimal]
else:
    _Whole = models.BigIntegerField


class RupiahField(_Whole):
    """A `Decimal` of rupiah, kept as sen: `Sum` of it is exact on every database."""

    def to_python(self, value: Any) -> Any:
        return None if value is None else Decimal(value)

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None or hasattr(value, "resolve_expression") else _sen(Decimal(value))

    def from_db_value(self, value: Any, expression: object, connection: object) -> Decimal | None:
        return None if value is None else Decimal(int(value)) / SEN


def _sen(amount: Decimal) -> int:
    sen = amount * SEN
    if sen != int(sen):
        raise ValidationError(f"no part of a sen: {amount}")
    return int(sen)
