"""Minutes: items that several hands write, what was decided, and what becomes of it when the chair approves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor
from balairung.rooms.meetings.models.calling import Meeting
from balairung.rooms.meetings.models.holding import AgendaItem, MeetingQuestion, Theme


class Minutes(models.Model):
    """The minutes (notulen) of one meeting. Approved once; from then on the database refuses to change their words."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes", verbose_name=_("rapat"))
    submitted_at = models.DateTimeField(_("diajukan pada"), null=True)
    submitted_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    returned_for = models.TextField(_("catatan pimpinan"), blank=True, default="")  # why they came back
    approved_at = models.DateTimeField(_("disahkan pada"), null=True)
    approved_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    approved_as = models.CharField(_("disahkan sebagai"), max_length=200, blank=True, default="")
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, null=True, related_name="+")
    owed = models.OneToOneField(Obligation, on_delete=models.PROTECT, null=True, related_name="minutes_owed")
    published_at = models.DateTimeField(_("diterbitkan pada"), null=True)

    class Meta:
        verbose_name = _("notulen")


class MinutesItem(models.Model):
    """One paragraph of the minutes. One hand holds it at a time; a text that came too late stands in `Sheltered`."""

    FROM_DIALOGUE: ClassVar[str] = "tanya-"  # how the token of one begins that was made of a question

    class Section(models.TextChoices):
        OPENING = "buka", _("Pembukaan")
        DISCUSSION = "bahas", _("Pembahasan")
        CONCLUSION = "simpul", _("Kesimpulan")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="items", verbose_name=_("notulen"))
    section = models.CharField(_("bagian"), max_length=8, choices=Section, default=Section.DISCUSSION)
    order = models.PositiveIntegerField(_("urutan"))
    agenda = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, related_name="minutes_items")
    text = models.TextField(_("isi"), blank=True, default="")
    version = models.PositiveIntegerField(default=0)  # +1 with every text that was kept
    holder = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    holder_key = models.CharField(max_length=40, blank=True, default="")  # of the page: one person may have two
    held_until = models.DateTimeField(null=True)
    hand = models.CharField(max_length=40, blank=True, default="")  # of the page that wrote the text that stands
    stroke = models.PositiveBigIntegerField(default=0)  # which of its texts that was: one that comes late is known
    written_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)  # taken out; its text stays until the minutes are approved
    token = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("butir notulen")
        ordering = ["minutes", "section", "order", "id"]
        indexes = [models.Index(fields=["minutes", "section", "order"], name="minutes_item_order")]


class FormerText(models.Model):
    """What an item said before, wherever a letter of it does not stand in what it says now."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(MinutesItem, on_delete=models.PROTECT, related_name="former")
    version = models.PositiveIntegerField()
    text = models.TextField(_("isi"))
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("pada"), null=True)

    class Meta:
        verbose_name = _("isi terdahulu")
        ordering = ["item", "version"]
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="former_text_once")]


class Sheltered(models.Model):
    """What somebody typed that could not take its place (another hand had written there meanwhile): never lost."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(MinutesItem, on_delete=models.PROTECT, related_name="sheltered")
    text = models.TextField(_("isi"))
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("pada"))
    token = models.CharField(max_length=64, unique=True)
    taken_at = models.DateTimeField(_("diurus pada"), null=True)  # put in its place or set aside by somebody

    class Meta:
        verbose_name = _("tulisan tertinggal")
        ordering = ["at", "id"]


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> DecisionQuerySet:
        return self.filter(dropped_at__isnull=True)

    def for_list(self) -> DecisionQuerySet:
        return self.prefetch_related("tasks__office", "tasks__obligation", "themes").order_by("minutes", "order", "id")


class Decision(models.Model):
    """What was decided. A task binds offices by a date, with proof; an agreement (kesepakatan) has none."""

    class Kind(models.TextChoices):
        TASK = "tugas", _("tugas dengan tenggat")
        AGREED = "sepakat", _("kesepakatan, tanpa tugas")

    class Due(models.TextChoices):
        """How the date was said: real minutes seldom name one for each decision."""

        DATE = "tanggal", _("pada tanggal ini")
        NEXT = "rapat-depan", _("sebelum rapat berikutnya")
        USUAL = "lazim", _("tenggat lazim")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("notulen"))
    order = models.PositiveSmallIntegerField(_("urutan"))
    agenda = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, related_name="decisions")
    question = models.ForeignKey(MeetingQuestion, on_delete=models.SET_NULL, null=True, related_name="decisions")
    kind = models.CharField(_("jenis"), max_length=8, choices=Kind, default=Kind.TASK)
    text = models.TextField(_("keputusan"))
    due = models.CharField(_("tenggat"), max_length=12, choices=Due, default=Due.DATE)
    due_on = models.DateField(_("paling lambat"), null=True)
    proof = models.CharField(_("bukti yang diminta"), max_length=200, blank=True, default="")
    themes = models.ManyToManyField(Theme, related_name="decisions", blank=True, verbose_name=_("tema"))
    version = models.PositiveIntegerField(default=0)  # +1 with every change: who changes an older one is told
    dropped_at = models.DateTimeField(null=True)
    token = models.CharField(max_length=64, unique=True)

    objects: ClassVar[DecisionQuerySet] = DecisionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("keputusan rapat")
        constraints = [
            models.CheckConstraint(
                condition=Q(due="tanggal", due_on__isnull=False) | ~Q(due="tanggal") | Q(kind="sepakat"),
                name="decision_dated",
            ),
            models.CheckConstraint(condition=Q(kind__in=["tugas", "sepakat"]), name="decision_kind"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class MeetingTaskQuerySet(models.QuerySet["MeetingTask"]):
    def visible_to(self, actor: Actor) -> MeetingTaskQuerySet:
        """What one's office owes or what climbed up to one, and that of the meetings that one runs."""
        if not actor.is_officer:
            return self.none()
        owed = models.Q(Obligation.objects.visible_to(actor).behind())
        return self.filter(owed | models.Q(meeting__in=Meeting.objects.run_by(actor).values("pk")))

    def running(self) -> MeetingTaskQuerySet:
        return self.filter(obligation__closed_at__isnull=True, obligation__isnull=False)

    def for_list(self) -> MeetingTaskQuerySet:
        """Late first, then as they fall due."""
        rows = self.select_related("obligation__owner_office", "office", "meeting", "decision", "question")
        return rows.order_by(F("obligation__next_at").asc(nulls_last=True), "meeting__starts_at", "office__order", "id")


class MeetingTask(models.Model):
    """What one office owes because a meeting said so: of a decision, or of a question that was left open.

    It exists before the minutes are approved (then without an obligation), and binds whether the office was there.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("rapat"))
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="tasks")
    question = models.OneToOneField(MeetingQuestion, on_delete=models.PROTECT, null=True, related_name="task")
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="meeting_tasks", verbose_name=_("kantor")
    )
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, null=True, related_name="meeting_task", verbose_name=_("kewajiban")
    )
    before_at = models.DateTimeField(null=True)  # the next meeting for which "sebelum rapat berikutnya" was counted

    objects: ClassVar[MeetingTaskQuerySet] = MeetingTaskQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("tugas rapat")
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__isnull=True, question__isnull=False)
                | Q(decision__isnull=False, question__isnull=True),
                name="meeting_task_from",
            ),
            models.UniqueConstraint(fields=["decision", "office"], name="meeting_task_once"),
        ]
