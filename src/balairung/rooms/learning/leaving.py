"""Leave, duty elsewhere, illness: asked for with proof, decided by a superior, written into the line of command.

A granted leave is an absence of kernel/people: the ladder passes the person by, a Plh. may be appointed for the days,
and days counted in between follow. The absence itself never says what kind of leave it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.text import clean_text
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.kernel.people.appointments import end_absence, record_absence
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Absence, Holding, Person
from balairung.rooms.learning import notices, rules
from balairung.rooms.learning.access import stands_above
from balairung.rooms.learning.models import Leave, LeaveAllowance

KIND = "learning"
BACKWARDS, FORWARDS = timedelta(days=62), timedelta(days=366)  # illness is told afterwards, a long leave long before
MOST_WORDS = 2000
ONE_DAY = timedelta(days=1)
State = Leave.State
ELSEWHERE, ON_LEAVE = gettext_lazy("Dinas luar"), gettext_lazy("Cuti")


@dataclass(frozen=True)
class Balance:
    """Working days of yearly leave in one year."""

    year: int
    days: int
    used: int
    asked: int

    @property
    def left(self) -> int:
        return max(0, self.days - self.used)


@transaction.atomic
def ask(
    person: Person, *, sort: str, since: date, until: date, reason: str, proof: Sequence[File], by: Actor, at: datetime
) -> Leave:
    """Ask for these days, both included: oneself, or a superior for somebody who cannot. `Refused` says what lacks."""
    require(by.person_id == person.pk or stands_above(by, person.pk, at))
    wanted, words = rules.sorts().get(sort), clean_text(reason)[:MOST_WORDS]
    if wanted is None:
        raise Refused(_("Pilih jenis cuti dari daftar."))
    if not words:
        raise Refused(_("Tuliskan alasannya."))
    _check_term(wanted, since, until, localdate(at))
    if wanted.proof and not proof:
        raise Refused(_("%(sort)s memerlukan bukti, misalnya surat tugas atau surat dokter. Lampirkan berkasnya.") % {
            "sort": wanted.name})  # fmt: skip
    _refuse_overlap(person, since, until)
    if wanted.yearly:
        _check_balance(person, since, until)
    leave = Leave.objects.create(person=person, sort=sort, since=since, until=until, reason=words, asked_at=at)
    attach(proof, about=(KIND, str(leave.pk)))
    leave.proof.set(proof)
    notices.tell_asked(leave, at=at)
    return leave


@transaction.atomic
def approve(leave: Leave, *, answer: str = "", by: Actor, at: datetime) -> None:
    """Grant it: the absence is recorded in the same moment. An absence that somebody recorded before is taken over."""
    _decide(leave, State.APPROVED, answer, by, at)
    if rules.sort_of(leave.sort).yearly:
        _check_balance(leave.person, leave.since, leave.until, besides=leave)
    leave.absence = _absence_of(leave, at)
    leave.save(update_fields=["absence"])
    notices.tell_decided(leave, at=at)


@transaction.atomic
def refuse(leave: Leave, *, answer: str, by: Actor, at: datetime) -> None:
    """Say no, and why."""
    if not clean_text(answer):
        raise Refused(_("Tuliskan alasan mengapa tidak disetujui."))
    _decide(leave, State.REFUSED, answer, by, at)
    notices.tell_decided(leave, at=at)


@transaction.atomic
def withdraw(leave: Leave, *, by: Actor, at: datetime) -> None:
    """Whoever asked thinks better of it, before it was decided."""
    require(by.person_id == leave.person_id)
    _move(leave, State.WITHDRAWN, at)


@transaction.atomic
def come_back(leave: Leave, *, back_on: date, by: Actor, at: datetime) -> None:
    """At work again earlier than asked for; a leave that has not begun by then is not taken at all."""
    require(by.person_id == leave.person_id or stands_above(by, leave.person_id, at))
    if leave.state != State.APPROVED or back_on > leave.last_day:
        raise Refused(_("Cuti ini sudah berakhir atau tidak berlaku."))
    leave.back_on = max(back_on, leave.since)
    leave.save(update_fields=["back_on"])
    if leave.absence and leave.absence.until >= leave.back_on:
        end_absence(leave.absence, back=leave.back_on, by=SYSTEM, at=at)


@transaction.atomic
def allow(person: Person, *, year: int, days: int, note: str, by: Actor, at: datetime) -> LeaveAllowance:
    """Another number of days of yearly leave in a year than the usual, with what it rests on."""
    require(stands_above(by, person.pk, at))
    assert by.person_id
    if not 0 <= days <= 60 or not clean_text(note):
        raise Refused(_("Tuliskan jumlah hari antara 0 dan 60, dan dasarnya."))
    return LeaveAllowance.objects.create(
        person=person, year=year, days=days, note=clean_text(note)[:200], by_id=by.person_id, at=at
    )


def balance(person: Person, year: int, besides: Leave | None = None) -> Balance:
    """Yearly leave of one year: what one has, what was used, and what is still asked for."""
    given = LeaveAllowance.objects.filter(person=person, year=year).order_by("-at", "-id").first()
    days = given.days if given else rules.sort_of(rules.ANNUAL).yearly
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = Leave.objects.filter(person=person, sort=rules.ANNUAL).touching(first, last).defer("reason", "answer")
    taken = {State.APPROVED.value: 0, State.ASKED.value: 0}
    rows = rows.exclude(pk=besides.pk) if besides else rows
    for one in rows.filter(state__in=taken):
        taken[one.state] += working_days(person, max(one.since, first), min(one.last_day, last))
    return Balance(year, days, taken[State.APPROVED.value], taken[State.ASKED.value])


def working_days(person: Person, since: date, until: date) -> int:
    """Days on which the person's office works, both ends included; five a week where it never closes."""
    rows = Holding.objects.filter(Q(until__isnull=True) | Q(until__gte=since), person=person, since__lte=until)
    key = rows.order_by("post__order", "id").values_list("post__office__calendar", flat=True).first()
    calendar = Calendars().get("6-day" if key == "6-day" else "5-day")
    return calendar.working_days(since - ONE_DAY, until) if since <= until else 0


