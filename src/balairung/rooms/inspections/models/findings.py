"""What an office must put right because somebody saw it on the spot."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models import State
from balairung.kernel.people.models import Office


class FieldFindingQuerySet(models.QuerySet["FieldFinding"]):
    def standing(self) -> FieldFindingQuerySet:
        return self.filter(obligation__closed_at__isnull=True)

    def to_judge(self) -> FieldFindingQuerySet:
        """The office has answered; the longest waiting first."""
        return self.filter(obligation__state=State.WAITING).order_by("obligation__opened_at", "id")

    def for_list(self) -> FieldFindingQuerySet:
        return self.select_related("obligation__owner_office", "office")


class FieldFinding(models.Model):
    """One item of one office that was not in order; the checks that saw it are its `looks`.

    Its obligation's owner is the office, or the one above it where the office was abolished meanwhile.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.OneToOneField(
        "obligations.Obligation", on_delete=models.PROTECT, related_name="field_finding", verbose_name=_("kewajiban")
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="field_findings", db_index=False, verbose_name=_("kantor")
    )
    item = models.CharField(_("butir"), max_length=40)
    title = models.CharField(_("temuan"), max_length=160)
    days = models.PositiveSmallIntegerField(_("hari kerja"))

    objects: ClassVar[FieldFindingQuerySet] = FieldFindingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("temuan cek lapangan")
        indexes = [models.Index(fields=["office", "item"], name="field_finding_of_office")]  # is it open already?

    def __str__(self) -> str:
        return self.title
