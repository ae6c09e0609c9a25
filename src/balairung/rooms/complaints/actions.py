"""Everything that may be done to a complaint: one function per verb.

Each has the same beats: require, attach, move, own fields, notify. `at` is the moment at which it happens. What a
colleague prepared and the actor only decides says so with `prepared`. A step that is as good for the reports that are
dealt with together with this one is taken for each of them too, with its own line and its own message.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.ground.common.facts import facts as data
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import Owner, make_move
from balairung.kernel.obligations.actions import note as write_note
from balairung.kernel.obligations.models import Event, State, Visibility
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.obligations.tags import tag, untag
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.models import Office, Post
from balairung.rooms.complaints import access, moves, notices, steps
from balairung.rooms.complaints.filing.guarding import release
from balairung.rooms.complaints.finding import make_findable
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.rooms.complaints.routing import KIND, receiving_office, reopen_until, suggest
from balairung.rooms.complaints.steps import OFFICERS, PARTIES, Said
from balairung.rooms.complaints.together import part, take_together
from balairung.rooms.complaints.topics.checklists import open_checks

log = logging.getLogger(__name__)
MOST_HOPS = 3  # after so many hand-overs between offices the coordinator decides
UNTOLD = "!tidak-terkabari"  # the house's tag on a report that ended while no message reached its reporter
SUPERVISORY = Complaint.Class.SUPERVISORY
FORBIDDEN = {
    "forward": _l("Laporan ini bukan milik kantor Anda."),
    "answer": _l("Hanya kantor yang menangani yang dapat menjawab."),
    "ask": _l("Hanya kantor yang menangani yang dapat bertanya."),
    "resolve": _l("Hanya kantor yang menangani yang dapat menyatakan selesai."),
    "refuse": _l("Hanya koordinator atau kantor yang menangani yang dapat menolak."),
}


@dataclass(frozen=True)
class Prepared:
    """A colleague prepared this step; the actor read it and takes it."""

    by: UUID


@transaction.atomic
def verify(complaint: Complaint, *, klass: str, topic: Topic | None, by: Actor, at: datetime, words: str = "") -> Event:
    """It is a report we deal with: its class fixes its clock, and its redacted form may be read by all.

    One that turns out to be about the conduct of an officer is secret from then on, and dealt with by itself.
    """
    require(access.can_verify(by, complaint), _("Hanya koordinator pengaduan yang memverifikasi laporan."))
    since = complaint.obligation.opened_at
    # of the same class the clock that has run since filing is the right one
    rules = [clock_rule(KIND, "resolve", klass, since=since)] if klass != complaint.klass else []
    event = steps.move(
        complaint, moves.VERIFY, by=by, at=at, words=words,
        facts={"class": klass, "topic": topic.code if topic else ""},
        clocks=[*rules, clock_rule(KIND, "decide")],
        visibility=Visibility.SECRET if klass == SUPERVISORY else None,
    )  # fmt: skip
    if klass == SUPERVISORY:
        part(complaint, by, at)
    release(complaint.obligation)
    complaint.klass, complaint.topic = klass, topic
    steps.publish(complaint, at)
    complaint.save(update_fields=["klass", "topic", "published_at", "public_title", "public_text"])
    steps.rank(complaint)
    make_findable(complaint)
    return event


@transaction.atomic
def forward(
    complaint: Complaint, *, office: Office, by: Actor, at: datetime, words: str = "", prepared: Prepared | None = None
) -> Event:
    """Give it to the office that must answer. An office that hands it on names the right owner; each time is counted.

    After `MOST_HOPS` hand-overs it goes back to the coordinator, who alone may forward it again.
    """
    said = _agreed(complaint, "forward", by, prepared) | {"named": str(office.pk)} | _by_register(complaint, office, at)
    owner = _next_owner(complaint, office, by)
    step = partial(steps.forward, owner=owner, by=by, at=at, words=words)
    return take_together(complaint, "forward", step, said, by, at)


@transaction.atomic
def answer(
    complaint: Complaint,
    *,
    text: str,
    by: Actor,
    at: datetime,
    files: Sequence[File] = (),
    show: bool = True,
    prepared: Prepared | None = None,
) -> Event:
    """The first answer: what the office will do, and when. With `show`, its files are for everyone if the report is."""
    said = _agreed(complaint, "answer", by, prepared)
    attach(files, about=(KIND, complaint.ref))
    step = partial(steps.answer, text=text, files=files, show=show, by=by, at=at)
    return take_together(complaint, "answer", step, said, by, at)


@transaction.atomic
def ask(complaint: Complaint, *, text: str, by: Actor, at: datetime, prepared: Prepared | None = None) -> Event:
    """Ask the reporter for what is missing; the working-day clocks stand still until they answer."""
    said = _agreed(complaint, "ask", by, prepared)
    rules = [clock_rule(KIND, "complete_information")]
    event = steps.move(complaint, moves.ASK, by=by, at=at, words=text, audience=PARTIES, facts=said, clocks=rules)
    notices.asked(complaint, event, text)
    return event


@transaction.atomic
def resume(complaint: Complaint, *, text: str, by: Actor, at: datetime, files: Sequence[File] = ()) -> Event:
    """The reporter gives what was asked; the clocks run again, and the statute's decision counts from here."""
    require(access.can_speak(by, complaint) or access.can_verify(by, complaint), _("Keterangan ini milik pelapor."))
    attach(files, about=(KIND, complaint.ref))
    verified = complaint.obligation.held_step != "verify"
    rules = [clock_rule(KIND, "decide")] if verified else []
    event = steps.move(complaint, moves.RESUME, by=by, at=at, words=text, audience=PARTIES, files=files, clocks=rules)
    notices.informed(complaint, event)
    return event


