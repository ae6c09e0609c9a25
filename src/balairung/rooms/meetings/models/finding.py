"""What meetings are searched by: the words of each question, paragraph and decision of approved minutes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from balairung.rooms.meetings.models.calling import Meeting


class MeetingText(models.Model):
    """One text of minutes that were approved, as the search knows it. What is secret never stands here.

    `scope` holds its month and its meeting as tokens in the same index (kernel/search/models.py), so that a word of
    every second sentence is looked for in a few months, or in the meetings of one reader, alone.
    """

    class Kind(models.TextChoices):
        QUESTION = "tanya", _("Tanya jawab")
        ITEM = "butir", _("Pembahasan")
        DECISION = "putus", _("Keputusan")

    INDEX: ClassVar[str] = "meetings_text_index"  # of FTS5 (sql/index_sqlite.sql)

    key = models.BigIntegerField(primary_key=True)  # of `source` (kernel/search/models.key_of), as FTS5 counts
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="texts")
    kind = models.CharField(_("jenis"), max_length=5, choices=Kind)
    source = models.UUIDField(unique=True)  # the question, the paragraph or the decision
    said_at = models.DateTimeField(_("rapat pada"))
    words = models.TextField(_("kata"))
    scope = models.TextField(_("lingkup"))
    edition = models.PositiveSmallIntegerField(_("edisi"))  # of the stemming

    class Meta:
        verbose_name = _("kata rapat")
        indexes = [
            models.Index(fields=["-said_at", "-key"], name="meeting_text_newest"),
            models.Index(fields=["edition"], name="meeting_text_edition"),  # what an older stemming left
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["tanya", "butir", "putus"]), name="meeting_text_kind")
        ]
