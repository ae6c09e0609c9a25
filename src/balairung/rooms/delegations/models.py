"""What a receiver owes the giver: an account, each month or quarter, of what was done with the authority."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models import Obligation


class Account(models.Model):
    """One report of one receiver to one giver for one period, about all that was delegated between them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, related_name="delegation_account", verbose_name=_("kewajiban")
    )
    giver = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+", verbose_name=_("pemberi"))
    receiver = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+", verbose_name=_("penerima"))
    first = models.DateField(_("dari"))  # the first day of the period
    last = models.DateField(_("sampai"))
    delegations = models.ManyToManyField("people.Delegation", related_name="accounts")
    figures = models.JSONField(default=dict)  # what the house counted itself, when the period ended

    class Meta:
        verbose_name = _("laporan pelimpahan")
        ordering = ["-last", "receiver", "id"]
        constraints = [
            models.UniqueConstraint(fields=["giver", "receiver", "first", "last"], name="account_of_period_once")
        ]
