"""What happened here, for SP4N-LAPOR!: the rows that its officers type or upload back, each told once.

Its upload has no published format; these are the columns that its own pages ask for when a follow-up is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import facts
from balairung.kernel.obligations.models import Event, Remark, Visibility
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.rooms.complaints import access
from balairung.rooms.complaints.lapor.dispositions import ONLY, their_names
from balairung.rooms.complaints.models import Complaint, LaporCase, LaporRun

SOURCE = "sp4n"  # of reports that came from there: Complaint.legacy is "sp4n:<tracking id>"
MOST = 2000  # rows of one file
COLUMNS = (
    "Tracking ID", "Nomor Balairung", "Judul Laporan", "Status Laporan", "Tindak Lanjut", "Tanggal Tindak Lanjut",
    "Instansi Terdisposisi",
)  # fmt: skip
READABLE = (Remark.Audience.PUBLIC, Remark.Audience.PARTIES)  # what was said to the reporter; never notes of officers


@dataclass(frozen=True)
class Row:
    """One report with news for them. `seq` is the last line that these news take in."""

    complaint: Complaint
    seq: int
    cells: tuple[str, ...]

    @property
    def named(self) -> dict[str, str]:
        return dict(zip(("tracking", "ref", "title", "status", "words", "day", "office"), self.cells, strict=True))


def rows(actor: Actor, *, everything: bool = False, most: int = MOST) -> list[Row]:
    """What was not told yet, the longest waiting first; with `everything` published reports of other doors too.

    What a reporter asked to be secret is told back only where it came from there.
    """
    found = list(_waiting(actor, everything)[:most])
    deeds, names = _deeds(found), their_names()
    return [_row(complaint, deeds.get(complaint.obligation_id, []), names) for complaint in found]


@transaction.atomic
def export(actor: Actor, *, everything: bool = False, at: datetime) -> LaporRun:
    """Write the file, and remember what it told. Raise `Refused` when there is nothing to tell."""
    require(access.can_import(actor), ONLY)
    told = rows(actor, everything=everything)
    if not told:
        raise Refused(_("Tidak ada kabar baru untuk SP4N-LAPOR!."))
    cases = [LaporCase(complaint=row.complaint, told=row.seq) for row in told]
    LaporCase.objects.bulk_create(cases, update_conflicts=True, unique_fields=["complaint"], update_fields=["told"])
    LaporRun.objects.filter(kind=LaporRun.Kind.OUT).exclude(content="").update(content="")
    content = "".join(csv_lines(COLUMNS, [row.cells for row in told]))
    return LaporRun.objects.create(
        kind=LaporRun.Kind.OUT, at=at, by_person_id=actor.person_id, rows=len(told), content=content
    )


def file_of(actor: Actor, run: LaporRun) -> str:
    """The file of the last export, once more."""
    require(access.can_import(actor), ONLY)
    if not run.content:
        raise Refused(_("Berkas ekspor ini sudah diganti oleh ekspor yang lebih baru."))
    return str(run.content)


def log_import(*, new: int, known: int, news: int, by: Actor, at: datetime) -> LaporRun:
    """That a file of theirs came in, and what it brought."""
    return LaporRun.objects.create(
        kind=LaporRun.Kind.IN, at=at, by_person_id=by.person_id, new=new, known=known, news=news, rows=new + known
    )


def _waiting(actor: Actor, everything: bool) -> QuerySet[Complaint]:
    """Those with a line that they were not told: `seq` has run past what they know, and one of our deeds is in it."""
    theirs = Q(legacy__startswith=f"{SOURCE}:")
    public = Q(published_at__isnull=False, obligation__visibility=Visibility.PUBLIC)
    seen = Complaint.objects.visible_to(actor).filter(theirs | public if everything else theirs)
    behind = Q(lapor__isnull=True) | Q(lapor__told__lt=F("obligation__seq"))
    deeds = Event.objects.filter(verb__in=facts("sp4n")["deeds"])
    late = deeds.filter(
        Q(obligation__complaint__lapor__isnull=True) | Q(seq__gt=F("obligation__complaint__lapor__told"))
    )
    found = seen.filter(behind, obligation__in=late.values("obligation"))
    return (
        found.select_related("obligation__owner_office", "lapor")
        .defer(*Complaint.SEALED, "secret")
        .order_by("filed_at", "id")
    )


def _deeds(found: Sequence[Complaint]) -> dict[Any, list[Event]]:
    """By obligation: the deeds that they were not told, in their order."""
    known = {complaint.obligation_id: (_told(complaint), complaint.obligation.seq) for complaint in found}
    lines = Event.objects.filter(obligation__in=known, verb__in=facts("sp4n")["deeds"])
    deeds: dict[Any, list[Event]] = {}
    for event in lines.select_related("remark").order_by("obligation", "seq"):
        told, last = known[event.obligation_id]
        if told < event.seq <= last:
            deeds.setdefault(event.obligation_id, []).append(event)
    return deeds


def _told(complaint: Complaint) -> int:
    case: LaporCase | None = getattr(complaint, "lapor", None)
    return case.told if case else 0


def _row(complaint: Complaint, deeds: Sequence[Event], names: dict[object, str]) -> Row:
    obligation = complaint.obligation
    answers, office = facts("sp4n")["answers"], obligation.owner_office
    last = localtime(deeds[-1].at).strftime("%d-%m-%Y %H:%M") if deeds else ""
    cells = (
        complaint.legacy.partition(":")[2] if complaint.legacy.startswith(f"{SOURCE}:") else "",
        complaint.ref,
        complaint.title,
        answers.get(obligation.step) or answers[obligation.state],
        "\n\n".join(_words(deeds)),
        last,
        names.get(office.pk, office.name) if office else "",
    )
    return Row(complaint, obligation.seq, cells)


def _words(deeds: Sequence[Event]) -> Iterator[str]:
    """`25-03-2026: Kami tangani besok.` What was said to the reporter, as it was said."""
    for event in deeds:
        remark = getattr(event, "remark", None)
        if remark and remark.audience in READABLE and remark.text:
            yield f"{localtime(event.at):%d-%m-%Y}: {remark.text}"
