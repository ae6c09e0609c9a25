"""One inbox per person: everything that is owed, whatever room it belongs to, in the order in which it falls due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from balairung.kernel.obligations.models import Clock, Event, Mention, Obligation, ObligationQuerySet, State, Tag
from balairung.kernel.obligations.snoozing import asleep, end_of_day
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Holding, Office

MOST = 1000  # counts beyond this are shown as "1.000+"
PAGE = 50
ONE_DAY = timedelta(days=1)
ASKED_FOR = timedelta(minutes=1)

Filter = Callable[[ObligationQuerySet, Actor, datetime], ObligationQuerySet]


@dataclass(frozen=True)
class Overview:
    """A saved filter with a name; `only` says for whom it makes sense.

    `order` is the moment by which its rows are sorted. `hides` leaves out what the reader has snoozed. A `passing` one
    is about something that happens now and then: it is shown when it has. An `unlisted` one is the list behind a
    figure of another page.
    """

    key: str
    label: str | Promise
    icon: str
    keep: Filter
    empty: str | Promise
    only: Callable[[Actor], bool] = lambda actor: True
    order: str = "next_at"
    hides: bool = False
    passing: bool = False
    unlisted: bool = False


def _office(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    return rows.filter(owner_office__in=actor.office_ids).running()


def _mine(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    return rows.running().filter(owner_person=actor.person_id)


def _unassigned(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    """Nobody's, or somebody's who no longer works there."""
    there = Holding.objects.current(now).filter(post__office__in=actor.office_ids)
    return _office(rows, actor, now).exclude(owner_person__in=there.values("person"))


def _told(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    told = Clock.objects.filter(told_post__in=actor.post_ids, met_at__isnull=True, dropped_at__isnull=True)
    return rows.running().filter(pk__in=told.values("obligation"))


def _today(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    return rows.near(actor).running().filter(next_at__gte=now, next_at__lt=end_of_day(now))


def _late(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    return rows.near(actor).late(now)


def _waiting(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    return rows.near(actor).open().filter(state=State.WAITING)


def _mentioned(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    unread = Mention.objects.filter(person=actor.person_id, read_at__isnull=True)
    return rows.filter(pk__in=unread.values("obligation"))


def _snoozed(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    return rows.filter(pk__in=asleep(actor, now).values("obligation"))


def _opened(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    return rows.filter(opened_at__gte=now - ONE_DAY, opened_at__lte=now)


def _closed(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    return rows.filter(closed_at__gte=now - ONE_DAY, closed_at__lte=now)


def _raised(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    raised = Event.objects.filter(verb="escalate", at__gte=now - ONE_DAY, at__lte=now)
    return rows.running().filter(pk__in=raised.values("obligation"))


def _unsorted(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    return rows.running().filter(state=State.NEW)


def _leads(actor: Actor) -> bool:
    return actor.leads or actor.coordinates


OVERVIEWS = (
    Overview(
        "saya", _("Untuk saya"), "user", _mine, _("Belum ada yang ditugaskan kepada Anda sendiri."), hides=True
    ),
    Overview(
        "kantor", _("Kantor saya"), "building", _office,
        _("Tidak ada yang harus dikerjakan kantor Anda saat ini."), hides=True,
    ),
    Overview(
        "belum-ditugaskan", _("Belum ditugaskan"), "users", _unassigned,
        _("Semua pekerjaan kantor Anda sudah ada petugasnya."), hides=True,
    ),
    Overview(
        "baru", _("Belum diteruskan"), "inbox", _unsorted, _("Semua laporan yang masuk sudah diteruskan."),
        only=lambda actor: actor.coordinates, hides=True,
    ),
    Overview("hari-ini", _("Jatuh tempo hari ini"), "calendar", _today, _("Tidak ada yang jatuh tempo hari ini.")),
    Overview("terlambat", _("Terlambat"), "alert", _late, _("Tidak ada yang terlambat. Pertahankan.")),
    Overview(
        "menunggu", _("Menunggu pemohon"), "clock", _waiting,
        _("Tidak ada yang sedang menunggu jawaban pemohon."), order="answer_by", hides=True,
    ),
    Overview(
        "naik", _("Naik ke saya"), "bell", _told, _("Tidak ada keterlambatan yang disampaikan kepada Anda."),
        hides=True, passing=True,
    ),
    Overview(
        "sebutan", _("Menyebut saya"), "at-sign", _mentioned, _("Tidak ada catatan baru yang menyebut Anda."),
        passing=True,
    ),
    Overview("ditunda", _("Saya tunda"), "snooze", _snoozed, _("Tidak ada yang sedang Anda tunda."), passing=True),
    Overview(
        "masuk-sehari", _("Masuk sejak kemarin"), "inbox", _opened, _("Tidak ada yang masuk sejak kemarin."),
        only=_leads, order="opened_at", unlisted=True,
    ),
    Overview(
        "tutup-sehari", _("Ditutup sejak kemarin"), "check", _closed, _("Tidak ada yang ditutup sejak kemarin."),
        only=_leads, order="closed_at", unlisted=True,
    ),
    Overview(
        "naik-sehari", _("Naik ke atasan sejak kemarin"), "bell", _raised,
        _("Tidak ada keterlambatan yang naik ke atasan sejak kemarin."), only=_leads, unlisted=True,
    ),
)  # fmt: skip

#: The orders that one may ask for beside the list's own: by which moment, and whether the latest comes first.
ORDERS = {"terbaru": ("opened_at", True), "terlama": ("opened_at", False)}


@dataclass(frozen=True)
class Narrow:
    """What of an overview, and in which order: the key of an office, a label, a kind, a key of `ORDERS`."""

    office: str = ""
    tag: str = ""
    kind: str = ""
    order: str = ""

    def __bool__(self) -> bool:
        return bool(self.office or self.tag or self.kind or self.order)

    def keep(self, rows: ObligationQuerySet) -> ObligationQuerySet:
        if self.office:  # one key, asked once: the index of the office's inbox still gives the order
            rows = rows.filter(owner_office=Office.objects.filter(key=self.office).order_by("pk").values("pk")[:1])
        if self.tag:
            rows = rows.filter(pk__in=Tag.objects.filter(word=self.tag).values("obligation"))
        return rows.filter(kind=self.kind) if self.kind else rows


WHOLE = Narrow()


@dataclass(frozen=True)
class Counted:
    """An overview and how many it holds for this actor."""

    overview: Overview
    count: int
    here: bool

    @property
    def shown(self) -> str:
        return shown(self.count)


def shown(count: int) -> str:
    return f"{MOST:,}+".replace(",", ".") if count > MOST else str(count)


def every_overview(actor: Actor) -> dict[str, Overview]:
    """All that this actor may open, by key: the house's, then what the rooms add (settings.OVERVIEWS)."""
    every = [*OVERVIEWS, *(overview for path in settings.OVERVIEWS for overview in import_string(path))]
    return {overview.key: overview for overview in every if overview.only(actor)}


