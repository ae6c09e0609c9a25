"""What a day came to: counted once when it is over, and again when something about it changes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id


class RecordingOffice(models.Model):
    """An office records presence from this day on: the first on which one of its own people was seen there."""

    office = models.OneToOneField("people.Office", on_delete=models.PROTECT, primary_key=True, related_name="+")
    since = models.DateField()

    class Meta:
        verbose_name = _("kantor yang mencatat kehadiran")


class CountedDay(models.Model):
    """A day that was counted, and when; without a moment it waits to be counted again."""

    day = models.DateField(primary_key=True)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("hari kehadiran yang dihitung")
        indexes = [models.Index(fields=["day"], condition=Q(counted_at__isnull=True), name="day_to_count_again")]


class StalePerson(models.Model):
    """Something about this person's earlier days changed: the worker counts them again."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, primary_key=True, related_name="+")

    class Meta:
        verbose_name = _("orang yang kehadirannya dihitung ulang")


class PresenceDay(models.Model):
    """One person on one day, in whole minutes of working time. Made anew whenever the day is counted."""

    class Status(models.TextChoices):
        PRESENT = "present", _("hadir")
        AWAY = "away", _("cuti atau izin")  # leave of any kind: nobody reads from here that somebody is ill
        DUTY = "duty", _("dinas luar")
        EXCUSED = "excused", _("tidak hadir dengan alasan")
        ABSENT = "absent", _("tidak hadir tanpa alasan")
        EXTRA = "extra", _("hadir di luar hari kerja")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", verbose_name=_("orang"))
    day = models.DateField(_("hari"))
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", verbose_name=_("kantor"))
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+", verbose_name=_("jabatan"))
    status = models.CharField(_("keadaan"), max_length=8, choices=Status)
    arrived_at = models.DateTimeField(_("datang"), null=True)
    left_at = models.DateTimeField(_("pulang"), null=True)
    late_minutes = models.PositiveSmallIntegerField(_("terlambat, menit"), default=0)
    early_minutes = models.PositiveSmallIntegerField(_("pulang cepat, menit"), default=0)
    worked_minutes = models.PositiveSmallIntegerField(_("bekerja, menit"), default=0)
    unfinished = models.BooleanField(_("tanpa pindaian pulang"), default=False)
    corrected = models.BooleanField(_("dibetulkan atasan"), default=False)
    elsewhere = models.BooleanField(_("tercatat di kantor lain"), default=False)

    class Meta:
        verbose_name = _("hari kehadiran")
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="presence_day_once"),
            models.CheckConstraint(
                condition=Q(status__in=["present", "away", "duty", "excused", "absent", "extra"]),
                name="presence_day_status",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "day"], name="presence_day_office"),
            models.Index(fields=["day"], name="presence_day_day"),
        ]

    @property
    def running(self) -> bool:
        """Today, as it stands: not counted, so nobody is absent yet."""
        return self._state.adding


class OfficeDay(models.Model):
    """One office on one day: heads and minutes. The pages of a month add these up."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    expected = models.PositiveIntegerField(default=0)
    present = models.PositiveIntegerField(default=0)
    late_people = models.PositiveIntegerField(default=0)
    late_minutes = models.PositiveIntegerField(default=0)
    early_people = models.PositiveIntegerField(default=0)
    early_minutes = models.PositiveIntegerField(default=0)
    unfinished = models.PositiveIntegerField(default=0)
    away = models.PositiveIntegerField(default=0)
    duty = models.PositiveIntegerField(default=0)
    excused = models.PositiveIntegerField(default=0)
    absent = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("hari kehadiran sebuah kantor")
        constraints = [models.UniqueConstraint(fields=["office", "day"], name="office_day_once")]
        indexes = [models.Index(fields=["day", "office"], name="office_day_day")]
