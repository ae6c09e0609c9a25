"""What an office owes because people were asked: an answer, a check, what was agreed, what won."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor
from balairung.rooms.participation.models.consulting import Consultation, ConsultForum
from balairung.rooms.participation.models.voting import CitizenProposal, VotingRound


class UndertakingQuerySet(models.QuerySet["Undertaking"]):
    def visible_to(self, actor: Actor) -> UndertakingQuerySet:
        return self.filter(Obligation.objects.visible_to(actor).behind())

    def for_list(self) -> UndertakingQuerySet:
        related = ("obligation__owner_office", "consultation", "round", "proposal__round")
        return self.select_related(*related).order_by("due_on", "id")


class Undertaking(models.Model):
    """One of them, beside its obligation."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("jawaban atas masukan")
        CHECK = "check", _("pemeriksaan usulan")
        AGREED = "agreed", _("kesepakatan forum")
        WINNER = "winner", _("usulan terpilih")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="undertaking")
    kind = models.CharField(_("jenis"), max_length=8, choices=Kind)
    text = models.CharField(_("kewajiban"), max_length=300)
    due_on = models.DateField(_("paling lambat"), null=True)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, null=True, related_name="undertakings")
    forum = models.ForeignKey(ConsultForum, on_delete=models.PROTECT, null=True, related_name="points")
    round = models.ForeignKey(VotingRound, on_delete=models.PROTECT, null=True, related_name="undertakings")
    proposal = models.OneToOneField(CitizenProposal, on_delete=models.PROTECT, null=True, related_name="undertaking")
    told = models.CharField(_("kabar untuk warga"), max_length=1000, blank=True, default="")  # what became of it

    objects: ClassVar[UndertakingQuerySet] = UndertakingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kewajiban dari suara warga")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["answer", "check", "agreed", "winner"]), name="undertaking_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["answer", "agreed"], consultation__isnull=False)
                | Q(kind__in=["check", "winner"], round__isnull=False),
                name="undertaking_about",
            ),
        ]

    def __str__(self) -> str:
        return self.text
