"""Banyuwangi as it was divided in 2011: 24 districts in four zones, 217 villages and wards.

The regency has 25 districts today: Blimbingsari was parted from Rogojampi later. In 2011 its ten villages were
Rogojampi's, which makes the eastern zone six districts with 74 villages: 148 invitations when the head and the
secretary of each are called to a meeting. The names of the zones are ours; the people are invented.
"""

from __future__ import annotations

from datetime import date, datetime

from balairung.kernel.people.actions import add_person, appoint
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Office, Post, Region, RegionGroup
from tests import make

CODE = "35.10"
LATER, BEFORE = "35.10.25", "35.10.13"  # Blimbingsari, Rogojampi
ZONES = {
    "Wilayah Utara": ("Wongsorejo", "Kalipuro", "Giri", "Glagah", "Banyuwangi", "Licin"),
    "Wilayah Timur": ("Kabat", "Rogojampi", "Singojuruh", "Songgon", "Srono", "Muncar"),
    "Wilayah Barat": ("Sempu", "Genteng", "Glenmore", "Kalibaru", "Gambiran", "Tegalsari"),
    "Wilayah Selatan": ("Pesanggaran", "Siliragung", "Bangorejo", "Purwoharjo", "Tegaldlimo", "Cluring"),
}
VACANT = ("Bareng", "Watukebo")  # villages without a secretary: their posts are invited, whoever acts for them comes
CALLED = (Post.Role.HEAD, Post.Role.OFFICE_SECRETARY)


def divided() -> dict[str, RegionGroup]:
    """The regency of 2011, every post vacant; its zones by name."""
    make.regency(CODE)
    _join()
    return {name: _zone(place, name) for place, name in enumerate(ZONES, start=1)}


def _join() -> None:
    """Blimbingsari's villages are Rogojampi's, and its district office is not there yet."""
    Region.objects.filter(parent=LATER).update(parent=BEFORE)
    office = Office.objects.get(region=BEFORE, kind=Office.Kind.DISTRICT)
    Office.objects.filter(parent__region=LATER).update(parent=office)
    gone = list(Office.objects.filter(region=LATER).values_list("pk", flat=True))
    posts = list(Post.objects.filter(office__in=gone).values_list("pk", flat=True))
    Post.objects.filter(superior__in=posts).exclude(pk__in=posts).update(superior=office.posts.get(role=Post.Role.HEAD))
    Post.objects.filter(pk__in=posts).update(closed_on=date(2011, 1, 1))
    Office.objects.filter(pk__in=gone).update(closed_on=date(2011, 1, 1))
    Region.objects.filter(pk=LATER).update(until=date(2011, 1, 1))


def _zone(place: int, name: str) -> RegionGroup:
    group = RegionGroup.objects.create(name=name, order=place)
    group.districts.set(Region.objects.filter(level="district", name__in=ZONES[name], parent=None))
    return group


def peopled(group: RegionGroup, *, at: datetime) -> None:
    """Somebody in the post of each head and secretary of the villages of this zone, but for two secretaries."""
    posts = Post.objects.filter(role__in=CALLED, office__region__parent__in=group.districts.all())
    for number, post in enumerate(posts.select_related("office__region").order_by("office__region", "role"), start=1):
        if post.role == Post.Role.OFFICE_SECRETARY and make.there(post.office.region).name in VACANT:
            continue
        person = add_person(name=f"Warga Desa {number}", email=f"desa{number}@contoh.id", by=SYSTEM, at=at)
        appoint(person=person, post=post, since=date(2010, 1, 4), by=SYSTEM, at=at)
