"""What was found of a card: five criteria, the stage that its proof shows, the award of a month or a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor
from balairung.rooms.innovations.models.cards import Innovation, Stage
from balairung.rooms.innovations.months import month_named, words_of


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, actor: Actor) -> ReviewQuerySet:
        """Those whose obligation exists for this actor, and those of a card of their own office."""
        owed = Q(Obligation.objects.visible_to(actor).behind())
        return self.filter(owed | Q(card__office__in=actor.office_ids)) if actor.is_officer else self.none()

    def standing(self) -> ReviewQuerySet:
        return self.filter(obligation__closed_at__isnull=True)


class Review(models.Model):
    """One card to be judged, or one stage that it says it has reached."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.OneToOneField(
        "obligations.Obligation", on_delete=models.PROTECT, related_name="innovation_review"
    )
    card = models.ForeignKey(Innovation, on_delete=models.PROTECT, related_name="reviews")
    stage = models.CharField(_("tahap"), max_length=10, choices=Stage, blank=True, default="")  # "": the card itself
    on = models.DateField(_("sejak"), null=True)  # when that stage began

    objects: ClassVar[ReviewQuerySet] = ReviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("penilaian inovasi")
        constraints = [
            models.CheckConstraint(condition=Q(stage="") | Q(on__isnull=False), name="review_of_stage_dated")
        ]

    def __str__(self) -> str:
        return self.card.name


@dataclass(frozen=True)
class MonthOwed:
    """What a village owes for one month; it has no row beside its obligation."""

    obligation: Obligation


class CriterionMark(models.Model):
    """What a review found of one criterion, with its sentence."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="marks", db_index=False)
    criterion = models.CharField(_("kriteria"), max_length=20)  # data/innovations.yaml
    met = models.BooleanField(_("terpenuhi"))
    score = models.PositiveSmallIntegerField(_("nilai"))
    words = models.CharField(_("alasan"), max_length=500)

    class Meta:
        verbose_name = _("nilai kriteria")
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="criterion_marked_once"),
            models.CheckConstraint(
                condition=Q(met=True, score__gte=1, score__lte=5) | Q(met=False, score=0), name="criterion_score"
            ),
        ]


class Laurel(models.Model):
    """The innovation of a month (`2026-03`) or of a year (`2026`): proposed by score, decided by a leader."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.CharField(_("masa"), max_length=7, unique=True)
    card = models.ForeignKey(Innovation, on_delete=models.PROTECT, related_name="laurels", verbose_name=_("inovasi"))
    why = models.CharField(_("alasan"), max_length=500)
    place = models.PositiveSmallIntegerField(_("urutan menurut nilai"))  # 1: the one that was proposed
    decided_at = models.DateTimeField(_("diputuskan pada"))
    decided_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="laurels_given")

    class Meta:
        verbose_name = _("penghargaan inovasi")

    @property
    def words(self) -> str:
        """`Inovasi terbaik Maret 2026`, or of a year."""
        month = month_named(self.period)
        told = words_of(month) if month else self.period
        return str(_("Inovasi terbaik %(period)s") % {"period": told})
