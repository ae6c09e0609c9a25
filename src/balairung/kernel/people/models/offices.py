"""Offices and the posts in them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.people.handles import link_of, words_of

OFFICE_KINDS = [
    *("leadership", "setda", "bureau", "setwan", "inspektorat", "dinas", "badan", "rsud", "uptd", "bumd"),
    *("kecamatan", "kelurahan", "desa"),
]
ACCOUNT_KINDS = [
    *("telephone", "whatsapp", "telegram", "sms", "email", "website"),
    *("instagram", "facebook", "x", "tiktok", "youtube"),
]


class Office(models.Model):
    """Whoever can owe something: an agency, a bureau, a district, a village, an owned company."""

    class Kind(models.TextChoices):
        LEADERSHIP = "leadership", _("Pimpinan daerah")
        SECRETARIAT = "setda", _("Sekretariat Daerah")
        BUREAU = "bureau", _("Bagian")
        COUNCIL = "setwan", _("Sekretariat DPRD")
        INSPECTORATE = "inspektorat", _("Inspektorat")
        AGENCY = "dinas", _("Dinas")
        BOARD = "badan", _("Badan")
        HOSPITAL = "rsud", _("Rumah sakit daerah")
        UNIT = "uptd", _("Unit pelaksana teknis")
        COMPANY = "bumd", _("Badan usaha milik daerah")
        DISTRICT = "kecamatan", _("Kecamatan")
        WARD = "kelurahan", _("Kelurahan")
        VILLAGE = "desa", _("Desa")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(_("kunci"), max_length=60, unique=True)  # "pupr", "kecamatan-3510010"
    name = models.CharField(_("nama"), max_length=160)
    short = models.CharField(_("nama pendek"), max_length=60)
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="children", verbose_name=_("kantor induk")
    )
    region = models.ForeignKey(
        "people.Region", on_delete=models.PROTECT, null=True, related_name="offices", verbose_name=_("wilayah")
    )
    calendar = models.CharField(_("kalender kerja"), max_length=10, default="5-day")
    order = models.PositiveIntegerField(_("urutan protokol"), default=0)
    email = models.EmailField(_("surel"), blank=True)  # became an Account in 0005; dropped in the next release
    phone = models.CharField(_("telepon"), max_length=30, blank=True)  # the same
    address = models.CharField(_("alamat"), max_length=200, blank=True)
    closed_on = models.DateField(_("dihapus pada"), null=True)

    class Meta:
        verbose_name = _("kantor")
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(calendar__in=["5-day", "6-day", "24-hour"]), name="office_calendar"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=OFFICE_KINDS), name="office_kind"),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A seat in an office: a structural post in the line of command, or a task beside it."""

    class Role(models.TextChoices):
        REGENT = "regent", _("Kepala daerah")
        DEPUTY_REGENT = "deputy_regent", _("Wakil kepala daerah")
        SECRETARY = "secretary", _("Sekretaris daerah")
        ASSISTANT = "assistant", _("Asisten")
        STAFF_EXPERT = "staff_expert", _("Staf ahli")
        HEAD = "head", _("Kepala kantor")
        OFFICE_SECRETARY = "secretary_of_office", _("Sekretaris kantor")
        SECTION_HEAD = "section_head", _("Kepala bidang/seksi")
        STAFF = "staff", _("Staf")
        COORDINATOR = "coordinator", _("Koordinator pengaduan")
        LIAISON = "liaison", _("Pejabat penghubung")
        RECEPTIONIST = "receptionist", _("Resepsionis")
        VILLAGE_OPERATOR = "village_operator", _("Operator desa")
        AUDITOR = "auditor", _("Auditor")
        ADJUTANT = "adjutant", _("Ajudan")
        ADMINISTRATOR = "administrator", _("Pengelola sistem")

    class Echelon(models.TextChoices):
        """Keppres 9/1985 and its successors; blank for elected posts and tasks."""

        NONE = "", _("tanpa eselon")
        II_A = "II.a", "II.a"
        II_B = "II.b", "II.b"
        III_A = "III.a", "III.a"
        III_B = "III.b", "III.b"
        IV_A = "IV.a", "IV.a"
        IV_B = "IV.b", "IV.b"

    LEADING = (Role.REGENT, Role.DEPUTY_REGENT, Role.SECRETARY)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="posts", verbose_name=_("kantor"))
    title = models.CharField(_("jabatan"), max_length=160)
    role = models.CharField(_("peran"), max_length=20, choices=Role)
    echelon = models.CharField(_("eselon"), max_length=6, choices=Echelon, blank=True, default="")
    superior = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="subordinates", verbose_name=_("atasan")
    )
    seats = models.PositiveSmallIntegerField(_("jumlah kursi"), default=1)
    order = models.PositiveIntegerField(_("urutan protokol"), default=0)
    closed_on = models.DateField(_("dihapus pada"), null=True)

    class Meta:
        verbose_name = _("jabatan")
        ordering = ["order", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "title"], condition=models.Q(closed_on__isnull=True), name="post_once_in_office"
            )
        ]

    def __str__(self) -> str:
        return self.title


class AccountQuerySet(models.QuerySet["Account"]):
    def standing(self) -> AccountQuerySet:
        """Those that everybody is told."""
        return self.filter(ended_at__isnull=True)


class Account(models.Model):
    """A telephone number or an account by which an office, or one post in it, is reached by everyone."""

    class Kind(models.TextChoices):
        TELEPHONE = "telephone", _("Telepon")
        WHATSAPP = "whatsapp", "WhatsApp"
        TELEGRAM = "telegram", "Telegram"
        SMS = "sms", "SMS"
        EMAIL = "email", _("Surel")
        WEBSITE = "website", _("Situs web")
        INSTAGRAM = "instagram", "Instagram"
        FACEBOOK = "facebook", "Facebook"
        X = "x", "X"
        TIKTOK = "tiktok", "TikTok"
        YOUTUBE = "youtube", "YouTube"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="accounts", verbose_name=_("kantor"))
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, related_name="accounts", verbose_name=_("jabatan")
    )
    kind = models.CharField(_("jenis"), max_length=12, choices=Kind)
    value = models.CharField(_("nomor atau nama akun"), max_length=200)
    hours = models.CharField(_("jam layanan"), max_length=120, blank=True, default="")
    since = models.DateTimeField(_("diterbitkan pada"))
    ended_at = models.DateTimeField(_("diakhiri pada"), null=True)

    objects: ClassVar[AccountQuerySet] = AccountQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("akun kantor")
        ordering = ["office", "kind", "since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "value"], condition=models.Q(ended_at__isnull=True), name="account_once"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=ACCOUNT_KINDS), name="account_kind"),
        ]

    def __str__(self) -> str:
        return self.value

    @property
    def link(self) -> str:
        return link_of(self.kind, self.value)

    @property
    def words(self) -> str:
        return words_of(self.kind, self.value)
