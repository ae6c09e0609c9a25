"""The reading list and the notes of readers. Everybody reads along; nobody is told that they read too little."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Person
from balairung.rooms.learning.capacity import access
from balairung.rooms.learning.models import Book, BookAdvice, Reading

MOST_WORDS = 2000


@transaction.atomic
def add_book(*, title: str, author: str, why: str, link: str = "", by: Actor, at: datetime) -> Book:
    """Something worth reading, and why: any officer may propose."""
    require(by.is_officer)
    if not clean_line(title) or not clean_line(author) or not clean_text(why):
        raise Refused(_("Tuliskan judul, penulis, dan mengapa perlu dibaca."))
    if link and not link.startswith(("https://", "http://")):
        raise Refused(_("Tautan diawali https://."))
    if Book.objects.open_on(localdate(at)).filter(title__iexact=clean_line(title)).exists():
        raise Refused(_("Bacaan dengan judul ini sudah ada dalam daftar."))
    return Book.objects.create(
        title=clean_line(title)[:200], author=clean_line(author)[:160], why=clean_text(why)[:MOST_WORDS], link=link,
        added_by_id=by.person_id, added_at=at,
    )  # fmt: skip


@transaction.atomic
def close_book(book: Book, *, by: Actor, at: datetime) -> None:
    """Out of the list; notes about it stay."""
    require(access.can_close(by, book))
    Book.objects.filter(pk=book.pk, closed_on__isnull=True).update(closed_on=localdate(at))


@transaction.atomic
def recommend(book: Book, *, words: str, by: Actor, at: datetime) -> None:
    """A leader's word for it; the last one of each leader stands."""
    require(access.can_recommend(by))
    if not clean_line(words):
        raise Refused(_("Tuliskan satu kalimat anjuran."))
    said = {"words": clean_line(words)[:300], "at": at}
    BookAdvice.objects.update_or_create(book=book, by_id=by.person_id, defaults=said)


@transaction.atomic
def note(
    person: Person, *, book: Book | None, title: str = "", finished_on: date, takeaway: str, by: Actor, at: datetime
) -> Reading:
    """One has read it, and this is what one takes home."""
    require(by.person_id == person.pk and by.is_officer)
    if book is None and not clean_line(title):
        raise Refused(_("Pilih bacaan dari daftar, atau tuliskan judulnya."))
    if not clean_text(takeaway):
        raise Refused(_("Tuliskan satu paragraf: apa yang Anda bawa pulang?"))
    if finished_on > localdate(at):
        raise Refused(_("Tanggal selesainya belum tiba."))
    kept = "" if book else clean_line(title)[:200]
    same = Reading.objects.filter(person=person, book=book, title=kept, finished_on=finished_on)
    if same.exists():
        raise Refused(_("Bacaan ini sudah Anda catat pada tanggal itu."))
    return Reading.objects.create(
        person=person, book=book, title=kept, finished_on=finished_on, takeaway=clean_text(takeaway)[:MOST_WORDS],
        written_at=at,
    )  # fmt: skip


@transaction.atomic
def take_back(reading: Reading, *, by: Actor, at: datetime) -> None:
    """One's own note is gone."""
    require(by.person_id == reading.person_id)
    Reading.objects.filter(pk=reading.pk).delete()