@transaction.atomic
def add(complaint: Complaint, *, text: str, by: Actor, at: datetime, files: Sequence[File] = ()) -> Event:
    """The reporter says or shows more, unasked, while the report is dealt with; no clock turns by it."""
    require(access.can_speak(by, complaint) or access.can_verify(by, complaint), _("Keterangan ini milik pelapor."))
    if not complaint.obligation.is_open:
        raise Refused(_("Laporan ini sudah ditutup. Buka kembali dahulu, atau buat laporan baru."))
    if not text.strip() and not files:
        raise Refused(_("Tuliskan dahulu keterangannya, atau sertakan fotonya."))
    attach(files, about=(KIND, complaint.ref))
    event = write_note(complaint.obligation, verb="add", by=by, at=at, words=text, audience=PARTIES, evidence=files)
    notices.added(complaint, event)
    return event


@transaction.atomic
def resolve(
    complaint: Complaint,
    *,
    text: str,
    files: Sequence[File],
    by: Actor,
    at: datetime,
    show: bool = True,
    prepared: Prepared | None = None,
) -> Event:
    """It is done, and here is the proof. The reporter has ten working days to say otherwise. `show` as above."""
    said = _agreed(complaint, "resolve", by, prepared) | {"open_checks": open_checks(complaint)}
    attach(files, about=(KIND, complaint.ref))
    step = partial(steps.resolve, text=text, files=files, show=show, by=by, at=at)
    return take_together(complaint, "resolve", step, said, by, at)


@transaction.atomic
def close(complaint: Complaint, *, by: Actor, at: datetime, text: str = "") -> Event:
    """The reporter agrees, or kept silent for the whole term after the result reached them or could not be brought."""
    require(access.can_close(by, complaint), _("Hanya pelapor yang menutup laporannya."))
    said = _delivery(complaint, "resolve", by)
    event = steps.move(complaint, moves.CLOSE, by=by, at=at, words=text, audience=PARTIES, facts=said)
    _mark_untold(complaint, said, by, at)
    notices.closed(complaint, event)
    return event


