"""What the API keeps: who wants to hear of what, what each was told, and what was answered once."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.kernel.people.models import ApiKey


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def listening(self, now: datetime) -> WebhookQuerySet:
        """Those that hear of what happens, whose key is still good."""
        keys = ApiKey.objects.valid(now).exclude(person__user__is_active=False)
        return self.filter(state=Webhook.State.ACTIVE, key__in=keys)


class Webhook(models.Model):
    """An address that hears of what its key's person may see.

    `cursor` is the last leaf of the ledger that it was held against: leaves are numbered in the order of commits, so
    whoever follows them misses nothing.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("aktif")
        PAUSED = "paused", _("dijeda")
        DISABLED = "disabled", _("dimatikan karena terus gagal")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="webhooks", verbose_name=_("kunci"))
    url = SealedField(_("alamat"))  # some services put a secret into it
    secret = SealedField()
    events = models.CharField(_("peristiwa"), max_length=400, blank=True, default="")  # by commas; "" is all
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.ACTIVE)
    cursor = models.BigIntegerField(default=-1)
    made_at = models.DateTimeField(_("dibuat pada"))
    failing_since = models.DateTimeField(_("gagal sejak"), null=True)
    fails = models.PositiveSmallIntegerField(default=0)  # in a row
    retry_at = models.DateTimeField(null=True)  # before this it is left alone

    objects: ClassVar[WebhookQuerySet] = WebhookQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("webhook")
        ordering = ["made_at", "id"]
        constraints = [models.CheckConstraint(condition=Q(state__in=["active", "paused", "disabled"]),
                                              name="webhook_state")]  # fmt: skip

    def __str__(self) -> str:
        return str(self.id)

    @property
    def wanted(self) -> list[str]:
        """The events that it hears of; none named is all."""
        return self.events.split(",") if self.events else []


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> DeliveryQuerySet:
        """What goes out now, the oldest first; an address that does not answer is left alone for a while."""
        hooks = Webhook.objects.listening(now).filter(Q(retry_at=None) | Q(retry_at__lte=now))
        return self.filter(try_at__lte=now, webhook__in=hooks).order_by("try_at", "id")


class Delivery(models.Model):
    """One message to a webhook, the same each time it is tried. It names a report and holds no words of anybody."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("menunggu")
        SENT = "sent", _("diterima")
        FAILED = "failed", _("gagal")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    event = models.CharField(_("peristiwa"), max_length=40)
    ref = models.CharField(_("nomor"), max_length=20, blank=True, default="")
    body = models.TextField()
    made_at = models.DateTimeField(_("ditulis pada"))
    try_at = models.DateTimeField(null=True)  # null when it is settled
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    outcome = models.CharField(_("hasil"), max_length=10, choices=Outcome, default=Outcome.WAITING)
    status = models.PositiveSmallIntegerField(_("jawaban"), null=True)
    reason = models.CharField(_("sebab"), max_length=20, blank=True, default="")  # outbound.Unreachable.reason
    settled_at = models.DateTimeField(_("selesai pada"), null=True)

    objects: ClassVar[DeliveryQuerySet] = DeliveryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kiriman")
        indexes = [
            models.Index(fields=["try_at", "id"], condition=Q(try_at__isnull=False), name="delivery_due"),  # due()
            models.Index(fields=["webhook", "-made_at", "-id"], name="delivery_log"),  # the log of one webhook
            models.Index(fields=["made_at"], name="delivery_made"),  # tidying.tidy
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.ref}"

    @property
    def message_id(self) -> str:
        """What the receiver knows it by, however often it comes."""
        return f"msg_{self.pk.hex}"


class Answered(models.Model):
    """A request that bore an idempotency key, and what it was answered: sealed, for a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64)  # keyed hash of the idempotency key
    asked = models.CharField(max_length=64)  # keyed hash of what was asked
    begun_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)  # null while it is being answered
    body = SealedField(blank=True, default="")
    etag = models.CharField(max_length=40, blank=True, default="")

    objects: ClassVar[models.Manager[Answered]] = models.Manager()

    class Meta:
        verbose_name = _("jawaban yang disimpan")
        constraints = [models.UniqueConstraint(fields=["key", "mark"], name="answered_once")]
        indexes = [models.Index(fields=["begun_at"], name="answered_begun")]  # tidying.tidy

    def __str__(self) -> str:
        return str(self.id)
