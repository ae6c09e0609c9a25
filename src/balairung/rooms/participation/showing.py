"""What pages show of it: where a promise stands, what a round came to, a page of a long list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from balairung.ground.common.text import read_day, read_key
from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.reads import FileLink, file_link
from balairung.rooms.participation import rules
from balairung.rooms.participation.models import (
    Ballot,
    CitizenProposal,
    Consultation,
    ConsultComment,
    ConsultForum,
    ConsultSection,
    SectionAnswer,
    Undertaking,
    VoteTally,
    VotingRound,
)
from balairung.rooms.participation.owing import KIND
from balairung.rooms.participation.voting.counting import Row, by_district

PAGE = 20
NOWHERE = ""  # whoever named no district


@dataclass(frozen=True)
class Listed:
    """A page of rows, and the address of what is older."""

    rows: list[Any]
    older: str


def page_of(rows: QuerySet[Any], field: str, mark: str, size: int = PAGE) -> Listed:
    """The newest first by a day and the key, from a mark (`2026-03-01.<key>`) on."""
    day, _point, key = mark.partition(".")
    since, last = read_day(day), read_key(key)
    if since and last:
        rows = rows.filter(Q(**{f"{field}__lt": since}) | Q(**{field: since, "pk__lt": last}))
    found = list(rows.order_by(f"-{field}", "-id")[: size + 1])
    end = found[size - 1] if len(found) > size else None
    return Listed(found[:size], f"?sebelum={getattr(end, field)}.{end.pk}" if end else "")


def comments_of(section: ConsultSection, mark: str, size: int = PAGE) -> Listed:
    """The newest first; the keys tell the time."""
    rows, last = ConsultComment.objects.filter(section=section).defer("told_to"), read_key(mark)
    found = list((rows.filter(pk__lt=last) if last else rows).order_by("-id")[: size + 1])
    return Listed(found[:size], f"?sebelum={found[size - 1].pk}" if len(found) > size else "")


# --- promises --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stood:
    """An undertaking as everybody sees it."""

    row: Undertaking
    office: str
    done: bool
    released: bool
    late: bool


def stands(rows: Iterable[Undertaking], now: datetime) -> list[Stood]:
    found = []
    for row in rows:
        owed = row.obligation
        office = owed.owner_office.name if owed.owner_office else ""
        found.append(Stood(row, office, owed.state == State.DONE, owed.state == State.WITHDRAWN, owed.is_late(now)))
    return found


# --- consultations ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One part with how much was said to it, how much of that is hidden, and its answer."""

    section: ConsultSection
    said: int
    hidden: int
    answer: SectionAnswer | None


def parts_of(consultation: Consultation, *, answers: bool) -> list[Part]:
    """`answers`: whether they may be read, by everybody or by whoever writes them."""
    counted = Count("comments"), Count("comments", filter=~Q(comments__hidden_rule=""))
    rows = ConsultSection.objects.filter(consultation=consultation).annotate(said=counted[0], veiled=counted[1])
    known = (
        SectionAnswer.objects.filter(section__consultation=consultation) if answers else SectionAnswer.objects.none()
    )
    by_section = {one.section_id: one for one in known}
    return [Part(one, one.said, one.veiled, by_section.get(one.pk)) for one in rows.order_by("number")]


def hidden_by_rule(consultation: Consultation) -> list[tuple[str, int]]:
    """Which rule hid how much."""
    rows = ConsultComment.objects.filter(section__consultation=consultation).exclude(hidden_rule="")
    counted = rows.values_list("hidden_rule").annotate(n=Count("pk")).order_by("hidden_rule")
    return [(rules.rule_word(rule), n) for rule, n in counted]


@dataclass(frozen=True)
class Minutes:
    """A forum: who was there, and what was agreed on."""

    row: ConsultForum
    groups: list[tuple[str, int]]
    points: list[Stood]

    @property
    def people(self) -> int:
        return sum(people for _group, people in self.groups)


def forums_of(consultation: Consultation, now: datetime) -> list[Minutes]:
    rows = list(consultation.forums.prefetch_related("groups"))
    points = Undertaking.objects.filter(consultation=consultation, kind=Undertaking.Kind.AGREED).for_list()
    stood = stands(points, now)
    return [
        Minutes(
            one, [(rules.group_word(group.group), group.people) for group in one.groups.all()],
            [point for point in stood if point.row.forum_id == one.pk],
        )
        for one in rows
    ]  # fmt: skip


def drafts_of(consultation: Consultation, now: datetime) -> list[FileLink]:
    files = File.objects.filter(about_kind=KIND, about_ref=consultation.ref).order_by("stored_at", "id")
    return [file_link(file, now) for file in files]


def service_of(consultation: Consultation) -> str:
    """The name of the service whose standard it is, "" where there is none."""
    if not consultation.service_key:
        return ""
    rows: list[tuple[str, str]] = import_string(settings.SURVEY_SERVICES)(
        consultation.office, [consultation.service_key]
    )
    return dict(rows).get(consultation.service_key, "")


# --- rounds ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A proposal in the result: its bar in per cent of the strongest, and what became of it."""

    proposal: CitizenProposal
    width: int
    won: Stood | None
    passed: bool  # something further down was carried out: this one no longer fitted under the ceiling


