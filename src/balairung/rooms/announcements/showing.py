"""An announcement as a page shows it: its blocks, its pictures, what was mended, how it is passed on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from balairung.kernel.files.links import link_to
from balairung.kernel.people.house import house_url
from balairung.rooms.announcements.models import Announcement, Edition, Opening, Photograph
from balairung.rooms.announcements.places import aim_of, aim_words
from balairung.rooms.announcements.wording import Block, blocks

SHARED_FOR = 14 * 24  # hours that the picture of a shared link opens


@dataclass(frozen=True)
class Picture:
    url: str
    alt: str
    width: int
    height: int
    key: UUID  # of its row, by which a draft lets go of it


@dataclass(frozen=True)
class Article:
    """Everything that its page says. `former` are the editions before this one, the newest first."""

    announcement: Announcement
    edition: Edition
    blocks: Sequence[Block]
    pictures: Sequence[Picture]
    former: Sequence[Edition]
    places: str
    over: bool
    coming: bool

    @property
    def mended(self) -> bool:
        return self.edition.number > 1


def article_of(found: Announcement, edition: Edition, *, at: datetime) -> Article:
    rows = found.editions.filter(published_at__isnull=False, number__lt=edition.number)
    return Article(
        found, edition, blocks(edition.body), pictures_of(edition.photographs.select_related("file"), at),
        list(rows.order_by("-number")), aim_words(aim_of(found)),
        over=edition.until is not None and edition.until <= at, coming=edition.since > at,
    )  # fmt: skip


def pictures_of(rows: Iterable[Photograph], at: datetime) -> list[Picture]:
    """By links that open for a day; under no name that a person gave."""
    return [
        Picture(link_to(row.file, now=at, variant="bare"), row.alt, row.file.width or 0, row.file.height or 0, row.pk)
        for row in rows
    ]


@dataclass(frozen=True)
class Sharing:
    """Plain links, and what stands in the head of a page for those who show a link as a card."""

    link: str
    whatsapp: str
    code: str  # what the QR code leads to
    picture: str


def sharing_of(found: Announcement, *, at: datetime) -> Sharing:
    link = house_url() + reverse("announcements:article", args=[found.code])
    first = found.current.photographs.select_related("file").first() if found.current else None
    picture = house_url() + link_to(first.file, now=at, variant="bare", hours=SHARED_FOR) if first else ""
    return Sharing(link, f"{link}?dari={Opening.Way.WHATSAPP}", f"{link}?dari={Opening.Way.CODE}", picture)
