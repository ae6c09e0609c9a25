"""What people say to us. A conversation is one address on one channel; it is no case, and may hold several."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def to_answer(self, now: datetime) -> ConversationQuerySet:
        """Those with something that nobody read yet, and that no worker holds."""
        waiting = Arrival.objects.filter(outcome=Arrival.Outcome.WAITING)
        put_off = waiting.filter(conversation=OuterRef("pk"), try_at__gt=now)  # the others wait for their turn
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        return self.filter(~Exists(put_off), free, pk__in=waiting.values("conversation")).order_by("heard_at", "id")

    def idle(self, before: datetime) -> ConversationQuerySet:
        """Those that the dialogue remembers something of, and in which nobody wrote since."""
        return self.exclude(state="").filter(heard_at__lt=before)

    def handed(self) -> ConversationQuerySet:
        """Those in which a person answers, not the menu."""
        return self.filter(handed_at__isnull=False)


class Conversation(models.Model):
    """One address on one channel, and where the talk with it stands."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(_("saluran"), max_length=12)
    address = SealedField(_("alamat"))
    address_hash = models.CharField(max_length=64)
    name = SealedField(_("nama"), blank=True, default="")  # as their account calls them
    state = SealedField(blank=True, default="")  # JSON: what the dialogue remembers
    since = models.DateTimeField(_("sejak"))
    heard_at = models.DateTimeField(_("terakhir menulis pada"))
    handed_at = models.DateTimeField(_("diserahkan kepada petugas pada"), null=True)
    handed_to = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("kantor yang menjawab")
    )
    lease_until = models.DateTimeField(null=True)

    objects: ClassVar[ConversationQuerySet] = ConversationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("percakapan")
        constraints = [models.UniqueConstraint(fields=["channel", "address_hash"], name="conversation_once")]
        indexes = [
            models.Index(fields=["heard_at"], condition=~Q(state=""), name="conversation_state"),  # idle()
            models.Index(  # handed(): what waits for a person
                fields=["handed_to", "heard_at"], condition=Q(handed_at__isnull=False), name="conversation_handed"
            ),
        ]


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def waiting(self) -> ArrivalQuerySet:
        """In the order in which they were said."""
        return self.filter(outcome=Arrival.Outcome.WAITING).order_by("sent_at", "id")

    def full(self, before: datetime) -> ArrivalQuerySet:
        """Read, old, and their words still there."""
        return self.exclude(body="").filter(heard_at__lt=before).exclude(outcome=Arrival.Outcome.WAITING)


class Arrival(models.Model):
    """One message that came in. The vendor's number makes one that it delivers twice one row."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("belum dibaca")
        DONE = "done", _("sudah diproses")
        IGNORED = "ignored", _("diabaikan")  # an automatic reply, a bounce
        FAILED = "failed", _("gagal diproses")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(_("saluran"), max_length=12)
    provider_id = models.CharField(max_length=200)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="arrivals", db_index=False)
    body = SealedField(_("isi"))  # JSON of doors.door.Heard; emptied when it is old (tidying.py)
    sent_at = models.DateTimeField(_("ditulis pada"))
    heard_at = models.DateTimeField(_("diterima pada"))
    outcome = models.CharField(_("hasil"), max_length=10, choices=Outcome, default=Outcome.WAITING)
    try_at = models.DateTimeField(_("dicoba pada"))
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    problem = models.CharField(_("hambatan"), max_length=200, blank=True, default="")
    about_kind = models.CharField(max_length=40, blank=True, default="")  # the case it belongs to, where it does
    about_ref = models.CharField(max_length=40, blank=True, default="")

    objects: ClassVar[ArrivalQuerySet] = ArrivalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pesan masuk")
        constraints = [
            models.UniqueConstraint(fields=["channel", "provider_id"], name="arrival_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["waiting", "done", "ignored", "failed"]), name="arrival_outcome"
            ),
        ]
        indexes = [
            models.Index(fields=["heard_at"], condition=~Q(body=""), name="arrival_full"),  # full()
            models.Index(fields=["conversation", "sent_at", "id"], name="arrival_talk"),  # the page of a conversation
            models.Index(  # to_answer()
                fields=["conversation", "sent_at", "id"], condition=Q(outcome="waiting"), name="arrival_waiting"
            ),
        ]
