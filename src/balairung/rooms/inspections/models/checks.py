"""A check of one office on the spot: what was seen, when and where, with photographs."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Office, Post
from balairung.rooms.inspections.models.findings import FieldFinding
from balairung.rooms.inspections.models.sheets import CheckSheet

#: Posts of the Inspektorat that examine; its receptionist does not.
EXAMINERS = (Post.Role.HEAD, Post.Role.OFFICE_SECRETARY, Post.Role.SECTION_HEAD, Post.Role.AUDITOR)


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, actor: Actor) -> InspectionQuerySet:
        """All for those who lead and for the Inspektorat; one's own; those of one's office and of its villages."""
        if not actor.is_officer:
            return self.none()
        if actor.leads or examines_all(actor):
            return self
        own = Q(office__in=actor.office_ids) | Q(office__parent__in=headed_districts(actor))
        return self.filter(own | Q(inspector=actor.person_id))

    def for_list(self) -> InspectionQuerySet:
        """The newest first, with what a row shows."""
        return self.select_related("office", "inspector").order_by("-started_at", "id")

    def latest_two(self, until: datetime) -> InspectionQuerySet:
        """The last and the one before it of each office, as it stood at this moment; `place` is 1 or 2."""
        newest_first = [F("started_at").desc(), F("id").desc()]
        place = Window(RowNumber(), partition_by=[F("office")], order_by=newest_first)
        return self.filter(started_at__lt=until).annotate(place=place).filter(place__lte=2).order_by("office", "place")


def examines_all(actor: Actor) -> bool:
    """Works as an examiner in the Inspektorat: sees and judges every office's."""
    held = [seat.office_id for seat in actor.seats if seat.role in EXAMINERS]
    return bool(held) and Office.objects.filter(pk__in=held, kind=Office.Kind.INSPECTORATE).exists()


def headed_districts(actor: Actor) -> list[UUID]:
    """The districts that this actor heads."""
    held = [seat.office_id for seat in actor.seats if seat.role == Post.Role.HEAD]
    rows = Office.objects.filter(pk__in=held, kind=Office.Kind.DISTRICT) if held else Office.objects.none()
    return list(rows.values_list("pk", flat=True))


class Inspection(models.Model):
    """One check. Its moments are the server's best knowledge; `told_…` is what the telephone's clock said."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField(_("nomor"), max_length=20, unique=True)
    token = models.CharField(max_length=64, unique=True)  # hashed: one check however often it is sent
    sheet = models.ForeignKey(CheckSheet, on_delete=models.PROTECT, related_name="inspections")
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="inspections", db_index=False, verbose_name=_("kantor")
    )
    announced = models.BooleanField(_("diberitahukan dahulu"))
    inspector = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="inspections", verbose_name=_("pemeriksa")
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="inspections", verbose_name=_("jabatan"))
    companions = SealedField(_("bersama"), blank=True, default="")
    started_at = models.DateTimeField(_("mulai"))
    ended_at = models.DateTimeField(_("selesai"))
    told_started_at = models.DateTimeField(_("mulai menurut telepon"))
    told_ended_at = models.DateTimeField(_("selesai menurut telepon"))
    received_at = models.DateTimeField(_("diterima"))
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    accuracy = models.PositiveIntegerField(_("ketelitian (meter)"), null=True)
    no_position = models.CharField(_("sebab tanpa posisi"), max_length=200, blank=True, default="")
    shut = models.CharField(_("kantor tutup"), max_length=160, blank=True, default="")  # why; "" when it was open
    note = SealedField(_("catatan"), blank=True, default="")
    score = models.DecimalField(_("nilai"), max_digits=5, decimal_places=2, null=True)  # None: nothing was judged

    objects: ClassVar[InspectionQuerySet] = InspectionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("cek lapangan")
        constraints = [
            models.CheckConstraint(condition=Q(started_at__lte=F("ended_at")), name="inspection_term"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=False, longitude__isnull=False) | ~Q(no_position=""),
                name="inspection_position",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-started_at"], name="inspection_of_office"),  # latest_two
            models.Index(fields=["-started_at"], name="inspection_newest"),  # for_list
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def clock_differs(self) -> bool:
        """Whether the telephone told another time than the one that counts."""
        return (self.told_started_at, self.told_ended_at) != (self.started_at, self.ended_at)


class Look(models.Model):
    """One item of a check: what was seen."""

    class Says(models.TextChoices):
        YES = "yes", _("Ya")
        NO = "no", _("Tidak")
        NOT_APPLICABLE = "na", _("Tidak berlaku")
        UNSEEN = "unseen", _("Tidak dapat dilihat")
        SHUT = "shut", _("Kantor tutup")  # never chosen: the house says it of what needs people

    ASKED = (Says.YES, Says.NO, Says.NOT_APPLICABLE, Says.UNSEEN)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="looks", db_index=False)
    item = models.CharField(_("butir"), max_length=40)
    says = models.CharField(_("jawaban"), max_length=6, choices=Says)
    note = SealedField(_("catatan"), blank=True, default="")
    finding = models.ForeignKey(FieldFinding, on_delete=models.PROTECT, null=True, related_name="looks")

    class Meta:
        verbose_name = _("jawaban butir")
        constraints = [
            models.UniqueConstraint(fields=["inspection", "item"], name="look_once"),
            models.CheckConstraint(condition=Q(says__in=["yes", "no", "na", "unseen", "shut"]), name="look_says"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.says}"


class Shot(models.Model):
    """A photograph of a check. It comes before the check does, one by one, and belongs to it by its token.

    `sha256` is of the bytes that left the telephone. What never finds its check goes with its loose file.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token = models.CharField(max_length=64)  # that of the check, hashed
    sha256 = models.CharField(max_length=64)
    file = models.OneToOneField("files.File", on_delete=models.CASCADE, related_name="shot")
    sent_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="shots", db_index=False)
    look = models.ForeignKey(Look, on_delete=models.CASCADE, null=True, related_name="shots")
    taken_at = models.DateTimeField(_("dipotret pada"), null=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    accuracy = models.PositiveIntegerField(_("ketelitian (meter)"), null=True)

    class Meta:
        verbose_name = _("foto cek")
        constraints = [models.UniqueConstraint(fields=["token", "sha256"], name="shot_once")]
