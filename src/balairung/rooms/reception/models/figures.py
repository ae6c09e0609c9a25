"""What a day came to, counted once when it is over, and how far a hall is with MPP Digital."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.rooms.reception.models.halls import Hall, Line


class DayOfLine(models.Model):
    """One line on one day. No page ever counts old tickets again.

    `waits`, `priority_waits` and `misses` hold how many waited, or were forecast wrong by, so many whole minutes
    ({"12": 3}): days can be added up, and the median of a year is exact to the minute. `hours` holds how many numbers
    were taken in each of the 24 hours.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="days")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="days")
    day = models.DateField()
    taken = models.PositiveIntegerField(default=0)
    served = models.PositiveIntegerField(default=0)
    no_show = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)  # still waited when the day ended
    priority = models.PositiveIntegerField(default=0)
    booked = models.PositiveIntegerField(default=0)
    called = models.PositiveIntegerField(default=0)
    waited = models.PositiveBigIntegerField(default=0)  # seconds, of all that were called, together
    worked = models.PositiveBigIntegerField(default=0)  # seconds, of all that were served, together
    waits = models.JSONField(default=dict)
    priority_waits = models.JSONField(default=dict)
    misses = models.JSONField(default=dict)
    hours = models.JSONField(default=list)

    class Meta:
        verbose_name = _("hari sebuah layanan antrean")
        constraints = [models.UniqueConstraint(fields=["line", "day"], name="day_of_line_once")]
        indexes = [models.Index(fields=["hall", "day"], name="day_of_hall")]


class DayOfDesk(models.Model):
    """The reception of a hall on one day, in seconds of opening time; the mark that this day is closed and counted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="desk_days")
    day = models.DateField()
    open = models.PositiveIntegerField(default=0)
    sat = models.PositiveIntegerField(default=0)  # of these, with somebody at the desk
    longest = models.PositiveIntegerField(default=0)  # the longest stretch with nobody
    guests = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("hari sebuah meja penerima")
        constraints = [models.UniqueConstraint(fields=["hall", "day"], name="day_of_desk_once")]


class CriterionAnswer(models.Model):
    """A hall's answer to one of the eleven criteria of MPP Digital; the last one counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="criterion_answers")
    criterion = models.CharField(_("kriteria"), max_length=40)  # a key of ground/data/mpp_digital.yaml
    met = models.BooleanField(_("terpenuhi"))
    note = models.CharField(_("keterangan"), max_length=300, blank=True, default="")
    proof = models.ForeignKey("files.File", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("jawaban kriteria MPP Digital")
        indexes = [models.Index(fields=["hall", "criterion", "-at"], name="answer_latest")]
