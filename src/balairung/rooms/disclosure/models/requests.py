"""What people ask for, and what they object to."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.actors import Actor


class InfoRequestQuerySet(models.QuerySet["InfoRequest"]):
    def visible_to(self, actor: Actor) -> InfoRequestQuerySet:
        """What their office owes; the whole regency for those who lead, and what the superior must judge."""
        if not actor.is_officer:
            return self.none()
        objected = Objection.objects.filter(request=OuterRef("pk"), obligation__owner_post__in=actor.post_ids)
        return self.filter(Q(Obligation.objects.visible_to(actor).behind()) | Exists(objected))

    def published(self) -> InfoRequestQuerySet:
        """Those whose question and answer everybody reads."""
        return self.filter(published_at__isnull=False)

    def for_list(self) -> InfoRequestQuerySet:
        """With what a row shows; what is sealed stays so."""
        return self.select_related("obligation__owner_office").defer(*InfoRequest.SEALED)


class InfoRequest(models.Model):
    """One request for information. Whose turn it is, and by when, stands in its obligation."""

    class Standing(models.TextChoices):
        PERSON = "person", _("Perseorangan")
        GROUP = "group", _("Kelompok orang")
        BODY = "body", _("Badan hukum")

    class Outcome(models.TextChoices):
        NONE = "", _("belum dijawab")
        GIVEN = "given", _("diberikan")
        PART = "part", _("diberikan sebagian")
        LACKING = "lacking", _("tidak dikuasai")
        REFUSED = "refused", _("ditolak")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="info_request")
    token = models.CharField(max_length=64, unique=True)  # the same form sent twice is one request
    secret = SealedField()  # the code that opens the requester's page
    filed_at = models.DateTimeField(_("didaftarkan pada"))

    standing = models.CharField(_("pemohon"), max_length=10, choices=Standing)
    name = SealedField(_("nama pemohon"))
    identity = SealedField(_("nomor identitas"))  # NIK, or the deed by which a body stands
    address = SealedField(_("alamat"))
    contact = SealedField(_("kontak"), blank=True, default="")  # e-mail or +62…
    contact_hash = models.CharField(max_length=64, blank=True, default="")

    information = models.TextField(_("informasi yang diminta"))
    purpose = SealedField(_("tujuan penggunaan"))
    shape = models.CharField(_("cara memperoleh"), max_length=10)
    way = models.CharField(_("cara menerima"), max_length=10)

    question = models.TextField(_("yang perlu dilengkapi"), blank=True, default="")  # "" once it was answered
    outcome = models.CharField(_("jawaban"), max_length=10, choices=Outcome, blank=True, default=Outcome.NONE)
    answered_at = models.DateTimeField(_("dijawab pada"), null=True)  # the first time
    changed_at = models.DateTimeField(_("jawaban terakhir pada"), null=True)
    article = models.CharField(_("dasar pengecualian"), max_length=1, blank=True, default="")
    consequence = models.TextField(_("uji konsekuensi"), blank=True, default="")
    held_by = models.CharField(_("dikuasai oleh"), max_length=200, blank=True, default="")
    cost = models.DecimalField(_("biaya"), max_digits=12, decimal_places=2, default=0)

    published_at = models.DateTimeField(_("diterbitkan pada"), null=True)
    public_question = models.TextField(_("pertanyaan untuk umum"), blank=True, default="")
    public_answer = models.TextField(_("jawaban untuk umum"), blank=True, default="")
    public_files = models.BooleanField(_("berkas ikut diterbitkan"), default=False)

    #: What belongs to the requester and is opened only where it is shown.
    SEALED = ("name", "identity", "address", "contact", "purpose", "secret")

    objects: ClassVar[InfoRequestQuerySet] = InfoRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("permohonan informasi")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True) | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="info_request_answered",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | (~Q(article="") & ~Q(consequence="")), name="info_request_reasoned"
            ),
        ]
        indexes = [
            models.Index(fields=["-filed_at", "-id"], name="info_request_register"),
            models.Index(
                fields=["-published_at", "-id"], condition=Q(published_at__isnull=False), name="info_request_published"
            ),
            models.Index(fields=["contact_hash"], condition=~Q(contact_hash=""), name="info_request_contact"),
        ]

    def __str__(self) -> str:
        return self.obligation.subject

    @property
    def ref(self) -> str:
        return self.obligation.ref

    @property
    def is_running(self) -> bool:
        return self.obligation.state == State.ACTIVE


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, actor: Actor) -> ObjectionQuerySet:
        """The superior's, and those against what one's own office owes or answered."""
        if not actor.is_officer:
            return self.none()
        seen = Obligation.objects.visible_to(actor)
        return self.filter(Q(seen.behind()) | Q(seen.behind("request__obligation")))

    def for_list(self) -> ObjectionQuerySet:
        sealed = [f"request__{name}" for name in InfoRequest.SEALED]
        return self.select_related("obligation__owner_office", "request__obligation__owner_office").defer(*sealed)


class Objection(models.Model):
    """Somebody does not accept what became of their request: the superior owes a decision."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="info_objection")
    request = models.ForeignKey(InfoRequest, on_delete=models.PROTECT, related_name="objections")
    ground = models.CharField(_("alasan"), max_length=12)
    case = SealedField(_("uraian"), blank=True, default="")
    filed_at = models.DateTimeField(_("diajukan pada"))
    decided_at = models.DateTimeField(_("diputus pada"), null=True)
    granted = models.BooleanField(_("dikabulkan"), null=True)
    decision = models.TextField(_("putusan"), blank=True, default="")
    decided_by = models.CharField(_("pemutus"), max_length=200, blank=True, default="")  # name and post
    disputed_at = models.DateTimeField(_("dibawa ke Komisi Informasi"), null=True)  # as the requester says
    accepted_at = models.DateTimeField(_("diterima pemohon"), null=True)

    objects: ClassVar[ObjectionQuerySet] = ObjectionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("keberatan")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, granted__isnull=True)
                | Q(decided_at__isnull=False, granted__isnull=False),
                name="info_objection_decided",
            ),
        ]
        indexes = [models.Index(fields=["-filed_at", "-id"], name="info_objection_register")]

    def __str__(self) -> str:
        return self.obligation.subject

    @property
    def ref(self) -> str:
        return self.obligation.ref

    @property
    def ended_at(self) -> datetime | None:
        return self.obligation.closed_at
