"""Every published report as one table, in the columns of GeoReport Bulk, month by month.

What a row may say is the public projection's business. Source of the columns: Open311 GeoReport Bulk
(wiki.open311.org/GeoReport_Bulk).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from balairung.ground.common.errors import Refused
from balairung.kernel.obligations.models import Event, State
from balairung.kernel.people.house import regency_zone
from balairung.kernel.people.models import Change as Journal
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.public import PublicComplaint, last_lines, public_events, public_views
from balairung.surface.opendata.reading import Batch, in_handfuls
from balairung.surface.opendata.shape import Asked, Change, Column, Dataset, Kind, Often, Record, Span

COLUMNS = (
    Column("service_request_id", __("nomor laporan")),
    Column("requested_datetime", __("kapan laporan masuk"), Kind.MOMENT),
    Column("updated_datetime", __("kapan terakhir ada perkembangan"), Kind.MOMENT),
    Column("closed_date", __("kapan laporan ditutup; kosong bila belum"), Kind.MOMENT),
    Column("status_description", __("open: masih berjalan; closed: sudah ditutup")),
    Column("status_notes", __("keadaan laporan dalam kata")),
    Column("source", __("lewat mana laporan masuk; kosong bila pelapornya anonim")),
    Column("service_name", __("topik laporan")),
    Column("service_subtype", __("golongan laporan: pengaduan, aspirasi, atau permintaan informasi")),
    Column("description", __("isi laporan yang sudah disamarkan")),
    Column("agency_responsible", __("kantor yang bertanggung jawab")),
    Column("address", __("desa atau kelurahan dan kecamatannya")),
    Column("lat", __("lintang, dibulatkan kira-kira seratus meter"), Kind.NUMBER, __("derajat")),
    Column("long", __("bujur, dibulatkan kira-kira seratus meter"), Kind.NUMBER, __("derajat")),
)
_MONTH = re.compile(r"(?P<year>(?:19|20|21)\d\d)-(?P<month>0[1-9]|1[0-2])")
Place = tuple[Span, tuple[Any, ...]]


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


def rows(asked: Asked) -> Iterator[Record]:
    """The reports, oldest first, after the one that was named. Raise `Refused` for a month or a report that is none."""
    spans, after = months(asked.month), _place_of(asked.after)
    left = [span for span in spans if not after or span[1] > after[0]]
    return chain.from_iterable(_within(span, after, asked.handful) for span in left)


def _place_of(ref: str) -> tuple[Any, ...]:
    """Where a report stands in the order; what is not open to everyone has no place."""
    if not ref:
        return ()
    found = Complaint.objects.published().filter(obligation__ref=ref).values_list("filed_at", "id").first()
    if found is None:
        raise Refused(_("Laporan ini tidak ada dalam data. Mulai lagi tanpa ?sesudah."))
    return found


def _within(span: Span, after: tuple[Any, ...], handful: int) -> Iterator[Record]:
    def read(place: tuple[Any, ...]) -> Batch | None:
        return _batch(span, place, handful)

    return in_handfuls(read, after)


def _batch(span: Span, after: tuple[Any, ...], handful: int) -> Batch | None:
    found = Complaint.objects.published().filter(filed_at__gte=span[0], filed_at__lt=span[1]).for_list()
    if after:
        found = found.filter(filed_at__gte=after[0]).exclude(filed_at=after[0], id__lte=after[1])
    page = list(found.order_by("filed_at", "id")[:handful])
    if not page:
        return None
    touched = last_lines([one.obligation_id for one in page])
    told = [
        _record(report, touched.get(one.obligation_id, one.filed_at))
        for one, report in zip(page, public_views(page), strict=True)
    ]
    return told, (page[-1].filed_at, page[-1].pk)


def _record(report: PublicComplaint, touched: datetime) -> Record:
    latitude, longitude = report.point or (None, None)
    return Record((
        report.ref, report.filed_at, touched, report.closed_at, "closed" if report.closed_at else "open",
        str(State(report.state).label), report.source, report.topic, report.klass, report.text, report.office,
        report.region, latitude, longitude,
    ))  # fmt: skip


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


def stamp() -> Sequence[object]:
    """Another one whenever anything was written: a line, or a change of what things are called."""
    models: Iterable[Any] = (Event, Journal)
    return [model.objects.order_by("-id").values_list("pk", flat=True).first() for model in models]


def touched() -> datetime | None:
    """When the last line was written that everyone may see."""
    return public_events().order_by("-id").values_list("at", flat=True).first()


REPORTS = Dataset(
    key="pengaduan",
    title=__("Laporan warga"),
    lede=__("Semua laporan warga yang terbuka untuk umum. Nama dan kontak pelapor tidak ada di dalamnya, dan tempat "
            "dibulatkan sampai kira-kira seratus meter."),
    answers=(
        __("Apa yang paling sering dilaporkan di desa saya?"),
        __("Kantor mana yang menyelesaikan laporan, dan berapa lama?"),
        __("Laporan apa yang masih terbuka sejak tahun lalu?"),
    ),
    columns=COLUMNS, rows=rows, often=Often.CONTINUOUS, page="complaints:public",
    office=__("Kantor koordinator pengaduan"),
    changes=(
        Change(date(2026, 11, 23), __("Kolom lat dan long menjadi bilangan di semua bentuk, tanpa tanda petik.")),
        Change(date(2026, 11, 22), __("Data ini mulai dibuka.")),
    ),
    keywords=("pengaduan", "laporan warga", "aspirasi", "SP4N-LAPOR!"),
    when="requested_datetime", point=("lat", "long"), months=months, stamp=stamp, touched=touched,
    xml=("service_requests", "request"),
)  # fmt: skip
