"""Suara warga in the demonstration: a standard that was answered, a draft that is open, two rounds, three samples."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.timezone import localdate

from balairung.config.demo.calendar import at_hour
from balairung.config.demo.stage import Stage
from balairung.config.demo.texts import load
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import CITIZEN, SYSTEM
from balairung.kernel.people.models import Office, Region
from balairung.rooms.participation import actions
from balairung.rooms.participation.consulting import answering, commenting, preparing
from balairung.rooms.participation.models import (
    CitizenProposal,
    Consultation,
    ConsultComment,
    Knock,
    SampleRun,
    SampleUnit,
    Undertaking,
    VotingRound,
)
from balairung.rooms.participation.rules import questions
from balairung.rooms.participation.sampling import recording, runs
from balairung.rooms.participation.voting import balloting, proposing, result, rounds

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
Told = Mapping[str, Any]


def plan(stage: Stage) -> None:
    """A lot of its own, so that the rest of the year stays what it is."""
    stage, told = stage.beside(53), load("participating")
    _ask(stage, told["standard"], stage.end - 150 * DAY, days=14, answered=True)
    _ask(stage, told["regulation"], stage.end - 6 * DAY, days=21, answered=False)
    for back, row in zip((120, 25), told["rounds"], strict=True):
        _vote(stage, row, stage.end - back * DAY)
    for kind, back in (("guest", 90), ("call", 120), ("guest", 4)):
        stage.plan(_morning(stage, stage.end - back * DAY), partial(_sample, stage, kind))


def _morning(stage: Stage, at: datetime) -> datetime:
    return stage.pace.office_hours(at_hour(localdate(at), 9))


def _code(row: Knock) -> str:
    """What was sent to whoever knocked."""
    found = re.search(r"\b\d{6}\b", Notice.objects.get(key=f"knock:{row.pk}").body)
    return found[0] if found else ""


def _mail(stage: Stage) -> str:
    return f"warga-{stage.rng.getrandbits(48):x}@contoh.id"


# --- consultations ---------------------------------------------------------------------------------------------------


def _ask(stage: Stage, told: Told, since: datetime, *, days: int, answered: bool) -> None:
    start = _morning(stage, since)
    stage.plan(start, partial(_announce, told, days))
    for place, (number, group, text) in enumerate(told["comments"]):
        step = partial(_comment, stage, told["title"], number, group, text)
        stage.plan(start + timedelta(hours=9 * (place + 1)), step)
    if answered:
        stage.plan(start + (days + 1) * DAY, partial(_close_and_hear, told))
        stage.plan(start + (days + 12) * DAY, partial(_answer, stage, told))


def _announce(told: Told, days: int, at: datetime) -> None:
    today = localdate(at)
    made = preparing.prepare_consultation(
        office=Office.objects.get(key=told["office"]), kind=told["kind"], title=told["title"], opens_on=today,
        closes_on=today + (days - 1) * DAY, summary=told["summary"], by=SYSTEM, at=at,
    )  # fmt: skip
    for title, text in told["sections"]:
        kind = "article" if text else "question"
        preparing.add_section(made, kind=kind, title=title, text=text, by=SYSTEM, at=at)
    preparing.announce(made, by=SYSTEM, at=at)


def _comment(stage: Stage, title: str, number: int, group: str, text: str, at: datetime) -> None:
    made = Consultation.objects.get(title=title)
    row = commenting.begin_comments(made, said={number: text}, group=group, contact=_mail(stage), tell=False, at=at)
    commenting.say_comments(row.pk, code=_code(row), by=CITIZEN, at=at + MINUTE)


def _close_and_hear(told: Told, at: datetime) -> None:
    """The last day is over; what is against the rules is hidden; the forum meets."""
    answering.close_due(now=at)
    made = Consultation.objects.get(title=told["title"])
    place, rule, why = told["hidden"]
    comment = ConsultComment.objects.get(section__consultation=made, text=told["comments"][place - 1][2])
    commenting.hide_comment(comment, rule=rule, why=why, by=SYSTEM, at=at)
    said = told["forum"]
    forum = answering.record_forum(
        made, held_on=localdate(at), place=said["place"], summary=said["summary"], groups=said["groups"], by=SYSTEM,
        at=at,
    )  # fmt: skip
    for text, key, days in said["points"]:
        office = Office.objects.get(key=key)
        answering.agree(forum, text=text, office=office, due_on=localdate(at) + days * DAY, by=SYSTEM, at=at)


def _answer(stage: Stage, told: Told, at: datetime) -> None:
    made = Consultation.objects.select_related("office").get(title=told["title"])
    head = stage.cast.head(made.office_id) or SYSTEM
    for section, (heard, changed, kept) in zip(made.sections.order_by("number"), told["answers"], strict=True):
        answering.answer_section(section, heard=heard, changed=changed, kept=kept, by=head, at=at)
    owed = Undertaking.objects.for_list().get(consultation=made, kind=Undertaking.Kind.ANSWER)
    actions.publish(owed, by=head, at=at)
    agreed = Undertaking.objects.for_list().filter(consultation=made, kind=Undertaking.Kind.AGREED)[0]
    stage.plan(_morning(stage, at + 30 * DAY), partial(_fulfil, stage, agreed.pk, told["forum"]["fulfilled"]))


def _fulfil(stage: Stage, key: Any, words: str, at: datetime) -> None:
    owed = Undertaking.objects.for_list().get(pk=key)
    by = stage.cast.officer(owed.obligation.owner_office_id)
    if by:
        actions.fulfil(owed, text=words, files=[stage.minutes(at)], by=by, at=at)


# --- rounds ----------------------------------------------------------------------------------------------------------


def _vote(stage: Stage, told: Told, since: datetime) -> None:
    start = _morning(stage, since)
    stage.plan(start, partial(_open_round, told))
    for place, row in enumerate(told["proposals"]):
        stage.plan(start + timedelta(hours=20 * (place + 1)), partial(_propose, stage, told["title"], row))
    stage.plan(start + 8 * DAY, partial(_check, stage, told))
    stage.plan(start + 15 * DAY, partial(_cast_all, stage, told))
    stage.plan(start + 30 * DAY, partial(_count, stage, told))


def _open_round(told: Told, at: datetime) -> None:
    today = localdate(at)
    made = rounds.prepare_round(
        office=Office.objects.get(key=told["office"]), title=told["title"], summary=told["summary"],
        ceiling=Decimal(told["ceiling"]), electorate=told["electorate"] or None, most=3, places=3, opens_on=today,
        proposals_until=today + 6 * DAY, votes_from=today + 14 * DAY, votes_until=today + 28 * DAY, by=SYSTEM, at=at,
    )  # fmt: skip
    rounds.announce_round(made, by=SYSTEM, at=at)


def _propose(stage: Stage, title: str, told: list[Any], at: datetime) -> None:
    made, region = VotingRound.objects.get(title=title), stage.rng.choice(stage.villages)
    row = proposing.begin_proposal(
        made, title=told[0], text=told[1], region=region, contact=_mail(stage), tell=False, at=at
    )  # fmt: skip
    proposing.propose(row.pk, code=_code(row), by=CITIZEN, at=at + MINUTE)


def _check(stage: Stage, told: Told, at: datetime) -> None:
    rounds.close_due(now=at)
    made = VotingRound.objects.get(title=told["title"])
    for one in CitizenProposal.objects.filter(round=made).select_related("round").order_by("number"):
        _title, _text, key, cost, _votes = told["proposals"][one.number - 1]
        if not key:
            rounds.check(one, feasible=False, reason=told["refused"], by=SYSTEM, at=at)
            continue
        office, due = Office.objects.get(key=key), made.votes_until + stage.rng.randint(60, 150) * DAY
        said = {"reason": told["reason"], "cost": Decimal(cost), "office": office, "due_on": due}
        rounds.check(one, feasible=True, by=SYSTEM, at=at, **said)


def _cast_all(stage: Stage, told: Told, at: datetime) -> None:
    """Each of so many people chooses one or two, of which one is the row's; most say where they live."""
    made = VotingRound.objects.get(title=told["title"])
    districts = list(Region.objects.filter(level=Region.Level.DISTRICT).order_by("code"))[:8]
    open_numbers = [place for place, row in enumerate(told["proposals"], start=1) if row[4]]
    for number in open_numbers:
        for _each in range(told["proposals"][number - 1][4]):
            picks = {number, stage.rng.choice(open_numbers)} if stage.chance(0.4) else {number}
            row = balloting.begin_vote(made, contact=_mail(stage), at=at)
            home = stage.rng.choice(districts) if stage.chance(0.8) else None
            balloting.cast(made, key=row.pk, code=_code(row), numbers=picks, district=home, by=CITIZEN, at=at)


