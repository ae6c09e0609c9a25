"""Who asked to be told what. A row in `Subscription` is a consent: its address told us the code that we sent there."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField

_signer = Signer(salt="balairung.announcements.subscription")


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def of_link(self, token: str) -> Subscription:
        """Whoever holds the link. Raise DoesNotExist for one that we did not make."""
        try:
            return self.get(pk=UUID(_signer.unsign(token)))
        except BadSignature as forged:
            raise Subscription.DoesNotExist from forged


class Subscription(models.Model):
    """One address that wants to hear from us: of which places, which kinds and services, how often."""

    class Rhythm(models.TextChoices):
        ONCE = "once", _("Segera setiap ada kabar")
        WEEKLY = "weekly", _("Sekali seminggu, dirangkum")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(_("saluran"), max_length=12)
    address = SealedField(_("alamat"))
    address_hash = models.CharField(max_length=64)
    stop_mark = models.CharField(max_length=64)  # by which messaging knows whether it stopped all messages
    place = models.ForeignKey(
        "people.Region", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("wilayah")
    )
    announcements = models.BooleanField(_("pengumuman"), default=True)
    news = models.BooleanField(_("berita"), default=False)
    warnings = models.BooleanField(_("peringatan darurat"), default=True)
    novelties = models.BooleanField(_("apa yang baru"), default=False)
    wakes = models.BooleanField(_("peringatan darurat juga malam hari"), default=False)
    rhythm = models.CharField(_("seberapa sering"), max_length=10, choices=Rhythm, default=Rhythm.ONCE)
    digest_at = models.DateTimeField(_("rangkuman berikutnya"), null=True)
    digested_at = models.DateTimeField(_("dirangkum sampai"), null=True)
    since = models.DateTimeField(_("sejak"))

    objects: ClassVar[SubscriptionQuerySet] = SubscriptionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("langganan kabar")
        constraints = [
            models.UniqueConstraint(fields=["channel", "address_hash"], name="subscription_once"),
            models.CheckConstraint(condition=Q(rhythm__in=["once", "weekly"]), name="subscription_rhythm"),
            models.CheckConstraint(
                condition=Q(rhythm="once", digest_at__isnull=True) | Q(rhythm="weekly", digest_at__isnull=False),
                name="subscription_digest",
            ),
        ]
        indexes = [
            models.Index(fields=["channel", "id"], name="subscription_walk"),  # sending.py goes through them so
            models.Index(fields=["digest_at"], condition=Q(digest_at__isnull=False), name="subscription_weekly"),
        ]

    @property
    def link_token(self) -> str:
        """What the link to their choices carries."""
        return _signer.sign(self.pk.hex)


class SubscribedService(models.Model):
    """A service of which an address wants to hear."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="services")
    service_key = models.SlugField(_("layanan"), max_length=60)

    class Meta:
        verbose_name = _("layanan yang diikuti")
        constraints = [models.UniqueConstraint(fields=["service_key", "subscription"], name="subscribed_service_once")]


class AskedSubscription(models.Model):
    """Somebody typed an address and its wishes. Nothing is sent there but the code, and after a day it is forgotten."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(_("saluran"), max_length=12)
    address = SealedField(_("alamat"))
    address_hash = models.CharField(max_length=64)
    wishes = models.JSONField(default=dict)  # as `subscribing.Wishes` writes them
    code_hash = models.CharField(max_length=64, blank=True, default="")
    code_until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("langganan yang diminta")
        indexes = [
            models.Index(fields=["asked_at"], name="asked_subscription_old"),
            models.Index(fields=["address_hash", "asked_at"], name="asked_subscription_lately"),
        ]
