"""Meetings: what is called, when and where, by which rules people are invited, and who is invited as what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.kernel.people.actors import Actor


class MeetingSeries(models.Model):
    """A meeting that comes again (rakor camat, rakor PKK): its next agenda starts from what is still open of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("nama"), max_length=160)
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="meeting_series", verbose_name=_("penyelenggara")
    )
    closed_on = models.DateField(_("diakhiri pada"), null=True)

    class Meta:
        verbose_name = _("seri rapat")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name"], condition=Q(closed_on__isnull=True), name="meeting_series_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def run_by(self, actor: Actor) -> MeetingQuerySet:
        """Those that this actor prepares and leads: of their office, or in which they have a part."""
        if not actor.is_officer:
            return self.none()
        part = Q(moderator=actor.person_id) | Q(note_keeper=actor.person_id) | Q(chair__in=actor.post_ids)
        return self.filter(Q(office__in=actor.office_ids) | part)

    def visible_to(self, actor: Actor) -> MeetingQuerySet:
        """Those that they run, those to which they or a post of theirs were invited; all for those who lead."""
        if not actor.is_officer:
            return self.none()
        if actor.leads:
            return self.all()
        invited = Invitee.objects.filter(
            Q(person=actor.person_id) | Q(deputy=actor.person_id) | Q(post__in=actor.post_ids)
        )
        told = Q(pk__in=invited.values("meeting")) & ~Q(state=Meeting.State.DRAFT)
        return self.filter(Q(pk__in=self.model.objects.run_by(actor).values("pk")) | told)

    def for_list(self) -> MeetingQuerySet:
        return self.select_related("office", "series", "chair").order_by("-starts_at", "-id")


class Meeting(models.Model):
    """One meeting. It is prepared, called (invitations are out), held, and ends in minutes that bind."""

    class State(models.TextChoices):
        DRAFT = "konsep", _("disiapkan")
        CALLED = "diundang", _("undangan terkirim")
        RUNNING = "berlangsung", _("sedang berlangsung")
        ENDED = "selesai", _("selesai, notulen belum disahkan")
        MINUTED = "disahkan", _("notulen disahkan")
        CANCELLED = "batal", _("dibatalkan")

    class Openness(models.TextChoices):
        """What becomes of its minutes (UU 14/2008): those who were there always read them."""

        PUBLIC = "terbuka", _("terbuka untuk umum")
        INTERNAL = "terbatas", _("untuk pemerintah daerah")
        SECRET = "rahasia", _("rahasia")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField(_("nomor"), max_length=20, unique=True)  # Q-7K3M-92QD
    series = models.ForeignKey(
        MeetingSeries, on_delete=models.PROTECT, null=True, related_name="meetings", verbose_name=_("seri")
    )
    title = models.CharField(_("nama rapat"), max_length=200)
    purpose = models.TextField(_("acara"), blank=True, default="")  # what the letter says under "acara"
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="meetings", verbose_name=_("penyelenggara")
    )
    chair = models.ForeignKey(  # approves the minutes; may change until then
        "people.Post", on_delete=models.PROTECT, related_name="chaired_meetings", verbose_name=_("pimpinan rapat")
    )
    moderator = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("moderator")
    )
    note_keeper = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("notulis")
    )
    state = models.CharField(_("keadaan"), max_length=12, choices=State, default=State.DRAFT)
    openness = models.CharField(_("sifat notulen"), max_length=10, choices=Openness, default=Openness.INTERNAL)
    manner = models.CharField(_("sifat surat"), max_length=10, default="Biasa")  # Biasa, Segera, Rahasia
    dress = models.CharField(_("pakaian"), max_length=120, blank=True, default="")
    remark = models.TextField(_("catatan undangan"), blank=True, default="")  # what to bring, whom to answer
    starts_at = models.DateTimeField(_("mulai"))  # of its first session: for lists
    edition = models.PositiveSmallIntegerField(default=0)  # +1 when invitations go out, and whenever they change
    called_at = models.DateTimeField(_("undangan dikirim pada"), null=True)
    cancelled_for = models.CharField(_("alasan dibatalkan"), max_length=300, blank=True, default="")
    ended_at = models.DateTimeField(_("ditutup pada"), null=True)
    beat = models.PositiveBigIntegerField(default=0)  # +1 with every change that a live page shows
    made_at = models.DateTimeField(_("dibuat pada"))
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    token = models.CharField(max_length=64, unique=True)  # a form that is sent twice makes one meeting

    objects: ClassVar[MeetingQuerySet] = MeetingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("rapat")
        ordering = ["-starts_at", "-id"]
        indexes = [
            models.Index(fields=["office", "-starts_at"], name="meeting_office"),
            models.Index(fields=["series", "-starts_at"], name="meeting_series_row"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["konsep", "diundang", "berlangsung", "selesai", "disahkan", "batal"]),
                name="meeting_state",
            )
        ]

    def __str__(self) -> str:
        return self.title


