"""An office owes something by a time, with proof: the heart of the house.

`state` says whose turn it is; the ledger (`Event`) says what happened; *overdue* is neither, it is a comparison of a
clock with the time.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from balairung.ground.common.ids import new_id
from balairung.ground.common.working_time import Unit
from balairung.kernel.people.actors import Actor


class State(models.TextChoices):
    """Whose turn is it, and does the clock run? (What happened is in the ledger.)"""

    NEW = "new", pgettext_lazy("keadaan", "Masuk")  # nobody yet; the clock runs
    ACTIVE = "active", _("Dikerjakan")  # the owner office; the clock runs
    WAITING = "waiting", _("Menunggu pemohon")  # the other side; the clock stands still
    DONE = "done", _("Selesai")
    REFUSED = "refused", _("Ditolak")
    WITHDRAWN = "withdrawn", _("Dicabut")


OPEN = (State.NEW, State.ACTIVE, State.WAITING)
CLOSED = (State.DONE, State.REFUSED, State.WITHDRAWN)


class Visibility(models.TextChoices):
    PUBLIC = "public", _("terbuka")  # the room may publish its redacted projection
    INTERNAL = "internal", _("untuk petugas")
    SECRET = "secret", _("rahasia")  # the owner office, the coordinator and the line above, nobody else


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def visible_to(self, actor: Actor) -> ObligationQuerySet:
        """What exists for this actor: their office's; the whole regency for those who lead or coordinate.

        An excluded post sees nothing of it, however high. A secret one is seen by its owner office, the coordinator
        and whoever it was escalated to. Who held the owner's post once sees it no longer: rights come from holdings.
        """
        if not actor.is_officer:
            return self.none()
        barred = Exclusion.objects.filter(Q(post__in=actor.post_ids) | Q(person=actor.person_id))
        seen = self.exclude(pk__in=barred.values("obligation"))
        if actor.coordinates:
            return seen
        told = Exists(Clock.objects.filter(obligation=OuterRef("pk"), told_post__in=actor.post_ids))
        alone = Q(owner_person=actor.person_id, owner_office__isnull=True)
        mine = Q(owner_office__in=actor.office_ids) | alone | Q(told)
        return seen.filter(~Q(visibility=Visibility.SECRET) | mine) if actor.leads else seen.filter(mine)

    def near(self, actor: Actor) -> ObligationQuerySet:
        """Of what they see, what is theirs to care for: their office's, and what climbed up to them and still waits.

        For those who lead or coordinate all of it. The lists ask for this beside `visible_to`: it has an index.
        """
        if actor.leads or actor.coordinates:
            return self
        told = Clock.objects.filter(told_post__in=actor.post_ids, met_at__isnull=True, dropped_at__isnull=True)
        alone = Q(owner_person=actor.person_id, owner_office__isnull=True)
        return self.filter(Q(owner_office__in=actor.office_ids) | alone | Q(pk__among=told.values("obligation")))

    def behind(self, field: str = "obligation") -> Exists:
        """Whether what a row of another table names in `field` is one of these, asked of each row by its key.

        For `visible_to` beside another condition (`|`): of `field__in` PostgreSQL makes no join there, and reads all
        that a leader may see again for each row (half a million obligations, 2026-11: minutes, now milliseconds).
        """
        return Exists(self.filter(pk=OuterRef(field)))

    def about_somebody(self) -> ObligationQuerySet:
        """Those that are about somebody of the house: no sum holds them, or the accused would count them."""
        return self.filter(pk__in=Exclusion.objects.values("obligation"))

    def open(self) -> ObligationQuerySet:
        return self.filter(closed_at__isnull=True)  # the same as the states in OPEN, and what the indexes know

    def running(self) -> ObligationQuerySet:
        """Those whose owner office owes the next step.

        The one state that is left out is named, not the two that are meant: PostgreSQL takes those for far fewer rows
        than they are and reads all of them (a million complaints, 2026-11: 8 ms for an office's list instead of 2).
        """
        return self.open().exclude(state=State.WAITING)

    def late(self, now: datetime) -> ObligationQuerySet:
        return self.running().filter(next_at__lt=now)

    def for_list(self) -> ObligationQuerySet:
        """In the order in which things fall due, with what a row shows."""
        return self.select_related("owner_office").order_by(F("next_at").asc(nulls_last=True), "id")


class Obligation(models.Model):
    """What an office (or one person) owes by a time. `kind` is the label of the room whose page shows it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("jenis"), max_length=40)
    ref = models.CharField(_("nomor"), max_length=20, unique=True)
    subject = models.CharField(_("perihal"), max_length=200)
    case = models.UUIDField(_("perkara"), default=new_id)  # obligations of one case share it
    origin = models.CharField(_("asal"), max_length=80, blank=True, default="")
    period = models.CharField(_("periode"), max_length=20, blank=True, default="")  # "2026-11"

    owner_office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, null=True, related_name="obligations", verbose_name=_("kantor")
    )
    owner_post = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, null=True, related_name="obligations", verbose_name=_("jabatan")
    )
    owner_person = models.ForeignKey(  # who does it in that office, or a person alone
        "people.Person", on_delete=models.PROTECT, null=True, related_name="obligations", verbose_name=_("pemangku")
    )
    owner_key = models.CharField(max_length=40)  # office, else person: what the origin is unique with

    visibility = models.CharField(_("keterbukaan"), max_length=10, choices=Visibility, default=Visibility.INTERNAL)
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.NEW)
    step = models.CharField(_("langkah"), max_length=20, blank=True, default="")
    priority = models.PositiveSmallIntegerField(_("didahulukan"), default=0)  # above 0 stands first in every list
    held_state = models.CharField(max_length=10, blank=True, default="")  # where a question interrupted the work
    held_step = models.CharField(max_length=20, blank=True, default="")
    seq = models.PositiveIntegerField(_("baris terakhir"), default=0)

    opened_at = models.DateTimeField(_("dibuka pada"))
    closed_at = models.DateTimeField(_("ditutup pada"), null=True)
    next_at = models.DateTimeField(_("jatuh tempo"), null=True)  # earliest running clock of the office
    answer_by = models.DateTimeField(_("batas pemohon"), null=True)  # earliest running clock of the other side

    objects: ClassVar[ObligationQuerySet] = ObligationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("kewajiban")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="obligation_state"),
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="obligation_visibility"),
            models.CheckConstraint(
                condition=Q(owner_office__isnull=False) | Q(owner_person__isnull=False), name="obligation_owned"
            ),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED, closed_at__isnull=False, next_at__isnull=True)
                | Q(state__in=OPEN, closed_at__isnull=True),
                name="obligation_closed",
            ),
            models.UniqueConstraint(
                fields=["kind", "origin", "period", "owner_key"], condition=~Q(origin=""), name="obligation_once"
            ),
        ]
        indexes = [
            models.Index(  # an office's inbox: visible_to().running().for_list()
                fields=["owner_office", "next_at", "id"], condition=Q(closed_at__isnull=True), name="obligation_inbox"
            ),
            models.Index(  # what stands first in every list: few, whatever the size of the table
                fields=["next_at", "id", "owner_office"],
                condition=Q(closed_at__isnull=True, priority__gt=0),
                name="obligation_first",
            ),
            models.Index(  # late() and visible_to() from the index alone: who is late, whose, since when
                fields=["next_at", "id", "owner_office", "state", "visibility", "owner_person"],
                condition=Q(closed_at__isnull=True),
                name="obligation_late",
            ),
            models.Index(  # running() of one state, in the order in which it falls due
                fields=["state", "next_at", "id"], condition=Q(closed_at__isnull=True), name="obligation_standing"
            ),
            models.Index(  # what was closed since yesterday
                fields=["closed_at"], condition=Q(closed_at__isnull=False), name="obligation_closed_at"
            ),
            models.Index(fields=["answer_by"], condition=Q(answer_by__isnull=False), name="obligation_silent"),
            models.Index(fields=["owner_person"], condition=Q(closed_at__isnull=True), name="obligation_person"),
            models.Index(fields=["case"], name="obligation_case"),
            models.Index(fields=["opened_at"], name="obligation_opened"),  # what came since yesterday
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.subject}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def is_late(self, now: datetime) -> bool:
        return self.state in (State.NEW, State.ACTIVE) and self.next_at is not None and self.next_at < now


