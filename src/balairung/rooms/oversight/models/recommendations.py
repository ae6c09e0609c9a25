"""What an office must do about a finding, and what it has paid back of a loss."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.rupiah import RupiahField
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.actors import Actor
from balairung.rooms.oversight.models.examinations import Examination, Finding

FOLLOW_UP = "follow_up"  # the step of one that was never answered


class FollowUpStatus(models.TextChoices):
    """How a recommendation stands, in the words in which every inspectorate counts (TLHP)."""

    DONE = "sesuai", _("sesuai")
    UNDER_WAY = "belum-sesuai", _("belum sesuai")
    UNTOUCHED = "belum", _("belum ditindaklanjuti")
    SET_ASIDE = "tidak-dapat", _("tidak dapat ditindaklanjuti")


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def visible_to(self, actor: Actor) -> RecommendationQuerySet:
        """What one's office owes or what climbed up to one, and what one's inspectorate works at."""
        owed = Q(Obligation.objects.visible_to(actor).behind())
        examined = Q(finding__examination__in=Examination.objects.visible_to(actor))
        return self.filter(owed | examined) if actor.is_officer else self.none()

    def sent(self) -> RecommendationQuerySet:
        return self.filter(obligation__isnull=False)

    def running(self) -> RecommendationQuerySet:
        return self.filter(obligation__isnull=False, obligation__closed_at__isnull=True)

    def judged(self) -> RecommendationQuerySet:
        """Those that wait for the Inspektorat's judgement."""
        return self.filter(obligation__state=State.WAITING)

    def counted(self) -> RecommendationQuerySet:
        """Those that figures hold: what is secret stands in no sum, whoever asks."""
        return self.sent().filter(finding__examination__confidential=False)

    def for_list(self) -> RecommendationQuerySet:
        rows = self.select_related("obligation__owner_office", "office", "finding__examination")
        rows = rows.prefetch_related("payments")
        return rows.order_by("obligation__next_at", "finding__examination", "finding__place", "place")


class Recommendation(models.Model):
    """One thing that an examined office must do. When it is sent it becomes an obligation of that office."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="recommendations")
    place = models.PositiveSmallIntegerField(_("nomor urut"))
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="recommendations", verbose_name=_("kantor")
    )
    text = models.TextField(_("rekomendasi"))
    value = RupiahField(_("harus disetor"), default=Decimal(0))
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, null=True, related_name="recommendation", verbose_name=_("kewajiban")
    )

    objects: ClassVar[RecommendationQuerySet] = RecommendationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("rekomendasi")
        ordering = ["finding", "place"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "place"], name="recommendation_place"),
            models.CheckConstraint(condition=Q(value__gte=0), name="recommendation_value"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def owed(self) -> Obligation:
        """Its obligation. Raise LookupError for one that was not sent yet."""
        if self.obligation is None:
            raise LookupError("this recommendation was not sent yet")
        return self.obligation

    @property
    def status(self) -> FollowUpStatus:
        """An office that never reported has not begun, however much it may have done."""
        closed = {State.DONE: FollowUpStatus.DONE, State.WITHDRAWN: FollowUpStatus.SET_ASIDE}
        untouched = self.owed.step == FOLLOW_UP
        return closed.get(State(self.owed.state)) or (
            FollowUpStatus.UNTOUCHED if untouched else FollowUpStatus.UNDER_WAY
        )

    @property
    def paid(self) -> Decimal:
        """What came back, in rupiah."""
        return sum((one.amount for one in self.payments.all()), Decimal(0))

    @property
    def remaining(self) -> Decimal:
        """What is still to be paid, in rupiah."""
        return self.value - self.paid


class Payment(models.Model):
    """Money that came back, exactly. A wrong line is taken back by a second one, never edited."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="payments")
    amount = RupiahField(_("jumlah"))  # below zero: taken back
    paid_on = models.DateField(_("disetor pada"))
    receipt = models.CharField(_("nomor tanda setor"), max_length=120)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    at = models.DateTimeField(_("dicatat pada"))
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("setoran")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, amount__gt=0) | Q(corrects__isnull=False, amount__lt=0),
                name="payment_amount",
            ),
            models.CheckConstraint(condition=~Q(receipt=""), name="payment_receipt"),
        ]