def _count(stage: Stage, told: Told, at: datetime) -> None:
    result.count_due(now=at)
    won = Undertaking.objects.filter(round__title=told["title"], kind=Undertaking.Kind.WINNER).for_list()
    last = max(won, key=lambda one: one.proposal.rank or 0 if one.proposal else 0)
    if told["fulfilled"]:
        stage.plan(_morning(stage, at + 50 * DAY), partial(_fulfil, stage, last.pk, told["fulfilled"]))


# --- samples ---------------------------------------------------------------------------------------------------------


def _sample(stage: Stage, kind: str, at: datetime) -> None:
    """Sealed and drawn at once; cases when their time is over, of three weeks later."""
    since = localdate(at) + DAY
    made = runs.commit_sample(kind=kind, since=since, until=since + 20 * DAY, size=24, by=SYSTEM, at=at)
    if kind == SampleRun.Kind.GUEST:
        runs.draw_sample(made, by=SYSTEM, at=at)
    after = _morning(stage, at + 23 * DAY)
    stage.plan(after, partial(_visit if kind == SampleRun.Kind.GUEST else _call, stage, made.pk))


def _visit(stage: Stage, key: Any, at: datetime) -> None:
    run, by = SampleRun.objects.get(pk=key), SYSTEM
    asked = [name for name, _words in questions()]
    for unit in SampleUnit.objects.filter(run=run).exclude(visit_on=None).order_by("id"):
        if stage.chance(0.9):
            said = {name: "yes" if stage.chance(0.78) else stage.rng.choice(["no", "no", "unseen"]) for name in asked}
            recording.record_visit(unit, said=said, by=by, at=at)
    runs.reveal(run, by=by, at=at)


def _call(stage: Stage, key: Any, at: datetime) -> None:
    run = SampleRun.objects.get(pk=key)
    runs.draw_sample(run, by=SYSTEM, at=at)
    for unit in SampleUnit.objects.filter(run=run, state=SampleUnit.State.ASKED).order_by("id"):
        if stage.chance(0.8):
            number = f"+62812{stage.rng.randrange(10**8):08}"
            recording.give_leave(unit, agrees=stage.chance(0.85), number=number, by=CITIZEN, at=at + 2 * DAY)
    stage.plan(_morning(stage, at + 6 * DAY), partial(_call_them, stage, key))


def _call_them(stage: Stage, key: Any, at: datetime) -> None:
    for unit in SampleUnit.objects.filter(run=key, state=SampleUnit.State.AGREED).order_by("id"):
        answer = stage.rng.choices(["yes", "partly", "no", "unreached"], weights=[62, 14, 12, 12])[0]
        recording.record_call(unit, answer=answer, by=SYSTEM, at=at)
    runs.reveal(SampleRun.objects.get(pk=key), by=SYSTEM, at=at)
