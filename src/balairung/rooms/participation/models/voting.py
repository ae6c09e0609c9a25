"""A round of proposals and votes: who proposed what, what the office found, who has voted, and how many chose what.

That somebody voted and what was chosen are two things that no row holds together (docs/decisions/0032).
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from balairung.ground.common.ids import new_id
from balairung.ground.common.rupiah import RupiahField, in_words
from balairung.ground.common.sealed import SealedField
from balairung.rooms.participation.models.consulting import HiddenByRule


class VotingRoundQuerySet(models.QuerySet["VotingRound"]):
    def announced(self) -> VotingRoundQuerySet:
        return self.filter(announced_at__isnull=False)

    def to_check(self, today: date) -> VotingRoundQuerySet:
        """Nobody proposes any more, and the office was not told yet to check."""
        return self.announced().filter(proposals_until__lt=today, closed_at__isnull=True)

    def to_count(self, today: date) -> VotingRoundQuerySet:
        return self.announced().filter(votes_until__lt=today, counted_at__isnull=True)


class VotingRound(models.Model):
    """One question to the people: what comes first?"""

    class Phase(models.TextChoices):
        DRAFT = "draft", _("belum diumumkan")
        COMING = "coming", _("segera dibuka")
        PROPOSING = "proposing", _("warga mengusulkan")
        CHECKING = "checking", _("usulan diperiksa")
        VOTING = "voting", _("warga memilih")
        COUNTING = "counting", _("suara dihitung")
        RESULT = "result", _("hasil diumumkan")

    class Contacts(models.TextChoices):
        ANY = "any", _("nomor telepon atau surel")
        TELEPHONE = "telephone", _("nomor telepon saja")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField(_("nomor"), max_length=20, unique=True)
    office = models.ForeignKey(
        "people.Office", on_delete=models.PROTECT, related_name="voting_rounds", verbose_name=_("kantor")
    )
    title = models.CharField(_("tema"), max_length=200)
    summary = models.TextField(_("penjelasan"))
    ceiling = RupiahField(_("pagu"), default=0)  # 0: none
    district = models.ForeignKey(  # None: everybody of the regency
        "people.Region", on_delete=models.PROTECT, null=True, related_name="voting_rounds", verbose_name=_("wilayah")
    )
    contacts = models.CharField(_("dipastikan lewat"), max_length=10, choices=Contacts, default=Contacts.ANY)
    most = models.PositiveSmallIntegerField(_("pilihan per orang"), default=3)
    places = models.PositiveSmallIntegerField(_("usulan yang dijalankan"), default=3)
    electorate = models.PositiveIntegerField(_("warga yang berhak"), null=True)
    opens_on = models.DateField(_("usulan mulai"))
    proposals_until = models.DateField(_("usulan sampai"))
    votes_from = models.DateField(_("memilih mulai"))
    votes_until = models.DateField(_("memilih sampai"))
    seed = SealedField(_("benih undian"), blank=True, default="")  # for ties: known to nobody before the result
    seed_hash = models.CharField(max_length=64, blank=True, default="")  # published with the round
    announced_at = models.DateTimeField(_("diumumkan pada"), null=True)
    closed_at = models.DateTimeField(null=True)  # the office owes its check from here on
    counted_at = models.DateTimeField(_("dihitung pada"), null=True)
    made_at = models.DateTimeField(_("dibuat pada"))
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[VotingRoundQuerySet] = VotingRoundQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("putaran usulan")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("proposals_until"), proposals_until__lt=F("votes_from"))
                & Q(votes_from__lte=F("votes_until")),
                name="voting_round_days",
            ),
            models.CheckConstraint(condition=Q(contacts__in=["any", "telephone"]), name="voting_round_contacts"),
        ]
        indexes = [
            models.Index(  # the public list, the newest first
                fields=["-opens_on", "-id"], condition=Q(announced_at__isnull=False), name="voting_round_list"
            ),
            models.Index(fields=["votes_until"], condition=Q(counted_at__isnull=True), name="voting_round_count"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ceiling_words(self) -> str:
        return in_words(self.ceiling) if self.ceiling else ""

    def phase(self, today: date) -> Phase:
        """Where it stands on this day."""
        if self.announced_at is None:
            return self.Phase.DRAFT
        if self.counted_at:
            return self.Phase.RESULT
        if today > self.votes_until:
            return self.Phase.COUNTING
        if today >= self.votes_from:
            return self.Phase.VOTING
        if today > self.proposals_until:
            return self.Phase.CHECKING
        return self.Phase.PROPOSING if today >= self.opens_on else self.Phase.COMING


class CitizenProposalQuerySet(models.QuerySet["CitizenProposal"]):
    def on_ballot(self) -> CitizenProposalQuerySet:
        """What was found feasible, and what nobody checked in time: an office cannot bury a proposal by silence."""
        states = (CitizenProposal.State.SENT, CitizenProposal.State.FEASIBLE)
        return self.filter(state__in=states, hidden_rule="")

    def unchecked(self) -> CitizenProposalQuerySet:
        return self.filter(state=CitizenProposal.State.SENT, hidden_rule="")


class CitizenProposal(HiddenByRule):
    """What somebody would like to see done, what the office found, and what became of it."""

    class State(models.TextChoices):
        SENT = "sent", _("belum diperiksa kantor")
        FEASIBLE = "feasible", _("dapat dikerjakan")
        REFUSED = "refused", _("tidak dapat dikerjakan")
        EXCLUDED = "excluded", _("dikeluarkan dari putaran")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(VotingRound, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveIntegerField(_("nomor urut"))
    title = models.CharField(_("usulan"), max_length=160)
    text = models.TextField(_("penjelasan"))
    region = models.ForeignKey(
        "people.Region", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("wilayah")
    )
    contact_hash = models.CharField(max_length=64)
    told_to = SealedField(_("dikabari di"), blank=True, default="")
    sent_at = models.DateTimeField(_("dikirim pada"))
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.SENT)
    reason = models.CharField(_("alasan"), max_length=600, blank=True, default="")  # everybody reads it
    cost = RupiahField(_("perkiraan biaya"), default=0)  # 0: nobody counted it
    office = models.ForeignKey(  # who would do it
        "people.Office", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("kantor pelaksana")
    )
    due_on = models.DateField(_("selesai paling lambat"), null=True)
    checked_at = models.DateTimeField(_("diperiksa pada"), null=True)
    votes = models.PositiveIntegerField(_("suara"), null=True)  # once it was counted; then never again
    rank = models.PositiveIntegerField(_("urutan hasil"), null=True)
    drawn = models.BooleanField(_("urutan diundi"), default=False)  # as many votes as another: the seed decided

    objects: ClassVar[CitizenProposalQuerySet] = CitizenProposalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("usulan warga")
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="citizen_proposal_once"),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "feasible", "refused", "excluded"]), name="citizen_proposal_state"
            ),
        ]
        indexes = [models.Index(fields=["round", "contact_hash"], name="citizen_proposal_whose")]

    def __str__(self) -> str:
        return self.title

    @property
    def cost_words(self) -> str:
        return in_words(self.cost) if self.cost else ""


class Ballot(models.Model):
    """Somebody has voted: a keyed hash of this round alone, and a code for themselves. Neither when, nor what.

    Once the round is counted the hash is emptied, and nobody is left in it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)  # by lot: no order in time
    round = models.ForeignKey(VotingRound, on_delete=models.PROTECT, related_name="ballots")
    contact_hash = models.CharField(max_length=64, blank=True)
    by_telephone = models.BooleanField(_("lewat telepon"))
    code = models.CharField(_("kode tanda terima"), max_length=16)

    class Meta:
        verbose_name = _("tanda sudah memilih")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "contact_hash"], condition=~Q(contact_hash=""), name="ballot_one_person_one_vote"
            ),
            models.UniqueConstraint(fields=["round", "code"], name="ballot_code"),
        ]


class VoteTally(models.Model):
    """How many chose a proposal, by the district that they named; without a proposal: how many voted at all.

    A number has neither order nor time nor key: there is nothing in it that leads to whoever made it grow.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(VotingRound, on_delete=models.PROTECT, related_name="tallies")
    proposal = models.ForeignKey(CitizenProposal, on_delete=models.PROTECT, null=True, related_name="tallies")
    district = models.ForeignKey("people.Region", on_delete=models.PROTECT, null=True, related_name="+")
    cell = models.CharField(max_length=60)  # proposal and district in one word: both may be nothing
    votes = models.PositiveIntegerField(_("suara"), default=0)

    class Meta:
        verbose_name = _("hitungan suara")
        constraints = [models.UniqueConstraint(fields=["round", "cell"], name="vote_tally_once")]
