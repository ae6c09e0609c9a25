"""A leader says one line; it becomes an obligation like any other."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line
from balairung.ground.common.working_time import Unit
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.obligations.actions import Owner, make_move, open_many, open_obligation
from balairung.kernel.obligations.models import Event, Remark, State
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.actors import SYSTEM, Actor, ActorKind, require
from balairung.kernel.people.board import Card, cards, rule_words
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.kernel.search.actions import index_batch, open_index
from balairung.rooms.instructions import access, moves
from balairung.rooms.instructions.models import CONTACTS, Instruction

log = logging.getLogger(__name__)
KIND = "instructions"
LONGEST = 200
FARTHEST = 730  # days


def instruct(
    *, text: str, office: Office, due_on: date, token: str, by: Actor, at: datetime, about: tuple[str, str] = ("", "")
) -> Instruction:
    """One instruction per token, to one office, by a date."""
    giver, line, days = _checked(text, due_on, by, at)
    hashed = keyed_hash("instruction", token)
    try:
        return _known(hashed) or _instruct(line, office, due_on, days, hashed, by, at, about, giver)
    except IntegrityError:
        if known := _known(hashed):
            return known
        raise


def _checked(text: str, due_on: date, by: Actor, at: datetime) -> tuple[UUID, str, int]:
    """Who gives it, its one line, and in how many days it is due."""
    require(access.can_instruct(by), _("Hanya pimpinan daerah yang memberi instruksi."))
    line, days = clean_line(text), (due_on - localdate(at)).days
    if not line or len(line) > LONGEST:
        raise Refused(_("Tuliskan instruksinya dalam satu kalimat, paling banyak 200 huruf."))
    if not 0 <= days <= FARTHEST:
        raise Refused(_("Pilih tanggal mulai hari ini sampai dua tahun ke depan."))
    return _giver(by), line, days


def _giver(by: Actor) -> UUID:
    """The person who gives it; a leader without a person is nobody."""
    require(by.person_id is not None)
    return cast(UUID, by.person_id)


def _known(hashed: str) -> Instruction | None:
    return Instruction.objects.filter(token=hashed).select_related("obligation").first()


@transaction.atomic
def _instruct(
    line: str,
    office: Office,
    due_on: date,
    days: int,
    hashed: str,
    by: Actor,
    at: datetime,
    about: tuple[str, str],
    giver: UUID,
) -> Instruction:
    obligation = open_obligation(
        kind=KIND, prefix="N", subject=line, owner=Owner(office), by=by, at=at, state=State.ACTIVE,
        step="acknowledge", words=line, audience=Remark.Audience.OFFICERS,
        clocks=[clock_rule(KIND, "acknowledge"), _by_date(days)],
    )  # fmt: skip
    instruction = Instruction.objects.create(
        obligation=obligation, token=hashed, text=line, due_on=due_on, given_by_id=giver,
        about_kind=about[0], about_ref=about[1],
    )  # fmt: skip
    open_index(obligation, text=line)
    _tell_offices([instruction], at)
    return instruction


@transaction.atomic
def require_contacts(*, text: str, due_on: date, by: Actor, at: datetime) -> list[Instruction]:
    """Ask every office whose doors do not stand open (`people.board`) to publish how it is reached, by a date.

    An office that is asked already is not asked again. Return what this call gave.
    """
    giver, line, days = _checked(text, due_on, by, at)
    waiting = set(Instruction.objects.about_contacts().values_list("obligation__owner_office", flat=True))
    wanting = [card.office for card in cards() if not card.open and card.office.pk not in waiting]
    opened = open_many(
        kind=KIND, prefix="N", subject=line, owners=[Owner(office) for office in wanting],
        clocks=[clock_rule(KIND, "acknowledge"), _by_date(days)], origin=CONTACTS, period=due_on.isoformat(),
        by=by, at=at, step="acknowledge", words=line,
    )  # fmt: skip
    given = [
        Instruction(obligation=one, token=keyed_hash("instruction", str(one.pk)), text=line, due_on=due_on,
                    given_by_id=giver)
        for one in opened
    ]  # fmt: skip
    Instruction.objects.bulk_create(given)
    index_batch(opened)
    _tell_offices(given, at)
    return given


def meet_contacts(*, now: datetime) -> int:
    """What asks for contacts is met by the office's own publication; return how many were. For the worker."""
    with transaction.atomic():
        rows = Instruction.objects.about_contacts().select_related("obligation__owner_office").order_by("id")
        asked = {one.obligation.owner_office_id: one for one in rows}
        found = cards([key for key in asked if key]) if asked else []
    return sum(_try_to_meet(asked[card.office.pk], card, now) for card in found if card.open)


