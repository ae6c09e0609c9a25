"""Browsers in which an account is known, what was done with accounts, and accounts that two people give back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.people.models.persons import Person, User


class Device(models.Model):
    """One browser in which somebody signed in. Neither place nor address is kept; what opens it only as a hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices", verbose_name=_("akun"))
    code_hash = models.CharField(max_length=64, editable=False)  # of the cookie that this browser keeps
    session = models.CharField(max_length=40, blank=True, default="", editable=False)  # its row; "" when signed out
    words = models.CharField(_("peramban"), max_length=60)
    first_at = models.DateTimeField(_("pertama masuk"))
    seen_at = models.DateTimeField(_("terakhir terlihat"))
    end_hash = models.CharField(max_length=64, blank=True, default="", editable=False)  # of the link “that was not I”

    class Meta:
        verbose_name = _("perangkat")
        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="device_once")]
        indexes = [
            models.Index(fields=["code_hash"], name="device_code"),  # account_devices.known
            models.Index(fields=["end_hash"], condition=~Q(end_hash=""), name="device_end"),  # account_devices.told_by
            models.Index(fields=["seen_at"], name="device_seen"),  # account_devices.tidy
        ]

    def __str__(self) -> str:
        return self.words


class AccountLine(models.Model):
    """What happened to an account. Never changed; the database lets it go after a year, when nobody needs it."""

    class Verb(models.TextChoices):
        SIGN_IN = "sign_in", _("masuk")
        NEW_DEVICE = "new_device", _("masuk di perangkat baru")
        WRONG = "wrong", _("percobaan masuk yang gagal")
        WRONG_CODE = "wrong_code", _("kode yang salah")
        SIGN_OUT = "sign_out", _("keluar")
        END_DEVICE = "end_device", _("perangkat dikeluarkan")
        END_OTHERS = "end_others", _("semua perangkat lain dikeluarkan")
        DENY = "deny", _("masuk yang dibantah pemiliknya")
        END_POST = "end_post", _("dikeluarkan karena tidak memangku jabatan lagi")
        ASK_LINK = "ask_link", _("tautan kata sandi diminta")
        RESET = "reset", _("kata sandi dipilih lewat tautan")
        CHANGE_PASSWORD = "change_password", _("kata sandi diganti")
        ADD_FACTOR = "add_factor", _("pengaman kedua dipasang")
        REMOVE_FACTOR = "remove_factor", _("pengaman kedua dilepas")
        MAKE_CODES = "make_codes", _("kode pemulihan dibuat")
        RECOVER = "recover", _("akun dipulihkan oleh dua orang")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(_("pada"))
    verb = models.CharField(_("perbuatan"), max_length=16, choices=Verb)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="account_lines", verbose_name=_("akun")
    )
    typed_hash = models.CharField(max_length=64, blank=True, default="", editable=False)  # the address that was tried
    network_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    words = models.CharField(_("peramban"), max_length=60, blank=True, default="")

    class Meta:
        verbose_name = _("riwayat akun")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="accountline_own"),  # account_lines.latest_of
            models.Index(fields=["at", "id"], name="accountline_kept"),  # account_lines.tidy, and its guard
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.verb}"


class Recovery(models.Model):
    """Somebody cannot sign in any more: one person says so, another confirms it, and a day passes."""

    class Kind(models.TextChoices):
        FACTOR = "factor", _("Pengaman kedua hilang")
        MAILBOX = "mailbox", _("Kotak surel tidak bisa dibuka lagi")
        BOTH = "both", _("Keduanya")

    class State(models.TextChoices):
        ASKED = "asked", _("menunggu orang kedua")
        CONFIRMED = "confirmed", _("menunggu masa tenggang")
        DONE = "done", _("dipulihkan")
        STOPPED = "stopped", _("dihentikan")
        LAPSED = "lapsed", _("gugur")

    OPEN = (State.ASKED, State.CONFIRMED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="recoveries", verbose_name=_("orang"))
    kind = models.CharField(_("yang hilang"), max_length=8, choices=Kind)
    state = models.CharField(_("keadaan"), max_length=9, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("dimulai oleh"))
    asked_at = models.DateTimeField(_("dimulai pada"))
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("dipastikan oleh")
    )
    due_at = models.DateTimeField(_("berlaku pada"), null=True)
    ended_at = models.DateTimeField(_("selesai pada"), null=True)
    stop_hash = models.CharField(max_length=64, unique=True, editable=False)
    email_hash = models.CharField(max_length=64, blank=True, default="", editable=False)  # the address when it began

    objects: ClassVar[models.Manager[Recovery]] = models.Manager()

    class Meta:
        verbose_name = _("pemulihan akun")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["factor", "mailbox", "both"]), name="recovery_kind"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "confirmed", "done", "stopped", "lapsed"]), name="recovery_state"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "stopped", "lapsed"])
                | Q(confirmed_by__isnull=False, due_at__isnull=False),
                name="recovery_is_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("person"))
                & (Q(confirmed_by__isnull=True) | (~Q(confirmed_by=F("asked_by")) & ~Q(confirmed_by=F("person")))),
                name="recovery_by_two_others",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=["asked", "confirmed"]), name="recovery_once"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="recovery_due")]  # account_recovery.due

    def __str__(self) -> str:
        return f"{self.person}: {self.kind}"
