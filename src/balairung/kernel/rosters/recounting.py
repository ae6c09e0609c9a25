"""The worker's loop that keeps every outlook true, and tells the office of a gap that is near, once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts
from balairung.kernel.people.access import HEADS
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Holding, Person, Post
from balairung.kernel.rosters.book import LATEST
from balairung.kernel.rosters.gaps import Span, common
from balairung.kernel.rosters.models import Outlook, Roster
from balairung.kernel.rosters.notices import tell, term_words
from balairung.kernel.rosters.outlook import AHEAD, Counted, Counting

log = logging.getLogger(__name__)
AGAIN = timedelta(days=1)  # counted anew though nothing changed: the weeks move on
ROUND = 25  # rosters that one round of the worker counts
KEPT = 100  # gaps that the page lists
TOLD = 10  # gaps that one message names


def recount(*, now: datetime) -> int:
    """Count what is stale or a day old, some of it in one round; return how many. For the worker."""
    old = Q(stale_since__isnull=False) | Q(counted_at__isnull=True) | Q(counted_at__lte=now - AGAIN)
    standing = Outlook.objects.filter(old, roster__ended_at__isnull=True, roster__office__closed_on__isnull=True)
    first = F("stale_since").asc(nulls_last=True), F("counted_at").asc(nulls_first=True), "pk"
    with transaction.atomic():
        keys = list(standing.order_by(*first).values_list("pk", flat=True)[:ROUND])
    counting = Counting(now)
    return sum(_try_to_count(key, counting) for key in keys)


def count_now(roster: Roster, *, at: datetime) -> Counted:
    """What the outlook says at this moment, not written down: for a page that shows an edit at once."""
    return Counting(at).count(roster)


def _try_to_count(roster: UUID, counting: Counting) -> int:
    """One by one: a bad one goes to the end of the queue and never stops the others."""
    try:
        return _count(roster, counting)
    except Exception:
        log.exception("an outlook was not counted: %s", roster)
        with transaction.atomic():
            Outlook.objects.filter(pk=roster).update(stale_since=counting.now)
        return 0


@transaction.atomic
def _count(key: UUID, counting: Counting) -> int:
    """Its row is locked first: whatever changes while it is counted waits, and then makes it stale again."""
    rows = Outlook.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=key)
    outlook = rows.first()
    if outlook is None:
        return 0
    roster = Roster.objects.select_related("office").get(pk=key)
    counted = counting.count(roster)
    known = [(datetime.fromisoformat(since), datetime.fromisoformat(until)) for since, until in _told(outlook)]
    near = _tell_of_gaps(roster, counted, known, counting.now)
    told = [[since.isoformat(), until.isoformat()] for since, until in near]
    Outlook.objects.filter(pk=key).update(
        counted_at=counting.now, stale_since=None, score=counted.score, required_minutes=counted.required,
        gap_minutes=counted.empty, unreachable_minutes=counted.unreached, balance=round(100 * counted.balance),
        overloaded=len(counted.overloaded), facts={**facts_of(counted), "told": told},
    )  # fmt: skip
    return 1


def facts_of(counted: Counted) -> dict[str, Any]:
    """What the page shows of an outlook; people by their keys. In words: explaining.py."""
    return {
        "since": counted.since.isoformat(),
        "monday": counted.weeks[0][0].isoformat() if counted.weeks else "",
        "weeks": [list(week[1:]) for week in counted.weeks],  # required, empty, unreached: minutes
        "gaps": [[gap.since.isoformat(), gap.until.isoformat(), gap.code] for gap in counted.gaps[:KEPT]],
        "gap_count": len(counted.gaps),
        "lanes": {str(place): round(100 * share) for place, share in counted.lanes.items()},
        "carried": [[one.place, str(one.person), one.minutes, one.nights, one.weekend, one.holiday]
                    for one in counted.carried],
        "overloaded": {str(person): list(most) for person, most in counted.overloaded.items()},
        "unproved": [str(person) for person in counted.unproved],
        "doubled": {str(person): lasting for person, lasting in counted.doubled.items()},
        "parts": {name: round(points, 1) for name, points in counted.parts.items()},
    }  # fmt: skip


def _told(outlook: Outlook) -> list[list[str]]:
    """The gaps of which the office was told, as they stood when it was counted last."""
    found: list[list[str]] = outlook.facts.get("told", [])
    return found


# --- a gap that is near ----------------------------------------------------------------------------------------------


def _tell_of_gaps(roster: Roster, counted: Counted, told: Sequence[Span], now: datetime) -> list[Span]:
    """Tell the head and the secretary of a gap unless it lies within what they were told; return what is near."""
    horizon, end = now + timedelta(days=facts("rosters")["warn_days"]), counted.since + AHEAD
    near = [gap for gap in counted.gaps if gap.since < horizon]
    spans = [(gap.since, LATEST if gap.until >= end else gap.until) for gap in near]
    new = [gap for gap, span in zip(near, spans, strict=True) if list(common([span], told)) != [span]]
    if new:
        names = [f"– {term_words(gap.since, gap.until, roster)}: {gap.words}" for gap in new[:TOLD]]
        body = _("Tidak ada yang berjaga menurut jadwal %(roster)s (%(office)s):") % {
            "roster": roster, "office": roster.office.short}  # fmt: skip
        lines = "\n".join([body, *names, *([_("dan lainnya.")] if len(new) > TOLD else [])])
        key = f"gap:{roster.pk.hex}:{int(now.timestamp())}"
        tell(_answerable(roster, now), roster, key=key, subject=_("Jadwal jaga kosong"), body=lines, by=SYSTEM, at=now)
    return spans


def _answerable(roster: Roster, now: datetime) -> list[Person]:
    """Who leads the office now, and its secretary."""
    rows = Holding.objects.current(now).filter(
        post__office=roster.office_id, post__role__in=(*HEADS, Post.Role.OFFICE_SECRETARY), post__closed_on__isnull=True
    )
    return [holding.person for holding in rows.select_related("person").order_by("post__order", "id")]
