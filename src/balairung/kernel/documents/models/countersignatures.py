"""Who signs a letter after its first signer: a witness, a counterpart, the one who kept the minutes.

Each signs the file that the one before signed; nothing of what was signed before changes. The same promise as for the
letter itself: the file is written and verified *before* the state says signed.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.documents.models.letters import SIGNERS, Document


class CountersignatureQuerySet(models.QuerySet["Countersignature"]):
    def due(self) -> CountersignatureQuerySet:
        """Those whose turn it is: the letter counts, and everybody before them has signed."""
        before = Countersignature.objects.filter(document=OuterRef("document"), order__lt=OuterRef("order"))
        rows = self.filter(
            ~Exists(before.exclude(state=Countersignature.State.SIGNED)), state__in=Countersignature.WAITING,
            document__state=Document.State.SIGNED, document__revoked_at=None, document__replaced_by=None,
        )  # fmt: skip
        return rows.order_by("drawn_at", "id")

    def awaiting(self, person: UUID | None) -> CountersignatureQuerySet:
        """What waits for this person's second signature, the oldest first."""
        return self.filter(person=person).due() if person else self.none()

    def for_list(self) -> CountersignatureQuerySet:
        rows = self.select_related("document__office", "document__signer", "person")
        return rows.defer("document__body", "document__code", "document__way", "person__nip", "person__phone")


class Countersignature(models.Model):
    """One more signature on a letter, in its order. Once it stands on paper (`drawn_at`), who signs stays."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Menunggu tanda tangan")
        SIGNING = "signing", _("Sedang ditandatangani")
        SIGNED = "signed", _("Ditandatangani")
        FAILED = "failed", _("Gagal ditandatangani")  # the same person may try again

    WAITING = (State.WAITING, State.FAILED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="countersignatures", verbose_name=_("surat")
    )
    order = models.PositiveSmallIntegerField(_("urutan"))  # 1 is the first after the letter's own signer
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="countersignatures", verbose_name=_("orang")
    )
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, null=True, related_name="+")
    heading = models.JSONField(default=list)  # the lines above the name: "Menyaksikan,", "Kepala Dinas Pendidikan"
    asked_at = models.DateTimeField(_("diminta pada"))
    drawn_at = models.DateTimeField(_("tercantum sejak"), null=True)

    state = models.CharField(_("keadaan"), max_length=8, choices=State, default=State.WAITING)
    signing_until = models.DateTimeField(null=True)  # after this moment nobody is signing it any more
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    paper = models.UUIDField(null=True)  # the key that the file of this attempt has
    failure = models.CharField(_("sebab gagal"), max_length=300, blank=True, default="")

    signed_at = models.DateTimeField(_("ditandatangani pada"), null=True)
    signer_kind = models.CharField(_("sertifikat"), max_length=5, blank=True, default="")
    certificate = models.CharField(_("pemilik sertifikat"), max_length=300, blank=True, default="")
    serial = models.CharField(_("nomor seri sertifikat"), max_length=80, blank=True, default="")
    stamped_at = models.DateTimeField(_("cap waktu"), null=True)  # RFC 3161
    file = models.OneToOneField("files.File", on_delete=models.PROTECT, null=True, related_name="countersigned")
    sha256 = models.CharField(max_length=64, blank=True, default="")  # of the file with this signature

    objects: ClassVar[CountersignatureQuerySet] = CountersignatureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tanda tangan kedua")
        constraints = [
            models.UniqueConstraint(fields=["document", "order"], name="countersignature_order"),
            models.UniqueConstraint(fields=["document", "person"], name="countersignature_person"),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "signing", "signed", "failed")), name="countersignature_state"
            ),
            models.CheckConstraint(condition=Q(signer_kind__in=SIGNERS), name="countersignature_signer"),
            models.CheckConstraint(
                condition=~Q(state="signed")
                | Q(file__isnull=False, signed_at__isnull=False, drawn_at__isnull=False) & ~Q(sha256=""),
                name="countersignature_signed_whole",
            ),
        ]
        indexes = [
            models.Index(  # awaiting()
                fields=["person", "drawn_at"],
                condition=Q(state__in=("waiting", "failed")),
                name="countersignature_mine",
            ),
            models.Index(fields=["signing_until"], condition=Q(state="signing"), name="countersignature_signing"),
            models.Index(fields=["sha256"], condition=~Q(sha256=""), name="countersignature_file"),
        ]

    def __str__(self) -> str:
        return str(self.document)

    @property
    def signed(self) -> bool:
        return self.state == Countersignature.State.SIGNED

    @property
    def certified(self) -> bool:
        return self.signer_kind == "bsre"
