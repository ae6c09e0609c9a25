"""An assessment of one year by one instrument: levels as they were given, and what is shown for them."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.surface.maturity.instruments import HIGHEST, LOWEST, Instrument, instrument

LEVEL = [MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]


class Stage(models.TextChoices):
    """Who gave a level: three values stand side by side."""

    SELF = "self", _("mandiri")
    INTERNAL = "internal", _("asesor internal")
    EXTERNAL = "external", _("eksternal")


class Assessment(models.Model):
    """One instrument in one year."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year = models.PositiveSmallIntegerField(_("tahun"))
    instrument_key = models.CharField(_("instrumen"), max_length=20)
    note = models.TextField(_("catatan"), blank=True, default="")
    opened_at = models.DateTimeField(_("dibuka pada"))
    opened_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("ditutup pada"), null=True)  # from then on nothing in it changes
    closed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("penilaian kematangan")
        ordering = ["-year", "-instrument_key"]
        constraints = [models.UniqueConstraint(fields=["year", "instrument_key"], name="assessment_once")]

    def __str__(self) -> str:
        return _("%(title)s, tahun %(year)d") % {"title": self.instrument.title, "year": self.year}

    @property
    def instrument(self) -> Instrument:
        return instrument(self.instrument_key)

    @property
    def closed(self) -> bool:
        return self.closed_at is not None


class TeamSeat(models.TextChoices):
    """What somebody does in the team (SK tim penilai): the secretary of the region leads it without a row."""

    LEAD = "lead", _("koordinator")
    SECRETARY = "secretary", _("sekretaris tim")
    ASSESSOR = "assessor", _("asesor internal")
    WRITER = "writer", _("pengisi data")


class TeamMember(models.Model):
    """One person in one seat, for one aspect or for all; who left stays written down."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="team")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("orang"))
    seat = models.CharField(_("peran"), max_length=10, choices=TeamSeat)
    aspect = models.PositiveSmallIntegerField(_("aspek"), default=0)  # 0: all of them
    since = models.DateTimeField(_("sejak"))
    until = models.DateTimeField(_("sampai"), null=True)

    class Meta:
        verbose_name = _("anggota tim")
        ordering = ["aspect", "since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "person", "seat", "aspect"], condition=Q(until=None), name="team_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_seat_display()}"


class LevelGiven(models.Model):
    """A level as somebody gave it; the latest of a stage counts, the others are its history. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="levels")
    indicator = models.PositiveSmallIntegerField(_("indikator"))
    stage = models.CharField(_("tahap"), max_length=10, choices=Stage)
    level = models.DecimalField(_("tingkat"), max_digits=3, decimal_places=2, validators=LEVEL)
    words = models.TextField(_("penjelasan"), blank=True, default="")
    given_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(_("pada"))

    class Meta:
        verbose_name = _("tingkat")
        ordering = ["given_at", "id"]
        indexes = [models.Index(fields=["assessment", "indicator", "stage", "given_at"], name="level_given_latest")]
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=LOWEST, level__lte=HIGHEST), name="level_given_range")
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.level}"


