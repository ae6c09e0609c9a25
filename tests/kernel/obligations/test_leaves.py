"""Leaves: every line gets one place and one hash, in the order of commits, whoever numbers them."""

import hashlib
import json
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone

from balairung.kernel.obligations.actions import note
from balairung.kernel.obligations.audit import findings
from balairung.kernel.obligations.leaves import earliest_key, number_leaves
from balairung.kernel.obligations.models import Event, Leaf, Obligation
from balairung.kernel.people.actors import SYSTEM
from tests import make
from tests.kernel.obligations.at_once import together
from tests.make import START

pytestmark = pytest.mark.django_db


def places() -> list[int]:
    return list(Leaf.objects.order_by("index").values_list("index", flat=True))


def late_line(obligation: Obligation, made_at: datetime) -> Event:
    """A line whose key was made at that moment and whose transaction ended only now."""
    key = UUID(int=earliest_key(made_at).int + (7 << 76) + (2 << 62) + 1)
    Obligation.objects.filter(pk=obligation.pk).update(seq=obligation.seq + 1)
    obligation.refresh_from_db()
    return Event.objects.create(
        id=key, obligation=obligation, seq=obligation.seq, verb="note", at=START, by_kind="system", state="active"
    )


def as_rfc_6962_says(line: Event) -> str:
    """Written anew from the description in the model, not from the code."""
    stamp = line.at.astimezone(UTC)
    by = f'["{line.by_kind}","{line.by_person_id or ""}","{line.by_post_id or ""}"]'
    facts = json.dumps(line.facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    text = (
        f'{{"at":"{stamp:%Y-%m-%dT%H:%M:%S}.{stamp.microsecond:06}+00:00","by":{by},"commitment":"{line.commitment}",'
        f'"facts":{facts},"id":"{line.pk}","obligation":"{line.obligation_id}","seq":{line.seq},"state":"{line.state}",'
        f'"step":"{line.step}","verb":"{line.verb}"}}'
    )
    return hashlib.sha256(b"\x00" + text.encode()).hexdigest()


def test_every_line_gets_its_place() -> None:
    make.regency()
    rahma = make.coordinator()
    for _each in range(5):
        make.forwarded(rahma)
    assert number_leaves(now=START) == Event.objects.count() == 15
    assert places() == list(range(15))
    assert number_leaves(now=START) == 0
    make.complaint()
    assert number_leaves(now=START) == 1
    order = [leaf.event_id for leaf in Leaf.objects.order_by("index")]
    assert order == sorted(order)


def test_the_hash_is_that_of_rfc_6962() -> None:
    make.regency()
    siti = make.officer("pupr", "liaison", "Siti")
    made = make.forwarded(make.coordinator())
    note(
        made.obligation,
        by=siti,
        at=START + timedelta(microseconds=7),
        words="Ñ “kutipan” \\",
        facts={"b": [1, None], "a": "é"},
    )
    number_leaves(now=START)
    lines = Event.objects.select_related("leaf").order_by("id")
    assert [line.leaf.hash for line in lines] == [as_rfc_6962_says(line) for line in lines]
    assert len({line.leaf.hash for line in lines}) == 4


def test_a_transaction_that_ended_within_the_hour_is_found_at_once() -> None:
    make.regency()
    made = make.complaint().obligation
    number_leaves(now=START)
    late_line(made, timezone.now() - timedelta(minutes=59))
    assert number_leaves(now=START, whole=False) == 1


def test_one_that_took_longer_is_found_by_a_look_at_all() -> None:
    make.regency()
    made = make.complaint().obligation
    number_leaves(now=START)
    late_line(made, timezone.now() - timedelta(hours=2))
    assert number_leaves(now=START, whole=False) == 0
    assert number_leaves(now=START, whole=True) == 1
    assert places() == [0, 1]


def test_once_a_day_the_worker_looks_at_all() -> None:
    make.regency()
    made = make.complaint().obligation
    day = timezone.now() + timedelta(days=400)  # a day on which this process has not looked yet
    number_leaves(now=day)
    late_line(made, timezone.now() - timedelta(hours=2))
    assert number_leaves(now=day + timedelta(minutes=1)) == 0
    assert number_leaves(now=day + timedelta(days=1)) == 1


def test_a_line_that_nobody_numbers_is_found() -> None:
    make.regency()
    made = make.complaint().obligation
    number_leaves(now=START, whole=True)
    late_line(made, timezone.now() - timedelta(days=3))
    assert f"line 2 of {made.pk} has no leaf yet: does the worker run?" in findings(now=timezone.now())
    number_leaves(now=START, whole=True)
    assert not [finding for finding in findings(now=timezone.now()) if "leaf" in finding]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_several_workers_leave_no_gap_and_number_nothing_twice() -> None:
    make.regency()
    rahma = make.coordinator()
    for _each in range(20):
        make.forwarded(rahma)
    results = together(*[lambda: number_leaves(now=START, whole=True)] * 4)
    number_leaves(now=START, whole=True)
    assert all(isinstance(result, int) for result in results), results
    assert places() == list(range(60))
    assert findings(now=START) == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_places_follow_the_commits_and_not_the_keys() -> None:
    """Somebody writes a line and takes their time; others commit meanwhile."""
    make.regency()
    slow, quick = make.complaint().obligation, make.complaint().obligation
    number_leaves(now=START)
    written, numbered = threading.Event(), threading.Event()

    def take_time() -> None:
        with transaction.atomic():
            note(slow, by=SYSTEM, at=START, words="Pelan.")
            written.set()
            numbered.wait(30)

    def go_on() -> int:
        written.wait(30)
        note(quick, by=SYSTEM, at=START, words="Cepat.")
        count = number_leaves(now=START)
        numbered.set()
        return count

    assert together(take_time, go_on) == [None, 1]
    assert number_leaves(now=START) == 1
    connection.close()
    verbs = [leaf.event.obligation_id for leaf in Leaf.objects.select_related("event").order_by("index")]
    assert verbs[2:] == [quick.pk, slow.pk]