class MeetingLine(models.Model):
    """A line in the story of a meeting: when it was sent, moved, whose chair it became, and who did that."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="lines", verbose_name=_("rapat"))
    words = models.CharField(_("keterangan"), max_length=300)
    at = models.DateTimeField(_("pada"))
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("catatan rapat")
        ordering = ["at", "id"]


class MeetingSession(models.Model):
    """One sitting of a meeting: a day, a time, a place, and whose people come to this one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("rapat"))
    order = models.PositiveSmallIntegerField(_("urutan"))
    name = models.CharField(_("nama sesi"), max_length=120, blank=True, default="")
    starts_at = models.DateTimeField(_("mulai"))
    ends_at = models.DateTimeField(_("sampai"), null=True)  # null: "s.d. selesai"
    place = models.CharField(_("tempat"), max_length=200)
    link = models.URLField(_("tautan rapat daring"), max_length=300, blank=True, default="")
    capacity = models.PositiveSmallIntegerField(_("jumlah kursi"), null=True)
    districts = models.ManyToManyField(  # whose people sit here; none: everybody whom no other session takes
        "people.Region", related_name="+", blank=True, verbose_name=_("kecamatan")
    )
    opened_at = models.DateTimeField(_("dibuka pada"), null=True)
    closed_at = models.DateTimeField(_("ditutup pada"), null=True)

    class Meta:
        verbose_name = _("sesi rapat")
        ordering = ["meeting", "order"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "order"], name="meeting_session_order"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="meeting_session_times"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.place


class InvitationRule(models.Model):
    """Who is invited, said once: posts by kind of office, role and echelon, in some districts or everywhere."""

    class Who(models.TextChoices):
        VILLAGE_HEADS = "kades", _("semua kepala desa dan lurah")
        VILLAGE_SECRETARIES = "sekdes", _("semua sekretaris desa dan kelurahan")
        DISTRICT_HEADS = "camat", _("semua camat")
        DISTRICT_SECRETARIES = "sekcam", _("semua sekretaris kecamatan")
        OFFICE_HEADS = "kepala-opd", _("semua kepala perangkat daerah")
        ECHELON_2 = "eselon-2", _("semua pejabat eselon II")
        ECHELON_3 = "eselon-3", _("semua pejabat eselon III")
        LEADERS = "pimpinan", _("pimpinan daerah dan staf ahli")
        POSTS = "jabatan", _("jabatan yang dipilih")
        GUESTS = "tamu", _("undangan dari luar pemerintah daerah")
        ADDED = "tambahan", _("tambahan yang diterima di tempat")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="rules", verbose_name=_("rapat"))
    order = models.PositiveSmallIntegerField(_("urutan"))
    who = models.CharField(_("siapa"), max_length=12, choices=Who)
    groups = models.ManyToManyField(  # none, and no districts: everywhere
        "people.RegionGroup", related_name="+", blank=True, verbose_name=_("kelompok wilayah")
    )
    districts = models.ManyToManyField("people.Region", related_name="+", blank=True, verbose_name=_("kecamatan"))
    posts = models.ManyToManyField("people.Post", related_name="+", blank=True, verbose_name=_("jabatan"))
    # of guests: [["Kapolresta", "Polresta Banyuwangi"], …]: what they are called and where they are from
    guests = models.JSONField(_("undangan dari luar"), default=list, blank=True)

    class Meta:
        verbose_name = _("aturan undangan")
        ordering = ["meeting", "order"]
        constraints = [models.UniqueConstraint(fields=["meeting", "order"], name="invitation_rule_order")]


