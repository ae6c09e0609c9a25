"""The regency under fire, asked from a process of its own: `python -m bench.faults.town build|later|look`."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balairung.config.settings")
django.setup()

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from balairung.config.work import run_once
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.tlog.checkpoints import check_follows, opened
from balairung.ground.common.tlog.proofs import read_growth
from balairung.kernel.files.actions import read_original
from balairung.kernel.files.models import File
from balairung.kernel.messaging.claiming import LEASE
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Event, Evidence
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.keys import make_key
from balairung.kernel.people.models import Person, Post
from balairung.kernel.receipts.models import LogEntry
from balairung.kernel.receipts.proving import growth_to, latest, published_key
from balairung.rooms.complaints.models import Complaint
from bench.cast import DOORS
from bench.cast import build as build_cast
from bench.faults.people import OFFICE

WORK = ["reports.read", "reports.work"]


def build() -> dict[str, str]:
    """Offices with somebody in every post; a key for the coordinator, one for the head who answers."""
    build_cast(timezone.now(), proofs=0)
    with transaction.atomic():
        middle = Person.objects.with_email(DOORS[Post.Role.COORDINATOR]).get()
        head = Person.objects.get(holdings__post__role=Post.Role.HEAD, holdings__post__office__key=OFFICE)
        people = {"middle": middle, "head": head}
        return {name: _key(name, person) for name, person in people.items()}


def _key(name: str, person: Person) -> str:
    return make_key(name=name, scopes=WORK, person=person, by=SYSTEM, at=timezone.now())[1]


def later() -> dict[str, int]:
    """Rounds of the worker as if every lease had run out: what a killed worker held is done by the next."""
    moment = timezone.now() + LEASE + timedelta(seconds=1)
    return {"done": sum(run_once(moment + timedelta(minutes=minute)) for minute in range(3))}


@transaction.atomic
def look() -> dict[str, object]:
    """What is there: reports, their lines in order, proofs, letters; and what contradicts itself."""
    tokens = {keyed_hash("complaint", token): token for token in json.load(sys.stdin)}  # as the house keeps them
    rows = Complaint.objects.order_by("id").values_list("obligation__ref", "obligation_id", "token")
    refs = {key: ref for ref, key, _token in rows}
    verbs, gaps = defaultdict[str, list[str]](list), list[str]()
    for key, seq, verb in Event.objects.order_by("obligation_id", "seq").values_list("obligation", "seq", "verb"):
        if key in refs:
            verbs[refs[key]].append(verb)
            gaps += [refs[key]] if len(verbs[refs[key]]) != seq else []
    return {
        "refs": [ref for ref, _key, _token in rows],
        "tokens": {tokens.get(kept, kept): ref for ref, _key, kept in rows},
        "verbs": verbs,
        "proofs": Counter(Evidence.objects.values_list("event__obligation__ref", flat=True).order_by()),
        "gaps in the ledger": gaps,
        "files that cannot be read": list(_unreadable()),
        "notices unsent": list(_unsent()),
        "letters sent twice": [name for name, count in Counter(_letters()).items() if count > 1],
        "letters": len(_letters()),
        "messages": Notice.objects.filter(channel="email", outcome="sent").count(),
        "leaves": LogEntry.objects.count(),
        "lines without a leaf": [str(key) for key in _without_leaf()],
    }


def _unreadable() -> Iterator[str]:
    """Files of which the bytes that were sent are not there any more."""
    for file in File.objects.filter(about_kind="complaints").order_by("id"):
        try:
            if not read_original(file):
                yield str(file.pk)
        except (OSError, ValueError):
            yield str(file.pk)


def _unsent() -> Iterator[str]:
    """Given up, or due and not taken up; what waits for a better hour is neither."""
    rows = Notice.objects.filter(Q(outcome="failed") | Q(outcome="waiting", try_at__lte=timezone.now()))
    for channel, outcome, at, problem in rows.values_list("channel", "outcome", "try_at", "problem"):
        yield f"{channel} {outcome} {at:%H:%M:%S} {problem}"


def _without_leaf() -> Iterator[object]:
    yield from Event.objects.filter(leaf=None).values_list("pk", flat=True)


def _letters() -> list[str]:
    """The Message-IDs of all letters that left."""
    return [str(message_from_bytes(path.read_bytes())["Message-ID"]) for path in _envelopes()]


def _envelopes() -> list[Path]:
    return list(Path(settings.MAIL_DIRECTORY).glob("*.eml"))


@transaction.atomic
def follows() -> dict[str, list[str]]:
    """Which of the checkpoints that were published under fire (standard input) the log of today does not go on from."""
    key, newest, wrong = published_key(), latest(), list[str]()
    if key is None or newest is None:
        return {"rewritten": ["there is no log"]}
    today = opened(newest.published, key).checkpoint
    for text in json.load(sys.stdin):
        seen = opened(text, key).checkpoint
        try:
            check_follows(seen, today, read_growth(growth_to(newest, seen.size)).hashes)
        except ValueError:
            wrong.append(f"the checkpoint of size {seen.size}")
    return {"rewritten": wrong}


if __name__ == "__main__":
    done = {"build": build, "look": look, "later": later, "follows": follows}[sys.argv[1]]()
    print(json.dumps(done))
