"""Meetings in the demonstration: camats are called, come or send somebody, ask, and owe what was decided."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.utils import timezone

from balairung.config.demo.letters import certify
from balairung.config.demo.people import PASSWORD
from balairung.config.demo.stage import Stage
from balairung.config.demo.texts import load, person_name
from balairung.kernel.documents.models import Document
from balairung.kernel.documents.signing import sign
from balairung.kernel.obligations.models import State
from balairung.kernel.people import grouping
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.models import Office, Person, Post, Region
from balairung.rooms.meetings import actions
from balairung.rooms.meetings.dialogue import answering, asking
from balairung.rooms.meetings.holding import agenda, attending, ending
from balairung.rooms.meetings.inviting import calling, replying
from balairung.rooms.meetings.inviting.letter import waiting_letter
from balairung.rooms.meetings.minutes import approving, arranging, carrying, deciding, writing
from balairung.rooms.meetings.models import (
    AgendaItem,
    Decision,
    InvitationRule,
    Invitee,
    Meeting,
    MeetingSeries,
    MeetingTask,
    Minutes,
    MinutesItem,
)

KEY = "demonstrasi"  # of the page that writes the minutes
AHEAD = timedelta(days=7)  # so long before a meeting its letter goes out
Section, Who = MinutesItem.Section, InvitationRule.Who


def plan(stage: Stage) -> None:
    """A lot of its own, so that the rest of the year stays what it is."""
    stage = stage.beside(23)
    rng, told = stage.rng, load("gathering")
    stage.plan(stage.end - timedelta(days=150), partial(_group, stage, told["zones"]))
    for row in told["meetings"]:
        held = _morning(stage.end - timedelta(days=row["days"]))
        stage.plan(held - AHEAD, partial(_prepare, stage, rng, told, row, held))


def _group(stage: Stage, zones: Mapping[str, list[str]], at: datetime) -> None:
    """The districts that the regency speaks of together."""
    by = stage.cast.account("pengelola@contoh.id")
    for place, (name, districts) in enumerate(zones.items(), start=1):
        found = Region.objects.filter(level=Region.Level.DISTRICT, name__in=districts)
        grouping.make_group(name=name, districts=list(found), order=place, by=by, at=at)


def _morning(at: datetime) -> datetime:
    """Nine o'clock of that day, or of the Friday before."""
    day = timezone.localtime(at).replace(hour=9, minute=0, second=0, microsecond=0)
    return day - timedelta(days=max(0, day.weekday() - 4))


# --- called ----------------------------------------------------------------------------------------------------------


def _prepare(
    stage: Stage, rng: random.Random, told: Mapping[str, Any], row: Mapping[str, Any], held: datetime, at: datetime
) -> None:
    """The secretariat calls all camats; what is still open stands first on the agenda."""
    by, chair = stage.cast.secretary(), Post.objects.get(role=Post.Role.SECRETARY)
    assistants = Person.objects.filter(holdings__post__role=Post.Role.ASSISTANT, holdings__until=None)
    keeper, moderator, *_rest = assistants.order_by("holdings__post__order")
    series = MeetingSeries.objects.filter(name=told["series"]).first() or calling.make_series(
        name=told["series"], office=chair.office, by=by, at=at
    )
    meeting = calling.prepare(
        title=row["title"], purpose=row["purpose"], office=chair.office, chair=chair, starts_at=held,
        place=told["place"], token=stage.token(), dress=told["dress"], note_keeper=keeper, moderator=moderator,
        series=series, openness=Meeting.Openness.PUBLIC, by=by, at=at,
    )  # fmt: skip
    calling.add_rule(meeting, who=Who.DISTRICT_HEADS, by=by, at=at)
    pupr = Post.objects.filter(office__key__in=["pupr", "pmd", "dinsos"], role=Post.Role.HEAD)
    calling.add_rule(meeting, who=Who.POSTS, posts=list(pupr), by=by, at=at)
    _set_agenda(meeting, row, by, at)
    calling.call(meeting, by=by, at=at)
    stage.plan(at + timedelta(hours=2), partial(_sign, meeting.pk), alone=True)
    stage.plan(min(at + timedelta(days=2), stage.end), partial(_answer, stage, rng, told, meeting.pk))
    if held < stage.end:
        stage.plan(held, partial(_hold, stage, rng, row, meeting.pk))


