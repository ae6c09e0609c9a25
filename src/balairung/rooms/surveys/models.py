"""The SKM of an office: its periods, what was answered in them, who was asked, and what has to become better."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor
from balairung.rooms.surveys.periods import Cycle, Period, period_named


class SurveyPlan(models.Model):
    """How often an office counts, and what it does not ask, from a year on; the latest one up to a year holds in it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey(
        "people.Office", on_delete=models.CASCADE, related_name="survey_plans", verbose_name=_("kantor")
    )
    year = models.PositiveSmallIntegerField(_("mulai tahun"))
    cycle = models.CharField(_("dihitung setiap"), max_length=10, choices=Cycle, default=Cycle.SEMESTER)
    dropped = models.CharField(_("unsur yang tidak ditanyakan"), max_length=40, blank=True, default="")  # "U4,U6"

    class Meta:
        verbose_name = _("rencana survei")
        constraints = [models.UniqueConstraint(fields=["office", "year"], name="survey_plan_once")]


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, actor: Actor) -> SurveyQuerySet:
        """Those of one's own offices; all of them for whoever leads."""
        return self.all() if actor.is_officer and actor.leads else self.filter(office__in=actor.office_ids)

    def published(self) -> SurveyQuerySet:
        return self.filter(published_at__isnull=False)

    def over(self, today: date) -> SurveyQuerySet:
        return self.filter(until__lt=today)


class Survey(models.Model):
    """One period of one office. Answers are counted into it until its result is published; then nothing changes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="surveys", verbose_name=_("kantor")
    )
    period = models.CharField(_("periode"), max_length=10)  # 2026, 2026-S1, 2026-Q3: stands in its address
    since = models.DateField(_("sejak"))
    until = models.DateField(_("sampai"))  # the last day
    dropped = models.CharField(_("unsur yang tidak ditanyakan"), max_length=40, blank=True, default="")
    population = models.PositiveIntegerField(_("orang yang dilayani"), null=True)
    published_at = models.DateTimeField(_("diumumkan pada"), null=True)
    published_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    # what was published, so that lists and trends read one row: facts that nobody changes any more
    respondents = models.PositiveIntegerField(_("responden"), null=True)
    ikm = models.DecimalField(_("nilai IKM"), max_digits=5, decimal_places=2, null=True)
    category = models.CharField(_("mutu"), max_length=1, blank=True, default="")

    objects: ClassVar[SurveyQuerySet] = SurveyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("survei kepuasan")
        ordering = ["-since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["office", "period"], name="survey_once"),
            models.UniqueConstraint(fields=["office", "since"], name="survey_begins_once"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(ikm__isnull=False, respondents__isnull=False),
                name="survey_published_whole",
            ),
        ]
        indexes = [  # the latest result of each office
            models.Index(fields=["office", "-since"], condition=Q(published_at__isnull=False), name="survey_published")
        ]

    def __str__(self) -> str:
        return f"{self.office}, {self.named.words}"

    @property
    def named(self) -> Period:
        return period_named(self.period)

    @property
    def without(self) -> frozenset[str]:
        """Codes of the elements that are not asked."""
        return frozenset(filter(None, self.dropped.split(",")))


class Sheet(models.Model):
    """What was answered in a period, counted: of everybody (`part` is empty), or of one part.

    Each answer belongs to everybody and to exactly one part, and is counted in its own transaction while the row of
    the survey is locked: a page reads a few rows however many people answered, and nobody is counted twice.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="sheets", verbose_name=_("survei"))
    part = models.CharField(_("bagian"), max_length=120, blank=True, default="")
    n = models.PositiveIntegerField(_("responden"), default=0)
    counts = models.JSONField(_("jawaban"), default=dict)  # counting.Counts
    # what the office is shown while the period runs: behind by as many as could be told apart by looking twice
    shown = models.JSONField(_("yang tampil"), default=dict)

    class Meta:
        verbose_name = _("lembar hitung")
        constraints = [models.UniqueConstraint(fields=["survey", "part"], name="sheet_once")]


