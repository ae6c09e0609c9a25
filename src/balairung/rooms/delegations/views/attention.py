"""What the legal bureau should look at: what ends soon, what waits for an answer, what nobody can use."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.kernel.people.access import can_register
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Delegation
from balairung.kernel.people.models.delegations import DelegationQuerySet
from balairung.rooms.delegations import access, register
from balairung.rooms.delegations.matters import Matters
from balairung.rooms.delegations.models import Statement

MOST = 100  # rows of each part; the count tells of the others


@dataclass(frozen=True)
class Part:
    """Rows that need the same."""

    title: str
    why: str
    count: int
    shown: int
    shelves: list[register.Shelf]


@officers
def attention(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The whole register for whoever keeps it or leads; for everybody else what their own offices gave or received."""
    now, day, matters = now_of(request), localdate(now_of(request)), Matters()
    rows = Delegation.objects.all()
    whole = can_register(actor) or actor.leads
    if not whole:
        rows = rows.filter(Q(giver__office__in=actor.office_ids) | Q(receiver__office__in=actor.office_ids))

    def part(title: str, why: str, found: DelegationQuerySet) -> Part:
        shown = list(found[:MOST])
        count = found.count() if len(shown) == MOST else len(shown)
        return Part(title, why, count, len(shown), register.shelves(shown, day, now, matters))

    parts = [
        part(
            _("Menunggu jawaban desa"), _("Penugasan tanpa biaya baru berlaku setelah desa menerimanya."),
            register.unanswered(rows, day),
        ),
        part(
            _("Penerimanya kosong"), _("Tidak ada yang memangku jabatan penerima, jadi tidak ada yang memakainya."),
            register.without_holder(rows, day, now),
        ),
        part(
            _("Berakhir dalam 90 hari"), _("Perpanjang dengan keputusan baru, atau biarkan berakhir."),
            register.expiring(rows, day),
        ),
    ]  # fmt: skip
    context = {
        "statements": list(Statement.objects.waiting_for(actor).for_list()[:MOST]),
        "parts": [one for one in parts if one.count], "whole": whole, "may_record": access.can_record(actor),
        "total": sum(one.count for one in parts),
    }  # fmt: skip
    return render(request, "delegations/attention.html", context)
