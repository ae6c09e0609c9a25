"""A leader's instruction: one line, an office, a date."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.actors import Actor

CONTACTS = "contacts"  # the origin of what is met when the office publishes how it is reached


class InstructionQuerySet(models.QuerySet["Instruction"]):
    def visible_to(self, actor: Actor) -> InstructionQuerySet:
        """The office's own, all for those who lead, and one's own."""
        theirs = self.filter(obligation__in=Obligation.objects.visible_to(actor))
        return (theirs | self.filter(given_by=actor.person_id)).distinct() if actor.person_id else self.none()

    def followed_by(self, actor: Actor) -> InstructionQuerySet:
        """One's own that are not finished: those that wait for a judgement first, then as they fall due."""
        mine = self.filter(given_by=actor.person_id, obligation__closed_at__isnull=True).exclude(
            obligation__origin=CONTACTS  # they have a page of their own
        )
        waits = Case(When(obligation__state=State.WAITING, then=0), default=1)
        return mine.select_related("obligation__owner_office").order_by(waits, "due_on", "id")

    def about_contacts(self) -> InstructionQuerySet:
        """Those that wait for an office to publish how it is reached."""
        rows = self.filter(obligation__kind="instructions", obligation__origin=CONTACTS)
        return rows.filter(obligation__closed_at__isnull=True)

    def for_list(self) -> InstructionQuerySet:
        return self.select_related("obligation__owner_office").order_by("due_on", "id")


class Instruction(models.Model):
    """Its words stand in line 1 of the ledger's remarks; whose turn it is, in its obligation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, related_name="instruction", verbose_name=_("kewajiban")
    )
    token = models.CharField(max_length=64, unique=True)
    text = models.CharField(_("instruksi"), max_length=200)
    due_on = models.DateField(_("paling lambat"))
    given_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="instructions", verbose_name=_("pemberi")
    )
    about_kind = models.CharField(max_length=40, blank=True, default="")  # the case that it is about, if any
    about_ref = models.CharField(max_length=20, blank=True, default="")

    objects: ClassVar[InstructionQuerySet] = InstructionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("instruksi")

    def __str__(self) -> str:
        return self.text

    @property
    def meets_itself(self) -> bool:
        return self.obligation.origin == CONTACTS
