"""Villages and their cards for tests, made by the real actions."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor
from balairung.kernel.people.models import Office, Region
from balairung.kernel.people.offices import add_office, add_post
from balairung.rooms.innovations import actions, recording
from balairung.rooms.innovations.entering import enter, mark
from balairung.rooms.innovations.models import Innovation, Review, Stage
from balairung.rooms.innovations.recording import Told
from balairung.rooms.innovations.rules import Found
from balairung.rooms.innovations.wording import criteria
from tests import make
from tests.kernel.files.samples import photo, upload

_numbers = itertools.count(1)
DISTRICT = "kecamatan-357701"


def village(name: str, region: str = "35.77.01.1001", parent: str = DISTRICT) -> Actor:
    """The head of a village of this name, who files its cards."""
    place, key = Region.objects.get(code=region), f"desa-{name.lower()}"
    office = add_office(
        key=key, name=f"Desa {name}", short=name, kind=Office.Kind.VILLAGE, region=place, parent=make.office(parent),
        by=SYSTEM, at=make.START,
    )  # fmt: skip
    above = make.post(parent, "head")
    add_post(office=office, title=f"Kepala Desa {name}", role="head", superior=above, by=SYSTEM, at=make.START)
    return make.officer(key, "head", f"Kades {name}")


def office_of(actor: Actor) -> Office:
    return Office.objects.select_related("region", "parent").get(pk=actor.seats[0].office_id)


def district(parent: str = DISTRICT) -> Actor:
    """The head of the district, who judges."""
    return make.officer(parent, "head", "Pak Camat")


def told(name: str = "Bank sampah di posyandu", **said: Any) -> Told:
    """A whole card."""
    usual: dict[str, Any] = {
        "problem": "Sampah dibakar di halaman.", "novelty": "Sampah ditukar telur.", "what": "Ditimbang tiap Rabu.",
        "who": "ibu dan balita", "people": 120, "form": "service", "affair": "health", "replicable": True,
        "initiated_on": date(2026, 1, 5),
    }  # fmt: skip
    return Told(name=name, **usual | said)


def proof(number: int = 0) -> Any:
    """A photograph that is no other's."""
    return upload(photo(size=(320, 200 + number)), f"bukti-{number}.jpg")


def draft(by: Actor, name: str = "Bank sampah di posyandu", *, at: datetime = make.START, **said: Any) -> Innovation:
    """Kept, with one proof, and not sent."""
    token = f"kartu-inovasi-untuk-uji-{next(_numbers):04}"
    recording.keep_proof(proof(), token=token, by=by, at=at)
    return recording.write(told(name, **said), office=office_of(by), token=token, by=by, at=at)


def sent(by: Actor, name: str = "Bank sampah di posyandu", *, at: datetime = make.START, **said: Any) -> Innovation:
    return recording.submit(draft(by, name, at=at, **said), different=True, by=by, at=at)


def review_of(card: Innovation) -> Review:
    rows = Review.objects.standing().select_related("obligation", "card__office", "card__region")
    return rows.get(card=card)


def found(score: int = 4, **other: Found) -> Mapping[str, Found]:
    """All five met with this score, but for what is said otherwise."""
    return {one.key: other.get(one.key, Found(True, score, f"Terlihat: {one.title}.")) for one in criteria()}


def approved(
    by: Actor, camat: Actor, name: str = "Bank sampah di posyandu", *, score: int = 4, at: datetime = make.START,
    **said: Any,
) -> Innovation:  # fmt: skip
    card = sent(by, name, at=at, **said)
    actions.approve(review_of(card), found=found(score), by=camat, at=at + timedelta(hours=1))
    card.refresh_from_db()
    return card


def promoted(card: Innovation, by: Actor, camat: Actor, *, at: datetime = make.START) -> None:
    """One stage further, with proof that was accepted."""
    kept = recording.prove(card, [proof(next(_numbers))], stage=Stage.TRIAL, by=by, at=at)
    on = at.date() - timedelta(days=1)
    actions.claim_stage(card, on=on, proofs=len(kept), by=by, at=at)
    actions.accept(review_of(card), by=camat, at=at)
    card.refresh_from_db()


def live(word: str = "Siti", *, judge: Actor | None = None, at: datetime = make.START) -> dict[str, list[str]]:
    """One of everything that has an address: a card of pupr that waits, one that was approved, a citizen's idea."""
    writer = make.officer("pupr", "secretary_of_office", f"{word} penulis", at=at)
    judge = judge or make.officer("bappeda", "head", f"{word} penilai", at=at)
    begun = at.date() - timedelta(days=60)
    waiting = sent(writer, f"{word} rawat jalan", at=at, initiated_on=begun)
    done = approved(writer, judge, f"{word} tambal cepat", at=at, initiated_on=begun, photos_open=True)
    idea = recording.propose(
        Told(name=f"{word} ojek obat", problem="Jauh.", what="Bergiliran."), region=None, files=[],
        name=f"{word} warga", token=f"gagasan-{word}-00001", by=CITIZEN, at=at,
    )  # fmt: skip
    entry = enter(done, year=at.year, by=judge, at=at)
    mark("regulation", year=at.year, entry=entry, level=1, file=make.photo(at=at), by=judge, at=at)
    mark("vision", year=at.year, entry=None, level=1, file=make.photo(at=at), by=judge, at=at)
    return {
        "waiting": [waiting.ref], "owed": [review_of(waiting).obligation.ref], "done": [done.ref],
        "idea": [idea.ref], "year": [str(at.year)],
    }  # fmt: skip


def named() -> dict[str, str]:
    """What belongs to pupr and is not published, by the parameter that names it in an address."""
    made = live()
    return {
        "innovations:ref": made["waiting"][0], "innovations:year": made["year"][0],
        **dict.fromkeys(["innovations:detail:ref", "innovations:act:ref"], made["owed"][0]),
        "innovations:indicator": "regulation", "innovations:mark_regency:indicator": "vision",
    }  # fmt: skip
