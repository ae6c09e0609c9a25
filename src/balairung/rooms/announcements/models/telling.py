"""A sending: one edition on its way to those who asked, through one channel, a batch a minute."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id

OWN = "own"  # the channel of officers' own inbox notices


class Sending(models.Model):
    """`cursor` is the last one who was written to: whoever goes on begins behind it."""

    class Whom(models.TextChoices):
        ALL = "all", _("semua")
        WAKING = "waking", _("yang boleh dibangunkan")  # at once, also at night
        RESTING = "resting", _("yang tidak ingin dibangunkan")  # not before the morning

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    edition = models.ForeignKey("announcements.Edition", on_delete=models.PROTECT, related_name="sendings")
    channel = models.CharField(_("saluran"), max_length=12)
    whom = models.CharField(_("kepada"), max_length=10, choices=Whom)
    planned = models.PositiveIntegerField(_("penerima"), default=0)  # when it was asked for
    written = models.PositiveIntegerField(_("sudah ditulis"), default=0)
    cursor = models.UUIDField(null=True)
    asked_at = models.DateTimeField(_("diminta pada"))
    asked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    next_at = models.DateTimeField(_("dilanjutkan pada"))
    done_at = models.DateTimeField(_("selesai pada"), null=True)
    stopped_at = models.DateTimeField(_("dihentikan pada"), null=True)

    class Meta:
        verbose_name = _("pengiriman kabar")
        constraints = [
            models.UniqueConstraint(fields=["edition", "channel", "whom"], name="sending_once"),
            models.CheckConstraint(condition=Q(whom__in=["all", "waking", "resting"]), name="sending_whom"),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(done_at__isnull=True, stopped_at__isnull=True), name="sending_open"
            )
        ]

    @property
    def is_running(self) -> bool:
        return self.done_at is None and self.stopped_at is None

    @property
    def share(self) -> int:
        """Per cent of those planned who were written to, for the bar of its progress."""
        return min(100, self.written * 100 // self.planned) if self.planned else 100
