"""A draft that is put to the public, what people say to each part of it, the forum, and the answers."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField

KINDS = ["regulation", "standard", "plan", "other"]  # their words and days stand in data/participation.yaml


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def announced(self) -> ConsultationQuerySet:
        return self.filter(announced_at__isnull=False)

    def asking(self, today: date) -> ConsultationQuerySet:
        """People may write to it today."""
        return self.announced().filter(opens_on__lte=today, closes_on__gte=today)

    def to_close(self, today: date) -> ConsultationQuerySet:
        """Its last day is over, and its office was not told yet that it owes an answer."""
        return self.announced().filter(closes_on__lt=today, closed_at__isnull=True)


class Consultation(models.Model):
    """One draft: whose, about what, from when until when."""

    class Stage(models.TextChoices):
        DRAFT = "draft", _("belum diumumkan")
        COMING = "coming", _("segera dibuka")
        OPEN = "open", _("dibuka untuk masukan")
        ANSWERING = "answering", _("sedang dijawab kantor")
        ANSWERED = "answered", _("sudah dijawab")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField(_("nomor"), max_length=20, unique=True)
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="consultations", verbose_name=_("kantor")
    )
    kind = models.CharField(_("jenis"), max_length=12, choices=[(kind, kind) for kind in KINDS])
    title = models.CharField(_("judul"), max_length=200)
    summary = models.TextField(_("ringkasan"))
    service_key = models.CharField(_("layanan"), max_length=60, blank=True, default="")  # whose standard it is
    opens_on = models.DateField(_("dibuka"))
    closes_on = models.DateField(_("ditutup"))  # the last day
    announced_at = models.DateTimeField(_("diumumkan pada"), null=True)
    closed_at = models.DateTimeField(null=True)  # the office owes its answer from here on
    answered_at = models.DateTimeField(_("dijawab pada"), null=True)
    made_at = models.DateTimeField(_("dibuat pada"))
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[ConsultationQuerySet] = ConsultationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("konsultasi publik")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="consultation_kind"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="consultation_days"),
        ]
        indexes = [
            models.Index(  # the public list, the newest first
                fields=["-opens_on", "-id"], condition=Q(announced_at__isnull=False), name="consultation_list"
            ),
            models.Index(  # to_close()
                fields=["closes_on"], condition=Q(closed_at__isnull=True), name="consultation_close"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def stage(self, today: date) -> Stage:
        """Where it stands on this day."""
        if self.announced_at is None:
            return self.Stage.DRAFT
        if self.answered_at:
            return self.Stage.ANSWERED
        if today > self.closes_on:
            return self.Stage.ANSWERING
        return self.Stage.OPEN if today >= self.opens_on else self.Stage.COMING


class ConsultSection(models.Model):
    """A part that people may write to: an article, or a question of the office."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("bagian naskah")
        QUESTION = "question", _("pertanyaan kantor")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="sections")
    number = models.PositiveSmallIntegerField(_("urutan"))
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind)
    title = models.CharField(_("judul"), max_length=160)
    text = models.TextField(_("isi"), blank=True, default="")

    class Meta:
        verbose_name = _("bagian")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="consult_section_once"),
            models.CheckConstraint(condition=Q(kind__in=["article", "question"]), name="consult_section_kind"),
        ]

    def __str__(self) -> str:
        return self.title


class HiddenByRule(models.Model):
    """What a citizen wrote and an officer hid: only by a rule, with a reason that everybody reads. It is never gone."""

    hidden_rule = models.CharField(_("aturan"), max_length=12, blank=True, default="")  # "" while it is shown
    hidden_why = models.CharField(_("alasan"), max_length=300, blank=True, default="")
    hidden_at = models.DateTimeField(_("disembunyikan pada"), null=True)
    hidden_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class ConsultComment(HiddenByRule):
    """What somebody said to one part. Who it was is a keyed hash of this consultation, and an address if they asked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    section = models.ForeignKey(ConsultSection, on_delete=models.PROTECT, related_name="comments")
    group = models.CharField(_("sebagai"), max_length=12)
    text = models.TextField(_("masukan"))
    contact_hash = models.CharField(max_length=64)
    told_to = SealedField(_("dikabari di"), blank=True, default="")  # emptied once they were told
    said_at = models.DateTimeField(_("ditulis pada"))

    class Meta:
        verbose_name = _("masukan")
        constraints = [  # nobody says ten things to one part, and a code that is told twice says nothing twice
            models.UniqueConstraint(fields=["section", "contact_hash"], name="consult_comment_once")
        ]
        indexes = [models.Index(fields=["section", "-id"], name="consult_comment_list")]

    def __str__(self) -> str:
        return str(self.pk)


class SectionAnswer(models.Model):
    """What the office heard about one part, what it changed, and what not and why. Read by all once it is published."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    section = models.OneToOneField(ConsultSection, on_delete=models.CASCADE, related_name="answer")
    heard = models.TextField(_("yang kami dengar"))
    changed = models.TextField(_("yang kami ubah"), blank=True, default="")
    kept = models.TextField(_("yang tidak kami ubah, dan alasannya"), blank=True, default="")
    written_at = models.DateTimeField(_("ditulis pada"))

    class Meta:
        verbose_name = _("jawaban per bagian")


class ConsultForum(models.Model):
    """The minutes of a meeting with the public about it (Forum Konsultasi Publik)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="forums")
    held_on = models.DateField(_("tanggal"))
    place = models.CharField(_("tempat"), max_length=160)
    summary = models.TextField(_("ringkasan"))
    recorded_at = models.DateTimeField(_("dicatat pada"))
    recorded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("berita acara forum")
        ordering = ["held_on", "id"]

    def __str__(self) -> str:
        return f"{self.place}, {self.held_on}"


class ForumGroup(models.Model):
    """How many of one group were there. No names: who signed stands on the paper."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    forum = models.ForeignKey(ConsultForum, on_delete=models.CASCADE, related_name="groups")
    group = models.CharField(_("kelompok"), max_length=12)
    people = models.PositiveSmallIntegerField(_("orang"))

    class Meta:
        verbose_name = _("kehadiran forum")
        constraints = [models.UniqueConstraint(fields=["forum", "group"], name="forum_group_once")]


def for_list(rows: ConsultationQuerySet) -> ConsultationQuerySet:
    """With the office, and how much was said: one statement for all rows."""
    return (
        rows.select_related("office").defer("summary")
        .annotate(said=Count("sections__comments"))
        .order_by("-opens_on", "-id")
    )  # fmt: skip
