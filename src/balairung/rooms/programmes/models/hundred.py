"""The first hundred days: what each agency promised about its sector's root problems, and by when."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.actors import Actor

DAYS = 100
WHOLE = Decimal(100)


class HundredDays(models.Model):
    """One programme of a hundred days. Its first day is a decision with a number; its last one may be moved."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("nama"), max_length=160)
    decree = models.CharField(_("nomor keputusan"), max_length=120, unique=True)
    decided_on = models.DateField(_("tanggal keputusan"))
    starts_on = models.DateField(_("hari pertama"))
    ends_on = models.DateField(_("hari terakhir"))
    moved_why = models.CharField(_("alasan perubahan hari terakhir"), max_length=300, blank=True, default="")
    opened_at = models.DateTimeField(_("dibuka pada"))
    opened_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("program seratus hari")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="hundred_term"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def length(self) -> int:
        """How many days, the first and the last among them."""
        return (self.ends_on - self.starts_on).days + 1

    def day_of(self, on: date) -> int:
        """1 on the first day; below 1 before it, above `length` after the last."""
        return (on - self.starts_on).days + 1


def end_of(start: date) -> date:
    """The hundredth day: the first one counts."""
    return start + timedelta(days=DAYS - 1)


class AgencyPlanQuerySet(models.QuerySet["AgencyPlan"]):
    def visible_to(self, actor: Actor) -> AgencyPlanQuerySet:
        return self.filter(obligation__in=Obligation.objects.visible_to(actor))

    def approved(self) -> AgencyPlanQuerySet:
        """What counts, and what everybody may read."""
        return self.filter(obligation__state=State.DONE)

    def for_list(self) -> AgencyPlanQuerySet:
        return self.select_related("office", "obligation", "plan").order_by("office__order", "office__name", "id")


class AgencyPlan(models.Model):
    """What one agency promises; whether it was submitted and approved stands in its obligation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(HundredDays, on_delete=models.PROTECT, related_name="agencies")
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="hundred_plans", verbose_name=_("kantor")
    )
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="agency_plan")

    objects: ClassVar[AgencyPlanQuerySet] = AgencyPlanQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("rencana seratus hari kantor")
        constraints = [models.UniqueConstraint(fields=["plan", "office"], name="agency_plan_once")]

    def __str__(self) -> str:
        return f"{self.office}: {self.plan}"

    @property
    def is_open(self) -> bool:
        """Its office still writes it."""
        return self.obligation.state == State.ACTIVE

    @property
    def is_approved(self) -> bool:
        return self.obligation.state == State.DONE


class RootProblem(models.Model):
    """Why things stand as they do, in this sector."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(AgencyPlan, on_delete=models.PROTECT, related_name="problems")
    text = models.CharField(_("akar masalah"), max_length=300)
    cause = models.TextField(_("mengapa terjadi"), blank=True, default="")

    class Meta:
        verbose_name = _("akar masalah")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class Hearing(models.Model):
    """Who was heard about a problem, and when. Groups, never names."""

    class Group(models.TextChoices):
        CITIZENS = "warga", _("warga")
        STAKEHOLDERS = "pemangku", _("pemangku kepentingan")
        EXPERTS = "ahli", _("ahli")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    problem = models.ForeignKey(RootProblem, on_delete=models.CASCADE, related_name="hearings")
    group = models.CharField(_("kelompok"), max_length=10, choices=Group)
    who = models.CharField(_("siapa yang didengar"), max_length=200)
    heard_on = models.DateField(_("didengar pada"))

    class Meta:
        verbose_name = _("pihak yang didengar")
        ordering = ["heard_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(group__in=["warga", "pemangku", "ahli"]), name="hearing_group")
        ]

    def __str__(self) -> str:
        return self.who


class PlanAction(models.Model):
    """What is done about a problem."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    problem = models.ForeignKey(RootProblem, on_delete=models.PROTECT, related_name="actions")
    text = models.CharField(_("aksi"), max_length=300)

    class Meta:
        verbose_name = _("aksi")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class PlanMilestoneQuerySet(models.QuerySet["PlanMilestone"]):
    def visible_to(self, actor: Actor) -> PlanMilestoneQuerySet:
        """What one's office owes, and what stands in its plan; drafts are seen on the page of the plan only."""
        owed = Q(Obligation.objects.visible_to(actor).behind())
        mine = Q(agency__office__in=actor.office_ids, obligation__isnull=False)
        return self.filter(owed | mine) if actor.is_officer else self.none()

    def for_list(self) -> PlanMilestoneQuerySet:
        return self.select_related("obligation", "office", "agency__office", "agency__plan", "action").order_by(
            "due_on", "id"
        )


class PlanMilestone(models.Model):
    """Something that is there by a day, with its weight in its agency's plan and the proof that will count.

    The database refuses to change it once the plan was submitted (sql/), or progress could be raised by its weight.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(AgencyPlan, on_delete=models.PROTECT, related_name="milestones")
    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(_("tonggak"), max_length=200)
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="plan_milestones", verbose_name=_("pemilik")
    )
    due_on = models.DateField(_("paling lambat"))
    weight = models.DecimalField(_("bobot (%)"), max_digits=5, decimal_places=2)
    proof = models.CharField(_("bukti yang diterima"), max_length=300)
    obligation = models.OneToOneField(  # from the day the plan is approved
        Obligation, on_delete=models.PROTECT, null=True, related_name="plan_milestone"
    )

    objects: ClassVar[PlanMilestoneQuerySet] = PlanMilestoneQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tonggak")
        ordering = ["due_on", "id"]
        constraints = [models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=100), name="plan_milestone_weight")]

    def __str__(self) -> str:
        return self.title


class PlanOutcome(models.Model):
    """What citizens should notice, as a number before and after."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(AgencyPlan, on_delete=models.PROTECT, related_name="outcomes")
    text = models.CharField(_("hasil yang dirasakan warga"), max_length=300)
    unit = models.CharField(_("satuan"), max_length=40)
    before = models.DecimalField(_("sebelum"), max_digits=18, decimal_places=2)
    aim = models.DecimalField(_("yang dituju"), max_digits=18, decimal_places=2)
    after = models.DecimalField(_("sesudah"), max_digits=18, decimal_places=2, null=True)
    measured_on = models.DateField(_("diukur pada"), null=True)
    source = models.CharField(_("dari mana angkanya"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("hasil bagi warga")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(after__isnull=True, measured_on__isnull=True)
                | Q(after__isnull=False, measured_on__isnull=False),
                name="plan_outcome_measured",
            )
        ]

    def __str__(self) -> str:
        return self.text
