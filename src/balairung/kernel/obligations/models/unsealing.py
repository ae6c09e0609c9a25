"""Who opened what is sealed about somebody, of which case, and what for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models.ledger import Event
from balairung.kernel.obligations.models.obligations import Obligation


class UnsealingQuerySet(models.QuerySet["Unsealing"]):
    def of_case(self, obligation: Obligation) -> UnsealingQuerySet:
        """Of one case, the newest first."""
        return self.filter(obligation=obligation).order_by("-at", "-id")

    def for_list(self) -> UnsealingQuerySet:
        """With what a row shows, the newest first."""
        return self.select_related("person", "post", "office", "event__remark").order_by("-at", "-id")


class Unsealing(models.Model):
    """One opening. The line says that it was done and why, never what was read; the database keeps it as it is."""

    class What(models.TextChoices):
        CONTACT = "contact", _("kontak")
        NAME = "name", _("nama dan kontak")
        NUMBER = "number", _("nomor identitas")

    class Purpose(models.TextChoices):
        CALL = "call", _("menghubungi pemilik data tentang urusannya")
        CHECK = "check", _("mencocokkan data dengan dokumen")
        DECIDE = "decide", _("menulis surat atau keputusan")
        EXAMINE = "examine", _("memeriksa atau mengawasi")
        SPECIAL = "special", _("keadaan khusus, dengan alasan tertulis")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(_("pada"))
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="unsealings", db_index=False
    )
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, null=True, related_name="unsealings", db_index=False
    )
    kind = models.CharField(_("jenis"), max_length=40)
    ref = models.CharField(_("nomor"), max_length=40)
    whose = models.CharField(max_length=64, blank=True, default="")  # keyed hash of the contact of whom it is about
    what = models.CharField(_("yang dibuka"), max_length=10, choices=What)
    purpose = models.CharField(_("keperluan"), max_length=10, choices=Purpose)
    event = models.ForeignKey(  # the line of the ledger that holds the reason, where one had to be written
        Event, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    own = models.BooleanField(_("urusan kantor sendiri"))
    broken = models.BooleanField(_("di luar tugasnya"), default=False)  # its superior was told

    objects: ClassVar[UnsealingQuerySet] = UnsealingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pembukaan data pribadi")
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=["contact", "name", "number"])
                & Q(purpose__in=["call", "check", "decide", "examine", "special"]),
                name="unsealing_kind",
            ),
            models.CheckConstraint(condition=Q(broken=False) | Q(event__isnull=False), name="unsealing_reasoned"),
        ]
        indexes = [
            models.Index(fields=["obligation", "-at"], name="unsealing_of_case"),
            models.Index(fields=["-at", "-id"], name="unsealing_newest"),
            models.Index(fields=["-at", "-id"], condition=Q(broken=True), name="unsealing_outside"),  # privacy.looks
            models.Index(fields=["person", "-at"], name="unsealing_of_person"),
            models.Index(fields=["kind", "ref", "person", "-at"], name="unsealing_again"),
            models.Index(fields=["whose", "-at"], condition=~Q(whose=""), name="unsealing_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.what}"
