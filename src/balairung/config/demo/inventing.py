"""Innovations in the demonstration: villages that file one a month, districts that judge, others that do the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from balairung.config.demo import pictures
from balairung.config.demo.calendar import at_hour
from balairung.config.demo.stage import Stage
from balairung.config.demo.texts import load
from balairung.ground.common.working_time import Unit
from balairung.kernel.files.actions import store_bytes
from balairung.kernel.obligations.actions import Owner, open_many
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office, Region
from balairung.kernel.search.actions import index_batch
from balairung.rooms.innovations import access, actions, awarding, entering, monthly, recording
from balairung.rooms.innovations.adopting import adopt
from balairung.rooms.innovations.indicators import sid, spd
from balairung.rooms.innovations.models import Innovation, Review
from balairung.rooms.innovations.models import Stage as Step
from balairung.rooms.innovations.months import first_working_day, last_day, later, month_of, name_of, words_of
from balairung.rooms.innovations.recording import Told
from balairung.rooms.innovations.rules import Found

MONTHS, OWED = 12, 3  # of the pilot; and of those, how many before this one were owed by a decision
ADOPTED, GROWN = (140, 75, 24), (100, 62, 41, 17)  # days before the end: somebody does the same; a stage is proved
DAY = timedelta(days=1)


class Village:
    """How one village goes about it: how sure it files, how good it is, what it thinks of next."""

    def __init__(self, stage: Stage, office: Office, ideas: Sequence[Mapping[str, Any]]) -> None:
        self.office, self.ideas = office, stage.rng.sample(ideas, len(ideas))
        self.share = stage.rng.choices([0.97, 0.75, 0.4], [6, 3, 2])[0]
        self.worth = stage.rng.uniform(2.8, 4.6)

    def think(self) -> Mapping[str, Any]:
        return self.ideas.pop()


def plan(stage: Stage) -> None:
    """A lot of its own, so that the rest of the year stays what it is."""
    stage, told = stage.beside(37), load("inventing")
    rows = Office.objects.filter(kind=Office.Kind.VILLAGE, closed_on=None).select_related("region__parent")
    villages = [Village(stage, one, told["ideas"]) for one in rows.order_by("order", "key")]
    pilot = [one for one in villages if _district(one.office) in told["pilot"]] or villages[:12]
    this = month_of(localdate(stage.end))
    for back in range(MONTHS - 1, -1, -1):
        _plan_month(stage, told, later(this, -back), back, pilot, [one for one in villages if one not in pilot])
    stage.plan(stage.end - told["agency"]["days"] * DAY, partial(_agency, stage, told))
    for one in told["citizens"]:
        stage.plan(stage.end - one["days"] * DAY, partial(_citizen, stage, told, one))
    for days in ADOPTED:
        stage.plan(stage.pace.office_hours(stage.end - days * DAY), partial(_adopt, stage, told, pilot))
    for days in GROWN:
        stage.plan(stage.pace.office_hours(stage.end - days * DAY), partial(_grow, stage, pilot))
    stage.plan(stage.end - 6 * DAY, partial(_enter, stage, told["index"]))


def _district(office: Office) -> str:
    return office.region.parent.name if office.region and office.region.parent else ""


def _plan_month(
    stage: Stage, told: Mapping[str, Any], month: date, back: int, pilot: Sequence[Village], others: Sequence[Village]
) -> None:
    """The pilot files most of the time, the others of their own accord; then all owe it."""
    rng = stage.rng
    begins = at_hour(first_working_day(month, Calendars().get("5-day")), 7)
    if 0 < back <= OWED:
        stage.plan(begins, partial(_owe, [one.office for one in pilot], month))
        stage.plan(at_hour(last_day(month) - 6 * DAY, 7), _remind)
    elif not back:
        stage.plan(begins, _open)
    filing = [one for one in pilot if rng.random() < one.share]
    filing += [one for one in others if rng.random() < (0.015 if back else 0.3)]
    for village in filing:
        at = stage.pace.office_hours(begins + timedelta(days=rng.uniform(1, 25)))
        stage.plan(at, partial(_file, stage, told, village))
    if back:
        stage.plan(at_hour(later(month, 1) + 8 * DAY, 10), partial(_award, stage, told["awarded"], name_of(month)))


# --- owed ------------------------------------------------------------------------------------------------------------


def _owe(offices: Sequence[Office], month: date, at: datetime) -> None:
    """What `monthly.open_month` does for all villages, for those of the pilot."""
    days = (last_day(month) - localdate(at)).days
    opened = open_many(
        kind=monthly.KIND, prefix="V", subject=f"Satu inovasi untuk {words_of(month)}",
        owners=[Owner(one) for one in offices], origin=monthly.ORIGIN, period=name_of(month), by=SYSTEM, at=at,
        clocks=[ClockRule("month", days, Unit.CALENDAR_DAYS, clock_rule(monthly.KIND, "month").source)], step="month",
    )  # fmt: skip
    index_batch(opened)


def _remind(at: datetime) -> None:
    monthly.remind(now=at)


def _open(at: datetime) -> None:
    monthly.open_month(now=at)


# --- filed and judged ------------------------------------------------------------------------------------------------


def _upload(words: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("bukti.pdf", pictures.page(words), "application/pdf")


def _file(stage: Stage, told: Mapping[str, Any], village: Village, at: datetime) -> None:
    """One more idea of this village, with its proof; judged in the days after."""
    office, idea = village.office, village.think()
    if by := stage.cast.officer(office.pk):
        place = office.region.name if office.region else office.short
        said = _told(stage, told, idea, f"{stage.rng.choice(idea['names'])} {place}", localdate(at))
        _send(stage, told, said, office, village.worth, by, at)


def _send(
    stage: Stage, told: Mapping[str, Any], said: Told, office: Office, worth: float, by: Actor, at: datetime, *,
    own: bool = False,
) -> None:  # fmt: skip
    token = stage.token()
    recording.keep_proof(_upload(said.name), token=token, by=by, at=at)
    card = recording.write(said, office=office, token=token, own_idea=own, by=by, at=at)
    _submit(stage, told, card, worth, by, at)


def _submit(stage: Stage, told: Mapping[str, Any], card: Innovation, worth: float, by: Actor, at: datetime) -> None:
    recording.submit(card, different=True, by=by, at=at)
    stage.plan(stage.pace.later(at, 3), partial(_judge, stage, told, card.pk, worth, by))


def _told(stage: Stage, told: Mapping[str, Any], idea: Mapping[str, Any], name: str, today: date) -> Told:
    """What the card says; half of them are only begun."""
    rng = stage.rng
    step = rng.choices(list(Step), [5, 3, 2])[0]
    days = sorted(today - timedelta(days=rng.randint(5, 260)) for _number in Step)
    least, most = idea["people"]
    return Told(
        name=name, problem=idea["problem"], novelty=idea["new"], what=idea["how"], who=idea["who"],
        people=rng.randint(least, most), form=idea["form"], affair=idea["affair"], digital=idea.get("digital", False),
        replicable=True, how_to=told["copying"], stage=step, initiated_on=days[0],
        trialled_on=days[1] if step.rank else None, applied_on=days[2] if step.rank > 1 else None,
    )  # fmt: skip


def _judge(stage: Stage, told: Mapping[str, Any], key: UUID, worth: float, by: Actor | None, at: datetime) -> None:
    """Mostly approved; now and then something is missing, or it is nothing new."""
    review = _review(key)
    judge = stage.cast.head(review.obligation.owner_office_id)
    if judge is None:
        return
    fate = stage.rng.random()
    if fate < 0.06 and by and review.obligation.seq < 3:
        actions.send_back(review, text=told["returned"], by=judge, at=at)
        stage.plan(stage.pace.later(at, 3), partial(_complete, stage, told, key, worth, by))
    elif fate < 0.1 and by:
        actions.decline(review, text=told["declined"], by=judge, at=at)
    else:
        actions.approve(review, found=_found(stage, told["criteria"], worth), by=judge, at=at)


def _review(key: UUID) -> Review:
    rows = Review.objects.standing().select_related("obligation", "card__office", "card__region")
    return rows.get(card=key)


def _found(stage: Stage, words: Mapping[str, Sequence[str]], worth: float) -> dict[str, Found]:
    scores = {key: max(1, min(5, round(stage.rng.gauss(worth, 0.7)))) for key in words}
    return {key: Found(True, scores[key], stage.rng.choice(said)) for key, said in words.items()}


def _complete(stage: Stage, told: Mapping[str, Any], key: UUID, worth: float, by: Actor, at: datetime) -> None:
    """What was missing is added, and it is sent again."""
    card = Innovation.objects.for_list().get(pk=key)
    recording.prove(card, [_upload(f"{card.name} tambahan")], by=by, at=at)
    _submit(stage, told, card, worth, by, at)


# --- ideas of others -------------------------------------------------------------------------------------------------


def _agency(stage: Stage, told: Mapping[str, Any], at: datetime) -> None:
    """The idea of one person of an agency."""
    idea = told["agency"]
    office = Office.objects.get(key=idea["office"])
    if by := stage.cast.officer(office.pk):
        said = _told(stage, told, idea, idea["name"], localdate(at))
        _send(stage, told, said, office, 4.4, by, at, own=True)


def _citizen(stage: Stage, told: Mapping[str, Any], idea: Mapping[str, Any], at: datetime) -> None:
    """Somebody who lives there; the last one still waits to be read."""
    place = Region.objects.filter(level=Region.Level.VILLAGE, name=idea["village"]).first() or stage.villages[0]
    card = recording.propose(
        Told(name=idea["name"], problem=idea["problem"], what=idea["how"]), region=place, files=[],
        token=stage.token(), by=CITIZEN, at=at,
    )  # fmt: skip
    if not stage.recent(at, 7):
        stage.plan(stage.pace.later(at, 3), partial(_judge, stage, told, card.pk, 3.6, None))


def _adopt(stage: Stage, told: Mapping[str, Any], pilot: Sequence[Village], at: datetime) -> None:
    """The best of another village, done in one's own way; the credit stays where it began."""
    learner = stage.rng.choice(pilot)
    others = [one.office.pk for one in pilot if one is not learner]
    rows = Innovation.objects.published().filter(office__in=others, origin=None, adoptions=None)
    best = rows.order_by("-score", "ref").first()
    by = stage.cast.officer(learner.office.pk)
    if best is None or by is None or learner.office.region is None:
        return
    draft = adopt(best, office=learner.office, by=by, at=at)
    said = Told(
        name=f"{best.name}, cara {learner.office.region.name}", problem=best.problem, what=best.what,
        novelty=told["adopted"], who=best.who, people=stage.rng.randint(20, 140), form=best.form, affair=best.affair,
        replicable=True, how_to=best.how_to, initiated_on=localdate(at) - 12 * DAY,
    )  # fmt: skip
    draft = recording.change(draft, replace(said, digital=best.digital), by=by, at=at)
    recording.prove(draft, [_upload(f"Meniru {said.name}")], by=by, at=at)
    recording.submit(draft, different=True, by=by, at=at)
    stage.plan(stage.pace.later(at, 3), partial(_judge, stage, told, draft.pk, learner.worth, None))