def _set_agenda(meeting: Meeting, row: Mapping[str, Any], by: Actor, at: datetime) -> None:
    session = meeting.sessions.get()
    agenda.add(session, title="Pembukaan", kind=AgendaItem.Kind.OPENING, by=by, at=at)
    for kind, title, minutes in row["agenda"]:
        agenda.add(session, title=title, kind=kind, minutes=minutes, by=by, at=at)
    agenda.add(session, title="Kesimpulan dan penutup", kind=AgendaItem.Kind.CLOSING, by=by, at=at)
    carrying.fill_agenda(meeting, by=by, at=at)


def _sign(meeting: UUID, at: datetime) -> None:
    """Whoever may signs the letter; with it everybody is invited."""
    letter = waiting_letter(Meeting.objects.get(pk=meeting))
    if letter and letter.expected:
        _put_name(letter, at)


def _put_name(letter: Document, at: datetime) -> None:
    assert letter.expected
    signer = actor_of(letter.expected, at)
    certify(letter.expected, signer, at)
    sign(letter, passphrase=PASSWORD, by=signer, at=at)


def _answer(stage: Stage, rng: random.Random, told: Mapping[str, Any], meeting: UUID, at: datetime) -> None:
    """Most come, some send somebody, a few say nothing."""
    for invitee in Invitee.objects.standing().filter(meeting=meeting).in_protocol_order():
        fate = rng.random()
        words: dict[str, Any] = {"answer": Invitee.Reply.COMES}
        if fate < 0.14:
            words = {"answer": Invitee.Reply.SENDS, "deputy_name": person_name(rng), "mandate": "Surat perintah camat",
                     "deputy_title": rng.choice(told["deputies"])}  # fmt: skip
        elif fate < 0.19:
            words = {"answer": Invitee.Reply.STAYS_AWAY, "reason": rng.choice(told["reasons"])}
        if fate < 0.86:
            replying.reply(invitee, by=SYSTEM, at=at, code=invitee.code, **words)


# --- held ------------------------------------------------------------------------------------------------------------


def _hold(stage: Stage, rng: random.Random, row: Mapping[str, Any], key: UUID, at: datetime) -> None:
    meeting = Meeting.objects.select_related("chair__office", "office").get(pk=key)
    if meeting.state != Meeting.State.CALLED:
        return
    by, session = stage.cast.secretary(), meeting.sessions.get()
    _receive(rng, meeting, by, at)
    attending.open_session(session, by=by, at=at)
    now = at
    for item in session.agenda.order_by("order"):
        agenda.begin(item, by=by, at=now)
        now += timedelta(minutes=item.minutes + rng.randint(-2, 6))
        agenda.finish(item, by=by, at=now)
    _talk(rng, meeting, row, by, now)
    _write(meeting, row, by, now)
    ending.end(Meeting.objects.get(pk=key), by=by, at=now)
    if not row.get("unfinished"):
        stage.plan(stage.pace.later(now, 1), partial(_approve, stage, rng, key))


def _receive(rng: random.Random, meeting: Meeting, by: Actor, at: datetime) -> None:
    """One of ten does not come, whatever was said; the rest in the half hour before."""
    rows = Invitee.objects.standing().filter(meeting=meeting).exclude(reply=Invitee.Reply.STAYS_AWAY)
    for invitee in rows.in_protocol_order():
        if rng.random() < 0.9:
            moment = at - timedelta(minutes=rng.randint(0, 30))
            way = rng.choice([Invitee.Way.PASS, Invitee.Way.PASS, Invitee.Way.LIST])
            attending.check_in(meeting, invitee, way=way, by=by, at=moment)


def _talk(rng: random.Random, meeting: Meeting, row: Mapping[str, Any], by: Actor, at: datetime) -> None:
    here = list(meeting.invitees.filter(came_at__isnull=False).order_by("protocol", "name"))
    for number, one in enumerate(row["questions"]):
        asked = asking.note(
            meeting, text=one["text"], asker=rng.choice(here), token=f"{meeting.pk}{number}", by=by, at=at
        )
        heard = answering.Heard(one["text"], one.get("answer", ""), one.get("by", ""), asked.asker_name, asked.origin,
                                one["themes"])  # fmt: skip
        answering.write_down(asked, heard, turn=asked.turn, settled="answer" in one, by=by, at=at)
        if owner := one.get("owed"):
            deciding.owe_question(asked, Office.objects.get(key=owner), None, by=by, at=at)


