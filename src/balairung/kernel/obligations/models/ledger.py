"""The ledger of an obligation: its lines, their words, their proof, their place in the regency's one row of leaves."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models.obligations import Obligation, State


class Event(models.Model):
    """One line of the ledger. The database refuses to change or delete it (migration 0002).

    It holds no personal data: verbs, numbers, references, and a keyed commitment to its words, which stand in a
    `Remark` that can be erased while the ledger stays whole.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField(_("baris"))
    verb = models.CharField(_("perbuatan"), max_length=20)
    at = models.DateTimeField(_("pada"))
    by_kind = models.CharField(_("oleh"), max_length=10)
    by_person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="events")
    by_post = models.ForeignKey("people.Post", on_delete=models.PROTECT, null=True, related_name="events")
    state = models.CharField(_("keadaan"), max_length=10, choices=State)
    step = models.CharField(_("langkah"), max_length=20, blank=True, default="")
    facts = models.JSONField(_("rincian"), default=dict)  # shown and hashed, never filtered by
    commitment = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("catatan")
        ordering = ["obligation", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "seq"], name="event_line"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="event_state"),
        ]
        indexes = [
            models.Index(  # what climbed since yesterday
                fields=["at", "obligation"], condition=Q(verb="escalate"), name="event_escalated"
            )
        ]

    def __str__(self) -> str:
        return f"{self.seq}. {self.verb}"


class Remark(models.Model):
    """The words of a line: can be erased without breaking the ledger, which keeps only their commitment."""

    class Audience(models.TextChoices):
        PUBLIC = "public", _("umum")
        PARTIES = "parties", _("pelapor dan petugas")
        OFFICERS = "officers", _("petugas")

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="remark")
    audience = models.CharField(_("untuk"), max_length=10, choices=Audience, default=Audience.OFFICERS)
    text = models.TextField(_("isi"))
    salt = models.CharField(max_length=32)
    erased_at = models.DateTimeField(_("dihapus pada"), null=True)

    class Meta:
        verbose_name = _("keterangan")

    def __str__(self) -> str:
        return self.text[:60]


class Evidence(models.Model):
    """A file that proves a line of the ledger."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="evidence")
    public = models.BooleanField(_("boleh dilihat umum"), default=False)

    class Meta:
        verbose_name = _("bukti")
        constraints = [models.UniqueConstraint(fields=["event", "file"], name="evidence_once")]


class Leaf(models.Model):
    """The place of a line in the regency's one row of leaves, given by the worker in the order of commits.

    Keys made in the application do not commit in order; the leaves do. `hash` is the RFC 6962 leaf hash of the line
    (see leaves.py), so `balairung check` finds a line that was altered or removed behind the triggers' back.
    """

    index = models.PositiveBigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="leaf")
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("daun")
