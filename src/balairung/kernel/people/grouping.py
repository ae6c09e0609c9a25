"""Groups of districts that a regency speaks of together: named, and given their districts.

A group is never deleted, because invitations name it: without districts it means nobody.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.people.access import can_administer
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.contacts import clean_name
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.models import Change, Region, RegionGroup

MOST = 50


@transaction.atomic
def make_group(*, name: str, districts: Collection[Region], order: int = 0, by: Actor, at: datetime) -> RegionGroup:
    """A new group. A district that another group had is in this one from now on."""
    require(can_administer(by))
    if RegionGroup.objects.count() >= MOST:
        raise Refused(_("Paling banyak %(count)d kelompok wilayah.") % {"count": MOST})
    group = RegionGroup(order=order)
    _write(group, name, districts, by, at)
    return group


@transaction.atomic
def change_group(
    group: RegionGroup, *, name: str, districts: Collection[Region], order: int = 0, by: Actor, at: datetime
) -> None:
    """Its name, its place in the order, its districts; the same again changes nothing."""
    require(can_administer(by))
    group.order = order
    _write(group, name, districts, by, at)


def _write(group: RegionGroup, name: str, districts: Collection[Region], by: Actor, at: datetime) -> None:
    group.name = clean_name(name, 80)
    if RegionGroup.objects.filter(name__iexact=group.name).exclude(pk=group.pk).exists():
        raise Refused(_("Kelompok “%(name)s” sudah ada.") % {"name": group.name})
    if any(one.level != Region.Level.DISTRICT for one in districts):
        raise Refused(_("Kelompok wilayah terdiri atas kecamatan."))
    group.save()
    for other in RegionGroup.objects.filter(districts__in=districts).exclude(pk=group.pk).distinct():
        other.districts.remove(*districts)
    group.districts.set(districts)
    names = ", ".join(sorted(one.name for one in districts))
    write_line(Change.Verb.CHANGE_GROUP, note=f"{group.name}: {names or '–'}", by=by, at=at)
