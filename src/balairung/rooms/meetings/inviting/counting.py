"""How many are invited by which rule and to which session, before anything is sent; and what is still wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.rooms.meetings.inviting.resolving import Named, Resolved, area_of, resolve, rules_of, seat, sessions_of
from balairung.rooms.meetings.models import InvitationRule, Meeting, MeetingSession

Who = InvitationRule.Who


@dataclass(frozen=True)
class RuleCount:
    """One rule: how many it names, and what is to be known about them."""

    rule: InvitationRule
    words: str  # "semua kepala desa dan lurah: Wilayah Selatan"
    count: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SessionCount:
    """One session: how many sit there, and how many more than it has seats."""

    session: MeetingSession
    count: int
    over: int = 0


@dataclass(frozen=True)
class HeadCount:
    """Everything that one wants to know before sending."""

    rules: tuple[RuleCount, ...]
    sessions: tuple[SessionCount, ...]
    total: int
    notes: tuple[str, ...]  # what one should know
    faults: tuple[str, ...]  # what must be put right first
    seats: dict[UUID, list[Named]]  # by session, in protocol order


def head_count(meeting: Meeting, at: datetime) -> HeadCount:
    """Whom the rules name now, each once, and where each sits. The number of queries does not follow the people."""
    rules, sessions = rules_of(meeting), sessions_of(meeting)
    found = resolve(meeting, at, rules)
    seated = (
        list(zip(found.named, seat([one.district for one in found.named], sessions), strict=True)) if sessions else []
    )
    seats: dict[UUID, list[Named]] = {session.pk: [] for session in sessions}
    for one, session in seated:
        seats[session.pk].append(one)
    counted = tuple(_session(session, len(seats[session.pk])) for session in sessions)
    return HeadCount(
        rules=tuple(_rule(rule, found.by_rule[rule.pk]) for rule in rules),
        sessions=counted,
        total=len(found.named),
        notes=(*_notes(found), *_crowded(counted), *_astray(found, sessions), *_deserted(counted)),
        faults=tuple(_faults(meeting, rules, sessions, found, at)),
        seats=seats,
    )


def rule_words(rule: InvitationRule) -> str:
    """A rule as one would say it: who, and where."""
    places = [group.name for group in rule.groups.all()] + [str(district) for district in rule.districts.all()]
    said = str(rule.get_who_display())
    return f"{said}: {', '.join(places)}" if places else said


# --- the rules -----------------------------------------------------------------------------------------------------


def _rule(rule: InvitationRule, named: list[Named]) -> RuleCount:
    return RuleCount(rule, rule_words(rule), len(named), tuple(_rule_notes(rule, named)))


def _rule_notes(rule: InvitationRule, named: list[Named]) -> Iterator[str]:
    if count := sum(one.lacking for one in named):
        yield ngettext(
            "%(count)d kantor tidak mempunyai jabatan ini: kantornya yang diundang.",
            "%(count)d kantor tidak mempunyai jabatan ini: kantornya yang diundang.",
            count,
        ) % {"count": count}
    for group in rule.groups.all():
        if not group.districts.all():
            yield _("%(group)s belum mempunyai kecamatan, jadi tidak menambah undangan.") % {"group": group}
    if not named and rule.who != Who.ADDED and area_of(rule) is not None:
        yield _("Tidak ada jabatan seperti ini di wilayah itu.")


# --- all together --------------------------------------------------------------------------------------------------


def _notes(found: Resolved) -> Iterator[str]:
    if vacant := [one for one in found.vacant if not one.lacking]:
        yield ngettext(
            "%(count)d jabatan kosong (%(names)s): undangan ditujukan ke jabatan, dijawab siapa pun yang bertugas.",
            "%(count)d jabatan kosong (%(names)s): undangan ditujukan ke jabatan, dijawab siapa pun yang bertugas.",
            len(vacant),
        ) % {"count": len(vacant), "names": _some([one.title for one in vacant])}
    if found.twice:
        yield ngettext(
            "%(count)d undangan masuk lebih dari satu aturan atau dipegang orang yang sama: diundang sekali.",
            "%(count)d undangan masuk lebih dari satu aturan atau dipegang orang yang sama: diundang sekali.",
            found.twice,
        ) % {"count": found.twice}


def _crowded(counted: tuple[SessionCount, ...]) -> Iterator[str]:
    for one in counted:
        if one.over:
            facts = {"session": session_words(one.session), "count": one.count, "seats": one.session.capacity}
            yield _("%(session)s: %(count)d undangan untuk %(seats)d kursi.") % facts


def _astray(found: Resolved, sessions: list[MeetingSession]) -> Iterator[str]:
    """Whom no session takes, where each session has its districts: they sit in the first, and that is said."""
    if not sessions or any(not session.districts.all() for session in sessions):
        return
    taken = {one.code for session in sessions for one in session.districts.all()}
    if count := sum(one.district not in taken for one in found.named):
        yield ngettext(
            "%(count)d undangan tidak termasuk kecamatan sesi mana pun: duduk di %(session)s.",
            "%(count)d undangan tidak termasuk kecamatan sesi mana pun: duduk di %(session)s.",
            count,
        ) % {"count": count, "session": session_words(sessions[0])}


def _deserted(counted: tuple[SessionCount, ...]) -> Iterator[str]:
    if any(one.count for one in counted):
        for one in counted:
            if not one.count:
                yield _("%(session)s belum mendapat undangan.") % {"session": session_words(one.session)}


def _faults(
    meeting: Meeting, rules: list[InvitationRule], sessions: list[MeetingSession], found: Resolved, at: datetime
) -> Iterator[str]:
    if not sessions:
        yield _("Rapat ini belum mempunyai sesi. Tambahkan hari, waktu, dan tempatnya.")
    if not rules:
        yield _("Belum ada yang diundang. Tambahkan aturan: siapa saja yang diundang.")
    elif not found.named:
        yield _("Aturannya tidak menyebut seorang pun. Periksa wilayah atau jabatan yang dipilih.")
    for session in sessions:
        if session.starts_at <= at:
            yield _("%(session)s: waktunya sudah lewat. Ganti harinya dahulu.") % {"session": session_words(session)}


def session_words(session: MeetingSession) -> str:
    """`Sesi 2` or its own name."""
    return session.name or _("Sesi %(order)d") % {"order": session.order}


def _session(session: MeetingSession, count: int) -> SessionCount:
    over = max(0, count - session.capacity) if session.capacity else 0
    return SessionCount(session, count, over)


def _some(names: list[str], most: int = 3) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (_(" dan %(count)d lainnya") % {"count": more} if more > 0 else "")


def counted_words(named: list[Named]) -> str:
    """`74 kepala desa dan lurah, 72 sekretaris desa`: nothing more than how often each title begins alike."""
    return ", ".join(
        f"{count} {word}" for word, count in Counter(one.title.split(" ")[0] for one in named).most_common()
    )
