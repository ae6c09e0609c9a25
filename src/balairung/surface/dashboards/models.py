"""What would be slow to count again: past days."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Day(models.Model):
    """One past day of the regency in numbers; the worker counts it (days.py) and counts it again now and then."""

    date = models.DateField(_("tanggal"), primary_key=True)
    opened = models.PositiveIntegerField(_("masuk"))
    closed = models.PositiveIntegerField(_("ditutup"))
    counted_at = models.DateTimeField(_("dihitung pada"))

    class Meta:
        verbose_name = _("hari")

    def __str__(self) -> str:
        return self.date.isoformat()
