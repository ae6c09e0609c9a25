"""A roomful signs: one after the other, in the order of protocol. What was signed is known by the pacts alone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.rooms.pacts.models.drives import Drive, Pact


class CeremonyQuerySet(models.QuerySet["Ceremony"]):
    def open(self) -> CeremonyQuerySet:
        return self.filter(closed_at=None)


class Ceremony(models.Model):
    """A gathering in which pacts are signed. It holds a list and nothing that a broken connection could lose."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    drive = models.ForeignKey(Drive, on_delete=models.PROTECT, related_name="ceremonies", verbose_name=_("gerakan"))
    name = models.CharField(_("acara"), max_length=120)
    place = models.CharField(_("tempat"), max_length=160)
    opened_at = models.DateTimeField(_("dibuka pada"))
    opened_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("penyelenggara")
    )
    closed_at = models.DateTimeField(_("ditutup pada"), null=True)

    objects: ClassVar[CeremonyQuerySet] = CeremonyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("upacara penandatanganan")
        ordering = ["-opened_at", "id"]

    def __str__(self) -> str:
        return self.name


class CeremonyPlace(models.Model):
    """Whose turn it is, in which order."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ceremony = models.ForeignKey(Ceremony, on_delete=models.CASCADE, related_name="places")
    pact = models.ForeignKey(Pact, on_delete=models.PROTECT, related_name="places", verbose_name=_("pakta"))
    order = models.PositiveIntegerField(_("urutan protokol"))
    passed_at = models.DateTimeField(_("dilewati pada"), null=True)  # not there when called: called again at the end

    class Meta:
        verbose_name = _("giliran menandatangani")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["ceremony", "pact"], name="ceremony_place_once")]
