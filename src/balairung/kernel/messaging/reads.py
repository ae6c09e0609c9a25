"""What became of the messages about a thing: rooms ask downwards."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from balairung.kernel.messaging.gateways import sign, word
from balairung.kernel.messaging.models import Notice


def outcome(about: tuple[str, str]) -> list[Notice]:
    """Every notice about `(kind, ref)`, the newest first, with its outcome."""
    return list(Notice.objects.about(*about).order_by("-written_at", "-id"))


def reached(about: tuple[str, str], key: str) -> bool | None:
    """Was this message delivered, by whichever door? None while it is still being tried or was never owed."""
    rows = Notice.objects.about(*about).filter(Q(key=key) | Q(key__startswith=f"{key}>"))
    outcomes = set(rows.values_list("outcome", flat=True))
    if Notice.Outcome.SENT in outcomes:
        return True
    return None if not outcomes or Notice.Outcome.WAITING in outcomes else False


def last_outside(about: tuple[str, str]) -> Notice | None:
    """The last message about a thing to somebody who is none of ours."""
    rows = Notice.objects.about(*about).filter(person=None).only("address", "outcome", "problem", "sent_at")
    return rows.order_by("-written_at", "-id").first()


def masked(address: str) -> str:
    """`a***@contoh.id`, `+62***789`: enough to recognise one's own, too little to learn another's."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***@{host}" if at else f"{address[:3]}***{address[-3:]}" if address else ""


@dataclass(frozen=True)
class Attempt:
    """One door that a message went through, or is to go through."""

    channel: str
    word: str
    sign: str
    state: str  # "waiting", "sent", "delivered", "read", "failed"
    label: str
    at: datetime
    problem: str = ""

    @property
    def chip(self) -> str:
        """The shape beside the label."""
        return {"waiting": "waiting", "sent": "active", "failed": "refused"}.get(self.state, "done")


@dataclass(frozen=True)
class Followed:
    """One message, whichever doors it took; the last attempt is the one that counts."""

    subject: str
    outside: bool  # to a citizen, not to one of ours
    written_at: datetime
    attempts: list[Attempt]

    @property
    def last(self) -> Attempt:
        return self.attempts[-1]


def followed(about: tuple[str, str], most: int = 10) -> list[Followed]:
    """The latest messages about `(kind, ref)` with what became of each at each door; nothing sealed is opened."""
    rows = Notice.objects.about(*about).defer("address", "body", "then").order_by("-written_at", "-id")[: most * 3]
    together: dict[str, list[Notice]] = {}
    for row in rows:
        together.setdefault(row.key.partition(">")[0], []).append(row)
    return [_followed(sorted(notices, key=lambda one: len(one.key))) for notices in list(together.values())[:most]]


def attempts(keys: Collection[str]) -> dict[str, Attempt]:
    """What became of each of these messages, by its key, in one query; nothing sealed is opened."""
    rows = Notice.objects.filter(key__in=keys).defer("address", "body", "then") if keys else []
    return {row.key: _attempt(row) for row in rows}


def attempts_beginning(about: Collection[tuple[str, str]], beginning: str) -> dict[str, list[Attempt]]:
    """The messages about these things whose keys begin so, by their first key: what became of each, door after door.

    One query; nothing sealed is opened.
    """
    kinds, refs = {kind for kind, _ref in about}, {ref for _kind, ref in about}
    rows = Notice.objects.filter(about_kind__in=kinds, about_ref__in=refs, key__startswith=beginning)
    found: dict[str, list[Attempt]] = {}
    for row in sorted(rows.defer("address", "body", "then") if about else (), key=lambda one: len(one.key)):
        found.setdefault(row.key.partition(">")[0], []).append(_attempt(row))
    return found


def _followed(notices: list[Notice]) -> Followed:
    first = notices[0]
    return Followed(first.subject, first.person_id is None, first.written_at, [_attempt(notice) for notice in notices])


def _attempt(notice: Notice) -> Attempt:
    state, at = "waiting", notice.try_at
    if notice.outcome == Notice.Outcome.FAILED:
        state = "failed"
    elif notice.outcome == Notice.Outcome.SENT:
        state, at = "sent", notice.sent_at or at
        if notice.read_at:
            state, at = "read", notice.read_at
        elif notice.delivered_at:
            state, at = "delivered", notice.delivered_at
    labels = {
        "waiting": _("menunggu dikirim"), "sent": _("dikirim"), "delivered": _("sudah sampai"), "read": _("dibaca"),
        "failed": _("tidak sampai"),
    }  # fmt: skip
    channel = notice.channel
    return Attempt(channel, word(channel), sign(channel), state, labels[state], at, _problem(notice.problem))


def _problem(problem: str) -> str:
    said = {
        "stopped": _("penerima menghentikan pesan kami"),
        "unheard": _("penyedia tidak pernah memastikannya"),
        "shut": _("pintu ini sedang tertutup"),
        "withdrawn": _("tidak dikirim lagi, karena sudah tidak diperlukan"),
        "arrived": _("tidak dikirim lagi, karena sudah sampai lewat pintu sebelumnya"),
        "busy": _("telepon sedang dipakai"),
        "no-answer": _("telepon tidak diangkat"),
        "canceled": _("panggilan dibatalkan"),
        "failed": _("tidak tersambung"),
    }
    return said.get(problem, problem)
