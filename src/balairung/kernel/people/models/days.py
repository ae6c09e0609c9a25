"""Days that a decree makes free or working, beside the national ones that the calendar knows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id


class Decree(models.Model):
    """A decreed day. A row is never changed: a later decree about the same day stands above an earlier one."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("hari libur nasional")
        JOINT_LEAVE = "joint_leave", _("cuti bersama")
        REGIONAL = "regional", _("hari libur daerah")
        WORKDAY = "workday", _("hari kerja pengganti")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    date = models.DateField(_("tanggal"))
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind)
    name = models.CharField(_("nama hari"), max_length=120)
    decree = models.CharField(_("dasar keputusan"), max_length=160)
    decided_at = models.DateTimeField(_("dicatat pada"))

    class Meta:
        verbose_name = _("hari yang ditetapkan")
        ordering = ["date", "decided_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["holiday", "joint_leave", "regional", "workday"]), name="decree_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.date}: {self.name}"


class Draft(models.Model):
    """What somebody began and has not sent: sealed, found by its token, gone after its term."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("jenis"), max_length=40)  # the room's label
    token_hash = models.CharField(max_length=64, unique=True)
    body = models.TextField()  # sealed JSON, see drafts.py
    saved_at = models.DateTimeField(_("disimpan pada"))
    expires_at = models.DateTimeField(_("berlaku sampai"))

    class Meta:
        verbose_name = _("naskah")
        indexes = [models.Index(fields=["expires_at"], name="draft_expiry")]  # drafts.tidy

    def __str__(self) -> str:
        return f"{self.kind} {self.saved_at:%Y-%m-%d}"
