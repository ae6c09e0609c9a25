"""Looking at one's own accountability of performance (SAKIP) as a checklist with proof."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id


class SakipCheck(models.Model):
    """One question of ground/data/programmes.yaml for one office and year: how far it is met, and what shows it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="sakip")
    year = models.PositiveSmallIntegerField(_("tahun"))
    item = models.CharField(_("butir"), max_length=40)
    met = models.PositiveSmallIntegerField(_("terpenuhi (%)"))
    words = models.CharField(_("keterangan"), max_length=300, blank=True, default="")
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("pada"))
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("butir SAKIP")
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "item"], name="sakip_once"),
            models.CheckConstraint(condition=Q(met__lte=100), name="sakip_share"),
            models.CheckConstraint(condition=Q(met=0) | Q(file__isnull=False), name="sakip_proved"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.item}: {self.met}"
