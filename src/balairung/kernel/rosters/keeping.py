"""Keeping a roster: its name and rules, the versions of its layers. What has passed is never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.house import regency_zone
from balairung.kernel.people.models import Holding, Office, Person
from balairung.kernel.rosters.access import can_keep
from balairung.kernel.rosters.book import rota_of
from balairung.kernel.rosters.marking import mark
from balairung.kernel.rosters.models import Layer, Member, Outlook, Roster, Swap
from balairung.kernel.rosters.rotation import ALL_DAYS, instant, next_handover

ROSTERS, LAYERS, MEMBERS = 10, 5, 50  # at most: rosters of an office, layers of a roster, members of a layer
LONGEST = {"hour": 744, "day": 366, "week": 52, "month": 12}  # of one turn
YEARS = (2000, 2100)  # the calendar knows no others


@transaction.atomic
def make_roster(
    *,
    office: Office,
    name: str,
    coverage: str,
    zone: str = "",
    escalates: bool = True,
    public: bool = False,
    by: Actor,
    at: datetime,
) -> Roster:
    """A roster without layers yet; `zone` is an IANA name, the regency's when none is given.

    `Refused` for a closed office, a name that it uses, an unknown zone, and after ten rosters.
    """
    require(can_keep(by, office.pk), _("Hanya pimpinan, sekretaris, atau koordinator kantor yang mengatur jadwalnya."))
    office = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)  # one at a time
    if office.closed_on:
        raise Refused(_("%(office)s sudah dihapus.") % {"office": office})
    if Roster.objects.standing().filter(office=office).count() >= ROSTERS:
        raise Refused(_("Satu kantor paling banyak mempunyai %(most)d jadwal.") % {"most": ROSTERS})
    roster = Roster(office=office, coverage=_coverage(coverage), zone=_zone(zone), made_at=at)
    roster.name, roster.escalates, roster.public = _name(office, name), escalates, public
    roster.save(force_insert=True)
    Outlook.objects.create(roster=roster, stale_since=at, tell_at=at)
    return roster


@transaction.atomic
def change_roster(
    roster: Roster, *, name: str, coverage: str, zone: str, escalates: bool, public: bool, by: Actor, at: datetime
) -> None:
    """Change what is said of the roster; another zone holds from each layer's next handover on."""
    roster = locked(roster, by)
    zone = _zone(zone)
    if zone != roster.zone:
        for layer in _in_force(roster, at):
            _rezone(layer, zone, by, at)
        Layer.objects.filter(roster=roster, begins_at__gt=at).update(zone=zone)
    roster.name, roster.coverage, roster.zone = _name(roster.office, name, roster), _coverage(coverage), zone
    roster.escalates, roster.public = escalates, public
    roster.save(update_fields=["name", "coverage", "zone", "escalates", "public"])
    mark([roster.pk], at)


@transaction.atomic
def end_roster(roster: Roster, *, by: Actor, at: datetime) -> None:
    """Nobody is on duty by it any more; what it said until now stays known."""
    roster = locked(roster, by)
    roster.ended_at = at
    roster.save(update_fields=["ended_at"])
    Swap.objects.filter(roster=roster, state=Swap.State.ASKED).update(state=Swap.State.EXPIRED, answered_at=at)
    Outlook.objects.filter(roster=roster).delete()


