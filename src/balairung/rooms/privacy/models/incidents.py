"""A failure to protect personal data (UU 27/2022 art. 46): what happened, whom it touches, what they were told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import Actor


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, actor: Actor) -> IncidentQuerySet:
        return self.filter(Obligation.objects.visible_to(actor).behind()) if actor.is_officer else self.none()

    def for_list(self) -> IncidentQuerySet:
        return self.select_related("obligation__owner_office").order_by("-known_at", "-id")


class Incident(models.Model):
    """One incident, or a drill of one. By when it must be told stands in its obligation."""

    class Step(models.TextChoices):
        IDLE = "", _("belum dicari")
        WANTED = "wanted", _("sedang dicari")
        FOUND = "found", _("sudah dicari")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="data_incident")
    drill = models.BooleanField(_("latihan"))
    title = models.CharField(_("judul"), max_length=160)
    known_at = models.DateTimeField(_("diketahui pada"))  # from here the law counts
    recorded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    # the minimum that the letters say (art. 46 (2))
    exposed = models.CharField(_("data yang terungkap"), max_length=200, blank=True, default="")  # keys, with commas
    happened = models.TextField(_("kapan dan bagaimana terungkap"), blank=True, default="")
    handling = models.TextField(_("penanganan"), blank=True, default="")
    recovery = models.TextField(_("pemulihan dan yang dapat dilakukan pemilik data"), blank=True, default="")

    # whom it touches: records of these rooms from one day to another
    rooms = models.CharField(_("catatan yang terdampak"), max_length=200, blank=True, default="")  # keys, with commas
    since = models.DateField(_("dari tanggal"), null=True)
    until = models.DateField(_("sampai tanggal"), null=True)
    search = models.CharField(_("pencarian"), max_length=10, choices=Step, blank=True, default=Step.IDLE)
    mark = models.CharField(max_length=80, blank=True, default="")  # how far the search has come
    nameless = models.PositiveIntegerField(_("tanpa kontak"), default=0)  # records whose owner left none

    letters_at = models.DateTimeField(_("surat mulai dikirim"), null=True)
    letters_done_at = models.DateTimeField(_("surat selesai dikirim"), null=True)
    agency_at = models.DateTimeField(_("lembaga diberi tahu"), null=True)

    objects: ClassVar[IncidentQuerySet] = IncidentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("insiden data pribadi")
        constraints = [
            models.CheckConstraint(condition=Q(search__in=["", "wanted", "found"]), name="incident_search_state"),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__gte=models.F("since")), name="incident_span"
            ),
        ]
        indexes = [
            models.Index(fields=["-known_at", "-id"], name="incident_register"),
            models.Index(fields=["known_at"], condition=Q(search="wanted"), name="incident_wanted"),
            models.Index(
                fields=["letters_at"],
                condition=Q(letters_at__isnull=False, letters_done_at__isnull=True),
                name="incident_letters",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        return self.obligation.ref

    @property
    def exposed_keys(self) -> list[str]:
        return list(filter(None, self.exposed.split(",")))

    @property
    def room_keys(self) -> list[str]:
        return list(filter(None, self.rooms.split(",")))


class Affected(models.Model):
    """Somebody whose data an incident touches, once for each contact: where they stand with us, and the letter."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="affected")
    contact = SealedField(_("kontak"))
    contact_hash = models.CharField(max_length=64)
    channel = models.CharField(_("saluran"), max_length=12)
    refs = models.CharField(_("perkara"), max_length=200)  # the first of them
    told_at = models.DateTimeField(_("surat ditulis pada"), null=True)

    class Meta:
        verbose_name = _("orang yang terdampak")
        constraints = [models.UniqueConstraint(fields=["incident", "contact_hash"], name="affected_once")]
        indexes = [
            models.Index(fields=["incident", "id"], condition=Q(told_at__isnull=True), name="affected_untold"),
        ]
