"""Programmes in the demonstration: a plan of five years, a hundred days that still run, accountability."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from balairung.config.demo import pictures
from balairung.config.demo.calendar import at_hour
from balairung.config.demo.stage import Stage
from balairung.config.demo.texts import load
from balairung.kernel.files.actions import store_bytes
from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import CITIZEN, Actor
from balairung.kernel.people.models import Office, Post
from balairung.kernel.people.spreadsheets import read_rows, xlsx_file
from balairung.rooms.programmes import access, actions
from balairung.rooms.programmes.cascade import importing, recording
from balairung.rooms.programmes.cascade.wanted import AIMS, SHEET
from balairung.rooms.programmes.hundred import planning, voicing, weekly
from balairung.rooms.programmes.models import (
    AgencyPlan,
    HundredDays,
    Indicator,
    OutcomeVoice,
    PlanMilestone,
    PlanNode,
    PlanOutcome,
    PlanPeriod,
)
from balairung.rooms.programmes.models.cascade import YEARS, quarter_of
from balairung.rooms.programmes.performance import sakip

TODAY = 68  # the day of the hundred on which the demonstration ends
BEFORE = 9  # days between the decision's record and the first day
DAY, FINE = timedelta(days=1), {"%", "poin", "jam"}  # units that have a tenth
Words = Mapping[str, Any]


def plan(stage: Stage) -> None:
    """A lot of its own, so that the rest of the year stays what it is."""
    stage, told = stage.beside(31), load("promise")
    stage.plan(stage.start + 2 * DAY, partial(_import, stage, told["plan"]))
    for key, shares in told["sakip"].items():
        at = stage.pace.office_hours(stage.end - timedelta(days=stage.rng.uniform(8, 40)))
        stage.plan(at, partial(_check, stage, key, shares))
    first = localdate(stage.end) - (TODAY - 1) * DAY
    stage.plan(at_hour(first - BEFORE * DAY, 9), partial(_begin, stage, told, first))


def _reviewer(stage: Stage, office: str) -> Actor:
    """Who looks at proof of this office: the planning agency; at its own, the secretary."""
    head = stage.cast.head(Office.objects.get(key=access.reviewer_key()).pk)
    return head if head and office != access.reviewer_key() else stage.cast.secretary()


def _proof(words: str, at: datetime) -> File:
    """A page like no other: proof is told apart by its bytes."""
    return store_bytes("bukti.pdf", pictures.page(words), at=at)


# --- five years ------------------------------------------------------------------------------------------------------


def _import(stage: Stage, told: Words, at: datetime) -> None:
    """The spreadsheet of the planning agency, brought in as it would be by hand; then results, quarter by quarter."""
    first, by = localdate(at).year, _reviewer(stage, "")
    named = {name: told[name].format(first=first, last=first + YEARS - 1) for name in ("name", "decree")}
    period = importing.record_period(**named, first_year=first, by=by, at=at)
    with xlsx_file(SHEET.columns, _lines(told["rows"])) as file:
        rows, _ignored = read_rows(SHEET, file.read())
    importing.apply(rows, period, by=by, at=at)
    paces = {aim[0]: aim for row in told["rows"] for aim in row.get("aims", ())}
    for year, quarter, moment in _quarters(at, stage.end):
        stage.plan(moment, partial(_report, stage, period, paces, year, quarter))
    for row in told["rows"]:
        for number, (what, amount) in enumerate(row.get("paid", ())):
            moment = stage.pace.office_hours(stage.end - timedelta(days=stage.rng.uniform(20, 150)))
            stage.plan(moment, partial(_pay, stage, row["row"][1], number, what, amount))


def _lines(rows: Sequence[Words]) -> Iterator[list[str]]:
    """A row for each indicator, one for a node without; figures with a comma, as people write them."""
    heads = dict(Post.objects.filter(role=Post.Role.HEAD).values_list("office__key", "title"))
    for one in rows:
        level, code, parent, title, office, weight = one["row"]
        named = dict(zip(("tingkat", "kode", "induk", "uraian", "kantor", "bobot"),
                         (level, code, parent, title, office, weight), strict=True))  # fmt: skip
        for aim in one.get("aims", ((),)):
            yield [str((named | _aim(aim, heads.get(office, ""))).get(column, "")) for column in SHEET.columns]


def _aim(aim: Sequence[Any], post: str) -> dict[str, str]:
    if not aim:
        return {}
    name, unit, kind, before, last, _pace = aim
    targets = {column: _comma(_target(aim, year)) for year, column in enumerate(AIMS, start=1)}
    return {"indikator": name, "satuan": unit, "jenis indikator": kind, "awal": _comma(Decimal(str(before))),
            "arah": "turun" if last < before else "naik", "penanggung jawab": post, **targets}  # fmt: skip


def _comma(value: Decimal) -> str:
    return str(value).replace(".", ",")


def _target(aim: Sequence[Any], year: float) -> Decimal:
    """A fifth of the way each year; in between, as far as the year is over."""
    _name, unit, _kind, before, last, _pace = aim
    value = Decimal(str(before + (last - before) * year / YEARS))
    return value.quantize(Decimal("0.1") if unit in FINE else Decimal(1))


def _quarters(since: datetime, until: datetime) -> Iterator[tuple[int, int, datetime]]:
    """Each quarter that was over a week before the end; the first of a year already while it runs."""
    day, last = localdate(since), localdate(until)
    for place in range(day.year * 4 + quarter_of(day) - 1, last.year * 4 + quarter_of(last)):
        year, quarter = place // 4, place % 4 + 1
        after = date(year + quarter // 4, quarter % 4 * 3 + 1, 8)
        running = quarter == 1 and (year, quarter) == (last.year, quarter_of(last))
        if after < last or running:
            yield year, quarter, min(at_hour(after, 10), until - timedelta(hours=5))


def _report(stage: Stage, period: PlanPeriod, told: Words, year: int, quarter: int, at: datetime) -> None:
    """Most of a year's way is gone by September; one in twenty reports nothing."""
    for one in Indicator.objects.filter(node__period=period).select_related("node__period", "node__office"):
        office, aim = one.node.office, told[one.name]
        by = stage.cast.officer(office.pk) if office else _reviewer(stage, "")
        if by is None or stage.chance(0.05):
            continue
        gone = year - period.first_year + min(1.0, quarter / 3) * aim[-1]
        recording.record_result(
            one, year=year, quarter=quarter, value=_target(aim, gone), words="", files=[_proof(one.name, at)], by=by,
            at=at,
        )  # fmt: skip


