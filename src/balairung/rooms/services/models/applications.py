"""What a citizen applied for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.kernel.obligations.models import Event, Exclusion, Obligation
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Office
from balairung.rooms.services.models.catalogue import Service, Version


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, actor: Actor) -> ApplicationQuerySet:
        """Those that exist for them as obligations, those of their own village, and those that their office had."""
        if not actor.is_officer:
            return self.none()
        barred = Exclusion.objects.filter(Q(post__in=actor.post_ids) | Q(person=actor.person_id))
        villages = Office.objects.filter(pk__in=actor.office_ids, kind__in=Application.VILLAGES, region__isnull=False)
        went = Event.objects.filter(obligation=OuterRef("obligation"), by_post__office__in=actor.office_ids)
        seen = Q(Obligation.objects.visible_to(actor).behind()) | Q(region__in=villages.values("region"))
        return self.filter(seen | Exists(went)).exclude(obligation__in=barred.values("obligation"))

    def for_list(self) -> ApplicationQuerySet:
        """With what a row shows; what is sealed stays so."""
        return self.select_related("obligation__owner_office", "service", "region__parent").defer(*Application.SEALED)


class Application(models.Model):
    """One application. Whose turn it is, at which step and by when stand in its obligation.

    `answers` is JSON by the keys of the version's fields; files are names of rows of `files`, members lists.
    """

    class Channel(models.TextChoices):
        WEB = "web", _("situs web")
        COUNTER = "counter", _("kantor desa atau loket")
        API = "api", _("aplikasi lain")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, related_name="application", verbose_name=_("kewajiban")
    )
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="applications", verbose_name=_("layanan")
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="applications", verbose_name=_("versi"))
    token = models.CharField(max_length=64, unique=True)  # the same form sent twice is one application
    secret = SealedField()  # the code that opens the applicant's page
    region = models.ForeignKey(
        "people.Region", on_delete=models.PROTECT, null=True, related_name="applications", verbose_name=_("wilayah")
    )
    channel = models.CharField(_("saluran"), max_length=10, choices=Channel, default=Channel.WEB)
    applied_at = models.DateTimeField(_("diajukan pada"))

    name = SealedField(_("nama pemohon"))
    nik = SealedField(_("NIK"), blank=True, default="")
    nik_hash = models.CharField(max_length=64, blank=True, default="")
    contact = SealedField(_("kontak pemohon"), blank=True, default="")  # e-mail or +62…
    contact_hash = models.CharField(max_length=64, blank=True, default="")
    answers = SealedField(_("isian"), default="{}")

    # for somebody who sat before an officer: who typed it, and how the applicant agreed
    taken_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    taken_at_post = models.ForeignKey("people.Post", on_delete=models.PROTECT, null=True, related_name="+")
    consent = models.CharField(_("persetujuan pemohon"), max_length=200, blank=True, default="")

    missing = models.JSONField(_("yang kurang"), default=list)  # keys of fields that were sent back, with words
    complete_at = models.DateTimeField(_("lengkap pada"), null=True)  # from here the time to decide counts
    warned_at = models.DateTimeField(_("diperingatkan pada"), null=True)  # before it is deemed granted
    deemed_at = models.DateTimeField(_("dianggap dikabulkan pada"), null=True)  # UU 30/2014 art. 53
    decided_at = models.DateTimeField(_("diputus pada"), null=True)
    granted = models.BooleanField(_("dikabulkan"), null=True)

    #: The offices of a village; they follow what their people apply for, wherever it is.
    VILLAGES = (Office.Kind.VILLAGE, Office.Kind.WARD)
    #: What belongs to the applicant and is opened only where it is shown.
    SEALED = ("name", "nik", "contact", "answers", "secret")

    objects: ClassVar[ApplicationQuerySet] = ApplicationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("permohonan")
        indexes = [
            models.Index(fields=["service", "-applied_at"], name="application_service"),
            models.Index(fields=["region", "-applied_at"], name="application_region"),
            models.Index(fields=["nik_hash"], condition=~Q(nik_hash=""), name="application_nik"),
            models.Index(fields=["contact_hash"], condition=~Q(contact_hash=""), name="application_contact"),
            models.Index(fields=["service", "decided_at"], name="application_decided"),  # median days
            models.Index(  # what will be deemed granted
                fields=["complete_at"],
                condition=Q(decided_at__isnull=True, deemed_at__isnull=True),
                name="application_open",
            ),
        ]

    def __str__(self) -> str:
        return self.obligation.subject

    @property
    def ref(self) -> str:
        return self.obligation.ref
