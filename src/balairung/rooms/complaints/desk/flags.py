"""Vulnerable people first: the head of the office hears of it within fifteen minutes, or whoever stands above.

The notice of a flagged report goes to the head of the office that owns it; when it is not delivered in time, or there
is nobody, to the next living post of the line of command. Nobody whom the report is about is told.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_moment
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.obligations.reaching import Reaching, Told
from balairung.kernel.people.models import Person
from balairung.rooms.complaints.filing.guarding import HELD
from balairung.rooms.complaints.models import Complaint

log = logging.getLogger(__name__)
KIND = "complaints"
WITHIN = timedelta(minutes=15)
PATIENCE = timedelta(minutes=5)  # for one post; three of them fit into the quarter of an hour
LATEST = timedelta(days=7)  # an older one has long been on every list
BATCH = 200


def tell_heads(*, now: datetime) -> int:
    """Tell whoever must hear of flagged reports, and note when it was delivered; return how many were acted on."""
    with transaction.atomic():
        keys = [*_asked(now, told=False), *_asked(now, told=True)]
    reaching = Reaching(now)
    return sum(_try(key, reaching) for key in keys)


def _asked(now: datetime, *, told: bool) -> list[UUID]:
    """Reports whose head has not heard yet, the newest first: those with no notice, or those whose notice is under way.

    Asked apart, so that no pile of messages that do not leave keeps a new report from being told of.
    """
    notices = Notice.objects.filter(about_kind=KIND, about_ref=OuterRef("obligation__ref"), key__contains=":flag:")
    rows = Complaint.objects.filter(vulnerable=True, head_told_at=None, filed_at__gte=now - LATEST)
    rows = rows.exclude(obligation__tags__word=HELD)  # a doubtful one waits for the coordinator
    rows = rows.filter(Exists(notices)) if told else rows.filter(~Exists(notices), obligation__closed_at__isnull=True)
    return list(rows.order_by("-filed_at", "id").values_list("pk", flat=True)[:BATCH])


def _try(key: UUID, reaching: Reaching) -> int:
    """One report in its own transaction: a bad one never stops the others."""
    try:
        with transaction.atomic():
            rows = Complaint.objects.filter(pk=key, head_told_at=None).select_related("obligation")
            complaint = rows.defer("reporter_name", "reporter_contact", "help_wanted", "affected_name").first()
            return _watch(complaint, reaching) if complaint else 0
    except Exception:
        log.exception("the head was not told of %s", key)
        return 0


def _watch(complaint: Complaint, reaching: Reaching) -> int:
    told = list(Notice.objects.about(KIND, complaint.ref).filter(key__startswith=_key(complaint, "")))
    if delivered := [notice.sent_at for notice in told if notice.sent_at]:
        complaint.head_told_at = min(delivered)
        complaint.save(update_fields=["head_told_at"])
        return 1
    trying = [notice for notice in told if notice.outcome == Notice.Outcome.WAITING]
    if any(reaching.at - notice.written_at < PATIENCE for notice in trying):
        return 0
    return _tell_next(complaint, reaching, {notice.key for notice in told})


def _tell_next(complaint: Complaint, reaching: Reaching, told: set[str]) -> int:
    """The next living post that was not told; when all were, the messages under way are all that is left."""
    if not complaint.obligation.is_open:
        return 0
    for rung in _living(complaint, reaching):
        key = _key(complaint, str(rung.post.pk))
        if key not in told and rung.person:
            _write(complaint, rung.person, key, reaching.at)
            if rung.later:  # urgent: whoever answers for the post is woken beside the one on duty
                _write(complaint, rung.later, f"{key}:later", reaching.at)
            return 1
    return 0


def _living(complaint: Complaint, reaching: Reaching) -> Sequence[Told]:
    obligation, line = complaint.obligation, reaching.line
    barred = set(obligation.exclusions.values_list("post_id", flat=True))
    named = obligation.exclusions.filter(person__isnull=False).values_list("person_id", flat=True)
    without = line.holders(barred) | set(named) if barred else set()
    chain = line.chain(obligation.owner_office_id, obligation.owner_post_id)
    return [reaching.rung(post, barred, without) for post in chain if post.pk not in barred]


def _write(complaint: Complaint, person: Person, key: str, at: datetime) -> None:
    """By itself, never in a bundle that waits for others."""
    facts = {"ref": complaint.ref, "title": complaint.title, "since": long_moment(complaint.filed_at)}
    notify(
        Recipient.person(person), key=key, about=(KIND, complaint.ref), at=at,
        subject=_("Dahulukan: %(ref)s menyangkut kelompok rentan") % facts,
        body=_("%(ref)s · %(title)s · masuk %(since)s. Mohon pastikan laporan ini dikerjakan lebih dahulu.") % facts,
    )  # fmt: skip


def _key(complaint: Complaint, post: str) -> str:
    return f"{complaint.pk}:flag:{post}"


@dataclass(frozen=True)
class Swiftness:
    """How soon heads heard of flagged reports in a span: minutes of the middle one, and how many waited too long."""

    count: int
    minutes: int | None
    slow: int
    open: int


def swiftness(now: datetime, days: int = 90) -> Swiftness:
    """Of the flagged reports of so many days. One that nobody was told of yet counts as slow after its time.

    One that ended before anybody was told, taken back at once, does not count.
    """
    rows = Complaint.objects.filter(vulnerable=True, filed_at__gte=now - timedelta(days=days), filed_at__lte=now)
    rows = rows.exclude(head_told_at__isnull=True, obligation__closed_at__isnull=False)
    rows = rows.exclude(obligation__in=Obligation.objects.about_somebody())
    times = list(rows.order_by().values_list("filed_at", "head_told_at"))
    waits = [told - filed for filed, told in times if told]
    slow = sum(1 for filed, told in times if (told or now) - filed > WITHIN)
    running = rows.filter(obligation__closed_at=None, obligation__state__in=(State.NEW, State.ACTIVE)).count()
    middle = round(median(wait.total_seconds() for wait in waits) / 60) if waits else None
    return Swiftness(len(times), middle, slow, running)
