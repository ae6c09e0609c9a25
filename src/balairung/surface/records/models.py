"""What may not be erased now, which rules of retention the regency switched on, and what they took."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models import Obligation


class HoldQuerySet(models.QuerySet["Hold"]):
    def holding(self) -> HoldQuerySet:
        """Those that stand."""
        return self.filter(lifted_at__isnull=True)


class Hold(models.Model):
    """Somebody who may say so needs this case as it is: neither a rule nor a wish erases it until it is lifted."""

    class Ground(models.TextChoices):
        LAW = "law", _("proses penegakan hukum")
        AUDIT = "audit", _("pemeriksaan")
        CLAIM = "claim", _("sengketa atau gugatan")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="holds")
    ground = models.CharField(_("alasan"), max_length=10, choices=Ground)
    paper = models.CharField(_("nomor surat yang memintanya"), max_length=120)
    held_at = models.DateTimeField(_("ditahan pada"))
    held_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(_("dilepas pada"), null=True)
    lifted_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[HoldQuerySet] = HoldQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("penahanan penghapusan")
        constraints = [
            models.UniqueConstraint(fields=["obligation"], condition=Q(lifted_at__isnull=True), name="hold_once"),
            models.CheckConstraint(condition=Q(ground__in=["law", "audit", "claim"]), name="hold_ground"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation.ref}: {self.get_ground_display()}"


class RetentionSwitch(models.Model):
    """How one rule stands: whether the worker keeps it every night, and how far it has come."""

    rule = models.SlugField(_("aturan"), max_length=40, primary_key=True)
    on_since = models.DateTimeField(_("dinyalakan pada"), null=True)  # none: it is only shown
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    done_until = models.DateTimeField(null=True)  # when the last case that it came to was closed
    done_key = models.UUIDField(null=True)  # and which one that was: many may be closed at one moment

    class Meta:
        verbose_name = _("aturan masa simpan")

    def __str__(self) -> str:
        return self.rule


class RetentionRun(models.Model):
    """How many things one rule took on one day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rule = models.SlugField(_("aturan"), max_length=40)
    day = models.DateField(_("tanggal"))
    taken = models.PositiveIntegerField(_("yang dihapus"), default=0)
    ended = models.BooleanField(_("selesai"), default=False)

    class Meta:
        verbose_name = _("penghapusan menurut masa simpan")
        constraints = [models.UniqueConstraint(fields=["rule", "day"], name="retention_run_once")]
        indexes = [models.Index(fields=["-day"], name="retention_run_latest")]

    def __str__(self) -> str:
        return f"{self.rule} {self.day}"
