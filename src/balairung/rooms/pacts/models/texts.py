"""What is signed, word for word: a text, and its editions. What was published is never changed, it is followed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id


class Kind(models.TextChoices):
    INTEGRITY = "integrity", _("Pakta integritas")
    PERFORMANCE = "performance", _("Perjanjian kinerja")


class PactTextQuerySet(models.QuerySet["PactText"]):
    def in_force(self, kind: str, on: date) -> PactText | None:
        """The newest edition that counts on this day."""
        return self.filter(kind=kind, since__lte=on).order_by("-since", "-edition").first()


class PactText(models.Model):
    """One edition. `statements` are the numbered sentences; an agreement on performance has none but its clauses."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind)
    edition = models.PositiveSmallIntegerField(_("edisi"))
    title = models.CharField(_("judul"), max_length=120)
    basis = models.CharField(_("dasar"), max_length=300)
    since = models.DateField(_("berlaku sejak"))
    opening = models.TextField(_("pembuka"))
    statements = models.JSONField(_("pernyataan"), default=list)
    closing = models.TextField(_("penutup"))
    signer_word = models.CharField(_("sebutan penanda tangan"), max_length=60)
    witness_word = models.CharField(_("sebutan saksi"), max_length=60)
    stamp_note = models.CharField(_("catatan meterai"), max_length=200, blank=True, default="")  # local habit
    published_at = models.DateTimeField(_("diterbitkan pada"))
    published_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[PactTextQuerySet] = PactTextQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("naskah pakta")
        ordering = ["kind", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "edition"], name="pact_text_edition"),
            models.CheckConstraint(condition=Q(kind__in=("integrity", "performance")), name="pact_text_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edisi {self.edition}"
