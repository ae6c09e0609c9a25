"""What a month of drills showed, and who could not be called at all."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor


class Score(models.Model):
    """One office, or one post in it, in one month, counted from its calls in the months up to it (`score` of
    data/readiness.yaml says how many); published, it is not counted again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.DateField(_("periode"))  # the first day of the month
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="duty_scores", verbose_name=_("kantor")
    )
    post = models.ForeignKey(  # None: the whole office
        "people.Post", on_delete=models.PROTECT, null=True, related_name="duty_scores", verbose_name=_("jabatan")
    )
    called = models.PositiveSmallIntegerField(_("dipanggil"))
    reached = models.PositiveSmallIntegerField(_("terhubung"))  # the official in person
    by_deputy = models.PositiveSmallIntegerField(_("lewat wakil"))
    unreached = models.PositiveSmallIntegerField(_("tidak terhubung"))
    excused = models.PositiveSmallIntegerField(_("tidak dinilai"))
    median_seconds = models.PositiveIntegerField(_("median waktu jawab"), null=True)
    score = models.PositiveSmallIntegerField(_("nilai"), null=True)  # 0-100; None where too few were called
    published_at = models.DateTimeField(_("diumumkan pada"), null=True)

    class Meta:
        verbose_name = _("nilai siaga")
        ordering = ["-period", "office__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "office"], condition=Q(post__isnull=True), name="score_of_office"
            ),
            models.UniqueConstraint(fields=["period", "post"], condition=Q(post__isnull=False), name="score_of_post"),
        ]


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def visible_to(self, actor: Actor) -> AlarmQuerySet:
        return self.filter(obligation__in=Obligation.objects.visible_to(actor))

    def standing(self, kind: str) -> AlarmQuerySet:
        """Those of one kind that are not met yet."""
        return self.filter(kind=kind, obligation__closed_at__isnull=True)


class Alarm(models.Model):
    """Something that somebody must repair: an office whose officials have no proved contact, or whom nobody reached."""

    class Kind(models.TextChoices):
        CONTACT = "contact", _("pejabat tanpa kontak yang dipastikan")
        UNREACHED = "unreached", _("tidak terhubung")
        GAP = "gap", _("jadwal jaga kosong")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, related_name="duty_alarm", verbose_name=_("kewajiban")
    )
    kind = models.CharField(_("jenis"), max_length=9, choices=Kind)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", verbose_name=_("kantor"))
    call = models.OneToOneField("duty.Call", on_delete=models.PROTECT, null=True, related_name="alarm")
    lacking = models.JSONField(default=list)  # keys of the posts without a proved contact, when it was raised

    objects: ClassVar[AlarmQuerySet] = AlarmQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("alarm siaga")
        constraints = [models.CheckConstraint(condition=Q(kind__in=["contact", "unreached", "gap"]), name="alarm_kind")]
