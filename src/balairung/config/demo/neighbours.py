"""Those around a report: who follows it, who finds its words improper, and what its reporter says four weeks later."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from balairung.config.demo import texts
from balairung.config.demo.stage import Case, Stage, read
from balairung.rooms.complaints.access import get_own
from balairung.rooms.complaints.following import followers, outcomes
from balairung.rooms.complaints.models import Complaint, Follower, Outcome

ASKED = 180  # days since the house began to ask whether it was really solved
ANSWERS = {"yes": 60, "partly": 24, "no": 16}


def gather(stage: Stage, case: Case, most: int, at: datetime) -> None:
    """Some have the same trouble and want to hear how it goes on."""
    for _number in range(stage.rng.randint(1, most)):
        stage.plan(at + timedelta(days=stage.rng.uniform(0.1, 6)), partial(_follow, stage, case))


def _follow(stage: Stage, case: Case, at: datetime) -> None:
    if not read(case).published_at:
        return
    followers.follow(case.complaint, contact=f"tetangga{stage.rng.randint(1, 400)}@contoh.id", at=at)
    follower = case.complaint.followers.order_by("-since", "-id").first()
    if follower and stage.chance(0.85):
        stage.plan(stage.soon(at, 3, 600), partial(_confirm, stage, follower))


def _confirm(stage: Stage, follower: Follower, at: datetime) -> None:
    followers.confirm(follower, at=at)
    if stage.chance(0.1):
        stage.plan(at + timedelta(days=stage.rng.uniform(2, 20)), lambda moment: followers.leave(follower, at=moment))


def ask_reporters(stage: Stage, at: datetime) -> None:
    """The worker's question of the day, and who answers it in the days after."""
    if stage.recent(at, ASKED) and outcomes.ask_outcomes(now=at):
        for outcome in Outcome.objects.filter(asked_at=at).order_by("id"):
            if stage.chance(0.14):
                later = at + timedelta(days=stage.rng.uniform(0.1, 6))
                stage.plan(later, partial(_say, stage, outcome.complaint_id))


def _say(stage: Stage, key: UUID, at: datetime) -> None:
    known = Complaint.objects.select_related("obligation").get(pk=key)
    complaint, reporter = get_own(known.ref, known.secret)
    answer = stage.rng.choices(list(ANSWERS), list(ANSWERS.values()))[0]
    words = texts.said(stage.rng, "outcomes", answer)
    outcomes.answer_outcome(complaint, answer=answer, text=words, by=reporter, at=at)


def call_improper(stage: Stage, at: datetime) -> None:
    """Two readers find the words of a report improper."""
    rows = Complaint.objects.published().filter(obligation__closed_at=None, filed_at__lt=at)
    for complaint in rows.select_related("obligation").order_by("-filed_at", "id")[:2]:
        followers.call_improper(complaint, words=texts.said(stage.rng, "improper"), at=at)