class Clock(models.Model):
    """One of the clocks of an obligation: by when, by which rule. Its arithmetic is shown from these facts."""

    class Party(models.TextChoices):
        OFFICE = "office", _("kantor")
        OTHER = "citizen", _("pemohon")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="clocks")
    name = models.CharField(_("nama"), max_length=30)  # the key in data/deadlines.yaml
    party = models.CharField(_("pihak"), max_length=10, choices=Party, default=Party.OFFICE)
    amount = models.PositiveSmallIntegerField(_("lama"))
    unit = models.CharField(_("satuan"), max_length=16, choices=[(unit.value, unit.value) for unit in Unit])
    calendar = models.CharField(_("kalender"), max_length=10)
    source = models.CharField(_("dasar"), max_length=200)
    started_at = models.DateTimeField(_("mulai"))
    due_at = models.DateTimeField(_("jatuh tempo"))
    met_at = models.DateTimeField(_("dipenuhi pada"), null=True)
    dropped_at = models.DateTimeField(_("gugur pada"), null=True)  # the obligation ended otherwise
    paused_at = models.DateTimeField(_("berhenti sejak"), null=True)
    level = models.PositiveSmallIntegerField(_("jenjang"), default=0)  # rungs climbed
    escalate_at = models.DateTimeField(_("naik jenjang pada"), null=True)
    told_post = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, null=True, related_name="told_clocks", db_index=False
    )

    class Meta:
        verbose_name = _("tenggat")
        constraints = [
            models.CheckConstraint(
                condition=Q(escalate_at__isnull=True)
                | Q(met_at__isnull=True, dropped_at__isnull=True, paused_at__isnull=True, party="office"),
                name="clock_escalates_while_running",
            )
        ]
        indexes = [
            models.Index(  # escalation.due_clocks
                fields=["escalate_at", "id"], condition=Q(escalate_at__isnull=False), name="clock_escalate"
            ),
            models.Index(  # visible_to(): whoever it was escalated to
                fields=["told_post", "obligation"], condition=Q(told_post__isnull=False), name="clock_told"
            ),
            models.Index(  # what one was told of and still waits
                fields=["told_post", "obligation"],
                condition=Q(told_post__isnull=False, met_at__isnull=True, dropped_at__isnull=True),
                name="clock_waits",
            ),
            models.Index(  # promises kept and broken, from the index alone
                fields=["met_at", "due_at"], condition=Q(party="office", met_at__isnull=False), name="clock_kept"
            ),
            models.Index(  # recount(): what a late decree moves
                fields=["due_at"], condition=Q(met_at__isnull=True, dropped_at__isnull=True), name="clock_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d}"

    @property
    def is_running(self) -> bool:
        return self.met_at is None and self.dropped_at is None and self.paused_at is None


class Pause(models.Model):
    """A stretch in which a clock stood still because the other side was asked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="pauses")
    since = models.DateTimeField(_("sejak"))
    until = models.DateTimeField(_("sampai"), null=True)
    rung_at = models.DateTimeField(_("naik jenjang pada"), null=True)  # what `escalate_at` was; null: nobody was left

    class Meta:
        verbose_name = _("jeda")
        ordering = ["since", "id"]


class Exclusion(models.Model):
    """A post, or the person who was in it then, that this obligation does not exist for: it is about them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="exclusions")
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="exclusions")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="exclusions")

    class Meta:
        verbose_name = _("pengecualian")
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "post"], condition=Q(person__isnull=True), name="exclusion_once"
            ),
            models.UniqueConstraint(
                fields=["obligation", "post", "person"],
                condition=Q(person__isnull=False),
                name="exclusion_of_person_once",
            ),
        ]
