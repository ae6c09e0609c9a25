"""Trainings: what they aim at, who has a place in them, how many lesson hours each came to."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.rooms.learning.models.capacity import LEVELS, Competence

FORMS = ["class", "distance", "workshop", "coaching", "job"]


class TrainingQuerySet(models.QuerySet["Training"]):
    def standing(self) -> TrainingQuerySet:
        return self.filter(cancelled_at__isnull=True)

    def ahead(self, day: date) -> TrainingQuerySet:
        """Not over yet, the next first."""
        return self.standing().filter(until__gte=day).order_by("since", "title", "id")

    def over(self, day: date) -> TrainingQuerySet:
        return self.standing().filter(until__lt=day).order_by("-until", "title", "id")

    def for_list(self) -> TrainingQuerySet:
        return self.annotate(taken=Count("places")).prefetch_related("aims__competence")


class Training(models.Model):
    """Something that people learn from: where, by whom, how long."""

    class Form(models.TextChoices):
        CLASS = "class", _("tatap muka")
        DISTANCE = "distance", _("jarak jauh")
        WORKSHOP = "workshop", _("lokakarya")
        COACHING = "coaching", _("pembimbingan")
        JOB = "job", _("belajar di tempat kerja")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("nama"), max_length=160)
    provider = models.CharField(_("penyelenggara"), max_length=160)
    form = models.CharField(_("bentuk"), max_length=10, choices=Form)
    hours = models.PositiveSmallIntegerField(_("jam pelajaran"))
    since = models.DateField(_("mulai"))
    until = models.DateField(_("sampai"))  # the last day
    place = models.CharField(_("tempat"), max_length=160, blank=True, default="")
    words = models.TextField(_("keterangan"), blank=True, default="")
    planned_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField(_("direncanakan pada"))
    cancelled_at = models.DateTimeField(_("dibatalkan pada"), null=True)

    objects: ClassVar[TrainingQuerySet] = TrainingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pelatihan")
        constraints = [
            models.CheckConstraint(condition=Q(form__in=FORMS), name="training_form"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="training_term"),
            models.CheckConstraint(condition=~Q(hours=0), name="training_hours"),
        ]
        indexes = [models.Index(fields=["until"], name="training_until")]

    def __str__(self) -> str:
        return self.title


class TrainingAim(models.Model):
    """Whoever finishes it should be able to do this, at this level."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="aims")
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="aims")
    level = models.PositiveSmallIntegerField(_("tingkat yang dituju"))

    class Meta:
        verbose_name = _("tujuan pelatihan")
        ordering = ["competence__order", "competence__title", "id"]
        constraints = [
            models.UniqueConstraint(fields=["training", "competence"], name="training_aim_once"),
            models.CheckConstraint(condition=LEVELS, name="training_aim_level"),
        ]


class TrainingPlaceQuerySet(models.QuerySet["TrainingPlace"]):
    def done_in(self, year: int) -> TrainingPlaceQuerySet:
        """Finished in this year: the hours belong to the year of the last day."""
        days = (date(year, 1, 1), date(year, 12, 31))
        return self.filter(state=TrainingPlace.State.DONE, training__until__range=days)

    def for_list(self) -> TrainingPlaceQuerySet:
        rows = self.select_related("training", "person", "certificate")
        return rows.defer("person__nip", "person__email", "person__phone").order_by("person__name", "id")


class TrainingPlace(models.Model):
    """Somebody's place in a training, and what became of it."""

    class State(models.TextChoices):
        PLANNED = "planned", _("direncanakan")
        DONE = "done", _("selesai")
        MISSED = "missed", _("tidak ikut")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="places")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("orang"))
    state = models.CharField(_("keadaan"), max_length=8, choices=State, default=State.PLANNED)
    hours = models.PositiveSmallIntegerField(_("jam yang diikuti"), default=0)
    certificate = models.ForeignKey("files.File", on_delete=models.PROTECT, null=True, related_name="+")
    noted_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(_("dicatat pada"))

    objects: ClassVar[TrainingPlaceQuerySet] = TrainingPlaceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tempat dalam pelatihan")
        constraints = [
            models.UniqueConstraint(fields=["training", "person"], name="training_place_once"),
            models.CheckConstraint(condition=Q(state__in=["planned", "done", "missed"]), name="training_place_state"),
        ]
        indexes = [models.Index(fields=["person", "state"], name="training_place_of_person")]
