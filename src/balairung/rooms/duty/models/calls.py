"""A drill wakes some officials; a call climbs until somebody answers; a ring is one try at one door."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id

OPEN_CALLS = ("planned", "ringing")
CALL_STATES = ("planned", "ringing", "reached", "unreached", "excused", "cancelled")


class Drill(models.Model):
    """One draw of officials for one period; from what it was drawn and how is kept, so that it can be checked."""

    class State(models.TextChoices):
        PLANNED = "planned", _("dijadwalkan")
        RUNNING = "running", _("berjalan")
        DONE = "done", _("selesai")
        CANCELLED = "cancelled", _("dibatalkan")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    period = models.DateField(_("periode"))  # the first day of the month
    state = models.CharField(_("keadaan"), max_length=9, choices=State, default=State.PLANNED)
    starts_at = models.DateTimeField(_("mulai"))  # calls are spread between the two, outside quiet hours
    ends_at = models.DateTimeField(_("selesai"))
    planned_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField(_("direncanakan pada"))
    seed = models.CharField(_("benih undian"), max_length=64)  # published when done: the draw can be repeated
    pool = models.JSONField(default=list)  # [[post, person, their last drill or None], …]: what was drawn from
    drawn_from = models.PositiveIntegerField(_("diundi dari"), default=0)  # posts
    size = models.PositiveIntegerField(_("yang diundi"), default=0)
    done_at = models.DateTimeField(null=True)
    why = models.CharField(_("dibatalkan karena"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("latihan siaga")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["planned", "running", "done", "cancelled"]), name="drill_state"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="drill_term"),
        ]


class Switch(models.Model):
    """From when on the system plans a drill each month by itself, or no longer; the latest row counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    on = models.BooleanField(_("latihan setiap bulan"))
    at = models.DateTimeField(_("diubah pada"))
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("sakelar latihan")
        ordering = ["-at", "-id"]


class CallQuerySet(models.QuerySet["Call"]):
    def due(self, now: object) -> CallQuerySet:
        """Those whose next step has come, real calls before drills."""
        return self.filter(state__in=OPEN_CALLS, next_at__lte=now).order_by("-real", "next_at", "id")


class Call(models.Model):
    """One official is called, by a drill or because somebody needs them now; both climb the same ladder."""

    class State(models.TextChoices):
        PLANNED = "planned", _("belum dipanggil")
        RINGING = "ringing", _("sedang dipanggil")
        REACHED = "reached", _("terhubung")
        UNREACHED = "unreached", _("tidak terhubung")
        EXCUSED = "excused", _("tidak dinilai")  # our own doors failed, or nobody sat in the post
        CANCELLED = "cancelled", _("dibatalkan")

    class Means(models.TextChoices):
        CODE = "code", _("kode balasan")
        LINK = "link", _("tautan")
        KEY = "key", _("tombol telepon")
        BUTTON = "button", _("tombol pesan")
        PAGE = "page", _("halaman ini")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, null=True, related_name="calls")
    real = models.BooleanField(_("panggilan sungguhan"), default=False)
    period = models.DateField(_("periode"), null=True)  # drills: the first day of the month
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="calls", verbose_name=_("jabatan"))
    person = models.ForeignKey(  # who sat there when the call began; None where nobody did
        "people.Person", on_delete=models.PROTECT, null=True, related_name="calls", verbose_name=_("pejabat")
    )
    called_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(_("keperluan"), max_length=200, blank=True, default="")  # of a real call
    state = models.CharField(_("keadaan"), max_length=9, choices=State, default=State.PLANNED)
    step = models.PositiveSmallIntegerField(default=0)  # how many steps of the ladder were taken
    next_at = models.DateTimeField(null=True)  # when the next step is taken; None at rest
    started_at = models.DateTimeField(_("mulai dipanggil"), null=True)
    answered_at = models.DateTimeField(_("dijawab pada"), null=True)
    answered_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    answered_ring = models.ForeignKey("duty.Ring", on_delete=models.PROTECT, null=True, related_name="+")
    means = models.CharField(_("dijawab dengan"), max_length=6, choices=Means, blank=True, default="")
    answered_late = models.BooleanField(_("dijawab setelah semua cara dicoba"), default=False)
    seconds = models.PositiveIntegerField(_("detik sampai dijawab"), null=True)
    tries = models.PositiveSmallIntegerField(default=0)  # wrong codes
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(_("keterangan"), max_length=200, blank=True, default="")  # of excused and unreached

    objects: ClassVar[CallQuerySet] = CallQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("panggilan")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CALL_STATES), name="call_state"),
            models.CheckConstraint(
                condition=Q(real=True, drill__isnull=True, period__isnull=True)
                | Q(real=False, drill__isnull=False, period__isnull=False),
                name="call_drill_or_real",
            ),
            models.UniqueConstraint(  # nobody is woken twice in a period, whatever runs beside what
                fields=["person", "period"],
                condition=Q(real=False) & ~Q(state="cancelled"),
                name="call_person_once_a_period",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state__in=OPEN_CALLS), name="call_due"),
            models.Index(fields=["period", "post"], name="call_of_period"),
            models.Index(fields=["drill", "state"], name="call_of_drill"),
            models.Index(fields=["-started_at"], condition=Q(real=True), name="call_real"),
            models.Index(fields=["person", "-started_at"], name="call_of_person"),  # draw: when were they last called?
        ]


class Ring(models.Model):
    """One step of a call: to whom, for which post, by which door; the notice knows what became of it."""

    class Role(models.TextChoices):
        HOLDER = "holder", _("pejabat")
        ON_DUTY = "on_duty", _("petugas jaga")
        DEPUTY = "deputy", _("wakil menurut pelimpahan")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="rings")
    step = models.PositiveSmallIntegerField()
    role = models.CharField(_("sebagai"), max_length=7, choices=Role)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, null=True, related_name="+")
    under = models.ForeignKey("people.Delegation", on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(_("saluran"), max_length=12, blank=True, default="")
    notice_key = models.CharField(max_length=120, blank=True, default="")
    token_hash = models.CharField(max_length=64, blank=True, default="")  # of the link in this message
    at = models.DateTimeField(_("pada"))
    skipped = models.CharField(_("dilewati karena"), max_length=160, blank=True, default="")  # nothing was sent

    class Meta:
        verbose_name = _("dering")
        ordering = ["call", "step", "id"]
        constraints = [models.UniqueConstraint(fields=["call", "step"], name="ring_step_once")]
        indexes = [
            models.Index(fields=["token_hash"], condition=~Q(token_hash=""), name="ring_token"),
            models.Index(fields=["person", "at"], name="ring_of_person"),  # whose reply is this?
        ]
