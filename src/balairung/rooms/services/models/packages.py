"""A service as one file, given to another regency or taken from it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id


class Package(models.Model):
    """One file that left or came in: who gave it, under whose key, by which agreement, and what it held.

    `content` is the file itself: what was given is given again as it was, what was taken can be proved and compared.
    """

    class Direction(models.TextChoices):
        GIVEN = "given", _("diberikan")
        TAKEN = "taken", _("diterima")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    direction = models.CharField(_("arah"), max_length=5, choices=Direction)
    service_key = models.SlugField(_("layanan"), max_length=60)
    service_name = models.CharField(_("nama layanan"), max_length=160)
    version = models.PositiveIntegerField(_("versi pemberi"))
    giver_code = models.CharField(_("kode wilayah pemberi"), max_length=13)
    giver_name = models.CharField(_("pemberi"), max_length=160)
    giver_address = models.CharField(_("alamat pemberi"), max_length=200, blank=True, default="")
    partner = models.CharField(_("penerima"), max_length=160, blank=True, default="")  # of what was given
    fingerprint = models.CharField(_("sidik kunci"), max_length=64)  # SHA-256 of the giver's public key
    vouched = models.CharField(_("dibacakan oleh"), max_length=160, blank=True, default="")  # who told us this key
    digest = models.CharField(max_length=64)  # SHA-256 of the definition that it holds
    content = models.TextField()
    agreement = models.CharField(_("perjanjian kerja sama"), max_length=20, blank=True, default="")  # its reference
    published_at = models.DateTimeField(_("diterbitkan pemberi pada"))
    exchanged_at = models.DateTimeField(_("ditukar pada"))
    exchanged_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("paket layanan")
        ordering = ["-exchanged_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(direction__in=["given", "taken"]), name="package_direction"),
            models.UniqueConstraint(
                fields=["fingerprint", "digest"], condition=Q(direction="taken"), name="package_taken_once"
            ),
        ]
