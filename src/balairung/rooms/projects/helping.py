"""Help is handed over to a group by minutes with a number; months later its office says whether it is still used."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line
from balairung.kernel.obligations.actions import Owner, open_obligation
from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.kernel.people.models import Region
from balairung.kernel.search.actions import open_index
from balairung.rooms.projects import access, notices
from balairung.rooms.projects.models import Beneficiaries, Handover, Project, ProjectDuty
from balairung.rooms.projects.recording import note
from balairung.rooms.projects.reporting import Picture, Progress, Seen, keep, report
from balairung.rooms.projects.wording import group_choices

log = logging.getLogger(__name__)
KIND = "projects"
MONTHS = (3, 6, 12)  # after the handover
STALE = 183  # days after the twelfth month: what is written down later than this is not asked any more
MOST_PEOPLE = 1_000_000
BATCH = 200


@dataclass(frozen=True)
class Given:
    """What was handed over: to whom, by whom, when, by which minutes."""

    group: str
    group_kind: str
    members: int
    giver: str
    goods: str
    on: date
    minutes: str
    region: Region
    people: int
    value: Decimal = Decimal()  # 0: not told
    chair: str = ""
    last: bool = False  # with it the whole project is done


def hand_over(
    project: Project, given: Given, *, pictures: Sequence[Picture] = (), token: str, by: Actor, at: datetime
) -> Handover:
    """One handover for one token. Its pictures show people: they stay with officers until somebody opens them."""
    require(access.can_keep(by, project))
    hashed = keyed_hash("handover", token)
    if known := Handover.objects.filter(token=hashed).first():
        return known
    _check(project, given, localdate(at))
    try:
        with transaction.atomic():
            made = _hand_over(project, given, pictures, hashed, by, at)
            if given.last:
                report(project, _whole(project, given), token=hashed, by=by, at=at)
    except IntegrityError as problem:
        if known := Handover.objects.filter(token=hashed).first():
            return known
        raise Refused(_("Berita acara nomor ini untuk kelompok ini sudah tercatat.")) from problem
    return made


def _whole(project: Project, given: Given) -> Progress:
    return Progress(given.on, Decimal(100), project.paid, words=_("Semua bantuan sudah diserahkan."))


def _hand_over(
    project: Project, given: Given, pictures: Sequence[Picture], hashed: str, by: Actor, at: datetime
) -> Handover:
    made = Handover.objects.create(
        project=project, token=hashed, group=clean_line(given.group), group_kind=given.group_kind,
        members=given.members, chair=clean_line(given.chair)[:120], giver=clean_line(given.giver),
        goods=clean_line(given.goods), value=given.value, on=given.on, minutes=clean_line(given.minutes),
        recorded_at=at, recorded_by_id=by.person_id,
    )  # fmt: skip
    Beneficiaries.objects.create(handover=made, region=given.region, people=given.people)
    keep(project, pictures, Seen(_("Serah terima"), "", given.on, False), {"handover": made}, hashed, by, at)
    return made


def _check(project: Project, given: Given, today: date) -> None:
    if not all(map(clean_line, (given.group, given.giver, given.goods, given.minutes))):
        raise Refused(_("Nama kelompok, pemberi, yang diserahkan, dan nomor berita acara harus terisi."))
    if given.group_kind not in dict(group_choices()):
        raise Refused(_("Pilih jenis kelompok dari daftar."))
    if given.on > today:
        raise Refused(_("Tanggal serah terima belum tiba. Catat setelah diserahkan."))
    if not (0 < given.members <= MOST_PEOPLE and 0 < given.people <= MOST_PEOPLE):
        raise Refused(_("Jumlah anggota dan jumlah penerima manfaat paling sedikit satu orang."))
    if not 0 <= given.value <= project.value:
        raise Refused(_("Nilai yang diserahkan tidak lebih dari nilai proyek."))
    if project.stopped:
        raise Refused(_("Proyek ini %(how)s. Lanjutkan dahulu.") % {"how": project.get_stopped_display()})


@transaction.atomic
def count_people(handover: Handover, *, region: Region, people: int, by: Actor, at: datetime) -> None:
    """So many people of one more village have something of it; said again, the number is corrected."""
    require(access.can_keep(by, handover.project))
    if not 0 < people <= MOST_PEOPLE:
        raise Refused(_("Jumlah penerima manfaat paling sedikit satu orang."))
    Beneficiaries.objects.update_or_create(handover=handover, region=region, defaults={"people": people})


@transaction.atomic
def reveal(handover: Handover, *, by: Actor, at: datetime) -> str:
    """The name of the group's chair, for whoever keeps the project; a line says who opened it."""
    require(access.can_keep(by, handover.project))
    words = _("Nama ketua %(group)s dibuka") % {"group": handover.group}
    note(handover.project, words, by=by, at=at, inner=True)
    return handover.chair


