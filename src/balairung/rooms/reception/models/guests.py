"""The guest book, who sits at the reception, and when nobody did."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor
from balairung.rooms.reception.models.halls import Hall
from balairung.rooms.reception.models.tickets import HallVisit


class GuestQuerySet(models.QuerySet["Guest"]):
    def inside(self) -> GuestQuerySet:
        """Received, and not gone yet."""
        return self.filter(received_at__isnull=False, left_at__isnull=True)

    def waiting(self) -> GuestQuerySet:
        """Who wrote themselves down by telephone and has not been received yet."""
        return self.filter(received_at__isnull=True, left_at__isnull=True, wiped_at__isnull=True)

    def for_list(self) -> GuestQuerySet:
        return self.select_related("hall", "host__office", "person", "visit").order_by("-arrived_at", "-id")


class Guest(models.Model):
    """A line of the guest book (buku tamu). What says who it was is sealed, and wiped when its time is over."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="guests", verbose_name=_("tempat"))
    token = models.CharField(max_length=64, unique=True)
    name = SealedField(_("nama"), blank=True, default="")
    origin = SealedField(_("asal atau instansi"), blank=True, default="")
    contact = SealedField(_("kontak"), blank=True, default="")
    purpose = SealedField(_("keperluan"), blank=True, default="")
    people = models.PositiveSmallIntegerField(_("jumlah orang"), default=1)
    host = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, null=True, related_name="guests", verbose_name=_("bertemu dengan")
    )
    person = models.ForeignKey(  # whoever is on duty that day, by the rosters, where the guest asked for them
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("petugas jaga")
    )
    visit = models.ForeignKey(HallVisit, on_delete=models.PROTECT, null=True, related_name="guests")
    notice = models.CharField(_("pemberitahuan privasi"), max_length=20)  # the version that was shown
    arrived_at = models.DateTimeField(_("datang"))
    received_at = models.DateTimeField(_("diterima"), null=True)  # None: wrote by telephone, nobody has seen them yet
    told_at = models.DateTimeField(_("tuan rumah diberi tahu"), null=True)
    left_at = models.DateTimeField(_("pulang"), null=True)
    written_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )  # None: guest
    wiped_at = models.DateTimeField(_("data pribadi dihapus pada"), null=True)

    objects: ClassVar[GuestQuerySet] = GuestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tamu")
        indexes = [
            models.Index(fields=["hall", "-arrived_at"], name="guest_hall"),
            models.Index(fields=["arrived_at"], condition=Q(wiped_at__isnull=True), name="guest_to_wipe"),
        ]


class Attendance(models.Model):
    """Somebody at the reception of a hall, from check-in to check-out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="attendance", verbose_name=_("tempat"))
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("petugas"))
    since = models.DateTimeField(_("sejak"))
    until = models.DateTimeField(_("sampai"), null=True)

    class Meta:
        verbose_name = _("kehadiran di meja penerima")
        constraints = [
            models.UniqueConstraint(fields=["hall", "person"], condition=Q(until__isnull=True), name="attendance_once")
        ]
        indexes = [models.Index(fields=["hall", "-since"], name="attendance_hall")]


class EmptyDeskQuerySet(models.QuerySet["EmptyDesk"]):
    def visible_to(self, actor: Actor) -> EmptyDeskQuerySet:
        return self.filter(obligation__in=Obligation.objects.visible_to(actor))

    def for_list(self) -> EmptyDeskQuerySet:
        return self.select_related("obligation__owner_office", "hall").order_by("-since", "-id")


class EmptyDesk(models.Model):
    """An hour of opening time without a receptionist: an alarm that the office owes an end to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="empty_desk")
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="empty_desks", verbose_name=_("tempat"))
    since = models.DateTimeField(_("kosong sejak"))
    until = models.DateTimeField(_("terisi lagi pada"), null=True)

    objects: ClassVar[EmptyDeskQuerySet] = EmptyDeskQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("meja penerima kosong")
        constraints = [
            models.UniqueConstraint(fields=["hall"], condition=Q(until__isnull=True), name="empty_desk_once")
        ]

    @property
    def ref(self) -> str:
        return self.obligation.ref
