"""A time is promised to somebody, moved, given back, kept or missed. Two who want the last place: one gets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.dates import long_moment
from balairung.ground.common.errors import Refused
from balairung.ground.common.references import code_from, tidy_code
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.calendars import Calendars
from balairung.rooms.reception.access import can_receive
from balairung.rooms.reception.appointments import notices
from balairung.rooms.reception.appointments.slots import Aim, fits, is_given, next_free, offered
from balairung.rooms.reception.appointments.slots import slots as slots
from balairung.rooms.reception.models import Appointment, Hall, HallVisit
from balairung.rooms.reception.queue.taking import Taken, take
from balairung.rooms.reception.queue.taking import code_of as ticket_code

EARLY = timedelta(hours=1)  # from when one may report oneself by one's own telephone
GRACE = timedelta(minutes=15)  # as long after its time an appointment keeps its place
OVER = {
    Appointment.State.ARRIVED: gettext_lazy("Kedatangan untuk janji ini sudah tercatat."),
    Appointment.State.CANCELLED: gettext_lazy("Janji ini sudah dibatalkan."),
    Appointment.State.MISSED: gettext_lazy("Janji ini sudah lewat. Anda dapat membuat janji baru."),
    Appointment.State.VOID: gettext_lazy("Janji ini gugur karena kantor tutup. Silakan pilih waktu lain."),
}


@dataclass(frozen=True)
class Booked:
    """A promised time and the code that opens its page; `fresh` is False where the same form came again."""

    appointment: Appointment
    code: str
    fresh: bool


@dataclass(frozen=True)
class CheckedIn:
    """Somebody came. `taken` is their number (None for a guest of a person); `late` says that it is an ordinary one."""

    appointment: Appointment
    taken: Taken | None
    late: bool


@transaction.atomic
def book(
    *, aim: Aim, starts_at: datetime, name: str, contact: str = "", purpose: str = "", lane: str = "",
    token: str, by: Actor, at: datetime,
) -> Booked:  # fmt: skip
    """Promise this time to somebody; the same token again promises nothing more.

    `Refused`, with the next free times, when nobody is received then or others were faster.
    """
    if found := Appointment.objects.filter(token=token).first():
        return Booked(found, code_of(found), fresh=False)
    _require_free(aim, starts_at, at)
    appointment = Appointment.objects.create(
        hall=aim.hall, line=aim.line, host=aim.host, starts_at=starts_at, token=token,
        secret_hash=_hash(_code(token)), name=name, contact=contact, purpose=purpose,
        lane=HallVisit.Lane(lane), booked_at=at,
    )  # fmt: skip
    notices.promised(appointment, code_of(appointment), at=at)
    return Booked(appointment, code_of(appointment), fresh=True)


@transaction.atomic
def move(appointment: Appointment, *, starts_at: datetime, by: Actor, at: datetime) -> None:
    """The same at another time; its code stays. `Refused` when that time is not free, and once it is over."""
    appointment = _standing(appointment, by, at)
    _require_free(Aim.of(appointment), starts_at, at, without=appointment)
    appointment.starts_at, appointment.reminded_at = starts_at, None
    appointment.save(update_fields=["starts_at", "reminded_at"])
    notices.moved(appointment, code_of(appointment), at=at)


@transaction.atomic
def cancel(appointment: Appointment, *, why: str = "", by: Actor, at: datetime) -> None:
    """Given back, so that others may have it. An office says why, and the visitor is told."""
    appointment = _standing(appointment, by, at)
    if by.is_officer and not why:
        raise Refused(_("Tulis alasannya. Tamu membacanya."))
    _end(appointment, Appointment.State.CANCELLED, why, at)
    if by.is_officer:
        notices.cancelled(appointment, at=at)


@transaction.atomic
def check_in(appointment: Appointment, *, here: bool = False, by: Actor, at: datetime) -> CheckedIn:
    """Somebody came: a number at the time that was promised; after its grace an ordinary one. Twice is once.

    `here` says that they stand at the desk or the kiosk; by their own telephone it is possible from an hour before.
    Raise `Refused` on another day, too early, and for what was given back.
    """
    appointment = Appointment.objects.select_for_update(of=("self",), no_key=True).get(pk=appointment.pk)
    if appointment.state != Appointment.State.ARRIVED:
        _require_standing(appointment, by)
        _require_today(appointment, here, at)
    late = (appointment.ended_at or at) > appointment.starts_at + GRACE
    taken = _number(appointment, late, by, at) if appointment.line else None
    if appointment.state != Appointment.State.ARRIVED:
        appointment.visit = taken.visit if taken else None
        _end(appointment, Appointment.State.ARRIVED, "", at)
        notices.arrived(appointment, at=at)
    return CheckedIn(appointment, taken, late)


def find(code: str, hall: Hall | None = None) -> Appointment | None:
    """The appointment of this code, however it was typed; only of this hall when one is named."""
    rows = Appointment.objects.filter(secret_hash=_hash(tidy_code(code)[:64])).for_list()
    return rows.filter(hall=hall).first() if hall else rows.first()


def code_of(appointment: Appointment) -> str:
    """The code of its page. It follows from the form's token and a key of the house: no row holds it."""
    return _code(appointment.token)


