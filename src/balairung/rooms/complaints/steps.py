"""The steps of one report, and nothing beside it: whoever calls them has asked who may, and tied the files to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.redaction import redact
from balairung.kernel.files.models import File
from balairung.kernel.obligations.actions import Owner, make_move
from balairung.kernel.obligations.models import Event, Remark, Visibility
from balairung.kernel.obligations.moves import Move
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Office
from balairung.kernel.search.actions import index_owner
from balairung.rooms.complaints import moves, notices
from balairung.rooms.complaints.finding import make_findable
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import KIND

PARTIES, PUBLIC, OFFICERS = Remark.Audience.PARTIES, Remark.Audience.PUBLIC, Remark.Audience.OFFICERS
Said = Mapping[str, Any]  # the facts of a line
Step = Callable[[Complaint, Said], Event]


def move(
    complaint: Complaint,
    step: Move,
    *,
    by: Actor,
    at: datetime,
    words: str = "",
    audience: str = OFFICERS,
    files: Sequence[File] = (),
    facts: Said | None = None,
    clocks: Sequence[ClockRule] = (),
    owner: Owner | None = None,
    visibility: Visibility | None = None,
) -> Event:
    """The line, the state and the clocks."""
    event = make_move(
        complaint.obligation, step, by=by, at=at, words=words, audience=audience, evidence=files, facts=facts,
        clocks=clocks, owner=owner, visibility=visibility,
    )  # fmt: skip
    if owner:
        index_owner(complaint.obligation)
    return event


def forward(complaint: Complaint, said: Said, *, owner: Office, by: Actor, at: datetime, words: str) -> Event:
    """Give it to this office; to the one that has it already it is no step."""
    here, step = complaint.obligation, complaint.obligation.step
    if owner.pk == here.owner_office_id and step in {"answer", "resolve"}:
        raise Refused(_("Laporan ini sudah berada di %(office)s. Pilih kantor lain.") % {"office": owner.name})
    said = {"office": str(owner.pk), "hops": complaint.hops + 1, **said}
    rules = [clock_rule(KIND, "answer"), *([clock_rule(KIND, "decide")] if step == "verify" else [])]
    event = move(complaint, moves.FORWARD, by=by, at=at, words=words, facts=said, clocks=rules, owner=Owner(owner))
    complaint.hops += 1
    complaint.save(update_fields=["hops"])
    notices.forwarded(complaint, event, owner)
    return event


def answer(
    complaint: Complaint, said: Said, *, text: str, files: Sequence[File], by: Actor, at: datetime, show: bool = True
) -> Event:
    """The first answer, and its message."""
    event = move(
        complaint, moves.ANSWER, by=by, at=at, words=text, audience=_audience(complaint), files=files, facts=said
    )
    _cover(event, show)
    notices.answered(complaint, event, _signed(text, said))
    return event


def resolve(
    complaint: Complaint, said: Said, *, text: str, files: Sequence[File], by: Actor, at: datetime, show: bool = True
) -> Event:
    """Said to be done, with its proof."""
    event = move(
        complaint, moves.RESOLVE, by=by, at=at, words=text, audience=_audience(complaint), files=files, facts=said,
        clocks=[clock_rule(KIND, "citizen_reply")],
    )  # fmt: skip
    _cover(event, show)
    notices.resolved(complaint, event, _signed(text, said))
    return event


def refuse(complaint: Complaint, said: Said, *, text: str, by: Actor, at: datetime) -> Event:
    """Not ours; it is no longer shown to everyone."""
    event = move(complaint, moves.REFUSE, by=by, at=at, words=text, audience=PARTIES, facts=said)
    complaint.refusal = said["reason"]
    complaint.save(update_fields=["refusal"])
    unpublish(complaint)
    notices.refused(complaint, event, _signed(text, said))
    return event


def _signed(text: str, said: Said) -> str:
    """The words of a message, with the name of the post for which they are said."""
    title = said.get("in_name_of")
    return f"{text}\n\n" + _("a.n. %(title)s") % {"title": title} if title else text


def rank(complaint: Complaint) -> None:
    """It stands first in every list when it may cost a life or vulnerable people wait for it, and only then."""
    first = int(complaint.vulnerable or bool(complaint.topic and complaint.topic.urgent))
    if first != complaint.obligation.priority:
        complaint.obligation.priority = first
        complaint.obligation.save(update_fields=["priority"])


def publish(complaint: Complaint, at: datetime) -> None:
    """Its redacted form may be read by all, unless it is secret."""
    if complaint.obligation.visibility == Visibility.PUBLIC:
        complaint.published_at = at
        complaint.public_title, complaint.public_text = redact(complaint.title), redact(complaint.text)


def unpublish(complaint: Complaint) -> None:
    """From now on nobody outside reads it or finds it."""
    complaint.published_at = None
    complaint.save(update_fields=["published_at"])
    make_findable(complaint)


def _cover(event: Event, show: bool) -> None:
    """Proof that shows faces or papers is for the parties alone, though its words are for all."""
    if not show:
        event.evidence.update(public=False)


def _audience(complaint: Complaint) -> str:
    """An answer to a public report is public; to a secret one it is for the reporter alone."""
    return PUBLIC if complaint.obligation.visibility == Visibility.PUBLIC else PARTIES
