"""What departs from the turn: overrides, swaps; and what is kept of a roster: its outlook, a person's feed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.kernel.rosters.models.rosters import Roster


class Swap(models.Model):
    """One asks another, or anybody of the layer, to take a turn; perhaps for one of theirs."""

    class State(models.TextChoices):
        ASKED = "asked", _("menunggu jawaban")
        ACCEPTED = "accepted", _("disetujui")
        DECLINED = "declined", _("ditolak")
        WITHDRAWN = "withdrawn", _("dibatalkan")
        EXPIRED = "expired", _("lewat waktunya")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="swaps", verbose_name=_("jadwal"))
    place = models.PositiveSmallIntegerField(_("lapis"))
    asker = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="swaps_asked", verbose_name=_("peminta")
    )
    asked = models.ForeignKey(  # None: anybody who turns in this layer
        "people.Person", on_delete=models.PROTECT, null=True, related_name="swaps_received", verbose_name=_("diminta")
    )
    since = models.DateTimeField(_("dari"))
    until = models.DateTimeField(_("sampai"))
    back_since = models.DateTimeField(_("gantinya dari"), null=True)  # the turn that the asker takes for it
    back_until = models.DateTimeField(_("gantinya sampai"), null=True)
    words = models.CharField(_("alasan"), max_length=200, blank=True, default="")
    state = models.CharField(_("keadaan"), max_length=9, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("diminta pada"))
    answered_at = models.DateTimeField(_("dijawab pada"), null=True)
    answered_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("permintaan tukar")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="swap_term"),
            models.CheckConstraint(
                condition=Q(back_since__isnull=True, back_until__isnull=True) | Q(back_until__gt=F("back_since")),
                name="swap_back_term",
            ),
            models.CheckConstraint(condition=Q(asked__isnull=True) | ~Q(asked=F("asker")), name="swap_with_another"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "accepted", "declined", "withdrawn", "expired"]), name="swap_state"
            ),
        ]
        indexes = [
            models.Index(fields=["since"], condition=Q(state="asked"), name="swap_waiting"),  # those that lapse
            models.Index(fields=["roster", "state"], name="swap_of_roster"),
        ]


class Override(models.Model):
    """For a while somebody else is on duty in a layer, or nobody; the later row stands above the earlier one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="overrides", verbose_name=_("jadwal"))
    place = models.PositiveSmallIntegerField(_("lapis"))
    person = models.ForeignKey(  # None: nobody, and it shows as a gap
        "people.Person", on_delete=models.PROTECT, null=True, related_name="covers", verbose_name=_("pengganti")
    )
    since = models.DateTimeField(_("dari"))
    until = models.DateTimeField(_("sampai"))
    reason = models.CharField(_("alasan"), max_length=200, blank=True, default="")
    swap = models.ForeignKey(Swap, on_delete=models.PROTECT, null=True, related_name="overrides")
    made_at = models.DateTimeField(_("dibuat pada"))
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(_("dibatalkan pada"), null=True)

    class Meta:
        verbose_name = _("pengganti")
        ordering = ["made_at", "id"]
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("since")), name="override_term")]
        indexes = [
            models.Index(fields=["roster", "until"], condition=Q(cancelled_at__isnull=True), name="override_standing")
        ]


class Outlook(models.Model):
    """What the next 52 weeks of a roster look like, counted by the worker after each change and every night."""

    roster = models.OneToOneField(Roster, on_delete=models.CASCADE, primary_key=True, related_name="outlook")
    counted_at = models.DateTimeField(_("dihitung pada"), null=True)
    stale_since = models.DateTimeField(null=True)  # something changed; the worker counts it again
    tell_at = models.DateTimeField(null=True)  # when somebody comes on duty next, or is told a day before
    score = models.PositiveSmallIntegerField(_("nilai"), default=0)  # 0-100
    required_minutes = models.PositiveIntegerField(default=0)
    gap_minutes = models.PositiveIntegerField(_("waktu kosong"), default=0)
    unreachable_minutes = models.PositiveIntegerField(default=0)  # covered only by people without a proved contact
    balance = models.PositiveSmallIntegerField(_("pemerataan"), default=100)  # 0-100, over the members of each layer
    overloaded = models.PositiveSmallIntegerField(_("terlalu berat"), default=0)  # people
    facts = models.JSONField(default=dict)  # per week and per person, for the page (see outlook.py)

    class Meta:
        verbose_name = _("tinjauan jadwal")
        indexes = [
            models.Index(fields=["stale_since"], condition=Q(stale_since__isnull=False), name="outlook_stale"),
            models.Index(fields=["tell_at"], name="outlook_tell"),
        ]


class Feed(models.Model):
    """The secret address of a person's shifts for a calendar; only the hash of its token is kept."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, primary_key=True, related_name="duty_feed")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("dibuat pada"))

    class Meta:
        verbose_name = _("umpan kalender")
