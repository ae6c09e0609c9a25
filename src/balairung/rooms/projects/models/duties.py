"""Who looked at it on the spot, and what an office owes because of that."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor
from balairung.rooms.projects.models.help import Handover
from balairung.rooms.projects.models.projects import Project


class SiteVisit(models.Model):
    """What a leader or an inspector saw there; officers read it, and nobody changes it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="visits")
    token = models.CharField(max_length=64, unique=True)  # hashed: one form makes one note
    words = models.TextField(_("catatan"))
    latitude = models.DecimalField(_("lintang"), max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(_("bujur"), max_digits=8, decimal_places=5, null=True)
    outside = models.BooleanField(_("titiknya di luar desa"), default=False)
    at = models.DateTimeField(_("pada"))
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("oleh"))
    by_post = models.CharField(_("sebagai"), max_length=160)

    class Meta:
        verbose_name = _("kunjungan")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["project", "-at"], name="site_visit_project")]

    def __str__(self) -> str:
        return self.words[:60]


class ProjectDutyQuerySet(models.QuerySet["ProjectDuty"]):
    def visible_to(self, actor: Actor) -> ProjectDutyQuerySet:
        """The office's own, all for those who lead, and one's own."""
        if not actor.person_id:
            return self.none()
        return self.filter(Q(Obligation.objects.visible_to(actor).behind()) | Q(given_by=actor.person_id))

    def for_list(self) -> ProjectDutyQuerySet:
        return self.select_related("obligation__owner_office", "project").order_by("due_on", "id")


class ProjectDuty(models.Model):
    """What the owner office must put right after a visit, or must look after: is what was given still in use?"""

    class Use(models.TextChoices):
        UNKNOWN = "", _("belum dijawab")
        WHOLE = "whole", _("masih dipakai")
        PARTLY = "partly", _("dipakai sebagian")
        NOT = "not", _("tidak dipakai lagi")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="duties")
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="project_duty")
    text = models.CharField(_("kewajiban"), max_length=300)
    due_on = models.DateField(_("paling lambat"))
    given_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    visit = models.OneToOneField(SiteVisit, on_delete=models.PROTECT, null=True, related_name="duty")
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, null=True, related_name="checks")
    months = models.PositiveSmallIntegerField(_("bulan setelah diserahkan"), null=True)
    use = models.CharField(_("masih dipakai?"), max_length=6, choices=Use, blank=True, default=Use.UNKNOWN)

    objects: ClassVar[ProjectDutyQuerySet] = ProjectDutyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kewajiban proyek")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "months"], name="use_checked_once"),
            models.CheckConstraint(condition=Q(use__in=["", "whole", "partly", "not"]), name="project_duty_use"),
        ]

    def __str__(self) -> str:
        return self.text
