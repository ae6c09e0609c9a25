"""Reports as a leader looks at them: by district, by day, those of vulnerable people, those written to the leader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.desk import read_mark, write_mark
from balairung.kernel.obligations.inbox import PAGE, Filter, Overview, count_all, mark_of, page_of, rows_of
from balairung.kernel.obligations.models import Clock, Obligation, ObligationQuerySet
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Region
from balairung.surface.dashboards.sums import Sums


def districts(sums: Sums) -> dict[str, int]:
    """How many reports are late, by the code of the district; a district without any is left out."""
    found: Counter[str] = Counter()
    for one in sums:
        if one.district and one.late:
            found[one.district] += one.late
    return dict(found)


@dataclass(frozen=True)
class Letters:
    """What people wrote to the leader: still open and late now; filed in a span, and of those answered in time."""

    open: int
    late: int
    filed: int
    answered: int


def letters(sums: Sums, actor: Actor, now: datetime, days: int = 90) -> Letters:
    rows = _seen(actor).filter(complaint__to_leader=True)
    recent = rows.filter(complaint__filed_at__gte=now - timedelta(days=days), complaint__filed_at__lte=now)
    kept = Clock.objects.filter(obligation=OuterRef("pk"), name="answer", met_at__lte=F("due_at"))
    written = [one for one in sums if one.to_leader]
    open_now, late_now = sum(one.count for one in written), sum(one.late for one in written)
    told = recent.aggregate(filed=Count("pk"), answered=Count("pk", filter=Exists(kept)))
    return Letters(open_now, late_now, told["filed"], told["answered"])


@dataclass(frozen=True)
class Behind:
    """The list behind a figure: its heading, its rows, how many there are (capped), and the mark where it goes on."""

    title: str | Promise
    rows: list[Obligation]
    count: int
    older: str


def _list(key: str, label: str | Promise, keep: Filter) -> Overview:
    """A list of reports that only the figures of this page lead to."""
    return Overview(key, label, "list", lambda rows, actor, now: keep(_reports(rows), actor, now), "", unlisted=True)


EVERY = _list("", _("Laporan"), lambda rows, actor, now: rows)
LISTS = {
    one.key: one
    for one in (
        _list("terlambat", _("Laporan yang terlambat"), lambda rows, actor, now: rows.late(now)),
        _list("berjalan", _("Laporan yang sedang ditangani"), lambda rows, actor, now: rows.running()),
        _list(
            "didahulukan", _("Laporan kelompok rentan"),
            lambda rows, actor, now: rows.running().filter(complaint__vulnerable=True),
        ),
        _list(
            "pimpinan", _("Surat untuk pimpinan"),
            lambda rows, actor, now: rows.running().filter(complaint__to_leader=True),
        ),
    )
}  # fmt: skip


def behind(actor: Actor, now: datetime, asked: Mapping[str, Any]) -> Behind:
    """What `keadaan` and `kecamatan` of an address ask for; what they do not understand is left out."""
    listed = _in(LISTS.get(str(asked.get("keadaan", "")), EVERY), str(asked.get("kecamatan", ""))[:13])
    found = page_of(listed, actor, now, read_mark(str(asked.get("sesudah", ""))))
    older = write_mark(mark_of(found[PAGE - 1], listed)) if len(found) > PAGE else ""
    return Behind(listed.label, found[:PAGE], count_all([rows_of(listed, actor, now)])[0], older)


def district_name(code: str) -> str:
    """The name of a district or village; "" for a code that is none."""
    found = Region.objects.filter(code=code[:13]).first() if code else None
    return str(found) if found else ""


def _in(listed: Overview, district: str) -> Overview:
    if not district:
        return listed
    there = Q(complaint__region=district) | Q(complaint__region__parent=district)
    return replace(listed, keep=lambda rows, actor, now: listed.keep(rows, actor, now).filter(there))


def _seen(actor: Actor) -> ObligationQuerySet:
    return _reports(Obligation.objects.visible_to(actor))


def _reports(rows: ObligationQuerySet) -> ObligationQuerySet:
    return rows.filter(complaint__isnull=False)