def _grow(stage: Stage, pilot: Sequence[Village], at: datetime) -> None:
    """An initiative is tried out; its district looks at the proof."""
    rows = Innovation.objects.published().filter(office__in=[one.office.pk for one in pilot], stage=Step.INITIATIVE)
    card = rows.for_list().order_by("-score", "ref").first()
    by = stage.cast.officer(card.office_id) if card else None
    if card and by:
        kept = recording.prove(card, [_upload(f"Uji coba {card.name}")], stage=Step.TRIAL, by=by, at=at)
        review = actions.claim_stage(card, on=localdate(at) - 2 * DAY, proofs=len(kept), by=by, at=at)
        stage.plan(stage.pace.later(at, 3), partial(_accept, stage, review.card_id))


def _accept(stage: Stage, key: UUID, at: datetime) -> None:
    review = _review(key)
    if judge := stage.cast.head(review.obligation.owner_office_id):
        actions.accept(review, by=judge, at=at)


# --- honoured --------------------------------------------------------------------------------------------------------


def _award(stage: Stage, words: Sequence[str], period: str, at: datetime) -> None:
    """The regent mostly follows the score."""
    found = awarding.candidates(period)
    if found:
        chosen = found[1] if len(found) > 1 and stage.chance(0.15) else found[0]
        awarding.decide(chosen.card, period=period, why=stage.rng.choice(words), by=stage.cast.regent(), at=at)


def _enter(stage: Stage, told: Mapping[str, Any], at: datetime) -> None:
    """The agency puts the best forward for the national index and proves what it can."""
    by = stage.cast.head(access.reviewing_offices()[0].pk)
    if by is None:
        return
    year, titles = localdate(at).year, {one.key: one.title for one in (*sid(), *spd())}
    said: dict[str, Any] = {"year": year, "by": by, "at": at}
    cards = list(entering.fit(year)[: len(told["marks"])])
    for card, marks in zip(cards, told["marks"], strict=False):
        entry = entering.enter(card, year=year, by=by, at=at)
        for key, level in marks.items():
            file = store_bytes("bukti.pdf", pictures.page(f"{titles[key]}: {card.name}"), at=at)
            entering.mark(key, entry=entry, level=level, file=file, **said)
    for key, level in told["regency"].items():
        file = store_bytes("bukti.pdf", pictures.page(titles[key]), at=at)
        entering.mark(key, entry=None, level=level, file=file, **said)
