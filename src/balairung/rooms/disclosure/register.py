"""The two registers that the law wants kept: of requests and of objections, page by page, and as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from balairung.kernel.people.actors import Actor
from balairung.rooms.disclosure import access
from balairung.rooms.disclosure.models import InfoRequest, InfoRequestQuerySet, Objection, ObjectionQuerySet
from balairung.rooms.disclosure.public import Shelf, mark_of, read_mark
from balairung.rooms.disclosure.rules import article_words, told

PAGE = 50


def requests_page(actor: Actor, since: datetime, until: datetime, before: str = "") -> Shelf:
    """The requests of a year that this actor sees, the newest first."""
    return _page(_ordered(access.requests_of(actor), since, until), before)


def objections_page(actor: Actor, since: datetime, until: datetime, before: str = "") -> Shelf:
    rows = access.objections_of(actor).select_related("obligation__owner_office", "request__obligation__owner_office")
    return _page(_ordered(rows, since, until), before)


def _ordered(rows: Any, since: datetime, until: datetime) -> Any:
    return rows.filter(filed_at__gte=since, filed_at__lt=until).order_by("-filed_at", "-id")


def _page(rows: Any, before: str) -> Shelf:
    if mark := read_mark(before):
        rows = rows.filter(Q(filed_at__lt=mark[0]) | Q(filed_at=mark[0], pk__lt=mark[1]))
    found = list(rows.select_related("obligation__owner_office")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Shelf(found[:PAGE], mark_of(last.filed_at, last.pk) if last else "")


def request_columns() -> list[str]:
    """The columns of the register without whoever asked: a table leaves the house, and names stay in it."""
    return [
        _("Nomor"), _("Tanggal"), _("Kantor"), _("Informasi yang diminta"), _("Cara memperoleh"), _("Cara menerima"),
        _("Jawaban"), _("Dijawab pada"), _("Dasar penolakan"), _("Dikuasai oleh"), _("Biaya"),
    ]  # fmt: skip


def request_lines(rows: InfoRequestQuerySet, since: datetime, until: datetime) -> Iterator[Sequence[object]]:
    found = rows.filter(filed_at__gte=since, filed_at__lt=until).for_list().order_by("filed_at", "id")
    for one in found.iterator(chunk_size=500):
        yield _line(one)


def _line(one: InfoRequest) -> Sequence[object]:
    answered = one.get_outcome_display() if one.outcome else one.obligation.get_state_display()
    return (
        one.ref, _day(one.filed_at), one.obligation.owner_office, one.information, told("shapes", one.shape),
        told("ways", one.way), answered, _day(one.answered_at), article_words(one.article), one.held_by, one.cost,
    )  # fmt: skip


def objection_columns() -> list[str]:
    return [
        _("Nomor"), _("Tanggal"), _("Nomor permohonan"), _("Informasi yang diminta"), _("Alasan keberatan"),
        _("Putusan"), _("Tanggal putusan"), _("Pemutus"), _("Tanggapan pemohon"),
    ]  # fmt: skip


def objection_lines(rows: ObjectionQuerySet, since: datetime, until: datetime) -> Iterator[Sequence[object]]:
    found = rows.filter(filed_at__gte=since, filed_at__lt=until).for_list().order_by("filed_at", "id")
    for one in found.iterator(chunk_size=500):
        yield (
            one.ref, _day(one.filed_at), one.request.ref, one.request.information, told("grounds", one.ground),
            decision_words(one), _day(one.decided_at), one.decided_by, response_words(one),
        )  # fmt: skip


def decision_words(one: Objection) -> str:
    if one.granted is None:
        return str(one.obligation.get_state_display())
    return _("dikabulkan") if one.granted else _("ditolak")


def response_words(one: Objection) -> str:
    """What the requester says to the decision."""
    if one.disputed_at:
        return _("dibawa ke Komisi Informasi")
    return _("diterima") if one.accepted_at else ""


def _day(moment: datetime | None) -> str:
    return localtime(moment).date().isoformat() if moment else ""
