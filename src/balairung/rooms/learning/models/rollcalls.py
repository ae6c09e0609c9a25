"""Roll calls (apel): who is expected by post, who came, who did not and why."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.kernel.people.models import Holding


class RollCallQuerySet(models.QuerySet["RollCall"]):
    def for_list(self) -> RollCallQuerySet:
        return self.select_related("office").order_by("-starts_at", "-id")


class RollCall(models.Model):
    """One apel, of an office or of several. Whoever is expected is written down when it is opened."""

    class State(models.TextChoices):
        PLANNED = "planned", _("direncanakan")
        OPEN = "open", _("sedang berlangsung")
        CLOSED = "closed", _("ditutup")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="+", verbose_name=_("kantor penyelenggara")
    )
    name = models.CharField(_("nama"), max_length=120)
    place = models.CharField(_("tempat"), max_length=160)
    starts_at = models.DateTimeField(_("mulai"))
    regency_wide = models.BooleanField(_("seluruh kantor"), default=False)
    offices = models.ManyToManyField("people.Office", related_name="+", verbose_name=_("kantor yang ikut"))
    echelons = models.JSONField(_("eselon yang wajib hadir"), default=list)  # none: everybody
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.PLANNED)
    opened_at = models.DateTimeField(_("dibuka pada"), null=True)
    closed_at = models.DateTimeField(_("ditutup pada"), null=True)
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[RollCallQuerySet] = RollCallQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("apel")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["planned", "open", "closed"]), name="roll_call_state")
        ]
        indexes = [models.Index(fields=["-starts_at"], name="roll_call_latest")]

    def __str__(self) -> str:
        return self.name


class RollCallEntryQuerySet(models.QuerySet["RollCallEntry"]):
    def expected(self) -> RollCallEntryQuerySet:
        """Those who count: whoever came, and whoever should have come."""
        return self.exclude(excuse__in=["away", "duty"], came_at__isnull=True)

    def for_list(self) -> RollCallEntryQuerySet:
        rows = self.select_related("post", "office", "person").defer("person__nip", "person__email", "person__phone")
        return rows.order_by("office__order", "office__name", "post__order", "person__name", "id")


class RollCallEntry(models.Model):
    """One post that is expected and the person who stands for it: its holder, or whoever acts for them that day."""

    class Way(models.TextChoices):
        NONE = "", "–"
        PASS = "qr", _("QR")
        LIST = "list", _("daftar")

    class Excuse(models.TextChoices):
        NONE = "", "–"
        AWAY = "away", _("cuti atau izin")
        DUTY = "duty", _("dinas luar")
        GIVEN = "given", _("dengan alasan")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    roll_call = models.ForeignKey(RollCall, on_delete=models.CASCADE, related_name="entries")
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+", verbose_name=_("jabatan"))
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", verbose_name=_("kantor"))
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("orang"))
    capacity = models.CharField(_("kedudukan"), max_length=12, choices=Holding.Capacity)
    came_at = models.DateTimeField(_("hadir pada"), null=True)
    came_by = models.CharField(_("dicatat dengan"), max_length=8, choices=Way, blank=True, default="")
    excuse = models.CharField(_("alasan"), max_length=8, choices=Excuse, blank=True, default="")
    reason = SealedField(_("keterangan"), blank=True, default="")
    noted_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[RollCallEntryQuerySet] = RollCallEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("peserta apel")
        constraints = [models.UniqueConstraint(fields=["roll_call", "post", "person"], name="roll_call_entry_once")]
        indexes = [models.Index(fields=["person", "roll_call"], name="roll_call_of_person")]
