"""The tiny directory that many regencies share: which host is served from which schema."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

SCHEMA = RegexValidator(r"^[a-z][a-z0-9_]{2,40}$", _("Nama skema: huruf kecil, angka, dan garis bawah."))
HOST = RegexValidator(
    r"^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$",
    _("Nama host ditulis tanpa skema, port, dan garis miring, misalnya banyuwangi.contoh.go.id."),
)


class Tenant(models.Model):
    """One regency of this installation. Its row comes first; the schema is built after, and may be resumed."""

    class State(models.TextChoices):
        BUILDING = "building", _("sedang dibangun")
        READY = "ready", _("melayani")
        CLOSED = "closed", _("ditutup")

    schema = models.CharField(max_length=41, primary_key=True, validators=[SCHEMA])
    host = models.CharField(_("nama host"), max_length=253, unique=True)
    code = models.CharField(_("kode wilayah"), max_length=13)
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.BUILDING)

    objects: ClassVar[models.Manager[Tenant]] = models.Manager()

    class Meta:
        verbose_name = _("daerah")

    def __str__(self) -> str:
        return self.host
