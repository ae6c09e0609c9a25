"""A second pair of eyes: one officer prepares a step, another reads it and decides. Before that nothing happens."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.files.actions import attach
from balairung.kernel.files.models import File
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.obligations.actions import permit
from balairung.kernel.obligations.inbox import Overview
from balairung.kernel.obligations.models import Event, Exclusion, ObligationQuerySet
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.rooms.complaints import access, actions, moves
from balairung.rooms.complaints.models import Complaint, Proposal
from balairung.rooms.complaints.notices import RECEIVERS
from balairung.rooms.complaints.routing import KIND

PREPARED = ("answer", "resolve", "refuse", "ask", "forward")  # the steps that may be laid before a colleague
MOVE_OF = {move.verb: move for move in moves.MOVES}
WAITING, RETURNED = Proposal.Outcome.WAITING, Proposal.Outcome.RETURNED
TAKEN = gettext_lazy("Konsep ini sudah diputus rekan lain. Muat ulang halamannya.")


def take(
    complaint: Complaint, *, verb: str, fields: Mapping[str, Any], by: Actor, at: datetime, first: bool = False
) -> Event | Proposal:
    """Take the step with the fields of its action; where two must read it, or with `first`, propose it instead."""
    if verb in PREPARED and (first or access.needs_second(complaint, verb, str(fields.get("reason", "")))):
        return propose(complaint, verb=verb, fields=fields, by=by, at=at)
    action: Callable[..., Event] = getattr(actions, verb)
    return action(complaint, **fields, by=by, at=at)


@transaction.atomic
def propose(complaint: Complaint, *, verb: str, fields: Mapping[str, Any], by: Actor, at: datetime) -> Proposal:
    """Lay a step before a colleague. It must be one that could be taken now; the deadline runs on."""
    require(access.can_take(by, complaint, verb), actions.FORBIDDEN[verb])
    assert by.person_id is not None  # who may take a step is somebody
    files = list(fields.get("files") or ())
    permit(complaint.obligation, MOVE_OF[verb], words_of(fields), files)
    attach(files, about=(KIND, complaint.ref))
    proposal = Proposal(
        complaint=complaint, verb=verb, body=_sealed(fields), seq=complaint.obligation.seq, proposed_at=at,
        proposed_by=Person.objects.get(pk=by.person_id),
    )  # fmt: skip
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError as taken:
        raise Refused(_("Sudah ada konsep yang menunggu dibaca. Putuskan atau lanjutkan dahulu konsep itu.")) from taken
    proposal.files.set(files)
    _tell(proposal, readers(proposal, at), _("Menunggu Anda baca: %(ref)s"), by, at)
    return proposal


@transaction.atomic
def approve(proposal: Proposal, *, by: Actor, at: datetime, text: str | None = None) -> Event:
    """Take the step as it was prepared, or with the reader's own words. It is the reader's from then on."""
    _decide(proposal, Proposal.Outcome.APPROVED, by, at)
    if moved_on(proposal):
        raise Refused(_("Laporan ini sudah berubah sejak konsepnya disiapkan. Lanjutkan konsepnya dahulu."))
    fields = fields_of(proposal)
    if text is not None:
        fields[_key(fields)] = text
    action: Callable[..., Event] = getattr(actions, proposal.verb)
    event = action(proposal.complaint, **fields, by=by, at=at, prepared=actions.Prepared(proposal.proposed_by_id))
    _tell(proposal, [proposal.proposed_by], _("Konsep Anda disetujui: %(ref)s"), by, at)
    return event


@transaction.atomic
def hand_back(proposal: Proposal, *, words: str, by: Actor, at: datetime) -> None:
    """Not like this: with what should be different. Whoever may take the step goes on with it."""
    if not words.strip():
        raise Refused(_("Tuliskan apa yang perlu diperbaiki."))
    _decide(proposal, RETURNED, by, at, words)
    _tell(proposal, [proposal.proposed_by], _("Konsep Anda dikembalikan: %(ref)s"), by, at)


@transaction.atomic
def go_on(proposal: Proposal, *, text: str, by: Actor, at: datetime, files: Sequence[File] = ()) -> None:
    """Write on at a draft that waits or was returned: its preparer or a colleague, who is its preparer from then on.

    It is as new: a case that moved on is no matter, as long as the step may still be taken.
    """
    complaint = proposal.complaint
    require(access.can_take(by, complaint, proposal.verb), actions.FORBIDDEN[proposal.verb])
    fields = fields_of(proposal)
    fields[_key(fields)] = text
    kept = [*proposal.files.order_by("id"), *files]
    permit(complaint.obligation, MOVE_OF[proposal.verb], text, kept)
    attach(files, about=(KIND, complaint.ref))
    rows = Proposal.objects.filter(pk=proposal.pk, outcome__in=[WAITING, RETURNED])
    changes = {"body": _sealed(fields), "seq": complaint.obligation.seq, "proposed_by_id": by.person_id}
    if not rows.update(outcome=WAITING, proposed_at=at, **changes):
        raise Stale(TAKEN)
    proposal.refresh_from_db()
    proposal.files.set(kept)
    _tell(proposal, readers(proposal, at), _("Menunggu Anda baca: %(ref)s"), by, at)


@transaction.atomic
def drop(proposal: Proposal, *, by: Actor, at: datetime) -> None:
    """Its preparer thinks better of it."""
    require(proposal.proposed_by_id == by.person_id, _("Hanya yang menyiapkan konsep ini dapat membatalkannya."))
    changes = {"outcome": Proposal.Outcome.DROPPED, "decided_by_id": by.person_id, "decided_at": at}
    if not Proposal.objects.filter(pk=proposal.pk, outcome__in=[WAITING, RETURNED]).update(**changes):
        raise Stale(TAKEN)


def unfinished(complaint: Complaint) -> Proposal | None:
    """The draft on which somebody has to do something: to read it, or to go on with it."""
    rows = complaint.proposals.filter(outcome__in=[WAITING, RETURNED]).select_related("proposed_by", "decided_by")
    return rows.order_by("-proposed_at", "-id").first()


def moved_on(proposal: Proposal) -> bool:
    """Whether a step was taken since: notes and dates counted anew are none."""
    later = proposal.complaint.obligation.events.filter(seq__gt=proposal.seq, verb__in=MOVE_OF)
    return later.exists()


def may_read(actor: Actor, proposal: Proposal) -> bool:
    """Whoever may decide it; never who prepared it."""
    own = proposal.proposed_by_id == actor.person_id
    return not own and access.can_decide(actor, proposal.complaint, proposal.verb)


def fields_of(proposal: Proposal) -> dict[str, Any]:
    """The fields of the step, as its action names them."""
    fields: dict[str, Any] = json.loads(proposal.body)
    if "office" in fields:
        fields["office"] = Office.objects.get(key=fields["office"])
    if proposal.verb in {"answer", "resolve"}:
        fields["files"] = list(proposal.files.order_by("id"))
    return fields


def words_of(fields: Mapping[str, Any]) -> str:
    return str(fields[_key(fields)])


def readers(proposal: Proposal, at: datetime) -> list[Person]:
    """Who is told that it waits: the liaison officer and the head of the office, else the coordinator.

    For what is said in the leader's name the coordinator, else the secretary. Never whom the report is about.
    """
    complaint = proposal.complaint
    rows = Holding.objects.current(at).filter(post__closed_on__isnull=True).exclude(person=proposal.proposed_by_id)
    barred = Exclusion.objects.filter(obligation=complaint.obligation_id)
    rows = rows.exclude(post__in=barred.values("post")).exclude(person__in=barred.exclude(person=None).values("person"))
    coordinator, secretary = Q(post__role=Post.Role.COORDINATOR), Q(post__role=Post.Role.SECRETARY)
    own = Q(post__office=complaint.obligation.owner_office_id, post__role__in=RECEIVERS)
    in_name = complaint.to_leader and proposal.verb in access.SPOKEN
    for wanted in (coordinator, secretary) if in_name else (own, coordinator):
        if found := rows.filter(wanted).select_related("person").order_by("post__order", "id"):
            return list({holding.person_id: holding.person for holding in found}.values())
    return []


def _decide(proposal: Proposal, outcome: str, by: Actor, at: datetime, words: str = "") -> None:
    """One reader decides, once, and it is not who prepared it."""
    if proposal.proposed_by_id == by.person_id:
        raise NotAllowed(_("Yang Anda siapkan sendiri dibaca rekan, bukan Anda."))
    require(may_read(by, proposal), _("Konsep ini dibaca oleh rekan yang berwenang atas langkah itu."))
    waits = Proposal.objects.filter(pk=proposal.pk, outcome=WAITING, proposed_at=proposal.proposed_at)
    if not waits.update(outcome=outcome, decided_by=by.person_id, decided_at=at, words=words):
        raise Stale(TAKEN)
    proposal.refresh_from_db(fields=["outcome", "decided_by", "decided_at", "words"])


def _key(fields: Mapping[str, Any]) -> str:
    """A step that is a remark beside it calls its text `words`."""
    return "words" if "words" in fields else "text"


def _sealed(fields: Mapping[str, Any]) -> str:
    plain = {name: value for name, value in fields.items() if name != "files"}
    return json.dumps(plain | ({"office": plain["office"].key} if "office" in plain else {}))


def _tell(proposal: Proposal, people: Sequence[Person], subject: str, by: Actor, at: datetime) -> None:
    """One bundled message; nothing of the draft is in it."""
    complaint = proposal.complaint
    facts = {"ref": complaint.ref, "title": complaint.title, "step": MOVE_OF[proposal.verb].label, "name": by.name}
    key = f"{proposal.pk}:{at.timestamp():.6f}"
    notify_all(
        [(Recipient.person(person), f"{key}:{person.pk}") for person in people],
        subject=subject % facts, body=_("%(ref)s · %(title)s · %(step)s, oleh %(name)s") % facts,
        about=(KIND, complaint.ref), bundle="inbox", at=at,
    )  # fmt: skip


def _to_read(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    """What colleagues laid before this reader: of their office, of every office for the coordinator."""
    waiting = Proposal.objects.filter(outcome=WAITING).exclude(proposed_by=actor.person_id)
    in_name = Q(complaint__to_leader=True, verb__in=access.SPOKEN)
    if not actor.coordinates:
        own = ~in_name & Q(complaint__obligation__owner_office__in=actor.office_ids)
        waiting = waiting.filter(own | in_name if actor.has(*Post.LEADING) else own)
    return rows.open().filter(pk__in=waiting.values("complaint__obligation"))


def _untold(rows: ObligationQuerySet, actor: Actor, now: datetime) -> ObligationQuerySet:
    return rows.filter(tags__word=actions.UNTOLD)


#: What this room adds to the inbox (settings.OVERVIEWS).
OVERVIEWS = (
    Overview(
        "dibaca", gettext_lazy("Menunggu Anda baca"), "eye", _to_read,
        gettext_lazy("Tidak ada konsep rekan yang menunggu Anda baca."), passing=True,
    ),
    Overview(
        "tidak-terkabari", gettext_lazy("Ditutup, pelapor belum terkabari"), "phone", _untold,
        gettext_lazy("Semua pelapor sudah menerima kabar."), order="closed_at", passing=True,
    ),
)  # fmt: skip
