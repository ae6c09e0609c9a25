"""Somebody looks at a project on the spot; what is wrong is owed by its office, and closed by whoever found it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line, clean_text
from balairung.ground.common.working_time import Unit
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import Owner, make_move, open_obligation
from balairung.kernel.obligations.models import Event, State
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.search.actions import open_index
from balairung.rooms.projects import access, moves, notices
from balairung.rooms.projects.models import Project, ProjectDuty, SiteVisit
from balairung.rooms.projects.placing import Spot, placed
from balairung.rooms.projects.reporting import Picture, Seen, keep

KIND = "projects"
FARTHEST = 730  # days


def visit(
    project: Project, *, words: str, asked: str = "", due_on: date | None = None, point: Spot | None = None,
    pictures: Sequence[Picture] = (), token: str, by: Actor, at: datetime,
) -> SiteVisit:  # fmt: skip
    """What was seen there: a remark, or with `asked` something that the owner office owes by a day.

    One token makes one note, sent once or ten times.
    """
    require(access.can_visit(by, project), _("Catatan kunjungan ditulis pimpinan, pengawas, atau camat."))
    hashed = keyed_hash("site visit", token)
    if known := SiteVisit.objects.filter(token=hashed).first():
        return known
    _check_visit(words, asked, due_on, localdate(at))
    try:
        return _visit(project, clean_text(words), clean_line(asked), due_on, point, pictures, hashed, by, at)
    except IntegrityError:  # the same note a moment ago
        return SiteVisit.objects.get(token=hashed)


def _check_visit(words: str, asked: str, due_on: date | None, today: date) -> None:
    if not clean_text(words):
        raise Refused(_("Tuliskan dahulu apa yang Anda lihat."))
    if due_on and not asked:
        raise Refused(_("Tuliskan apa yang harus diperbaiki sampai tanggal itu."))
    if due_on and not 0 <= (due_on - today).days <= FARTHEST:
        raise Refused(_("Pilih tanggal mulai hari ini sampai dua tahun ke depan."))
    if len(clean_line(asked)) > 300:
        raise Refused(_("Tuliskan yang harus diperbaiki paling banyak 300 huruf."))


@transaction.atomic
def _visit(
    project: Project, words: str, asked: str, due_on: date | None, point: Spot | None, pictures: Sequence[Picture],
    hashed: str, by: Actor, at: datetime,
) -> SiteVisit:  # fmt: skip
    post = by.seats[0].title if by.seats else ""
    made = SiteVisit.objects.create(
        project=project, token=hashed, words=words, at=at, by_id=_who(by), by_post=post,
        **placed(point, project.region),
    )  # fmt: skip
    keep(project, pictures, Seen(_("Kunjungan"), "", localdate(at), False), {"visit": made}, hashed, by, at)
    if asked:
        _owe(made, asked, due_on, [picture.file for picture in pictures], by, at)
    return made


def _who(by: Actor) -> UUID:
    """Somebody stood there: a note without a person is nobody's."""
    require(by.person_id is not None)
    return cast(UUID, by.person_id)


def _owe(made: SiteVisit, asked: str, due_on: date | None, files: Sequence[File], by: Actor, at: datetime) -> None:
    project = made.project
    rule = _by_day((due_on - localdate(at)).days) if due_on else clock_rule(KIND, "repair")
    obligation = open_obligation(
        kind=KIND, prefix="B", subject=asked[:200], owner=Owner(project.office), by=by, at=at, state=State.ACTIVE,
        step="repair", words=asked, clocks=[rule], evidence=files, facts={"project": project.ref},
    )  # fmt: skip
    due = due_on or localdate(obligation.next_at or at)
    duty = ProjectDuty.objects.create(
        project=project, obligation=obligation, text=asked, due_on=due, given_by_id=by.person_id, visit=made
    )
    open_index(obligation, text=notices.found_by(duty))
    notices.tell_opened(duty, at=at)


def _by_day(days: int) -> ClockRule:
    return ClockRule("repair", days, Unit.CALENDAR_DAYS, "given")


# --- what the office does with it ----------------------------------------------------------------------------------


@transaction.atomic
def repair(duty: ProjectDuty, *, text: str, files: Sequence[File], by: Actor, at: datetime) -> Event:
    """Put right, with proof; whoever found it judges."""
    require(access.can_answer(by, duty))
    event = _move(duty, moves.REPAIR, text, files, by, at)
    notices.tell_repaired(duty, at=at)
    return event


@transaction.atomic
def still_used(duty: ProjectDuty, *, text: str, files: Sequence[File], by: Actor, at: datetime) -> Event:
    """What was given is used by the group that got it."""
    return _say_use(duty, ProjectDuty.Use.WHOLE, moves.STILL_USED, text, files, by, at)


@transaction.atomic
def partly_used(duty: ProjectDuty, *, text: str, files: Sequence[File], by: Actor, at: datetime) -> Event:
    return _say_use(duty, ProjectDuty.Use.PARTLY, moves.PARTLY_USED, text, files, by, at)


@transaction.atomic
def not_used(duty: ProjectDuty, *, text: str, files: Sequence[File], by: Actor, at: datetime) -> Event:
    """Broken, sold, put away: the words say which."""
    return _say_use(duty, ProjectDuty.Use.NOT, moves.NOT_USED, text, files, by, at)


def _say_use(
    duty: ProjectDuty, use: str, move: Move, text: str, files: Sequence[File], by: Actor, at: datetime
) -> Event:
    require(access.can_answer(by, duty))
    event = _move(duty, move, text, files, by, at)
    ProjectDuty.objects.filter(pk=duty.pk).update(use=use)
    duty.use = use
    return event


# --- what whoever found it does ------------------------------------------------------------------------------------


@transaction.atomic
def close(duty: ProjectDuty, *, text: str = "", by: Actor, at: datetime) -> Event:
    """Good enough: nobody owes it any more."""
    require(access.can_judge(by, duty))
    return make_move(duty.obligation, moves.CLOSE, by=by, at=at, words=text)


@transaction.atomic
def send_back(duty: ProjectDuty, *, text: str, by: Actor, at: datetime) -> Event:
    """Not good enough: the office has the usual time again."""
    require(access.can_judge(by, duty))
    event = make_move(duty.obligation, moves.SEND_BACK, by=by, at=at, words=text, clocks=[clock_rule(KIND, "repair")])
    due = localdate(duty.obligation.next_at or at)
    ProjectDuty.objects.filter(pk=duty.pk).update(due_on=due)
    notices.tell_returned(duty, why=text, at=at)
    return event


@transaction.atomic
def cancel(duty: ProjectDuty, *, text: str, by: Actor, at: datetime) -> Event:
    """It is not to be done any more; the reason stays."""
    require(access.can_judge(by, duty))
    event = make_move(duty.obligation, moves.CANCEL, by=by, at=at, words=text)
    notices.tell_dropped(duty, why=text, at=at)
    return event


def _move(duty: ProjectDuty, move: Move, text: str, files: Sequence[File], by: Actor, at: datetime) -> Event:
    attach(files, about=(KIND, duty.obligation.ref))
    return make_move(duty.obligation, move, by=by, at=at, words=text, evidence=files)
