"""Reports, lines and the house itself in the names of GeoReport v2: nothing leaves but the public projection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from balairung.kernel.obligations.models import State
from balairung.kernel.people.house import house_url, regency_zone, the_regency
from balairung.rooms.complaints.following.timelines import titles
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.public import (
    PublicComplaint,
    PublicLine,
    last_lines,
    public_events,
    public_lines,
    public_views,
)
from balairung.rooms.complaints.routing import coordinating_office
from balairung.surface.open311.asking import Asked, AskedLines

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-22T00:00:00+07:00"  # when this interface last changed
PLACES = {"production": "v2", "test": "test/v2"}
#: How a line stands, in the words of the update extension; the others follow from whose turn it is.
OF_VERB = {"resolve": "FIXED", "close": "CLOSED", "forward": "ACTION_SCHEDULED", "ask": "INVESTIGATING"}
OF_STATE = {State.NEW: "OPEN", State.ACTIVE: "IN_PROGRESS", State.WAITING: "INVESTIGATING", State.DONE: "CLOSED"}


def requests(asked: Asked, now: datetime) -> list[dict[str, Any]]:
    """The requests of a page, as the specification names what is said of them."""
    rows = list(asked.rows())
    keys = [row.obligation_id for row in rows]
    touched, notes = last_lines(keys), _notes(keys, now) if asked.extended else {}
    told = []
    for row, report in zip(rows, public_views(rows, now), strict=True):
        said = _request(report, touched.get(row.obligation_id, row.filed_at))
        told.append(said | (_more(report, notes.get(row.obligation_id, [])) if asked.extended else {}))
    return told


def own_request(complaint: Complaint) -> dict[str, Any]:
    """How a report stands, for the program that brought it, before everyone may read it: no words, no place, no office.

    A program has passed the words on; what became of them is its reporter's to know, and this much it may say.
    """
    obligation, topic = complaint.obligation, complaint.topic
    last = obligation.events.order_by("-seq").values_list("at", flat=True)[:1].get()
    said = dict.fromkeys(_request_names())
    return said | {
        "service_request_id": complaint.ref,
        "status": "closed" if obligation.closed_at else "open",
        "status_notes": str(State(obligation.state).label),
        "service_name": topic.name if topic else None,
        "service_code": complaint.topic_id,
        "requested_datetime": w3c(complaint.filed_at),
        "updated_datetime": w3c(last),
        "expected_datetime": w3c(obligation.next_at),
    }


def updates(asked: AskedLines, now: datetime) -> list[dict[str, Any]]:
    """The lines of a page as updates."""
    return [_update(line) for line in public_lines(asked.rows(), now)]


def update_id(ref: str, seq: int) -> str:
    return f"{ref}.{seq}"


def discovery() -> dict[str, Any]:
    """Where what is spoken, and whom to ask for a key."""
    office = coordinating_office()
    page = house_url() + (reverse("people:office", args=[office.key]) if office else reverse("people:organisation"))
    who = f"{office.name}, {the_regency()}" if office else str(the_regency() or "Balairung")
    return {
        "changeset": CHANGED,
        "contact": f"{who}: {page}",
        "key_service": _("Kunci diberikan pengelola sistem. Hubungi %(who)s: %(page)s") % {"who": who, "page": page},
        "endpoints": [_endpoint(kind, place) for kind, place in PLACES.items()],
        "bulk": house_url() + reverse("data:reports", args=["json"]),  # ours: the specification has no word for it
    }


def w3c(moment: datetime | None) -> str | None:
    """`2026-03-25T08:00:00+07:00`, in the regency's time."""
    return localtime(moment, regency_zone()).isoformat(timespec="seconds") if moment else None


def address(path: str) -> str | None:
    return house_url() + path if path else None


def _endpoint(kind: str, place: str) -> dict[str, Any]:
    url = house_url() + reverse("open311:requests", args=[place, "xml"]).removesuffix("/requests.xml")
    return {
        "specification": SPECIFICATION, "url": url, "changeset": CHANGED, "type": kind,
        "formats": ["text/xml", "application/json"],
    }  # fmt: skip


def _request_names() -> tuple[str, ...]:
    return (
        "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
        "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
        "address", "address_id", "zipcode", "lat", "long", "media_url",
    )  # fmt: skip


def _request(report: PublicComplaint, touched: datetime) -> dict[str, Any]:
    latitude, longitude = report.point or (None, None)
    picture = next(iter([*report.before, *report.after]), None)
    values = (
        report.ref, "closed" if report.closed_at else "open", report.state_label, report.topic, report.topic_code,
        report.text, report.office, None,
        w3c(report.filed_at), w3c(touched), w3c(report.next_at), report.region, report.region_code, None,
        _degrees(latitude), _degrees(longitude), address(picture.url) if picture else None,
    )  # fmt: skip
    return dict(zip(_request_names(), values, strict=True))


def _degrees(value: Any) -> float | None:
    return float(value) if value is not None else None


def _more(report: PublicComplaint, notes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What `extensions=true` adds: title, class and page of the report, every public picture, every public line."""
    pictures = [address(link.url) for link in (*report.before, *report.after)]
    extended = {
        "title": report.title,
        "class": report.klass,
        "source": report.source,
        "page": house_url() + reverse("complaints:published", args=[report.ref]),
        "closed_datetime": w3c(report.closed_at),
        "media_urls": pictures,
    }
    return {"extended_attributes": extended, "attributes": [], "notes": list(notes)}


def _notes(keys: Sequence[UUID], now: datetime) -> dict[UUID, list[dict[str, Any]]]:
    events = public_events().filter(obligation__in=keys).order_by("obligation", "seq")
    notes: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for line in public_lines(events, now):
        notes[line.obligation].append({"datetime": w3c(line.at), "description": _words(line), "type": line.verb})
    return notes


def _update(line: PublicLine) -> dict[str, Any]:
    picture = next(iter(line.pictures), None)
    return {
        "update_id": update_id(line.ref, line.seq),
        "service_request_id": line.ref,
        "status": _status(line),
        "updated_datetime": w3c(line.at),
        "description": _words(line),
        "media_url": address(picture.url) if picture else None,
    }


def _status(line: PublicLine) -> str:
    return OF_VERB.get(line.verb) or OF_STATE.get(State(line.state), "CLOSED")


def _words(line: PublicLine) -> str:
    """`Jawaban pertama: Kami tangani besok.`"""
    return ": ".join(filter(None, (titles().get(line.verb, line.verb), line.text)))
