"""A consultation that is asked, a round that is voted on, samples that are drawn: by the real actions."""

from __future__ import annotations

import itertools
import re
from datetime import date, datetime, timedelta
from typing import Any

from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import CITIZEN, SYSTEM
from balairung.kernel.people.models import Region
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
from balairung.rooms.participation.sampling import recording, runs
from balairung.rooms.participation.voting import balloting, proposing, result, rounds
from tests import make
from tests.make import START

DAY = timedelta(days=1)
_numbers = itertools.count(1)


def mail(word: str = "warga") -> str:
    """A contact that nobody had before."""
    return f"{word}{next(_numbers)}@contoh.id"


def code_to(row: Knock) -> str:
    """The six digits that were sent for this knock."""
    found = re.search(r"\b\d{6}\b", Notice.objects.get(key=f"knock:{row.pk}").body)
    assert found
    return found[0]


def wrong(code: str) -> str:
    """Six digits that are not these."""
    return f"{(int(code) + 1) % 1_000_000:06}"


# --- consultations ---------------------------------------------------------------------------------------------------


def draft(*titles: str, at: datetime = START, **said: Any) -> Consultation:
    plain: dict[str, Any] = {
        "office": make.office("dukcapil"), "kind": "standard", "title": "Standar layanan akta kelahiran",
        "summary": "Akta selesai dalam satu hari.", "opens_on": at.date(), "closes_on": at.date() + 13 * DAY,
    }  # fmt: skip
    made = preparing.prepare_consultation(**plain | said, by=SYSTEM, at=at)
    for title in titles or ("Jangka waktu", "Biaya"):
        preparing.add_section(made, kind="article", title=title, text="Satu hari kerja.", by=SYSTEM, at=at)
    return made


def consultation(*titles: str, at: datetime = START, **said: Any) -> Consultation:
    """Announced, and open."""
    made = draft(*titles, at=at, **said)
    preparing.announce(made, by=SYSTEM, at=at)
    made.refresh_from_db()
    return made


def comment(
    on: Consultation, text: str = "Tolong buka hari Sabtu.", number: int = 1, *, contact: str = "",
    tell: bool = False, at: datetime = START,
) -> ConsultComment:  # fmt: skip
    row = commenting.begin_comments(
        on, said={number: text}, group="user", contact=contact or mail(), tell=tell, at=at
    )  # fmt: skip
    commenting.say_comments(row.pk, code=code_to(row), by=CITIZEN, at=at)
    return ConsultComment.objects.filter(section__consultation=on).order_by("-id")[0]


def closed(on: Consultation) -> Undertaking:
    """The last day is over: what the office owes."""
    answering.close_due(now=after(on.closes_on))
    return Undertaking.objects.get(consultation=on, kind="answer")


def after(day: date, hours: int = 8) -> datetime:
    """So many hours after midnight of the next day."""
    return datetime.combine(day + DAY, datetime.min.time(), make.JAKARTA) + timedelta(hours=hours)


def forum(on: Consultation, at: datetime = START, agreed: str = "kominfo") -> Undertaking:
    """Held, with one thing agreed on."""
    made = answering.record_forum(
        on, held_on=at.date(), place="Balai kota", summary="Dibahas bersama.", by=SYSTEM, at=at,
        groups={"provider": 3, "user": 12, "media": 2},
    )  # fmt: skip
    due = at.date() + 30 * DAY
    office = make.office(agreed)
    return answering.agree(made, text="Loket dibuka hari Sabtu", office=office, due_on=due, by=SYSTEM, at=at)


# --- rounds ----------------------------------------------------------------------------------------------------------


def round_draft(at: datetime = START, **said: Any) -> VotingRound:
    today = at.date()
    plain: dict[str, Any] = {
        "office": make.office("pupr"), "title": "Apa yang didahulukan?", "summary": "Untuk anggaran tahun depan.",
        "most": 2, "places": 2, "opens_on": today, "proposals_until": today + 6 * DAY, "votes_from": today + 14 * DAY,
        "votes_until": today + 20 * DAY,
    }  # fmt: skip
    return rounds.prepare_round(**plain | said, by=SYSTEM, at=at)


def voting_round(at: datetime = START, **said: Any) -> VotingRound:
    """Announced: people propose."""
    made = round_draft(at, **said)
    rounds.announce_round(made, by=SYSTEM, at=at)
    return made


