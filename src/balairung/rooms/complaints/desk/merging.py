"""Reports that belong together: merged into one that leads, parted again, one split into two, two tied loosely."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import Refused
from balairung.ground.common.ids import new_id
from balairung.ground.common.references import new_code
from balairung.ground.common.text import clean_text
from balairung.kernel.obligations.actions import Owner, note, open_obligation
from balairung.kernel.obligations.models import OPEN, Event, Obligation, State, Visibility
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office
from balairung.kernel.search.actions import open_index
from balairung.rooms.complaints import access, notices, steps
from balairung.rooms.complaints.filing.similar import similar
from balairung.rooms.complaints.filing.titles import make_title
from balairung.rooms.complaints.finding import said_by
from balairung.rooms.complaints.models import Complaint, Tie
from balairung.rooms.complaints.routing import KIND, receiving_office
from balairung.rooms.complaints.together import open_merged

MOST = 100  # reports that one may lead: each step is taken for every one of them at once
NOT_YOURS = gettext_lazy("Hanya koordinator dan kantor yang menangani yang dapat menggabung atau membagi laporan.")
SHORTEST = 10  # signs of a report
ALIKE = 8


@transaction.atomic
def merge(complaint: Complaint, *, into: Complaint, by: Actor, at: datetime) -> Complaint:
    """Deal with it together with another from now on; return the one that leads.

    It keeps its number, clocks, receipt and reporter. Whoever leads is led by nobody, so one that is merged into a
    merged one goes to the lead of that, and one that led brings its own along. It goes at once where the lead is.
    """
    lead = into.lead or into
    for each in {complaint, lead, into}:
        require(access.can_merge(by, each), NOT_YOURS)
    if complaint.lead_id == lead.pk:
        raise Refused(_("Laporan ini sudah digabung ke %(ref)s.") % {"ref": lead.ref})
    coming = [complaint, *open_merged(complaint)]
    for each in coming:
        if why := access.why_not_together(each, lead):
            raise Refused(why)
    if lead.merged.count() + len(coming) > MOST:
        raise Refused(_("Paling banyak %(most)d laporan digabung menjadi satu.") % {"most": MOST})
    for each in coming:
        _follow(each, lead, by, at)
    return lead


@dataclass
class Merged:
    """What became of a merging in bulk: how many, and for the others the reason, by number."""

    count: int = 0
    left: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def merge_many(complaints: Iterable[Complaint], *, into: Complaint, by: Actor, at: datetime) -> Merged:
    """Each by itself: one that may not be merged stays, and says why."""
    done = Merged()
    for complaint in complaints:
        try:
            with transaction.atomic():
                merge(complaint, into=into, by=by, at=at)
            done.count += 1
        except Refused as refusal:
            done.left.append((complaint.ref, str(refusal)))
    return done


@transaction.atomic
def separate(complaint: Complaint, *, by: Actor, at: datetime) -> Event:
    """It stands by itself again, where it is; its clocks never stopped."""
    require(access.can_merge(by, complaint), NOT_YOURS)
    if complaint.lead is None:
        raise Refused(_("Laporan ini tidak sedang digabung."))
    event = note(complaint.obligation, verb="separate", by=by, at=at, words="", facts={"lead": complaint.lead.ref})
    complaint.lead = None
    complaint.save(update_fields=["lead"])
    return event


@transaction.atomic
def split(complaint: Complaint, *, text: str, by: Actor, at: datetime) -> Complaint:
    """A second report out of one that speaks of two things, by the same reporter, with a number and a code of its own.

    What was promised counts from the day on which the first was filed; only its sorting counts from now. It is as
    secret as the first, and nobody sees it who may not see that one.
    """
    require(access.can_merge(by, complaint), NOT_YOURS)
    words = clean_text(text)
    if len(words) < SHORTEST:
        raise Refused(_("Tuliskan bagian laporan yang dipisahkan, dengan kata-kata pelapor."))
    if not complaint.obligation.is_open:
        raise Refused(_("Laporan ini sudah ditutup, jadi tidak dapat dibagi lagi."))
    made = _second(complaint, words, by, at)
    note(complaint.obligation, verb="split", by=by, at=at, words="", facts={"ref": made.ref})
    Tie.objects.create(complaint=made, other=complaint, kind=Tie.Kind.SPLIT)
    notices.filed(made)
    return made


@transaction.atomic
def tie(complaint: Complaint, *, other: Complaint, by: Actor, at: datetime) -> Tie:
    """The two have to do with each other; nothing else changes. Each is shown to whoever may see it."""
    require(access.can_note(by, complaint) and access.can_note(by, other))
    if complaint.pk == other.pk:
        raise Refused(_("Laporan ini tidak dapat dikaitkan dengan dirinya sendiri."))
    known = Tie.objects.filter(Q(complaint=complaint, other=other) | Q(complaint=other, other=complaint)).first()
    return known or Tie.objects.create(complaint=complaint, other=other)


@transaction.atomic
def untie(complaint: Complaint, *, other: Complaint, by: Actor, at: datetime) -> None:
    """They have nothing to do with each other after all. That one was split from another stays so."""
    require(access.can_note(by, complaint) and access.can_note(by, other))
    both = Q(complaint=complaint, other=other) | Q(complaint=other, other=complaint)
    Tie.objects.filter(both, kind=Tie.Kind.RELATED).delete()


def tied(complaint: Complaint, actor: Actor) -> list[Complaint]:
    """The reports that are tied to this one, as far as this actor may see them."""
    ties = Tie.objects.filter(Q(complaint=complaint) | Q(other=complaint)).values_list("complaint", "other")
    keys = {key for pair in ties for key in pair} - {complaint.pk}
    rows = Complaint.objects.visible_to(actor).filter(pk__in=keys).select_related("obligation__owner_office")
    return list(rows.order_by("filed_at", "id"))


@dataclass(frozen=True)
class Alike:
    """What may be the same, and why it is shown."""

    complaint: Complaint
    reason: str


def alike(complaint: Complaint, *, actor: Actor, now: datetime) -> list[Alike]:
    """Reports that could be merged into this one, the likeliest first."""
    north, east = complaint.latitude, complaint.longitude
    found = similar(
        region=complaint.region, topic=complaint.topic, text=f"{complaint.title}\n{complaint.text}",
        point=None if north is None or east is None else (north, east),
        now=now, public=False, actor=actor, without=complaint.pk, most=ALIKE,
    )  # fmt: skip
    known = {complaint.pk, complaint.lead_id}
    rows = Complaint.objects.visible_to(actor).filter(pk__in=[one.key for one in found], lead=None)
    rows = rows.filter(obligation__state__in=OPEN, obligation__visibility=Visibility.PUBLIC)
    rows = rows.exclude(obligation__step="confirm").select_related("obligation__owner_office")
    by_key = {row.pk: row for row in rows}
    return [Alike(by_key[one.key], one.reason) for one in found if one.key in by_key and one.key not in known]


def reporters(lead: Complaint) -> int:
    """How many reported what this one leads: those who took theirs back do not count."""
    gone = (State.REFUSED, State.WITHDRAWN)
    return 1 + lead.merged.exclude(obligation__state__in=gone).count()


@dataclass(frozen=True)
class Together:
    """What everyone may know of a report that is dealt with together: how many reported it, and which one leads."""

    reporters: int
    lead: str = ""


def together_of(complaint: Complaint) -> Together | None:
    """None for a report that stands by itself; the number of the lead only where everyone may read that one."""
    rows = Complaint.objects.select_related("obligation").only(
        "published_at", "obligation__ref", "obligation__visibility"
    )
    lead = rows.get(pk=complaint.lead_id) if complaint.lead_id else complaint
    count = reporters(lead)
    known = complaint.lead_id and lead.published_at and lead.obligation.visibility == Visibility.PUBLIC
    return Together(count, lead.ref if known else "") if count > 1 else None


def _follow(complaint: Complaint, lead: Complaint, by: Actor, at: datetime) -> None:
    """One more that is led: a line, a message to its reporter, and the way to where the lead is."""
    facts = {"lead": lead.ref}
    event = note(complaint.obligation, verb="merge", by=by, at=at, words="", facts=facts)
    complaint.lead = lead
    complaint.save(update_fields=["lead"])
    notices.merged(complaint, event)
    owner = lead.obligation.owner_office
    here = complaint.obligation
    moved = here.state != State.WAITING and lead.obligation.state != State.NEW
    if owner and moved and (here.state == State.NEW or here.owner_office_id != owner.pk):
        steps.forward(complaint, facts, owner=owner, by=by, at=at, words="")


def _second(first: Complaint, text: str, by: Actor, at: datetime) -> Complaint:
    """The second half: everything of the first but its text, number, code and past."""
    obligation = _obligation(first, make_title(text), by, at)
    copied = Complaint.objects.get(pk=first.pk)
    copied.pk, copied.obligation = new_id(), obligation
    copied.token, copied.secret = f"split:{obligation.pk}", new_code()
    copied.title, copied.text, copied.topic = obligation.subject, text, None
    copied.published_at, copied.public_title, copied.public_text = None, "", ""
    copied.hops, copied.refusal, copied.lead, copied.legacy, copied.head_told_at = 0, "", None, "", None
    copied._state.adding = True
    copied.save(force_insert=True)
    open_index(obligation, text=said_by(copied).text)
    return copied


def _obligation(first: Complaint, subject: str, by: Actor, at: datetime) -> Obligation:
    old, since = first.obligation, first.filed_at
    barred = list(old.exclusions.select_related("post__office", "person").order_by("id"))
    promised = [clock_rule(KIND, "resolve", first.klass), clock_rule(KIND, "statutory")]
    office = _desk(first, barred[0].post.office if barred else None)
    return open_obligation(
        kind=KIND, prefix="P", subject=subject, owner=Owner(office), step="verify", by=by, at=at,
        visibility=Visibility(old.visibility), excluded=[(each.post, each.person) for each in barred],
        facts={"split_from": old.ref}, priority=old.priority,
        clocks=[clock_rule(KIND, "verify"), *(replace(rule, since=since) for rule in promised)],
    )  # fmt: skip


def _desk(first: Complaint, accused: Office | None) -> Office:
    """Where it is sorted: as if it had been filed."""
    office = receiving_office(first.klass, accused)
    if office is None:
        raise Refused(_("Belum ada kantor yang menerima laporan. Hubungi pengelola sistem."))
    return office