def listed(actor: Actor, here: str = "") -> list[Overview]:
    """Those that stand on the left."""
    return [one for one in every_overview(actor).values() if not one.unlisted or one.key == here]


def counted(actor: Actor, now: datetime, here: str = "") -> list[Counted]:
    """The listed overviews with their counts."""
    overviews = listed(actor, here)
    counts = count_lists([(overview, WHOLE) for overview in overviews], actor, now)
    return [Counted(overview, count, overview.key == here) for overview, count in zip(overviews, counts, strict=True)]


@dataclass(frozen=True)
class Sight:
    """What an actor sees at this moment: put together once, however many lists are made of it."""

    actor: Actor
    now: datetime

    @cached_property
    def whole(self) -> ObligationQuerySet:
        return Obligation.objects.visible_to(self.actor)

    @cached_property
    def awake(self) -> ObligationQuerySet:
        return self.whole.exclude(pk__in=asleep(self.actor, self.now).values("obligation"))


def rows_of(
    overview: Overview, actor: Actor, now: datetime, narrow: Narrow = WHOLE, sight: Sight | None = None
) -> ObligationQuerySet:
    """What the list holds, in no order."""
    seen = sight or Sight(actor, now)
    return narrow.keep(overview.keep(seen.awake if overview.hides else seen.whole, actor, now))


def count_lists(lists: Sequence[tuple[Overview, Narrow]], actor: Actor, now: datetime) -> list[int]:
    """How many each holds for this actor, in one statement.

    The question is put together once in `ASKED_FOR` and asked again by the same actor with the moment of the first
    time: for an officer with thirteen lists that is half of what the page costs (2026-11). The counts are always new.
    """
    schema = getattr(connection, "regency_schema", "")
    key = (schema, actor, *((overview.key, narrow) for overview, narrow in lists))
    known = _questions.get(key)
    if known is None or not known[0] <= now < known[0] + ASKED_FOR:
        sight = Sight(actor, now)
        question = _question([rows_of(overview, actor, now, narrow, sight) for overview, narrow in lists])
        if len(_questions) >= MOST:
            _questions.clear()
        known = _questions[key] = (now, *question)
    return _answers(*known[1:])


