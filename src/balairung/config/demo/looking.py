"""Those who look, and those who are asked: checks on the spot, village projects, auditors, satisfaction."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.timezone import localdate

from balairung.config.demo.people import hire, outsider
from balairung.config.demo.stage import SEED, Stage
from balairung.config.demo.texts import load
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor
from balairung.kernel.people.models import Office, Person, Post, Region
from balairung.rooms.inspections import actions as findings
from balairung.rooms.inspections import recording as checks
from balairung.rooms.inspections.models import FieldFinding
from balairung.rooms.inspections.sheets import current_sheet
from balairung.rooms.inspections.timing import Times
from balairung.rooms.oversight import actions as recommendations
from balairung.rooms.oversight import examining, overseeing
from balairung.rooms.oversight.models import Recommendation
from balairung.rooms.projects import recording, reporting
from balairung.rooms.projects.actions import visit
from balairung.rooms.projects.models import Project
from balairung.rooms.surveys import actions as surveys
from balairung.rooms.surveys import answering, counting
from balairung.rooms.surveys.following import Plan
from balairung.rooms.surveys.models import Answer, Sheet, Survey
from balairung.rooms.surveys.results import must_follow
from balairung.rooms.surveys.scoring import codes

CHECKS, SURVEYED, ANSWERS = 44, ("dukcapil", "dpmptsp", "kecamatan-351016"), 46
MONTHS = 7  # over which checks and answers are spread
INSPECTOR = "inspektur@contoh.id"


def plan(stage: Stage) -> None:
    """A lot of its own, so that the rest of the year stays what it is."""
    rng, told = random.Random(SEED + 17), load("looking")
    kinds = [Office.Kind.AGENCY, Office.Kind.BOARD, Office.Kind.DISTRICT]
    offices = list(Office.objects.filter(kind__in=kinds, closed_on__isnull=True).order_by("order", "key"))
    for _number in range(CHECKS):
        stage.plan(_some_day(stage, rng), partial(_check, stage, rng, rng.choice(offices), told["notes"]))
    for words in told["projects"]:
        stage.plan(stage.end - timedelta(days=rng.uniform(60, 200)), partial(_build, stage, words))
    stage.plan(stage.end - timedelta(days=70), partial(_examine, stage, told["examination"]))
    for key in SURVEYED:
        for _number in range(ANSWERS):
            stage.plan(_some_day(stage, rng), partial(_answer, stage, rng, key))
        stage.plan(stage.end - timedelta(hours=30), partial(_publish, stage, key, told["plans"]))


def _some_day(stage: Stage, rng: random.Random) -> datetime:
    return stage.pace.office_hours(stage.end - timedelta(days=rng.uniform(1, 30 * MONTHS)))


# --- checks ----------------------------------------------------------------------------------------------------------


def _check(stage: Stage, rng: random.Random, office: Office, notes: dict[str, str], at: datetime) -> None:
    """What is missing is missing in one check of eight; most of it is mended within a fortnight."""
    sheet, by = current_sheet(), stage.cast.account(INSPECTOR)
    seen = [_seen(rng, item, notes) for item in sheet.asked_of(office.kind)]
    begun = at - timedelta(minutes=rng.randint(15, 40))
    told = checks.Check(
        office=office, sheet=sheet, announced=False, seen=seen, times=Times(begun, at, begun, at),
        no_position="Telepon belum mendapat sinyal satelit di dalam gedung.",
    )  # fmt: skip
    checks.record(told, token=stage.token(), by=by, at=at)
    for finding in FieldFinding.objects.filter(office=office, obligation__opened_at=at):
        if rng.random() < 0.75:
            stage.plan(at + timedelta(days=rng.uniform(2, 14)), partial(_mend, stage, finding.pk))


def _seen(rng: random.Random, item: Any, notes: dict[str, str]) -> checks.Seen:
    bad = rng.random() < 0.13
    return checks.Seen(item, "no" if bad else "yes", notes.get(item.key, "") if bad else "", bad and item.owes)


def _mend(stage: Stage, key: Any, at: datetime) -> None:
    finding = FieldFinding.objects.select_related("obligation__owner_office", "office").get(pk=key)
    officer = stage.cast.head(finding.obligation.owner_office_id) or stage.cast.officer(
        finding.obligation.owner_office_id
    )
    if officer is None or finding.obligation.closed_at:
        return
    proof = stage.photo(0, after=True, at=at)
    findings.fulfil(finding, text="Sudah kami lengkapi; foto terlampir.", files=[proof], by=officer, at=at)
    if stage.recent(at, 6):
        return  # nobody has looked at it yet
    findings.accept(finding, by=stage.cast.account(INSPECTOR), at=at + timedelta(hours=5))


# --- projects --------------------------------------------------------------------------------------------------------


def _build(stage: Stage, told: dict[str, Any], at: datetime) -> None:
    """Recorded, reported on every three weeks, visited once."""
    village = Region.objects.select_related("parent").get(level="village", name=told["village"])
    day, office = localdate(at), Office.objects.get(key=told["office"])
    funds = [recording.Money(source, day.year, Decimal(value)) for source, value in told["funds"].items()]
    said = recording.Said(
        title=told["title"], kind=told["kind"], region=village, way=told["way"], executor=told["executor"],
        planned_start=day + timedelta(days=7), planned_end=day + timedelta(days=told["days"]), funds=funds,
        what=told["what"], point=stage.point(village),
    )  # fmt: skip
    project = recording.record(said, office=office, token=stage.token(), by=SYSTEM, at=at)
    for number in range(1, 1 + max(1, (stage.end - at).days // 21)):
        share = min(Decimal(100), Decimal(told["pace"]) * number)
        stage.plan(at + timedelta(days=21 * number), partial(_report, stage, project.pk, share, number))
    if told.get("asked"):
        stage.plan(at + timedelta(days=40), partial(_visit, stage, project.pk, told["asked"]))


def _report(stage: Stage, key: Any, share: Decimal, number: int, at: datetime) -> None:
    project = Project.objects.select_related("office", "region").get(pk=key)
    if project.physical >= share:
        return
    value = sum((fund.value for fund in project.funds.all()), Decimal())
    said = reporting.Progress(
        on=localdate(at), physical=share, paid=(value * share / 120).quantize(Decimal(1)),
        words=f"Laporan ke-{number}.", spot="Titik 1", open=True,
    )  # fmt: skip
    picture = reporting.Picture(stage.photo(number % 10, after=share > 60, at=at))
    reporting.report(project, said, pictures=[picture], token=stage.token(), by=SYSTEM, at=at)


def _visit(stage: Stage, key: Any, asked: str, at: datetime) -> None:
    project = Project.objects.select_related("office", "region").get(pk=key)
    due = localdate(at) + timedelta(days=20)
    by = stage.cast.account(INSPECTOR)
    visit(project, words="Dikunjungi bersama warga.", asked=asked, due_on=due, token=stage.token(), by=by, at=at)


# --- auditors --------------------------------------------------------------------------------------------------------


def _examine(stage: Stage, told: dict[str, Any], at: datetime) -> None:
    by, day = stage.cast.account(INSPECTOR), localdate(at)
    office = Office.objects.get(key=told["office"])
    made = examining.open_examination(
        examining.Plan(
            letter=told["letter"], about=told["about"], kind="reguler", offices=[office], lead=_auditor(at),
            period_since=day.replace(month=1, day=1), period_until=day, started_on=day - timedelta(days=20),
        ),
        by=by, at=at,
    )  # fmt: skip
    for words in told["findings"]:
        loss = Decimal(words["loss"])
        found = examining.Found(**{**words["found"], "loss": loss, "loss_kind": "daerah" if loss else ""})
        finding = examining.add_finding(made, found, by=by, at=at)
        examining.add_recommendation(finding, office=office, text=words["asked"], value=loss, by=by, at=at)
    examining.keep_report(made, number=told["number"], reported_on=day, received_on=day, by=by, at=at)
    sent = examining.send(made, by=by, at=at)
    stage.plan(stage.end - timedelta(days=9), partial(_let_read, stage))
    for told_to in sent:
        stage.plan(at + timedelta(days=25), partial(_follow_up, stage, told_to, office, by))


def _let_read(stage: Stage, at: datetime) -> None:
    """The council reads the table of follow-up for a month."""
    day = localdate(at)
    asked = overseeing.Asked(
        person=outsider(random.Random(SEED + 23), "dprd@contoh.id", at), body="dprd", body_name="Komisi A DPRD",
        letter="170/41/2026", letter_on=day, scope="tindak-lanjut", ref="", since=day, until=day + timedelta(days=30),
    )  # fmt: skip
    overseeing.grant(asked, by=stage.cast.account(INSPECTOR), at=at)


def _auditor(at: datetime) -> Person:
    post = Post.objects.select_related("office").get(office__key="inspektorat", role=Post.Role.AUDITOR)
    return hire(random.Random(SEED + 19), post, at)


def _follow_up(stage: Stage, told: Recommendation, office: Office, judge: Actor, at: datetime) -> None:
    """What costs nothing is settled; of the money a half has come back."""
    officer = stage.cast.head(office.pk)
    assert officer
    proof, later = stage.minutes(at), at + timedelta(days=3)
    recommendations.report(told, text="Sudah ditindaklanjuti; bukti terlampir.", files=[proof], by=officer, at=at)
    if not told.value:
        recommendations.settle(told, text="Sesuai dengan rekomendasi.", by=judge, at=later)
        return
    half = (told.value / 2).quantize(Decimal(1))
    recommendations.pay(told, amount=half, paid_on=localdate(at), receipt="STS-118", by=judge, at=later)
    recommendations.send_back(told, text="Setengahnya belum disetor.", by=judge, at=later + timedelta(hours=1))


# --- satisfaction ----------------------------------------------------------------------------------------------------


def _answer(stage: Stage, rng: random.Random, key: str, at: datetime) -> None:
    """Most are content; waiting times and rooms please least."""
    values = {code: min(4, max(1, round(rng.gauss(2.9 if code in ("U3", "U9") else 3.4, 0.6)))) for code in codes()}
    where = answering.Where(Office.objects.get(key=key), Answer.Channel.CODE)
    answering.answer(
        where, given=answering.Given(values, stars=rng.randint(3, 5)), token=stage.token(), by=CITIZEN, at=at
    )


def _publish(stage: Stage, key: str, words: dict[str, str], at: datetime) -> None:
    """The last period that is over, by the office's own head."""
    office = Office.objects.get(key=key)
    head = stage.cast.head(office.pk)
    survey = Survey.objects.filter(office=office, until__lt=localdate(at), published_at=None).order_by("-until").first()
    if head is None or survey is None:
        return
    score = counting.result(Sheet.objects.get(survey=survey, part="").counts, survey.without)
    plans = [Plan(code, words[code], localdate(at) + timedelta(days=60)) for code in must_follow(score)]
    surveys.publish(survey, plans=plans, by=head, at=at)
