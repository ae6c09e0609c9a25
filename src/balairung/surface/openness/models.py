"""What would be slow to count at a request: each month of filing, seen from each side."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id


class CountedMonth(models.Model):
    """A month that has figures. The worker (counting.py) keeps them right, and says as of when they are."""

    first = models.DateField(_("bulan"), primary_key=True)  # its first day
    counted_at = models.DateTimeField(_("dihitung pada"), null=True)  # as of when its figures are right
    read_at = models.DateTimeField(_("dibaca pada"), null=True)  # when its reports were last read for that
    newest = models.UUIDField(null=True)  # the youngest line of the ledger when it was looked at last
    ended_kept = models.PositiveIntegerField(_("ditepati pada bulan itu"), default=0)  # whenever they were filed
    ended_broken = models.PositiveIntegerField(_("dilanggar pada bulan itu"), default=0)

    class Meta:
        verbose_name = _("bulan yang dihitung")

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


class Tally(models.Model):
    """What was filed in one month, seen from one side (of one office, one village, one channel …), and how it stands.

    `filed` is the sum of kept, broken, running, behind and elsewhere. `days` holds how many were done in so many days
    ({"12": 3}), so that months can be added up and the median of a year is exact.
    """

    class Dimension(models.TextChoices):
        ALL = "all", _("seluruh daerah")
        OFFICE = "office", _("kantor")
        DISTRICT = "district", _("kecamatan")
        VILLAGE = "village", _("desa/kelurahan")
        CLASS = "class", _("jenis laporan")
        TOPIC = "topic", _("topik")
        CHANNEL = "channel", _("saluran")
        KIND = "kind", _("jenis janji")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    month = models.ForeignKey(CountedMonth, on_delete=models.CASCADE, related_name="tallies", db_index=False)
    dimension = models.CharField(max_length=10, choices=Dimension)
    key = models.CharField(max_length=80, blank=True)  # "" for what names none
    within = models.CharField(max_length=13, blank=True)  # the district of a village
    filed = models.PositiveIntegerField(_("masuk"), default=0)
    kept = models.PositiveIntegerField(_("selesai tepat waktu"), default=0)
    broken = models.PositiveIntegerField(_("selesai terlambat"), default=0)
    running = models.PositiveIntegerField(_("masih dalam waktu"), default=0)
    behind = models.PositiveIntegerField(_("lewat waktu, belum selesai"), default=0)
    elsewhere = models.PositiveIntegerField(_("ditolak, dicabut, atau dialihkan"), default=0)
    reopened = models.PositiveIntegerField(_("dibuka kembali"), default=0)
    days = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("hitungan")
        constraints = [
            models.UniqueConstraint(fields=["month", "dimension", "within", "key"], name="tally_once"),
            models.CheckConstraint(
                condition=Q(
                    dimension__in=["all", "office", "district", "village", "class", "topic", "channel", "kind"]
                ),
                name="tally_dimension",
            ),
        ]
        indexes = [models.Index(fields=["dimension", "within", "month"], name="tally_series")]

    def __str__(self) -> str:
        return f"{self.month} {self.dimension} {self.key}"
