"""What officers lay beside a report: words kept ready, checks, drafts for a second reader, ties to other reports."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.kernel.people.actors import Actor
from balairung.rooms.complaints.models.complaints import Complaint
from balairung.rooms.complaints.models.topics import CheckItem, Topic


class PhraseQuerySet(models.QuerySet["Phrase"]):
    def offered_to(self, actor: Actor) -> PhraseQuerySet:
        """Those of their offices and those of all."""
        return self.filter(Q(office__in=actor.office_ids) | Q(office=None)).select_related("office", "topic")


class MacroQuerySet(models.QuerySet["Macro"]):
    def offered_to(self, actor: Actor) -> MacroQuerySet:
        """Those of their offices and those of all."""
        return self.filter(Q(office__in=actor.office_ids) | Q(office=None)).select_related("office")


class Phrase(models.Model):
    """Words kept ready, with variables such as {nomor}. One with a verb is the template of that step.

    A template with a topic is meant for reports on it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey(  # none: for every office
        "people.Office", on_delete=models.CASCADE, null=True, related_name="phrases", verbose_name=_("kantor")
    )
    verb = models.CharField(_("langkah"), max_length=20, blank=True, default="")
    topic = models.ForeignKey(
        Topic, on_delete=models.SET_NULL, null=True, related_name="phrases", verbose_name=_("topik")
    )
    title = models.CharField(_("judul"), max_length=80)
    text = models.TextField(_("isi"))

    objects: ClassVar[PhraseQuerySet] = PhraseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("teks siap pakai")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["office", "title"], name="phrase_once"),
            models.UniqueConstraint(fields=["title"], condition=Q(office__isnull=True), name="phrase_of_all_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Macro(models.Model):
    """Several steps under one name, also for many reports at once. `steps` is a list of {"verb": …, fields …}."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey(
        "people.Office", on_delete=models.CASCADE, null=True, related_name="macros", verbose_name=_("kantor")
    )
    name = models.CharField(_("nama"), max_length=80)
    steps = models.JSONField(_("langkah"), default=list)

    objects: ClassVar[MacroQuerySet] = MacroQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("makro")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["office", "name"], name="macro_once"),
            models.UniqueConstraint(fields=["name"], condition=Q(office__isnull=True), name="macro_of_all_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Tick(models.Model):
    """This item was looked at, by whom and when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="ticks")
    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, related_name="ticks")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="ticks")
    at = models.DateTimeField(_("pada"))

    class Meta:
        verbose_name = _("centang")
        constraints = [models.UniqueConstraint(fields=["complaint", "item"], name="tick_once")]


class Proposal(models.Model):
    """A step that one officer prepared and another decides: nothing of it is done before that.

    `body` holds the fields of the step as JSON, sealed: it may name people. `seq` is the line of the ledger at which
    it was written; a case that has moved on since makes it stale.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("menunggu dibaca")
        APPROVED = "approved", _("disetujui")
        RETURNED = "returned", _("dikembalikan")
        DROPPED = "dropped", _("dibatalkan")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="proposals")
    verb = models.CharField(_("langkah"), max_length=20)
    body = SealedField(_("isi"))
    files = models.ManyToManyField("files.File", related_name="proposals", verbose_name=_("berkas"))
    seq = models.PositiveIntegerField(_("pada baris"))
    proposed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="proposals")
    proposed_at = models.DateTimeField(_("disiapkan pada"))
    outcome = models.CharField(_("hasil"), max_length=10, choices=Outcome, default=Outcome.WAITING)
    decided_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="decisions")
    decided_at = models.DateTimeField(_("diputus pada"), null=True)
    words = SealedField(_("catatan pembaca kedua"), blank=True, default="")

    class Meta:
        verbose_name = _("konsep")
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["waiting", "approved", "returned", "dropped"]), name="proposal_outcome"
            ),
            models.UniqueConstraint(fields=["complaint"], condition=Q(outcome="waiting"), name="proposal_one_waits"),
        ]


class Tie(models.Model):
    """Two reports that have to do with each other."""

    class Kind(models.TextChoices):
        RELATED = "related", _("berkaitan")
        SPLIT = "split", _("dipisah dari")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="ties")
    other = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="tied")
    kind = models.CharField(_("hubungan"), max_length=10, choices=Kind, default=Kind.RELATED)

    class Meta:
        verbose_name = _("kaitan")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "other"], name="tie_once"),
            models.CheckConstraint(condition=~Q(complaint=models.F("other")), name="tie_two"),
            models.CheckConstraint(condition=Q(kind__in=["related", "split"]), name="tie_kind"),
        ]
