"""An objection: filed by whoever asked, decided by the superior; the clocks around it that nobody owes.

The reason arises with the answer, or with the moment at which an answer was due and did not come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.facts import facts
from balairung.ground.common.text import clean_text
from balairung.kernel.obligations.actions import Owner, make_move, open_obligation
from balairung.kernel.obligations.models import Clock, Event, Remark, State
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.search.actions import open_index
from balairung.rooms.disclosure import access, answering, finding, moves, notices
from balairung.rooms.disclosure.models import InfoRequest, Objection
from balairung.rooms.disclosure.rules import KIND, PREFIX, last_moment, superior_post, told

PARTIES = Remark.Audience.PARTIES


@dataclass(frozen=True)
class Window:
    """Since when there is a reason to object, and until when one may."""

    since: datetime
    until: datetime

    def is_open(self, at: datetime) -> bool:
        return self.since <= at <= self.until


def window_of(found: InfoRequest, at: datetime) -> Window | None:
    """None while there is nothing to object to: it still runs in time, or was withdrawn."""
    since = _reason_at(found, at)
    return Window(since, last_moment("object", since)) if since else None


def _reason_at(found: InfoRequest, at: datetime) -> datetime | None:
    obligation = found.obligation
    if obligation.closed_at is not None:
        return found.changed_at if obligation.state != State.WITHDRAWN else None
    return obligation.next_at if obligation.is_late(at) else None


def may_object(found: InfoRequest, at: datetime) -> Window | None:
    """The window, while it is open and nobody objected to this reason already."""
    window = window_of(found, at)
    if window is None or not window.is_open(at):
        return None
    since = found.objections.filter(filed_at__gte=window.since).exclude(obligation__state=State.WITHDRAWN)
    return None if running(found) or since.exists() else window


def grounds_for(found: InfoRequest) -> list[tuple[str, str]]:
    """Those of the seven grounds that fit what happened."""
    answered, closed = bool(found.outcome), found.outcome in {InfoRequest.Outcome.REFUSED, InfoRequest.Outcome.PART}
    fits = {"any": True, "unanswered": not answered or found.is_running, "answered": answered, "closed": closed}
    rows = facts(KIND)["grounds"].items()
    return [(key, told("grounds", key)) for key, row in rows if fits[row["when"]]]


@transaction.atomic
def object_to(found: InfoRequest, *, ground: str, case: str = "", by: Actor, at: datetime) -> Objection:
    """The superior owes a decision from now on. One objection for one reason."""
    require(access.speaks_for(by, found))
    InfoRequest.objects.select_for_update().get(pk=found.pk)  # a double click waits here, and finds the first
    if may_object(found, at) is None:
        raise Refused(_("Keberatan belum dapat diajukan, sudah lewat waktunya, atau sudah Anda ajukan."))
    if ground not in dict(grounds_for(found)):
        raise Refused(_("Pilih alasan yang sesuai dengan yang terjadi."))
    post, text = superior_post(), clean_text(case)
    if post is None:
        raise Refused(_("Belum ada pejabat yang memutus keberatan. Hubungi kantor daerah."))
    subject = _("Keberatan atas %(ref)s: %(ground)s") % {"ref": found.ref, "ground": told("grounds", ground)}
    obligation = open_obligation(
        kind=KIND, prefix=PREFIX, subject=subject[:200], owner=Owner(post.office, post), by=by, at=at,
        state=State.ACTIVE, step="decide", words=text, audience=PARTIES, case=found.obligation.case,
        facts={"request": found.ref, "ground": ground}, clocks=[clock_rule(KIND, "decide")],
    )  # fmt: skip
    made = Objection.objects.create(obligation=obligation, request=found, ground=ground, case=text, filed_at=at)
    open_index(obligation, text=finding.said_by(found))
    notices.tell_objected(made)
    return made


@transaction.atomic
def grant(objection: Objection, *, text: str, by: Actor, at: datetime) -> Event:
    """The superior agrees, wholly or in part: the office answers again."""
    event = _decide(objection, moves.GRANT, True, text, by, at)
    asked = InfoRequest.objects.select_related(*access.REQUEST).get(pk=objection.request_id)
    answering.order(asked, text=text, by=by, at=at)
    return event


@transaction.atomic
def turn_down(objection: Objection, *, text: str, by: Actor, at: datetime) -> Event:
    """The superior upholds what was answered, and says why."""
    return _decide(objection, moves.TURN_DOWN, False, text, by, at)


@transaction.atomic
def take_back(objection: Objection, *, text: str = "", by: Actor, at: datetime) -> Event:
    """The requester does not object any more."""
    require(access.speaks_for(by, objection.request))
    return make_move(objection.obligation, moves.TAKE_BACK, by=by, at=at, words=text, audience=PARTIES)


def take_back_from(found: InfoRequest, *, text: str = "", by: Actor, at: datetime) -> Event:
    """The same for the one that runs."""
    objection = running(found)
    if objection is None:
        raise Refused(_("Tidak ada keberatan yang masih berjalan."))
    return take_back(objection, text=text, by=by, at=at)


def running(found: InfoRequest) -> Objection | None:
    """The objection to this request that waits for a decision; there is one at most."""
    rows = found.objections.filter(obligation__closed_at__isnull=True)
    return rows.select_related("obligation", "request").first()


@transaction.atomic
def respond(objection: Objection, *, accepts: bool, by: Actor, at: datetime) -> None:
    """What the requester says to it, for the register: accepted, or taken to the Komisi Informasi."""
    require(access.speaks_for(by, objection.request))
    if dispute_until(objection, at) is None:
        raise Refused(_("Tanggapan ini hanya dapat dicatat setelah keberatan diputus, atau waktunya lewat."))
    said = {"accepted_at": at if accepts else None, "disputed_at": None if accepts else at}
    still = Objection.objects.filter(pk=objection.pk, accepted_at__isnull=True, disputed_at__isnull=True)
    if not still.update(**said):
        raise Stale(_("Tanggapan Anda sudah tercatat."))


def dispute_until(objection: Objection, at: datetime) -> datetime | None:
    """Until when the Komisi Informasi may be asked: counted from the decision, or from the end of the superior's time.

    None while the superior still has time, or when the objection was taken back.
    """
    if objection.decided_at:
        return last_moment("dispute", objection.decided_at)
    if objection.obligation.state == State.WITHDRAWN:
        return None
    due = Clock.objects.filter(obligation=objection.obligation_id, name="decide").values_list("due_at", flat=True)[0]
    return last_moment("dispute", due) if due < at else None


def _decide(objection: Objection, move: Move, granted: bool, text: str, by: Actor, at: datetime) -> Event:
    require(access.can_decide(by, objection), _("Keberatan diputus pejabat yang menjadi atasan PPID."))
    event = make_move(objection.obligation, move, by=by, at=at, words=text, audience=PARTIES)
    seat = next((seat for seat in by.seats if seat.post_id == objection.obligation.owner_post_id), None)
    objection.decided_at, objection.granted, objection.decision = at, granted, clean_text(text)
    objection.decided_by = f"{by.name}, {seat.title}" if seat else by.name
    objection.save(update_fields=["decided_at", "granted", "decision", "decided_by"])
    notices.tell_decided(objection, event)
    return event
