"""An agreement is recorded and ended; its duties are opened, carried out with proof, or released."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.references import new_reference
from balairung.ground.common.text import clean_line, clean_text
from balairung.ground.common.working_time import Unit
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import Owner, make_move, open_obligation
from balairung.kernel.obligations.models import Event, Remark, State
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office
from balairung.kernel.search.actions import open_index
from balairung.rooms.agreements import access, moves, notices
from balairung.rooms.agreements.models import Agreement, Duty

KIND = "agreements"
FARTHEST = 36525  # days: nobody signs for longer than a hundred years
_CODE = re.compile(r"[0-9]{2}(\.[0-9]{2})?")


def record(
    *,
    number: str,
    title: str,
    partner: str,
    scope: str,
    signed_on: date,
    since: date,
    until: date | None,
    office: Office,
    partner_code: str = "",
    scans: Sequence[File] = (),
    by: Actor,
    at: datetime,
) -> Agreement:
    """One agreement of the register; `until` None: no last day. The same number with the same partner stands once."""
    require(access.can_keep(by, office.pk), _("Perjanjian ini dicatat sekretaris daerah atau kepala kantor itu."))
    agreement = Agreement(
        ref=new_reference("J"), number=clean_line(number), title=clean_line(title), partner=clean_line(partner),
        partner_code=clean_line(partner_code), scope=clean_text(scope), signed_on=signed_on, since=since,
        until=until, office=office, recorded_at=at, recorded_by_id=by.person_id,
    )  # fmt: skip
    _check(agreement, localdate(at))
    try:
        with transaction.atomic():
            agreement.save(force_insert=True)
            attach(scans, about=(KIND, agreement.ref))
    except IntegrityError as problem:  # somebody else wrote it down a moment ago
        raise Refused(_known_already(agreement)) from problem
    return agreement


def _check(agreement: Agreement, today: date) -> None:
    if not all((agreement.number, agreement.title, agreement.partner, agreement.scope)):
        raise Refused(_("Nomor, judul, mitra, dan ruang lingkup harus terisi."))
    if agreement.partner_code and not _CODE.fullmatch(agreement.partner_code):
        raise Refused(_("Kode wilayah mitra ditulis seperti 35.10, atau dikosongkan."))
    if agreement.until and agreement.until < agreement.since:
        raise Refused(_("Tanggal berakhirnya lebih dahulu daripada tanggal mulainya. Periksa kedua tanggal itu."))
    if agreement.signed_on > today:
        raise Refused(_("Tanggal tanda tangannya belum tiba. Catat perjanjian setelah ditandatangani."))
    if agreement.since < agreement.signed_on:
        raise Refused(_("Tanggal mulainya lebih dahulu daripada tanggal tanda tangannya. Periksa kedua tanggal itu."))
    if agreement.until and (agreement.until - agreement.since).days > FARTHEST:
        raise Refused(_("Perjanjian ini berlaku lebih dari seratus tahun. Periksa tanggalnya."))
    same = Agreement.objects.filter(number__iexact=agreement.number, partner__iexact=agreement.partner)
    if same.exists():
        raise Refused(_known_already(agreement))


def _known_already(agreement: Agreement) -> str:
    return _("Perjanjian nomor %(number)s dengan %(partner)s sudah tercatat. Cari nomornya dalam daftar.") % {
        "number": agreement.number, "partner": agreement.partner,
    }  # fmt: skip


@transaction.atomic
def keep_scans(agreement: Agreement, *, scans: Sequence[File], by: Actor, at: datetime) -> None:
    """The agreement as it was signed, for officers."""
    require(access.can_keep(by, agreement.office_id))
    attach(scans, about=(KIND, agreement.ref))


@transaction.atomic
def add_duty(agreement: Agreement, *, text: str, due_on: date, office: Office, by: Actor, at: datetime) -> Duty:
    """What the agreement makes an office owe by a day: from now on an obligation like any other."""
    require(access.can_keep(by, agreement.office_id))
    standing = Agreement.objects.select_for_update().get(pk=agreement.pk)  # nobody ends it meanwhile
    line, days = clean_line(text), (due_on - localdate(at)).days
    _check_duty(standing, line, due_on, localdate(at))
    obligation = open_obligation(
        kind=KIND, prefix="K", subject=line[:200], owner=Owner(office), by=by, at=at, state=State.ACTIVE, step="fulfil",
        words=line, audience=Remark.Audience.OFFICERS, facts={"agreement": standing.ref},
        clocks=[ClockRule("fulfil", days, Unit.CALENDAR_DAYS, clock_rule(KIND, "fulfil").source)],
    )  # fmt: skip
    duty = Duty.objects.create(agreement=standing, obligation=obligation, text=line, due_on=due_on)
    open_index(obligation, text=notices.found_by(duty))
    notices.tell_opened(duty, at=at)
    return duty


def _check_duty(agreement: Agreement, line: str, due_on: date, today: date) -> None:
    if not line or len(line) > 300:
        raise Refused(_("Tuliskan kewajibannya dalam satu kalimat, paling banyak 300 huruf."))
    if agreement.standing(today) in {Agreement.Standing.ENDED, Agreement.Standing.EXPIRED}:
        raise Refused(_("Perjanjian ini sudah berakhir, jadi tidak ada kewajiban baru di dalamnya."))
    if due_on < max(today, agreement.since):
        raise Refused(_("Pilih tanggal mulai hari ini dan selama perjanjian berlaku."))
    if agreement.last_day and due_on > agreement.last_day:
        day = long_date(agreement.last_day)
        raise Refused(_("Perjanjian berakhir %(day)s, lebih dahulu daripada tanggal kewajiban ini.") % {"day": day})
    if (due_on - today).days > FARTHEST:
        raise Refused(_("Tanggal kewajiban ini terlalu jauh. Periksa tahunnya."))


@transaction.atomic
def fulfil(duty: Duty, *, text: str, files: Sequence[File], by: Actor, at: datetime) -> Event:
    """Done, with proof."""
    require(access.can_fulfil(by, duty))
    attach(files, about=(KIND, duty.obligation.ref))
    event = make_move(duty.obligation, moves.FULFIL, by=by, at=at, words=text, evidence=files)
    notices.tell_fulfilled(duty, at=at)
    return event


@transaction.atomic
def release(duty: Duty, *, text: str, by: Actor, at: datetime) -> Event:
    """Nobody owes it any more; the reason stays."""
    require(access.can_release(by, duty))
    event = make_move(duty.obligation, moves.RELEASE, by=by, at=at, words=text)
    notices.tell_released(duty, why=text, at=at)
    return event


@transaction.atomic
def end(agreement: Agreement, *, ended_on: date, reason: str, by: Actor, at: datetime) -> int:
    """It counts no more from this day on: what falls due from then on is released; return how many duties.

    What was owed before that day stays owed.
    """
    require(access.can_keep(by, agreement.office_id))
    why = clean_line(reason)
    if not why:
        raise Refused(_("Tuliskan dahulu alasannya."))
    if ended_on < agreement.since or (agreement.until and ended_on > agreement.until):
        raise Refused(_("Pilih tanggal selama perjanjian ini berlaku."))
    mine = Agreement.objects.filter(pk=agreement.pk, ended_on__isnull=True)
    if not mine.update(ended_on=ended_on, ending=why[:300]):
        raise Stale(_("Perjanjian ini sudah diakhiri orang lain. Muat ulang halamannya."))
    agreement.refresh_from_db(fields=["ended_on", "ending"])
    words = _("Perjanjian diakhiri mulai %(day)s: %(why)s") % {"day": long_date(ended_on), "why": agreement.ending}
    duties = list(agreement.duties.running().filter(due_on__gte=ended_on).for_list())
    for duty in duties:
        release(duty, text=words, by=by, at=at)
    return len(duties)
