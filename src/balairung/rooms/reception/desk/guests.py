"""The guest book: written by the receptionist, or by the guest's own telephone and completed at the desk; handed over
to the queue, to an appointment or to whoever they came to see; and wiped when its time is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import facts
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_line
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Person, Post
from balairung.kernel.people.presence import Presence
from balairung.kernel.rosters.duty import Duty
from balairung.rooms.reception import access
from balairung.rooms.reception.appointments.booking import CheckedIn, check_in
from balairung.rooms.reception.models import Appointment, Guest, Hall, HallVisit, Line
from balairung.rooms.reception.queue.taking import Taken, take

KIND = "reception"
MOST_PEOPLE = 500  # in one line of the book: a bus, a school
MOST_WAITING = 60  # who wrote by telephone and was not received; more of them nobody could have seen come in
LINE, PURPOSE = 120, 300  # letters
BATCH = 500


@dataclass(frozen=True)
class PrivacyNotice:
    """What a guest is told before anything is written down."""

    version: str
    lines: tuple[str, ...]
    days: int  # until what says who it was is wiped


def privacy_notice() -> PrivacyNotice:
    """The words that are shown now (`ground/data/guest_notice.yaml`)."""
    data = facts("guest_notice")
    shown, days = data["versions"][0], int(data["days_kept"])
    return PrivacyNotice(shown["version"], tuple(line.format(days=days) for line in shown["text"]), days)


# --- who is visited ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Host:
    """Whom a guest comes to see: a post, or the person whom the rosters name for now."""

    post: Post | None = None
    person: Person | None = None


@dataclass(frozen=True)
class Said:
    """What a guest, or the receptionist for them, has said."""

    name: str = ""
    origin: str = ""
    contact: str = ""
    purpose: str = ""
    people: int = 1
    host: Host = field(default_factory=Host)


def on_duty(hall: Hall, at: datetime) -> Person | None:
    """Whoever the office's rosters name at this moment."""
    found = Duty(at).of(hall.office_id)
    return found.person if found else None


def _checked_host(hall: Hall, host: Host, at: datetime) -> Host:
    if host.post and not access.may_be_visited(hall, host.post):
        raise Refused(_("Orang yang dituju tidak berkantor di sini. Pilih dari daftar."))
    if host.person and on_duty(hall, at) != host.person:
        raise Refused(_("Giliran jaga baru saja berganti. Muat ulang halaman ini, lalu pilih lagi."))
    return host


# --- in and out -------------------------------------------------------------------------------------------------------


def sign_in(*, hall: Hall, said: Said, notice: str, token: str, by: Actor, at: datetime) -> Guest:
    """One line of the book for one `token`, however often the form comes.

    Written by whoever receives in this hall, or by the guests themselves (`by` a citizen): then it waits until somebody
    at the desk completes it. `notice` is the version of the privacy notice that stood beside the form.
    """
    hashed = keyed_hash("guest", str(hall.pk), token)
    own = not access.can_receive(by, hall)
    require(not own or not by.is_officer)
    words = _words(said)
    try:
        with transaction.atomic():
            return _known(hashed) or _write(
                hall, words, _checked_host(hall, said.host, at), notice, hashed, own, by, at
            )
    except IntegrityError:
        if known := _known(hashed):
            return known
        raise


def _known(hashed: str) -> Guest | None:
    return Guest.objects.for_list().filter(token=hashed).first()


def _write(
    hall: Hall, words: dict[str, Any], host: Host, notice: str, hashed: str, own: bool, by: Actor, at: datetime
) -> Guest:
    if hall.closed_on and hall.closed_on <= localdate(at):
        raise Refused(_("Tempat ini sudah tidak menerima tamu."))
    if own and Guest.objects.filter(hall=hall).waiting().count() >= MOST_WAITING:
        raise Refused(_("Buku tamu sedang penuh. Silakan langsung ke meja penerima tamu."))
    return Guest.objects.create(
        hall=hall, token=hashed, host=host.post, person=host.person, notice=_version(notice), arrived_at=at,
        received_at=None if own else at, written_by_id=None if own else by.person_id, **words,
    )  # fmt: skip


def _version(notice: str) -> str:
    known = [one["version"] for one in facts("guest_notice")["versions"]]
    if notice not in known:
        raise Refused(_("Pemberitahuan privasi sudah berganti. Muat ulang halaman ini, lalu kirim kembali."))
    return notice


def _words(said: Said) -> dict[str, Any]:
    line = clean_line(said.name)[:LINE]
    if not line:
        raise Refused(_("Tuliskan dahulu nama tamunya."))
    if not 1 <= said.people <= MOST_PEOPLE:
        raise Refused(_("Jumlah orang harus antara 1 dan %(most)d.") % {"most": MOST_PEOPLE})
    return {
        "name": line, "origin": clean_line(said.origin)[:LINE], "contact": clean_line(said.contact)[:LINE],
        "purpose": clean_line(said.purpose)[:PURPOSE], "people": said.people,
    }  # fmt: skip


@transaction.atomic
def complete(guest: Guest, *, said: Said, by: Actor, at: datetime) -> Guest:
    """The receptionist reads what a guest wrote by telephone, mends it, and receives them."""
    require(access.can_receive(by, guest.hall))
    _locked(guest)
    changes, found = _words(said), _checked_host(guest.hall, said.host, at)
    for name, value in (changes | {"host": found.post, "person": found.person}).items():
        setattr(guest, name, value)
    guest.received_at, guest.written_by_id = guest.received_at or at, guest.written_by_id or by.person_id
    guest.save(update_fields=[*changes, "host", "person", "received_at", "written_by"])
    return guest


