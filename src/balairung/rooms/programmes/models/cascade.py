"""The cascade of a period: vision → mission → goal → target → programme → activity → sub-activity, and its figures.

Permendagri 86/2017 names the levels; the codes below a programme are those of Permendagri 90/2019. [mem]
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.rupiah import RupiahField

YEARS = 5  # of a period: the term of a head of a regency
STEP = 4  # digits of `path` for one level


class Level(models.TextChoices):
    """From the top down; what stands below what is `PARENT_OF`."""

    VISION = "visi", _("Visi")
    MISSION = "misi", _("Misi")
    GOAL = "tujuan", _("Tujuan")
    TARGET = "sasaran", _("Sasaran")
    PROGRAMME = "program", _("Program")
    ACTIVITY = "kegiatan", _("Kegiatan")
    SUB_ACTIVITY = "subkegiatan", _("Subkegiatan")


LEVELS = list(Level)
PARENT_OF = {below: above for above, below in pairwise(LEVELS)}
#: Levels that an office carries out: they name one.
CARRIED = (Level.PROGRAMME, Level.ACTIVITY, Level.SUB_ACTIVITY)


class PlanPeriod(models.Model):
    """Five years and the regulation that sets them (RPJMD)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("nama"), max_length=120)
    first_year = models.PositiveSmallIntegerField(_("tahun pertama"), unique=True)
    last_year = models.PositiveSmallIntegerField(_("tahun terakhir"))
    decree = models.CharField(_("peraturan"), max_length=120)
    recorded_at = models.DateTimeField(_("dicatat pada"))

    class Meta:
        verbose_name = _("periode perencanaan")
        ordering = ["-first_year"]
        constraints = [
            models.CheckConstraint(condition=Q(last_year=F("first_year") + YEARS - 1), name="plan_period_years")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


class PlanNodeQuerySet(models.QuerySet["PlanNode"]):
    def below(self, node: PlanNode) -> PlanNodeQuerySet:
        """Everything under a node, at any depth, itself not."""
        return self.filter(period=node.period_id, path__startswith=node.path).exclude(pk=node.pk)

    def above(self, node: PlanNode) -> PlanNodeQuerySet:
        """The way from the vision to a node, itself not."""
        paths = [node.path[:end] for end in range(STEP, len(node.path), STEP)]
        return self.filter(period=node.period_id, path__in=paths).order_by("path")

    def for_list(self) -> PlanNodeQuerySet:
        return self.select_related("office").order_by("path")


class PlanNode(models.Model):
    """One line of the cascade. `path` is that of its parent and four digits: sorted by it, the tree is in order."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.ForeignKey(PlanPeriod, on_delete=models.PROTECT, related_name="nodes")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    level = models.CharField(_("tingkat"), max_length=12, choices=Level)
    code = models.CharField(_("kode"), max_length=30)
    title = models.CharField(_("uraian"), max_length=400)
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, null=True, related_name="plan_nodes", verbose_name=_("kantor")
    )
    weight = models.DecimalField(_("bobot"), max_digits=5, decimal_places=2, null=True)
    path = models.CharField(max_length=len(LEVELS) * STEP, db_index=True)

    objects: ClassVar[PlanNodeQuerySet] = PlanNodeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("butir rencana")
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["period", "code"], name="plan_node_code"),
            models.UniqueConstraint(fields=["period", "path"], name="plan_node_path"),
            models.CheckConstraint(
                condition=Q(level="visi", parent__isnull=True)
                | (~Q(level="visi") & Q(parent__isnull=False))
                | Q(level="program"),  # one that serves no target is shown as a gap, not turned away
                name="plan_node_root",
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="plan_node_level"),
            models.CheckConstraint(
                condition=~Q(level__in=[str(one.value) for one in CARRIED]) | Q(office__isnull=False),
                name="plan_node_carried",
            ),
        ]
        indexes = [models.Index(fields=["office", "level"], name="plan_node_office")]  # gaps, performance of an office

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Indicator(models.Model):
    """What tells whether a node is reached: unit, formula in words, which way is better, where it began, whose."""

    class Direction(models.TextChoices):
        UP = "naik", _("makin tinggi makin baik")
        DOWN = "turun", _("makin rendah makin baik")

    class Kind(models.TextChoices):
        OUTCOME = "hasil", _("hasil bagi warga")
        OUTPUT = "keluaran", _("keluaran kegiatan")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    node = models.ForeignKey(PlanNode, on_delete=models.PROTECT, related_name="indicators")
    name = models.CharField(_("indikator"), max_length=300)
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind)
    unit = models.CharField(_("satuan"), max_length=40)
    formula = models.CharField(_("cara menghitung"), max_length=500, blank=True, default="")
    direction = models.CharField(_("arah"), max_length=5, choices=Direction, default=Direction.UP)
    baseline = models.DecimalField(_("keadaan awal"), max_digits=18, decimal_places=4, null=True)
    post = models.ForeignKey(
        "people.Post",
        on_delete=models.PROTECT,
        null=True,
        related_name="indicators",
        verbose_name=_("penanggung jawab"),
    )

    class Meta:
        verbose_name = _("indikator")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["node", "name"], name="indicator_once"),
            models.CheckConstraint(condition=Q(direction__in=["naik", "turun"]), name="indicator_direction"),
            models.CheckConstraint(condition=Q(kind__in=["hasil", "keluaran"]), name="indicator_kind"),
        ]

    def __str__(self) -> str:
        return self.name


class IndicatorTarget(models.Model):
    """What is promised for one year."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField(_("tahun"))
    value = models.DecimalField(_("target"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = _("target tahunan")
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["indicator", "year"], name="indicator_target_once")]

    def __str__(self) -> str:
        return f"{self.year}: {self.value}"


class QuarterResult(models.Model):
    """What was reached by the end of a quarter, counted from January. A correction is one more: the last counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="results")
    year = models.PositiveSmallIntegerField(_("tahun"))
    quarter = models.PositiveSmallIntegerField(_("triwulan"))
    value = models.DecimalField(_("capaian"), max_digits=18, decimal_places=4)
    words = models.CharField(_("penjelasan"), max_length=500, blank=True, default="")
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+", verbose_name=_("bukti"))
    recorded_at = models.DateTimeField(_("dicatat pada"))
    recorded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("capaian triwulan")
        ordering = ["year", "quarter", "recorded_at", "id"]
        indexes = [models.Index(fields=["indicator", "year", "quarter"], name="quarter_result_of")]
        constraints = [models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="quarter_of_year")]

    def __str__(self) -> str:
        return f"{self.year}/{self.quarter}: {self.value}"


class Spending(models.Model):
    """Money that was paid for a sub-activity, with the number of its receipt and the receipt itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    node = models.ForeignKey(PlanNode, on_delete=models.PROTECT, related_name="spendings")
    paid_on = models.DateField(_("dibayar pada"))
    amount = RupiahField(_("nilai"))
    receipt = models.CharField(_("nomor bukti bayar"), max_length=80)
    what = models.CharField(_("untuk apa"), max_length=300)
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("dicatat pada"))
    recorded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("pembayaran")
        ordering = ["-paid_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["node", "receipt"], name="spending_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="spending_amount"),
        ]

    def __str__(self) -> str:
        return self.receipt


def quarter_of(day: date) -> int:
    """1 for January to March, and so on."""
    return (day.month - 1) // 3 + 1


def share_of(value: Decimal, aim: Decimal, direction: str) -> Decimal | None:
    """How much of a target was reached, in per cent to a tenth; None where it cannot be said (a target of nothing).

    Where less is better: target ÷ value; nothing at all is then wholly reached.
    """
    if direction == Indicator.Direction.DOWN:
        if not value:
            return Decimal(100)
        top, bottom = aim, value
    else:
        top, bottom = value, aim
    return (top * 100 / bottom).quantize(Decimal("0.1")) if bottom else None
