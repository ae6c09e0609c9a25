"""The reading list, and what people took home from what they read."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id


class BookQuerySet(models.QuerySet["Book"]):
    def open_on(self, day: date) -> BookQuerySet:
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))


class Book(models.Model):
    """One item of the reading list: a book, a report, an article, a talk."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("judul"), max_length=200)
    author = models.CharField(_("penulis"), max_length=160)
    link = models.URLField(_("tautan"), max_length=300, blank=True, default="")
    why = models.TextField(_("mengapa perlu dibaca"))
    added_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(_("ditambahkan pada"))
    closed_on = models.DateField(_("dikeluarkan dari daftar pada"), null=True)

    objects: ClassVar[BookQuerySet] = BookQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("bacaan")
        ordering = ["-added_at", "-id"]

    def __str__(self) -> str:
        return self.title


class BookAdvice(models.Model):
    """A leader recommends it, in a word."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="advice")
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(_("kata anjuran"), max_length=300)
    at = models.DateTimeField(_("pada"))

    class Meta:
        verbose_name = _("anjuran membaca")
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["book", "by"], name="book_advice_once")]


class ReadingQuerySet(models.QuerySet["Reading"]):
    def for_list(self) -> ReadingQuerySet:
        rows = self.select_related("person", "book").defer("person__nip", "person__email", "person__phone")
        return rows.order_by("-finished_on", "-id")


class Reading(models.Model):
    """Somebody finished something, and what they bring to work from it. Colleagues read that too."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("orang"))
    book = models.ForeignKey(Book, on_delete=models.PROTECT, null=True, related_name="readings")
    title = models.CharField(_("judul"), max_length=200, blank=True, default="")  # what is not in the list
    finished_on = models.DateField(_("selesai dibaca pada"))
    takeaway = models.TextField(_("apa yang saya bawa pulang"))
    written_at = models.DateTimeField(_("ditulis pada"))

    objects: ClassVar[ReadingQuerySet] = ReadingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("catatan bacaan")
        constraints = [
            models.CheckConstraint(condition=Q(book__isnull=False) | ~Q(title=""), name="reading_of_something"),
            models.UniqueConstraint(
                fields=["person", "book", "finished_on"], condition=Q(book__isnull=False), name="reading_once"
            ),
        ]
        indexes = [
            models.Index(fields=["-finished_on", "-id"], name="reading_latest"),
            models.Index(fields=["person", "finished_on"], name="reading_of_person"),
        ]

    @property
    def name(self) -> str:
        return self.book.title if self.book else self.title
