"""Competences: what there is to be good at, what posts ask, what was found about people, what they say themselves."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField

LEVELS = Q(level__gte=1, level__lte=5)
GROUPS = ["managerial", "sociocultural", "technical", "digital"]


class CompetenceQuerySet(models.QuerySet["Competence"]):
    def open_on(self, day: date) -> CompetenceQuerySet:
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))


class Competence(models.Model):
    """Something that an official should be able to do, in five levels. One that is closed counts no more."""

    class Group(models.TextChoices):
        MANAGERIAL = "managerial", _("Manajerial")
        SOCIOCULTURAL = "sociocultural", _("Sosial kultural")
        TECHNICAL = "technical", _("Teknis")
        DIGITAL = "digital", _("Digital")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(_("kunci"), max_length=60, unique=True)
    title = models.CharField(_("nama"), max_length=100)
    group = models.CharField(_("kelompok"), max_length=14, choices=Group)
    description = models.TextField(_("uraian"))
    level_words = models.JSONField(_("arti tiap tingkat"), default=list)  # five sentences, or none of its own
    order = models.PositiveIntegerField(_("urutan"), default=0)
    closed_on = models.DateField(_("tidak dipakai sejak"), null=True)

    objects: ClassVar[CompetenceQuerySet] = CompetenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kompetensi")
        ordering = ["order", "title", "id"]
        constraints = [models.CheckConstraint(condition=Q(group__in=GROUPS), name="competence_group")]

    def __str__(self) -> str:
        return self.title


class PostCompetence(models.Model):
    """A post asks a competence at a level."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey("people.Post", on_delete=models.CASCADE, related_name="+", verbose_name=_("jabatan"))
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="posts")
    level = models.PositiveSmallIntegerField(_("tingkat yang diminta"))
    set_at = models.DateTimeField(_("ditetapkan pada"))
    set_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("kompetensi jabatan")
        constraints = [
            models.UniqueConstraint(fields=["post", "competence"], name="post_competence_once"),
            models.CheckConstraint(condition=LEVELS, name="post_competence_level"),
        ]


class PersonCompetence(models.Model):
    """What was found about somebody on a day. Rows are only added: the latest that is valid on a day counts."""

    class How(models.TextChoices):
        ASSESSMENT = "assessment", _("uji kompetensi")
        CERTIFICATE = "certificate", _("sertifikat")
        TRAINING = "training", _("pelatihan")
        SUPERVISOR = "supervisor", _("penilaian atasan")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("orang"))
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="people")
    level = models.PositiveSmallIntegerField(_("tingkat"))
    assessed_on = models.DateField(_("dinilai pada"))
    valid_until = models.DateField(_("berlaku sampai"), null=True)  # the last day
    how = models.CharField(_("dengan"), max_length=12, choices=How)
    words = SealedField(_("keterangan"), blank=True, default="")
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("dicatat pada"))

    class Meta:
        verbose_name = _("kompetensi seseorang")
        constraints = [
            models.CheckConstraint(condition=LEVELS, name="person_competence_level"),
            models.CheckConstraint(
                condition=Q(how__in=["assessment", "certificate", "training", "supervisor"]),
                name="person_competence_how",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("assessed_on")),
                name="person_competence_term",
            ),
        ]
        indexes = [models.Index(fields=["person", "competence", "assessed_on"], name="person_competence_latest")]


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def waiting(self) -> DeclarationQuerySet:
        return self.filter(state=Declaration.State.WAITING)

    def for_list(self) -> DeclarationQuerySet:
        rows = self.select_related("person", "competence", "file", "answered_by")
        return rows.defer("person__nip", "person__email", "person__phone").order_by("-declared_at", "-id")


class Declaration(models.Model):
    """What somebody says of themselves. It counts for nothing until the head of the office confirms it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("menunggu kepala kantor")
        CONFIRMED = "confirmed", _("dikukuhkan")
        REFUSED = "refused", _("belum dikukuhkan")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("orang"))
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("tingkat"))
    words = SealedField(_("alasan"))
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField(_("dinyatakan pada"))
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.WAITING)
    answered_at = models.DateTimeField(_("dijawab pada"), null=True)
    answered_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    answer = SealedField(_("jawaban"), blank=True, default="")

    objects: ClassVar[DeclarationQuerySet] = DeclarationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pernyataan kompetensi")
        constraints = [
            models.CheckConstraint(condition=LEVELS, name="declaration_level"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "confirmed", "refused"]), name="declaration_state"
            ),
            models.UniqueConstraint(
                fields=["person", "competence"], condition=Q(state="waiting"), name="declaration_waits_once"
            ),
        ]
