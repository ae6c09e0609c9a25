"""Reports by chat and by mail among the others, and the conversations of the last days: the real dialogue answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml
from django.db.models import F

from balairung.config.demo.stage import SEED, Stage
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.doors.door import Heard, Reading
from balairung.kernel.messaging.listening import listen
from balairung.kernel.messaging.models import Arrival, Conversation, Notice
from balairung.kernel.messaging.models.contacts import address_hash
from balairung.kernel.messaging.receiving import receive
from balairung.rooms.complaints.dialogue.handing import write
from balairung.rooms.complaints.filing.report import Report
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import KIND

MIX = {"web": 54, "whatsapp": 29, "sms": 6, "email": 6, "telegram": 5}  # of a hundred reports
CHATS = ("whatsapp", "telegram", "sms")
FILED = 4  # reports that the conversations of talks.yaml make
PEOPLE = 700  # who write again and again
KEPT_FOR = timedelta(days=60)  # older words are not in conversations any more


class Doors:
    """Through which door each report of the year comes, by a lot of its own: the year's other lots stay as they are."""

    def __init__(self) -> None:
        self.rng = Random(SEED + 4)
        self.talks: dict[tuple[str, str], Conversation] = {}

    def through(self, report: Report, at: datetime) -> Report:
        """The same report, told in a conversation where the lot says so."""
        channel = self.rng.choices(list(MIX), list(MIX.values()))[0]
        if channel == "web":
            return report
        address = address_of(channel, self.rng.randrange(PEOPLE))
        contact = "" if report.anonymous or channel == "telegram" else address
        return replace(report, channel=channel, conversation=self._talk(channel, address, report, at), contact=contact)

    def _talk(self, channel: str, address: str, report: Report, at: datetime) -> Conversation:
        if (channel, address) not in self.talks:
            mark = address_hash(channel, address)
            talk = Conversation(channel=channel, address=address, address_hash=mark, name=report.name)
            talk.since = talk.heard_at = at
            talk.save(force_insert=True)
            self.talks[channel, address] = talk
        return self.talks[channel, address]


def told(complaint: Complaint, end: datetime) -> None:
    """The message in which it was told, as long as words are kept."""
    talk, at = complaint.conversation, complaint.filed_at
    if talk is None or at < end - KEPT_FOR:
        return
    number = f"percontohan-{complaint.pk}"
    body = json.dumps(Heard(number, talk.address, at, complaint.text, name=talk.name).plain())
    Arrival.objects.create(
        channel=talk.channel, provider_id=number, conversation=talk, body=body, sent_at=at, heard_at=at, try_at=at,
        outcome=Arrival.Outcome.DONE, about_kind=KIND, about_ref=complaint.ref,
    )  # fmt: skip
    Conversation.objects.filter(pk=talk.pk).update(heard_at=at)


def converse(stage: Stage) -> None:
    """The conversations of the last days; their doors are open meanwhile, and nothing leaves by them."""
    for channel in CHATS:
        gateways.connect(channel, {}, at=stage.end)
    for place, script in enumerate(sorted(_scripts(), key=lambda one: -float(one["hours"]))):
        _hold(stage, script, address_of(script["channel"], PEOPLE + place))
    for channel in CHATS:
        gateways.connect(channel, {}, at=stage.end, opened=False)
    said = Notice.objects.filter(channel__in=CHATS, outcome=Notice.Outcome.WAITING)
    said.update(outcome=Notice.Outcome.SENT, sent_at=F("written_at"), delivered_at=F("written_at"))


def _hold(stage: Stage, script: Mapping[str, Any], address: str) -> None:
    at, channel = stage.end - timedelta(hours=float(script["hours"])), str(script["channel"])
    for place, text in enumerate(script["says"]):
        at += timedelta(seconds=60)
        press = text.removeprefix("press:") if text.startswith("press:") else ""
        words = "" if press else " ".join(text.split())
        heard = Heard(f"{address}-{place}", address, at, words, name=script["name"], choice=press)
        receive(channel, Reading(heard=[heard]), at=at)
        listen(now=at)
    if answer := script.get("answer"):
        talk = Conversation.objects.get(channel=channel, address_hash=address_hash(channel, address))
        write(talk, text=answer, token=address, by=stage.cast.coordinator(), at=at + timedelta(minutes=9))


def address_of(channel: str, number: int) -> str:
    """A number that no telephone in the country has, or a mailbox that does not exist."""
    if channel == "email":
        return f"penulis{number}@contoh.id"
    return f"{70_000_000 + number}" if channel == "telegram" else f"+62800{number:07}"


@cache
def _scripts() -> Sequence[Mapping[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("talks.yaml").read_text(encoding="utf-8"))
    return found
