"""Where people are received: a hall, the agencies in it, their lines and counters, its screens."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.people.actors import Actor


class HallQuerySet(models.QuerySet["Hall"]):
    def standing(self) -> HallQuerySet:
        return self.filter(closed_on__isnull=True)

    def worked_by(self, actor: Actor) -> HallQuerySet:
        """Halls in which somebody of these offices may sit: the office's own, and those with a booth of it."""
        theirs = Q(office__in=actor.office_ids) | Q(booths__office__in=actor.office_ids, booths__closed_on__isnull=True)
        return self.standing().filter(theirs).distinct()

    def for_list(self) -> HallQuerySet:
        return self.select_related("office").order_by("-mall", "office__order", "name", "id")


class Hall(models.Model):
    """One room in which people wait: an office's own, or a Mal Pelayanan Publik (Perpres 89/2021)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(_("kunci"), max_length=60, unique=True)  # stands in its public address
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="halls", verbose_name=_("kantor penyelenggara")
    )
    name = models.CharField(_("nama"), max_length=120)
    place = models.CharField(_("letak"), max_length=200, blank=True, default="")
    mall = models.BooleanField(_("Mal Pelayanan Publik"), default=False)
    # narrower than the calendar's: {"0": [["08:00", "12:00"], ["13:00", "15:00"]]}, by weekday; empty: the calendar's
    hours = models.JSONField(_("jam buka"), default=dict, blank=True)
    last_ticket = models.PositiveSmallIntegerField(_("nomor terakhir, menit sebelum tutup"), default=15)
    slot_minutes = models.PositiveSmallIntegerField(_("jarak janji temu, menit"), default=30)
    booking_days = models.PositiveSmallIntegerField(_("janji temu, hari ke depan"), default=14)
    # a ticket of the priority lane stands as if it had been taken so many minutes earlier: it overtakes those who came
    # in that time before it and nobody else, so nobody is ever overtaken without end
    head_start = models.PositiveSmallIntegerField(_("keringanan prioritas, menit"), default=30)
    patience = models.PositiveSmallIntegerField(_("panggilan sampai dianggap tidak hadir"), default=3)
    hosts = models.ManyToManyField("people.Post", related_name="+", blank=True)  # who receives guests by appointment
    beat = models.PositiveBigIntegerField(default=0)  # +1 with every change that a screen shows
    closed_on = models.DateField(_("ditutup pada"), null=True)

    objects: ClassVar[HallQuerySet] = HallQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tempat pelayanan")

    def __str__(self) -> str:
        return self.name


class Booth(models.Model):
    """One agency in a hall (gerai): an office of the regency, or an agency outside it known by its name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="booths", verbose_name=_("tempat"))
    office = models.ForeignKey(
        "people.Office",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="booths",
        verbose_name=_("kantor"),
    )
    name = models.CharField(_("nama instansi"), max_length=120)
    outside = models.BooleanField(_("instansi di luar pemerintah daerah"), default=False)
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)
    closed_on = models.DateField(_("ditutup pada"), null=True)

    class Meta:
        verbose_name = _("gerai")
        ordering = ["order", "name"]
        constraints = [models.UniqueConstraint(fields=["hall", "name"], name="booth_once")]

    def __str__(self) -> str:
        return self.name


class Line(models.Model):
    """What one waits for (layanan antrean): numbers with one letter, served at one or more counters."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="lines", verbose_name=_("tempat"))
    booth = models.ForeignKey(Booth, on_delete=models.PROTECT, related_name="lines", verbose_name=_("gerai"))
    prefix = models.CharField(_("huruf"), max_length=2)  # A, B, … AA
    name = models.CharField(_("layanan"), max_length=120)
    service_key = models.CharField(max_length=60, blank=True, default="")  # of the catalogue, when it is one of those
    minutes = models.PositiveSmallIntegerField(_("lama pelayanan, menit"), default=10)  # until it has been measured
    # what one ticket keeps a counter busy, in seconds, and how much that varies: measured from the latest ones
    usual = models.PositiveIntegerField(_("lama pelayanan terukur, detik"), null=True)
    varies = models.PositiveIntegerField(_("ragam lama pelayanan, detik"), null=True)
    bookable = models.BooleanField(_("menerima janji temu"), default=False)
    per_slot = models.PositiveSmallIntegerField(_("janji temu tiap jarak waktu"), default=2)
    most_a_day = models.PositiveSmallIntegerField(_("nomor terbanyak sehari"), null=True, blank=True)
    paused = models.BooleanField(_("tidak menerima nomor dulu"), default=False)
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)
    closed_on = models.DateField(_("ditutup pada"), null=True)

    class Meta:
        verbose_name = _("layanan antrean")
        ordering = ["order", "prefix"]
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "prefix"], condition=Q(closed_on__isnull=True), name="line_prefix_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"

    @property
    def measured_minutes(self) -> int | None:
        """What one ticket takes, as measured; None before there were enough."""
        return max(1, round(self.usual / 60)) if self.usual else None


class Counter(models.Model):
    """A desk with a number over it. It serves the lines it is given; a quick one only what takes a moment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="counters", verbose_name=_("tempat"))
    label = models.CharField(_("nama loket"), max_length=20)  # "1", "12A": spoken as it stands
    lines = models.ManyToManyField(Line, related_name="counters", verbose_name=_("layanan"))
    quick = models.BooleanField(_("loket cepat"), default=False)
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)
    closed_on = models.DateField(_("ditutup pada"), null=True)

    class Meta:
        verbose_name = _("loket")
        ordering = ["order", "label"]
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "label"], condition=Q(closed_on__isnull=True), name="counter_label_once"
            )
        ]

    def __str__(self) -> str:
        return self.label


class Sitting(models.Model):
    """Somebody at a counter, from when until when; one at a counter at a time, and nobody at two."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="sittings", verbose_name=_("loket"))
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("petugas"))
    since = models.DateTimeField(_("sejak"))
    until = models.DateTimeField(_("sampai"), null=True)
    resting = models.DateTimeField(_("istirahat sejak"), null=True)

    class Meta:
        verbose_name = _("duduk di loket")
        constraints = [
            models.UniqueConstraint(fields=["counter"], condition=Q(until__isnull=True), name="sitting_one_at_counter"),
            models.UniqueConstraint(fields=["person"], condition=Q(until__isnull=True), name="sitting_one_of_person"),
        ]
        indexes = [models.Index(fields=["counter", "-since"], name="sitting_counter")]


class Screen(models.Model):
    """A device of the hall, let in by a secret address: a display, or a kiosk that gives numbers."""

    class Kind(models.TextChoices):
        DISPLAY = "display", _("layar panggilan")
        KIOSK = "kiosk", _("kios nomor")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="screens", verbose_name=_("tempat"))
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind)
    name = models.CharField(_("nama"), max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    counters = models.ManyToManyField(Counter, related_name="screens", blank=True)  # none: the whole hall
    paper = models.PositiveSmallIntegerField(_("lebar kertas, mm"), default=58, choices=[(58, "58 mm"), (80, "80 mm")])
    made_at = models.DateTimeField(_("dibuat pada"))
    seen_at = models.DateTimeField(_("terakhir terhubung"), null=True)
    revoked_at = models.DateTimeField(_("dicabut pada"), null=True)

    class Meta:
        verbose_name = _("layar")
        ordering = ["kind", "name"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=["display", "kiosk"]), name="screen_kind")]

    def __str__(self) -> str:
        return self.name
