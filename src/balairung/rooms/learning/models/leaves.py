"""Being away with leave, on duty elsewhere, or ill: asked for, decided by a superior."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField


class LeaveQuerySet(models.QuerySet["Leave"]):
    def granted(self) -> LeaveQuerySet:
        return self.filter(state=Leave.State.APPROVED).filter(Q(back_on__isnull=True) | Q(back_on__gt=F("since")))

    def touching(self, first: date, last: date) -> LeaveQuerySet:
        """Those that take at least one of these days, both included, as they were asked for or cut short."""
        return self.filter(Q(back_on__isnull=True, until__gte=first) | Q(back_on__gt=first), since__lte=last)

    def for_list(self) -> LeaveQuerySet:
        return self.select_related("person", "decided_by").order_by("-since", "-id")


class Leave(models.Model):
    """Days away from the office. When it is approved, the house records the absence, so that a Plh. may act."""

    class State(models.TextChoices):
        ASKED = "asked", _("menunggu keputusan")
        APPROVED = "approved", _("disetujui")
        REFUSED = "refused", _("tidak disetujui")
        WITHDRAWN = "withdrawn", _("dibatalkan")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("orang"))
    sort = models.CharField(_("jenis"), max_length=20)  # a key of ground/data/presence.yaml
    since = models.DateField(_("mulai"))
    until = models.DateField(_("sampai"))  # the last day
    back_on = models.DateField(_("bertugas kembali pada"), null=True)  # earlier than the day after `until`
    reason = SealedField(_("alasan"))
    proof = models.ManyToManyField("files.File", related_name="+", verbose_name=_("bukti"))
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("diminta pada"))
    decided_at = models.DateTimeField(_("diputuskan pada"), null=True)
    decided_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    answer = SealedField(_("jawaban"), blank=True, default="")
    absence = models.ForeignKey("people.Absence", on_delete=models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[LeaveQuerySet] = LeaveQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("cuti atau dinas luar")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "approved", "refused", "withdrawn"]), name="leave_state"
            ),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="leave_term"),
        ]
        indexes = [
            models.Index(fields=["person", "-since"], name="leave_of_person"),
            models.Index(fields=["since", "until"], name="leave_days"),  # counting.reading
            models.Index(fields=["asked_at"], condition=Q(state="asked"), name="leave_waiting"),
        ]

    @property
    def last_day(self) -> date:
        """The last day on which the person is really away."""
        return min(self.until, self.back_on - timedelta(days=1)) if self.back_on else self.until


class LeaveAllowance(models.Model):
    """How many working days of yearly leave somebody has in a year, where not the usual number; the last counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("orang"))
    year = models.PositiveSmallIntegerField(_("tahun"))
    days = models.PositiveSmallIntegerField(_("hari kerja"))
    note = models.CharField(_("dasar"), max_length=200)
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("oleh"))
    at = models.DateTimeField(_("pada"))

    class Meta:
        verbose_name = _("hak cuti tahunan")
        ordering = ["year", "at", "id"]
        indexes = [models.Index(fields=["person", "year"], name="allowance_of_person")]
