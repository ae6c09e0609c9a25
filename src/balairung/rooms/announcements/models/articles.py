"""An announcement and its editions. An edition that was published is never edited: the database refuses (sql/)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id

FRONT = 2  # announcements on the front page
FRONT_FOR = timedelta(days=60)  # what is older is not looked at there


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def standing(self) -> AnnouncementQuerySet:
        """Published, and not taken back: with the words that stand now."""
        return self.filter(state=Announcement.State.PUBLISHED).select_related("current", "office")

    def for_all(self) -> AnnouncementQuerySet:
        """What anybody reads."""
        return self.standing().filter(readers=Announcement.Readers.PUBLIC)

    def valid_at(self, at: datetime) -> AnnouncementQuerySet:
        ended = Q(current__until__isnull=True) | Q(current__until__gt=at)
        return self.filter(ended, current__since__lte=at)

    def on_front(self, at: datetime) -> AnnouncementQuerySet:
        """What stands on the front page now: a warning above everything, then the newest."""
        rows = self.for_all().valid_at(at).filter(published_at__gt=at - FRONT_FOR)
        kinds = [Announcement.Kind.WARNING, Announcement.Kind.ANNOUNCEMENT]
        urgent = models.Case(models.When(kind=Announcement.Kind.WARNING, then=0), default=1)
        return rows.filter(kind__in=kinds).order_by(urgent, "-published_at", "-id")[:FRONT]

    def newest_first(self) -> AnnouncementQuerySet:
        return self.order_by("-published_at", "-id")

    def written_by(self, offices: Collection[UUID]) -> AnnouncementQuerySet:
        return self.filter(office__in=offices)


class Announcement(models.Model):
    """Something that an office tells people. Its words are its current edition."""

    class Kind(models.TextChoices):
        ANNOUNCEMENT = "announcement", _("Pengumuman")
        NEWS = "news", _("Berita")
        WARNING = "warning", _("Peringatan darurat")
        NOVELTY = "novelty", _("Apa yang baru")

    class Readers(models.TextChoices):
        PUBLIC = "public", _("Semua orang")
        OFFICERS = "officers", _("Petugas saja")

    class State(models.TextChoices):
        DRAFT = "draft", _("naskah")
        PUBLISHED = "published", _("terbit")
        WITHDRAWN = "withdrawn", _("ditarik kembali")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("kode"), max_length=12, unique=True)  # in its address, short enough for an SMS
    token = models.CharField(max_length=64, unique=True)  # of the form: a double click writes one
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind)
    readers = models.CharField(_("pembaca"), max_length=10, choices=Readers, default=Readers.PUBLIC)
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.DRAFT)
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="announcements", verbose_name=_("kantor yang berbicara")
    )
    current = models.OneToOneField("announcements.Edition", on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True, default="")  # title and summary, stemmed: what is like it (related.py)
    begun_at = models.DateTimeField(_("ditulis pada"))
    published_at = models.DateTimeField(_("terbit pada"), null=True)  # for the first time
    withdrawn_at = models.DateTimeField(_("ditarik pada"), null=True)
    withdrawal = models.CharField(_("alasan penarikan"), max_length=300, blank=True, default="")

    objects: ClassVar[AnnouncementQuerySet] = AnnouncementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pengumuman")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["announcement", "news", "warning", "novelty"]), name="announcement_kind"
            ),
            models.CheckConstraint(condition=Q(readers__in=["public", "officers"]), name="announcement_readers"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True, current__isnull=True)
                | Q(state="published", published_at__isnull=False, current__isnull=False, withdrawn_at__isnull=True)
                | Q(state="withdrawn", published_at__isnull=False, withdrawn_at__isnull=False),
                name="announcement_state",
            ),
        ]
        indexes = [
            models.Index(  # for_all(), newest_first(): the list, the feed, the front page
                F("published_at").desc(), F("id").desc(), condition=Q(state="published"), name="announcement_newest"
            ),
            models.Index(fields=["office", "-begun_at"], name="announcement_desk"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_warning(self) -> bool:
        return self.kind == self.Kind.WARNING

    @property
    def is_standing(self) -> bool:
        return self.state == self.State.PUBLISHED


class Edition(models.Model):
    """The words of an announcement at one time. One that is not published yet is the draft."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField(_("terbitan ke"))
    title = models.CharField(_("judul"), max_length=120)
    summary = models.CharField(_("ringkasan"), max_length=240)
    body = models.TextField(_("isi"))
    since = models.DateTimeField(_("berlaku sejak"))
    until = models.DateTimeField(_("berlaku sampai"), null=True)
    note = models.CharField(_("apa yang diperbaiki"), max_length=200, blank=True, default="")
    written_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(_("ditulis pada"))
    asked_at = models.DateTimeField(_("dimintakan pembaca kedua pada"), null=True)
    returned = models.CharField(_("dikembalikan karena"), max_length=300, blank=True, default="")
    published_at = models.DateTimeField(_("terbit pada"), null=True)
    released_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("terbitan pengumuman")
        constraints = [
            models.UniqueConstraint(fields=["announcement", "number"], name="edition_once"),
            models.UniqueConstraint(
                fields=["announcement"], condition=Q(published_at__isnull=True), name="edition_one_draft"
            ),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="edition_term"),
        ]
        indexes = [
            models.Index(  # what waits for a second reader
                fields=["asked_at"],
                condition=Q(published_at__isnull=True, asked_at__isnull=False),
                name="edition_asked",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Target(models.Model):
    """For whom it is: a region, or those who use a service. Without any it is for the whole regency."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="targets")
    region = models.ForeignKey(
        "people.Region", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("wilayah")
    )
    service_key = models.SlugField(_("layanan"), max_length=60, blank=True, default="")

    class Meta:
        verbose_name = _("sasaran pengumuman")
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "region"], condition=Q(region__isnull=False), name="target_region_once"
            ),
            models.UniqueConstraint(
                fields=["announcement", "service_key"], condition=Q(region__isnull=True), name="target_service_once"
            ),
            models.CheckConstraint(
                condition=Q(region__isnull=False, service_key="") | (Q(region__isnull=True) & ~Q(service_key="")),
                name="target_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["service_key"], condition=~Q(service_key=""), name="target_service")]


class Photograph(models.Model):
    """A picture of an edition, with the words for whoever does not see it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="photographs")
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+")
    alt = models.CharField(_("teks pengganti"), max_length=200)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("foto pengumuman")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["edition", "file"], name="photograph_once")]
