"""Setting a hall up: booths, lines, counters, hours, screens. Each fault is a sentence, and nothing is half done."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from itertools import pairwise
from string import ascii_uppercase
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from balairung.ground.common.dates import WEEKDAYS
from balairung.ground.common.errors import Refused
from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office
from balairung.rooms.reception.access import can_open, can_set_up
from balairung.rooms.reception.models import Booth, Counter, Hall, Line, Screen, Sitting, Ticket
from balairung.rooms.reception.queue.beats import beat
from balairung.rooms.reception.queue.hours import day_of

Made = TypeVar("Made")
MOST = {"booths": 60, "lines": 150, "counters": 150, "screens": 250}  # of a hall, standing
HALL_FIELDS = {
    "name", "place", "mall", "hours", "last_ticket", "slot_minutes", "booking_days", "head_start", "patience",
}  # fmt: skip
LINE_FIELDS = {
    "prefix", "name", "service_key", "minutes", "bookable", "per_slot", "most_a_day", "paused", "order",
}  # fmt: skip
RESERVED = {"janji", "kios", "layar", "nomor", "tantangan"}  # words of addresses below /antrean/
PREFIX = re.compile(r"[A-Z]{1,2}")


# --- halls -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_hall(*, office: Office, name: str, by: Actor, at: datetime, key: str = "", **fields: Any) -> Hall:
    """A hall of this office, with its own booth. `key` stands in its address; without one it follows from the name."""
    require(can_open(by, office))
    wanted = slugify(key or name)[:50] or "tempat"
    key = wanted
    for number in range(2, 100):
        if key not in RESERVED and not Hall.objects.filter(key=key).exists():
            break
        key = f"{wanted}-{number}"
    _check_hours(fields.get("hours") or {})
    hall = Hall.objects.create(office=office, name=name.strip(), key=key, **_only(fields, HALL_FIELDS))
    Booth.objects.create(hall=hall, office=office, name=office.name[:120])
    return hall


@transaction.atomic
def change_hall(hall: Hall, *, by: Actor, at: datetime, **fields: Any) -> None:
    """Its name, place, hours and how it calls."""
    require(can_set_up(by, hall))
    _check_hours(fields.get("hours") or {})
    _change(hall, _only(fields, HALL_FIELDS))
    beat(hall)


@transaction.atomic
def close_hall(hall: Hall, *, by: Actor, at: datetime) -> None:
    """For good. Refused while somebody still waits in it."""
    require(can_open(by, hall.office))
    _require_empty(Ticket.objects.open().filter(hall=hall).exists())
    Screen.objects.filter(hall=hall, revoked_at__isnull=True).update(revoked_at=at)
    _change(hall, {"closed_on": day_of(at)})
    beat(hall)


# --- booths ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_booth(
    hall: Hall, *, name: str, by: Actor, at: datetime, office: Office | None = None, outside: bool = False
) -> Booth:
    """An agency in the hall: an office of the regency, or one outside it that is known by its name."""
    require(can_set_up(by, hall))
    order = hall.booths.filter(closed_on__isnull=True).count()
    _require_room(order, "booths")
    if outside == (office is not None):
        raise Refused(_("Pilih kantor pemerintah daerah, atau tandai sebagai instansi di luar pemerintah daerah."))
    name = name.strip() or (office.name if office else "")
    if (found := hall.booths.filter(name=name).first()) and found.closed_on:
        _change(found, {"closed_on": None, "office": office, "outside": outside})
        return found
    told = _("Gerai %(name)s sudah ada.") % {"name": name}
    values = {"name": name[:120], "office": office, "outside": outside, "order": order}
    return _once(lambda: Booth.objects.create(hall=hall, **values), told)


@transaction.atomic
def close_booth(booth: Booth, *, by: Actor, at: datetime) -> None:
    """Its lines end with it."""
    require(can_set_up(by, booth.hall))
    for line in booth.lines.filter(closed_on__isnull=True):
        close_line(line, by=by, at=at)
    _change(booth, {"closed_on": day_of(at)})
    beat(booth.hall_id)


# --- lines -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_line(booth: Booth, *, name: str, by: Actor, at: datetime, prefix: str = "", **fields: Any) -> Line:
    """What one waits for. Without a letter it gets the first one that is free."""
    require(can_set_up(by, booth.hall))
    standing = booth.hall.lines.filter(closed_on__isnull=True)
    _require_room(standing.count(), "lines")
    prefix = _read_prefix(prefix) if prefix else _free_prefix(set(standing.values_list("prefix", flat=True)))
    order = fields.pop("order", standing.count())
    values = _only(fields, LINE_FIELDS) | {"prefix": prefix, "name": name.strip(), "order": order}
    told = _("Huruf %(prefix)s sudah dipakai layanan lain di tempat ini.") % {"prefix": prefix}
    made = _once(lambda: Line.objects.create(hall=booth.hall, booth=booth, **values), told)
    beat(booth.hall_id)
    return made


@transaction.atomic
def change_line(line: Line, *, by: Actor, at: datetime, **fields: Any) -> None:
    """Numbers that were given keep their letter."""
    require(can_set_up(by, line.hall))
    values = _only(fields, LINE_FIELDS)
    if "prefix" in values:
        values["prefix"] = _read_prefix(values["prefix"])
    told = _("Huruf %(prefix)s sudah dipakai layanan lain di tempat ini.") % {"prefix": values.get("prefix", "")}
    _once(lambda: _change(line, values), told)
    beat(line.hall_id)


@transaction.atomic
def close_line(line: Line, *, by: Actor, at: datetime) -> None:
    """No numbers any more. Refused while somebody still waits for it."""
    require(can_set_up(by, line.hall))
    _require_empty(Ticket.objects.open().filter(line=line).exists())
    line.counters.clear()
    _change(line, {"closed_on": day_of(at)})
    beat(line.hall_id)


# --- counters --------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_counter(
    hall: Hall, *, label: str, by: Actor, at: datetime, quick: bool = False, lines: Sequence[Line] = ()
) -> Counter:
    """A desk with this name over it."""
    require(can_set_up(by, hall))
    standing = hall.counters.filter(closed_on__isnull=True)
    _require_room(standing.count(), "counters")
    label, order = label.strip()[:20], standing.count()
    told = _("Loket %(label)s sudah ada.") % {"label": label}
    made = _once(lambda: Counter.objects.create(hall=hall, label=label, quick=quick, order=order), told)
    give_lines(made, lines=lines, by=by, at=at)
    return made


@transaction.atomic
def change_counter(
    counter: Counter, *, label: str, quick: bool, lines: Sequence[Line], by: Actor, at: datetime
) -> None:
    """Its name, whether it is a quick one, and what it serves."""
    require(can_set_up(by, counter.hall))
    told = _("Loket %(label)s sudah ada.") % {"label": label}
    _once(lambda: _change(counter, {"label": label.strip()[:20], "quick": quick}), told)
    give_lines(counter, lines=lines, by=by, at=at)


@transaction.atomic
def give_lines(counter: Counter, *, lines: Sequence[Line], by: Actor, at: datetime) -> None:
    """What this counter serves from now on."""
    require(can_set_up(by, counter.hall))
    if any(line.hall_id != counter.hall_id or line.closed_on for line in lines):
        raise Refused(_("Sebuah layanan yang dipilih tidak ada di tempat ini."))
    counter.lines.set(lines)
    beat(counter.hall_id)


@transaction.atomic
def close_counter(counter: Counter, *, by: Actor, at: datetime) -> None:
    """Refused while somebody sits there or is served there."""
    require(can_set_up(by, counter.hall))
    sat = Sitting.objects.filter(counter=counter, until__isnull=True).exists()
    if sat or Ticket.objects.open().filter(counter=counter).exists():
        raise Refused(_("Loket %(label)s masih dipakai. Petugasnya berdiri dulu.") % {"label": counter.label})
    counter.lines.clear()
    _change(counter, {"closed_on": day_of(at)})
    beat(counter.hall_id)


# --- screens ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def make_screen(
    hall: Hall, *, kind: str, name: str, by: Actor, at: datetime, paper: int = 58, counters: Sequence[Counter] = ()
) -> str:
    """The secret that stands in the address of a new display or kiosk; it is told once and kept nowhere."""
    require(can_set_up(by, hall))
    _require_room(hall.screens.filter(revoked_at__isnull=True).count(), "screens")
    if any(counter.hall_id != hall.pk for counter in counters):
        raise Refused(_("Sebuah loket yang dipilih tidak ada di tempat ini."))
    secret = secrets.token_urlsafe(24)
    screen = Screen.objects.create(
        hall=hall, kind=kind, name=name.strip()[:60], paper=paper, token_hash=hashed_secret(secret), made_at=at
    )
    screen.counters.set(counters)
    return secret


@transaction.atomic
def revoke_screen(screen: Screen, *, by: Actor, at: datetime) -> None:
    """Its address opens nothing any more."""
    require(can_set_up(by, screen.hall))
    Screen.objects.filter(pk=screen.pk, revoked_at__isnull=True).update(revoked_at=at)


def screen_of(secret: str) -> Screen | None:
    """The screen that this secret lets in."""
    rows = Screen.objects.filter(token_hash=hashed_secret(secret), revoked_at__isnull=True)
    return rows.filter(hall__closed_on__isnull=True).select_related("hall__office").first()


def hashed_secret(secret: str) -> str:
    return keyed_hash("hall-screen", secret)


# --- what they share -------------------------------------------------------------------------------------------------


def _only(fields: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in known}


def _change(row: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _once(write: Callable[[], Made], sentence: str) -> Made:
    """What the database refuses to hold twice, as a sentence."""
    try:
        with transaction.atomic():
            return write()
    except IntegrityError as twice:
        raise Refused(sentence) from twice


def _require_room(count: int, what: str) -> None:
    if count >= MOST[what]:
        raise Refused(_("Tempat ini sudah penuh: paling banyak %(most)d.") % {"most": MOST[what]})


def _require_empty(waiting: bool) -> None:
    if waiting:
        raise Refused(_("Masih ada yang menunggu. Layani, pindahkan, atau tutup harinya dulu."))


def _read_prefix(text: str) -> str:
    prefix = text.strip().upper()
    if not PREFIX.fullmatch(prefix):
        raise Refused(_("Huruf antrean terdiri atas satu atau dua huruf, misalnya A."))
    return prefix


def _free_prefix(used: set[str]) -> str:
    """A, B, … Z, AA, AB, …; I and O are left out because they are read as digits."""
    letters = [letter for letter in ascii_uppercase if letter not in "IO"]
    both = [first + second for first in letters for second in letters]
    return next(prefix for prefix in [*letters, *both] if prefix not in used)


def _check_hours(hours: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """Each weekday's intervals in order, none touching another. Raise Refused with the day that is not."""
    for day, spans in hours.items():
        moments = [time.fromisoformat(moment) for span in spans for moment in span]
        if any(later <= earlier for earlier, later in pairwise(moments)):
            weekday = WEEKDAYS["id"][int(day)]
            raise Refused(_("Jam buka hari %(day)s tidak urut. Periksa jam buka dan jam tutupnya.") % {"day": weekday})
