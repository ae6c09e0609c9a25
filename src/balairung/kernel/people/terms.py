"""One row of the register against another: days, limits, matters and regions. Arithmetic, nothing is read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.people.matters import size
from balairung.kernel.people.models import Delegation

Kind = Delegation.Kind
Days = tuple[date, date]  # the first and the last
Scope = tuple[str, str, Days]  # matter, region
Place = tuple[str, str, str, bool]
ONE_DAY = timedelta(days=1)


def place(row: Delegation) -> Place:
    """What the same giver gives once at a time. Beside a standing mandate another may hold for days of absence."""
    return row.subject, row.matter, row.region_id or "", row.only_in_absence


def term_of(row: Delegation) -> Days:
    return row.since, row.until or date.max


def days_of(row: Delegation) -> Days | None:
    """The days on which the row counts; None where it was withdrawn before its first."""
    first, last = term_of(row)
    if row.withdrawn_from and row.withdrawn_from <= last:
        last = row.withdrawn_from - ONE_DAY
    return (first, last) if first <= last else None


def shared(one: Days, other: Days) -> Days | None:
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return (first, last) if first <= last else None


def covered(spans: Iterable[Days], wanted: Days) -> bool:
    """Whether these days, put together, leave no day of the wanted ones out."""
    day, last = wanted
    for first, end in sorted(spans):
        if first > day:
            return False
        if end >= last:
            return True
        day = max(day, end + ONE_DAY)
    return False


def contains(source: Delegation, row: Delegation) -> bool:
    """Whether all of what the row is about, in matter and region, is in its source."""
    return source.matter in {"", row.matter} and inside(row.region_id or "", source.region_id or "")


def hands_on(source: Delegation, row: Delegation, most: str) -> bool:
    """What was given with leave to hand it on; a mandate once, and as a mandate only."""
    if not source.may_pass_on or source.kind == Kind.ASSIGNMENT or source.only_in_absence:
        return False
    return source.kind != Kind.MANDATE or (most == Kind.MANDATE and row.kind == Kind.MANDATE)


def within(row: Delegation, source: Delegation) -> bool:
    money = source.value_limit is None or (row.value_limit is not None and row.value_limit <= source.value_limit)
    small = not source.scale_limit or (bool(row.scale_limit) and size(row.scale_limit) <= size(source.scale_limit))
    return money and small


def narrowed(scope: Scope, row: Delegation) -> Scope | None:
    """What both are about; None where nothing is."""
    matter, region, days = scope
    own, mine = row.region_id or "", days_of(row)
    both = shared(days, mine) if mine else None
    apart = matter and row.matter and matter != row.matter
    if not both or apart or not (inside(region, own) or inside(own, region)):
        return None
    return matter or row.matter, max(region, own, key=len), both


def inside(code: str, region: str) -> bool:
    return not region or code == region or code.startswith(f"{region}.")


def words(days: Days) -> str:
    if days[1] == date.max:
        return _("mulai %(since)s") % {"since": long_date(days[0])}
    return _("dari %(since)s sampai %(until)s") % {"since": long_date(days[0]), "until": long_date(days[1])}
