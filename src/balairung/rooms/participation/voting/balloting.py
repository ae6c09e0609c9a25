"""One contact, one vote: what was chosen goes into numbers, and that somebody voted into a row that says nothing else.

No row holds both (docs/decisions/0032).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.references import new_code
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Region
from balairung.rooms.participation.knocking import get_knock, knock, prove, spend
from balairung.rooms.participation.models import Ballot, CitizenProposal, Knock, VoteTally, VotingRound

SIGNS = 12  # of a receipt


def scope_of(round_: VotingRound) -> str:
    return f"vote:{round_.pk}"


def begin_vote(round_: VotingRound, *, contact: str, at: datetime) -> Knock:
    """A code to whoever wants to vote. What they choose is not asked here: it never lies beside their contact."""
    _require_open(round_, at)
    if round_.contacts == VotingRound.Contacts.TELEPHONE and "@" in contact:
        raise Refused(_("Putaran ini hanya menerima nomor telepon. Tuliskan nomor Anda."))
    return knock(scope_of(round_), contact=contact, at=at)


def cast(
    round_: VotingRound, *, key: UUID, code: str, numbers: Collection[int], district: Region | None, by: Actor,
    at: datetime,
) -> str:  # fmt: skip
    """One vote; return the code of its receipt. A second one is refused, whoever is faster."""
    _require_open(round_, at)
    row = get_knock(key, at, scope_of(round_))
    chosen = _chosen(round_, numbers)
    _require_home(round_, district)
    proved = prove(row, code=code, at=at)
    receipt = new_code(SIGNS)
    try:
        with transaction.atomic():
            spend(row)
            Ballot.objects.create(
                round=round_, contact_hash=proved.contact_hash, by_telephone="@" not in proved.contact, code=receipt
            )
            _count(round_, chosen, district)
    except IntegrityError as problem:
        raise Refused(
            _("Kontak ini sudah memilih dalam putaran ini. Satu orang satu suara, dan suara itu sudah dihitung.")
        ) from problem
    return receipt


def _require_open(round_: VotingRound, at: datetime) -> None:
    if round_.phase(localdate(at)) != VotingRound.Phase.VOTING:
        raise Refused(_("Suara hanya diterima selama masa memilih."))


def _require_home(round_: VotingRound, district: Region | None) -> None:
    if district and (district.level != Region.Level.DISTRICT or district.until):
        raise Refused(_("Pilih kecamatan dari daftar."))
    if round_.district_id and (district is None or district.pk != round_.district_id):
        raise Refused(_("Putaran ini untuk warga %(place)s.") % {"place": round_.district})


def _chosen(round_: VotingRound, numbers: Collection[int]) -> list[UUID]:
    wanted = set(numbers)
    if not wanted:
        raise Refused(_("Pilih paling sedikit satu usulan."))
    if len(wanted) > round_.most:
        raise Refused(_("Pilih paling banyak %(most)d usulan.") % {"most": round_.most})
    rows = CitizenProposal.objects.filter(round=round_, number__in=wanted).on_ballot()
    found = list(rows.order_by("number").values_list("pk", flat=True))
    if len(found) != len(wanted):
        raise Refused(_("Salah satu usulan tidak dipilih lagi. Muat ulang halaman, lalu pilih kembali."))
    return found


def _count(round_: VotingRound, chosen: list[UUID], district: Region | None) -> None:
    """One more in each of these numbers, in the order of their cells: two who vote at once never wait in a ring."""
    home = district.pk if district else ""
    cells: dict[str, UUID | None] = {f"{key}:{home}": key for key in chosen} | {f":{home}": None}
    for cell, proposal in sorted(cells.items()):
        rows = VoteTally.objects.filter(round=round_, cell=cell)
        if not rows.update(votes=F("votes") + 1):
            fresh = VoteTally(round=round_, cell=cell, proposal_id=proposal, district=district)
            VoteTally.objects.bulk_create([fresh], ignore_conflicts=True)
            rows.update(votes=F("votes") + 1)
