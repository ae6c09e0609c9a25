"""What a performance agreement promises: goals with indicators and targets, programmes with money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.pacts import access
from balairung.rooms.pacts.models import Pact, PactBudget, PactGoal

MOST = 30  # lines of each
LARGEST = 10**15  # rupiah


@transaction.atomic
def write_goals(
    pact: Pact, *, goals: Sequence[tuple[str, str, str]], budgets: Sequence[tuple[str, int]], by: Actor, at: datetime
) -> None:
    """All lines anew, as they were typed; empty ones fall out. `Refused` for half a line, and once it is signed."""
    require(access.can_sign(by, pact, at), _("Perjanjian yang sudah ditandatangani tidak diubah lagi."))
    held = Pact.objects.select_for_update(of=("self",)).get(pk=pact.pk)
    if held.signed_at:
        raise NotAllowed(_("Perjanjian yang sudah ditandatangani tidak diubah lagi."))
    rows = [cells for line in goals if any(cells := tuple(map(clean_line, line)))]
    money = [(name, amount) for line, amount in budgets if (name := clean_line(line)) or amount]
    _check(rows, money)
    held.goals.all().delete()
    held.budgets.all().delete()
    PactGoal.objects.bulk_create([
        PactGoal(pact=held, order=at_, goal=goal[:300], indicator=indicator[:300], target=target[:80])
        for at_, (goal, indicator, target) in enumerate(rows, start=1)
    ])  # fmt: skip
    PactBudget.objects.bulk_create([
        PactBudget(pact=held, order=at_, programme=name[:300], amount=amount)
        for at_, (name, amount) in enumerate(money, start=1)
    ])  # fmt: skip


def _check(goals: Sequence[tuple[str, ...]], budgets: Sequence[tuple[str, int]]) -> None:
    if not goals:
        raise Refused(_("Isi paling sedikit satu sasaran, dengan indikator dan targetnya."))
    if not all(all(line) for line in goals):
        raise Refused(_("Setiap sasaran memerlukan indikator dan target. Lengkapi barisnya, atau kosongkan."))
    if len(goals) > MOST or len(budgets) > MOST:
        raise Refused(_("Paling banyak %(most)d baris.") % {"most": MOST})
    if any(not name or not 0 <= amount <= LARGEST for name, amount in budgets):
        raise Refused(_("Setiap anggaran memerlukan nama program dan jumlah rupiah yang wajar."))
