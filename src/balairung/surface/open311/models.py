"""What programs were promised and is not done yet, and what they said already."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField


class MediaWantedQuerySet(models.QuerySet["MediaWanted"]):
    def due(self, now: datetime) -> MediaWantedQuerySet:
        return self.filter(next_at__lte=now).order_by("next_at", "id")


class MediaWanted(models.Model):
    """A picture that lies elsewhere (`media_url`): the worker fetches it, and drops the row with the last attempt."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    complaint = models.ForeignKey(
        "complaints.Complaint", on_delete=models.CASCADE, related_name="media_wanted", db_index=False
    )
    url = SealedField(_("alamat foto"))
    url_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    next_at = models.DateTimeField(_("dicoba lagi pada"))

    objects: ClassVar[MediaWantedQuerySet] = MediaWantedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("foto yang masih diambil")
        constraints = [models.UniqueConstraint(fields=["complaint", "url_hash"], name="media_wanted_once")]
        indexes = [models.Index(fields=["next_at", "id"], name="media_wanted_due")]


class Heard(models.Model):
    """An update that a program posted: the same one again is answered with the same line and writes nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token = models.CharField(max_length=64, unique=True)  # of key, request and what the program calls its update
    complaint = models.ForeignKey(
        "complaints.Complaint", on_delete=models.CASCADE, related_name="heard", db_index=False
    )
    seq = models.PositiveIntegerField(_("baris"))
    at = models.DateTimeField(_("pada"))

    class Meta:
        verbose_name = _("kabar dari aplikasi lain")
        constraints = [models.CheckConstraint(condition=Q(seq__gt=0), name="heard_line")]
