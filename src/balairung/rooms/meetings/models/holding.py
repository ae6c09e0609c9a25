"""What happens in the room: who speaks, in what order, what was asked and what was answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.obligations.models import Obligation
from balairung.rooms.meetings.models.calling import Invitee, Meeting, MeetingSession


class Theme(models.Model):
    """What meetings speak of again and again: "pindah penduduk", "aset desa"."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("tema"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("tema")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AttendanceKiosk(models.Model):
    """A device at the door of a session that people check in at themselves: its secret address lets it in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(MeetingSession, on_delete=models.CASCADE, related_name="kiosks", verbose_name=_("sesi"))
    name = models.CharField(_("nama"), max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("dibuat pada"))
    seen_at = models.DateTimeField(_("terakhir dipakai"), null=True)
    revoked_at = models.DateTimeField(_("dicabut pada"), null=True)

    class Meta:
        verbose_name = _("kios daftar hadir")
        ordering = ["session", "name", "id"]

    def __str__(self) -> str:
        return self.name


class Speaker(models.Model):
    """Who speaks about what. Invited, confirmed, cancelled and invited again: each step is a line (`SpeakerStep`)."""

    class State(models.TextChoices):
        PLANNED = "rencana", _("direncanakan")
        INVITED = "diundang", _("diundang")
        CONFIRMED = "bersedia", _("bersedia")
        CANCELLED = "batal", _("batal")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="speakers", verbose_name=_("rapat"))
    order = models.PositiveSmallIntegerField(_("urutan"))
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("orang")
    )
    name = models.CharField(_("nama"), max_length=160)
    title = models.CharField(_("jabatan dan instansi"), max_length=200, blank=True, default="")
    topic = models.CharField(_("topik"), max_length=240)
    minutes = models.PositiveSmallIntegerField(_("waktu, menit"), default=15)
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.PLANNED)
    materials = models.ManyToManyField("files.File", related_name="+", blank=True, verbose_name=_("bahan"))

    class Meta:
        verbose_name = _("narasumber")
        ordering = ["meeting", "order"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "order"], name="speaker_order"),
            models.CheckConstraint(
                condition=Q(state__in=["rencana", "diundang", "bersedia", "batal"]), name="speaker_state"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SpeakerStep(models.Model):
    """A line in the story of a speaker."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(_("keadaan"), max_length=10, choices=Speaker.State)
    words = models.CharField(_("keterangan"), max_length=300, blank=True, default="")
    at = models.DateTimeField(_("pada"))
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("langkah narasumber")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["rencana", "diundang", "bersedia", "batal"]), name="speaker_step_state"
            )
        ]


class AgendaItem(models.Model):
    """One thing on the agenda of a session: something to be said, or something still open from an earlier meeting."""

    class Kind(models.TextChoices):
        OPENING = "buka", _("pembukaan")
        CARRIED = "lanjutan", _("tindak lanjut rapat lalu")
        TALK = "paparan", _("paparan")
        DIALOGUE = "dialog", _("dialog")
        OTHER = "lain", _("acara lain")
        BREAK = "jeda", _("istirahat")
        CLOSING = "tutup", _("penutup")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(MeetingSession, on_delete=models.PROTECT, related_name="agenda")
    order = models.PositiveSmallIntegerField(_("urutan"))
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind, default=Kind.OTHER)
    title = models.CharField(_("acara"), max_length=240)
    minutes = models.PositiveSmallIntegerField(_("waktu, menit"), default=10)
    speaker = models.ForeignKey(Speaker, on_delete=models.PROTECT, null=True, related_name="agenda")
    carried = models.ForeignKey(Obligation, on_delete=models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField(_("dimulai"), null=True)
    ended_at = models.DateTimeField(_("selesai"), null=True)

    class Meta:
        verbose_name = _("acara")
        ordering = ["session", "order"]
        constraints = [
            models.UniqueConstraint(fields=["session", "order"], name="agenda_order"),
            models.CheckConstraint(
                condition=Q(kind__in=["buka", "lanjutan", "paparan", "dialog", "lain", "jeda", "tutup"]),
                name="agenda_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class QuestionQuerySet(models.QuerySet["MeetingQuestion"]):
    def in_order(self) -> QuestionQuerySet:
        return self.order_by("session", "order", "asked_at", "id")

    def unsettled(self) -> QuestionQuerySet:
        return self.filter(state=MeetingQuestion.State.OPEN)


class MeetingQuestion(models.Model):
    """What was asked in a meeting, by whom, from where; what was answered by whom, and whether that settles it."""

    class State(models.TextChoices):
        OPEN = "terbuka", _("belum terjawab")
        SETTLED = "tuntas", _("tuntas")
        OWED = "ditugaskan", _("menjadi tugas kantor")
        WITHDRAWN = "ditarik", _("ditarik penanya")

    class Door(models.TextChoices):
        BEFORE = "sebelum", _("dikirim sebelum rapat")
        PHONE = "telepon", _("dikirim dari telepon saat rapat")
        FLOOR = "langsung", _("ditanyakan langsung")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="questions", verbose_name=_("rapat"))
    session = models.ForeignKey(MeetingSession, on_delete=models.PROTECT, null=True, related_name="questions")
    agenda = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, related_name="questions")
    order = models.PositiveSmallIntegerField(_("urutan"), default=0)
    asker = models.ForeignKey(Invitee, on_delete=models.PROTECT, null=True, related_name="questions")
    asker_name = models.CharField(_("penanya"), max_length=160, blank=True, default="")
    origin = models.CharField(_("dari"), max_length=160, blank=True, default="")  # village, district or office
    door = models.CharField(_("cara"), max_length=10, choices=Door, default=Door.FLOOR)
    text = models.TextField(_("pertanyaan"))
    answer = models.TextField(_("jawaban"), blank=True, default="")
    answered_by = models.CharField(_("dijawab oleh"), max_length=160, blank=True, default="")
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.OPEN)
    themes = models.ManyToManyField(Theme, related_name="questions", blank=True, verbose_name=_("tema"))
    asked_at = models.DateTimeField(_("ditanyakan pada"))
    settled_at = models.DateTimeField(_("dituntaskan pada"), null=True)
    called_at = models.DateTimeField(_("dibacakan pada"), null=True)  # it is being talked about, or was
    turn = models.PositiveIntegerField(default=0)  # +1 with each change: two who write at once do not undo each other
    token = models.CharField(max_length=64, unique=True)

    objects: ClassVar[QuestionQuerySet] = QuestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("pertanyaan rapat")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["terbuka", "tuntas", "ditugaskan", "ditarik"]), name="meeting_question_state"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
