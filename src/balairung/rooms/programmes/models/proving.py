"""What makes progress (accepted proof), what offices say each week, and what citizens say of an outcome."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models import Event, Obligation, State
from balairung.kernel.people.actors import Actor
from balairung.rooms.programmes.models.hundred import AgencyPlan, PlanMilestone, PlanOutcome


class AcceptanceQuerySet(models.QuerySet["Acceptance"]):
    def standing(self) -> AcceptanceQuerySet:
        """Those that count: the milestone is done, and was not reopened since."""
        reopened = Event.objects.filter(
            obligation=OuterRef("milestone__obligation"), verb="reopen", seq__gt=OuterRef("event__seq")
        )
        done = self.filter(milestone__obligation__state=State.DONE, milestone__obligation=F("event__obligation"))
        return done.exclude(Exists(reopened))


class Acceptance(models.Model):
    """A reviewer accepted the proof of a milestone: the one and only thing that progress is counted from.

    The database lets it in only beside the ledger's own line `accept` of this milestone, for proof that came with its
    line `fulfil` after whatever reopened it, from another person (sql/). It is never changed and never deleted; a
    reopening makes it count no more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    milestone = models.ForeignKey(PlanMilestone, on_delete=models.PROTECT, related_name="acceptances")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="acceptance")
    evidence = models.ForeignKey("obligations.Evidence", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("pada"))

    objects: ClassVar[AcceptanceQuerySet] = AcceptanceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("bukti yang diterima")

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.at:%Y-%m-%d}"


class CheckIn(models.Model):
    """How sure an agency is in one week that its plan will be kept."""

    class Confidence(models.TextChoices):
        GREEN = "hijau", _("yakin tercapai")
        YELLOW = "kuning", _("perlu perhatian")
        RED = "merah", _("terancam gagal")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(AgencyPlan, on_delete=models.PROTECT, related_name="check_ins")
    week = models.DateField(_("pekan yang mulai"))  # a Monday
    confidence = models.CharField(_("keyakinan"), max_length=8, choices=Confidence)
    words = models.CharField(_("keterangan"), max_length=200, blank=True, default="")
    at = models.DateTimeField(_("pada"))
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("kabar pekanan")
        ordering = ["-week"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "week"], name="check_in_once"),
            models.CheckConstraint(
                condition=Q(confidence__in=["hijau", "kuning", "merah"]), name="check_in_confidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week}: {self.confidence}"

    @property
    def week_end(self) -> object:
        return self.week + timedelta(days=6)


class OutcomeVoiceQuerySet(models.QuerySet["OutcomeVoice"]):
    def visible_to(self, actor: Actor) -> OutcomeVoiceQuerySet:
        return self.filter(obligation__in=Obligation.objects.visible_to(actor))

    def shown(self) -> OutcomeVoiceQuerySet:
        """What everybody may read."""
        return self.filter(state=OutcomeVoice.Moderation.SHOWN).order_by("-at", "-id")

    def waiting(self) -> OutcomeVoiceQuerySet:
        return self.filter(state=OutcomeVoice.Moderation.HELD).order_by("at", "id")


class OutcomeVoice(models.Model):
    """What a citizen says of an outcome: it is so, or it is not, with a photograph. Nobody's name is asked.

    One that contests is an obligation from the moment it comes in: looked at by a day, then answered by a day.
    """

    class Verdict(models.TextChoices):
        CONFIRM = "benar", _("benar terjadi")
        CONTEST = "tidak", _("tidak sesuai kenyataan")

    class Moderation(models.TextChoices):
        HELD = "held", _("menunggu dilihat")
        SHOWN = "shown", _("ditampilkan")
        HIDDEN = "hidden", _("tidak ditampilkan")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    outcome = models.ForeignKey(PlanOutcome, on_delete=models.PROTECT, related_name="voices")
    token = models.CharField(max_length=64, unique=True)  # hashed: one form is one voice
    verdict = models.CharField(_("pendapat"), max_length=6, choices=Verdict)
    words = models.CharField(_("kata warga"), max_length=500)
    photo = models.ForeignKey("files.File", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("pada"))
    state = models.CharField(_("keadaan"), max_length=8, choices=Moderation, default=Moderation.HELD)
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, null=True, related_name="outcome_voice")
    milestone = models.ForeignKey(  # what it reopened
        PlanMilestone, on_delete=models.PROTECT, null=True, related_name="voices"
    )
    answer = models.CharField(_("jawaban"), max_length=1000, blank=True, default="")
    answered_at = models.DateTimeField(_("dijawab pada"), null=True)

    objects: ClassVar[OutcomeVoiceQuerySet] = OutcomeVoiceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("suara warga")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["held", "shown", "hidden"]), name="voice_state"),
            models.CheckConstraint(condition=Q(verdict__in=["benar", "tidak"]), name="voice_verdict"),
            models.CheckConstraint(condition=Q(verdict="benar") | Q(obligation__isnull=False), name="voice_owed"),
        ]
        indexes = [models.Index(fields=["outcome", "state"], name="voice_outcome")]

    def __str__(self) -> str:
        return self.words[:60]
