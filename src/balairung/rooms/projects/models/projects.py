"""What is built, bought or given: where, by whom, for how much of whose money, from when to when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.rupiah import RupiahField

FULL = Decimal(100)


class Kind(models.TextChoices):
    BUILD = "build", _("Pembangunan")
    AID = "aid", _("Bantuan kelompok")
    PURCHASE = "purchase", _("Pengadaan")


class Way(models.TextChoices):
    """Who does the work (Perpres 16/2018 and its successors; villages by their own rule)."""

    SELF = "self", _("Swakelola")
    PROVIDER = "provider", _("Penyedia")


class Stopped(models.TextChoices):
    NO = "", _("tidak")
    HALTED = "halted", _("terhenti")
    CANCELLED = "cancelled", _("dibatalkan")


class Status(models.TextChoices):
    """Where it stands: no column, see `Project.status`."""

    PLANNED = "planned", _("direncanakan")
    RUNNING = "running", _("berjalan")
    DONE = "done", _("selesai")
    HALTED = "halted", _("terhenti")
    CANCELLED = "cancelled", _("dibatalkan")


GOES_ON = Q(stopped=Stopped.NO)
FINISHED = Q(physical__gte=100)
BEGUN = Q(physical__gt=0) | Q(started_on__isnull=False)
STANDING: dict[str, Q] = {
    Status.PLANNED: GOES_ON & ~FINISHED & ~BEGUN,
    Status.RUNNING: GOES_ON & ~FINISHED & BEGUN,
    Status.DONE: GOES_ON & FINISHED,
    Status.HALTED: Q(stopped=Stopped.HALTED),
    Status.CANCELLED: Q(stopped=Stopped.CANCELLED),
}


def is_late(on: date) -> Q:
    """What should be finished by this day and is not; what was halted stays late, what was cancelled is not."""
    return ~Q(stopped=Stopped.CANCELLED) & ~FINISHED & Q(planned_end__lt=on)


class ProjectQuerySet(models.QuerySet["Project"]):
    def at(self, code: str) -> ProjectQuerySet:
        """In this village, or in any village of this district."""
        return self.filter(Q(region=code) | Q(region__parent=code))

    def paid_from(self, source: str = "", year: int | None = None) -> ProjectQuerySet:
        """With money of this source, of this year, or both in one."""
        funds = Fund.objects.filter(project=OuterRef("pk"))
        funds = funds.filter(source=source) if source else funds
        return self.filter(Exists(funds.filter(year=year) if year else funds))

    def standing(self, status: str) -> ProjectQuerySet:
        return self.filter(STANDING[status])

    def late(self, on: date) -> ProjectQuerySet:
        return self.filter(is_late(on))

    def late_first(self, on: date) -> ProjectQuerySet:
        """The longest late first, then as they fall due, then what is over."""
        over = FINISHED | Q(stopped=Stopped.CANCELLED)
        return self.order_by(Case(When(over, then=Value(1)), default=Value(0)), "planned_end", "id")

    def for_list(self) -> ProjectQuerySet:
        """With place, office and money: three statements for any number of rows."""
        return self.select_related("region__parent", "office").defer("what").prefetch_related("funds")


class Project(models.Model):
    """One thing that people were promised; `physical` and `paid` are what its last report said."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField(_("nomor"), max_length=20, unique=True)
    token = models.CharField(max_length=64, unique=True)  # hashed: one form makes one project
    title = models.CharField(_("judul"), max_length=200)
    what = models.TextField(_("uraian"), blank=True, default="")
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind)
    region = models.ForeignKey(
        "people.Region", on_delete=models.PROTECT, related_name="projects", verbose_name=_("desa atau kelurahan")
    )
    place = models.CharField(_("tepatnya"), max_length=200, blank=True, default="")
    latitude = models.DecimalField(_("lintang"), max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(_("bujur"), max_digits=8, decimal_places=5, null=True)
    outside = models.BooleanField(_("titiknya di luar desa"), default=False)
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="projects", verbose_name=_("kantor penanggung jawab")
    )
    way = models.CharField(_("cara pelaksanaan"), max_length=10, choices=Way)
    executor = models.CharField(_("pelaksana"), max_length=160)
    contract = models.CharField(_("nomor kontrak atau SPK"), max_length=120, blank=True, default="")
    planned_start = models.DateField(_("rencana mulai"))
    planned_end = models.DateField(_("rencana selesai"))
    started_on = models.DateField(_("mulai dikerjakan"), null=True)
    finished_on = models.DateField(_("selesai pada"), null=True)
    physical = models.DecimalField(_("kemajuan fisik (%)"), max_digits=5, decimal_places=2, default=Decimal)
    paid = RupiahField(_("sudah dibayarkan"), default=Decimal)
    reported_on = models.DateField(_("dilaporkan terakhir"), null=True)
    stopped = models.CharField(_("dihentikan"), max_length=10, choices=Stopped, blank=True, default=Stopped.NO)
    stopped_on = models.DateField(_("dihentikan pada"), null=True)
    stopped_why = models.CharField(_("alasan"), max_length=300, blank=True, default="")
    recorded_at = models.DateTimeField(_("dicatat pada"))
    recorded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[ProjectQuerySet] = ProjectQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("proyek")
        ordering = ["planned_end", "id"]
        indexes = [
            models.Index(fields=["region", "planned_end"], name="project_place"),  # register: one village or district
            models.Index(fields=["office", "planned_end"], name="project_office"),  # the desk of an office
            models.Index(fields=["planned_end", "id"], name="project_due"),  # register: late first
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["build", "aid", "purchase"]), name="project_kind"),
            models.CheckConstraint(condition=Q(way="self") | Q(way="provider"), name="project_way"),
            models.CheckConstraint(condition=Q(stopped__in=["", "halted", "cancelled"]), name="project_stopped"),
            models.CheckConstraint(condition=Q(planned_end__gte=models.F("planned_start")), name="project_term"),
            models.CheckConstraint(condition=Q(physical__gte=0, physical__lte=100), name="project_physical"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="project_point",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def status(self) -> Status:
        """Derived from what was reported and whether somebody stopped it."""
        if self.stopped:
            return Status(self.stopped)
        if self.physical >= FULL:
            return Status.DONE
        return Status.RUNNING if self.physical or self.started_on else Status.PLANNED

    def is_late(self, on: date) -> bool:
        """The same as `late()` of the list."""
        return self.stopped != Stopped.CANCELLED and self.physical < FULL and self.planned_end < on

    @property
    def value(self) -> Decimal:
        """All its money, of the funds that were read with it."""
        return sum((fund.value for fund in self.funds.all()), Decimal())

    @property
    def financial(self) -> Decimal:
        """How many per cent of its money are paid, to a hundredth, rounded down: 100 only when all of it is."""
        value = self.value
        return (self.paid * 100 / value).quantize(Decimal("0.01"), rounding="ROUND_DOWN") if value else Decimal()

    @property
    def point(self) -> tuple[Any, Any] | None:
        return None if self.latitude is None else (self.latitude, self.longitude)


class Fund(models.Model):
    """Money of one source and one year for it (codes: ground/data/projects.yaml)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="funds")
    source = models.CharField(_("sumber dana"), max_length=20)
    year = models.PositiveSmallIntegerField(_("tahun anggaran"))
    value = RupiahField(_("nilai"))

    class Meta:
        verbose_name = _("sumber dana")
        ordering = ["year", "source"]
        constraints = [
            models.UniqueConstraint(fields=["project", "source", "year"], name="fund_once"),
            models.CheckConstraint(condition=Q(value__gt=0), name="fund_value"),
        ]
        indexes = [models.Index(fields=["year", "source"], name="fund_year")]  # paid_from, totals

    def __str__(self) -> str:
        return f"{self.source} {self.year}"
