"""Personal data in the demonstration: what people ask of theirs, who opened whose, a drill and one real incident."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.utils.timezone import localdate

from balairung.config.demo.stage import Stage
from balairung.config.demo.texts import load
from balairung.kernel.obligations.models import Unsealing
from balairung.kernel.obligations.unsealing import note_look
from balairung.kernel.people.actors import CITIZEN, SYSTEM
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.privacy import answering, exporting, incidents, spreading
from balairung.rooms.privacy.filing import Asked, file_request
from balairung.rooms.privacy.models import DataRequest, Incident

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LOOKS = 160  # openings of a contact in the year, by whoever answers the report


def plan(stage: Stage) -> None:
    """A lot of its own, so that the rest of the year stays what it is."""
    stage, told = stage.beside(61), load("privacy")
    for number, row in enumerate(told["requests"]):
        at = stage.end - (7 + 320 * number / len(told["requests"])) * DAY
        stage.plan(stage.pace.office_hours(at), partial(_ask, stage, row))
    stage.plan(stage.end - 1.2 * DAY, partial(_ask, stage, told["waiting"]))
    for days, row in zip((250, 64), told["incidents"], strict=True):
        stage.plan(stage.pace.office_hours(stage.end - days * DAY), partial(_break, stage, row))
    for _number in range(LOOKS):
        at = stage.pace.office_hours(stage.end - stage.rng.uniform(1, 300) * DAY)
        stage.plan(at, partial(_look, stage))


def _ask(stage: Stage, row: dict[str, str], at: datetime) -> None:
    contact = f"warga{stage.rng.randrange(10**6)}@contoh.id"
    asked = Asked(row["right"], contact, wish=row["wish"])
    made = file_request(asked, proof=row.get("proof", "code"), token=stage.token(), by=CITIZEN, at=at)
    if row["right"] == "copy":
        stage.plan(at + HOUR / 30, _copy, alone=True)
    elif row["ends"] != "open":
        stage.plan(stage.pace.later(at, 0.8), partial(_answer, row, made.pk))


def _copy(at: datetime) -> None:
    while exporting.follow(now=at):
        continue


def _answer(row: dict[str, str], key: UUID, at: datetime) -> None:
    made = DataRequest.objects.select_related("obligation__owner_office").get(pk=key)
    if row["ends"] == "done":
        answering.complete(made, text=row["text"], by=SYSTEM, at=at)
    else:
        answering.refuse(made, text=row["text"], ground=row["ends"], by=SYSTEM, at=at)


def _break(stage: Stage, row: dict[str, str], at: datetime) -> None:
    """Known an hour ago, described the same day, its people found and told the next."""
    drill = bool(row["drill"])
    made = incidents.open_incident(title=row["title"], known_at=at - HOUR, drill=drill, by=SYSTEM, at=at)
    stage.plan(at + 5 * HOUR, partial(_describe, stage, row, made.pk))


def _describe(stage: Stage, row: dict[str, str], key: UUID, at: datetime) -> None:
    made, span = _read(key), {"since": localdate(at) - 3 * DAY, "until": localdate(at)}
    incidents.describe(
        made, exposed=row["exposed"].split(), happened=row["happened"], handling=row["handling"],
        recovery=row["recovery"], by=SYSTEM, at=at,
    )  # fmt: skip
    incidents.search(made, rooms=["disclosure"], **span, by=SYSTEM, at=at)
    stage.plan(at + HOUR, _spread)
    stage.plan(at + 20 * HOUR, partial(_tell, stage, row, key))


def _tell(stage: Stage, row: dict[str, str], key: UUID, at: datetime) -> None:
    incidents.tell(_read(key), by=SYSTEM, at=at)
    stage.plan(at + HOUR, _spread)
    stage.plan(at + 2 * HOUR, partial(_report, stage, row, key))


def _report(stage: Stage, row: dict[str, str], key: UUID, at: datetime) -> None:
    incidents.report(_read(key), text=row["reported"], by=SYSTEM, at=at)
    stage.plan(stage.pace.later(at, 6), partial(_close, row, key))


def _close(row: dict[str, str], key: UUID, at: datetime) -> None:
    incidents.close(_read(key), text=row["lesson"], by=SYSTEM, at=at)


def _spread(at: datetime) -> None:
    while spreading.follow(now=at):
        continue


def _look(stage: Stage, at: datetime) -> None:
    """Somebody of the office that answers opens a reporter's contact, most often to call."""
    rows = Complaint.objects.filter(obligation__opened_at__lt=at, anonymous=False).exclude(contact_hash="")
    place = stage.rng.randrange(12)
    newest = rows.select_related("obligation").order_by("-obligation__opened_at", "-id")[place : place + 1]
    report = next(iter(newest), None)
    by = stage.cast.officer(report.obligation.owner_office_id) if report else None
    if report and by:
        purpose = stage.rng.choice(["call", "call", "call", "check", "decide"])
        what = Unsealing.What.CONTACT
        note_look(report.obligation, what=what, purpose=purpose, contact=report.reporter_contact, by=by, at=at)


def _read(key: UUID) -> Incident:
    return Incident.objects.select_related("obligation__owner_office").get(pk=key)
