"""A QR is read at an office: by a kiosk at its door, or by an officer who scans.

A kiosk without a network keeps what it read and sends it later, with the moment on its own clock and that of sending:
the difference to ours is how far its clock is off, and puts the moment right. A code from a telephone proves its half
minute itself, so that a photograph of an earlier one is refused however late it comes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import facts
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Holding, Office, Person
from balairung.kernel.people.passes import read
from balairung.rooms.learning import access, rules
from balairung.rooms.learning.counting.closing import mark_people
from balairung.rooms.learning.models import CountedDay, PresenceKiosk, PresenceScan, RecordingOffice

#: Offices whose people work in the house of the office above them.
UNDER_ONE_ROOF = (Office.Kind.BUREAU, Office.Kind.UNIT)
MOST_SIGNS = (10, 64)  # of a token


@dataclass(frozen=True)
class Scanned:
    """What is said to whoever showed the code. `again`: it was read a moment ago; `first`: the arrival of the day."""

    person: Person
    at: datetime
    first: bool
    again: bool = False
    guest: bool = False
    clock_off: bool = False


@dataclass(frozen=True)
class Clock:
    """What a device says of time: when it read the code, and what its clock showed when it sent it."""

    read_at: datetime
    sent_at: datetime


def scan_at_kiosk(kiosk: PresenceKiosk, *, text: str, token: str, clock: Clock | None, at: datetime) -> Scanned:
    """Somebody showed their code to this kiosk. The same token again says the same and writes nothing."""
    PresenceKiosk.objects.filter(pk=kiosk.pk).update(seen_at=at)
    return _scan(kiosk.office, text=text, token=token, clock=clock, kiosk=kiosk, by=None, at=at)


def scan_by_officer(office: Office, *, text: str, token: str, by: Actor, at: datetime) -> Scanned:
    """An officer of this office read somebody's code; nobody reads their own."""
    require(access.can_scan(by, office.pk))
    return _scan(office, text=text, token=token, clock=None, kiosk=None, by=by, at=at)


@transaction.atomic
def _scan(
    office: Office, *, text: str, token: str, clock: Clock | None, kiosk: PresenceKiosk | None, by: Actor | None,
    at: datetime,
) -> Scanned:  # fmt: skip
    if not MOST_SIGNS[0] <= len(token) <= MOST_SIGNS[1]:
        raise Refused(_("Pindaian ini tidak lengkap. Ulangi."))
    if known := PresenceScan.objects.filter(token=token).select_related("person").first():
        return Scanned(known.person, known.at, first=_is_first(known), again=True, guest=known.guest)
    moment, off = _moment(clock, at)
    shown = read(text, moment)
    if by and by.person_id == shown.person.pk:
        raise Refused(_("Minta petugas lain memindai QR Anda, atau pakai kios."))
    if last := _just_now(shown.person, office, moment):
        return Scanned(shown.person, last.at, first=_is_first(last), again=True, guest=last.guest)
    home = _home(shown.person, office, moment)
    made = PresenceScan.objects.create(
        token=token, person=shown.person, office=office, kiosk=kiosk, kind=shown.kind, day=localdate(moment),
        at=moment, received_at=at, device_at=clock.read_at if clock else None, clock_off=off, guest=home is None,
        by_id=by.person_id if by else None,
    )  # fmt: skip
    _keep_counted(made, home)
    return Scanned(made.person, made.at, first=_is_first(made), guest=made.guest, clock_off=off)


def _moment(clock: Clock | None, at: datetime) -> tuple[datetime, bool]:
    """The moment that counts, and whether the device's clock is off by more than is let pass."""
    if clock is None:
        return at, False
    ahead = clock.sent_at - at
    moment, limits = clock.read_at - ahead, facts("presence")
    if moment > at + timedelta(minutes=limits["future_minutes"]):
        raise Refused(_("Menurut perangkat ini, pindaian terjadi sesudah dikirim. Betulkan jam perangkatnya."))
    if moment < at - timedelta(days=limits["kept_days"]):
        raise Refused(_("Pindaian ini terlalu lama tersimpan di perangkat. Atasan dapat mencatat kehadirannya."))
    return min(moment, at), abs(ahead) > rules.minutes("clock")


def _just_now(person: Person, office: Office, moment: datetime) -> PresenceScan | None:
    again = rules.minutes("again")
    rows = PresenceScan.objects.filter(person=person, office=office, at__range=(moment - again, moment + again))
    return rows.order_by("at").first()


def _is_first(scan: PresenceScan) -> bool:
    earlier = PresenceScan.objects.filter(person=scan.person_id, day=scan.day, at__lt=scan.at, guest=scan.guest)
    return not earlier.exists()


def _home(person: Person, office: Office, moment: datetime) -> UUID | None:
    """The office of theirs for which being seen here counts; None for a guest from elsewhere."""
    rows = Holding.objects.current(moment).filter(person=person, post__closed_on__isnull=True)
    for holding in rows.select_related("post__office").order_by("post__order", "id"):
        own = holding.post.office
        if own.pk == office.pk or (own.kind in UNDER_ONE_ROOF and own.parent_id == office.pk):
            return own.pk
    return None


def _keep_counted(scan: PresenceScan, home: UUID | None) -> None:
    """An office begins to record with its first scan; a scan of a day that was counted already has it counted anew."""
    if home:
        began, made = RecordingOffice.objects.get_or_create(office_id=home, defaults={"since": scan.day})
        if not made and began.since > scan.day:
            RecordingOffice.objects.filter(pk=home).update(since=scan.day)
            CountedDay.objects.filter(day__range=(scan.day, began.since)).update(counted_at=None)
    if CountedDay.objects.filter(day=scan.day).exists():
        mark_people([scan.person_id])


# --- many at once ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sent:
    """One code as a page sends it; the moments are those of its own clock, None where it has none."""

    token: str
    text: str
    read_at: datetime | None = None


@dataclass(frozen=True)
class Taken:
    """What became of one code: somebody was noted, or a sentence says why not."""

    token: str
    scanned: Scanned | None
    why: str = ""

    @property
    def outcome(self) -> str:
        return "masuk" if self.scanned and not self.scanned.again else "lagi" if self.scanned else "ditolak"


def take_all(
    codes: Iterable[Sent], *, sent_at: datetime | None, door: PresenceKiosk | Office, by: Actor, at: datetime
) -> list[Taken]:
    """Each on its own, at this kiosk or by this officer: a bad one never stops the others."""
    return [_take(one, sent_at, door, by, at) for one in codes]


def _take(one: Sent, sent_at: datetime | None, door: PresenceKiosk | Office, by: Actor, at: datetime) -> Taken:
    try:
        if isinstance(door, PresenceKiosk):
            clock = Clock(one.read_at, sent_at) if one.read_at and sent_at else None
            return Taken(one.token, scan_at_kiosk(door, text=one.text, token=one.token, clock=clock, at=at))
        return Taken(one.token, scan_by_officer(door, text=one.text, token=one.token, by=by, at=at))
    except Refused as refusal:
        return Taken(one.token, None, str(refusal))
