"""Silence that grants (fiktif positif): warned before it happens, written down when it has.

UU 30/2014 art. 53 as changed by UU 6/2023 art. 175: where no law sets another time, an application is decided within
five working days after it is complete; otherwise it counts as granted by law. The five days are those of the clock
`decide` in ground/data/deadlines.yaml, whatever a service promises for itself; they stand still while the applicant is
asked. Where a law sets the time (`standard.time_basis`), silence grants nothing. The letter is still owed: its clocks
run on and climb.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common import working_time
from balairung.ground.common.working_time import Unit
from balairung.kernel.obligations.actions import note
from balairung.kernel.obligations.models import Clock, Remark, State
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.ladder import CommandLine
from balairung.kernel.people.models import Person
from balairung.rooms.services import access, notices
from balairung.rooms.services.models import Application, Version
from balairung.rooms.services.routing import KIND, Place, silence_grants

log = logging.getLogger(__name__)
MOST = 500  # of one round
EARLIEST = timedelta(days=2)  # after which a warning may be due: less than any count of working days before the last
ABOVE = 2  # posts of the line of command that are warned beside whoever owes the step: the head, and whoever is above


def follow(*, now: datetime) -> int:
    """Warn of what will be granted by silence, and write down what was; return how many. For the worker."""
    calendars, done = Calendars(), 0
    for key in _candidates(now):
        try:
            done += _follow_one(key, calendars, now)
        except Exception:  # one bad item never stops the others
            log.exception("silence was not followed for application %s", key)
    return done


def grants_at(application: Application, calendars: Calendars) -> datetime | None:
    """When silence will have granted it; None while the clock stands, after a decision, and where it never will."""
    if application.decided_at or not silence_grants(application.version):
        return None
    clock = _clock(application)
    return _due(clock, calendars) if clock and clock.is_running else None


def _candidates(now: datetime) -> list[UUID]:
    """Open, complete for a while, of a version that silence can grant, and not told of already."""
    with transaction.atomic():
        rows = Application.objects.filter(
            decided_at__isnull=True, deemed_at__isnull=True, complete_at__lte=now - EARLIEST,
            obligation__state=State.ACTIVE, version__in=_granting(),
        )  # fmt: skip
        return list(rows.order_by("complete_at", "id").values_list("pk", flat=True)[:MOST])


def _granting() -> list[UUID]:
    """The versions under which somebody waits and that silence can grant: few, however many applications there are."""
    open_ones = Application.objects.filter(decided_at__isnull=True, deemed_at__isnull=True)
    versions = Version.objects.filter(pk__in=open_ones.values("version")).defer("body")
    return [version.pk for version in versions if silence_grants(version)]


@transaction.atomic
def _follow_one(key: UUID, calendars: Calendars, now: datetime) -> int:
    application = Application.objects.select_related(*access.DETAIL).get(pk=key)
    due = grants_at(application, calendars)
    if due is None or application.deemed_at:
        return 0
    if due < now:
        return _deem(application, due, now)
    if application.warned_at is None and _warn_from(application, due, calendars) <= now:
        return _warn(application, due, now)
    return 0


def _deem(application: Application, due: datetime, now: datetime) -> int:
    """The fact, with the moment at which it came about; who waits and who is late are told."""
    words = _("Tidak diputus sampai batas waktunya, jadi dianggap dikabulkan secara hukum (UU 30/2014 Pasal 53).")
    event = note(
        application.obligation, verb="deem", by=SYSTEM, at=now, words=words, audience=Remark.Audience.PARTIES,
        facts={"due": due.isoformat(), "law": "UU 30/2014 art. 53"},
    )  # fmt: skip
    application.deemed_at = now
    application.save(update_fields=["deemed_at"])
    notices.deemed(application, event, responsible(application, now))
    return 1


def _warn(application: Application, due: datetime, now: datetime) -> int:
    event = note(
        application.obligation, verb="warn", by=SYSTEM, at=now, facts={"due": due.isoformat()},
        words=_("Bila tidak diputus, permohonan ini akan dianggap dikabulkan menurut hukum."),
    )  # fmt: skip
    application.warned_at = now
    application.save(update_fields=["warned_at"])
    notices.warned(application, event, responsible(application, now), due)
    return 1


def responsible(application: Application, at: datetime) -> list[Person]:
    """Whoever owes the step, the head of their office and whoever stands above; each once, none that it is about."""
    obligation = application.obligation
    office = obligation.owner_office
    people = notices.receivers(application, Place(office, obligation.owner_post), at) if office else []
    line = CommandLine(at)
    barred = {one.post_id for one in obligation.exclusions.all()}
    posts = [post for post in line.chain(obligation.owner_office_id) if post.pk not in barred]
    rungs = (line.rung(post).person for post in posts[:ABOVE])
    return list({person.pk: person for person in (*people, *_known(rungs))}.values())


def _known(people: Iterable[Person | None]) -> list[Person]:
    return [person for person in people if person]


def _clock(application: Application) -> Clock | None:
    rows = Clock.objects.filter(obligation=application.obligation_id, name="decide")
    return rows.filter(met_at__isnull=True, dropped_at__isnull=True).order_by("-started_at").first()


def _due(clock: Clock, calendars: Calendars) -> datetime:
    """The law's own days, counted from where the clock began and over where it stood still."""
    rule, spans = clock_rule(KIND, "decide"), clock.pauses.order_by("since", "id")
    pauses = [working_time.Pause(pause.since, pause.until) for pause in spans]
    calendar = calendars.get(clock.calendar)
    return working_time.deadline(clock.started_at, rule.amount, Unit(rule.unit), calendar, pauses).due


def _warn_from(application: Application, due: datetime, calendars: Calendars) -> datetime:
    """The beginning of the working day so many before the last."""
    rule = clock_rule(KIND, "warn")
    office = application.obligation.owner_office
    calendar = calendars.get(office.calendar if office else "5-day")
    day, left = due, rule.amount
    while left:
        day -= timedelta(days=1)
        left -= working_time.working_days_between(calendar, day - timedelta(days=1), day)
    return day.replace(hour=0, minute=0, second=0, microsecond=0)
