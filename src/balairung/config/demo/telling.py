"""Telling people in the demonstration: what was announced in a year, who asked to hear of it, what they said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from balairung.config.demo.stage import Stage
from balairung.config.demo.texts import load
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.models import Office, Region
from balairung.rooms.announcements import actions, reach, sending, subscribing
from balairung.rooms.announcements.models import Announcement, Opening
from balairung.rooms.announcements.places import Aim

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
READ = timedelta(minutes=20)  # that the second reader takes
SUBSCRIBERS = 90
WAYS = [Opening.Way.DIRECT] * 5 + [Opening.Way.WHATSAPP] * 6 + [Opening.Way.EMAIL] * 4 + [Opening.Way.CODE]


def plan(stage: Stage) -> None:
    """A lot of its own, so that the rest of the year stays what it is."""
    stage, told = stage.beside(43), load("telling")
    for number in range(SUBSCRIBERS):
        at = stage.start + stage.rng.uniform(0.15, 0.98) * (stage.end - stage.start)
        stage.plan(at, partial(_subscribe, stage, number))
    for row in [*told["announcements"], *told["officers"]]:
        readers = "officers" if row in told["officers"] else "public"
        at = stage.pace.office_hours(stage.end - row["days"] * DAY)
        stage.plan(at, partial(_announce, stage, row, readers, told["helped"]))
    for row in told["drafts"]:
        stage.plan(stage.end - 5 * HOUR, partial(_leave_draft, stage, row))


def _subscribe(stage: Stage, number: int, at: datetime) -> None:
    """Asked, and proved by the code that came."""
    lot = stage.rng.random()
    wishes = subscribing.Wishes(
        place=stage.rng.choice(stage.villages).pk if lot < 0.7 else "", news=lot < 0.3, novelties=lot > 0.8,
        wakes=stage.chance(0.4), rhythm="weekly" if stage.chance(0.25) else "once",
    )  # fmt: skip
    asked = subscribing.ask(channel="email", address=f"pelanggan{number}@contoh.id", wishes=wishes, at=at)
    found = re.search(r"\d{6}", Notice.objects.get(key=f"{subscribing.SUBSCRIBE}:{asked.pk.hex}").body)
    if found and not stage.chance(0.1):  # one in ten never came back with the code
        subscribing.confirm(asked, code=found[0], at=at + 2 * MINUTE)


def _announce(stage: Stage, row: Mapping[str, Any], readers: str, helped: Mapping[str, Any], at: datetime) -> None:
    made = _draft(stage, row, readers, at, row.get("wrong", row["title"]))
    _release(stage, made, at)
    found = Announcement.objects.select_related("current", "office").get(pk=made.pk)
    if not found.is_warning:
        sending.send(found, by=SYSTEM, at=at + READ)
    for number in range(3):
        stage.plan(at + READ + (number + 1) * MINUTE, _spread)
    if row.get("mended"):
        stage.plan(at + 5 * HOUR, partial(_mend, stage, found, row))
    if row.get("withdrawn"):
        stage.plan(at + DAY, partial(_withdraw, found, row["withdrawn"]))
    if readers == "public":
        for days in range(min(6, row["days"])):
            stage.plan(at + days * DAY + 2 * HOUR, partial(_read, stage, found, 26 // (days + 1)))
        stage.plan(at + 20 * HOUR, partial(_answer, stage, found, helped))


def _draft(stage: Stage, row: Mapping[str, Any], readers: str, at: datetime, title: str) -> Announcement:
    office = Office.objects.get(key=row["office"])
    shown = [(stage.photo(row["photo"], after=False, at=at), row["alt"])] if "photo" in row else []
    return actions.draft(
        office=office, kind=row["kind"], readers=readers, words=_words(row, at, title), aim=_aim(row),
        photographs=shown, token=stage.token(), by=_writer(stage, office), at=at,
    )  # fmt: skip


def _words(row: Mapping[str, Any], at: datetime, title: str) -> actions.Words:
    until = at + row["hours"] * HOUR if "hours" in row else None
    return actions.Words(title, row["summary"], row["body"], at, until)


def _aim(row: Mapping[str, Any]) -> Aim:
    name = row.get("place")
    return Aim(regions=list(Region.objects.filter(name=name, level="district"))) if name else Aim()


def _writer(stage: Stage, office: Office) -> Actor:
    return stage.cast.officer(office.pk) or stage.cast.coordinator()


def _release(stage: Stage, made: Announcement, at: datetime) -> None:
    if not actions.submit(made, by=_writer(stage, made.office), at=at):
        actions.release(made, by=stage.cast.secretary(), at=at + READ)


def _leave_draft(stage: Stage, row: Mapping[str, Any], at: datetime) -> None:
    made = _draft(stage, row, "public", at, row["title"])
    if row.get("asked"):
        actions.submit(made, by=_writer(stage, made.office), at=at)


def _spread(at: datetime) -> None:
    sending.spread(now=at)


def _mend(stage: Stage, found: Announcement, row: Mapping[str, Any], at: datetime) -> None:
    actions.correct(found, words=_words(row, at, row["title"]), note=row["mended"],
                    by=_writer(stage, found.office), at=at)  # fmt: skip
    _release(stage, found, at)


def _withdraw(found: Announcement, reason: str, at: datetime) -> None:
    actions.withdraw(found, reason=reason, by=SYSTEM, at=at)


def _read(stage: Stage, found: Announcement, most: int, at: datetime) -> None:
    for _each in range(stage.rng.randint(most // 2, most)):
        reach.count_opening(found, way=stage.rng.choice(WAYS), at=at)


def _answer(stage: Stage, found: Announcement, helped: Mapping[str, Any], at: datetime) -> None:
    for _each in range(stage.rng.randint(3, 14)):
        yes = stage.chance(0.78)
        words = stage.rng.choice(helped["yes" if yes else "no"])
        reach.answer(found, helped=yes, words=words, token=stage.token(), at=at)
    if stage.chance(0.5):
        reach.count_opening(found, way=Opening.Way.REPORT, at=at)
