"""What is public already, what is withheld, and the words of a year's report."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id


class ListingQuerySet(models.QuerySet["Listing"]):
    def standing(self) -> ListingQuerySet:
        return self.filter(withdrawn_at__isnull=True)

    def for_list(self) -> ListingQuerySet:
        return self.select_related("office", "file").order_by("-renewed_at", "-id")


class Listing(models.Model):
    """One row of the Daftar Informasi Publik: what there is, who keeps it, where it is."""

    class Medium(models.TextChoices):
        DIGITAL = "digital", _("berkas elektronik")
        PAPER = "paper", _("dokumen cetak")
        BOTH = "both", _("elektronik dan cetak")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="listings", verbose_name=_("kantor")
    )
    category = models.CharField(_("jenis"), max_length=10)
    title = models.CharField(_("judul"), max_length=200)
    summary = models.TextField(_("ringkasan"))
    keeper = models.CharField(_("penanggung jawab"), max_length=160)
    made = models.CharField(_("waktu dan tempat pembuatan"), max_length=160)
    medium = models.CharField(_("bentuk"), max_length=10, choices=Medium)
    link = models.URLField(_("tautan"), max_length=400, blank=True, default="")
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, null=True, related_name="+")
    kept_for = models.CharField(_("jangka waktu penyimpanan"), max_length=80)
    until = models.DateField(_("berlaku sampai"), null=True)
    renewed_at = models.DateTimeField(_("diperbarui pada"))
    renewed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("ditarik pada"), null=True)
    why_withdrawn = models.CharField(_("alasan penarikan"), max_length=300, blank=True, default="")

    objects: ClassVar[ListingQuerySet] = ListingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("informasi publik")
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=["periodic", "at_once", "any_time"]), name="listing_category"
            ),
            models.UniqueConstraint(
                fields=["office", "title"], condition=Q(withdrawn_at__isnull=True), name="listing_once"
            ),
        ]
        indexes = [
            models.Index(fields=["-renewed_at", "-id"], condition=Q(withdrawn_at__isnull=True), name="listing_newest"),
            models.Index(
                fields=["category", "-renewed_at", "-id"],
                condition=Q(withdrawn_at__isnull=True),
                name="listing_of_category",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_over(self, today: date) -> bool:
        return self.until is not None and self.until < today


class WithheldQuerySet(models.QuerySet["Withheld"]):
    def standing(self) -> WithheldQuerySet:
        return self.filter(lifted_at__isnull=True)

    def closed_on(self, today: date) -> WithheldQuerySet:
        """Those whose time is not over."""
        return self.standing().filter(Q(until__isnull=True) | Q(until__gte=today))

    def for_list(self) -> WithheldQuerySet:
        return self.select_related("office").order_by("title", "id")


class Withheld(models.Model):
    """One row of the Daftar Informasi yang Dikecualikan, with the test of what would follow from opening it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", verbose_name=_("kantor"))
    title = models.CharField(_("informasi"), max_length=200)
    article = models.CharField(_("dasar pengecualian"), max_length=1)
    consequence = models.TextField(_("akibat bila dibuka"))
    benefit = models.TextField(_("yang dilindungi bila ditutup"))
    decree = models.CharField(_("penetapan"), max_length=160)
    since = models.DateField(_("ditetapkan pada"))
    until = models.DateField(_("dikecualikan sampai"), null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(_("dibuka pada"), null=True)

    objects: ClassVar[WithheldQuerySet] = WithheldQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("informasi yang dikecualikan")
        constraints = [
            models.CheckConstraint(condition=Q(article__in=list("abcdefghij")), name="withheld_article"),
            models.UniqueConstraint(
                fields=["office", "title"], condition=Q(lifted_at__isnull=True), name="withheld_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_over(self, today: date) -> bool:
        """Its time has passed: whoever asks for it now gets it."""
        return self.until is not None and self.until < today


class ServiceYear(models.Model):
    """What the PPID writes beside the figures of a year; the figures themselves are counted when somebody asks."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year = models.PositiveSmallIntegerField(_("tahun"), unique=True)
    overview = models.TextField(_("gambaran umum"), blank=True, default="")
    means = models.TextField(_("sarana, petugas, dan anggaran"), blank=True, default="")
    obstacles = models.TextField(_("kendala"), blank=True, default="")
    plans = models.TextField(_("rencana perbaikan"), blank=True, default="")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("laporan layanan informasi")

    def __str__(self) -> str:
        return str(self.year)
