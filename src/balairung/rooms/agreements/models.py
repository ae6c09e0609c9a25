"""Cooperation agreements between governments (MoU, perjanjian kerja sama) and the duties in them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.actors import Actor


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def in_force(self, on: date) -> AgreementQuerySet:
        ended = Q(ended_on__isnull=True) | Q(ended_on__gt=on)
        return self.filter(ended, Q(until__isnull=True) | Q(until__gte=on), since__lte=on)

    def coming(self, on: date) -> AgreementQuerySet:
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=F("since")), since__gt=on)

    def over(self, on: date) -> AgreementQuerySet:
        return self.filter(Q(ended_on__lte=on) | Q(until__lt=on))

    def expiring(self, on: date, last: date) -> AgreementQuerySet:
        """In force today, and no longer after a day up to `last`."""
        return self.in_force(on).filter(ended_on__isnull=True, until__lte=last).order_by("until", "id")

    def for_list(self) -> AgreementQuerySet:
        """With the office, and how many of the duties stand how: one statement for all rows."""
        kept = Q(duties__obligation__state=State.DONE)
        return (
            self.select_related("office")
            .defer("scope")
            .annotate(
                owed=Count("duties"),
                kept=Count("duties", filter=kept),
                released=Count("duties", filter=Q(duties__obligation__state=State.WITHDRAWN)),
            )
            .order_by("-signed_on", "-id")
        )


class Agreement(models.Model):
    """One agreement: with whom, about what, for how long."""

    class Standing(models.TextChoices):
        COMING = "coming", _("belum mulai")
        IN_FORCE = "in_force", _("berlaku")
        EXPIRED = "expired", _("sudah berakhir")
        ENDED = "ended", _("diakhiri")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField(_("nomor register"), max_length=20, unique=True)
    number = models.CharField(_("nomor"), max_length=120)
    title = models.CharField(_("judul"), max_length=240)
    partner = models.CharField(_("mitra"), max_length=160)
    partner_code = models.CharField(_("kode wilayah mitra"), max_length=13, blank=True, default="")
    scope = models.TextField(_("ruang lingkup"))
    signed_on = models.DateField(_("ditandatangani pada"))
    since = models.DateField(_("mulai"))
    until = models.DateField(_("sampai"), null=True)  # the last day
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="agreements", verbose_name=_("kantor penanggung jawab")
    )
    ended_on = models.DateField(_("diakhiri mulai"), null=True)  # the first day on which it counts no more
    ending = models.CharField(_("alasan"), max_length=300, blank=True, default="")
    warned_at = models.DateTimeField(null=True)  # that it will expire
    recorded_at = models.DateTimeField(_("dicatat pada"))
    recorded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[AgreementQuerySet] = AgreementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("perjanjian kerja sama")
        ordering = ["-signed_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["number", "partner"], name="agreement_once"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="agreement_term"),
        ]

    def __str__(self) -> str:
        return self.title

    def standing(self, on: date) -> Standing:
        """What it is worth on this day."""
        if self.ended_on and self.ended_on <= on:
            return self.Standing.ENDED
        if self.until and self.until < on:
            return self.Standing.EXPIRED
        return self.Standing.IN_FORCE if self.since <= on else self.Standing.COMING

    @property
    def last_day(self) -> date | None:
        """The last day on which a duty may fall due: that of its term, or the day on which it is ended."""
        return min((day for day in (self.until, self.ended_on) if day), default=None)


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, actor: Actor) -> DutyQuerySet:
        """What one's office owes, and what is owed by an agreement that it answers for."""
        owed = Q(Obligation.objects.visible_to(actor).behind())
        return self.filter(owed | Q(agreement__office__in=actor.office_ids)) if actor.is_officer else self.none()

    def running(self) -> DutyQuerySet:
        return self.filter(obligation__closed_at__isnull=True)

    def for_list(self) -> DutyQuerySet:
        return self.select_related("obligation__owner_office", "agreement").order_by("due_on", "id")


class Duty(models.Model):
    """What the agreement makes an office of this regency owe, by a date."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="duties")
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="agreement_duty")
    text = models.CharField(_("kewajiban"), max_length=300)
    due_on = models.DateField(_("paling lambat"))

    objects: ClassVar[DutyQuerySet] = DutyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kewajiban perjanjian")
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.text