def _write(meeting: Meeting, row: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """The minutes: the frame comes from agenda and dialogue, the words are written, the decisions named."""
    arranging.fill(meeting, by=by, at=at)
    for section, words in zip(Section, (row["opening"], row["talk"], row["conclusion"]), strict=True):
        _put(meeting, section, words, by, at)
    for item in MinutesItem.objects.filter(minutes__meeting=meeting, text=""):
        arranging.drop(item, key=KEY, by=by, at=at)
    for number, one in enumerate(row["decisions"]):
        deciding.decide(meeting, _said(one, at), token=f"{meeting.pk}{number}", by=by, at=at)


def _put(meeting: Meeting, section: str, words: str, by: Actor, at: datetime) -> None:
    empty = MinutesItem.objects.filter(minutes__meeting=meeting, section=section, text="").order_by("order")
    if section == Section.DISCUSSION:
        empty = empty.filter(agenda__kind=AgendaItem.Kind.TALK)
    item = empty.first() or arranging.add(meeting, section=section, token=f"{meeting.pk}{section}", by=by, at=at)
    writing.keep(item, text=words, version=item.version, key=KEY, stroke=1, by=by, at=at)
    writing.let_go(item, key=KEY, by=by, at=at)


def _said(one: Mapping[str, Any], at: datetime) -> deciding.Said:
    chosen = [f"{one['all']}:"] if "all" in one else one.get("offices", [])
    day = timezone.localdate(at) + timedelta(days=one["after"]) if "after" in one else None
    return deciding.Said(
        one["text"], offices=deciding.offices_meant(chosen), proof=one.get("proof", "Laporan tertulis"),
        kind=Decision.Kind.AGREED if one.get("agreed") else Decision.Kind.TASK,
        due=Decision.Due.DATE if day else Decision.Due.USUAL, due_on=day, themes=one["themes"], keep_day=True,
    )  # fmt: skip


# --- approved --------------------------------------------------------------------------------------------------------


def _approve(stage: Stage, rng: random.Random, key: UUID, at: datetime) -> None:
    """From here on every office owes what was decided."""
    meeting, by = Meeting.objects.select_related("chair__office", "office").get(pk=key), stage.cast.secretary()
    approving.submit(meeting, by=by, at=at)
    approving.approve(meeting, by=by, at=at + timedelta(minutes=40))
    stage.plan(at + timedelta(hours=1), partial(_sign_minutes, key), alone=True)
    for task in MeetingTask.objects.filter(meeting=meeting, obligation__closed_at=None).select_related("obligation"):
        late = rng.random() < 0.2
        stage.plan(stage.pace.later(at, 40 if late else 8), partial(_carry_out, stage, rng, task.pk))


def _sign_minutes(meeting: UUID, at: datetime) -> None:
    """The chair signs, then the note-keeper beside it."""
    letter = Minutes.objects.select_related("document__expected").get(meeting=meeting).document
    if letter and letter.expected:
        _put_name(letter, at)
        for place in letter.countersignatures.select_related("person"):
            keeper = actor_of(place.person, at)
            certify(place.person, keeper, at)
            sign(place, passphrase=PASSWORD, by=keeper, at=at + timedelta(minutes=5))


def _carry_out(stage: Stage, rng: random.Random, key: UUID, at: datetime) -> None:
    """The office takes it up, shows what it did; whoever led the meeting accepts it, or once in eight does not."""
    task = MeetingTask.objects.for_list().get(pk=key)
    officer = stage.cast.officer(task.office_id)
    if officer is None or task.obligation is None or task.obligation.state != State.ACTIVE:
        return
    if task.obligation.step == "acknowledge":
        actions.acknowledge(task, by=officer, at=at)
    at += timedelta(hours=3)
    text = "Sudah dilaksanakan; bukti terlampir."
    actions.fulfil(task, text=text, files=[stage.minutes(at)], by=officer, at=at)
    stage.plan(stage.pace.later(at, 2), partial(_judge, stage, rng, key))


def _judge(stage: Stage, rng: random.Random, key: UUID, at: datetime) -> None:
    task, by = MeetingTask.objects.for_list().get(pk=key), stage.cast.secretary()
    if task.obligation is None or task.obligation.state != State.WAITING:
        return
    if rng.random() < 0.12:
        actions.send_back(task, text="Fotonya belum memperlihatkan hasil akhirnya. Lengkapi lagi.", by=by, at=at)
        stage.plan(stage.pace.later(at, 3), partial(_carry_out, stage, rng, key))
    else:
        actions.accept(task, by=by, at=at)