def _pay(stage: Stage, code: str, number: int, what: str, amount: int, at: datetime) -> None:
    node = PlanNode.objects.select_related("period", "office").filter(code=code).latest("period__first_year")
    if by := stage.cast.officer(node.office_id):
        receipt = f"SPM-{localdate(at):%Y}/{code[-4:]}/{number + 1:03}"
        recording.record_spending(
            node, paid_on=localdate(at), amount=Decimal(amount), receipt=receipt, what=what,
            files=[_proof(receipt, at)], by=by, at=at,
        )  # fmt: skip


def _check(stage: Stage, key: str, shares: Sequence[int], at: datetime) -> None:
    """SAKIP, as far as the office has come with it."""
    office = Office.objects.get(key=key)
    if by := stage.cast.officer(office.pk):
        file = _proof(f"Bukti SAKIP {office.short}", at)
        for item, met in zip(sakip.keys(), shares, strict=False):
            sakip.check(office, year=localdate(at).year, item=item, met=met, words="", files=[file], by=by, at=at)


# --- a hundred days: written -----------------------------------------------------------------------------------------


def _begin(stage: Stage, told: Words, first: date, at: datetime) -> None:
    """The regent decides; every agency writes in the days before the first."""
    hundred, rng = told["hundred"], stage.rng
    made = planning.begin(
        name=hundred["name"], decree=hundred["decree"].format(year=first.year), decided_on=localdate(at),
        starts_on=first, by=stage.cast.regent(), at=at,
    )  # fmt: skip
    for agency in made.agencies.for_list():
        key = agency.office.key
        words = hundred["agencies"].get(key) or _usual(rng, hundred["others"], agency.office.short)
        if key not in hundred["without"]:
            moment = at_hour(first - rng.randint(4, 7) * DAY, rng.randint(8, 13))
            stage.plan(moment, partial(_write, stage, words, told["weekly"], agency.pk))