def proposal(of: VotingRound, title: str = "Lampu jalan pasar", *, contact: str = "", **said: Any) -> CitizenProposal:
    at = said.pop("at", START)
    plain: dict[str, Any] = {"text": "Gelap sekali di malam hari.", "region": None, "tell": False}
    row = proposing.begin_proposal(of, title=title, contact=contact or mail(), at=at, **plain | said)
    return proposing.propose(row.pk, code=code_to(row), by=CITIZEN, at=at)


def checked(one: CitizenProposal, *, feasible: bool = True, at: datetime = START, **said: Any) -> CitizenProposal:
    plain: dict[str, Any] = {"reason": "Sudah diperiksa di tempat."}
    if feasible:
        plain |= {"office": make.office("pupr"), "due_on": one.round.votes_until + 60 * DAY}
    rounds.check(one, feasible=feasible, **plain | said, by=SYSTEM, at=at)
    one.refresh_from_db()
    return one


def round_of(*titles: str, at: datetime = START, **said: Any) -> VotingRound:
    """With proposals of these titles, all feasible."""
    made = voting_round(at, **said)
    for title in titles or ("Lampu jalan pasar", "Jembatan kecil", "Taman baca"):
        checked(proposal(made, title, at=at), at=at)
    return made


def voting(of: VotingRound, days: int = 0) -> datetime:
    """A moment at which people vote."""
    return after(of.votes_from - DAY + days * DAY, 9)


def vote(of: VotingRound, *numbers: int, contact: str = "", district: str = "", at: datetime | None = None) -> str:
    """Somebody votes; the code of the receipt."""
    now = at or voting(of)
    row = balloting.begin_vote(of, contact=contact or mail("pemilih"), at=now)
    home = Region.objects.get(pk=district) if district else None
    return balloting.cast(of, key=row.pk, code=code_to(row), numbers=numbers or (1,), district=home, by=CITIZEN, at=now)


def counted(of: VotingRound) -> VotingRound:
    result.count_due(now=after(of.votes_until, 2))
    of.refresh_from_db()
    return of


# --- one of everything that has an address ---------------------------------------------------------------------------


def live(word: str = "", at: datetime = START) -> dict[str, list[str]]:
    """By the parameter that names it. Two rounds (people vote; counted) and two samples (drawn; shown to all)."""
    asked = consultation(at=at, office=make.office("pupr"), title=f"{word} standar izin")
    said = comment(asked, f"{word} terlalu lama", at=at)
    owed = forum(asked, at, agreed="pupr")
    waiting = commenting.begin_comments(
        asked, said={2: f"{word} mahal"}, group="user", contact=mail(), tell=True, at=at
    )
    voted = [round_of(f"{word} lampu", at=at - back * DAY) for back in (14, 60)]
    receipts = [vote(voted[0], 1, at=at), vote(voted[1], 1)]
    counted(voted[1])
    knocking = balloting.begin_vote(voted[0], contact=mail(), at=at)
    samples = [drawn(2, at), drawn(2, at - 60 * DAY)]
    runs.reveal(samples[1], by=SYSTEM, at=after(samples[1].until))
    units = [SampleUnit.objects.filter(run=run).order_by("id")[0] for run in samples]
    SampleUnit.objects.filter(pk=units[0].pk).update(token_hash=runs.token_hash(f"tanda{word.lower()}"), case_ref=word)
    return {
        "consultation": [asked.ref], "number": ["1"], "comment": [str(said.pk)], "forum": [str(owed.forum_id)],
        "round": [one.ref for one in voted], "receipt": receipts, "knock": [str(waiting.pk), str(knocking.pk)],
        "sample": [one.ref for one in samples], "unit": [str(one.pk) for one in units],
        "token": [f"tanda{word.lower()}"],
        "ref": [owed.obligation.ref],
    }  # fmt: skip


# --- samples ---------------------------------------------------------------------------------------------------------


def sample(kind: str = "guest", size: int = 5, at: datetime = START, days: int = 20) -> SampleRun:
    since = at.date() + DAY
    return runs.commit_sample(kind=kind, since=since, until=since + days * DAY, size=size, by=SYSTEM, at=at)


def drawn(size: int = 5, at: datetime = START) -> SampleRun:
    """Mystery guests, drawn at once."""
    made = sample("guest", size, at)
    runs.draw_sample(made, by=SYSTEM, at=at)
    made.refresh_from_db()
    return made


def visited(unit: SampleUnit, answer: str = "yes", *, by: Any = SYSTEM) -> None:
    assert unit.visit_on
    said = dict.fromkeys(["greeted", "standard", "fee", "time", "respect"], answer)
    recording.record_visit(unit, said=said, by=by, at=after(unit.visit_on, 1))