# --- rules -------------------------------------------------------------------------------------------------------


def _check_term(sort: rules.Sort, since: date, until: date, today: date) -> None:
    if until < since:
        raise Refused(_("Hari terakhir tidak boleh sebelum hari pertama, %(since)s.") % {"since": long_date(since)})
    if since < today - BACKWARDS or until > today + FORWARDS * 3:
        raise Refused(_("Periksa lagi tanggalnya: terlalu jauh dari hari ini."))
    if (until - since).days + 1 > sort.days:
        facts = {"sort": sort.name, "days": sort.days}
        raise Refused(_("%(sort)s paling lama %(days)d hari sekali minta.") % facts)


def _refuse_overlap(person: Person, since: date, until: date) -> None:
    rows = Leave.objects.touching(since, until).filter(person=person)
    known = (rows.filter(state=State.ASKED) | rows.filter(state=State.APPROVED)).order_by("since").first()
    if known:
        facts = {
            "sort": rules.sort_of(known.sort).name,
            "since": long_date(known.since),
            "until": long_date(known.until),
        }
        raise Refused(_("Pada masa itu sudah ada %(sort)s, %(since)s sampai %(until)s.") % facts)


def _check_balance(person: Person, since: date, until: date, besides: Leave | None = None) -> None:
    """In each year that it touches."""
    for year in range(since.year, until.year + 1):
        wanted = working_days(person, max(since, date(year, 1, 1)), min(until, date(year, 12, 31)))
        has = balance(person, year, besides)
        if wanted > has.left:
            facts = {"year": year, "left": has.left, "wanted": wanted}
            raise Refused(_("Sisa cuti tahunan %(year)d tinggal %(left)d hari kerja, yang diminta %(wanted)d.") % facts)


def _decide(leave: Leave, state: str, answer: str, by: Actor, at: datetime) -> None:
    require(stands_above(by, leave.person_id, at), _("Yang memutuskan adalah atasan di atas pemohon."))
    leave.answer, leave.decided_by_id = clean_text(answer)[:MOST_WORDS], by.person_id
    _move(leave, state, at)


def _move(leave: Leave, state: str, at: datetime) -> None:
    """From being asked for to something else, once: whoever comes second is told so."""
    mine = Leave.objects.filter(pk=leave.pk, state=State.ASKED)
    if not mine.update(state=state, decided_at=at, decided_by=leave.decided_by_id):
        raise Stale(_("Permintaan ini sudah diputuskan. Muat ulang halaman."))
    leave.state, leave.decided_at = state, at
    leave.save(update_fields=["answer"])


def _absence_of(leave: Leave, at: datetime) -> Absence:
    since, until = leave.since, leave.until
    covering = Absence.objects.filter(person=leave.person, since__lte=since, until__gte=until).first()
    if covering:
        return covering
    reason = str(ELSEWHERE if rules.sort_of(leave.sort).duty else ON_LEAVE)
    return record_absence(person=leave.person, since=since, until=until, reason=reason, by=SYSTEM, at=at)