def _usual(rng: random.Random, others: Sequence[Words], office: str) -> Words:
    """What agencies promise that are not told of at length: one problem, one action, two milestones."""
    told, stones = rng.choice(others), []
    for day, *words in told["milestones"]:
        on = day + rng.randint(-8, 12)
        fate = rng.choices(["", rng.randint(2, 9), "open"], [8, 1, 1])[0] if on < TODAY else "open"
        stones.append([on, *words, fate])
    problem = {"text": told["problem"].format(office=office), "cause": told["cause"], "action": told["action"],
               "heard": [["warga", told["heard"], 5]], "milestones": stones}  # fmt: skip
    return {"problems": [problem], "outcomes": [told["outcome"]], "voices": []}


def _write(stage: Stage, told: Words, weeks: Words, key: UUID, at: datetime) -> None:
    agency = AgencyPlan.objects.for_list().get(pk=key)
    by, head = stage.cast.officer(agency.office_id), stage.cast.head(agency.office_id) or stage.cast.secretary()
    if by is None:
        return
    fates = [fate for problem in told["problems"] for fate in _tell(agency, problem, by, at)]
    for one in told["outcomes"]:
        before, aim = Decimal(str(one["before"])), Decimal(str(one["aim"]))
        planning.add_outcome(agency, text=one["text"], unit=one["unit"], before=before, aim=aim, by=by, at=at)
    actions.submit(agency, by=head, at=at + timedelta(hours=2))
    approving = at_hour(agency.plan.starts_on - DAY, 9) + timedelta(minutes=3 * stage.rng.randint(1, 60))
    stage.plan(approving, partial(_approve, stage, told, weeks, key, fates))


def _tell(agency: AgencyPlan, told: Words, by: Actor, at: datetime) -> Iterator[tuple[UUID, Any]]:
    """One problem with all below it; each milestone with its fate."""
    said = [{"group": group, "who": who, "heard_on": localdate(at) - days * DAY} for group, who, days in told["heard"]]
    problem = planning.add_problem(agency, text=told["text"], cause=told["cause"], **said[0], by=by, at=at)
    for one in said[1:]:
        planning.add_hearing(problem, **one, by=by, at=at)
    action = planning.add_action(problem, text=told["action"], by=by, at=at)
    for day, weight, title, proof, fate in told["milestones"]:
        made = planning.add_milestone(
            action, title=title, office=agency.office, due_on=agency.plan.starts_on + (day - 1) * DAY,
            weight=Decimal(weight), proof=proof, by=by, at=at,
        )  # fmt: skip
        yield made.pk, fate


def _approve(
    stage: Stage, told: Words, weeks: Words, key: UUID, fates: Sequence[tuple[UUID, Any]], at: datetime
) -> None:
    """The secretary approves; the secretariat's own plan is the regent's. From here on everything is owed."""
    agency = AgencyPlan.objects.for_list().get(pk=key)
    by = stage.cast.regent() if agency.office.key == "setda" else stage.cast.secretary()
    actions.approve(agency, by=by, at=at)
    for milestone in PlanMilestone.objects.filter(agency=agency):
        _plan_proof(stage, milestone, dict(fates)[milestone.pk])
    _plan_weeks(stage, agency.plan, key, told.get("moods"), weeks)
    outcomes = list(agency.outcomes.all())
    for outcome, one in zip(outcomes, told["outcomes"], strict=True):
        measured = at_hour(agency.plan.starts_on + stage.rng.randint(56, 62) * DAY, 13)
        stage.plan(measured, partial(_measure, stage, outcome.pk, one))
    for voice in told["voices"]:
        said = at_hour(agency.plan.starts_on + stage.rng.randint(52, 60) * DAY, stage.rng.randint(7, 20))
        said = stage.end - timedelta(hours=7) if voice.get("waits") else said
        target = fates[voice["granted"]][0] if "granted" in voice else None
        stage.plan(said, partial(_say, stage, voice, outcomes[voice["outcome"]].pk, target))


# --- a hundred days: kept --------------------------------------------------------------------------------------------


def _plan_proof(stage: Stage, milestone: PlanMilestone, fate: Any) -> None:
    if fate != "open":
        late = fate + 3 if isinstance(fate, int) else 0
        at = at_hour(milestone.due_on - (4 - late) * DAY, stage.rng.randint(9, 15))
        at = stage.pace.office_hours(at)
        at = stage.end - timedelta(hours=stage.rng.randint(5, 20)) if fate == "wait" else at
        stage.plan(at, partial(_fulfil, stage, milestone.pk, fate))


