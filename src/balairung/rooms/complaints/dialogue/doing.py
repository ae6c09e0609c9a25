"""What the machine decided is done here, by the real actions; each tells what is to be said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.listening import Say
from balairung.kernel.messaging.models import Conversation
from balairung.kernel.people.actors import CITIZEN
from balairung.kernel.people.models import Region
from balairung.rooms.complaints import access, actions
from balairung.rooms.complaints.dialogue import sentences, telling
from balairung.rooms.complaints.dialogue.enclosures import belong, kept_files, release
from balairung.rooms.complaints.dialogue.handing import give_back, hand_over
from balairung.rooms.complaints.dialogue.knowing import reports_of
from balairung.rooms.complaints.dialogue.memory import Memory
from balairung.rooms.complaints.dialogue.turns import Deed
from balairung.rooms.complaints.dialogue.ways import contact_of
from balairung.rooms.complaints.filing.guarding import Why
from balairung.rooms.complaints.filing.report import Report, file_complaint
from balairung.rooms.complaints.following import outcomes
from balairung.rooms.complaints.following.followers import follow_from
from balairung.rooms.complaints.models import Complaint, Outcome

MOST_AN_HOUR = 5  # reports of one conversation; what comes after them waits for a person
TWICE = timedelta(minutes=30)  # the same words again within it are the same report
WRONG_CODES = 10  # of one conversation in an hour
Deeds = Callable[[Conversation, Deed, datetime], Sequence[Say]]


@transaction.atomic
def do(talk: Conversation, deeds: Sequence[Deed], at: datetime) -> list[Say]:
    """Do them all or none. Raise `Refused` for what the rules of the house do not allow."""
    return [say for deed in deeds for say in _KNOWN[deed.verb](talk, deed, at)]


# --- a new report -------------------------------------------------------------------------------------------------


def _file(talk: Conversation, deed: Deed, at: datetime) -> Sequence[Say]:
    """One report, however often the message comes; a flood waits for a person, and has its receipt all the same."""
    report = _report(talk, deed.memory, deed.how)
    if before := _same(talk, report.text, deed.memory, at):
        return [Say(_("Laporan ini sudah kami terima sebagai %(ref)s.") % {"ref": before.ref})]
    lately = Complaint.objects.filter(conversation=talk, filed_at__gt=at - timedelta(hours=1)).count()
    held = Why.TALK if lately >= MOST_AN_HOUR else Why.NONE
    release(report.files)
    made = file_complaint(report, token=f"{talk.channel}:{deed.memory.draft}", by=CITIZEN, at=at, held=held)
    belong(deed.memory.parts, made)
    return [telling.receipt(made, brief=is_brief(talk))]


def is_brief(talk: Conversation) -> bool:
    """Whether each sign is paid for, and nothing but words goes through this door."""
    return talk.channel != "email" and not gateways.able(talk.channel).files


def _report(talk: Conversation, memory: Memory, how: str) -> Report:
    """What was told. Without a name the office has neither name nor number: only the conversation leads back."""
    hidden = how == "hidden"
    point = (Decimal(f"{memory.point[0]:.5f}"), Decimal(f"{memory.point[1]:.5f}")) if memory.point else None
    return Report(
        text=memory.text, region=Region.objects.filter(pk=memory.region).first() if memory.region else None,
        place=memory.place, point=point, name="" if hidden else talk.name, contact="" if hidden else contact_of(talk),
        anonymous=hidden, secret=how == "secret", channel=talk.channel, conversation=talk,
        files=kept_files(memory.files),
    )  # fmt: skip


def _same(talk: Conversation, text: str, memory: Memory, at: datetime) -> Complaint | None:
    rows = Complaint.objects.filter(conversation=talk, filed_at__gt=at - TWICE).select_related("obligation")
    alike = [row for row in rows.order_by("-filed_at", "-id") if " ".join(row.text.split()) == " ".join(text.split())]
    return alike[0] if alike and not memory.files else None


# --- reports that exist -------------------------------------------------------------------------------------------


def _own(talk: Conversation, ref: str) -> tuple[Complaint, Any]:
    """A report of this conversation, and its reporter: whoever writes from there."""
    complaint = reports_of(talk).select_related("obligation").get(obligation__ref=ref)
    return access.get_own(ref, complaint.secret)


def _speak(talk: Conversation, deed: Deed, at: datetime) -> Sequence[Say]:
    complaint, reporter = _own(talk, deed.ref)
    files = kept_files(deed.files)
    release(files)
    text = deed.text or _("(%(count)d berkas)") % {"count": len(files)}
    act = actions.resume if deed.verb == "resume" else actions.add
    act(complaint, text=text, files=files, by=reporter, at=at)
    belong(deed.parts, complaint)
    said = _("Terima kasih. Kami teruskan ke petugas yang menangani %(ref)s.") % {"ref": deed.ref}
    return [] if deed.how == "quiet" else [Say(said)]


def _close(talk: Conversation, deed: Deed, at: datetime) -> Sequence[Say]:
    complaint, reporter = _own(talk, deed.ref)
    actions.close(complaint, text=deed.text, by=reporter, at=at)
    belong(deed.parts, complaint)
    return []  # its notice says it


def _reopen(talk: Conversation, deed: Deed, at: datetime) -> Sequence[Say]:
    complaint, reporter = _own(talk, deed.ref)
    files = kept_files(deed.files)
    release(files)
    text = deed.text or _("Pelapor menyatakan masalahnya belum selesai.")
    actions.reopen(complaint, text=text, files=files, by=reporter, at=at)
    belong(deed.parts, complaint)
    said = _("Laporan %(ref)s dibuka kembali. Tulis apa yang belum beres, atau kirim foto: kami teruskan.")
    return [Say(said % {"ref": deed.ref})]


def _outcome(talk: Conversation, deed: Deed, at: datetime) -> Sequence[Say]:
    complaint, reporter = _own(talk, deed.ref)
    outcomes.answer_outcome(complaint, answer=deed.how, text=deed.text, by=reporter, at=at)
    belong(deed.parts, complaint)
    thanks = _("Terima kasih atas jawaban Anda tentang %(ref)s.") % {"ref": deed.ref}
    if deed.how == Outcome.Answer.YES:
        return [Say(thanks)]
    return [Say(thanks, [(f"reopen:{deed.ref}", _("Buka kembali"))])]


def _withdraw(talk: Conversation, deed: Deed, at: datetime) -> Sequence[Say]:
    complaint, reporter = _own(talk, deed.ref)
    actions.withdraw(complaint, text=deed.text, by=reporter, at=at)
    belong(deed.parts, complaint)
    return []  # its notice says it


def _follow(talk: Conversation, deed: Deed, at: datetime) -> Sequence[Say]:
    """They write from there, so nobody need ask whether the address is theirs."""
    published = Complaint.objects.published().filter(obligation__ref=deed.ref).select_related("obligation").first()
    if published is None:
        return [sentences.unknown_case()]
    follow_from(published, channel=talk.channel, address=talk.address, at=at)
    said = _("Baik, Anda mengikuti %(ref)s: kabarnya kami kirim ke sini. Tidak ada laporan baru yang dibuat.")
    return [Say(said % {"ref": deed.ref})]


def _tell(talk: Conversation, deed: Deed, at: datetime) -> Sequence[Say]:
    """How one report stands, or all of this conversation. Another is told with its code, or as far as it is public."""
    mine = reports_of(talk)
    if not deed.ref:
        return [telling.all_of(mine, at, links=talk.channel == "email")]
    if own := mine.select_related(*access.OWN).filter(obligation__ref=deed.ref).first():
        return [telling.standing(own, at, link=True)]
    if deed.how and _may_try(talk):
        return [_with_code(deed, at)]
    public = Complaint.objects.published().select_related(*access.OWN).filter(obligation__ref=deed.ref).first()
    return [telling.standing(public, at, link=False)] if public else [sentences.unknown_case()]


def _with_code(deed: Deed, at: datetime) -> Say:
    found = access.find_own(deed.ref, deed.how)
    return telling.standing(found, at, link=True) if found else sentences.unknown_case()


def _may_try(talk: Conversation) -> bool:
    """Wrong codes are counted, as on the web."""
    key = f"dialogue:code:{keyed_hash('dialogue', str(talk.pk))}"
    cache.add(key, 0, 3600)
    return int(cache.incr(key)) <= WRONG_CODES


# --- who answers --------------------------------------------------------------------------------------------------


def _hand(talk: Conversation, deed: Deed, at: datetime) -> Sequence[Say]:
    hand_over(talk, at=at)
    return [sentences.handed()]


def _take_back(talk: Conversation, deed: Deed, at: datetime) -> Sequence[Say]:
    give_back(talk)
    return []


_KNOWN: dict[str, Deeds] = {
    "file": _file, "resume": _speak, "add": _speak, "close": _close, "reopen": _reopen, "outcome": _outcome,
    "withdraw": _withdraw, "follow": _follow, "tell": _tell, "hand": _hand, "take_back": _take_back,
}  # fmt: skip
