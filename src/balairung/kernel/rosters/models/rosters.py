"""A roster of an office, its layers, and who turns in them."""

from __future__ import annotations

from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.people.actors import Actor, ActorKind


class RosterQuerySet(models.QuerySet["Roster"]):
    def standing(self) -> RosterQuerySet:
        return self.filter(ended_at__isnull=True, office__closed_on__isnull=True)

    def visible_to(self, actor: Actor) -> RosterQuerySet:
        """Officers see every roster; everyone those that their office announces."""
        if actor.is_officer or actor.kind == ActorKind.SYSTEM:
            return self.all()
        return self.standing().filter(public=True)


class Roster(models.Model):
    """Who of an office is awake when: layers, the first of which answers first."""

    class Coverage(models.TextChoices):
        """When somebody must be on duty; any other hour without anybody is no gap."""

        ALWAYS = "always", _("24 jam, setiap hari")
        OFFICE_HOURS = "office_hours", _("pada jam kerja")
        OUTSIDE_HOURS = "outside_hours", _("di luar jam kerja")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="rosters", verbose_name=_("kantor")
    )
    name = models.CharField(_("nama jadwal"), max_length=80)
    coverage = models.CharField(_("harus ada yang berjaga"), max_length=13, choices=Coverage)
    zone = models.CharField(_("zona waktu"), max_length=40)  # an IANA name; that of its layers from now on
    escalates = models.BooleanField(_("menerima yang terlambat"), default=True)
    public = models.BooleanField(_("diumumkan"), default=False)
    made_at = models.DateTimeField(_("dibuat pada"))
    ended_at = models.DateTimeField(_("diakhiri pada"), null=True)

    objects: ClassVar[RosterQuerySet] = RosterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("jadwal jaga")
        ordering = ["office__order", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name"], condition=Q(ended_at__isnull=True), name="roster_once_in_office"
            ),
            models.CheckConstraint(
                condition=Q(coverage__in=["always", "office_hours", "outside_hours"]), name="roster_coverage"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


class Layer(models.Model):
    """One rotation of a roster, as it stood from `begins_at` to `ends_at`: what is changed becomes a new row, so that
    who was on duty on a past night stays known.
    """

    class Unit(models.TextChoices):
        HOUR = "hour", _("jam")
        DAY = "day", _("hari")
        WEEK = "week", _("minggu")
        MONTH = "month", _("bulan")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="layers", verbose_name=_("jadwal"))
    place = models.PositiveSmallIntegerField(_("lapis"))  # 1 answers first
    name = models.CharField(_("nama lapis"), max_length=60, blank=True, default="")
    unit = models.CharField(_("giliran"), max_length=5, choices=Unit)
    length = models.PositiveSmallIntegerField(_("lamanya"), default=1)  # so many units are one turn
    starts_on = models.DateField(_("giliran pertama pada"))  # its weekday or day of the month is that of the handover
    handover = models.TimeField(_("serah terima pukul"))
    weekdays = models.PositiveSmallIntegerField(_("hari"), default=127)  # bit 0 is Monday; on which a window begins
    window_from = models.TimeField(_("dari pukul"), null=True)  # None: the whole day; may pass midnight
    window_to = models.TimeField(_("sampai pukul"), null=True)
    zone = models.CharField(_("zona waktu"), max_length=40)  # its wall clocks; the roster's when this version was made
    begins_at = models.DateTimeField(_("berlaku dari"))
    ends_at = models.DateTimeField(_("berlaku sampai"), null=True)
    made_at = models.DateTimeField(_("dibuat pada"))
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("lapis")
        ordering = ["roster", "place", "begins_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(unit__in=["hour", "day", "week", "month"]), name="layer_unit"),
            models.CheckConstraint(condition=Q(length__gte=1, place__gte=1), name="layer_counts"),
            models.CheckConstraint(condition=Q(weekdays__gte=1, weekdays__lte=127), name="layer_weekdays"),
            models.CheckConstraint(
                condition=Q(window_from__isnull=True, window_to__isnull=True)
                | Q(window_from__isnull=False, window_to__isnull=False) & ~Q(window_from=F("window_to")),
                name="layer_window",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("begins_at")), name="layer_term"
            ),
        ]
        indexes = [models.Index(fields=["roster", "begins_at"], name="layer_of_roster")]


class Member(models.Model):
    """Somebody's place in the turn of a layer; the same person may stand in it twice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="members", verbose_name=_("lapis"))
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="turns", verbose_name=_("petugas")
    )
    place = models.PositiveSmallIntegerField(_("urutan"))

    class Meta:
        verbose_name = _("giliran")
        ordering = ["layer", "place"]
        constraints = [models.UniqueConstraint(fields=["layer", "place"], name="member_place_once")]
