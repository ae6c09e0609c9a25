"""Messages owed to somebody: a row first, a transmission later."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, now: datetime) -> NoticeQuerySet:
        """What is to be sent now, the oldest first, whatever became of the process that tried before."""
        return self.filter(outcome=Notice.Outcome.WAITING, try_at__lte=now).order_by("try_at", "id")

    def about(self, kind: str, ref: str) -> NoticeQuerySet:
        return self.filter(about_kind=kind, about_ref=ref)

    def replies(self) -> NoticeQuerySet:
        """What the dialogue says: never bundled, in the order in which it was written."""
        return self.filter(conversation__isnull=False, about_kind="")

    def unheard(self, now: datetime) -> NoticeQuerySet:
        """Handed over, and no word of them in time."""
        return self.filter(outcome=Notice.Outcome.SENT, chase_at__lte=now).order_by("chase_at", "id")


class Notice(models.Model):
    """One message to one address. `key` makes a repeated action write it once; the worker sends it once."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("menunggu dikirim")
        SENT = "sent", _("terkirim")
        FAILED = "failed", _("gagal")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=120, unique=True)
    channel = models.CharField(_("saluran"), max_length=12)
    address = SealedField(_("alamat"))
    address_hash = models.CharField(max_length=64, blank=True, default="")
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="notices", verbose_name=_("penerima")
    )
    subject = models.CharField(_("perihal"), max_length=200)
    body = SealedField(_("isi"))
    bundle = models.CharField(max_length=80, blank=True, default="")  # same bundle, same address: one message
    about_kind = models.CharField(max_length=40, blank=True, default="")
    about_ref = models.CharField(max_length=40, blank=True, default="")
    written_at = models.DateTimeField(_("ditulis pada"))
    outcome = models.CharField(_("hasil"), max_length=10, choices=Outcome, default=Outcome.WAITING)
    try_at = models.DateTimeField(_("dicoba pada"))
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    sent_at = models.DateTimeField(_("dikirim pada"), null=True)
    problem = models.CharField(_("hambatan"), max_length=200, blank=True, default="")

    then = SealedField(blank=True, default="")  # JSON: the doors to try after this one, [[channel, address], …]
    choices = models.JSONField(default=list)  # buttons where the door has them: [[id, label], …]
    conversation = models.ForeignKey(
        "messaging.Conversation", on_delete=models.SET_NULL, null=True, related_name="notices", db_index=False
    )
    answers = models.CharField(max_length=200, blank=True, default="")  # the vendor's number of what it answers
    parts = models.PositiveSmallIntegerField(default=0)  # messages handed over for it; none where it went with another
    provider_ref = models.CharField(max_length=200, blank=True, default="")  # the vendor's number for it
    delivered_at = models.DateTimeField(_("sampai pada"), null=True)  # as the vendor says, where it does
    read_at = models.DateTimeField(_("dibaca pada"), null=True)
    chase_at = models.DateTimeField(null=True)  # sent, and no word of its arrival by then: the next door is tried

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pemberitahuan")
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["waiting", "sent", "failed"]), name="notice_outcome"),
            models.CheckConstraint(condition=~Q(outcome="sent") | Q(sent_at__isnull=False), name="notice_sent_at"),
        ]
        indexes = [
            models.Index(F("try_at"), F("id"), condition=Q(outcome="waiting"), name="notice_due"),  # due()
            models.Index(fields=["about_kind", "about_ref"], name="notice_about"),  # about()
            models.Index(fields=["bundle"], condition=Q(outcome="waiting") & ~Q(bundle=""), name="notice_bundle"),
            models.Index(  # what a vendor's word about delivery is about
                fields=["channel", "provider_ref"], condition=~Q(provider_ref=""), name="notice_provider"
            ),
            models.Index(fields=["chase_at"], condition=Q(chase_at__isnull=False), name="notice_chase"),
            models.Index(  # the page of a conversation
                fields=["conversation", "written_at"], condition=Q(conversation__isnull=False), name="notice_talk"
            ),
            models.Index(  # which replies wait, and after which others
                fields=["conversation", "written_at", "id"],
                condition=Q(outcome="waiting", about_kind="", conversation__isnull=False),
                name="notice_reply",
            ),
            models.Index(  # what else waits for this address
                fields=["address_hash"], condition=Q(outcome="waiting") & ~Q(address_hash=""), name="notice_to"
            ),
            models.Index(  # how much this address was sent lately
                fields=["address_hash", "sent_at"], condition=Q(outcome="sent", parts__gt=0), name="notice_lately"
            ),
            models.Index(fields=["channel", "try_at"], condition=Q(outcome="failed"), name="notice_failed"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def may_be_stopped(self) -> bool:
        """Whether it goes to somebody outside, about something: not a duty, and not what an account needs."""
        return self.person_id is None and bool(self.about_kind)


class Echo(models.Model):
    """What a vendor said of a message whose number we had not written down yet. Kept for an hour (chasing.py)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=12)
    provider_ref = models.CharField(max_length=200)
    outcome = models.CharField(max_length=10)
    at = models.DateTimeField()
    problem = models.CharField(max_length=200, blank=True, default="")
    heard_at = models.DateTimeField()

    class Meta:
        verbose_name = _("kabar penyedia")
        indexes = [models.Index(fields=["heard_at"], name="echo_heard")]


class Stopped(models.Model):
    """An address that wants no more messages. Only its keyed hash is kept (stopping.py)."""

    mark = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField(_("sejak"))

    class Meta:
        verbose_name = _("alamat yang berhenti")
