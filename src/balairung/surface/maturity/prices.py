"""What a step takes in this regency: what the house assumes, and what somebody here changed in that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import Actor, require
from balairung.surface.maturity import access
from balairung.surface.maturity.instruments import HIGHEST, LOWEST
from balairung.surface.maturity.models import Assessment, StepPrice
from balairung.surface.maturity.pricing import default_needs, default_prices
from balairung.surface.maturity.reads import Picture
from balairung.surface.maturity.ways import Ladder, Price, Rung

#: More than this is a slip of the hand.
MOST = Price(effort=5000, weeks=260, money=10**12)


def ladder_of(picture: Picture) -> Ladder:
    """Every step that is still open, from where this assessment stands, with the prices of here. One query."""
    key = picture.instrument.key
    return Ladder(picture.instrument, picture.levels, prices_of(key), default_needs(key))


def prices_of(key: str) -> dict[Rung, Price]:
    """Of every step of this instrument."""
    return {**default_prices(key), **{rung: price_of(row) for rung, row in changed_prices(key).items()}}


def price_of(row: StepPrice) -> Price:
    return Price(row.effort, row.weeks, row.money)


def changed_prices(key: str) -> dict[Rung, StepPrice]:
    """Those that somebody here changed, with who did."""
    rows = StepPrice.objects.filter(instrument_key=key).select_related("changed_by")
    return {(row.indicator, row.level): row for row in rows}


def set_price(
    assessment: Assessment, *, number: int, level: int, effort: int, weeks: int, money: int = 0, by: Actor, at: datetime
) -> StepPrice:
    """What this step takes here, whatever the house assumes; for all years of this instrument."""
    _check_step(assessment, number, level, by)
    check_price(Price(effort, weeks, money))
    row, _made = StepPrice.objects.update_or_create(
        instrument_key=assessment.instrument_key, indicator=number, level=level,
        defaults={"effort": effort, "weeks": weeks, "money": money, "changed_by_id": by.person_id, "changed_at": at},
    )  # fmt: skip
    return row


@transaction.atomic
def set_prices(
    assessment: Assessment, *, number: int, prices: Mapping[int, Price], by: Actor, at: datetime
) -> list[StepPrice]:
    """Of several levels of one indicator. What stays as it was is not written: it keeps the name of whoever set it."""
    require(access.can_keep(by, assessment))
    known = prices_of(assessment.instrument_key)
    return [
        set_price(
            assessment, number=number, level=level, effort=one.effort, weeks=one.weeks, money=one.money, by=by, at=at
        )
        for level, one in prices.items()
        if known.get((number, level)) != one
    ]


def drop_price(assessment: Assessment, *, number: int, level: int, by: Actor) -> None:
    """Back to what the house assumes; asked twice it stays so."""
    _check_step(assessment, number, level, by)
    StepPrice.objects.filter(instrument_key=assessment.instrument_key, indicator=number, level=level).delete()


def check_price(price: Price) -> None:
    """Raise `Refused` for one that cannot be meant."""
    if not 0 <= price.effort <= MOST.effort:
        raise Refused(_("Tenaga satu langkah ditulis 0 sampai 5.000 hari orang."))
    if not 0 <= price.weeks <= MOST.weeks:
        raise Refused(_("Waktu satu langkah ditulis 0 sampai 260 minggu."))
    if not 0 <= price.money <= MOST.money:
        raise Refused(_("Biaya satu langkah ditulis 0 sampai satu triliun rupiah."))


def _check_step(assessment: Assessment, number: int, level: int, by: Actor) -> None:
    require(access.can_keep(by, assessment), _("Hanya pimpinan dan pengelola penilaian yang mengubah biaya langkah."))
    if number not in assessment.instrument.indicators or not LOWEST < level <= HIGHEST:
        raise Refused(_("Langkah itu tidak ada pada instrumen ini."))
