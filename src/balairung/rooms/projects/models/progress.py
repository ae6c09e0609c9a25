"""What was planned by when, what was reported when, and what it looked like."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.rupiah import RupiahField
from balairung.rooms.projects.models.projects import Project


class Milestone(models.Model):
    """A part of the work with its weight; the weights of all parts are 100 together."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    place = models.PositiveSmallIntegerField(_("urutan"))
    title = models.CharField(_("tahap"), max_length=160)
    planned_on = models.DateField(_("rencana selesai"))
    done_on = models.DateField(_("selesai"), null=True)
    weight = models.DecimalField(_("bobot (%)"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("tahap")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["project", "place"], name="milestone_once"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=100), name="milestone_weight"),
        ]

    def __str__(self) -> str:
        return self.title


class ProgressReport(models.Model):
    """How far it was on a day, as an officer said; `physical` per cent, `paid` rupiah, both since the beginning."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="reports")
    token = models.CharField(max_length=64, unique=True)  # hashed: one form makes one report
    on = models.DateField(_("keadaan pada"))
    physical = models.DecimalField(_("kemajuan fisik (%)"), max_digits=5, decimal_places=2)
    paid = RupiahField(_("sudah dibayarkan"), default=Decimal)
    words = models.TextField(_("keterangan"), blank=True, default="")
    lowered = models.CharField(_("mengapa lebih rendah"), max_length=300, blank=True, default="")
    latitude = models.DecimalField(_("lintang"), max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(_("bujur"), max_digits=8, decimal_places=5, null=True)
    outside = models.BooleanField(_("titiknya di luar desa"), default=False)
    reported_at = models.DateTimeField(_("dilaporkan pada"))
    reported_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("laporan kemajuan")
        ordering = ["on", "reported_at", "id"]
        indexes = [models.Index(fields=["project", "on"], name="progress_curve")]
        constraints = [
            models.CheckConstraint(condition=Q(physical__gte=0, physical__lte=100), name="progress_physical"),
            models.CheckConstraint(condition=Q(paid__gte=0), name="progress_paid"),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.physical} %"


class ProjectPhoto(models.Model):
    """One picture, from which spot and how far the work was; without a position it is kept and says so."""

    class Stage(models.TextChoices):
        """The three that every village must keep of the same spot."""

        BEFORE = "0", _("0 % (sebelum)")
        HALF = "50", _("50 %")
        DONE = "100", _("100 % (selesai)")
        OTHER = "", _("lainnya")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="photos")
    token = models.CharField(max_length=64, unique=True)  # hashed: one form keeps each picture once
    file = models.OneToOneField("files.File", on_delete=models.PROTECT, related_name="+")
    spot = models.CharField(_("titik foto"), max_length=80)
    stage = models.CharField(_("tahap foto"), max_length=3, choices=Stage, blank=True, default=Stage.OTHER)
    taken_on = models.DateField(_("diambil pada"))
    latitude = models.DecimalField(_("lintang"), max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(_("bujur"), max_digits=8, decimal_places=5, null=True)
    outside = models.BooleanField(_("titiknya di luar desa"), default=False)
    open = models.BooleanField(_("boleh dilihat semua orang"), default=False)
    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, null=True, related_name="photos")
    visit = models.ForeignKey("projects.SiteVisit", on_delete=models.CASCADE, null=True, related_name="photos")
    handover = models.ForeignKey("projects.Handover", on_delete=models.CASCADE, null=True, related_name="photos")
    kept_at = models.DateTimeField(_("disimpan pada"))
    kept_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("foto proyek")
        ordering = ["spot", "taken_on", "kept_at", "id"]
        indexes = [models.Index(fields=["project", "spot", "taken_on"], name="photo_spot")]

    def __str__(self) -> str:
        return f"{self.spot}, {self.taken_on}"


class ProjectChange(models.Model):
    """What was changed later, in words: everybody reads it (what is `inner`: officers), nobody takes it away."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="changes")
    words = models.TextField(_("perubahan"))
    inner = models.BooleanField(_("hanya untuk petugas"), default=False)
    at = models.DateTimeField(_("pada"))
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("perubahan proyek")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["project", "-at"], name="project_change")]

    def __str__(self) -> str:
        return self.words[:60]
