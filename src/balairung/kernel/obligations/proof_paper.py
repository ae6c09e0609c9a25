"""The proof as words: lines for a terminal, and a PDF that is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date, long_moment
from balairung.ground.common.paper import pdf, printable
from balairung.kernel.obligations.models import ObligationQuerySet
from balairung.kernel.obligations.proof import Heard, Period, Ran, Step, Tally, lasted, number, ran_out
from balairung.kernel.people.house import the_regency

SOURCE = Path(__file__).with_name("templates") / "obligations" / "proof.typ"


@dataclass(frozen=True)
class Proof:
    """What a proof holds: every clock counted; of those that are well the first ones, of the others as many."""

    period: Period
    made_at: datetime
    tally: Tally
    open: list[Ran]
    listed: list[Ran]


def prove(period: Period, among: ObligationQuerySet, now: datetime, most: int) -> Proof:
    """Count the whole period; keep at most so many clocks of each list."""
    tally, not_well, listed = Tally(), list[Ran](), list[Ran]()
    for ran in ran_out(period, among, now):
        tally.add(ran)
        if not ran.well and len(not_well) < most:
            not_well.append(ran)
        if len(listed) < most:
            listed.append(ran)
    return Proof(period, now, tally, not_well, listed)


def proof_pdf(proof: Proof) -> bytes:
    """The proof on A4, always the same bytes for the same facts at the same moment."""
    return pdf(SOURCE.read_bytes(), printable(_words(proof)), stamp=proof.made_at)


def period_words(period: Period) -> str:
    """`Minggu, 1 November 2026 sampai Senin, 30 November 2026, Dinas Pekerjaan Umum`."""
    last = localtime(period.until) - timedelta(microseconds=1)
    days = _("%(since)s sampai %(until)s") % {"since": long_date(localtime(period.since)), "until": long_date(last)}
    return f"{days}, {period.office.name}" if period.office else days


def text_lines(rans: Iterable[Ran]) -> Iterator[str]:
    """For a terminal: a line for each clock, one for each rung below it."""
    for ran in rans:
        yield f"{ran.ref} · {ran.label} · {ran.office} · {_due(ran)}{_conclusion(ran)}"
        for step in ran.steps:
            yield f"  {' · '.join(step_words(step))}"


def step_words(step: Step) -> list[str]:
    """When, who and how, what became of it, whom it passed by: each part a phrase."""
    when = _("%(moment)s (%(after)s sesudah jatuh tempo)")
    told = [heard_words(one, later=place > 0) for place, one in enumerate(step.heard)]
    who = f"{step.post} ({step.way})" if step.post and step.way else step.post or step.way
    passed = [_("dilewati: %(post)s, %(reason)s") % {"post": post, "reason": why} for post, why in step.passed]
    parts = [when % {"moment": long_moment(step.at), "after": lasted(step.after)}, who, *told, *passed]
    return [part for part in parts if part]


def heard_words(heard: Heard, *, later: bool = False) -> str:
    """`Siti: WhatsApp tidak sampai, E-mail dikirim 06.12`."""
    doors = ", ".join(f"{one.word} {one.label} {localtime(one.at):%d/%m %H.%M}" for one in heard.attempts)
    name = _("%(name)s, saat kantor buka") % {"name": heard.name} if later else heard.name
    return f"{name}: {doors or _('tidak ada pesan')}"


def _due(ran: Ran) -> str:
    return _("jatuh tempo %(due)s") % {"due": long_moment(ran.clock.due_at)}


def _conclusion(ran: Ran) -> str:
    return f" · {ran.why.upper()}" if ran.why else ""


def _words(proof: Proof) -> dict[str, Any]:
    regency = the_regency()
    more = proof.tally.total - len(proof.listed)
    missing = proof.tally.total - proof.tally.well - len(proof.open)
    return {
        "lang": (get_language() or "id")[:2],
        "house": regency.name if regency else "Balairung",
        "title": _("Bukti eskalasi"),
        "period": period_words(proof.period),
        "sentence": proof.tally.sentence,
        "figures": proof.tally.lines(),
        "open": (_("Yang belum sampai"), [_row(ran) for ran in proof.open], _rest(missing)),
        "listed": (_("Setiap kewajiban yang lewat waktu"), [_row(ran) for ran in proof.listed], _rest(more)),
        "note": _("Dibuat sistem pada %(moment)s dari buku besar dan catatan pengiriman, tanpa data pelapor.")
        % {"moment": long_moment(proof.made_at)},
    }


def _row(ran: Ran) -> dict[str, Any]:
    return {
        "ref": ran.ref, "what": f"{ran.label} · {ran.office} · {_due(ran)}", "why": ran.why,
        "steps": [" · ".join(step_words(step)) for step in ran.steps],
    }  # fmt: skip


def _rest(count: int) -> str:
    return _("dan %(count)s lainnya, tidak dicetak di sini") % {"count": number(count)} if count > 0 else ""
