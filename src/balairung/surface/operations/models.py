"""That the worker lives: a row a minute, kept for two days."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id


class Round(models.Model):
    """One round of the worker, by the clock on the wall and by the clock that nobody can set."""

    class Held(models.TextChoices):
        """Why nothing was done."""

        NO = "", _("berjalan")
        CLOCK = "clock", _("jam mesin diragukan")
        ORDER = "order", _("atas perintah hanya-baca")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(_("mulai"))
    boot = models.CharField(max_length=36)  # of the machine: another one after each restart
    ran = models.FloatField(_("detik sejak mesin menyala"))
    seconds = models.FloatField(_("lamanya"), default=0)
    done = models.PositiveIntegerField(_("yang dikerjakan"), default=0)
    failed = models.TextField(_("yang gagal"), blank=True, default="")  # dotted paths of loops, one a line
    held = models.CharField(_("ditahan"), max_length=10, choices=Held, blank=True, default=Held.NO)

    objects: ClassVar[models.Manager[Round]] = models.Manager()

    class Meta:
        verbose_name = _("putaran pekerja")
        constraints = [models.CheckConstraint(condition=Q(held__in=["", "clock", "order"]), name="round_held")]
        indexes = [
            models.Index(fields=["at"], name="round_at"),  # latest(), sweep()
            models.Index(fields=["boot", "ran"], name="round_ran"),  # trusted()
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
