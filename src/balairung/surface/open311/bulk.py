"""Every published report as one table: open data in the columns of GeoReport Bulk, month by month, in little memory.

What a row may say is the public projection's business; what a spreadsheet program would compute is made text.
Source of the columns: Open311 GeoReport Bulk (wiki.open311.org/GeoReport_Bulk).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.errors import Refused
from balairung.kernel.obligations.models import State
from balairung.kernel.people.house import regency_zone
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.public import PublicComplaint, last_lines, public_views
from balairung.surface.open311.telling import w3c
from balairung.surface.open311.wire import plain

COLUMNS = (
    "service_request_id", "requested_datetime", "updated_datetime", "closed_date", "status_description",
    "status_notes", "source", "service_name", "service_subtype", "description", "agency_responsible", "address",
    "lat", "long",
)  # fmt: skip
AT_ONCE = 500  # reports in memory
_MONTH = re.compile(r"(?P<year>(?:19|20|21)\d\d)-(?P<month>0[1-9]|1[0-2])")
Row = tuple[Any, ...]
Span = tuple[datetime, datetime]


def months(asked: str) -> list[Span]:
    """The months that hold published reports, the first first; with `asked` ("2026-03") that one alone."""
    if asked:
        return [_month(asked)]
    filed = Complaint.objects.published().values_list("filed_at", flat=True)
    ends = [filed.order_by(*order).first() for order in (("filed_at", "id"), ("-filed_at", "-id"))]
    if ends[0] is None or ends[1] is None:
        return []
    first, last = _begin(ends[0]), _begin(ends[1])
    found = [(first, _next(first))]
    while found[-1][0] < last:
        found.append((found[-1][1], _next(found[-1][1])))
    return found


def rows(spans: Iterable[Span]) -> Iterator[Row]:
    """The reports of these months, oldest first, in the order of `COLUMNS`.

    They are read after the answer has begun, so each handful has its own short transaction.
    """
    for since, until in spans:
        after: tuple[Any, ...] = ()
        while batch := _batch(since, until, after):
            yield from batch[0]
            after = batch[1]


def _batch(since: datetime, until: datetime, after: tuple[Any, ...]) -> tuple[list[Row], tuple[Any, ...]] | None:
    with transaction.atomic():
        found = Complaint.objects.published().filter(filed_at__gte=since, filed_at__lt=until).for_list()
        if after:
            found = found.filter(filed_at__gte=after[0]).exclude(filed_at=after[0], id__lte=after[1])
        page = list(found.order_by("filed_at", "id")[:AT_ONCE])
        if not page:
            return None
        touched = last_lines([one.obligation_id for one in page])
        told = [
            _row(report, touched.get(one.obligation_id, one.filed_at))
            for one, report in zip(page, public_views(page), strict=True)
        ]
    return told, (page[-1].filed_at, page[-1].pk)


def _row(report: PublicComplaint, touched: datetime) -> Row:
    latitude, longitude = report.point or ("", "")
    with override(settings.LANGUAGE_CODE):
        return (
            report.ref, w3c(report.filed_at), w3c(touched), w3c(report.closed_at) or "",
            "closed" if report.closed_at else "open", str(State(report.state).label), report.source, report.topic,
            report.klass, report.text, report.office, report.region, str(latitude), str(longitude),
        )  # fmt: skip


def _month(words: str) -> Span:
    """Raise `Refused` for what is no month."""
    found = _MONTH.fullmatch(words)
    if found is None:
        raise Refused(_("Bulan ditulis seperti 2026-03."))
    begin = datetime(int(found["year"]), int(found["month"]), 1, tzinfo=regency_zone())
    return begin, _next(begin)


def _begin(moment: datetime) -> datetime:
    return moment.astimezone(regency_zone()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _next(begin: datetime) -> datetime:
    return _begin(begin + timedelta(days=32))


# --- the three formats -------------------------------------------------------------------------------------------


def as_csv(found: Iterable[Row]) -> Iterator[str]:
    return csv_lines(COLUMNS, found)


def as_json(found: Iterable[Row]) -> Iterator[str]:
    """One array, an object to a line."""
    yield "["
    for number, row in enumerate(found):
        said = {name: plain(value) or None for name, value in zip(COLUMNS, row, strict=True)}
        yield (",\n" if number else "\n") + json.dumps(said, ensure_ascii=False)
    yield "\n]\n"


def as_xml(found: Iterable[Row]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n<service_requests>\n'
    for row in found:
        request = Element("request")
        for name, value in zip(COLUMNS, row, strict=True):
            SubElement(request, name).text = plain(value)
        yield tostring(request, encoding="unicode") + "\n"
    yield "</service_requests>\n"


WRITERS: dict[str, Callable[[Iterable[Row]], Iterator[str]]] = {"csv": as_csv, "json": as_json, "xml": as_xml}
