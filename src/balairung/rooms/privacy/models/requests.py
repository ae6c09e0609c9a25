"""What people ask about their own data, how they proved who they are, and the file that they are given."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor

RIGHTS = ("copy", "correct", "erase", "withdraw", "object")


class DataKnock(models.Model):
    """Something asked that waits for the code which went to its contact. Nobody else learns whether we know them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = SealedField(_("kontak"))
    contact_hash = models.CharField(max_length=64)
    body = SealedField()  # JSON: which right, what is asked
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("permintaan yang menunggu kode")
        indexes = [
            models.Index(fields=["contact_hash", "sent_at"], name="data_knock_contact"),
            models.Index(fields=["sent_at"], name="data_knock_sent"),
        ]


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def visible_to(self, actor: Actor) -> DataRequestQuerySet:
        return self.filter(Obligation.objects.visible_to(actor).behind()) if actor.is_officer else self.none()

    def for_list(self) -> DataRequestQuerySet:
        """With what a row shows; what is sealed stays so."""
        return self.select_related("obligation__owner_office").defer(*DataRequest.SEALED)


class DataRequest(models.Model):
    """One request about somebody's own data. Whose turn it is, and by when, stands in its obligation."""

    class Proof(models.TextChoices):
        CODE = "code", _("kode ke kontaknya")
        COUNTER = "counter", _("diperiksa petugas di loket")

    class Outcome(models.TextChoices):
        NONE = "", _("belum dijawab")
        DONE = "done", _("dipenuhi")
        REFUSED = "refused", _("ditolak")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="data_request")
    token = models.CharField(max_length=64, unique=True)  # the same form sent twice is one request
    secret = SealedField()  # the code that opens its owner's page
    filed_at = models.DateTimeField(_("diterima pada"))
    right = models.CharField(_("hak"), max_length=10)
    proof = models.CharField(_("bukti diri"), max_length=10, choices=Proof)
    name = SealedField(_("nama"), blank=True, default="")
    contact = SealedField(_("kontak"))
    contact_hash = models.CharField(max_length=64)
    wish = SealedField(_("yang diminta"), blank=True, default="")
    taken_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(_("hasil"), max_length=10, choices=Outcome, blank=True, default=Outcome.NONE)
    refusal = models.CharField(_("dasar penolakan"), max_length=10, blank=True, default="")
    answered_at = models.DateTimeField(_("dijawab pada"), null=True)

    SEALED = ("secret", "name", "contact", "wish")

    objects: ClassVar[DataRequestQuerySet] = DataRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("permintaan data pribadi")
        constraints = [
            models.CheckConstraint(
                condition=Q(right__in=RIGHTS) & Q(proof__in=["code", "counter"]), name="data_request_right"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True)
                | Q(outcome="done", answered_at__isnull=False)
                | Q(outcome="refused", answered_at__isnull=False) & ~Q(refusal=""),
                name="data_request_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["-filed_at", "-id"], name="data_request_register"),
            models.Index(fields=["contact_hash"], name="data_request_contact"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return self.obligation.ref


class DataExport(models.Model):
    """The file with all that we hold about whoever asked: made by the worker, given once, gone after its days."""

    class State(models.TextChoices):
        WANTED = "wanted", _("sedang disiapkan")
        MADE = "made", _("siap diunduh")
        GIVEN = "given", _("sudah diunduh")
        GONE = "gone", _("sudah dihapus")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.OneToOneField(DataRequest, on_delete=models.PROTECT, related_name="data_export")
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.WANTED)
    link_hash = models.CharField(max_length=64, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)  # wrong codes
    path = models.CharField(max_length=100, blank=True, default="")
    size = models.PositiveBigIntegerField(_("ukuran"), default=0)
    wanted_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    until = models.DateTimeField(_("berlaku sampai"), null=True)

    class Meta:
        verbose_name = _("salinan data pribadi")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["wanted", "made", "given", "gone"]), name="data_export_state"
            ),
        ]
        indexes = [
            models.Index(fields=["wanted_at"], condition=Q(state="wanted"), name="data_export_wanted"),
            models.Index(fields=["until"], condition=Q(state__in=["made", "given"]), name="data_export_until"),
            models.Index(fields=["link_hash"], condition=~Q(link_hash=""), name="data_export_link"),
        ]

    def is_open(self, now: datetime) -> bool:
        """Whether its link still gives it."""
        return self.state == self.State.MADE and self.until is not None and now < self.until