@transaction.atomic
def set_layer(
    roster: Roster,
    *,
    place: int,
    unit: str,
    length: int,
    starts_on: date,
    handover: time,
    members: Sequence[Person],
    name: str = "",
    weekdays: int = ALL_DAYS,
    window: tuple[time, time] | None = None,
    since: datetime | None = None,
    by: Actor,
    at: datetime,
) -> Layer:
    """Give the roster a layer, or one of its layers a new version from `since` on.

    Without `since` a new layer begins with its first turn, or now when that has begun; a changed one at the next
    handover, or with its first turn when that comes later. Versions that have not begun by then are dropped. `Refused`
    for nobody in it, for somebody without a post in the office, for hours that begin and end at the same time.
    """
    roster = locked(roster, by)
    wanted = Layer(
        roster=roster, place=_place(roster, place), name=clean_line(name)[:60], unit=unit, length=length,
        starts_on=starts_on, handover=handover, weekdays=weekdays, zone=roster.zone, made_at=at,
        made_by_id=by.person_id,
    )  # fmt: skip
    wanted.window_from, wanted.window_to = window or (None, None)
    _check(wanted)
    wanted.begins_at = _begin(wanted, since, at)
    _check_members(members, roster, wanted.begins_at)
    _insert(wanted, [person.pk for person in members])
    mark([roster.pk], at)
    return wanted


@transaction.atomic
def end_layer(roster: Roster, *, place: int, since: datetime | None = None, by: Actor, at: datetime) -> None:
    """Nobody turns in this layer from `since` (now) on."""
    roster = locked(roster, by)
    _require_future(since, at)
    if not Layer.objects.filter(_open(at), roster=roster, place=place).exists():
        raise Refused(_("Lapis %(place)d tidak ada dalam jadwal ini.") % {"place": place})
    _cut(roster.pk, place, since or at)
    mark([roster.pk], at)


def locked(roster: Roster, by: Actor) -> Roster:
    """The roster as it stands, for whoever keeps it, and for nobody else at the same time."""
    require(
        can_keep(by, roster.office_id),
        _("Hanya pimpinan, sekretaris, atau koordinator kantor yang mengatur jadwalnya."),
    )
    return lock(roster)


def lock(roster: Roster) -> Roster:
    """The roster as it stands, for nobody else at the same time; `Refused` when it has ended."""
    found = Roster.objects.select_for_update(of=("self",)).select_related("office").get(pk=roster.pk)
    if found.ended_at:
        raise Refused(_("Jadwal ini sudah diakhiri."))
    return found


def layers_of(roster: Roster, at: datetime) -> list[Layer]:
    """The layers in force at this moment and those that begin later, with their members in order."""
    rows = Layer.objects.filter(_open(at), roster=roster).order_by("place", "begins_at", "id")
    return list(rows.prefetch_related("members__person"))


# --- versions --------------------------------------------------------------------------------------------------------


def _open(at: datetime) -> Q:
    return Q(ends_at__isnull=True) | Q(ends_at__gt=at)


def _in_force(roster: Roster, at: datetime) -> list[Layer]:
    return list(Layer.objects.filter(_open(at), roster=roster, begins_at__lte=at).order_by("place", "id"))


def _begin(wanted: Layer, since: datetime | None, at: datetime) -> datetime:
    """From when the version holds."""
    _require_future(since, at)
    if since:
        return since.astimezone(UTC)
    first = instant(wanted.starts_on, wanted.handover, ZoneInfo(wanted.zone))
    current = Layer.objects.filter(_open(at), roster=wanted.roster, place=wanted.place, begins_at__lte=at).first()
    return max(first, _handover(current, at) if current else at)


def _require_future(since: datetime | None, at: datetime) -> None:
    if since and since < at:
        raise Refused(_("Jadwal yang sudah lewat tidak dapat diubah. Pilih waktu mulai sekarang."))


def _handover(layer: Layer, at: datetime) -> datetime:
    return next_handover(rota_of(layer, ()), at)


def _insert(wanted: Layer, members: Sequence[UUID]) -> None:
    """The new version from its beginning on; the one before it ends there."""
    _cut(wanted.roster_id, wanted.place, wanted.begins_at)
    wanted.save(force_insert=True)
    Member.objects.bulk_create(
        Member(layer=wanted, person_id=person, place=place) for place, person in enumerate(members)
    )


def _cut(roster: UUID, place: int, since: datetime) -> None:
    versions = Layer.objects.filter(roster=roster, place=place)
    versions.filter(begins_at__gte=since).delete()
    versions.filter(_open(since)).update(ends_at=since)