@transaction.atomic
def sign_out(guest: Guest, *, by: Actor, at: datetime) -> None:
    """They are gone; pressed twice, the first moment counts."""
    require(access.can_receive(by, guest.hall))
    Guest.objects.filter(pk=guest.pk, left_at__isnull=True).update(left_at=max(at, guest.arrived_at))


# --- handed over ------------------------------------------------------------------------------------------------------


@transaction.atomic
def hand_to_queue(
    guest: Guest, *, lines: Sequence[Line], by: Actor, at: datetime, lane: str = "", quick: bool = False
) -> Taken:
    """One number for each line, told to the guest's own contact. The same guest handed over twice has the same ones."""
    require(access.can_receive(by, guest.hall))
    _locked(guest)
    if not lines:
        raise Refused(_("Pilih dahulu layanannya."))
    taken = take(
        hall=guest.hall, lines=lines, channel=HallVisit.Channel.DESK, lane=lane, quick=quick, contact=guest.contact,
        token=f"guest:{guest.pk}", by=by, at=at,
    )  # fmt: skip
    _visiting(guest, taken.visit, by, at)
    return taken


@transaction.atomic
def hand_to_appointment(guest: Guest, appointment: Appointment, *, by: Actor, at: datetime) -> CheckedIn:
    """They come at a time that was promised to them: it is kept, and they stand where that time puts them."""
    require(access.can_receive(by, guest.hall))
    if appointment.hall_id != guest.hall_id:
        raise Refused(_("Janji temu itu untuk tempat lain."))
    _locked(guest)
    came = check_in(appointment, here=True, by=by, at=at)
    if came.appointment.host_id and not guest.host_id:
        Guest.objects.filter(pk=guest.pk).update(host=came.appointment.host_id)
    _visiting(guest, came.taken.visit if came.taken else None, by, at)
    return came


@transaction.atomic
def hand_to_host(guest: Guest, *, by: Actor, at: datetime) -> Person:
    """“Tamu menunggu Anda”: told to whoever sits in that post today, once; return them."""
    require(access.can_receive(by, guest.hall))
    _locked(guest)
    if not guest.host and not guest.person:
        raise Refused(_("Pilih dahulu siapa yang ditemui."))
    sitting = Presence(at).sitting(guest.host.pk) if guest.host else None
    person = sitting.person if sitting else guest.person
    if person is None:
        why = sitting.why if sitting else ""
        raise Refused(
            _("%(host)s belum dapat diberi tahu: %(why)s. Pilih orang lain, atau buatkan nomor antrean.")
            % {"host": guest.host, "why": why}
        )
    _tell(guest, person, at)
    _receive(guest, by, at, told_at=guest.told_at or at)
    return person


def _tell(guest: Guest, person: Person, at: datetime) -> None:
    """By name only in the sealed words; the line above them names nobody."""
    said = {
        "name": guest.name, "origin": f" ({guest.origin})" if guest.origin else "", "hall": guest.hall.name,
        "people": guest.people, "at": localtime(at).strftime("%H.%M"),
    }  # fmt: skip
    body = _("%(name)s%(origin)s menunggu Anda di %(hall)s sejak pukul %(at)s. Jumlah: %(people)d orang.") % said
    lines = [body, guest.purpose, house_url() + reverse("reception:desk", args=[guest.hall.key])]
    notify(
        Recipient.person(person), subject=_("Tamu menunggu Anda"), body="\n\n".join(line for line in lines if line),
        key=f"guest:{guest.pk}:{person.pk}", at=at,
    )  # fmt: skip


def _visiting(guest: Guest, visit: HallVisit | None, by: Actor, at: datetime) -> None:
    _receive(guest, by, at, visit=visit or guest.visit)


def _receive(guest: Guest, by: Actor, at: datetime, **changes: Any) -> None:
    """Whoever was handed over has been received."""
    changes |= {"received_at": guest.received_at or at, "written_by_id": guest.written_by_id or by.person_id}
    Guest.objects.filter(pk=guest.pk).update(**changes)
    guest.refresh_from_db(fields=["visit", "host", "told_at", "received_at", "written_by"])


def _locked(guest: Guest) -> None:
    """One at a time, and only while they are here."""
    row = Guest.objects.select_for_update(of=("self",), no_key=True).get(pk=guest.pk)
    if row.left_at or row.wiped_at:
        raise Refused(_("Tamu ini sudah pulang. Catat kembali bila ia datang lagi."))


# --- wiped ------------------------------------------------------------------------------------------------------------


def wipe(*, now: datetime) -> int:
    """Forget who guests were once their time is over (settings.LOOPS); rows and counts stay.

    Whoever wrote by telephone and was never received is forgotten with the day. Return how many were wiped.
    """
    old = now - timedelta(days=privacy_notice().days)
    midnight = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    kept = Guest.objects.filter(wiped_at__isnull=True)
    done = 0
    for rows in (kept.filter(arrived_at__lt=old), kept.waiting().filter(arrived_at__lt=midnight)):
        with transaction.atomic():
            keys = list(rows.order_by("arrived_at").values_list("pk", flat=True)[:BATCH])
            blank = dict.fromkeys(("name", "origin", "contact", "purpose"), "")
            done += Guest.objects.filter(pk__in=keys, wiped_at__isnull=True).update(wiped_at=now, **blank)
    return done
