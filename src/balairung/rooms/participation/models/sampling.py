"""What is drawn by lot: offices that somebody visits unannounced, finished cases whose owners are called."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.sealed import SealedField


class SampleRun(models.Model):
    """One draw: the hash of its seed is public before, the seed and the list that was drawn from afterwards."""

    class Kind(models.TextChoices):
        GUEST = "guest", _("tamu tanpa pemberitahuan")
        CALL = "call", _("telepon kembali")

    class State(models.TextChoices):
        COMMITTED = "committed", _("benih disegel")
        DRAWN = "drawn", _("sedang berjalan")
        REVEALED = "revealed", _("diumumkan")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField(_("nomor"), max_length=20, unique=True)
    kind = models.CharField(_("jenis"), max_length=6, choices=Kind)
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.COMMITTED)
    since = models.DateField(_("dari"))
    until = models.DateField(_("sampai"))
    size = models.PositiveSmallIntegerField(_("besar sampel"))
    seed = SealedField(_("benih"))
    seed_hash = models.CharField(max_length=64)
    pool = models.JSONField(default=dict)  # shelf -> keys that were drawn from; of cases a hash, never a number
    barred = models.PositiveIntegerField(_("tidak diundi lagi"), default=0)  # drawn earlier in this quarter
    committed_at = models.DateTimeField(_("disegel pada"))
    drawn_at = models.DateTimeField(_("diundi pada"), null=True)
    revealed_at = models.DateTimeField(_("diumumkan pada"), null=True)
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("sampel")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["guest", "call"]), name="sample_run_kind"),
            models.CheckConstraint(condition=Q(state__in=["committed", "drawn", "revealed"]), name="sample_run_state"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="sample_run_days"),
        ]
        indexes = [models.Index(fields=["-since", "-id"], name="sample_run_list")]

    def __str__(self) -> str:
        return self.ref


class SampleUnit(models.Model):
    """One that was drawn: where somebody goes and when, or which case is asked about; and what came out of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("belum")
        ASKED = "asked", _("menunggu izin pemilik")
        AGREED = "agreed", _("boleh dihubungi")
        DONE = "done", _("selesai")
        MISSED = "missed", _("tidak terlaksana")
        DECLINED = "declined", _("tidak bersedia")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(SampleRun, on_delete=models.PROTECT, related_name="units")
    shelf = models.CharField(_("lapisan"), max_length=40)
    unit_key = models.CharField(max_length=64)  # what the lot was drawn for: the key of an office, the hash of a case
    whom = models.CharField(max_length=64, blank=True, default="")  # a keyed hash: nobody is drawn twice in a quarter
    office = models.ForeignKey("people.Office", on_delete=models.PROTECT, related_name="+", verbose_name=_("kantor"))
    case_ref = models.CharField(_("nomor perkara"), max_length=20, blank=True, default="")
    service = models.CharField(_("layanan"), max_length=160, blank=True, default="")
    visit_on = models.DateField(_("hari kunjungan"), null=True)
    afternoon = models.BooleanField(_("siang"), default=False)
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.WAITING)
    token_hash = models.CharField(max_length=64, blank=True, default="")  # of the owner's own page
    number = SealedField(_("nomor telepon"), blank=True, default="")  # the owner's; emptied after the call
    said = models.JSONField(default=dict)  # question -> yes, no, unseen
    words = models.CharField(_("catatan"), max_length=600, blank=True, default="")  # for officers
    done_at = models.DateTimeField(_("dilakukan pada"), null=True)
    done_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("anggota sampel")
        constraints = [
            models.UniqueConstraint(fields=["run", "unit_key"], name="sample_unit_once"),
            models.UniqueConstraint(fields=["token_hash"], condition=~Q(token_hash=""), name="sample_unit_token"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "asked", "agreed", "done", "missed", "declined"]),
                name="sample_unit_state",
            ),
        ]

    def __str__(self) -> str:
        return str(self.office_id)
