"""Information requests in the demonstration: what people ask, what offices answer, refuse and list, who objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from balairung.config.demo.stage import Stage
from balairung.config.demo.texts import load, person_name
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor
from balairung.kernel.people.models import Office
from balairung.rooms.disclosure import access, answering, keeping, objecting, renewing
from balairung.rooms.disclosure.filing import file_request
from balairung.rooms.disclosure.models import InfoRequest, Objection

ROUNDS = 3  # how often each question comes in the year, from somebody else
DAY = timedelta(days=1)


def plan(stage: Stage) -> None:
    """A lot of its own, so that the rest of the year stays what it is."""
    stage, told = stage.beside(53), load("disclosing")
    stage.plan(stage.start + 2 * DAY, partial(_fill_lists, stage, told))
    for half in (datetime(stage.end.year, month, 1, 7, tzinfo=stage.end.tzinfo) for month in (1, 7)):
        if stage.start < half < stage.end:
            stage.plan(half, partial(_renew, stage))
    span = (stage.end - stage.start) / (ROUNDS * len(told["questions"]))
    for number, row in enumerate([*told["questions"]] * ROUNDS):
        at = stage.pace.office_hours(stage.start + number * span + stage.rng.random() * span)
        stage.plan(min(at, stage.end - DAY / 2), partial(_ask, stage, told, row))
    stage.plan(stage.end - 3 * DAY, partial(_write_year, told["year"]))


def _fill_lists(stage: Stage, told: Mapping[str, Any], at: datetime) -> None:
    for key, category, title, summary, keeper in told["listings"]:
        keeping.list_information(
            office=_office(key), category=category, title=title, summary=summary, keeper=keeper, medium="digital",
            made=f"{at:%Y}", link="https://contoh.go.id/dokumen.pdf", kept_for="5 tahun", by=SYSTEM, at=at,
        )  # fmt: skip
    for key, title, article, consequence, benefit, decree, passing in told["withheld"]:
        since = localdate(at)
        keeping.withhold(
            office=_office(key), title=title, article=article, consequence=consequence, benefit=benefit, decree=decree,
            since=since, until=since + passing * 365 * DAY if passing else None, by=SYSTEM, at=at,
        )  # fmt: skip


def _renew(stage: Stage, at: datetime) -> None:
    """Every office is asked; those that keep a list confirm it in the weeks after, most of them in time."""
    renewing.open_half(at)
    rows = Obligation.objects.filter(kind="disclosure", period=renewing.half_of(localdate(at)))
    for duty in rows.order_by("ref"):
        if stage.chance(0.95):
            stage.plan(stage.pace.later(at, 6), partial(_confirm, stage, duty.pk))


def _confirm(stage: Stage, key: UUID, at: datetime) -> None:
    duty = Obligation.objects.select_related("owner_office").get(pk=key)
    officer = stage.cast.officer(duty.owner_office_id)
    listed = duty.owner_office is not None and duty.owner_office.listings.filter(category="periodic").exists()
    if duty.is_open and listed and officer and access.can_renew(officer, duty):
        renewing.confirm(renewing.Renewal(duty), by=officer, at=at)
    elif duty.is_open and not listed:
        text = "Kantor ini belum menyimpan informasi berkala sendiri."
        renewing.release(renewing.Renewal(duty), text=text, by=SYSTEM, at=at)


def _ask(stage: Stage, told: Mapping[str, Any], row: Sequence[str], at: datetime) -> None:
    key, what, why, *_rest = row
    made = file_request(
        information=what, purpose=why, standing="person" if stage.chance(0.8) else "body", token=stage.token(),
        name=person_name(stage.rng), identity=f"3510{stage.rng.randrange(10**12):012}", address="Kabupaten Banyuwangi",
        shape="file", way="page", contact=f"pemohon{stage.rng.randrange(10**6)}@contoh.id",
        office=_office(key) if key else None, by=CITIZEN, at=at,
    )  # fmt: skip
    if not key:
        to = _office("dinsos" if "bantuan" in what else "pupr")
        stage.plan(stage.pace.later(at, 0.6), partial(_pass_on, made.pk, to))
    stage.plan(stage.pace.later(at, 3), partial(_work, stage, told, row, made.pk))


def _pass_on(key: UUID, to: Office, at: datetime) -> None:
    asked = _read(key)
    if asked.is_running:
        answering.pass_on(asked, office=to, text="Datanya di kantor ini.", by=SYSTEM, at=at)


def _work(stage: Stage, told: Mapping[str, Any], row: Sequence[str], key: UUID, at: datetime) -> None:
    """The office answers, asks first, or takes its time."""
    ends, asked = row[3], _read(key)
    if asked.obligation.next_at and at > asked.obligation.next_at:
        ends = "give" if ends == "extend" else ends
    if ends == "ask":
        answering.ask(asked, text="Keadaan tahun berapa yang Anda perlukan?", by=_officer(stage, asked), at=at)
        stage.plan(at + DAY, partial(_reply, key))
    elif ends == "extend":
        answering.extend(asked, text="Datanya tersebar di tiga bidang.", by=_officer(stage, asked), at=at)
    waits = {"ask": 3.0, "extend": 7.0, "late": 14.0}.get(ends, 0.5)
    stage.plan(stage.pace.later(at, waits), partial(_answer, stage, told, row, key))


def _reply(key: UUID, at: datetime) -> None:
    asked = _read(key)
    if asked.is_running and asked.question:
        answering.reply(asked, text="Keadaan terakhir saja.", by=_requester(asked), at=at)


def _answer(stage: Stage, told: Mapping[str, Any], row: Sequence[str], key: UUID, at: datetime) -> None:
    ends, text, public = row[3:6]
    asked, closed = _read(key), {"article": "h", "consequence": told["consequence"]}
    who: dict[str, Any] = {"text": text, "by": _officer(stage, asked), "at": at}
    if ends == "refuse":
        answering.refuse(asked, **closed, **who)
    elif ends == "give_part":
        answering.give_part(asked, files=[stage.minutes(at)], **closed, **who)
    elif ends == "lack":
        answering.lack(asked, held_by="Kementerian Sosial", **who)
    else:
        answering.give(asked, files=[stage.minutes(at)], **who)
    if public and not InfoRequest.objects.published().filter(information=asked.information).exists():
        answering.publish(asked, question=asked.information, answer=public, with_files=True, by=SYSTEM, at=at)
    if ends in {"refuse", "give_part"} and stage.chance(0.7):
        stage.plan(at + stage.rng.randint(1, 9) * DAY, partial(_object, stage, told, key))


def _object(stage: Stage, told: Mapping[str, Any], key: UUID, at: datetime) -> None:
    asked = _read(key)
    made = objecting.object_to(asked, ground="unmet", case=told["case"], by=_requester(asked), at=at)
    stage.plan(stage.pace.later(at, 12), partial(_decide, stage, told, made.pk))


def _decide(stage: Stage, told: Mapping[str, Any], key: UUID, at: datetime) -> None:
    made = Objection.objects.select_related(*access.OBJECTION).get(pk=key)
    secretary, granted = stage.cast.secretary(), made.request.outcome == InfoRequest.Outcome.REFUSED
    if granted:
        objecting.grant(made, text=told["decisions"]["grant"], by=secretary, at=at)
        stage.plan(stage.pace.later(at, 4), partial(_give_at_last, stage, made.request_id))
        return
    objecting.turn_down(made, text=told["decisions"]["turn_down"], by=secretary, at=at)
    objecting.respond(made, accepts=stage.chance(0.7), by=_requester(made.request), at=at + DAY)


def _give_at_last(stage: Stage, key: UUID, at: datetime) -> None:
    asked = _read(key)
    text = "Terlampir jumlahnya menurut dusun, tanpa nama."
    answering.give(asked, text=text, files=[stage.minutes(at)], by=_officer(stage, asked), at=at)


def _write_year(words: Mapping[str, str], at: datetime) -> None:
    keeping.write_year(year=localdate(at).year, **words, by=SYSTEM, at=at)


def _read(key: UUID) -> InfoRequest:
    return InfoRequest.objects.select_related(*access.REQUEST).get(pk=key)


def _officer(stage: Stage, asked: InfoRequest) -> Actor:
    """Whoever answers there; the house itself where the posts that answer are vacant."""
    found = stage.cast.officer(asked.obligation.owner_office_id)
    return found if found and access.can_answer(found, asked) else SYSTEM


def _requester(asked: InfoRequest) -> Actor:
    return access.get_own(asked.ref, asked.secret)[1]


def _office(key: str) -> Office:
    return Office.objects.filter(key=key).first() or Office.objects.get(key="setda")