def _try_to_meet(instruction: Instruction, card: Card, now: datetime) -> int:
    """One by one: a bad one never stops the others."""
    said = ", ".join(f"{one.get_kind_display()} {one.words}" for one in card.accounts)
    try:
        meet(instruction, text=_("Diumumkan: %(said)s") % {"said": said}, by=SYSTEM, at=now)
    except Exception:
        log.exception("an instruction was not met: %s", instruction.pk)
        return 0
    return 1


@transaction.atomic
def meet(instruction: Instruction, *, text: str, by: Actor, at: datetime) -> Event:
    """What was asked for is there: the words of the line say what everybody can see."""
    require(by.kind == ActorKind.SYSTEM)
    return _move(instruction, moves.MEET, by=by, at=at, words=text)


@transaction.atomic
def acknowledge(instruction: Instruction, *, by: Actor, at: datetime, text: str = "") -> Event:
    """Read and taken up."""
    require(access.can_carry_out(by, instruction))
    return _move(instruction, moves.ACKNOWLEDGE, by=by, at=at, words=text)


@transaction.atomic
def fulfil(instruction: Instruction, *, text: str, files: Sequence[File], by: Actor, at: datetime) -> Event:
    """Done, with proof."""
    require(access.can_carry_out(by, instruction))
    if instruction.meets_itself:
        raise Refused(_("Instruksi ini selesai sendiri begitu kantor mengumumkan %(rule)s.") % {"rule": rule_words()})
    event = _move(instruction, moves.FULFIL, by=by, at=at, words=text, files=files)
    _tell(instruction, [instruction.given_by], event.seq, _("Instruksi dilaksanakan: %(ref)s"), at)
    return event


@transaction.atomic
def accept(instruction: Instruction, *, by: Actor, at: datetime, text: str = "") -> Event:
    require(access.can_judge(by, instruction))
    return _move(instruction, moves.ACCEPT, by=by, at=at, words=text)


@transaction.atomic
def send_back(instruction: Instruction, *, text: str, by: Actor, at: datetime) -> Event:
    """Not good enough: the office has the usual time again."""
    require(access.can_judge(by, instruction))
    return _move(instruction, moves.RETURN, by=by, at=at, words=text, clocks=[clock_rule(KIND, "resolve")])


@transaction.atomic
def cancel(instruction: Instruction, *, text: str, by: Actor, at: datetime) -> Event:
    require(access.can_judge(by, instruction))
    return _move(instruction, moves.CANCEL, by=by, at=at, words=text)


def _by_date(days: int) -> ClockRule:
    """The leader's own date: so many calendar days from today, to the end of that day."""
    return ClockRule("resolve", days, Unit.CALENDAR_DAYS, "given")


def _move(
    instruction: Instruction, move: Move, *, by: Actor, at: datetime, words: str = "",
    files: Sequence[File] = (), clocks: Sequence[ClockRule] = (),
) -> Event:  # fmt: skip
    attach(files, about=(KIND, instruction.obligation.ref))
    return make_move(instruction.obligation, move, by=by, at=at, words=words, evidence=files, clocks=clocks)


def _tell_offices(given: Sequence[Instruction], at: datetime) -> None:
    """Head and liaison of each office."""
    offices = [one.obligation.owner_office_id for one in given]
    roles = (Post.Role.HEAD, Post.Role.LIAISON)
    rows = Holding.objects.current(at).filter(post__office__in=offices, post__role__in=roles)
    people: defaultdict[UUID, dict[UUID, Person]] = defaultdict(dict)
    for holding in rows.select_related("person", "post").order_by("since", "id"):
        people[holding.post.office_id][holding.person_id] = holding.person
    for one in given:
        if office := one.obligation.owner_office_id:
            _tell(one, list(people[office].values()), 1, _("Instruksi pimpinan: %(ref)s"), at)


def _tell(instruction: Instruction, people: Sequence[Person], seq: int, subject: str, at: datetime) -> None:
    facts = {"ref": instruction.obligation.ref}
    due = long_date(instruction.due_on)
    body = _("%(text)s · paling lambat %(due)s") % {"text": instruction.text, "due": due}
    recipients = [(Recipient.person(person), f"{instruction.pk}:{seq}:{person.pk}") for person in people]
    notify_all(recipients, subject=subject % facts, body=body, about=(KIND, facts["ref"]), bundle="inbox", at=at)
