"""The capacity of the whole regency in a few figures, for whoever reports them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count
from django.utils.timezone import localdate

from balairung.rooms.learning.capacity import reads, rules
from balairung.rooms.learning.capacity.gaps import TENTH, share_of, together
from balairung.rooms.learning.models import Reading


@dataclass(frozen=True)
class CapacityFigures:
    """People are those who hold a post for good today, the elected left out. Hours and readings are of this year."""

    people: int
    assessed: int  # of them: something counts about them today
    wanted_pairs: int  # a person and a competence that their post asks
    met_pairs: int
    share_met: Decimal | None  # per cent, to a tenth; None where no post asks anything of anybody
    hours_total: int
    hours_per_person: Decimal | None  # to a tenth; None without people
    hours_wanted: int  # of each person in a year
    people_at_hours: int  # at least so many
    readings: int
    readers: int


def of_regency(at: datetime) -> CapacityFigures:
    """Counted from the rows of today: five statements, however many people."""
    year, looked = localdate(at).year, reads.look(at)
    people = {one.person for one in looked.held}
    assessed = people & {person for person, _competence in looked.levels}
    hours = reads.hours_by_person(reads.holdings(at).order_by().values("person"), year)
    whole, total = together(looked.picture.pairs), sum(hours.values())
    read = Reading.objects.filter(finished_on__range=(date(year, 1, 1), date(year, 12, 31)))
    counted = read.aggregate(readings=Count("pk"), readers=Count("person", distinct=True))
    return CapacityFigures(
        people=len(people), assessed=len(assessed), wanted_pairs=whole.pairs, met_pairs=whole.met,
        share_met=share_of(whole.met, whole.pairs), hours_total=total, hours_per_person=per_person(total, len(people)),
        hours_wanted=rules.hours_a_year(),
        people_at_hours=sum(one >= rules.hours_a_year() for one in hours.values()),
        readings=counted["readings"], readers=counted["readers"],
    )  # fmt: skip


def per_person(hours: int, people: int) -> Decimal | None:
    return (Decimal(hours) / people).quantize(TENTH, ROUND_HALF_UP) if people else None