def count_all(lists: Sequence[ObligationQuerySet]) -> list[int]:
    """How many each holds, in one statement."""
    return _answers(*_question(lists))


_questions: dict[tuple[object, ...], tuple[datetime, str, list[Any]]] = {}


def _question(lists: Sequence[ObligationQuerySet]) -> tuple[str, list[Any]]:
    """Put together here: as subqueries of the ORM each would be copied several times over to give it new names."""
    counts = [capped_count(rows) for rows in lists]
    return ", ".join(sql for sql, _ in counts), [param for _, params in counts for param in params]


def _answers(asked: str, params: Sequence[Any]) -> list[int]:
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", params)
        return list(cursor.fetchone())


def capped_count(rows: ObligationQuerySet) -> tuple[str, Sequence[Any]]:
    """How many, but no more than `MOST` + 1: counting needs no order, and no more than a thousand rows."""
    try:
        sql, params = rows.order_by().values("pk")[: MOST + 1].query.sql_with_params()
    except EmptyResultSet:  # Django knows it without asking
        return "0", ()
    return f"(SELECT COUNT(*) FROM ({sql}) AS capped)", params


#: Where a page ended: the priority of its last row, its moment (none for a row without one), and its key.
Mark = tuple[int, datetime | None, str]


def page_of(
    overview: Overview, actor: Actor, now: datetime, after: Mark | None = None, narrow: Narrow = WHOLE
) -> list[Obligation]:
    """Up to `PAGE` + 1 rows of a list, those after the mark: what is put first, then the rest; without a date last."""
    keys = _keys(rows_of(overview, actor, now, narrow), *order_of(overview, narrow), after)
    rows = Obligation.objects.filter(pk__in=keys).select_related("owner_office", "owner_person")
    rows = rows.defer("owner_person__nip", "owner_person__email", "owner_person__phone")  # unsealing takes time
    found = {row.pk: row for row in rows.prefetch_related("tags")}
    return [found[key] for key in keys if key in found]


def _keys(rows: ObligationQuerySet, field: str, down: bool, after: Mark | None) -> list[UUID]:
    """Which rows a page holds: the few that are put first have their own index, the rest is read in another's order.

    Asked before the rows themselves: beside what a row shows, no planner would find the way through a short list.
    """
    date = F(field).desc(nulls_last=True) if down else F(field).asc(nulls_last=True)
    key = "-id" if down else "id"
    first = rows.filter(_beyond_first(field, down, after), priority__gt=0).order_by("-priority", date, key)
    keys = list(first.values_list("pk", flat=True)[: PAGE + 1]) if after is None or after[0] else []
    if len(keys) > PAGE:
        return keys
    mark = Q() if after is None or after[0] else _beyond(field, down, after[1], after[2])
    rest = rows.filter(mark, priority=0).order_by(date, key).values_list("pk", flat=True)
    return keys + list(rest[: PAGE + 1 - len(keys)])


def order_of(overview: Overview, narrow: Narrow) -> tuple[str, bool]:
    """By which moment, and whether the latest comes first."""
    return ORDERS.get(narrow.order, (overview.order, False))


def mark_of(row: Obligation, overview: Overview, narrow: Narrow = WHOLE) -> Mark:
    """Where a page ends that ends with this row."""
    return row.priority, getattr(row, order_of(overview, narrow)[0]), str(row.pk)


def _beyond_first(field: str, down: bool, after: Mark | None) -> Q:
    if after is None:
        return Q()
    priority, moment, key = after
    return Q(priority__lt=priority) | (Q(priority=priority) & _beyond(field, down, moment, key))


def _beyond(field: str, down: bool, moment: datetime | None, key: str) -> Q:
    side = "lt" if down else "gt"
    undated, later_key = Q(**{f"{field}__isnull": True}), {f"id__{side}": key}
    if moment is None:
        return undated & Q(**later_key)
    return undated | Q(**{f"{field}__{side}": moment}) | Q(**{field: moment}, **later_key)
