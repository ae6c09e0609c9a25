"""Who was seen where and when; what a superior put right stands beside it and changes nothing in it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField


class PresenceKioskQuerySet(models.QuerySet["PresenceKiosk"]):
    def standing(self) -> PresenceKioskQuerySet:
        return self.filter(revoked_at__isnull=True, office__closed_on__isnull=True)


class PresenceKiosk(models.Model):
    """A device at the door of an office to which people show their QR: its secret address lets it in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", verbose_name=_("kantor"))
    name = models.CharField(_("nama"), max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("dibuat pada"))
    seen_at = models.DateTimeField(_("terakhir dipakai"), null=True)
    revoked_at = models.DateTimeField(_("dicabut pada"), null=True)

    objects: ClassVar[PresenceKioskQuerySet] = PresenceKioskQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kios kehadiran")
        ordering = ["office", "name", "id"]

    def __str__(self) -> str:
        return self.name


class PresenceScan(models.Model):
    """Somebody's QR was read. The first of a day is the arrival, the last one the departure; none is ever changed.

    `at` is the moment that counts: that of the device, put right by how far its clock was off when it sent. What the
    device's clock said stands beside it, and when the house received it.
    """

    class Kind(models.TextChoices):
        LIVE = "live", _("QR di telepon")
        BADGE = "badge", _("kartu")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token = models.CharField(max_length=64, unique=True)  # made by the device: sent twice is once
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("orang"))
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", verbose_name=_("tempat"))
    kiosk = models.ForeignKey(PresenceKiosk, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("jenis"), max_length=8, choices=Kind)
    day = models.DateField(_("hari"))  # of `at`, on the regency's clock
    at = models.DateTimeField(_("pada"))
    received_at = models.DateTimeField(_("diterima pada"))
    device_at = models.DateTimeField(_("menurut perangkat"), null=True)
    clock_off = models.BooleanField(_("jam perangkat salah"), default=False)
    guest = models.BooleanField(_("tamu dari kantor lain"), default=False)  # does not count as being at work
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("pindaian kehadiran")
        constraints = [models.CheckConstraint(condition=Q(kind__in=["live", "badge"]), name="presence_scan_kind")]
        indexes = [
            models.Index(fields=["person", "day"], name="presence_scan_person"),  # one's own month
            models.Index(fields=["day", "person"], name="presence_scan_day"),  # counting.reading
            models.Index(fields=["office", "-at"], name="presence_scan_office"),  # the latest at a place
        ]


class Correction(models.Model):
    """What a superior says about one day of somebody, with the reason; the last one counts, the scans stay."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("orang"))
    day = models.DateField(_("hari"))
    arrived_at = models.DateTimeField(_("datang"), null=True)
    left_at = models.DateTimeField(_("pulang"), null=True)
    excused = models.BooleanField(_("tidak hadir dengan alasan"), default=False)
    reason = SealedField(_("alasan"))
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("oleh"))
    at = models.DateTimeField(_("pada"))

    class Meta:
        verbose_name = _("pembetulan kehadiran")
        ordering = ["day", "at", "id"]
        indexes = [models.Index(fields=["day", "person"], name="correction_day")]
