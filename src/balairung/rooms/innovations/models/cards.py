"""The card of one innovation, and what proves it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.kernel.people.models import Office
from balairung.rooms.innovations.wording import affair_words, form_words


class Status(models.TextChoices):
    DRAFT = "draft", _("Naskah")
    SUBMITTED = "submitted", _("Menunggu penilaian")
    RETURNED = "returned", _("Perlu dilengkapi")
    APPROVED = "approved", _("Disetujui")
    DECLINED = "declined", _("Tidak disetujui")


class Stage(models.TextChoices):
    """PP 38/2017: it only moves forward."""

    INITIATIVE = "initiative", _("Inisiatif")
    TRIAL = "trial", _("Uji coba")
    APPLIED = "applied", _("Penerapan")

    @property
    def rank(self) -> int:
        return list(Stage).index(self)

    @property
    def next(self) -> Stage | None:
        return next((one for one in Stage if one.rank == self.rank + 1), None)


DATED = {Stage.INITIATIVE: "initiated_on", Stage.TRIAL: "trialled_on", Stage.APPLIED: "applied_on"}


class InnovationQuerySet(models.QuerySet["Innovation"]):
    def published(self) -> InnovationQuerySet:
        """What everybody may read."""
        return self.filter(status=Status.APPROVED)

    def counted(self) -> InnovationQuerySet:
        """What was sent and not turned down: it counts for its month.

        Asked by what it is not, so that SQLite walks along the index of months.
        """
        return self.exclude(status__in=[Status.DRAFT, Status.DECLINED])

    def at(self, region: str) -> InnovationQuerySet:
        """In this village, or anywhere in this district."""
        return self.filter(Q(region=region) | Q(region__parent=region))

    def for_list(self) -> InnovationQuerySet:
        return self.select_related("office", "region__parent", "origin__office")


class Innovation(models.Model):
    """One card. What it says of itself is words; its stage and its score are what a review found proved."""

    class Source(models.TextChoices):
        OFFICE = "office", _("Kantor")
        OFFICIAL = "official", _("ASN atau perangkat desa")  # the idea of one person of the office
        CITIZEN = "citizen", _("Warga")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField(_("nomor"), max_length=20, unique=True)
    token = models.CharField(max_length=64, unique=True)  # hashed: one card however often it is sent
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        null=True,
        related_name="innovations",
        db_index=False,
        verbose_name=_("kantor"),
    )
    region = models.ForeignKey(
        "people.Region", on_delete=models.PROTECT, null=True, related_name="innovations", verbose_name=_("wilayah")
    )
    source = models.CharField(_("pengusul"), max_length=10, choices=Source)
    written_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="innovations", db_index=False
    )
    proposer = SealedField(_("nama pengusul"), blank=True, default="")
    contact = SealedField(_("kontak"), blank=True, default="")
    name = models.CharField(_("nama inovasi"), max_length=160)
    problem = models.TextField(_("masalah"), blank=True)
    novelty = models.TextField(_("yang baru"), blank=True)
    what = models.TextField(_("cara kerja"), blank=True)
    who = models.CharField(_("penerima manfaat"), max_length=200, blank=True)
    people = models.PositiveIntegerField(_("jumlah penerima manfaat"), null=True)
    form = models.CharField(_("bentuk"), max_length=20, blank=True)  # data/innovations.yaml
    affair = models.CharField(_("urusan"), max_length=40, blank=True)  # the same
    digital = models.BooleanField(_("digital"), default=False)
    replicable = models.BooleanField(_("dapat ditiru"), default=False)
    how_to = models.TextField(_("cara meniru"), blank=True)
    photos_open = models.BooleanField(_("foto untuk umum"), default=False)
    stage = models.CharField(_("tahap"), max_length=10, choices=Stage, default=Stage.INITIATIVE)
    initiated_on = models.DateField(_("mulai inisiatif"), null=True)
    trialled_on = models.DateField(_("mulai uji coba"), null=True)
    applied_on = models.DateField(_("mulai penerapan"), null=True)
    status = models.CharField(_("keadaan"), max_length=10, choices=Status, default=Status.DRAFT)
    month = models.DateField(_("untuk bulan"), null=True)  # its first day
    duty = models.OneToOneField(
        "obligations.Obligation", on_delete=models.PROTECT, null=True, related_name="innovation"
    )  # the month that it met
    score = models.PositiveSmallIntegerField(_("nilai"), null=True)  # 0 to 100
    origin = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="adoptions")
    created_at = models.DateTimeField(_("dibuat"))
    submitted_at = models.DateTimeField(_("dikirim"), null=True)
    approved_at = models.DateTimeField(_("disetujui"), null=True)

    objects: ClassVar[InnovationQuerySet] = InnovationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("inovasi")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=list(Status.values)), name="innovation_status"),
            models.CheckConstraint(condition=Q(stage__in=list(Stage.values)), name="innovation_stage"),
            models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__lte=100), name="innovation_score"),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(month__isnull=False, submitted_at__isnull=False),
                name="innovation_sent",
            ),
            models.CheckConstraint(condition=~Q(origin=F("id")), name="innovation_not_of_itself"),
            models.UniqueConstraint(
                fields=["origin", "office"], condition=~Q(status="declined"), name="innovation_adopted_once"
            ),
        ]
        indexes = [
            models.Index(fields=["month", "office", "status"], name="innovation_of_month"),  # strip, league
            models.Index(fields=["office", "status"], name="innovation_of_office"),  # desk, similar
            models.Index(fields=["status", "-approved_at"], name="innovation_newest"),  # the public list
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def proposed_by(self) -> str:
        """Who is credited on every page: an office; of people only what they are."""
        if self.office:
            return self.office.short
        return str(_("Warga %(place)s") % {"place": self.region}) if self.region else str(_("Warga"))

    @property
    def steps(self) -> list[tuple[Stage, date | None]]:
        """Each stage with the day on which it began; None for what is still to come."""
        return [
            (stage, getattr(self, name) if stage.rank <= Stage(self.stage).rank else None)
            for stage, name in DATED.items()
        ]

    @property
    def affair_words(self) -> str:
        return affair_words(self.affair)

    @property
    def form_words(self) -> str:
        return form_words(self.form)

    @property
    def editable(self) -> bool:
        return self.status in {Status.DRAFT, Status.RETURNED}


class Exhibit(models.Model):
    """One file that proves a card. From a telephone it comes before its card, and belongs to it by its token.

    `sha256` is of the bytes that left the telephone. What never finds its card goes with its loose file.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token = models.CharField(max_length=64)  # that of the card, hashed
    sha256 = models.CharField(max_length=64)
    file = models.OneToOneField("files.File", on_delete=models.CASCADE, related_name="exhibit")
    sent_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="exhibits", db_index=False
    )
    card = models.ForeignKey(Innovation, on_delete=models.CASCADE, null=True, related_name="exhibits")
    stage = models.CharField(_("tahap"), max_length=10, choices=Stage, blank=True, default="")  # what it proves
    added_at = models.DateTimeField(_("ditambahkan"))

    class Meta:
        verbose_name = _("bukti inovasi")
        constraints = [models.UniqueConstraint(fields=["token", "sha256"], name="exhibit_once")]
