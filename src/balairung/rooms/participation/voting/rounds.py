"""A round is prepared, announced with the hash of its seed, checked by the office."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.references import new_reference
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.kernel.people.models import Office
from balairung.rooms.participation import access
from balairung.rooms.participation.actions import conclude_by_itself
from balairung.rooms.participation.lots import new_seed, seal_of
from balairung.rooms.participation.models import CitizenProposal, Undertaking, VotingRound
from balairung.rooms.participation.owing import PREFIX, owe, require_day
from balairung.rooms.participation.rules import told

log = logging.getLogger(__name__)
DAY = timedelta(days=1)


def prepare_round(*, office: Office, by: Actor, at: datetime, **said: Any) -> VotingRound:
    """Theme, ceiling, who may vote, how many choices and places, and its four days. Nobody outside sees it yet."""
    require(access.can_keep(by, office.pk), _("Putaran dibuka oleh kantornya sendiri atau sekretaris daerah."))
    made = VotingRound(
        ref=new_reference(PREFIX), office=office, made_at=at, made_by_id=by.person_id,
        **said | {"title": clean_line(said["title"]), "summary": clean_text(said["summary"])},
    )  # fmt: skip
    _check(made, localdate(at))
    made.save(force_insert=True)
    return made


def _check(made: VotingRound, today: date) -> None:
    limits = told()["round"]
    if not (made.title and made.summary):
        raise Refused(_("Tema dan penjelasan harus terisi."))
    if made.opens_on < today:
        raise Refused(_("Hari pertamanya sudah lewat. Pilih hari ini atau sesudahnya."))
    if not made.opens_on <= made.proposals_until < made.votes_from - DAY <= made.votes_until - DAY:
        raise Refused(_("Urutannya: warga mengusulkan, kantor memeriksa paling sedikit satu hari, lalu warga memilih."))
    if (made.votes_until - made.opens_on).days > limits["longest_days"]:
        raise Refused(_("Putaran ini lebih lama dari %(days)d hari. Periksa tanggalnya.") % {
            "days": limits["longest_days"]
        })  # fmt: skip
    if not (1 <= made.most <= limits["most_marks"] and made.places >= 1):
        raise Refused(_("Setiap orang memilih satu sampai %(most)d usulan.") % {"most": limits["most_marks"]})
    if made.ceiling < 0:
        raise Refused(_("Pagu tidak boleh kurang dari nol."))


def announce_round(round_: VotingRound, *, by: Actor, at: datetime) -> None:
    """From now on everybody sees it, and the hash of the seed that would decide a tie."""
    require(access.can_keep(by, round_.office_id))
    if round_.opens_on < localdate(at):
        raise Refused(_("Hari pertamanya sudah lewat. Siapkan putaran baru dengan tanggal yang benar."))
    seed = new_seed()
    fresh = VotingRound.objects.filter(pk=round_.pk, announced_at__isnull=True)
    if not fresh.update(announced_at=at, seed=seed, seed_hash=seal_of(seed)):
        raise Stale(_("Putaran ini sudah diumumkan. Muat ulang halamannya."))
    round_.refresh_from_db()


# --- the check -------------------------------------------------------------------------------------------------------


def close_due(*, now: datetime) -> int:
    """Where nobody proposes any more, the office owes its check; return how many rounds (settings.LOOPS)."""
    with transaction.atomic():
        rows = list(VotingRound.objects.to_check(localdate(now)).select_related("office"))
    return sum(_try_to_close(one, now) for one in rows)


def _try_to_close(round_: VotingRound, now: datetime) -> int:
    """One by one: a bad one never stops the others."""
    try:
        return _close(round_, now)
    except Exception:
        log.exception("no check is owed to a round: %s", round_.ref)
        return 0


@transaction.atomic
def _close(round_: VotingRound, now: datetime) -> int:
    if not VotingRound.objects.filter(pk=round_.pk, closed_at__isnull=True).update(closed_at=now):
        return 0
    if round_.proposals.unchecked().exists():
        text = _("Periksa usulan warga: %(title)s") % {"title": round_.title}
        last = max(round_.votes_from - DAY, localdate(now))
        owe(Undertaking.Kind.CHECK, office=round_.office, text=text, due_on=last, by=SYSTEM, at=now, round=round_)
    return 1


@transaction.atomic
def check(
    proposal: CitizenProposal, *, feasible: bool, reason: str, cost: Decimal = Decimal(),
    office: Office | None = None, due_on: date | None = None, by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Can it be done, and why; who would do it, for how much, until when. Everybody reads it, before they vote."""
    require(access.can_check(by, proposal))
    kept = _locked(proposal)
    today, line = localdate(at), clean_line(reason)[:600]
    if today >= kept.round.votes_from:
        raise Refused(_("Warga sudah memilih. Usulan tidak diperiksa lagi, hanya dapat dikeluarkan dengan alasan."))
    if not line:
        raise Refused(_("Tuliskan alasannya. Semua orang membacanya sebelum memilih."))
    if feasible:
        _require_doer(kept, cost, office, due_on, today)
    state = CitizenProposal.State.FEASIBLE if feasible else CitizenProposal.State.REFUSED
    changes = {"state": state, "reason": line, "cost": cost, "office": office, "due_on": due_on, "checked_at": at}
    _change(proposal, changes if feasible else changes | {"cost": Decimal(), "office": None, "due_on": None})
    conclude_by_itself(kept.round, at=at)  # the last check ends what the office owed


def _require_doer(
    proposal: CitizenProposal, cost: Decimal, office: Office | None, due_on: date | None, today: date
) -> None:
    ceiling = proposal.round.ceiling
    if office is None or due_on is None:
        raise Refused(_("Sebutkan kantor yang akan mengerjakannya dan kapan selesai. Itulah janjinya bila terpilih."))
    require_day(due_on, today)
    if due_on <= proposal.round.votes_until:
        raise Refused(_("Hari selesainya harus sesudah pemungutan suara berakhir."))
    if ceiling and not cost:
        raise Refused(_("Putaran ini punya pagu. Sebutkan perkiraan biayanya."))
    if cost < 0 or (ceiling and cost > ceiling):
        raise Refused(_("Biayanya melebihi pagu putaran ini, jadi usulan tidak dapat dikerjakan sebagai satu usulan."))


@transaction.atomic
def exclude(proposal: CitizenProposal, *, reason: str, by: Actor, at: datetime) -> None:
    """Out of the round while people vote: it cannot be done after all. Its votes are counted and shown all the same."""
    require(by.leads or by == SYSTEM, _("Usulan yang sudah dipilih warga hanya dikeluarkan pimpinan."))
    kept = _locked(proposal)
    line = clean_line(reason)[:600]
    if not line:
        raise Refused(_("Tuliskan alasannya. Semua orang membacanya."))
    if kept.round.counted_at or localdate(at) < kept.round.votes_from:
        raise Refused(_("Usulan hanya dikeluarkan selama warga memilih dan sebelum hasilnya dihitung."))
    _change(proposal, {"state": CitizenProposal.State.EXCLUDED, "reason": line, "checked_at": at})


def _locked(proposal: CitizenProposal) -> CitizenProposal:
    rows = CitizenProposal.objects.select_for_update(of=("self",)).select_related("round")
    return rows.get(pk=proposal.pk)


def _change(proposal: CitizenProposal, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=list(changes))