@transaction.atomic
def reopen(complaint: Complaint, *, text: str, by: Actor, at: datetime, files: Sequence[File] = ()) -> Event:
    """Not solved after all: the same office, a new clock. One that was merged stands by itself again."""
    require(access.can_reopen(by, complaint), _("Hanya pelapor yang membuka kembali laporannya."))
    if not access.may_reopen(complaint, reopen_until(complaint), at):
        raise Refused(_("Waktu untuk membuka kembali laporan ini sudah lewat. Silakan buat laporan baru."))
    attach(files, about=(KIND, complaint.ref))
    said = {"lead": complaint.lead.ref} if complaint.lead else {}
    rules = [clock_rule(KIND, "resolve", complaint.klass), clock_rule(KIND, "decide")]
    event = steps.move(
        complaint, moves.REOPEN, by=by, at=at, words=text, audience=PARTIES, files=files, facts=said, clocks=rules
    )
    complaint.lead = None
    complaint.save(update_fields=["lead"])
    untag(complaint.obligation, word=UNTOLD, by=SYSTEM, at=at)
    notices.reopened(complaint, event)
    return event


@transaction.atomic
def refuse(
    complaint: Complaint, *, reason: str, text: str, by: Actor, at: datetime, prepared: Prepared | None = None
) -> Event:
    """Not ours to deal with: with the reason and the right address.

    A reason that lies in the matter holds for those merged into it too; one that lies in this report's own words or
    reporter does not, and the eldest of them stands for the others.
    """
    said = _agreed(complaint, "refuse", by, prepared, reason) | {"reason": reason}
    step = partial(steps.refuse, text=text, by=by, at=at)
    if data("complaints")["refusals"].get(reason, {}).get("travels"):
        return take_together(complaint, "refuse", step, said, by, at)
    event = step(complaint, said)
    part(complaint, by, at)
    return event


@transaction.atomic
def withdraw(complaint: Complaint, *, by: Actor, at: datetime, text: str = "") -> Event:
    """The reporter takes it back, or never gave what was asked."""
    require(access.can_close(by, complaint), _("Hanya pelapor yang mencabut laporannya."))
    said = _delivery(complaint, "ask", by) if by.kind == "system" else {"silent": False}
    event = steps.move(complaint, moves.WITHDRAW, by=by, at=at, words=text, audience=PARTIES, facts=said)
    steps.unpublish(complaint)
    _mark_untold(complaint, said, by, at)
    part(complaint, by, at)
    notices.withdrawn(complaint, event)
    return event


@transaction.atomic
def tell(complaint: Complaint, *, text: str, by: Actor, at: datetime) -> Event:
    """No message had reached the reporter, and now they were told by another way: by telephone, at their door."""
    require(access.can_verify(by, complaint), _("Hanya kantor yang menangani yang dapat mengabari pelapor."))
    if not text.strip():
        raise Refused(_("Tuliskan dahulu bagaimana pelapor dikabari."))
    if not complaint.obligation.tags.filter(word=UNTOLD).exists():
        raise Refused(_("Pelapor laporan ini sudah terkabari."))
    untag(complaint.obligation, word=UNTOLD, by=SYSTEM, at=at)
    return write_note(complaint.obligation, verb="tell", by=by, at=at, words=text, audience=PARTIES)


@transaction.atomic
def note(complaint: Complaint, *, text: str, by: Actor, at: datetime, files: Sequence[File] = ()) -> Event:
    """Words for colleagues; the reporter does not see them."""
    require(access.can_note(by, complaint))
    if not text.strip():
        raise Refused(_("Tuliskan dahulu catatannya."))
    attach(files, about=(KIND, complaint.ref))
    return write_note(complaint.obligation, by=by, at=at, words=text, audience=OFFICERS, evidence=files)


@transaction.atomic
def take_over(
    complaint: Complaint,
    *,
    state: State,
    words: str,
    facts: dict[str, object],
    by: Actor,
    at: datetime,
    office: Office | None = None,
    calendars: Calendars | None = None,
) -> Event:
    """Say how a report stood in the register that it comes from: still open, or ended there. Nobody is told.

    One that ended belongs to the `office` that dealt with it, unless it is secret; an open one waits to be verified.
    """
    require(access.can_import(by), _("Hanya koordinator pengaduan atau pengelola sistem yang mengimpor laporan."))
    line: dict[str, Any] = {"by": by, "at": at, "words": words, "audience": OFFICERS, "facts": facts}
    if state == State.NEW:
        return write_note(complaint.obligation, verb=moves.TAKE_OVER.verb, **line)
    owner = Owner(office) if office and complaint.obligation.visibility == Visibility.PUBLIC else None
    return make_move(complaint.obligation, moves.TAKE_OVER_AS[state], owner=owner, calendars=calendars, **line)


