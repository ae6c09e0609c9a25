"""A drive: who must sign which text, by when; and each person's own pact in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models import Obligation
from balairung.rooms.pacts.models.texts import Kind, PactText


class DriveQuerySet(models.QuerySet["Drive"]):
    def running(self) -> DriveQuerySet:
        return self.filter(ended_at=None)

    def for_list(self) -> DriveQuerySet:
        """With how many owe, have signed, and are witnessed: one statement for all rows."""
        counts = Q(pacts__ended_at=None)
        rows = self.select_related("text").annotate(
            owing=Count("pacts", filter=counts),
            signed=Count("pacts", filter=counts & Q(pacts__signed_at__isnull=False)),
            finished=Count("pacts", filter=counts & Q(pacts__witnessed_at__isnull=False)),
        )
        return rows.order_by("-begun_at", "id")


class Drive(models.Model):
    """`Pakta integritas 2027`: all who hold a post that the rule names sign the text, each office by the day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token = models.CharField(max_length=64, unique=True)  # begun twice, it is one
    name = models.CharField(_("nama"), max_length=120)
    text = models.ForeignKey(PactText, on_delete=models.PROTECT, related_name="drives", verbose_name=_("naskah"))
    year = models.PositiveSmallIntegerField(_("tahun"))
    due_on = models.DateField(_("paling lambat"))
    # whom it asks, each list empty for all; read as a whole and never searched in
    role_keys = models.JSONField(_("peran"), default=list)
    echelon_keys = models.JSONField(_("eselon"), default=list)
    office_keys = models.JSONField(_("kantor"), default=list)
    yearly = models.BooleanField(_("setiap tahun"), default=False)
    begun_at = models.DateTimeField(_("dimulai pada"))
    begun_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("diakhiri pada"), null=True)
    look_at = models.DateTimeField(null=True)  # when the worker looks again who must sign, and before whom

    objects: ClassVar[DriveQuerySet] = DriveQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("gerakan pakta")
        ordering = ["-begun_at", "id"]
        constraints = [models.UniqueConstraint(fields=["name"], name="drive_name")]
        indexes = [models.Index(fields=["look_at"], condition=Q(ended_at=None), name="drive_look")]

    def __str__(self) -> str:
        return self.name

    @property
    def of_performance(self) -> bool:
        return self.text.kind == Kind.PERFORMANCE


class PactQuerySet(models.QuerySet["Pact"]):
    def current(self) -> PactQuerySet:
        """Those that count: of each person in a drive the last one, unless they owe it no more."""
        return self.filter(ended_at=None)

    def of_person(self, person: UUID | None) -> PactQuerySet:
        rows = self.current().filter(person=person, drive__ended_at=None) if person else self.none()
        return rows.for_page().order_by("drive__due_on", "id")

    def for_page(self) -> PactQuerySet:
        return self.select_related(
            "drive__text", "person", "post__office", "office", "witness", "witness_post__office", "document",
            "obligation",
        )  # fmt: skip

    def in_offices(self, offices: Iterable[UUID]) -> PactQuerySet:
        return self.current().filter(office__in=offices)


class Pact(models.Model):
    """One person's pact in a drive, in the post (or posts) that they held; and who witnesses it."""

    class Step(models.TextChoices):
        """Computed, never stored."""

        OWED = "owed", _("belum menandatangani")
        SIGNED = "signed", _("menunggu saksi")
        DONE = "done", pgettext_lazy("pakta", "lengkap")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="pacts", verbose_name=_("gerakan"))
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="pacts", verbose_name=_("penanda tangan")
    )
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+", verbose_name=_("jabatan"))
    post_keys = models.JSONField(_("semua jabatan"), default=list)  # their keys: a pact names every post that one holds
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="pacts", verbose_name=_("kantor")
    )
    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, null=True, related_name="pacts", verbose_name=_("kewajiban kantor")
    )
    owed_since = models.DateTimeField(_("wajib sejak"))
    ended_at = models.DateTimeField(_("tidak wajib lagi sejak"), null=True)
    ending = models.CharField(_("sebab"), max_length=200, blank=True, default="")

    witness = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("saksi")
    )
    witness_post = models.ForeignKey("people.Post", on_delete=models.PROTECT, null=True, related_name="+")
    witness_why = models.JSONField(default=list)  # why this witness, in sentences
    outside_name = models.CharField(_("saksi dari luar"), max_length=160, blank=True, default="")
    outside_note = models.CharField(_("cara saksi menandatangani"), max_length=300, blank=True, default="")
    outside_file = models.ForeignKey("files.File", on_delete=models.PROTECT, null=True, related_name="+")

    document = models.OneToOneField(
        "documents.Document", on_delete=models.PROTECT, null=True, related_name="pact", verbose_name=_("surat")
    )
    signed_at = models.DateTimeField(_("ditandatangani pada"), null=True)
    witnessed_at = models.DateTimeField(_("disaksikan pada"), null=True)

    objects: ClassVar[PactQuerySet] = PactQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pakta")
        constraints = [
            models.UniqueConstraint(
                fields=["drive", "person"], condition=Q(ended_at=None), name="pact_once"
            ),  # whoever holds two posts signs once
            models.CheckConstraint(
                condition=Q(witnessed_at=None) | Q(signed_at__isnull=False), name="pact_witnessed_after_signed"
            ),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(ended_at=None), name="pact_person"),  # of_person()
            models.Index(fields=["drive", "office"], condition=Q(ended_at=None), name="pact_office"),
            models.Index(  # following.meet_offices
                fields=["obligation"], condition=Q(ended_at=None, witnessed_at=None), name="pact_missing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drive}: {self.person}"

    @property
    def step(self) -> Step:
        if self.witnessed_at:
            return Pact.Step.DONE
        return Pact.Step.SIGNED if self.signed_at else Pact.Step.OWED

    @property
    def outside(self) -> bool:
        """Nobody of the house stands above: the witness comes from outside, and is written down by name."""
        return self.witness_id is None


class PactGoal(models.Model):
    """One line of a performance agreement: what is reached, by what it is measured, how much of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pact = models.ForeignKey(Pact, on_delete=models.CASCADE, related_name="goals", verbose_name=_("perjanjian"))
    order = models.PositiveSmallIntegerField(_("urutan"))
    goal = models.CharField(_("sasaran"), max_length=300)
    indicator = models.CharField(_("indikator"), max_length=300)
    target = models.CharField(_("target"), max_length=80)

    class Meta:
        verbose_name = _("sasaran kinerja")
        ordering = ["order", "id"]


class PactBudget(models.Model):
    """One programme of a performance agreement, with its money in rupiah."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pact = models.ForeignKey(Pact, on_delete=models.CASCADE, related_name="budgets", verbose_name=_("perjanjian"))
    order = models.PositiveSmallIntegerField(_("urutan"))
    programme = models.CharField(_("program"), max_length=300)
    amount = models.PositiveBigIntegerField(_("anggaran (rupiah)"))

    class Meta:
        verbose_name = _("program dan anggaran")
        ordering = ["order", "id"]
