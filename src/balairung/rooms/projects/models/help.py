"""Help that was handed to a group. Who its members are stays sealed; how many they are does not."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.rupiah import RupiahField
from balairung.ground.common.sealed import SealedField
from balairung.rooms.projects.models.projects import Project


class Handover(models.Model):
    """One group was given something on a day, by the minutes (berita acara) with this number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="handovers")
    token = models.CharField(max_length=64, unique=True)  # hashed: one form hands over once
    group = models.CharField(_("nama kelompok"), max_length=120)
    group_kind = models.CharField(_("jenis kelompok"), max_length=20)  # ground/data/projects.yaml
    members = models.PositiveIntegerField(_("jumlah anggota"))
    chair = SealedField(_("nama ketua"), blank=True, default="")
    giver = models.CharField(_("pemberi"), max_length=160)
    goods = models.CharField(_("yang diserahkan"), max_length=300)
    value = RupiahField(_("nilai"), default=Decimal)  # 0: not told
    on = models.DateField(_("diserahkan pada"))
    minutes = models.CharField(_("nomor berita acara"), max_length=120)
    recorded_at = models.DateTimeField(_("dicatat pada"))
    recorded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("serah terima")
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["on"], name="handover_day")]  # helping.follow: who is asked whether it is used
        constraints = [models.UniqueConstraint(fields=["project", "minutes", "group"], name="handover_once")]

    def __str__(self) -> str:
        return f"{self.group}: {self.goods}"


class Beneficiaries(models.Model):
    """How many people of one village have something of it: a number, never a name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="beneficiaries")
    region = models.ForeignKey("people.Region", on_delete=models.PROTECT, related_name="+")
    people = models.PositiveIntegerField(_("jumlah orang"))

    class Meta:
        verbose_name = _("penerima manfaat")
        ordering = ["region", "id"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "region"], name="beneficiaries_once"),
            models.CheckConstraint(condition=Q(people__gt=0), name="beneficiaries_some"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id}: {self.people}"
