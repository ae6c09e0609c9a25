"""Search and similar reports: how long one answer takes, by questions drawn from what people wrote."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from balairung.kernel.obligations.models import Obligation, Visibility
from balairung.kernel.people.actors import Actor, actor_of
from balairung.kernel.people.models import Person
from balairung.kernel.search.reads import find, owners_for
from balairung.kernel.search.stemming import WORD, stem
from balairung.rooms.complaints.filing.similar import RECENT, similar
from balairung.rooms.complaints.models import Complaint

if TYPE_CHECKING:
    from bench.run import Bench

QUESTIONS = 200
LARGE = r"Seq Scan on (search_|obligations_(obligation|clock|event|remark)|complaints_complaint|messaging_notice)"
MANY = 500_000  # reports from which on a sequential scan is a fault and not the planner's good sense


def measure(bench: Bench) -> None:
    """Each question once, then as many runs as the other figures have; the machine answers nobody else meanwhile."""
    from bench.run import Figure, at_most

    asked = questions()
    for name, answer in {**searches(), "similar reports": None}.items():
        if answer is None:
            figure = Figure("similar reports, p95", "ms", "≤ 50", at_most(50))
            calls = similar_calls()
        else:
            figure = Figure(f"search by two words, p95 ({name})", "ms", "≤ 80", at_most(80))
            calls = [_asking(answer, words) for words in asked]
        runs = [_milliseconds(calls) for _ in range(bench.runs + 1)][1:]  # the first one warms
        figure.values = [run[int(len(run) * 0.95)] for run in runs]
        middle = sorted(run[len(run) // 2] for run in runs)[len(runs) // 2]
        figure.note = f"{len(calls)} questions, median {middle:.0f} ms; the newest twenty and the count up to 1,000"
        bench.add(figure)


def questions() -> list[str]:
    """Two words of a report each, neither of them a word of every sentence."""
    rng = random.Random(3510)
    texts = Complaint.objects.order_by("token").values_list("text", flat=True)[: QUESTIONS * 2]
    pools = [sorted({word for word in WORD.findall(text) if stem(word)}) for text in texts]
    return [" ".join(rng.sample(pool, 2)) for pool in pools if len(pool) > 1][:QUESTIONS]


def searches() -> dict[str, Callable[[str], object]]:
    """Who asks: somebody who sees the whole regency, an officer of a busy office, everyone."""
    from bench import inside

    found = {"regency": inside.coordinator(), "one office": inside.officer_with(51, at_least=True)}
    officers = {name: _of_actor(_actor(email)) for name, email in found.items() if email}
    return {**officers, "public": _of_everyone}


def similar_calls() -> list[Callable[[], object]]:
    """As somebody would ask who stands where others stood and reports the same again."""
    now = timezone.now()
    rows = Complaint.objects.filter(latitude__isnull=False, filed_at__gte=now - RECENT).order_by("token")
    return [_like(one, now) for one in rows.select_related("region", "topic")[:QUESTIONS]]


def scans(plan: str) -> list[str]:
    """Large tables that a plan reads from one end to the other."""
    return [found[0] for found in re.finditer(LARGE, plan)]


def _actor(email: str) -> Actor:
    return actor_of(Person.objects.get(user__email=email), timezone.now())


def _of_actor(actor: Actor) -> Callable[[str], object]:
    return lambda words: find(Obligation.objects.visible_to(actor), words, owners=owners_for(actor))


def _of_everyone(words: str) -> object:
    published = Obligation.objects.filter(complaint__published_at__isnull=False, visibility=Visibility.PUBLIC)
    return find(published, words, public=True)


def _like(one: Complaint, now: Any) -> Callable[[], object]:
    assert one.latitude is not None
    assert one.longitude is not None
    point = (one.latitude, one.longitude)
    return lambda: similar(region=one.region, topic=one.topic, text=one.text, point=point, now=now, public=True)


def _asking(answer: Callable[[str], object], words: str) -> Callable[[], object]:
    return lambda: answer(words)


def _milliseconds(calls: Sequence[Callable[[], object]]) -> list[float]:
    """How long each took, in order of size."""
    taken = []
    for call in calls:
        begin = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begin) * 1000)
    return sorted(taken)