# --- is it still in use? -------------------------------------------------------------------------------------------


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    number = day.year * 12 + day.month - 1 + months
    first = date(number // 12, number % 12 + 1, 1)
    following = date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def follow(*, now: datetime) -> int:
    """Ask the offices whose gifts are three, six or twelve months old; return of how many (settings.LOOPS).

    What was written down late is asked once, for the last of the three that has passed.
    """
    today = localdate(now)
    with transaction.atomic():
        due = [(one, months) for one in _unasked(today) if (months := _months_due(one, today))]
    return sum(_try_to_ask(one, months, now) for one, months in due)


def _unasked(today: date) -> list[Handover]:
    """Handovers that have some month behind them that nobody asked about: oldest first, a batch at a time."""
    oldest = months_after(today, -max(MONTHS)) - timedelta(days=STALE)
    rows = Handover.objects.filter(on__gte=oldest, on__lte=months_after(today, -MONTHS[0]) + timedelta(days=3))
    rows = rows.exclude(project__stopped="cancelled")
    found: dict[object, Handover] = {}
    for place, months in enumerate(MONTHS):
        asked = ProjectDuty.objects.filter(handover=OuterRef("pk"), months__in=MONTHS[place:])
        late = rows.filter(~Exists(asked), on__lte=months_after(today, -months) + timedelta(days=3))
        found |= {one.pk: one for one in late.select_related("project__office", "project__region")[:BATCH]}
    return list(found.values())


def _months_due(handover: Handover, today: date) -> int:
    """The last of the three that has passed and was not asked, 0 when none has."""
    passed = [months for months in MONTHS if months_after(handover.on, months) <= today]
    asked = max((one.months or 0 for one in handover.checks.all()), default=0)
    return passed[-1] if passed and passed[-1] > asked else 0


def _try_to_ask(handover: Handover, months: int, now: datetime) -> int:
    """One by one: a bad one never stops the others."""
    try:
        return _ask(handover, months, now)
    except IntegrityError:  # another worker asked it a moment ago
        return 0
    except Exception:
        log.exception("nobody was asked whether help is still used: %s", handover.pk)
        return 0


@transaction.atomic
def _ask(handover: Handover, months: int, now: datetime) -> int:
    project = handover.project
    text = _("Lihat apakah bantuan untuk %(group)s masih dipakai setelah %(months)d bulan: %(goods)s") % {
        "group": handover.group, "months": months, "goods": handover.goods,
    }  # fmt: skip
    obligation = open_obligation(
        kind=KIND, prefix="B", subject=text[:200], owner=Owner(project.office), by=SYSTEM, at=now, state=State.ACTIVE,
        step="use", words=text, clocks=[clock_rule(KIND, "use")], facts={"project": project.ref, "months": months},
    )  # fmt: skip
    due = localdate(obligation.next_at) if obligation.next_at else localdate(now)
    duty = ProjectDuty.objects.create(
        project=project, obligation=obligation, text=text[:300], due_on=due, handover=handover, months=months
    )
    open_index(obligation, text=notices.found_by(duty))
    notices.tell_opened(duty, at=now)
    return 1