def number_code(appointment: Appointment) -> str:
    """The code of the number that its visitor drew; "" while there is none."""
    return ticket_code(appointment.hall, _token(appointment)) if appointment.visit_id else ""


def opens_at(appointment: Appointment) -> datetime:
    """From when one may report oneself by telephone."""
    return appointment.starts_at - EARLY


def _require_free(aim: Aim, starts_at: datetime, at: datetime, without: Appointment | None = None) -> None:
    """One at a time looks whether there is room and takes it: the row of the line, or of the hall, is held."""
    if not is_given(aim):
        raise Refused(_("Di sini tidak ada janji temu untuk %(aim)s.") % {"aim": aim})
    _hold(aim)
    day = starts_at.astimezone(Calendars().zone).date()
    if any(slot.starts_at == starts_at for slot in offered(aim, [day], at=at, without=without)[day]):
        return
    raise Refused(_gone(aim, starts_at, at))


def _hold(aim: Aim) -> None:
    held = aim.line or aim.hall
    type(held)._default_manager.select_for_update(no_key=True).get(pk=held.pk)


def _gone(aim: Aim, starts_at: datetime, at: datetime) -> str:
    calendars = Calendars()
    local = starts_at.astimezone(calendars.zone)
    said = _("%(moment)s baru saja diambil orang lain.") if fits(aim, starts_at, calendars) and starts_at > at else ""
    said = (said or _("%(moment)s tidak tersedia.")) % {"moment": long_moment(local)}
    free = [long_moment(moment.astimezone(calendars.zone)) for moment in next_free(aim, at=at)]
    if not free:
        return said + " " + _("Semua waktu dalam beberapa hari ini sudah terisi. Coba lagi besok, atau ambil nomor.")
    return said + " " + _("Yang masih kosong: %(moments)s.") % {"moments": "; ".join(free)}


def _standing(appointment: Appointment, by: Actor, at: datetime) -> Appointment:
    """The row, held; only while it is promised and its time has not come."""
    rows = Appointment.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.select_related("hall__office", "line", "host__office").get(pk=appointment.pk)
    _require_standing(fresh, by)
    if at >= fresh.starts_at and not by.is_officer:
        raise Refused(_("Waktunya sudah tiba atau sudah lewat, jadi janji ini tidak dapat diubah lagi."))
    return fresh


def _require_standing(appointment: Appointment, by: Actor) -> None:
    if by.is_officer:
        require(can_receive(by, appointment.hall), _("Janji temu ini bukan di tempat Anda."))
    if appointment.state != Appointment.State.BOOKED:
        raise Refused(OVER[Appointment.State(appointment.state)])


def _require_today(appointment: Appointment, here: bool, at: datetime) -> None:
    zone = Calendars().zone
    local, now = appointment.starts_at.astimezone(zone), at.astimezone(zone)
    if local.date() != now.date():
        raise Refused(
            _("Janji ini untuk %(moment)s. Lapor datang hanya pada hari itu.") % {"moment": long_moment(local)}
        )
    if not here and at < opens_at(appointment):
        since = long_moment(opens_at(appointment).astimezone(zone))
        raise Refused(_("Anda dapat melapor datang lewat telepon mulai %(moment)s.") % {"moment": since})


def _number(appointment: Appointment, late: bool, by: Actor, at: datetime) -> Taken:
    assert appointment.line is not None  # a guest of a person draws no number
    return take(
        hall=appointment.hall, lines=[appointment.line], channel=HallVisit.Channel.APPOINTMENT, lane=appointment.lane,
        contact=appointment.contact, token=_token(appointment), by=by, at=at,
        booked_for=None if late else appointment.starts_at,
    )  # fmt: skip


def _token(appointment: Appointment) -> str:
    return f"janji-{appointment.pk}"


def _end(appointment: Appointment, state: str, why: str, at: datetime) -> None:
    appointment.state, appointment.why, appointment.ended_at = state, why[:200], at
    appointment.save(update_fields=["state", "why", "ended_at", "visit"])


def _code(token: str) -> str:
    return code_from(keyed_hash("appointment-code", token))


def _hash(code: str) -> str:
    return keyed_hash("appointment", code)
