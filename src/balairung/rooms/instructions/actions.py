"""A leader says one line; it becomes an obligation like any other."""

from __future__ import annotations

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
from balairung.kernel.obligations.actions import Owner, make_move, open_obligation
from balairung.kernel.obligations.models import Event, Remark, State
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.kernel.search.actions import open_index
from balairung.rooms.instructions import access, moves
from balairung.rooms.instructions.models import Instruction

KIND = "instructions"
LONGEST = 200
FARTHEST = 730  # days


def instruct(
    *, text: str, office: Office, due_on: date, token: str, by: Actor, at: datetime, about: tuple[str, str] = ("", "")
) -> Instruction:
    """One instruction per token, to one office, by a date."""
    require(access.can_instruct(by), _("Hanya pimpinan daerah yang memberi instruksi."))
    giver, line, days = _giver(by), clean_line(text), (due_on - localdate(at)).days
    if not line or len(line) > LONGEST:
        raise Refused(_("Tuliskan instruksinya dalam satu kalimat, paling banyak 200 huruf."))
    if not 0 <= days <= FARTHEST:
        raise Refused(_("Pilih tanggal mulai hari ini sampai dua tahun ke depan."))
    hashed = keyed_hash("instruction", token)
    try:
        return _known(hashed) or _instruct(line, office, due_on, days, hashed, by, at, about, giver)
    except IntegrityError:
        if known := _known(hashed):
            return known
        raise


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
    heads = Holding.objects.current(at).filter(post__office=office, post__role__in=(Post.Role.HEAD, Post.Role.LIAISON))
    people = list({holding.person_id: holding.person for holding in heads.select_related("person")}.values())
    _tell(instruction, people, 1, _("Instruksi pimpinan: %(ref)s"), at)
    return instruction


@transaction.atomic
def acknowledge(instruction: Instruction, *, by: Actor, at: datetime, text: str = "") -> Event:
    """Read and taken up."""
    require(access.can_carry_out(by, instruction))
    return _move(instruction, moves.ACKNOWLEDGE, by=by, at=at, words=text)


@transaction.atomic
def fulfil(instruction: Instruction, *, text: str, files: Sequence[File], by: Actor, at: datetime) -> Event:
    """Done, with proof."""
    require(access.can_carry_out(by, instruction))
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


def _tell(instruction: Instruction, people: Sequence[Person], seq: int, subject: str, at: datetime) -> None:
    facts = {"ref": instruction.obligation.ref}
    due = long_date(instruction.due_on)
    body = _("%(text)s · paling lambat %(due)s") % {"text": instruction.text, "due": due}
    recipients = [(Recipient.person(person), f"{instruction.pk}:{seq}:{person.pk}") for person in people]
    notify_all(recipients, subject=subject % facts, body=body, about=(KIND, facts["ref"]), bundle="inbox", at=at)
