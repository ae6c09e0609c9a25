"""What the regency offers: services, and the versions of their definitions."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id


class ServiceQuerySet(models.QuerySet["Service"]):
    def offered(self, on: date) -> ServiceQuerySet:
        """What citizens may apply for today."""
        standing = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
        return self.filter(standing, current__isnull=False).select_related("current").order_by("order", "name")


class Service(models.Model):
    """One service of the catalogue; `current` is what citizens are given, and running applications keep theirs."""

    class Level(models.TextChoices):
        """Where the product comes from."""

        VILLAGE = "village", _("desa atau kelurahan")
        DISTRICT = "district", _("kecamatan")
        AGENCY = "agency", _("kantor kabupaten")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(_("kunci"), max_length=60, unique=True)
    name = models.CharField(_("nama"), max_length=160)
    level = models.CharField(_("tingkat"), max_length=8, choices=Level)
    office_key = models.SlugField(_("kantor"), max_length=60, blank=True, default="")  # of an agency
    order = models.PositiveIntegerField(_("urutan"), default=0)
    current = models.OneToOneField("Version", on_delete=models.PROTECT, null=True, related_name="current_of")
    closed_on = models.DateField(_("dihentikan mulai"), null=True)
    offered = models.CharField(max_length=64, blank=True, default="")  # digest of the standard that was offered last

    objects: ClassVar[ServiceQuerySet] = ServiceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("layanan")
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=["village", "district", "agency"]), name="service_level")
        ]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """A definition (definition/shape.py) as it was published; from then on nobody changes it. Before, it is a draft.

    `digest` is the SHA-256 of the definition in its canonical form: the same definition has the same digest everywhere.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="versions", verbose_name=_("layanan"))
    number = models.PositiveIntegerField(_("versi"))
    body = models.JSONField(_("definisi"))
    digest = models.CharField(max_length=64)
    note = models.CharField(_("yang berubah"), max_length=300, blank=True, default="")
    decree = models.CharField(_("ditetapkan dengan"), max_length=160, blank=True, default="")
    decreed_on = models.DateField(_("tanggal penetapan"), null=True)
    saved_at = models.DateTimeField(_("disimpan pada"))
    saved_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("berlaku sejak"), null=True)
    published_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(_("berlaku sampai"), null=True)
    package = models.ForeignKey(  # where it came from, when another regency gave it
        "Package", on_delete=models.PROTECT, null=True, related_name="versions", verbose_name=_("paket")
    )

    class Meta:
        verbose_name = _("versi layanan")
        ordering = ["service", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="version_once"),
            models.UniqueConstraint(
                fields=["service"], condition=Q(published_at__isnull=True), name="version_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} v{self.number}"
