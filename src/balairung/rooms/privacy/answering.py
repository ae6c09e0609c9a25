"""A request is met, refused with its reason in law, or taken back. Erasing and ending are done here, not promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import facts
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_text
from balairung.kernel.obligations.actions import make_move
from balairung.kernel.obligations.models import Event, Remark
from balairung.kernel.obligations.unsealing import Sealed, may_break
from balairung.kernel.people import personal
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.privacy import access, moves, notices
from balairung.rooms.privacy.models import DataRequest
from balairung.rooms.privacy.rules import KIND, refusal_words

PARTIES = Remark.Audience.PARTIES
ONLY = gettext_lazy("Data pemohon hanya dibuka oleh petugas pelindungan data pribadi.")
ERASING = frozenset({"erase", "withdraw"})  # rights by which something goes
Pair = tuple[str, str]


@transaction.atomic
def complete(found: DataRequest, *, text: str, marks: Sequence[str] = (), by: Actor, at: datetime) -> Event:
    """Met. `marks` name (`named`) what is erased for ever, each found again as theirs; what stays is said."""
    require(access.can_answer(by, found))
    if found.right in ERASING and not marks:
        raise Refused(_("Pilih apa yang dihapus. Bila tidak ada yang dapat dihapus, tolak dengan alasannya."))
    if marks and found.right not in ERASING:
        raise Refused(_("Permintaan ini tidak meminta penghapusan."))
    said = "\n\n".join(filter(None, [clean_text(text), *_erase(found, marks, by, at)]))
    event = make_move(
        found.obligation, moves.COMPLETE, by=by, at=at, words=said, audience=PARTIES, facts={"erased": len(marks)}
    )
    _keep(found, outcome=DataRequest.Outcome.DONE, answered_at=at)
    notices.tell_answered(found, said, at=at)
    return event


@transaction.atomic
def refuse(found: DataRequest, *, text: str, ground: str, by: Actor, at: datetime) -> Event:
    """Refused, with its basis in law and the way to complain about it."""
    require(access.can_answer(by, found))
    if ground not in facts(KIND)["refusals"]:
        raise Refused(_("Pilih dasar penolakannya. Tanpa dasar itu, permintaan tidak boleh ditolak."))
    said = "\n\n".join([refusal_words(ground), clean_text(text)])
    event = make_move(
        found.obligation, moves.REFUSE, by=by, at=at, words=said if clean_text(text) else "", audience=PARTIES,
        facts={"ground": ground},
    )  # fmt: skip
    _keep(found, outcome=DataRequest.Outcome.REFUSED, refusal=ground, answered_at=at)
    notices.tell_answered(found, said, at=at)
    return event


@transaction.atomic
def withdraw(found: DataRequest, *, by: Actor, at: datetime) -> Event:
    """Its owner does not want it any more."""
    require(access.speaks_for(by, found))
    return make_move(found.obligation, moves.WITHDRAW, by=by, at=at, audience=PARTIES)


def erasable(found: DataRequest) -> list[tuple[str, str, str]]:
    """What is held of whoever asks: how a form names it, words, and why it is kept where it is."""
    return [(named(item.mark), _titled(item), item.kept) for item in _theirs(found)]


def named(mark: str) -> str:
    """How a page names a thing: some marks hold the contact itself, and no page shows that."""
    return keyed_hash("data-item", mark)[:24]


def _theirs(found: DataRequest) -> list[personal.Item]:
    """All but their requests to this room: those prove that they were met."""
    return [item for item in personal.find(found.contact) if item.holder != KIND]


def _titled(item: personal.Item) -> str:
    return f"{item.title} · {long_date(item.since)}" if item.since else item.title


def _erase(found: DataRequest, marks: Sequence[str], by: Actor, at: datetime) -> list[str]:
    """Erase each, in this transaction; in words what is gone and what stays."""
    theirs = {named(item.mark): item for item in _theirs(found)} if marks else {}
    if unknown := [mark for mark in marks if mark not in theirs]:
        raise Refused(_("%(n)d data sudah tidak ada, atau bukan milik pemohon. Muat ulang.") % {"n": len(unknown)})
    if kept := [theirs[mark] for mark in marks if theirs[mark].kept]:
        raise Refused(_("“%(title)s” wajib disimpan: %(why)s") % {"title": kept[0].title, "why": kept[0].kept})
    done = [personal.erase(theirs[mark], by=by, at=at) for mark in marks]
    gone = _("Sudah dihapus: %(titles)s.") % {"titles": "; ".join(one.item.title for one in done)}
    stays = list(dict.fromkeys(sentence for one in done for sentence in one.stays))
    return ([gone] if done else []) + ([_("Yang tetap ada:"), *stays] if stays else [])


def sealed_of(actor: Actor, ref: str) -> Sealed:
    """Name and contact of whoever asks (settings.SEALED_CASES)."""
    found = access.get_request(actor, ref)
    answers = access.can_answer(actor, found)
    require(answers or may_break(actor, found.obligation), ONLY)
    return Sealed(
        kind=KIND, ref=found.ref, title=f"{found.ref} · {found.obligation.subject}", obligation=found.obligation,
        values=((_("Nama"), found.name), (_("Kontak"), found.contact)), contact=found.contact,
        back=reverse("privacy:detail", args=[found.ref]), ordinary=answers,
    )  # fmt: skip


def _keep(found: DataRequest, **changes: object) -> None:
    """The room's own fields, beside what the ledger has written already."""
    for name, value in changes.items():
        setattr(found, name, value)
    found.save(update_fields=[*changes])
