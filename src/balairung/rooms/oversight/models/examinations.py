"""An examination (pemeriksaan), who does it, whom it is about, and what was found."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.rupiah import RupiahField
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Office, Post


def inspectorates(actor: Actor) -> set[UUID]:
    """The offices of inspection in which this actor sits: none for everybody else, and then nobody is asked."""
    rows = Office.objects.filter(pk__in=actor.office_ids, kind=Office.Kind.INSPECTORATE)
    return set(rows.values_list("pk", flat=True)) if actor.is_officer else set()


class ExaminationQuerySet(models.QuerySet["Examination"]):
    def visible_to(self, actor: Actor) -> ExaminationQuerySet:
        """What the Inspektorat works at, for its people; what is not secret also for those who lead.

        A secret one exists for its team and the Inspektur alone. Whoever sits in an examined office, or is somebody
        that it is about, sees none of it, whatever else they are.
        """
        own = inspectorates(actor)
        if not own and not (actor.is_officer and actor.leads):
            return self.none()
        about = Involved.objects.filter(person=actor.person_id, part=Involved.Part.SUBJECT)
        seen = self.exclude(offices__in=actor.office_ids).exclude(pk__in=about.values("examination"))
        if any(seat.office_id in own and seat.role == Post.Role.HEAD for seat in actor.seats):
            return seen
        team = Involved.objects.filter(person=actor.person_id).exclude(part=Involved.Part.SUBJECT)
        known = Q(confidential=False)
        return seen.filter(known | Q(pk__in=team.values("examination")) if own else known)

    def running(self) -> ExaminationQuerySet:
        return self.filter(sent_at__isnull=True)

    def for_list(self) -> ExaminationQuerySet:
        """With its offices and how much was found: three statements for all rows."""
        return self.prefetch_related("offices").annotate(found=Count("findings")).order_by("-started_on", "-id")


class Examination(models.Model):
    """One examination by one letter of assignment. What it found is sent once; from then on nobody edits it."""

    class Source(models.TextChoices):
        INSPECTORATE = "inspektorat", _("Inspektorat daerah")
        PROVINCE = "provinsi", _("Inspektorat provinsi")
        BPKP = "bpkp", _("BPKP")
        BPK = "bpk", _("BPK")
        OTHER = "lain", _("pemeriksa lain")

    class Kind(models.TextChoices):
        REGULAR = "reguler", _("pemeriksaan reguler")
        SPECIAL = "khusus", _("pemeriksaan khusus atau investigasi")
        REVIEW = "reviu", _("reviu")
        EVALUATION = "evaluasi", _("evaluasi")
        FOLLOW_UP = "monitoring", _("monitoring tindak lanjut")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(_("pemeriksa"), max_length=12, choices=Source, default=Source.INSPECTORATE)
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind)
    letter = models.CharField(_("nomor surat tugas"), max_length=120)
    about = models.CharField(_("perihal"), max_length=240)
    offices = models.ManyToManyField(Office, related_name="examinations", verbose_name=_("kantor yang diperiksa"))
    period_since = models.DateField(_("masa yang diperiksa, sejak"))
    period_until = models.DateField(_("masa yang diperiksa, sampai"))
    started_on = models.DateField(_("dimulai"))
    ended_on = models.DateField(_("berakhir"), null=True)
    confidential = models.BooleanField(_("rahasia"), default=False)
    report_number = models.CharField(_("nomor LHP"), max_length=120, blank=True, default="")
    reported_on = models.DateField(_("tanggal LHP"), null=True)
    received_on = models.DateField(_("diterima kantor"), null=True)  # the sixty days count from the day after it
    sent_at = models.DateTimeField(_("dikirim pada"), null=True)
    sent_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("dicatat pada"))
    recorded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[ExaminationQuerySet] = ExaminationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pemeriksaan")
        ordering = ["-started_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "source"], name="examination_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["reguler", "khusus", "reviu", "evaluasi", "monitoring"]), name="examination_kind"
            ),
            models.CheckConstraint(condition=Q(period_until__gte=F("period_since")), name="examination_period"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | (~Q(report_number="") & Q(reported_on__isnull=False)),
                name="examination_reported",
            ),
        ]

    def __str__(self) -> str:
        return self.about

    @property
    def by_others(self) -> bool:
        """Examined by somebody outside: its findings are written down here and answered here."""
        return self.source != self.Source.INSPECTORATE


class Involved(models.Model):
    """A person of an examination: of its team, or somebody that it is about; never both."""

    class Part(models.TextChoices):
        LEAD = "ketua", _("ketua tim")
        TECHNICAL = "teknis", _("pengendali teknis")
        MEMBER = "anggota", _("anggota")
        SUBJECT = "terperiksa", _("orang yang diperiksa")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    examination = models.ForeignKey(Examination, on_delete=models.CASCADE, related_name="involved")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="examinations")
    part = models.CharField(_("sebagai"), max_length=12, choices=Part)

    class Meta:
        verbose_name = _("orang dalam pemeriksaan")
        constraints = [models.UniqueConstraint(fields=["examination", "person"], name="involved_once")]


class Finding(models.Model):
    """What was found: what is so (condition), what ought to be (criterion), why (cause), and what came of it."""

    class Loss(models.TextChoices):
        NONE = "", _("tidak ada kerugian")
        REGION = "daerah", _("kerugian daerah")
        STATE = "negara", _("kerugian negara")
        POTENTIAL = "potensi", _("potensi kerugian")
        SHORTFALL = "penerimaan", _("kekurangan penerimaan")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    examination = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="findings")
    place = models.PositiveSmallIntegerField(_("nomor urut"))
    code = models.CharField(_("kode temuan"), max_length=20, blank=True, default="")
    title = models.CharField(_("judul temuan"), max_length=240)
    condition = models.TextField(_("kondisi"))
    criterion = models.TextField(_("kriteria"))
    cause = models.TextField(_("sebab"))
    effect = models.TextField(_("akibat"))
    loss = RupiahField(_("nilai"), default=Decimal(0))
    loss_kind = models.CharField(_("jenis nilai"), max_length=12, choices=Loss, blank=True, default="")
    sent_at = models.DateTimeField(_("dikirim pada"), null=True)  # from then on the database refuses to change it

    class Meta:
        verbose_name = _("temuan")
        ordering = ["examination", "place"]
        constraints = [
            models.UniqueConstraint(fields=["examination", "place"], name="finding_place"),
            models.CheckConstraint(
                condition=Q(loss=0, loss_kind="") | (Q(loss__gt=0) & ~Q(loss_kind="")), name="finding_loss"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Amendment(models.Model):
    """A correction of a finding that was sent: a line added to it, never an edit of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="amendments")
    text = models.TextField(_("ralat"))
    at = models.DateTimeField(_("pada"))
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("ralat temuan")
        ordering = ["at", "id"]
