"""Who waits, with which number, and every turn that it took."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField
from balairung.rooms.reception.models.halls import Counter, Hall, Line


class HallVisit(models.Model):
    """One person in a hall on one day, for one service or several."""

    class Lane(models.TextChoices):
        """Why somebody is helped earlier (UU 25/2009 art. 29, UU 8/2016)."""

        NONE = "", _("tidak")
        ELDERLY = "elderly", _("lanjut usia")
        DISABLED = "disabled", _("penyandang disabilitas")
        PREGNANT = "pregnant", _("ibu hamil atau membawa bayi")

    class Channel(models.TextChoices):
        WEB = "web", _("situs web")
        WHATSAPP = "whatsapp", _("percakapan")
        KIOSK = "kiosk", _("kios")
        DESK = "desk", _("meja penerima")
        APPOINTMENT = "appointment", _("janji temu")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="visits", verbose_name=_("tempat"))
    day = models.DateField(_("tanggal"))
    token = models.CharField(max_length=64, unique=True)  # the same press or form sent twice is one visit
    secret_hash = models.CharField(max_length=64, unique=True)  # of the code in the address of the visitor's own page
    channel = models.CharField(_("saluran"), max_length=12, choices=Channel)
    lane = models.CharField(_("prioritas"), max_length=10, choices=Lane, blank=True, default=Lane.NONE)
    contact = SealedField(_("kontak"), blank=True, default="")  # told when it is nearly their turn; wiped with the day
    conversation = models.UUIDField(null=True)  # whoever took it in a chat
    opened_at = models.DateTimeField(_("datang pada"))

    class Meta:
        verbose_name = _("kunjungan")
        indexes = [
            models.Index(fields=["hall", "day"], name="visit_hall_day"),
            models.Index(  # what somebody in a chat holds
                fields=["conversation", "day"], condition=models.Q(conversation__isnull=False), name="visit_talk"
            ),
        ]


class TicketQuerySet(models.QuerySet["Ticket"]):
    def open(self) -> TicketQuerySet:
        return self.filter(ended_at__isnull=True)

    def waiting(self) -> TicketQuerySet:
        """Those that may be called, in the order in which they stand."""
        return self.open().filter(state=Ticket.State.WAITING).order_by("stands_at", "id")

    def for_list(self) -> TicketQuerySet:
        return self.select_related("line__booth", "counter", "visit")


class Ticket(models.Model):
    """One number for one service. Its label never changes, not even when it is transferred to another line."""

    class State(models.TextChoices):
        WAITING = "waiting", _("menunggu")
        CALLED = "called", _("dipanggil")
        SERVING = "serving", _("dilayani")
        HELD = "held", _("ditahan")
        DONE = "done", _("selesai")
        NO_SHOW = "no_show", _("tidak hadir")
        LEFT = "left", _("membatalkan")
        CLOSED = "closed", _("hari berakhir")

    OPEN = (State.WAITING, State.CALLED, State.SERVING, State.HELD)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(HallVisit, on_delete=models.PROTECT, related_name="tickets", verbose_name=_("kunjungan"))
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="tickets", verbose_name=_("tempat"))
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="tickets", verbose_name=_("layanan"))
    day = models.DateField(_("tanggal"))
    label = models.CharField(_("nomor"), max_length=8)  # "A-012"
    state = models.CharField(_("keadaan"), max_length=8, choices=State, default=State.WAITING)
    quick = models.BooleanField(_("sebentar saja"), default=False)
    counter = models.ForeignKey(
        Counter, on_delete=models.PROTECT, null=True, related_name="tickets", verbose_name=_("loket")
    )
    taken_at = models.DateTimeField(_("diambil pada"))
    stands_at = models.DateTimeField(_("urutan"))  # taken_at, or earlier by the head start; an appointment's own time
    called_at = models.DateTimeField(_("dipanggil pada"), null=True)  # the first call; what a wait is measured to
    recalled_at = models.DateTimeField(_("panggilan terakhir"), null=True)
    calls = models.PositiveSmallIntegerField(_("berapa kali dipanggil"), default=0)
    started_at = models.DateTimeField(_("mulai dilayani"), null=True)
    ended_at = models.DateTimeField(_("selesai pada"), null=True)
    told_at = models.DateTimeField(null=True)  # that it is nearly their turn
    turn = models.PositiveSmallIntegerField(default=0)  # how many turns it took: what a page has read may be old
    turned_at = models.DateTimeField(null=True)  # its last turn; the next is never earlier, whatever a clock says
    expected = models.PositiveIntegerField(_("perkiraan tunggu saat diambil, detik"), null=True)
    spread = models.PositiveIntegerField(_("meleset biasanya, detik"), null=True)

    objects: ClassVar[TicketQuerySet] = TicketQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("nomor antrean")
        constraints = [
            models.UniqueConstraint(fields=["hall", "day", "label"], name="ticket_label_once"),
            models.UniqueConstraint(  # nobody is served at two tables at once
                fields=["visit"], condition=Q(state__in=["called", "serving"]), name="ticket_one_at_a_time"
            ),
            models.UniqueConstraint(  # and a counter has one person before it
                fields=["counter"], condition=Q(state__in=["called", "serving"]), name="ticket_one_at_counter"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, state__in=["waiting", "called", "serving", "held"])
                | Q(ended_at__isnull=False, state__in=["done", "no_show", "left", "closed"]),
                name="ticket_ended",
            ),
        ]
        indexes = [
            models.Index(
                fields=["line", "state", "stands_at", "id"], condition=Q(ended_at__isnull=True), name="ticket_waiting"
            ),
            models.Index(fields=["hall", "state"], condition=Q(ended_at__isnull=True), name="ticket_hall_open"),
            models.Index(fields=["line", "day"], name="ticket_line_day"),
            models.Index(fields=["line", "-ended_at"], condition=Q(state="done"), name="ticket_line_done"),
            models.Index(
                fields=["hall", "-recalled_at"], condition=Q(recalled_at__isnull=False), name="ticket_hall_calls"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Turn(models.Model):
    """One line of what happened with a ticket; only added."""

    class Kind(models.TextChoices):
        TAKEN = "taken", _("diambil")
        CALLED = "called", _("dipanggil")
        RECALLED = "recalled", _("dipanggil lagi")
        STARTED = "started", _("mulai dilayani")
        HELD = "held", _("ditahan")
        RESUMED = "resumed", _("kembali menunggu")
        TRANSFERRED = "transferred", _("dipindahkan")
        DONE = "done", _("selesai")
        NO_SHOW = "no_show", _("tidak hadir")
        LEFT = "left", _("membatalkan")
        CLOSED = "closed", _("hari berakhir")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="turns")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        *("taken", "called", "recalled", "started", "held", "resumed", "transferred"),
                        *("done", "no_show", "left", "closed"),
                    ]
                ),
                name="turn_kind",
            )
        ]


class NumberSeries(models.Model):
    """The last number of a letter in a hall on a day: counted up in the transaction that writes the ticket.

    Of the letter and not of the line: a line that ends and another that begins with its letter share the day's numbers.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=2)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall", "prefix", "day"], name="number_series_once")]
