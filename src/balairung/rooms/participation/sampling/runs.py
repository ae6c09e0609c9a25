"""A sample: its seed is sealed first, then drawn, then everything is shown (docs/decisions/0032)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.references import new_code, new_reference
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office
from balairung.rooms.participation import access, notices
from balairung.rooms.participation.lots import (
    Drawn,
    afternoon,
    day_of,
    draw,
    new_seed,
    one_each,
    one_of,
    quarter,
    seal_of,
)
from balairung.rooms.participation.models import SampleRun, SampleUnit
from balairung.rooms.participation.owing import PREFIX
from balairung.rooms.participation.rules import told

LONGEST_DAYS = 92
DAY = timedelta(days=1)
LEVELS = {Office.Kind.DISTRICT: "district", Office.Kind.WARD: "ward", Office.Kind.VILLAGE: "village"}
Kind, State = SampleRun.Kind, SampleRun.State


@dataclass(frozen=True)
class Case:
    """A finished matter whose owner may be asked (settings.CALL_BACK_CASES)."""

    ref: str
    office: UUID
    shelf: str  # the name of the office
    whom: str  # a keyed hash of its owner's contact

    @property
    def key(self) -> str:
        """What its lot is drawn for: nobody finds the number of a case in it."""
        return keyed_hash("call-back", self.ref)[:32]


def commit_sample(*, kind: str, since: date, until: date, size: int, by: Actor, at: datetime) -> SampleRun:
    """The seed is made and its hash published, before anybody can know what will be drawn from."""
    require(access.can_sample(by), _("Sampel diundi pimpinan, koordinator pengaduan, atau Inspektorat."))
    today, most = localdate(at), told()["sample"]["most"]
    if not 1 <= size <= most:
        raise Refused(_("Besar sampel satu sampai %(most)d.") % {"most": most})
    if until < since or (until - since).days >= LONGEST_DAYS:
        raise Refused(_("Pilih kurun paling lama %(days)d hari.") % {"days": LONGEST_DAYS})
    if (since if kind == Kind.GUEST else until) <= today:
        raise Refused(_("Benih disegel sebelum ada yang dapat diundi. Pilih kurun yang belum lewat."))
    seed = new_seed()
    return SampleRun.objects.create(
        ref=new_reference(PREFIX), kind=kind, since=since, until=until, size=size, seed=seed,
        seed_hash=seal_of(seed), committed_at=at, made_by_id=by.person_id,
    )  # fmt: skip


@transaction.atomic
def draw_sample(run: SampleRun, *, by: Actor, at: datetime) -> int:
    """Draw, once; return how many. Visits on any day of the time, cases when the time is over."""
    require(access.can_sample(by))
    kept, today = _locked(run, State.COMMITTED), localdate(at)
    if kept.kind == Kind.CALL and today <= kept.until:
        raise Refused(_("Perkara diundi setelah kurunnya berakhir, agar semua yang selesai ikut diundi."))
    if kept.kind == Kind.GUEST and today > kept.until:
        raise Refused(_("Kurun kunjungan ini sudah lewat."))
    made = _draw_guests(kept, today) if kept.kind == Kind.GUEST else _draw_cases(kept, at)
    kept.state, kept.drawn_at = State.DRAWN, at
    kept.save(update_fields=["state", "drawn_at", "pool", "barred"])
    return made


def _draw_guests(run: SampleRun, today: date) -> int:
    offices = {one.key: one for one in Office.objects.filter(closed_on__isnull=True)}
    pool: dict[str, list[str]] = {}
    for key, one in sorted(offices.items()):
        pool.setdefault(LEVELS.get(Office.Kind(one.kind), "other"), []).append(key)
    drawn = _draw(run, pool, barred=_drawn_before(run))
    calendars, first = Calendars(), max(today + DAY, run.since)
    SampleUnit.objects.bulk_create([_guest(run, one, offices[one.key], calendars, first) for one in drawn])
    return len(drawn)


def _guest(run: SampleRun, drawn: Drawn, office: Office, calendars: Calendars, first: date) -> SampleUnit:
    """Which counter and which half of which day: by lot, too."""
    services: list[tuple[str, str]] = import_string(settings.SURVEY_SERVICES)(office, ())
    days = _working(office, calendars, first, run.until)
    return SampleUnit(
        run=run, shelf=drawn.shelf, unit_key=drawn.key, whom=drawn.key, office=office,
        service=one_of(run.seed, drawn.key, [name for _key, name in services])[:160],
        visit_on=day_of(run.seed, drawn.key, days) if days else None, afternoon=afternoon(run.seed, drawn.key),
    )  # fmt: skip


def _working(office: Office, calendars: Calendars, first: date, last: date) -> list[date]:
    calendar = calendars.get(office.calendar)
    days = [first + DAY * number for number in range((last - first).days + 1)]
    return [day for day in days if calendar.day(day).working]


def _draw_cases(run: SampleRun, at: datetime) -> int:
    """One case of each owner at most; then by office; then we ask whether we may call."""
    found = {one.key: one for one in _cases(run)}
    by_key = {key: found[key] for key in one_each({key: one.whom for key, one in found.items()}, run.seed)}
    pool: dict[str, list[str]] = {}
    for key, one in sorted(by_key.items()):
        pool.setdefault(one.shelf, []).append(key)
    before = _drawn_before(run)
    drawn = _draw(run, pool, barred={key for key, one in by_key.items() if one.whom in before})
    contact_of = import_string(settings.CALL_BACK_CONTACT)
    for unit in drawn:
        _ask(run, unit, by_key[unit.key], contact_of(by_key[unit.key].ref), at)
    return len(drawn)


def _cases(run: SampleRun) -> list[Case]:
    return [Case(*row) for row in import_string(settings.CALL_BACK_CASES)(run.since, run.until)]


def _ask(run: SampleRun, drawn: Drawn, case: Case, contact: str, at: datetime) -> None:
    token = new_code(20)
    unit = SampleUnit.objects.create(
        run=run, shelf=drawn.shelf[:40], unit_key=drawn.key, whom=case.whom, office_id=case.office,
        case_ref=case.ref, state=SampleUnit.State.ASKED if contact else SampleUnit.State.MISSED,
        token_hash=token_hash(token),
    )  # fmt: skip
    if contact:
        notices.ask_leave(unit, contact=contact, token=token, at=at)


def token_hash(token: str) -> str:
    return keyed_hash("call-back-leave", token)


def _draw(run: SampleRun, pool: Mapping[str, Collection[str]], *, barred: Collection[str]) -> list[Drawn]:
    """What is drawn from is kept without those who were drawn in this quarter already: it is what others draw from."""
    left = {shelf: sorted(set(keys) - set(barred)) for shelf, keys in pool.items()}
    run.pool, run.barred = left, sum(map(len, pool.values())) - sum(map(len, left.values()))
    return draw(left, size=run.size, seed=run.seed)


def _drawn_before(run: SampleRun) -> set[str]:
    """Whom the other samples of this kind drew in the same quarter."""
    first, last = quarter(run.since)
    rows = SampleUnit.objects.filter(run__kind=run.kind, run__since__gte=first, run__since__lte=last)
    return set(rows.exclude(run=run).values_list("whom", flat=True))


@transaction.atomic
def reveal(run: SampleRun, *, by: Actor, at: datetime) -> None:
    """Seed, list and results are everybody's from now on; what was not done stays not done, numbers are forgotten."""
    require(access.can_sample(by))
    kept = _locked(run, State.DRAWN)
    if localdate(at) <= kept.until:
        raise Refused(_("Hasilnya diumumkan setelah kurunnya berakhir."))
    left = (SampleUnit.State.WAITING, SampleUnit.State.ASKED, SampleUnit.State.AGREED)
    SampleUnit.objects.filter(run=kept, state__in=left).update(state=SampleUnit.State.MISSED)
    SampleUnit.objects.filter(run=kept).update(number="", token_hash="")
    kept.state, kept.revealed_at = State.REVEALED, at
    kept.save(update_fields=["state", "revealed_at"])


def reveal_due(*, now: datetime) -> int:
    """Nobody keeps in a drawer what displeases: a month after its last day a sample is shown (settings.LOOPS)."""
    last = localdate(now) - told()["sample"]["reveal_days"] * DAY
    with transaction.atomic():
        rows = list(SampleRun.objects.filter(state=State.DRAWN, until__lt=last).order_by("since", "id"))
        for run in rows:
            reveal(run, by=SYSTEM, at=now)
    return len(rows)


def _locked(run: SampleRun, state: str) -> SampleRun:
    kept = SampleRun.objects.select_for_update().get(pk=run.pk)
    if kept.state != state:
        raise Stale(_("Sampel ini sudah berubah. Muat ulang halamannya."))
    return kept
