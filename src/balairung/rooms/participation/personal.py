"""What this room holds about somebody: comments, proposals, that they voted, what waits for a code.

A contact is known by another keyed hash in each consultation and each round, so each of them is asked.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_moment
from balairung.kernel.obligations.personal import said
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.personal import Erasure, Extract, Item
from balairung.rooms.participation.consulting import commenting
from balairung.rooms.participation.knocking import mark
from balairung.rooms.participation.models import (
    Ballot,
    CitizenProposal,
    Consultation,
    ConsultComment,
    Knock,
    VotingRound,
)  # fmt: skip
from balairung.rooms.participation.voting import balloting, proposing

COMMENT, PROPOSAL, BALLOT, KNOCK = "comment", "proposal", "ballot", "knock"


class _Voices:
    name = "participation"

    def find(self, contact: str) -> Iterator[Item]:
        asked, rounds = list(Consultation.objects.all()), list(VotingRound.objects.all())
        said_by = [mark(commenting.scope_of(one), contact) for one in asked]
        proposed_by = [mark(proposing.scope_of(one), contact) for one in rounds]
        voted = [mark(balloting.scope_of(one), contact) for one in rounds]
        comments = ConsultComment.objects.filter(section__consultation__in=asked, contact_hash__in=said_by)
        for one in comments.select_related("section__consultation").order_by("said_at", "id"):
            title = _("Masukan untuk “%(title)s”") % {"title": one.section.consultation.title}
            yield Item(self.name, f"{COMMENT}:{one.pk}", title, one.said_at)
        for proposal in CitizenProposal.objects.filter(round__in=rounds, contact_hash__in=proposed_by).order_by("id"):
            title = _("Usulan “%(title)s”") % {"title": proposal.title}
            yield Item(self.name, f"{PROPOSAL}:{proposal.pk}", title, proposal.sent_at)
        for ballot in Ballot.objects.filter(round__in=rounds, contact_hash__in=voted).select_related("round"):
            yield _voted(ballot)
        knocks = Knock.objects.filter(contact_hash__in=[*said_by, *proposed_by, *voted]).order_by("sent_at", "id")
        for knock in knocks:
            yield Item(self.name, f"{KNOCK}:{knock.pk}", _("Kiriman yang menunggu kode"), knock.sent_at)

    def export(self, item: Item) -> Extract:
        kind, _colon, key = item.key.partition(":")
        if kind == COMMENT:
            one = ConsultComment.objects.select_related("section").get(pk=key)
            facts = [(_("Bagian"), one.section.title), (_("Masukan"), one.text), (_("Dikabari di"), one.told_to)]
            return Extract(item, said([*facts, (_("Ditulis pada"), long_moment(one.said_at))]))
        if kind == PROPOSAL:
            proposal = CitizenProposal.objects.get(pk=key)
            return Extract(item, said([(_("Usulan"), proposal.title), (_("Penjelasan"), proposal.text),
                                       (_("Dikabari di"), proposal.told_to)]))  # fmt: skip
        if kind == KNOCK:
            knock = Knock.objects.get(pk=key)
            return Extract(item, said([(_("Kontak"), knock.contact), (_("Isi"), knock.body)]))
        return Extract(item, [(_("Yang tercatat"), _("Bahwa kontak ini sudah memilih. Pilihannya tidak tercatat."))])

    def erase(self, item: Item, *, by: Actor, at: datetime) -> Erasure:
        kind, _colon, key = item.key.partition(":")
        if kind == COMMENT:
            blank = {"text": _("(dihapus oleh penulisnya)"), "told_to": "", "contact_hash": _nobody()}
            return Erasure(item, ConsultComment.objects.filter(pk=key).update(**blank))
        if kind == PROPOSAL:
            return _erase_proposal(item, key)
        return Erasure(item, Knock.objects.filter(pk=key).delete()[0] if kind == KNOCK else 0)


HOLDER = _Voices()


def _voted(ballot: Ballot) -> Item:
    """A vote cannot be taken out of a count that nobody can read."""
    title = _("Anda sudah memilih dalam “%(title)s”") % {"title": ballot.round.title}
    kept = _("Penanda bahwa Anda sudah memilih terhapus sendiri begitu suara dihitung.")
    return Item("participation", f"{BALLOT}:{ballot.pk}", title, kept=kept)


def _erase_proposal(item: Item, key: str) -> Erasure:
    """Once people vote on it, its words are the round's; whose it was goes in any case."""
    mine = CitizenProposal.objects.filter(pk=key)
    proposal = mine.select_related("round").get()
    mine.update(told_to="", contact_hash=_nobody())
    if proposal.round.closed_at is not None:
        return Erasure(item, 1, [_("Usulan yang sudah dipilih warga tetap terbaca, tanpa pengusulnya.")])
    return Erasure(item, mine.update(title=_("Usulan yang dihapus pengusulnya"), text=""))


def _nobody() -> str:
    """In the place of a keyed hash, so that two who left are still two."""
    return secrets.token_hex(32)