@dataclass(frozen=True)
class Result:
    """What a round came to, with everything that one has to know to judge it."""

    lines: list[Line]
    excluded: list[CitizenProposal]
    refused: list[CitizenProposal]
    hidden: list[tuple[CitizenProposal, str]]  # with the rule that hid it
    voters: int
    by_telephone: int | None  # None: too few of the one or the other
    turnout: Decimal | None  # per cent, one decimal
    columns: list[CitizenProposal]
    rows: list[Row]
    apart: bool  # whether districts stand together, or are not shown at all


def result_of(round_: VotingRound, now: datetime) -> Result:
    """Of a round that was counted."""
    proposals = list(round_.proposals.select_related("office", "region").defer("told_to").order_by("number"))
    ranked = sorted((one for one in proposals if one.rank), key=lambda one: one.rank or 0)
    won = Undertaking.objects.filter(round=round_, kind=Undertaking.Kind.WINNER).for_list()
    stood = {one.row.proposal_id: one for one in stands(won, now)}
    voters, telephones = _voters(round_)
    rows, apart = _districts(round_, ranked)
    return Result(
        _lines(ranked, stood),
        [one for one in proposals if one.state == CitizenProposal.State.EXCLUDED],
        [one for one in proposals if one.state == CitizenProposal.State.REFUSED and not one.hidden_rule],
        [(one, rules.rule_word(one.hidden_rule)) for one in proposals if one.hidden_rule],
        voters, telephones, _turnout(voters, round_.electorate), ranked, rows, apart,
    )  # fmt: skip


def _lines(ranked: Sequence[CitizenProposal], stood: Mapping[UUID | None, Stood]) -> list[Line]:
    top = max((one.votes or 0 for one in ranked), default=0)
    last = max((one.rank or 0 for one in ranked if one.pk in stood), default=0)
    return [
        Line(one, 100 * (one.votes or 0) // top if top else 0, stood.get(one.pk), (one.rank or 0) < last)
        for one in ranked
    ]


def _voters(round_: VotingRound) -> tuple[int, int | None]:
    told = Ballot.objects.filter(round=round_).aggregate(n=Count("pk"), by=Count("pk", filter=Q(by_telephone=True)))
    least, n, by = rules.least_shown(), told["n"], told["by"]
    return n, by if all(part == 0 or part >= least for part in (by, n - by)) else None


def _turnout(voters: int, electorate: int | None) -> Decimal | None:
    return (Decimal(1000 * voters) / electorate).quantize(Decimal(1)) / 10 if electorate else None


def _districts(round_: VotingRound, columns: Sequence[CitizenProposal]) -> tuple[list[Row], bool]:
    """By the name of the district that people gave; nothing where everybody is of one."""
    tallies = VoteTally.objects.filter(round=round_).values_list("proposal", "district__name", "votes")
    voters: Counter[str] = Counter()
    votes: Counter[tuple[str, str]] = Counter()
    for proposal, name, n in tallies.filter(proposal__isnull=False):
        votes[name or NOWHERE, str(proposal)] += n
    for _nothing, name, n in tallies.filter(proposal__isnull=True):
        voters[name or NOWHERE] += n
    if round_.district_id or len(voters) < 2:
        return [], False
    rows = by_district(voters, votes, [str(one.pk) for one in columns], rules.least_shown())
    shown = sum(row.voters for row in rows)
    return rows, any(row.together for row in rows) or shown < sum(voters.values())


def row_name(row: Row) -> str:
    """What a line of the table by district is called."""
    names = [name or _("Tidak menyebut kecamatan") for name in row.names]
    return _("Bersama, karena sedikit: %(names)s") % {"names": ", ".join(names)} if row.together else names[0]


def plain_result(round_: VotingRound, found: Result) -> dict[str, Any]:
    """The same for programs."""
    return {
        "ref": round_.ref, "title": round_.title, "office": round_.office.key,
        "votes_from": round_.votes_from, "votes_until": round_.votes_until, "counted_at": round_.counted_at,
        "method": "approval", "most": round_.most, "places": round_.places, "ceiling": round_.ceiling,
        "contacts": round_.contacts, "voters": found.voters, "by_telephone": found.by_telephone,
        "electorate": round_.electorate, "turnout_percent": found.turnout,
        "seed_sha256": round_.seed_hash, "seed": round_.seed, "least_shown": rules.least_shown(),
        "proposals": [_plain(line) for line in found.lines],
        "excluded": [{"number": one.number, "votes": one.votes, "reason": one.reason} for one in found.excluded],
        "refused": [{"number": one.number, "reason": one.reason} for one in found.refused],
        "hidden": [{"number": one.number, "rule": rule, "reason": one.hidden_why} for one, rule in found.hidden],
        "districts": [
            {"names": list(row.names), "voters": row.voters, "votes": list(row.votes)} for row in found.rows
        ],
    }  # fmt: skip


def _plain(line: Line) -> Mapping[str, Any]:
    one = line.proposal
    return {
        "number": one.number, "key": str(one.pk), "title": one.title, "votes": one.votes, "rank": one.rank,
        "drawn": one.drawn, "won": line.won is not None, "cost": one.cost, "due_on": one.due_on,
    }  # fmt: skip
