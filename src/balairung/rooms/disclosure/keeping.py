"""The lists: what is public, what is withheld, and the words of a year's report."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office
from balairung.rooms.disclosure import access
from balairung.rooms.disclosure.models import Listing, ServiceYear, Withheld
from balairung.rooms.disclosure.rules import ARTICLES, CATEGORIES, KIND, passes

LINES = ("title", "keeper", "made", "kept_for")


@transaction.atomic
def list_information(
    *, office: Office, category: str, title: str, summary: str, keeper: str, made: str, medium: str, kept_for: str,
    link: str = "", file: File | None = None, until: date | None = None, by: Actor, at: datetime,
) -> Listing:  # fmt: skip
    """One more row of the Daftar Informasi Publik."""
    require(access.can_keep(by, office.pk))
    listing = Listing(office=office)
    said = {"title": title, "keeper": keeper, "made": made, "kept_for": kept_for, "summary": summary}
    return _save(listing, {**said, "category": category, "medium": medium, "link": link, "until": until}, file, by, at)


@transaction.atomic
def renew_listing(
    listing: Listing, *, changes: dict[str, Any], file: File | None = None, by: Actor, at: datetime
) -> Listing:
    """The row says something newer. A file that comes with it stands in place of the one before."""
    require(access.can_keep(by, listing.office_id))
    return _save(listing, changes, file, by, at)


@transaction.atomic
def withdraw_listing(listing: Listing, *, text: str, by: Actor, at: datetime) -> None:
    """It is not offered any more; the reason stays."""
    require(access.can_keep(by, listing.office_id))
    if not (why := clean_line(text)[:300]):
        raise Refused(_("Tuliskan dahulu alasannya."))
    if not Listing.objects.standing().filter(pk=listing.pk).update(withdrawn_at=at, why_withdrawn=why):
        raise Stale(_("Informasi ini sudah ditarik dari daftar."))


@transaction.atomic
def withhold(
    *, office: Office, title: str, article: str, consequence: str, benefit: str, decree: str, since: date,
    until: date | None = None, by: Actor, at: datetime,
) -> Withheld:  # fmt: skip
    """One row of the list of what is withheld, after the test of its consequences was signed: by the PPID utama."""
    require(access.is_main(by), _("Daftar ini diisi PPID utama setelah uji konsekuensi ditetapkan."))
    said = [clean_line(title), clean_text(consequence), clean_text(benefit), clean_line(decree)]
    if article not in ARTICLES or not all(said):
        raise Refused(_("Judul, dasar, akibat, yang dilindungi, dan penetapannya harus terisi."))
    if since > localdate(at) or (until and until <= since):
        raise Refused(_("Periksa kedua tanggalnya: penetapan sudah lewat, dan berakhir sesudahnya."))
    if until is None and passes(article):
        raise Refused(_("Pengecualian menurut huruf a sampai f tidak untuk selamanya. Tuliskan sampai kapan."))
    row = Withheld(
        office=office, title=said[0][:200], article=article, consequence=said[1], benefit=said[2], decree=said[3][:160],
        since=since, until=until, recorded_at=at, recorded_by_id=by.person_id,
    )  # fmt: skip
    _once(row, _("Informasi ini sudah tercatat sebagai dikecualikan di kantor itu."))
    return row


@transaction.atomic
def lift(withheld: Withheld, *, by: Actor, at: datetime) -> None:
    """It is withheld no more: it can be asked for, and be listed."""
    require(access.is_main(by))
    if not Withheld.objects.standing().filter(pk=withheld.pk).update(lifted_at=at):
        raise Stale(_("Informasi ini sudah dibuka."))


@transaction.atomic
def write_year(*, year: int, overview: str, means: str, obstacles: str, plans: str, by: Actor, at: datetime) -> None:
    """The words beside the figures of a year."""
    require(access.is_main(by), _("Laporan layanan informasi ditulis PPID utama."))
    said = {"overview": overview, "means": means, "obstacles": obstacles, "plans": plans}
    words = {name: clean_text(text) for name, text in said.items()}
    row = words | {"written_at": at, "written_by_id": by.person_id}
    ServiceYear.objects.update_or_create(year=year, defaults=row)


def _save(listing: Listing, said: dict[str, Any], file: File | None, by: Actor, at: datetime) -> Listing:
    for name, value in said.items():
        setattr(listing, name, clean_line(value) if name in LINES else value)
    listing.summary = clean_text(listing.summary)
    listing.file = file or listing.file
    listing.renewed_at, listing.renewed_by_id = at, by.person_id
    _check(listing)
    if file:
        attach([file], about=(KIND, str(listing.pk)))
    _once(listing, _("Judul ini sudah ada dalam daftar kantor itu. Perbarui yang ada."))
    return listing


def _once(row: Listing | Withheld, sentence: str) -> None:
    """One title once in each office, also when the same form comes twice."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as problem:
        raise Refused(sentence) from problem


def _check(listing: Listing) -> None:
    if listing.category not in CATEGORIES or listing.medium not in Listing.Medium.values:
        raise Refused(_("Pilih jenis dan bentuknya dari daftar."))
    if not all((listing.title, listing.summary, listing.keeper, listing.made, listing.kept_for)):
        raise Refused(_("Judul, ringkasan, penanggung jawab, waktu pembuatan, dan masa simpan harus terisi."))
    if listing.medium != Listing.Medium.PAPER and not listing.link and listing.file is None:
        raise Refused(_("Sebutkan tautannya atau unggah berkasnya: bentuknya elektronik."))
