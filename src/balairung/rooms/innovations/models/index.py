"""What is put forward for the national index: innovations of a year, and the proof of each indicator."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.rooms.innovations.models.cards import Innovation


class IndexEntry(models.Model):
    """One innovation that the regency puts forward in a year."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year = models.PositiveSmallIntegerField(_("tahun"))
    card = models.ForeignKey(
        Innovation, on_delete=models.PROTECT, related_name="index_entries", verbose_name=_("inovasi")
    )
    added_at = models.DateTimeField(_("diajukan pada"))
    added_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="index_entries")

    class Meta:
        verbose_name = _("inovasi yang diajukan")
        constraints = [models.UniqueConstraint(fields=["year", "card"], name="index_entry_once")]

    def __str__(self) -> str:
        return f"{self.card} {self.year}"


class IndexMark(models.Model):
    """The parameter of one indicator, 1 to 3, with the file that proves it: of an entry, or of the regency itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    year = models.PositiveSmallIntegerField(_("tahun"))
    entry = models.ForeignKey(IndexEntry, on_delete=models.CASCADE, null=True, related_name="marks", db_index=False)
    indicator = models.CharField(_("indikator"), max_length=30)  # data/iga.yaml
    level = models.PositiveSmallIntegerField(_("parameter"))
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="index_marks")
    note = models.CharField(_("keterangan"), max_length=300, blank=True)
    marked_at = models.DateTimeField(_("diisi pada"))
    marked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="index_marks")

    class Meta:
        verbose_name = _("parameter indikator")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "indicator"], condition=Q(entry__isnull=False), name="index_mark_of_entry"
            ),
            models.UniqueConstraint(
                fields=["year", "indicator"], condition=Q(entry__isnull=True), name="index_mark_of_regency"
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=3), name="index_mark_level"),
        ]
