"""A letter, from its draft to the signed file, and the register that numbers it.

The file is written and verified *before* the state says signed; a number belongs to one letter for ever, whether it was
signed or not, so that a register has neither gaps nor doubles.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.kernel.files.models import File
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Scale, Subject

STATES = ("draft", "awaiting", "signing", "signed", "failed", "void")
SIGNERS = ("", "local", "bsre")


class Book(models.Model):
    """The register of outgoing letters of one office in one year (buku agenda surat keluar); `series` parts it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="books", verbose_name=_("kantor")
    )
    series = models.SlugField(_("seri"), max_length=40, blank=True, default="")
    year = models.PositiveSmallIntegerField(_("tahun"))
    last = models.PositiveIntegerField(_("nomor terakhir"), default=0)

    class Meta:
        verbose_name = _("buku agenda")
        constraints = [models.UniqueConstraint(fields=["office", "series", "year"], name="book_once")]


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, actor: Actor) -> DocumentQuerySet:
        """What exists for this actor: the letters of their office, those that need the authority of a post there, and
        what they sign; the whole regency for those who lead. A case that they see opens its letters too (access.py).
        """
        if not actor.is_officer:
            return self.none()
        if actor.leads:
            return self.all()
        mine = Q(office__in=actor.office_ids) | Q(post__office__in=actor.office_ids)
        own = Q(expected=actor.person_id) | Q(signer=actor.person_id) | Q(author=actor.person_id)
        seconds = Document.objects.filter(countersignatures__person=actor.person_id)
        return self.filter(mine | own | Q(pk__in=seconds.values("pk")))

    def awaiting(self, person: UUID | None) -> DocumentQuerySet:
        """What this person is expected to sign, the oldest first: what failed waits too."""
        rows = self.filter(state__in=(Document.State.AWAITING, Document.State.FAILED), expected=person)
        return (rows if person else self.none()).order_by("asked_at", "id")

    def about(self, kind: str, refs: Iterable[str]) -> DocumentQuerySet:
        """The letters of these cases of a room, the newest first."""
        return self.filter(about_kind=kind, about_ref__in=refs).order_by("-created_at", "-id")

    def for_list(self) -> DocumentQuerySet:
        """With what a row shows; of what is sealed only the holder, to be shown masked."""
        return self.select_related("office", "signer", "expected").defer("body", "code", "way")


