"""A citizen's report."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Obligation, Visibility
from balairung.kernel.people.actors import Actor
from balairung.rooms.complaints.models.topics import Topic


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, actor: Actor) -> ComplaintQuerySet:
        return self.filter(obligation__in=Obligation.objects.visible_to(actor))

    def published(self) -> ComplaintQuerySet:
        """What everyone may read, as its redacted projection only (public.py)."""
        return self.filter(published_at__isnull=False, obligation__visibility=Visibility.PUBLIC)

    def for_list(self) -> ComplaintQuerySet:
        """With what a row shows; what is sealed stays so, for opening a seal takes time."""
        return self.select_related("obligation__owner_office", "topic", "region__parent").defer(
            *Complaint.SEALED, "secret"
        )

    def silent(self, now: datetime) -> ComplaintQuerySet:
        """Those whose reporter let the time for an answer pass, and to whom no message is still on its way."""
        waiting = Notice.objects.filter(outcome=Notice.Outcome.WAITING, about_ref=OuterRef("obligation__ref"))
        to_reporter = waiting.filter(about_kind="complaints", person__isnull=True)
        rows = self.filter(~Exists(to_reporter), obligation__answer_by__lt=now)
        return rows.select_related("obligation__owner_office")


class Complaint(models.Model):
    """One report. Whose turn it is, since when and by when stand in its obligation."""

    class Class(models.TextChoices):
        """The four classes of SP4N-LAPOR!; each has its own clock."""

        ORDINARY = "ordinary", _("Pengaduan")
        SUPERVISORY = "supervisory", _("Pengaduan berkadar pengawasan")
        INFORMATION = "information", _("Permintaan informasi")
        ASPIRATION = "aspiration", _("Aspirasi")

    class Channel(models.TextChoices):
        WEB = "web", _("situs web")
        COUNTER = "counter", _("loket")
        TELEPHONE = "telephone", _("telepon")
        LETTER = "letter", _("surat")
        WHATSAPP = "whatsapp", "WhatsApp"
        TELEGRAM = "telegram", "Telegram"
        SMS = "sms", "SMS"
        EMAIL = "email", _("surel")
        SOCIAL = "social", _("media sosial")
        OPEN311 = "open311", "Open311"
        API = "api", _("aplikasi lain")
        LAPOR = "lapor", "SP4N-LAPOR!"
        IMPORT = "import", _("berkas impor")

    class Proxy(models.TextChoices):
        """Whom a person is who reports for another (UU 25/2009 art. 42: the harmed person or a proxy)."""

        FAMILY = "family", _("keluarga")
        NEIGHBOUR = "neighbour", _("tetangga")
        COMPANION = "companion", _("pendamping")
        ATTORNEY = "attorney", _("kuasa hukum")
        OFFICIAL = "official", pgettext_lazy("pelapor sebagai", "petugas")

    class Vulnerable(models.TextChoices):
        """Whom an office serves first (UU 25/2009 art. 29, UU 8/2016)."""

        WOMAN = "woman", _("perempuan")
        CHILD = "child", _("anak")
        ELDERLY = "elderly", _("lansia")
        DISABLED = "disabled", _("penyandang disabilitas")
        PREGNANT = "pregnant", _("ibu hamil atau menyusui")
        DISASTER = "disaster", _("korban bencana")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, related_name="complaint", verbose_name=_("kewajiban")
    )
    token = models.CharField(max_length=64, unique=True)  # the same form sent twice is one report
    secret = SealedField()  # the code that opens the reporter's page; messages to the reporter carry it

    klass = models.CharField(_("jenis laporan"), max_length=12, choices=Class, default=Class.ORDINARY)
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, null=True, related_name="complaints", verbose_name=_("topik")
    )
    title = models.CharField(_("judul"), max_length=140)
    text = models.TextField(_("isi laporan"))
    happened_on = models.DateField(_("tanggal kejadian"), null=True)
    region = models.ForeignKey(
        "people.Region", on_delete=models.PROTECT, null=True, related_name="complaints", verbose_name=_("wilayah")
    )
    place = models.CharField(_("tempat"), max_length=200, blank=True)
    latitude = models.DecimalField(_("lintang"), max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(_("bujur"), max_digits=8, decimal_places=5, null=True)
    channel = models.CharField(_("saluran"), max_length=10, choices=Channel, default=Channel.WEB)
    conversation = models.ForeignKey(  # through which it came, and through which its answers go back
        "messaging.Conversation", on_delete=models.SET_NULL, null=True, related_name="complaints", db_index=False
    )
    source_link = SealedField(_("tautan asal"), blank=True, default="")  # what was written on social media, and where
    source_handle = SealedField(_("nama akun"), blank=True, default="")
    filed_through = models.CharField(max_length=40, blank=True, default="")  # "api:<key>": which program brought it
    filed_at = models.DateTimeField(_("dilaporkan pada"))

    reporter_name = SealedField(_("nama pelapor"), blank=True, default="")
    reporter_contact = SealedField(_("kontak pelapor"), blank=True, default="")  # e-mail or +62…
    contact_hash = models.CharField(max_length=64, blank=True, default="")
    anonymous = models.BooleanField(_("anonim"), default=False)  # the name is hidden from the office too
    affected_name = SealedField(_("dilaporkan untuk"), blank=True, default="")  # a proxy reports for this person
    proxy_as = models.CharField(_("pelapor sebagai"), max_length=20, choices=Proxy, blank=True, default="")
    vulnerable = models.BooleanField(_("kelompok rentan"), default=False)
    groups = SealedField(_("kelompok"), blank=True, default="")  # keys of Vulnerable, by commas: of health and children
    help_wanted = SealedField(_("bantuan yang diperlukan"), blank=True, default="")
    head_told_at = models.DateTimeField(_("pimpinan diberi tahu pada"), null=True)  # of a flagged report
    to_leader = models.BooleanField(_("ditujukan kepada bupati"), default=False)

    published_at = models.DateTimeField(_("diterbitkan pada"), null=True)
    public_title = models.CharField(_("judul untuk umum"), max_length=140, blank=True, default="")
    public_text = models.TextField(_("isi untuk umum"), blank=True, default="")
    hops = models.PositiveSmallIntegerField(_("kali diteruskan"), default=0)
    refusal = models.CharField(_("alasan penolakan"), max_length=40, blank=True, default="")
    lead = models.ForeignKey(  # the report that this one is dealt with together; it keeps its own clocks and receipt
        "self", on_delete=models.PROTECT, null=True, related_name="merged", verbose_name=_("digabung ke")
    )
    legacy = models.CharField(_("nomor asal"), max_length=60, blank=True, default="")  # of an imported report

    #: What belongs to the reporter and is opened only where it is shown.
    SEALED = (
        "reporter_name", "reporter_contact", "affected_name", "groups", "help_wanted", "source_link", "source_handle",
    )  # fmt: skip

    objects: ClassVar[ComplaintQuerySet] = ComplaintQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pengaduan")
        constraints = [
            models.CheckConstraint(
                condition=Q(klass__in=["ordinary", "supervisory", "information", "aspiration"]), name="complaint_class"
            ),
            models.UniqueConstraint(fields=["legacy"], condition=~Q(legacy=""), name="complaint_legacy_once"),
        ]
        indexes = [
            models.Index(  # published(), newest first
                fields=["-filed_at", "-id"], condition=Q(published_at__isnull=False), name="complaint_public"
            ),
            models.Index(fields=["region", "-filed_at"], name="complaint_region"),
            models.Index(fields=["topic", "-filed_at"], name="complaint_topic"),
            models.Index(  # what lies near a place
                fields=["latitude", "longitude"], condition=Q(latitude__isnull=False), name="complaint_spot"
            ),
            models.Index(  # flagged reports whose head was not told yet
                fields=["filed_at"], condition=Q(vulnerable=True, head_told_at__isnull=True), name="complaint_untold"
            ),
            models.Index(  # how fast the heads of flagged reports were told
                fields=["filed_at", "head_told_at"], condition=Q(vulnerable=True), name="complaint_flagged"
            ),
            models.Index(  # what people wrote to the leader
                fields=["-filed_at"], condition=Q(to_leader=True), name="complaint_leader"
            ),
            models.Index(fields=["contact_hash"], condition=~Q(contact_hash=""), name="complaint_contact"),
            models.Index(  # the reports of one conversation
                fields=["conversation", "-filed_at"], condition=Q(conversation__isnull=False), name="complaint_talk"
            ),
            models.Index(  # what a program may see again
                fields=["filed_through", "-filed_at"], condition=~Q(filed_through=""), name="complaint_through"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        return self.obligation.ref
