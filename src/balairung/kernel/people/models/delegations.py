"""Who was given whose authority, by which rule (UU 30/2014 arts. 11-14; PP 17/2018; UU 6/2014 art. 22)."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balairung.ground.common.ids import new_id

BASIS_KINDS = [
    *("law", "government_regulation", "regional_regulation"),
    *("regent_regulation", "regent_decree", "office_decree", "order"),
]


class LegalBasis(models.Model):
    """The rule or decree on which delegations rest. Its scan is a file about ("delegations", its key)."""

    class Kind(models.TextChoices):
        LAW = "law", _("Undang-undang")
        GOVERNMENT_REGULATION = "government_regulation", _("Peraturan pemerintah")
        REGIONAL_REGULATION = "regional_regulation", _("Peraturan daerah")
        REGENT_REGULATION = "regent_regulation", _("Peraturan kepala daerah")
        REGENT_DECREE = "regent_decree", _("Keputusan kepala daerah")
        OFFICE_DECREE = "office_decree", _("Keputusan kepala kantor")
        ORDER = "order", _("Surat tugas atau surat perintah")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("bentuk"), max_length=24, choices=Kind)
    number = models.CharField(_("nomor"), max_length=80)
    dated = models.DateField(_("tanggal"))
    about = models.CharField(_("tentang"), max_length=240)
    recorded_at = models.DateTimeField(_("dicatat pada"))
    recorded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("dasar hukum")
        ordering = ["-dated", "number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number", "dated"], name="legal_basis_once"),
            models.CheckConstraint(condition=Q(kind__in=BASIS_KINDS), name="legal_basis_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Subject(models.TextChoices):
    """What is decided or done with the authority."""

    SERVICE = "service", _("layanan")
    LETTER = "letter", _("penandatanganan surat")
    COMPLAINT = "complaint", _("penanganan pengaduan")
    ATTENDANCE = "attendance", _("kehadiran dalam rapat dan acara")
    ESCALATION = "escalation", _("menerima yang terlambat")


class Scale(models.TextChoices):
    """How large a business is (UU 20/2008, PP 7/2021); the order counts."""

    NONE = "", _("tanpa batas")
    MICRO = "micro", _("mikro")
    SMALL = "small", _("kecil")
    MEDIUM = "medium", _("menengah")
    LARGE = "large", _("besar")


SUBJECTS = ("service", "letter", "complaint", "attendance", "escalation")
DELEGATION_KINDS = ("attribution", "delegation", "mandate", "assignment")


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def in_force(self, on: date) -> DelegationQuerySet:
        """Those that count on this day; a mandate without funds only once the village took it."""
        standing = Q(withdrawn_from__isnull=True) | Q(withdrawn_from__gt=on)
        taken = Q(cost__isnull=True) | Q(cost__gt=0, answer="") | Q(answer="accepted")
        return self.filter(Q(until__isnull=True) | Q(until__gte=on), standing, taken, since__lte=on)

    def for_list(self) -> DelegationQuerySet:
        return self.select_related("basis", "giver__office", "receiver__office", "region").order_by(
            "subject", "matter", "receiver__office__order", "since", "id"
        )


class Delegation(models.Model):
    """Authority over one subject, from one post to another, for a term. A row is never rewritten: it ends.

    Posts and not persons, because authority goes with the office that somebody holds. An attribution has no giver: the
    rule itself gives it. A village is assigned, with the cost, because nobody in the regency is its superior.
    """

    class Kind(models.TextChoices):
        ATTRIBUTION = "attribution", _("atribusi")  # the rule gives it
        DELEGATION = "delegation", _("delegasi")  # the responsibility moves
        MANDATE = "mandate", _("mandat")  # the responsibility stays: a.n.
        ASSIGNMENT = "assignment", _("penugasan")  # to a village, with its cost

    class Reporting(models.TextChoices):
        NONE = "", _("tidak wajib lapor")
        MONTHLY = "monthly", _("setiap bulan")
        QUARTERLY = "quarterly", _("setiap triwulan")

    class Answer(models.TextChoices):
        NONE = "", _("belum dijawab")
        ACCEPTED = "accepted", _("diterima desa")
        REFUSED = "refused", _("ditolak desa")

    class Standing(models.TextChoices):
        """What a row is worth on a day."""

        FUTURE = "future", _("belum mulai")
        IN_FORCE = "in_force", _("berlaku")
        UNANSWERED = "unanswered", _("menunggu jawaban desa")
        REFUSED = "refused", _("ditolak desa")
        WITHDRAWN = "withdrawn", _("dicabut")
        EXPIRED = "expired", pgettext_lazy("masa berlaku", "berakhir")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    basis = models.ForeignKey(
        LegalBasis, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("dasar hukum")
    )
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind)
    giver = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, null=True, related_name="given", verbose_name=_("pemberi")
    )
    receiver = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, related_name="received", verbose_name=_("penerima")
    )
    subject = models.CharField(_("hal"), max_length=12, choices=Subject)
    matter = models.SlugField(_("jenis surat, layanan, atau pengaduan"), max_length=60, blank=True)  # "" is all of it
    region = models.ForeignKey(
        "people.Region", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("wilayah")
    )
    only_in_absence = models.BooleanField(_("hanya bila pemberi berhalangan"), default=False)
    since = models.DateField(_("mulai"))
    until = models.DateField(_("sampai"), null=True)  # the last day
    value_limit = models.PositiveBigIntegerField(_("nilai paling tinggi"), null=True)  # rupiah
    scale_limit = models.CharField(_("skala usaha paling besar"), max_length=6, choices=Scale, blank=True, default="")
    conditions = models.CharField(_("syarat lain"), max_length=300, blank=True, default="")
    may_pass_on = models.BooleanField(_("boleh dilimpahkan lagi"), default=False)
    reporting = models.CharField(_("laporan"), max_length=9, choices=Reporting, blank=True, default="")
    cost = models.PositiveBigIntegerField(_("biaya setahun"), null=True)  # rupiah; assignments only
    fund = models.CharField(_("sumber dana"), max_length=160, blank=True, default="")
    answer = models.CharField(_("jawaban desa"), max_length=8, choices=Answer, blank=True, default="")
    answer_words = models.CharField(_("alasan"), max_length=300, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("dicatat pada"))
    recorded_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_from = models.DateField(_("dicabut mulai"), null=True)  # the first day on which it no longer counts
    withdrawn_at = models.DateTimeField(_("dicabut pada"), null=True)
    withdrawn_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    withdrawal = models.CharField(_("alasan pencabutan"), max_length=300, blank=True, default="")

    objects: ClassVar[DelegationQuerySet] = DelegationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pelimpahan wewenang")
        indexes = [
            # authority: who acts for a post, what a post may, whose a matter is
            models.Index(fields=["giver", "subject", "matter"], name="delegation_given"),
            models.Index(fields=["receiver", "subject", "matter"], name="delegation_received"),
            models.Index(fields=["subject", "matter", "kind"], name="delegation_matter"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DELEGATION_KINDS), name="delegation_kind"),
            models.CheckConstraint(condition=Q(subject__in=SUBJECTS), name="delegation_subject"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="delegation_term"),
            models.CheckConstraint(
                condition=Q(kind="attribution", giver__isnull=True) | ~Q(kind="attribution") & Q(giver__isnull=False),
                name="delegation_giver",
            ),
            models.CheckConstraint(
                condition=Q(kind="assignment", cost__isnull=False) | ~Q(kind="assignment") & Q(cost__isnull=True),
                name="delegation_cost",
            ),
            models.CheckConstraint(
                condition=Q(giver__isnull=True) | ~Q(giver=F("receiver")), name="delegation_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_subject_display()}"

    def standing(self, at: datetime) -> Standing:
        """What this row is worth at that moment, in the order in which one would say it."""
        day, found = localdate(at), Delegation.Standing
        if self.answer == Delegation.Answer.REFUSED:
            return found.REFUSED
        if self.withdrawn_from and self.withdrawn_from <= day:
            return found.WITHDRAWN
        if self.until and self.until < day:
            return found.EXPIRED
        if self.kind == Delegation.Kind.ASSIGNMENT and self.cost == 0 and not self.answer:
            return found.UNANSWERED
        return found.FUTURE if day < self.since else found.IN_FORCE
