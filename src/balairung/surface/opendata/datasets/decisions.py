"""What meetings decided, as their published minutes say it, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as __

from balairung.rooms.meetings.minutes.matrix import Line, lines_of
from balairung.rooms.meetings.models import Decision, Meeting, MeetingTask
from balairung.surface.opendata.reading import by_key
from balairung.surface.opendata.shape import Asked, Change, Column, Dataset, Kind, Often, Record

MEETINGS = 50  # at a time: each has many decisions, each of them many offices


def rows(asked: Asked) -> Iterator[Record]:
    """One row for each office that a decision binds; a decision without a task is one row."""

    def tell(page: list[Meeting]) -> Iterable[Record]:
        return _records(page, asked)

    return by_key(_published, "ref", tell, replace(asked, handful=min(asked.handful, MEETINGS)))


def _published() -> QuerySet[Meeting]:
    """As on the page of published minutes."""
    rows = Meeting.objects.filter(minutes__published_at__isnull=False).exclude(openness=Meeting.Openness.SECRET)
    return rows.select_related("office", "minutes")


def _records(page: list[Meeting], asked: Asked) -> Iterator[Record]:
    rows = Decision.objects.standing().filter(minutes__meeting__in=page).order_by("minutes", "order", "id")
    decided: defaultdict[UUID, list[Decision]] = defaultdict(list)
    for one in rows:
        decided[one.minutes_id].append(one)
    tasks = MeetingTask.objects.filter(decision__minutes__meeting__in=page, decision__dropped_at__isnull=True)
    tasks = tasks.select_related("office", "obligation", "decision").order_by("office__order", "office__name", "id")
    owed: defaultdict[UUID | None, list[Line]] = defaultdict(list)
    for line in lines_of(list(tasks), asked.now):
        owed[line.task.decision_id].append(line)
    for meeting in page:
        for number, one in enumerate(decided[meeting.minutes.pk], 1):
            yield from _told(meeting, number, one, owed[one.pk])


def _told(meeting: Meeting, number: int, decision: Decision, owed: list[Line]) -> Iterator[Record]:
    about = (meeting.ref, meeting.title, localdate(meeting.starts_at), meeting.office.name, number, decision.text)
    if not owed:
        yield Record((f"{meeting.ref}/{number}", *about, None, None, None, None))
    for line in owed:
        office, due = line.task.office, localdate(line.due) if line.due else None
        yield Record((f"{meeting.ref}/{number}/{office.key}", *about, office.key, office.name, due, line.said))


DECISIONS = Dataset(
    key="keputusan-rapat",
    title=__("Keputusan rapat"),
    lede=__("Keputusan dari notulen rapat yang diterbitkan: apa yang diputuskan, kantor mana yang harus "
            "melaksanakannya, sampai kapan, dan bagaimana keadaannya sekarang."),
    answers=(
        __("Apa yang sudah diputuskan tentang jalan di kecamatan saya?"),
        __("Keputusan mana yang belum dilaksanakan?"),
    ),
    columns=(
        Column("id", __("nomor rapat, nomor keputusan, dan kantor")),
        Column("rapat", __("nomor rapat")),
        Column("nama_rapat", __("nama rapat")),
        Column("tanggal_rapat", __("tanggal rapat"), Kind.DAY),
        Column("penyelenggara", __("kantor penyelenggara")),
        Column("nomor_keputusan", __("nomor keputusan dalam rapat itu"), Kind.INTEGER),
        Column("keputusan", __("yang diputuskan")),
        Column("kantor", __("kunci kantor pelaksana; kosong bila kesepakatan tanpa tugas")),
        Column("nama_kantor", __("nama kantor pelaksana")),
        Column("paling_lambat", __("paling lambat"), Kind.DAY),
        Column("keadaan", __("keadaan tugas itu sekarang")),
    ),
    rows=rows, often=Often.CONTINUOUS, page="meetings:public", office=__("Kantor penyelenggara rapat"),
    changes=(Change(date(2026, 11, 23), __("Data ini mulai dibuka.")),), keywords=("rapat", "notulen", "keputusan"),
    when="tanggal_rapat",
)  # fmt: skip
