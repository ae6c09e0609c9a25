"""Who from outside may look in (DPRD, Ombudsman, BPK), at what, how long; and what they opened."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor
from balairung.rooms.oversight.models.recommendations import Recommendation


class OverseerQuerySet(models.QuerySet["Overseer"]):
    def in_force(self, on: date) -> OverseerQuerySet:
        """Those that open a door on this day; the last day counts to its midnight."""
        return self.filter(since__lte=on, until__gte=on, revoked_at__isnull=True)

    def of_person(self, person: UUID | None) -> OverseerQuerySet:
        return self.filter(person=person) if person else self.none()

    def visible_to(self, actor: Actor) -> OverseerQuerySet:
        """For those who give them: without what is about a case that the reader may not see."""
        own = Recommendation.objects.visible_to(actor).values("obligation")
        seen = Q(Obligation.objects.visible_to(actor).behind("case")) | Q(case__in=own)
        return self.filter(Q(case__isnull=True) | seen)

    def for_list(self) -> OverseerQuerySet:
        return self.select_related("person", "case").order_by("-until", "-id")


class Overseer(models.Model):
    """One leave to read one thing, because a letter of that body asked for it."""

    class Body(models.TextChoices):
        COUNCIL = "dprd", _("DPRD")
        OMBUDSMAN = "ombudsman", _("Ombudsman")
        BPK = "bpk", _("BPK")
        OTHER = "lain", _("lembaga lain")

    class Scope(models.TextChoices):
        FIGURES = "angka", _("angka umum")
        FOLLOW_UP = "tindak-lanjut", _("tabel tindak lanjut")
        CASE = "perkara", _("satu perkara")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="oversees")
    body = models.CharField(_("lembaga"), max_length=12, choices=Body)
    body_name = models.CharField(_("nama lembaga"), max_length=120)
    letter = models.CharField(_("nomor surat"), max_length=120)
    letter_on = models.DateField(_("tanggal surat"))
    scope = models.CharField(_("yang dibuka"), max_length=16, choices=Scope)
    case = models.ForeignKey(Obligation, on_delete=models.PROTECT, null=True, related_name="overseers")
    since = models.DateField(_("mulai"))
    until = models.DateField(_("sampai"))  # the last day
    given_at = models.DateTimeField(_("diberikan pada"))
    given_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(_("dicabut pada"), null=True)
    revoked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("alasan dicabut"), max_length=300, blank=True, default="")

    objects: ClassVar[OverseerQuerySet] = OverseerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("izin pengawas")
        ordering = ["-until", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="overseer_term"),
            models.CheckConstraint(
                condition=(Q(scope="perkara") & Q(case__isnull=False)) | (~Q(scope="perkara") & Q(case__isnull=True)),
                name="overseer_case",
            ),
        ]
        indexes = [models.Index(fields=["person", "until"], name="overseer_person")]

    def stands(self, on: date) -> bool:
        return self.revoked_at is None and self.since <= on <= self.until


class Reading(models.Model):
    """Somebody from outside opened something: a line that nobody edits, and that their own body can read."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    overseer = models.ForeignKey(Overseer, on_delete=models.PROTECT, related_name="readings")
    at = models.DateTimeField(_("pada"))

    class Meta:
        verbose_name = _("catatan pembukaan")
        ordering = ["-at", "-id"]
