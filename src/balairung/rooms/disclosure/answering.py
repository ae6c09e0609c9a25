"""What becomes of a request: asked, extended, passed on, answered in one of four ways, ordered again, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.redaction import redact
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import Owner, make_move, note
from balairung.kernel.obligations.models import Event, Evidence, Remark
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.obligations.unsealing import Purpose, What, note_look
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office
from balairung.kernel.search.actions import index, index_owner
from balairung.rooms.disclosure import access, finding, moves, notices
from balairung.rooms.disclosure.models import InfoRequest
from balairung.rooms.disclosure.rules import ARTICLES, KIND

PARTIES = Remark.Audience.PARTIES
Outcome = InfoRequest.Outcome
ONLY = _("Identitas pemohon hanya dibuka oleh kantor yang menjawab permohonan ini.")


@transaction.atomic
def ask(found: InfoRequest, *, text: str, by: Actor, at: datetime) -> Event:
    """Something is unclear, or a copy costs money: the requester is asked. The clock runs on."""
    require(access.can_answer(by, found))
    event = make_move(found.obligation, moves.ASK, by=by, at=at, words=text, audience=PARTIES)
    _keep(found, question=clean_text(text))
    notices.tell_asked(found, event, text)
    return event


@transaction.atomic
def reply(found: InfoRequest, *, text: str, by: Actor, at: datetime) -> Event:
    """The requester answers the question."""
    require(access.speaks_for(by, found))
    if not found.question:
        raise Refused(_("Tidak ada yang perlu Anda lengkapi saat ini."))
    event = make_move(found.obligation, moves.REPLY, by=by, at=at, words=text, audience=PARTIES)
    _keep(found, question="")
    notices.tell_replied(found, event)
    return event


@transaction.atomic
def pass_on(found: InfoRequest, *, office: Office, text: str = "", by: Actor, at: datetime) -> Event:
    """Another office has it. The days that are used up stay used up."""
    require(access.can_pass_on(by, found))
    if office.pk == found.obligation.owner_office_id:
        raise Refused(_("Permohonan ini sudah di kantor itu."))
    facts = {"to": office.key}
    owner = Owner(office)
    event = make_move(found.obligation, moves.PASS_ON, by=by, at=at, words=text, facts=facts, owner=owner)
    index_owner(found.obligation)
    notices.tell_office(found, event.seq, at)
    return event


@transaction.atomic
def extend(found: InfoRequest, *, text: str, by: Actor, at: datetime) -> Event:
    """Seven working days more, once, with a reason, before the first ten are over."""
    require(access.can_answer(by, found))
    due = found.obligation.next_at
    if due and at > due:
        raise Refused(_("Batas waktunya sudah lewat. Perpanjangan hanya sah sebelum sepuluh hari kerja itu habis."))
    rule = clock_rule(KIND, "extended", since=found.obligation.opened_at)
    event = make_move(found.obligation, moves.EXTEND, by=by, at=at, words=text, audience=PARTIES, clocks=[rule])
    notices.tell_extended(found, event, text)
    return event


@transaction.atomic
def give(
    found: InfoRequest, *, text: str, files: Sequence[File] = (), cost: Decimal = Decimal(), by: Actor, at: datetime
) -> Event:
    """All that was asked for."""
    return _answer(found, moves.GIVE, Outcome.GIVEN, text, by, at, files=files, cost=cost)


@transaction.atomic
def give_part(
    found: InfoRequest, *, text: str, article: str, consequence: str, files: Sequence[File] = (),
    cost: Decimal = Decimal(), by: Actor, at: datetime,
) -> Event:  # fmt: skip
    """What may be given; the rest is withheld by an article, with the test of its consequences."""
    _check_reason(article, consequence)
    tested = clean_text(consequence)
    return _answer(
        found, moves.GIVE_PART, Outcome.PART, text, by, at, files=files, cost=cost, article=article, consequence=tested
    )


@transaction.atomic
def lack(found: InfoRequest, *, text: str, held_by: str = "", by: Actor, at: datetime) -> Event:
    """No office of this government has it; who does is said where it is known."""
    return _answer(found, moves.LACK, Outcome.LACKING, text, by, at, held_by=clean_line(held_by))


@transaction.atomic
def refuse(found: InfoRequest, *, text: str, article: str, consequence: str, by: Actor, at: datetime) -> Event:
    """Withheld by an article of the law, with the test of its consequences written down."""
    _check_reason(article, consequence)
    tested = clean_text(consequence)
    return _answer(found, moves.REFUSE, Outcome.REFUSED, text, by, at, article=article, consequence=tested)


@transaction.atomic
def withdraw(found: InfoRequest, *, text: str = "", by: Actor, at: datetime) -> Event:
    """The requester does not want it any more, and does not object to anything about it."""
    require(access.speaks_for(by, found))
    for one in found.objections.filter(obligation__closed_at__isnull=True).select_related("obligation"):
        make_move(one.obligation, moves.TAKE_BACK, by=by, at=at, words=text, audience=PARTIES)
    event = make_move(found.obligation, moves.WITHDRAW, by=by, at=at, words=text, audience=PARTIES)
    notices.tell_withdrawn(found, event)
    return event


@transaction.atomic
def order(found: InfoRequest, *, text: str, by: Actor, at: datetime) -> Event:
    """The superior granted an objection: the office answers anew. Called by the decision, in its transaction."""
    rule = clock_rule(KIND, "carry_out")
    event = make_move(found.obligation, moves.ORDER, by=by, at=at, words=text, audience=PARTIES, clocks=[rule])
    notices.tell_office(found, event.seq, at)
    return event


@transaction.atomic
def reveal(found: InfoRequest, *, purpose: str, by: Actor, at: datetime) -> str:
    """The number of identity in full. The ledger says who opened it and what for, never the number."""
    require(access.can_read(by, found), ONLY)
    event = note(found.obligation, verb="reveal", by=by, at=at, words=purpose, facts={"what": "identity"})
    note_look(
        found.obligation, what=What.NUMBER, purpose=Purpose.CHECK, contact=found.contact, event=event, by=by, at=at
    )
    return found.identity


@transaction.atomic
def publish(
    found: InfoRequest, *, question: str, answer: str, with_files: bool = False, by: Actor, at: datetime
) -> InfoRequest:
    """Others read question and answer before they ask the same; whoever asked stays unnamed."""
    require(access.can_publish(by, found))
    if found.published_at:
        raise Stale(_("Jawaban ini sudah diterbitkan."))
    asked, said = redact(clean_text(question)), redact(clean_text(answer))
    if not asked or not said:
        raise Refused(_("Tuliskan pertanyaan dan jawabannya untuk umum."))
    note(found.obligation, verb="publish", by=by, at=at, words=asked, facts={"files": with_files})
    _keep(found, published_at=at, public_question=asked, public_answer=said, public_files=with_files)
    index(found.obligation, text=finding.said_by(found), public=finding.public_words(found))
    return found


@transaction.atomic
def unpublish(found: InfoRequest, *, text: str, by: Actor, at: datetime) -> InfoRequest:
    """It is shown no more; the reason stays for officers."""
    require(access.can_publish(by, found))
    if not found.published_at:
        raise Stale(_("Jawaban ini tidak sedang diterbitkan."))
    if not clean_text(text):
        raise Refused(_("Tuliskan dahulu alasannya."))
    note(found.obligation, verb="unpublish", by=by, at=at, words=text)
    _keep(found, published_at=None, public_question="", public_answer="", public_files=False)
    index(found.obligation, text=finding.said_by(found))
    return found


def files_given(found: InfoRequest) -> list[File]:
    """What came with the last answer."""
    verbs = (moves.GIVE.verb, moves.GIVE_PART.verb)
    rows = Evidence.objects.filter(event__obligation=found.obligation_id, event__verb__in=verbs)
    items = list(rows.select_related("file", "event").order_by("event__seq", "id"))
    return [item.file for item in items if item.event.seq == items[-1].event.seq]


def _answer(
    found: InfoRequest, move: Move, outcome: str, text: str, by: Actor, at: datetime, *,
    files: Sequence[File] = (), cost: Decimal = Decimal(), article: str = "", consequence: str = "", held_by: str = "",
) -> Event:  # fmt: skip
    require(access.can_answer(by, found))
    attach(files, about=(KIND, found.ref))
    facts = {"outcome": outcome} | ({"article": article} if article else {})
    event = make_move(
        found.obligation, move, by=by, at=at, words=text, audience=PARTIES, evidence=list(files), facts=facts
    )
    _keep(
        found, outcome=outcome, answered_at=found.answered_at or at, changed_at=at, question="", article=article,
        consequence=consequence, held_by=held_by, cost=cost,
    )  # fmt: skip
    notices.tell_answered(found, event, text)
    return event


def _check_reason(article: str, consequence: str) -> None:
    if article not in ARTICLES:
        raise Refused(_("Pilih huruf Pasal 17 yang menjadi dasarnya. Tanpa dasar itu, informasi tidak boleh ditolak."))
    if len(clean_text(consequence)) < 20:
        raise Refused(_("Tuliskan uji konsekuensinya: apa akibatnya bila dibuka, dan apa yang dilindungi."))


def _keep(found: InfoRequest, **changes: object) -> None:
    """The room's own fields, beside what the ledger has written already."""
    for name, value in changes.items():
        setattr(found, name, value)
    found.save(update_fields=[*changes])
