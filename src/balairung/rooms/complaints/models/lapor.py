"""What SP4N-LAPOR! and this house know of each other: names of offices, what was said last, each exchange of files."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.rooms.complaints.models.complaints import Complaint


class Disposition(models.Model):
    """What SP4N-LAPOR! calls an office, and which of ours that is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=200, unique=True)  # the name as it is compared
    name = models.CharField(_("nama di SP4N-LAPOR!"), max_length=200)
    office = models.ForeignKey(  # nobody's of ours: the coordinator decides of each report
        "people.Office", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("kantor")
    )
    kept_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField(_("disimpan pada"))

    class Meta:
        verbose_name = _("nama kantor di SP4N-LAPOR!")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class LaporRun(models.Model):
    """One exchange of files, in or out; of the last one out the file is kept, for whoever lost it on the way."""

    class Kind(models.TextChoices):
        IN = "in", _("impor")
        OUT = "out", _("ekspor")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("jenis"), max_length=3, choices=Kind)
    at = models.DateTimeField(_("pada"))
    by_person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    new = models.PositiveIntegerField(_("baru"), default=0)
    known = models.PositiveIntegerField(_("sudah ada"), default=0)
    news = models.PositiveIntegerField(_("berubah"), default=0)  # reports with something new
    rows = models.PositiveIntegerField(_("baris"), default=0)
    content = SealedField(blank=True, default="")  # CSV

    class Meta:
        verbose_name = _("pertukaran dengan SP4N-LAPOR!")
        constraints = [models.CheckConstraint(condition=Q(kind__in=["in", "out"]), name="lapor_run_kind")]
        indexes = [models.Index(fields=["-at", "-id"], name="lapor_run_latest")]


class LaporCase(models.Model):
    """One report, as both sides last heard of it."""

    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, primary_key=True, related_name="lapor")
    said = SealedField(blank=True, default="")  # JSON: what their file said last, by our keys of columns
    told = models.PositiveIntegerField(_("baris terakhir yang disampaikan"), default=0)  # of our ledger

    class Meta:
        verbose_name = _("laporan SP4N-LAPOR!")
