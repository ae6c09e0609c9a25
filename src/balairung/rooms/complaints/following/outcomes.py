"""Four weeks after closing: was it really solved? Asked once; the answers are a public figure."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.complaints import access, notices
from balairung.rooms.complaints.models import Complaint, ComplaintQuerySet, Outcome
from balairung.rooms.complaints.routing import KIND

log = logging.getLogger(__name__)
BATCH = 200
LATEST = timedelta(days=3)  # a worker that was away makes up for so long; afterwards nobody is asked any more
LATEST_ASKED = 1000  # reporters from whom the public figure is taken
ENOUGH = 10  # answers below which a share in percent would say more than it knows


def ask_outcomes(*, now: datetime) -> int:
    """Ask the reporters whose day has come; return how many were asked (settings.LOOPS)."""
    with transaction.atomic():
        keys = list(_due(now).values_list("pk", flat=True)[:BATCH])
    return sum(_ask(key, now) for key in keys)


@transaction.atomic
def answer_outcome(complaint: Complaint, *, answer: str, text: str, by: Actor, at: datetime) -> Outcome:
    """The reporter says how it is. They may say it again: the last answer counts."""
    require(access.can_speak(by, complaint))
    outcome = Outcome.objects.filter(complaint=complaint).first()
    if outcome is None or answer not in Outcome.Answer.values:
        raise Refused(_("Pertanyaan ini belum kami ajukan untuk laporan Anda."))
    outcome.answer, outcome.answered_at, outcome.words = answer, at, text
    outcome.save(update_fields=["answer", "answered_at", "words"])
    return outcome


@dataclass(frozen=True)
class Figures:
    """What reporters said of those who were asked."""

    asked: int
    yes: int
    partly: int
    no: int

    @property
    def answered(self) -> int:
        return self.yes + self.partly + self.no

    @property
    def share(self) -> int | None:
        """Percent of the answers that say yes; None while there are too few."""
        return round(100 * self.yes / self.answered) if self.answered >= ENOUGH else None


def figures(since: datetime, until: datetime) -> Figures:
    """The answers to the questions that were asked in this time."""
    return _counted(Outcome.objects.filter(asked_at__gte=since, asked_at__lt=until))


def latest_figures() -> Figures:
    """The same of the last thousand who were asked: the same work however many there were before."""
    return _counted(Outcome.objects.order_by("-asked_at", "-id")[:LATEST_ASKED])


def _counted(rows: QuerySet[Outcome]) -> Figures:
    said = {answer: Count("pk", filter=Q(answer=answer)) for answer in Outcome.Answer.values}
    return Figures(**rows.aggregate(asked=Count("pk"), **said))


def _due(now: datetime) -> ComplaintQuerySet:
    """Closed four weeks ago and not asked yet. What came from another register was never ours to ask about."""
    end = now - timedelta(days=clock_rule(KIND, "outcome").amount)
    closed = {"obligation__closed_at__gte": end - LATEST, "obligation__closed_at__lt": end}
    rows = Complaint.objects.filter(obligation__state=State.DONE, outcome=None, legacy="", **closed)
    return rows.order_by("obligation__closed_at", "id")


def _ask(key: UUID, now: datetime) -> bool:
    """One report in its own transaction. Who left no address, or stopped our messages, reads it on their own page."""
    try:
        with transaction.atomic():
            complaint = _due(now).select_related("obligation").get(pk=key)
            Outcome.objects.create(complaint=complaint, asked_at=now)
            notices.asked_outcome(complaint, now)
    except (Complaint.DoesNotExist, IntegrityError):  # another worker was faster, or the reporter reopened it
        return False
    except Exception:
        log.exception("the reporter of %s could not be asked", key)
        return False
    return True
