"""What a receiver owes the giver: a statement, each month or quarter, of what was done with the authority."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Post
from balairung.rooms.delegations.periods import Period, period_of


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, actor: Actor) -> StatementQuerySet:
        """What their office owes, all for those who lead, and what is owed to a post of theirs."""
        if not actor.is_officer:
            return self.none()
        return self.filter(Q(Obligation.objects.visible_to(actor).behind()) | Q(giver__in=actor.post_ids))

    def waiting_for(self, actor: Actor) -> StatementQuerySet:
        """Given, and to be read by this actor (see `access.can_judge`)."""
        mine = Q(giver__in=actor.post_ids)
        leading = Q(giver__role__in=Post.LEADING) if actor.has(*Post.LEADING) else mine
        return self.filter(mine | leading, obligation__state=State.WAITING)

    def for_list(self) -> StatementQuerySet:
        return self.select_related("obligation__owner_office", "giver__office", "receiver__office").order_by(
            "-last", "receiver__office__order", "id"
        )


class Statement(models.Model):
    """One report of one receiver to one giver for one period, about all that was delegated between them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, related_name="delegation_statement", verbose_name=_("kewajiban")
    )
    giver = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+", verbose_name=_("pemberi"))
    receiver = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+", verbose_name=_("penerima"))
    first = models.DateField(_("dari"))  # the first day of the period
    last = models.DateField(_("sampai"))
    delegations = models.ManyToManyField("people.Delegation", related_name="statements")
    figures = models.JSONField(default=dict)  # what the house counted itself, when the period ended: see counting.py

    objects: ClassVar[StatementQuerySet] = StatementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("laporan pelimpahan")
        ordering = ["-last", "receiver", "id"]
        constraints = [
            models.UniqueConstraint(fields=["giver", "receiver", "first", "last"], name="statement_of_period_once")
        ]

    def __str__(self) -> str:
        return str(self.period)

    @property
    def period(self) -> Period:
        return period_of(self.first, self.last)