def close_silent(*, now: datetime) -> int:
    """Close what the reporter left unanswered for its term, withdraw what they never completed; return how many."""
    with transaction.atomic():
        rows = Complaint.objects.silent(now).order_by("obligation__answer_by", "id")
        keys = list(rows.values_list("pk", flat=True)[:500])
    return sum(_end_silent(key, now) for key in keys)


def _end_silent(key: UUID, now: datetime) -> bool:
    """One complaint in its own transaction: a bad one never stops the others, and nobody ends one twice."""
    try:
        with transaction.atomic():
            complaint = Complaint.objects.silent(now).get(pk=key)
            (close if complaint.obligation.step == "confirm" else withdraw)(complaint, by=SYSTEM, at=now)
    except (Complaint.DoesNotExist, Refused):  # somebody was faster, or a message is on its way
        return False
    except Exception:
        log.exception("complaint %s could not be ended", key)
        return False
    return True


def _agreed(complaint: Complaint, verb: str, by: Actor, prepared: Prepared | None, reason: str = "") -> dict[str, Any]:
    """Whether the actor may take this step, alone or after a colleague who prepared it; the facts that say so."""
    may = access.can_decide if prepared else access.can_take
    require(may(by, complaint, verb), FORBIDDEN[verb])
    if prepared and prepared.by == by.person_id:
        raise NotAllowed(_("Yang Anda siapkan sendiri dibaca rekan, bukan Anda."))
    if prepared is None and (why := access.needs_second(complaint, verb, reason)):
        raise Refused(why)
    said: dict[str, Any] = {"prepared_by": str(prepared.by)} if prepared else {}
    if complaint.to_leader and verb in access.SPOKEN:
        regent = Post.objects.filter(role=Post.Role.REGENT, closed_on__isnull=True).order_by("order", "id").first()
        said["in_name_of"] = regent.title if regent else ""
    return said


def _by_register(complaint: Complaint, office: Office, at: datetime) -> dict[str, str]:
    """For the ledger: the delegation by which this office is the one that should answer, where it is one."""
    found = suggest(complaint.topic, complaint.region, complaint.klass, at)
    return {"under": str(found.under.pk)} if found and found.under and found.office.pk == office.pk else {}


def _next_owner(complaint: Complaint, office: Office, by: Actor) -> Office:
    """The office that was named, never one that the report is about; after too many hand-overs the coordinator's."""
    if access.is_about(complaint, office):
        raise Refused(_("Laporan ini tentang %(office)s. Pilih kantor lain.") % {"office": office.name})
    if by.coordinates or complaint.hops < MOST_HOPS:
        return office
    back = receiving_office(complaint.klass, None)
    return back if back and not access.is_about(complaint, back) else office


# --- what reached the reporter --------------------------------------------------------------------------------------


def _delivery(complaint: Complaint, verb: str, by: Actor) -> dict[str, Any]:
    """How the words that the reporter was to answer reached them: "sent", "failed" at every door, or "page".

    Silence says nothing while a message is still being tried. Whoever answers on their own page has read it there.
    """
    silent = by.kind == "system"
    told = notices.delivered(complaint, verb)
    if silent and not told:
        raise Refused(_("Pesan untuk pelapor masih dikirim. Laporan ini menunggu sampai pesannya tiba."))
    return {"silent": silent, "delivered": told or "page"}


def _mark_untold(complaint: Complaint, said: Said, by: Actor, at: datetime) -> None:
    """It ended, and its reporter does not know: it stands in a list until somebody told them."""
    if said.get("silent") and said["delivered"] == "failed":
        tag(complaint.obligation, word=UNTOLD, by=by, at=at)