class Stand(models.Model):
    """Where people find the survey without an invitation: a counter, a hall, a village; or a screen that stands there.

    A screen is let in by a secret address, because many people answer on it in one day.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="stands", verbose_name=_("kantor")
    )
    number = models.PositiveSmallIntegerField(_("nomor"))  # stands in its address
    name = models.CharField(_("nama"), max_length=80)
    secret_hash = models.CharField(max_length=64, blank=True, default="")  # of a screen
    made_at = models.DateTimeField(_("dibuat pada"))
    closed_at = models.DateTimeField(_("ditutup pada"), null=True)

    class Meta:
        verbose_name = _("tempat survei")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="stand_once"),
            models.UniqueConstraint(fields=["secret_hash"], condition=~Q(secret_hash=""), name="stand_secret"),
        ]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """Somebody whose matter is finished may answer once. The code follows from the matter and is kept as a hash.

    It knows the day of the answer and not which one it is; the answer does not know the invitation.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code_hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=40)
    ref = models.CharField(max_length=40)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", verbose_name=_("kantor"))
    service_key = models.CharField(max_length=60, blank=True, default="")
    made_at = models.DateTimeField(_("diundang pada"))
    answered_on = models.DateField(_("dijawab pada"), null=True)

    class Meta:
        verbose_name = _("undangan survei")
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="survey_invitation_once")]
        indexes = [models.Index(fields=["office", "made_at"], name="survey_invited")]


class Answer(models.Model):
    """What one respondent said. Nothing in it says who, and of the time only the day."""

    class Channel(models.TextChoices):
        INVITED = "invited", _("undangan")
        CODE = "code", _("kode QR")
        SCREEN = "screen", _("layar di tempat")
        PAPER = "paper", _("formulir kertas")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="answers", verbose_name=_("survei"))
    token = models.CharField(max_length=64, unique=True)  # hashed: pressed twice is answered once
    day = models.DateField(_("tanggal"))
    channel = models.CharField(_("saluran"), max_length=10, choices=Channel)
    part = models.CharField(_("bagian"), max_length=120, blank=True, default="")
    values = models.CharField(_("jawaban"), max_length=9)  # 1-4 for U1 … U9, "-" for one that was not asked
    stars = models.PositiveSmallIntegerField(_("nilai 1–5"), null=True)
    hours = models.CharField(max_length=12, blank=True, default="")
    sex = models.CharField(max_length=12, blank=True, default="")
    age = models.CharField(max_length=12, blank=True, default="")
    education = models.CharField(max_length=12, blank=True, default="")
    occupation = models.CharField(max_length=12, blank=True, default="")
    words = SealedField(blank=True, default="")
    form_number = models.CharField(_("nomor formulir"), max_length=20, blank=True, default="")
    typed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("jawaban survei")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "form_number"], condition=~Q(form_number=""), name="survey_form_once"
            ),
        ]
        indexes = [  # the words of a period, the latest first
            models.Index(fields=["survey", "-day", "-id"], condition=~Q(words=""), name="survey_words")
        ]


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, actor: Actor) -> FollowUpQuerySet:
        return self.filter(obligation__in=Obligation.objects.visible_to(actor))

    def for_list(self) -> FollowUpQuerySet:
        return self.select_related("obligation", "post").order_by("due_on", "id")


class FollowUp(models.Model):
    """What an office owes because of what people said: a betterment of one element, or a call to somebody."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("perbaikan")
        CALL = "call", _("menghubungi responden")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="survey_follow_up")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="follow_ups", verbose_name=_("survei"))
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind)
    elements = models.CharField(_("unsur"), max_length=40, blank=True, default="")  # "U3" or "U3,U7"
    text = models.CharField(_("yang dilakukan"), max_length=300)
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("paling lambat"), null=True)
    words = SealedField(blank=True, default="")  # of whoever wants to be called; gone when it is done
    contact = SealedField(blank=True, default="")

    objects: ClassVar[FollowUpQuerySet] = FollowUpQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tindak lanjut survei")
        constraints = [models.CheckConstraint(condition=Q(kind__in=["plan", "call"]), name="survey_follow_up_kind")]

    def __str__(self) -> str:
        return self.text

    @property
    def codes(self) -> list[str]:
        return list(filter(None, self.elements.split(",")))
