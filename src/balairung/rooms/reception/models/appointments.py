"""Who is expected when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.rooms.reception.models.halls import Hall, Line
from balairung.rooms.reception.models.tickets import HallVisit


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def standing(self) -> AppointmentQuerySet:
        return self.filter(state=Appointment.State.BOOKED)

    def for_list(self) -> AppointmentQuerySet:
        return self.select_related("hall", "line__booth", "host__office").order_by("starts_at", "id")


class Appointment(models.Model):
    """A time that was promised to somebody: for a line, or to see the holder of a post."""

    class State(models.TextChoices):
        BOOKED = "booked", _("dijanjikan")
        ARRIVED = "arrived", _("sudah datang")
        CANCELLED = "cancelled", _("dibatalkan")
        MISSED = "missed", _("tidak datang")
        VOID = "void", _("gugur karena kantor tutup")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("tempat"))
    line = models.ForeignKey(
        Line, on_delete=models.PROTECT, null=True, related_name="appointments", verbose_name=_("layanan")
    )
    host = models.ForeignKey(
        "people.Post",
        on_delete=models.PROTECT,
        null=True,
        related_name="appointments",
        verbose_name=_("bertemu dengan"),
    )
    starts_at = models.DateTimeField(_("waktu"))
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.BOOKED)
    token = models.CharField(max_length=64, unique=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    name = SealedField(_("nama"))
    contact = SealedField(_("kontak"), blank=True, default="")
    purpose = SealedField(_("keperluan"), blank=True, default="")
    lane = models.CharField(_("prioritas"), max_length=10, choices=HallVisit.Lane, blank=True, default="")
    booked_at = models.DateTimeField(_("dibuat pada"))
    visit = models.OneToOneField(HallVisit, on_delete=models.PROTECT, null=True, related_name="appointment")
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(_("alasan"), max_length=200, blank=True, default="")

    objects: ClassVar[AppointmentQuerySet] = AppointmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("janji temu")
        constraints = [
            models.CheckConstraint(
                condition=Q(line__isnull=False, host__isnull=True) | Q(line__isnull=True, host__isnull=False),
                name="appointment_for_one",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["booked", "arrived", "cancelled", "missed", "void"]), name="appointment_state"
            ),
        ]
        indexes = [
            models.Index(fields=["hall", "starts_at"], name="appointment_hall"),
            models.Index(fields=["line", "starts_at"], condition=Q(state="booked"), name="appointment_line"),
            models.Index(fields=["host", "starts_at"], condition=Q(state="booked"), name="appointment_host"),
            models.Index(fields=["starts_at"], condition=Q(state="booked"), name="appointment_due"),  # remind, missed
            models.Index(fields=["starts_at"], condition=~Q(name=""), name="appointment_to_wipe"),
        ]