class InviteeQuerySet(models.QuerySet["Invitee"]):
    def standing(self) -> InviteeQuerySet:
        return self.filter(dropped_at__isnull=True)

    def in_protocol_order(self) -> InviteeQuerySet:
        """As they are received, seated and named (UU 9/2010; PP 39/2018)."""
        return self.order_by("protocol", "name", "id")

    def for_list(self) -> InviteeQuerySet:
        return self.select_related("session", "post", "office__region__parent", "person", "deputy").in_protocol_order()


class Invitee(models.Model):
    """One seat at the table: a post of the regency, with whoever holds it, or a guest from outside.

    A post is invited once, whatever rules name it, and a person who holds two of them once too. Whoever comes in
    their place is bound as they are.
    """

    class Reply(models.TextChoices):
        NONE = "", _("belum menjawab")
        COMES = "hadir", _("akan hadir")
        SENDS = "diwakilkan", _("diwakilkan")
        STAYS_AWAY = "tidak", _("tidak dapat hadir")

    class Way(models.TextChoices):
        NONE = "", "–"
        PASS = "qr", _("kode QR")
        LIST = "daftar", _("dicentang di daftar")
        KIOSK = "kios", _("kios")
        ONLINE = "daring", _("tautan rapat daring")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="invitees", verbose_name=_("rapat"))
    session = models.ForeignKey(
        MeetingSession, on_delete=models.PROTECT, related_name="invitees", verbose_name=_("sesi")
    )
    post = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("jabatan")
    )
    person = models.ForeignKey(  # who held it when invitations went out; null: vacant, or a guest
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("orang")
    )
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("nama"), max_length=160)  # as it is written on the list: also of guests and vacant posts
    title = models.CharField(_("jabatan dan instansi"), max_length=240, blank=True, default="")
    rules = models.ManyToManyField(InvitationRule, related_name="invitees", verbose_name=_("aturan"))  # why
    protocol = models.PositiveIntegerField(_("urutan protokol"), default=0)
    seat = models.CharField(_("kursi"), max_length=12, blank=True, default="")
    code = SealedField(blank=True, default="")  # of their own page and their QR; told to them, shown to nobody else
    code_hash = models.CharField(max_length=64, unique=True)
    told = models.PositiveSmallIntegerField(default=0)  # the edition of the invitation that they were told
    told_at = models.DateTimeField(_("diundang pada"), null=True)
    told_mark = models.CharField(max_length=64, blank=True, default="")  # of what they were told: who is told again
    dropped_at = models.DateTimeField(_("dibatalkan pada"), null=True)  # no rule names them any more

    reply = models.CharField(_("jawaban"), max_length=12, choices=Reply, blank=True, default="")
    replied_at = models.DateTimeField(_("dijawab pada"), null=True)
    reason = models.CharField(_("alasan"), max_length=300, blank=True, default="")
    deputy = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("diwakili oleh")
    )
    deputy_name = models.CharField(_("nama wakil"), max_length=160, blank=True, default="")
    deputy_title = models.CharField(_("jabatan wakil"), max_length=160, blank=True, default="")
    mandate = models.CharField(_("dasar mewakili"), max_length=160, blank=True, default="")  # a letter, a Plh. decree

    came_at = models.DateTimeField(_("hadir pada"), null=True)
    came_by = models.CharField(_("dicatat dengan"), max_length=8, choices=Way, blank=True, default="")
    came_in_place = models.BooleanField(_("wakilnya yang hadir"), default=False)
    checked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField(_("pulang pada"), null=True)

    objects: ClassVar[InviteeQuerySet] = InviteeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("undangan")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "post"], condition=Q(post__isnull=False), name="invitee_post_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(person__isnull=False, dropped_at__isnull=True),
                name="invitee_person_once",
            ),
        ]
        indexes = [
            models.Index(fields=["session", "protocol"], name="invitee_protocol"),
            models.Index(fields=["person", "-told_at"], name="invitee_of_person"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def present(self) -> bool:
        return self.came_at is not None

    @property
    def stand_in(self) -> str:
        """Who comes in their place, as one says it; "" for nobody who is known."""
        return self.deputy_name or (self.deputy.name if self.deputy else "")