def _fulfil(stage: Stage, key: UUID, fate: Any, at: datetime) -> None:
    milestone = PlanMilestone.objects.for_list().get(pk=key)
    by = stage.cast.officer(milestone.office_id)
    if by is None or milestone.obligation is None or milestone.obligation.state != State.ACTIVE:
        return
    again = milestone.obligation.events.filter(verb="send_back").count() + 1
    file = _proof(f"{milestone.obligation.ref} {milestone.title} {again}", at)
    actions.fulfil(milestone, text=f"{milestone.title}. Buktinya terlampir.", files=[file], by=by, at=at)
    if fate != "wait":
        stage.plan(at + timedelta(hours=stage.rng.randint(2, 26)), partial(_judge, stage, key, fate))


def _judge(stage: Stage, key: UUID, fate: Any, at: datetime) -> None:
    milestone = PlanMilestone.objects.for_list().get(pk=key)
    by = _reviewer(stage, milestone.office.key)
    if fate == "back":
        text = "Rekapnya baru dua pekan. Lengkapi sampai hari ini, lalu kirim lagi."
        actions.send_back(milestone, text=text, by=by, at=at)
        stage.plan(at + timedelta(hours=stage.rng.randint(18, 26)), partial(_fulfil, stage, key, ""))
    else:
        actions.accept(milestone, by=by, at=at)


def _plan_weeks(stage: Stage, plan: HundredDays, key: UUID, moods: Sequence[str] | None, weeks: Words) -> None:
    """Every Friday; an agency that is not told of at length forgets one week in eight."""
    friday = plan.starts_on + (4 - plan.starts_on.weekday()) % 7 * DAY
    for number in range((localdate(stage.end) - friday).days // 7 + 1):
        mood = moods[number] if moods else stage.rng.choices(["hijau", "kuning", "merah"], [16, 4, 1])[0]
        if moods or not stage.chance(0.12):
            at = at_hour(friday + 7 * number * DAY, stage.rng.randint(9, 15))
            stage.plan(at, partial(_check_in, stage, key, mood, stage.rng.choice(weeks[mood])))


def _check_in(stage: Stage, key: UUID, mood: str, words: str, at: datetime) -> None:
    agency = AgencyPlan.objects.for_list().get(pk=key)
    if by := stage.cast.officer(agency.office_id):
        weekly.check_in(agency, confidence=mood, words=words, by=by, at=at)


def _measure(stage: Stage, key: UUID, told: Words, at: datetime) -> None:
    outcome = PlanOutcome.objects.select_related("agency__plan", "agency__office", "agency__obligation").get(pk=key)
    if by := stage.cast.officer(outcome.agency.office_id):
        now = Decimal(str(told["now"]))
        planning.measure(outcome, after=now, measured_on=localdate(at), source=told["source"], by=by, at=at)


def _say(stage: Stage, told: Words, key: UUID, milestone: UUID | None, at: datetime) -> None:
    """A citizen; a day later somebody has looked at it."""
    photos = [stage.photo(stage.rng.randrange(len(stage.album)), after=False, at=at)] if "answer" in told else []
    voice = voicing.say(
        access.get_outcome(key), verdict=told["verdict"], words=told["words"], photos=photos, token=stage.token(),
        by=CITIZEN, at=at,
    )  # fmt: skip
    if not told.get("waits"):
        stage.plan(stage.pace.office_hours(at + timedelta(hours=20)), partial(_look, stage, told, voice.pk, milestone))


def _look(stage: Stage, told: Words, key: UUID, milestone: UUID | None, at: datetime) -> None:
    """One that confirms is shown; one that contests is answered by the agency, or opens its milestone again."""
    voice = _voice(key)
    by = _reviewer(stage, voice.outcome.agency.office.key)
    if voice.obligation is None:
        voicing.moderate(voice, show=True, by=by, at=at)
    elif milestone:
        claimed = PlanMilestone.objects.for_list().get(pk=milestone)
        actions.grant(voice, text=told["answer"], milestone=claimed, by=by, at=at)
    else:
        actions.pass_on(voice, by=by, at=at)
        stage.plan(stage.pace.office_hours(at + timedelta(hours=26)), partial(_answer, stage, told["answer"], key))


def _answer(stage: Stage, text: str, key: UUID, at: datetime) -> None:
    voice = _voice(key)
    if by := stage.cast.officer(voice.outcome.agency.office_id):
        actions.answer(voice, text=text, by=by, at=at)


def _voice(key: UUID) -> OutcomeVoice:
    return OutcomeVoice.objects.select_related("obligation__owner_office", "outcome__agency__office").get(pk=key)
