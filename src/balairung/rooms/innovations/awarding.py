"""The innovation of a month or a year: proposed by score, decided by a leader who says why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.innovations import access, notices
from balairung.rooms.innovations.models import Innovation, InnovationQuerySet, Laurel, Status
from balairung.rooms.innovations.months import later, month_named, words_of

PROPOSED = 5


@dataclass(frozen=True)
class Candidate:
    """One that might be chosen, with what speaks for it."""

    place: int
    card: Innovation
    adopted: int


def span_of(period: str) -> tuple[date, date] | None:
    """The first day of this month or year, and the first day after it; None where it is neither."""
    if month := month_named(period):
        return month, later(month, 1)
    if len(period) == 4 and period.isascii() and period.isdigit() and period.startswith("20"):
        return date(int(period), 1, 1), date(int(period) + 1, 1, 1)
    return None


def period_words(period: str) -> str:
    month = month_named(period)
    return words_of(month) if month else period


def eligible(period: str) -> InnovationQuerySet:
    """The approved cards of this month or year that are nobody else's first."""
    span = span_of(period)
    if span is None:
        return Innovation.objects.none()
    return Innovation.objects.published().filter(month__gte=span[0], month__lt=span[1], origin__isnull=True)


def candidates(period: str) -> list[Candidate]:
    """The highest score first; where two are equal, what more offices do, then what more people have of it."""
    done = Count("adoptions", filter=Q(adoptions__status=Status.APPROVED))
    rows = eligible(period).for_list().annotate(adopted=done).order_by("-score", "-adopted", "-people", "ref")
    return [Candidate(place, card, vars(card)["adopted"]) for place, card in enumerate(rows[:PROPOSED], 1)]


def decide(card: Innovation, *, period: str, why: str, by: Actor, at: datetime) -> Laurel:
    """One award for each period; a leader may choose another than the first, and always says why."""
    require(access.can_decide(by), _("Penghargaan diputuskan pimpinan daerah."))
    if not clean_line(why):
        raise Refused(_("Tuliskan alasan keputusannya. Semua orang dapat membacanya."))
    ahead = eligible(period)
    if not ahead.filter(pk=card.pk).exists():
        raise Refused(_("Inovasi ini tidak termasuk yang disetujui pada masa itu."))
    place = next((one.place for one in candidates(period) if one.card.pk == card.pk), PROPOSED + 1)
    try:
        with transaction.atomic():
            made = Laurel.objects.create(
                period=period, card=card, why=clean_line(why)[:500], place=place, decided_at=at,
                decided_by_id=by.person_id,
            )  # fmt: skip
            notices.tell_laurel(made, at)
    except IntegrityError as problem:
        raise Stale(_("Penghargaan untuk masa ini sudah diputuskan. Muat ulang halamannya.")) from problem
    return made
