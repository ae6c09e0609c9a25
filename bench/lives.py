"""Made-up lives of complaints, told in the rows that the real actions would have left behind.

`balairung check` is the judge of that: after the load it reads every line, clock and leaf.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from balairung.ground.common.references import ALPHABET, check_sign
from balairung.kernel.obligations.rules import ClockRule, clock_rule, ladder_rule
from balairung.kernel.search.models import key_of, month_token, owner_token
from balairung.kernel.search.stemming import EDITION
from bench.cast import Hand, Step, Subject
from bench.moments import DAY, MINUTE, SECOND, Deadlines, key, to_moment, written

KIND = "complaints"
NOTHING = r"\N"
SYSTEM, CITIZEN = ("system", "", ""), ("citizen", "", "")
LATITUDES, LONGITUDES = (-8.70, -7.95), (113.95, 114.45)
FORGOTTEN = 0.011  # of a hundred reports, at each step: nobody ever does it, and it climbs the whole ladder
Row = tuple[object, ...]


@dataclass
class Clock:
    """A clock while a life is told."""

    id: str
    rule: ClockRule
    calendar: str
    start: int
    due: int
    met: int = 0
    dropped: int = 0
    paused: int = 0
    level: int = 0
    escalate: int = 0
    told: str = ""

    @property
    def runs(self) -> bool:
        return not (self.met or self.dropped or self.paused)


@dataclass(frozen=True)
class Words:
    """A text that stands in the ledger as its commitment."""

    text: str
    salt: str
    commitment: str


@dataclass(frozen=True)
class Report:
    """What somebody writes, and the stemmed words of it."""

    title: str
    text: str
    stems: str


@dataclass(frozen=True)
class Pools:
    """What repeats: texts, sealed values, files."""

    reports: Mapping[Subject, Sequence[Report]]
    words: Mapping[str, Sequence[Words]]
    secrets: Sequence[str]
    names: Sequence[str]
    contacts: Sequence[tuple[str, str]]  # sealed, its hash
    bodies: Sequence[str]
    files: Sequence[str]
    refusals: Sequence[str]


@dataclass
class Rows:
    """Rows by table, in the order of the columns in load.py."""

    tables: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, *row: object) -> None:
        self.tables.setdefault(table, []).append(row)


class Life:
    """One complaint, from the moment of filing until now."""

    def __init__(
        self, number: int, subject: Subject, at: int, now: int, rng: random.Random, pools: Pools, times: Deadlines,
        rows: Rows,
    ) -> None:  # fmt: skip
        self.subject, self.at, self.now, self.rng = subject, at, now, rng
        self.pools, self.times, self.rows = pools, times, rows
        self.id, self.ref, self.desk = key(at, rng), reference(number), subject.receiver
        self.state, self.step, self.held = "new", "verify", ("", "")
        self.seq, self.closed, self.hops, self.refusal, self.published = 0, 0, 0, "", 0
        self.clocks: list[Clock] = []
        self.secret = rng.random() < 0.03 or subject.klass == "supervisory"

    def tell(self) -> None:
        """Live as far as `now` reaches, then write down where it stands."""
        self._file()
        for moment, step in self._path():
            if moment > self.now:
                break
            self._climb_until(moment)
            step(moment)
        self._climb_until(self.now)
        self._write()

    # --- the path ----------------------------------------------------------------------------------------------

    def _path(self) -> Iterator[tuple[int, Any]]:
        """What happens when; it ends where somebody forgets."""
        fate, at = self.rng.random(), self.at + self._days(0.9, most=7)
        if fate < FORGOTTEN:
            return
        if fate < 0.05:
            yield at, self._refuse
            return
        if fate < 0.08:
            yield at, self._ask
            yield self.times.due(at, 30, "calendar_days", self.desk.calendar) + 3 * SECOND, self._withdraw
            return
        yield at, self._verify
        at += self.rng.randrange(2 * MINUTE, 90 * MINUTE)
        yield at, self._forward
        pace = 0.5 + int(self.desk.office[-2:], 16) / 170
        for days, step in ((1.8, self._answer), (4.5, self._resolve)):
            if self.rng.random() < FORGOTTEN:
                return
            at += self._days(days * pace, most=90)
            yield at, step
        end = self._due("citizen_reply") + 3 * SECOND
        told = at + self._days(3, most=9)
        yield (told, self._agree) if self.rng.random() < 0.3 and told < end else (end, self._silence)

    def _file(self) -> None:
        self._start("verify", "resolve", "statutory", at=self.at)
        self._line("open", self.at, CITIZEN, {"channel": "web"})

    def _verify(self, at: int) -> None:
        self._meet(at, "statutory")
        self._drop(at, "resolve")
        self._start("resolve", at=self.at, made=at)
        self.step, self.published = "forward", 0 if self.secret else at
        self._line("verify", at, self._hand(), {"class": self.subject.klass, "topic": self.subject.topic})

    def _forward(self, at: int) -> None:
        hand, self.desk = self._hand(), self.subject.answerer
        self._meet(at, "verify", "statutory")
        self._start("answer", at=at)
        self.state, self.step, self.hops = "active", "answer", 1
        self._line("forward", at, hand, {"hops": 1, "named": self.desk.office, "office": self.desk.office})

    def _answer(self, at: int) -> None:
        self._meet(at, "answer")
        self.step = "resolve"
        self._line("answer", at, self._hand(), words="answer", public=not self.secret)

    def _resolve(self, at: int) -> None:
        self._meet(at, "answer", "resolve")
        self._start("citizen_reply", at=at)
        self.state, self.step = "waiting", "confirm"
        event = self._line("resolve", at, self._hand(), words="resolve", public=not self.secret)
        self.rows.add("evidence", key(at, self.rng), event, self._any(self.pools.files), not self.secret)

    def _agree(self, at: int) -> None:
        self._end(at, "done", "citizen_reply")
        self._line("close", at, CITIZEN, {"silent": False}, words="close")

    def _silence(self, at: int) -> None:
        self._end(at, "done", "citizen_reply")
        self._line("close", at, SYSTEM, {"silent": True})

    def _refuse(self, at: int) -> None:
        self.refusal = self._any(self.pools.refusals)
        self._end(at, "refused", "statutory")
        self._line("refuse", at, self._hand(), {"reason": self.refusal}, words="refuse")

    def _ask(self, at: int) -> None:
        for clock in self.clocks:
            if clock.rule.unit != "calendar_days":
                clock.paused, clock.escalate = at, 0
                self.rows.add("pause", key(at, self.rng), clock.id, written(at), NOTHING)
        self._meet(at, "statutory")
        self._start("complete_information", at=at)
        self.held, self.state, self.step = (self.state, self.step), "waiting", "inform"
        self._line("ask", at, self._hand(), words="ask")

    def _withdraw(self, at: int) -> None:
        self.held = ("", "")
        self._end(at, "withdrawn")
        self._line("withdraw", at, SYSTEM, {"silent": True})

    # --- clocks ------------------------------------------------------------------------------------------------

    def _start(self, *names: str, at: int, made: int = 0) -> None:
        for name in names:
            rule = clock_rule(KIND, name, self.subject.klass)
            due = self.times.due(at, rule.amount, rule.unit, self.desk.calendar)
            clock = Clock(key(made or at, self.rng), rule, self.desk.calendar, at, due)
            clock.escalate = due if rule.party == "office" else 0
            self.clocks.append(clock)

    def _meet(self, at: int, *names: str) -> None:
        for clock in self.clocks:
            if clock.rule.name in names and not (clock.met or clock.dropped):
                clock.met, clock.escalate, clock.paused = at, 0, 0

    def _drop(self, at: int, *names: str) -> None:
        for clock in self.clocks:
            if not (clock.met or clock.dropped) and (not names or clock.rule.name in names):
                clock.dropped, clock.escalate, clock.paused = at, 0, 0

    def _end(self, at: int, state: str, *met: str) -> None:
        self._meet(at, *met)
        self._drop(at)
        self.state, self.step, self.closed = state, "", at

    def _due(self, name: str) -> int:
        return next(clock.due for clock in reversed(self.clocks) if clock.rule.name == name)

    def _earliest(self, party: str) -> int:
        return min((clock.due for clock in self.clocks if clock.runs and clock.rule.party == party), default=0)

    def _climb_until(self, until: int) -> None:
        """Raise what fell due before that moment, in the order of time, as the worker would have."""
        while late := [clock for clock in self.clocks if 0 < clock.escalate < until - 3 * SECOND]:
            clock = min(late, key=lambda one: one.escalate)
            self._raise(clock, clock.escalate + self.rng.randrange(SECOND, 3 * SECOND))

    def _raise(self, clock: Clock, at: int) -> None:
        ladder, rule = self.desk.ladder, ladder_rule(KIND)
        place = next((n + 1 for n, step in enumerate(ladder) if step.post == clock.told), 0)
        step = ladder[place]
        clock.level, clock.told = clock.level + 1, step.post
        last = place + 1 >= len(ladder)
        clock.escalate = 0 if last else self.times.due(at, rule.amount, rule.unit, clock.calendar)
        self._line("escalate", at, SYSTEM, {
            "clock": clock.id, "due": written(clock.due).replace(".000000", ""), "level": clock.level,
            "name": clock.rule.name, "passed": [{"post": post, "reason": why} for post, why in step.passed],
            "post": step.post,
        })  # fmt: skip
        self._notice(f"escalate:{clock.id}:{clock.level}", at, step)

    # --- rows --------------------------------------------------------------------------------------------------

    def _line(
        self, verb: str, at: int, by: tuple[str, str, str], facts: dict[str, Any] | None = None, words: str = "",
        public: bool = False,
    ) -> str:  # fmt: skip
        self.seq += 1
        event, said = key(at, self.rng), self._any(self.pools.words[words]) if words else None
        commitment = said.commitment if said else ""
        written_facts = json.dumps(facts or {}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        canonical = (
            f'{{"at":"{written(at)}","by":["{by[0]}","{by[1]}","{by[2]}"],"commitment":"{commitment}",'
            f'"facts":{written_facts},"id":"{event}","obligation":"{self.id}","seq":{self.seq},'
            f'"state":"{self.state}","step":"{self.step}","verb":"{verb}"}}'
        )
        self.rows.add("leaf", event, hashlib.sha256(b"\x00" + canonical.encode()).hexdigest())
        self.rows.add(
            "event", event, self.id, self.seq, verb, written(at), by[0], by[1] or NOTHING, by[2] or NOTHING, self.state,
            self.step, written_facts, commitment,
        )  # fmt: skip
        if said:
            audience = "public" if public else "parties"
            self.rows.add("remark", event, audience, said.text, said.salt, NOTHING)
        return event

    def _notice(self, name: str, at: int, step: Step | None) -> None:
        address = self._any(self.pools.contacts)[0]
        written_at, ref = written(at), self.ref
        self.rows.add(
            "notice", key(at, self.rng), name, "email", address, step.person if step else NOTHING, f"Laporan {ref}",
            self._any(self.pools.bodies), f"escalation:{step.person}" if step else "", KIND, ref, written_at, "sent",
            written_at, 1, written_at, "",
        )  # fmt: skip

    def _write(self) -> None:
        office, subject, pools, rng = self.desk.office, self.subject, self.pools, self.rng
        visibility = "secret" if self.secret else "public"
        report, self.first = self._any(pools.reports[subject]), rng.random() < 0.02
        self.rows.add(
            "obligation", self.id, KIND, self.ref, report.title, key(self.at, rng), "", "", office, NOTHING, NOTHING,
            office, visibility, self.state, self.step, int(self.first), *self.held, self.seq, written(self.at),
            moment(self.closed), moment(self._earliest("office")), moment(self._earliest("citizen")),
        )  # fmt: skip
        for clock in self.clocks:
            rule = clock.rule
            self.rows.add(
                "clock", clock.id, self.id, rule.name, rule.party, rule.amount, rule.unit, clock.calendar, rule.source,
                written(clock.start), written(clock.due), moment(clock.met), moment(clock.dropped),
                moment(clock.paused), clock.level, moment(clock.escalate), clock.told or NOTHING,
            )  # fmt: skip
        self._write_complaint(report)

    def _write_complaint(self, report: Report) -> None:
        pools, rng, own = self.pools, self.rng, key(self.at, self.rng)
        contact, found = self._any(pools.contacts) if rng.random() < 0.2 else ("", "")
        public = self.published and self.state != "refused"
        told = written(self.at + MINUTE) if self.first else NOTHING
        self.rows.add(
            "complaint", own, self.id, f"{rng.getrandbits(256):064x}", self._any(pools.secrets), self.subject.klass,
            self.subject.topic, report.title, report.text, NOTHING, self.subject.region, "", *self._spot(), "web",
            written(self.at), self._any(pools.names) if rng.random() < 0.7 else "", contact, found, False, "", "",
            self.first, "elderly" if self.first else "", "", told, rng.random() < 0.03,
            moment(self.published if public else 0), report.title if public else "", report.text if public else "",
            self.hops, self.refusal, NOTHING, "",
        )  # fmt: skip
        self._write_words(report, bool(public))
        if contact:
            self._notice(f"{own}:1:reporter", self.at, None)

    def _write_words(self, report: Report, public: bool) -> None:
        scope = f"{month_token(to_moment(self.at))} {owner_token(UUID(self.desk.office))}"
        stems, place = report.stems, key_of(UUID(self.id))
        self.rows.add("search", place, self.id, written(self.at), stems, stems if public else "", scope, EDITION)

    def _spot(self) -> tuple[str, str]:
        """A point for two of five reports: most of a village's lie around a few places in it."""
        if self.rng.random() > 0.4:
            return NOTHING, NOTHING
        place = int(self.rng.triangular(0, 12, 0))
        of_village = random.Random(f"{self.subject.region} {place}")
        latitude, longitude = of_village.uniform(*LATITUDES), of_village.uniform(*LONGITUDES)
        return f"{latitude + self.rng.gauss(0, 0.003):.5f}", f"{longitude + self.rng.gauss(0, 0.003):.5f}"

    def _hand(self) -> tuple[str, str, str]:
        hand: Hand = self.desk.hand
        return "officer", hand.person, hand.post

    def _days(self, mean: float, *, most: float) -> int:
        return int(min(self.rng.gammavariate(2.0, mean / 2.0), most) * DAY) + MINUTE

    def _any(self, pool: Sequence[Any]) -> Any:
        return pool[int(self.rng.random() * len(pool))]


def moment(ms: int) -> str:
    return written(ms) if ms else NOTHING


def reference(number: int) -> str:
    """As `common.references` writes them, but never the same twice: a walk through all of them with a long stride."""
    rest = (number * 10_007_000_003 + 3510) % 31**7
    body = ""
    for _ in range(7):
        rest, place = divmod(rest, 31)
        body += ALPHABET[place]
    whole = body + _check("P" + body)
    return f"P-{whole[:4]}-{whole[4:]}"


_PLACES = {sign: place for place, sign in enumerate(ALPHABET)}


def _check(text: str) -> str:
    return ALPHABET[sum((n + 1) * _PLACES[sign] for n, sign in enumerate(text)) % 31]


assert all(_check(text) == check_sign(text) for text in ("P7K3M92Q", "P0123456"))