def _rezone(layer: Layer, zone: str, by: Actor, at: datetime) -> None:
    """The same rotation on another clock, from its next handover on; a version that follows sooner is left alone."""
    since = _handover(layer, at)
    if layer.ends_at and layer.ends_at <= since:
        return
    members = list(layer.members.order_by("place").values_list("person_id", flat=True))
    ends = layer.ends_at
    Layer.objects.filter(pk=layer.pk).update(ends_at=since)
    layer.pk = layer._meta.get_field("id").get_default()
    layer.zone, layer.begins_at, layer.ends_at = zone, since, ends
    layer.made_at, layer.made_by_id = at, by.person_id
    layer.save(force_insert=True)
    Member.objects.bulk_create(
        Member(layer=layer, person_id=person, place=number) for number, person in enumerate(members)
    )


# --- rules -----------------------------------------------------------------------------------------------------------


def _name(office: Office, name: str, own: Roster | None = None) -> str:
    line = clean_line(name)
    if not line or len(line) > 80:
        raise Refused(_("Tuliskan nama jadwal, paling banyak 80 huruf."))
    known = Roster.objects.filter(office=office, name=line, ended_at__isnull=True).first()
    if known and known != own:
        raise Refused(_("Kantor ini sudah mempunyai jadwal bernama %(name)s.") % {"name": line})
    return line


def _coverage(coverage: str) -> str:
    if coverage not in Roster.Coverage.values:
        raise Refused(_("Pilih kapan harus ada yang berjaga."))
    return coverage


def _zone(zone: str) -> str:
    if not zone:
        return regency_zone().key
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a path, a folder, a name that is too long
        raise Refused(_("Zona waktu %(zone)s tidak dikenal.") % {"zone": zone[:40]}) from None


def _place(roster: Roster, place: int) -> int:
    """One that there is, or the next."""
    last = Layer.objects.filter(roster=roster).order_by("-place").values_list("place", flat=True).first() or 0
    if not 1 <= place <= min(last + 1, LAYERS):
        raise Refused(_("Satu jadwal paling banyak berisi %(most)d lapis, berurutan.") % {"most": LAYERS})
    return place


def _check(wanted: Layer) -> None:
    if wanted.unit not in LONGEST:
        raise Refused(_("Pilih giliran per jam, hari, minggu, atau bulan."))
    if not 1 <= wanted.length <= LONGEST[wanted.unit]:
        facts: dict[str, Any] = {"most": LONGEST[wanted.unit], "unit": wanted.get_unit_display()}
        raise Refused(_("Satu giliran lamanya 1 sampai %(most)d %(unit)s.") % facts)
    if not YEARS[0] <= wanted.starts_on.year <= YEARS[1]:
        raise Refused(_("Giliran pertama harus antara tahun %(first)d dan %(last)d.") % dict(
            zip(("first", "last"), YEARS, strict=True)))  # fmt: skip
    if not 1 <= wanted.weekdays <= ALL_DAYS:
        raise Refused(_("Pilih paling sedikit satu hari."))
    if wanted.window_from is not None and wanted.window_from == wanted.window_to:
        raise Refused(_("Jam mulai dan jam selesai tidak boleh sama. Untuk sehari penuh, kosongkan keduanya."))


def _check_members(members: Sequence[Person], roster: Roster, since: datetime) -> None:
    if not members:
        raise Refused(_("Pilih paling sedikit satu petugas."))
    if len(members) > MEMBERS:
        raise Refused(_("Satu lapis paling banyak berisi %(most)d petugas.") % {"most": MEMBERS})
    rows = Holding.objects.current(since).filter(post__office=roster.office_id, post__closed_on__isnull=True)
    here = set(rows.filter(person__in=[person.pk for person in members]).values_list("person_id", flat=True))
    stranger = next((person for person in members if person.pk not in here), None)
    if stranger:
        raise Refused(_("%(name)s tidak memangku jabatan di kantor ini.") % {"name": stranger})