class Bundle(models.Model):
    """What the platform's own running proves, on paper, as it was at one moment; its figures can be counted again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(_("sumber"), max_length=40)  # which gatherer made it (maturity.gathering)
    year = models.PositiveSmallIntegerField(_("tahun"))
    made_at = models.DateTimeField(_("dibuat pada"))
    file = models.OneToOneField("files.File", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)  # of the file, byte for byte
    content = models.JSONField()  # the same figures, tables and pages as inside the file

    class Meta:
        verbose_name = _("paket bukti")
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["source", "year", "-made_at"], name="bundle_latest")]

    def __str__(self) -> str:
        return f"{self.source} {self.made_at:%Y-%m-%d}"


class ProofStatus(models.TextChoices):
    """Where a piece of evidence stands; an indicator without any is `belum` (the portal's own words)."""

    DRAFT = "draf", _("draf")
    IN_REVIEW = "proses", _("diperiksa")
    REVISION = "revisi", _("perlu diperbaiki")
    ACCEPTED = "diterima", _("diterima")


class ProofReason(models.TextChoices):
    """Why something was sent back (the portal's own three)."""

    NOT_FITTING = "tidak_tepat", _("tidak tepat")
    NOT_UPLOADED = "belum_diunggah", _("belum diunggah")
    REJECTED = "otomatis_ditolak", _("otomatis ditolak")


class ProofQuerySet(models.QuerySet["Proof"]):
    def standing(self) -> ProofQuerySet:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class Proof(models.Model):
    """One piece of evidence (bukti dukung) for one level of one indicator: a file, a bundle or a link."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="proofs")
    indicator = models.PositiveSmallIntegerField(_("indikator"))
    level = models.PositiveSmallIntegerField(_("tingkat"), validators=LEVEL)
    title = models.CharField(_("judul"), max_length=200)
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, null=True, related_name="+")
    link = models.URLField(_("tautan"), max_length=500, blank=True, default="")
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, null=True, related_name="proofs")
    status = models.CharField(_("keadaan"), max_length=10, choices=ProofStatus, default=ProofStatus.DRAFT)
    added_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")  # None: house
    added_at = models.DateTimeField(_("ditambahkan pada"))
    withdrawn_at = models.DateTimeField(_("ditarik pada"), null=True)
    withdrawn_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[ProofQuerySet] = ProofQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("bukti dukung")
        ordering = ["indicator", "level", "added_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False, link="", bundle=None)
                | Q(file=None, bundle=None) & ~Q(link="")
                | Q(file=None, link="", bundle__isnull=False),
                name="proof_one_kind",
            ),
            models.CheckConstraint(condition=Q(level__gte=LOWEST, level__lte=HIGHEST), name="proof_level"),
            models.CheckConstraint(condition=Q(status__in=ProofStatus.values), name="proof_status"),
        ]
        indexes = [models.Index(fields=["assessment", "indicator", "level"], name="proof_of_level")]

    def __str__(self) -> str:
        return self.title


class ProofLine(models.Model):
    """What became of a piece of evidence, line by line: sent, sent back with a reason, accepted, withdrawn."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proof = models.ForeignKey(Proof, on_delete=models.PROTECT, related_name="lines")
    status = models.CharField(_("keadaan"), max_length=10, choices=ProofStatus, blank=True, default="")  # "": withdrawn
    reason = models.CharField(_("alasan"), max_length=20, choices=ProofReason, blank=True, default="")
    words = models.TextField(_("penjelasan"), blank=True, default="")
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("pada"))

    class Meta:
        verbose_name = _("riwayat bukti")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["", *ProofStatus.values]), name="proof_line_status")
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.at:%Y-%m-%d}"


class Charge(models.Model):
    """A step or a part of the assessment given to an office: the instruction is the obligation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="charges")
    instruction = models.OneToOneField("instructions.Instruction", on_delete=models.PROTECT, related_name="charge")
    aspect = models.PositiveSmallIntegerField(_("aspek"), default=0)  # of a part to be filled in
    indicator = models.PositiveSmallIntegerField(_("indikator"), default=0)  # of a step, with its level
    level = models.PositiveSmallIntegerField(_("tingkat"), default=0)

    class Meta:
        verbose_name = _("tugas kematangan")
        ordering = ["indicator", "level", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(aspect=0, indicator__gt=0, level__gt=0) | Q(aspect__gt=0, indicator=0, level=0),
                name="charge_of_one",
            )
        ]

    def __str__(self) -> str:
        return str(self.instruction)


class StepPrice(models.Model):
    """What one step takes here, where that is not what the house assumes (maturity.pricing)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    instrument_key = models.CharField(_("instrumen"), max_length=20)
    indicator = models.PositiveSmallIntegerField(_("indikator"))
    level = models.PositiveSmallIntegerField(_("tingkat"))  # that is reached
    effort = models.PositiveIntegerField(_("hari orang"))
    weeks = models.PositiveSmallIntegerField(_("minggu"))
    money = models.PositiveBigIntegerField(_("rupiah"), default=0)
    changed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("pada"))

    class Meta:
        verbose_name = _("harga langkah")
        ordering = ["instrument_key", "indicator", "level"]
        constraints = [
            models.UniqueConstraint(fields=["instrument_key", "indicator", "level"], name="step_price_once"),
            models.CheckConstraint(condition=Q(level__gt=LOWEST, level__lte=HIGHEST), name="step_price_level"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} → {self.level}"


class ImportedIndex(models.Model):
    """A published index that this regency added to those which the house ships (maturity.published)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("kode wilayah"), max_length=5)  # ID, 35, 35.10
    name = models.CharField(_("nama"), max_length=160)
    year = models.PositiveSmallIntegerField(_("tahun"))
    instrument_key = models.CharField(_("instrumen"), max_length=20)
    index = models.DecimalField(_("indeks"), max_digits=3, decimal_places=2, validators=LEVEL)
    domains = models.JSONField(default=dict)  # by published.DOMAINS, as strings
    source = models.CharField(_("sumber"), max_length=300)
    imported_at = models.DateTimeField(_("pada"))
    imported_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("indeks daerah lain")
        ordering = ["year", F("index").desc(), "code"]
        constraints = [models.UniqueConstraint(fields=["code", "year"], name="imported_index_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.year}: {self.index}"
