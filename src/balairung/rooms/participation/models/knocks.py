"""Somebody at the door without an account: a contact, and the code that we sent there for this one deed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField


class Knock(models.Model):
    """Asked, and not yet shown to be theirs. It is dropped with the deed, or after a day (`knocking.sweep`).

    A contact that was proved for something else proves nothing here: whoever types a stranger's number would act for
    them. What is to be said waits beside it, sealed; a vote never does.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scope = models.CharField(max_length=60)  # what it is for: "comment:<key>", "proposal:<key>", "vote:<key>"
    contact = SealedField(_("kontak"))
    contact_hash = models.CharField(max_length=64)  # of this scope alone
    body = SealedField(_("isi"), blank=True, default="")  # JSON
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField(_("dikirim pada"))
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("ketukan")
        indexes = [
            models.Index(fields=["scope", "contact_hash", "sent_at"], name="knock_patience"),
            models.Index(fields=["sent_at"], name="knock_sweep"),
        ]
