"""What citizens keep beside a report: who follows it, which browsers are told, what its reporter says later."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.rooms.complaints.models.complaints import Complaint

_signer = Signer(salt="balairung.complaints.follower")


class FollowerQuerySet(models.QuerySet["Follower"]):
    def confirmed(self) -> FollowerQuerySet:
        """Those who count: whoever opened the link in our message and said yes."""
        return self.filter(confirmed_at__isnull=False)

    def listening(self) -> FollowerQuerySet:
        """Those who are told what happens."""
        return self.confirmed().filter(stopped_at__isnull=True)

    def asked_since(self, contact_hash: str, moment: datetime) -> FollowerQuerySet:
        """What was asked of one address and not answered."""
        return self.filter(contact_hash=contact_hash, confirmed_at__isnull=True, since__gte=moment)

    def of_token(self, token: str) -> Follower:
        """Whoever holds the link. Raise DoesNotExist for one that we did not make."""
        try:
            return self.get(pk=UUID(_signer.unsign(token)))
        except BadSignature as forged:
            raise Follower.DoesNotExist from forged


class Follower(models.Model):
    """Somebody who has the same trouble and wants to hear how it goes on. No message leaves before they confirm."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="followers", db_index=False)
    contact = SealedField(_("kontak"))
    contact_hash = models.CharField(max_length=64)
    since = models.DateTimeField(_("sejak"))
    confirmed_at = models.DateTimeField(_("dikonfirmasi pada"), null=True)
    stopped_at = models.DateTimeField(_("berhenti pada"), null=True)

    objects: ClassVar[FollowerQuerySet] = FollowerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pengikut")
        constraints = [models.UniqueConstraint(fields=["complaint", "contact_hash"], name="follower_once")]
        indexes = [
            models.Index(  # asked_since()
                fields=["contact_hash", "since"], condition=Q(confirmed_at__isnull=True), name="follower_asked"
            )
        ]

    @property
    def token(self) -> str:
        """What their link carries."""
        return _signer.sign(self.pk.hex)


class Push(models.Model):
    """A browser that asked to be told by itself when something happens to a report (Web Push, RFC 8030)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="pushes", db_index=False)
    subscription = SealedField()  # JSON as the browser gives it: endpoint, keys
    subscription_hash = models.CharField(max_length=64)
    since = models.DateTimeField(_("sejak"))

    class Meta:
        verbose_name = _("peramban yang dikabari")
        constraints = [models.UniqueConstraint(fields=["complaint", "subscription_hash"], name="push_once")]


class Scan(models.Model):
    """How often the code on an office's poster was read on one day. Who read it is not known to anybody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", verbose_name=_("kantor"))
    day = models.DateField(_("tanggal"))
    count = models.PositiveIntegerField(_("kali"), default=0)

    class Meta:
        verbose_name = _("pemindaian poster")
        constraints = [models.UniqueConstraint(fields=["office", "day"], name="scan_once")]


class Outcome(models.Model):
    """Four weeks after closing: was it really solved?"""

    class Answer(models.TextChoices):
        YES = "yes", _("Ya, sudah beres")
        PARTLY = "partly", _("Sebagian")
        NO = "no", _("Belum beres")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, related_name="outcome")
    asked_at = models.DateTimeField(_("ditanyakan pada"))
    answer = models.CharField(_("jawaban"), max_length=10, choices=Answer, blank=True, default="")
    answered_at = models.DateTimeField(_("dijawab pada"), null=True)
    words = SealedField(_("keterangan"), blank=True, default="")

    class Meta:
        verbose_name = _("hasil menurut pelapor")
        constraints = [
            models.CheckConstraint(condition=Q(answer__in=["", "yes", "partly", "no"]), name="outcome_answer"),
            models.CheckConstraint(condition=Q(answer="") ^ Q(answered_at__isnull=False), name="outcome_answered"),
        ]
        indexes = [
            models.Index(fields=["asked_at", "answer"], name="outcome_asked"),  # outcomes.figures
            models.Index(fields=["answered_at", "answer"], condition=~Q(answer=""), name="outcome_said"),
        ]
