"""What a database holds after a trial, told as JSON: `python -m bench.aftermath later|look`."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balairung.config.settings")
django.setup()

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from balairung.config.work import run_once
from balairung.kernel.messaging.claiming import LEASE
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Clock, Event
from balairung.rooms.complaints.models import Complaint

CLOCKS = {"verify", "resolve", "statutory"}


@transaction.atomic
def look() -> dict[str, object]:
    """Counts that must fit each other, and every number with its line, clocks and notices."""
    complaints = Complaint.objects.select_related("obligation").order_by("id")
    lines = Event.objects.values("obligation").annotate(n=Count("id"), first=Count("id", filter=Q(seq=1, verb="open")))
    first_lines = {row["obligation"]: (row["n"], row["first"]) for row in lines.order_by()}
    clocks: dict[object, list[str]] = {}
    for obligation, name in Clock.objects.values_list("obligation", "name").order_by("id"):
        clocks.setdefault(obligation, []).append(name)
    notices = Counter(Notice.objects.values_list("about_ref", flat=True).order_by())
    outcomes = Counter(Notice.objects.values_list("outcome", flat=True).order_by())
    rows = list(complaints.values_list("obligation__ref", "obligation_id", "token"))
    return {
        "refs": [ref for ref, _key, _token in rows],
        "tokens": len({token for _ref, _key, token in rows}),
        "without line 1": [ref for ref, key, _token in rows if first_lines.get(key) != (1, 1)],
        "without clocks": [ref for ref, key, _token in rows if sorted(clocks.get(key, [])) != sorted(CLOCKS)],
        "not one notice": [ref for ref, _key, _token in rows if notices[ref] != 1],
        "outcomes": dict(outcomes),
        "letters": letters(),
        "more than one letter": [to for to, count in Counter(_addressees()).items() if count != 1],
    }


def letters() -> int:
    return len(list(Path(settings.MAIL_DIRECTORY).glob("*.eml")))


def _addressees() -> list[str]:
    """Each reporter has an address of their own: two letters to one would be a message sent twice."""
    return [str(message_from_bytes(path.read_bytes())["To"]) for path in Path(settings.MAIL_DIRECTORY).glob("*.eml")]


def later() -> dict[str, object]:
    """One round of the worker as if its lease had run out: what a killed worker held is sent by the next."""
    return {"done": run_once(timezone.now() + LEASE + timedelta(seconds=1))}


if __name__ == "__main__":
    print(json.dumps({"look": look, "later": later}[sys.argv[1]]()))