class Document(models.Model):
    """One letter of an office. What it says is sealed; what is numbered, signed and proved stands beside it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Konsep")
        AWAITING = "awaiting", _("Menunggu tanda tangan")
        SIGNING = "signing", _("Sedang ditandatangani")
        SIGNED = "signed", _("Ditandatangani")
        FAILED = "failed", _("Gagal ditandatangani")  # the number stays with it; the signer may try again
        VOID = "void", pgettext_lazy("surat", "Batal")  # never signed; a number that it had stands void in the register

    class Standing(models.TextChoices):
        """What a letter is worth on a day."""

        UNSIGNED = "unsigned", _("belum ditandatangani")
        VALID = "valid", _("berlaku")
        REPLACED = "replaced", _("sudah diganti")
        REVOKED = "revoked", _("dicabut")
        EXPIRED = "expired", _("masa berlakunya habis")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token = models.CharField(max_length=64, unique=True)  # asked for twice, it is one letter
    about_kind = models.CharField(_("perihal"), max_length=40)  # the room, and its case
    about_ref = models.CharField(max_length=40)
    office = models.ForeignKey(  # whose letterhead, and whose register
        "people.Office", on_delete=models.PROTECT, related_name="documents", verbose_name=_("kantor")
    )
    title = models.CharField(_("judul"), max_length=160)  # "Surat Keterangan Tidak Mampu": no name of anybody
    holder = SealedField(_("atas nama"), blank=True, default="")  # whom it is about; shown masked
    body = SealedField(_("isi"))  # JSON, see bodies.py
    created_at = models.DateTimeField(_("dibuat pada"))

    series = models.SlugField(_("seri"), max_length=40, blank=True, default="")
    number_format = models.CharField(_("bentuk nomor"), max_length=120)
    classification = models.CharField(_("kode klasifikasi"), max_length=40, blank=True, default="")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, null=True, related_name="documents")
    number = models.PositiveIntegerField(_("nomor urut"), null=True)
    number_text = models.CharField(_("nomor"), max_length=120, blank=True, default="")
    dated = models.DateField(_("tanggal"), null=True)

    # whose authority it needs: what `people.authority` is asked
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+", verbose_name=_("wewenang"))
    author = models.ForeignKey(  # a personal letter: signed by this person alone, in this post, by no authority
        "people.Person", on_delete=models.PROTECT, null=True, related_name="own_letters", verbose_name=_("pembuat")
    )
    subject = models.CharField(max_length=12, choices=Subject, default=Subject.LETTER)
    matter = models.SlugField(_("jenis surat"), max_length=60, blank=True)
    region = models.ForeignKey("people.Region", on_delete=models.PROTECT, null=True, related_name="+")
    value = models.PositiveBigIntegerField(_("nilai (rupiah)"), null=True)
    scale = models.CharField(_("skala usaha"), max_length=6, choices=Scale, blank=True, default="")
    expected = models.ForeignKey(  # who would sign it now: asked again when it is signed
        "people.Person", on_delete=models.PROTECT, null=True, related_name="to_sign", verbose_name=_("penanda tangan")
    )

    state = models.CharField(_("keadaan"), max_length=8, choices=State, default=State.DRAFT)
    asked_at = models.DateTimeField(_("diminta pada"), null=True)
    signing_until = models.DateTimeField(null=True)  # after this moment nobody is signing it any more
    look_at = models.DateTimeField(null=True)  # when the worker asks again who would sign it (expecting.py)
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    paper = models.UUIDField(null=True)  # the key that the file of this attempt has: what was written can be found
    failure = models.CharField(_("sebab gagal atau batal"), max_length=300, blank=True, default="")

    signer = models.ForeignKey(
        "people.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="signed",
        verbose_name=_("ditandatangani oleh"),
    )
    signer_post = models.ForeignKey("people.Post", on_delete=models.PROTECT, null=True, related_name="+")
    heading = models.JSONField(default=list)  # the lines above the name: "a.n. Bupati Banyuwangi", "Camat Rogojampi,"
    way = models.JSONField(default=list)  # why this person: the sentences of the register of authority on that day
    signed_at = models.DateTimeField(_("ditandatangani pada"), null=True)
    signer_kind = models.CharField(_("sertifikat"), max_length=5, blank=True, default="")
    certificate = models.CharField(_("pemilik sertifikat"), max_length=300, blank=True, default="")
    serial = models.CharField(_("nomor seri sertifikat"), max_length=80, blank=True, default="")
    stamped_at = models.DateTimeField(_("cap waktu"), null=True)  # RFC 3161, where a server is configured
    file = models.OneToOneField("files.File", on_delete=models.PROTECT, null=True, related_name="letter")
    sha256 = models.CharField(max_length=64, blank=True, default="")  # of the signed file, as it was written

    code = SealedField()  # 128 bits: what the QR carries
    code_hash = models.CharField(max_length=64, unique=True)
    valid_until = models.DateField(_("berlaku sampai"), null=True)  # the last day
    replaced_by = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaces")
    revoked_at = models.DateTimeField(_("dicabut pada"), null=True)
    revoked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    revocation = models.CharField(_("alasan pencabutan"), max_length=300, blank=True, default="")

    objects: ClassVar[DocumentQuerySet] = DocumentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("surat")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="document_state"),
            models.CheckConstraint(condition=Q(signer_kind__in=SIGNERS), name="document_signer"),
            models.UniqueConstraint(
                fields=["book", "number"], condition=Q(number__isnull=False), name="document_number_once"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, book__isnull=True) | Q(number__isnull=False, book__isnull=False),
                name="document_number_in_book",
            ),
            models.CheckConstraint(  # the register never says signed of a letter without number, file and hash
                condition=~Q(state="signed")
                | Q(number__isnull=False, file__isnull=False, signed_at__isnull=False, dated__isnull=False)
                & ~Q(sha256=""),
                name="document_signed_whole",
            ),
        ]
        indexes = [
            models.Index(  # awaiting()
                fields=["expected", "asked_at"], condition=Q(state__in=("awaiting", "failed")), name="document_awaiting"
            ),
            models.Index(fields=["signing_until"], condition=Q(state="signing"), name="document_signing"),
            models.Index(fields=["look_at"], condition=Q(state__in=("awaiting", "failed")), name="document_look"),
            models.Index(fields=["about_kind", "about_ref"], name="document_about"),
            models.Index(fields=["office", "-created_at"], name="document_office"),
            models.Index(fields=["sha256"], condition=~Q(sha256=""), name="document_file"),
            models.Index(  # the order in which letters enter the public log
                fields=["signed_at", "id"], condition=Q(state="signed"), name="document_signed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number_text}".strip()

    @property
    def newest(self) -> File | None:
        """The file with all signatures that were made so far; the letter's own file has the first one alone."""
        last = self.countersignatures.filter(state="signed").select_related("file").order_by("-order").first()
        return last.file if last else self.file

    def standing(self, at: datetime) -> Standing:
        """What this letter is worth at that moment, in the order in which one would say it."""
        found = Document.Standing
        if self.state != Document.State.SIGNED:
            return found.UNSIGNED
        if self.revoked_at and self.revoked_at <= at:
            return found.REVOKED
        if self.replaced_by_id:
            return found.REPLACED
        return found.EXPIRED if self.ended(localdate(at)) else found.VALID

    def ended(self, on: date) -> bool:
        return self.valid_until is not None and self.valid_until < on
