"""What anybody may do beside somebody else's public report: follow it, or say that its words are improper.

Whoever follows is told what everyone may read, and nothing before they confirmed their address. Nobody learns from
these functions who follows: they say the same to everyone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.obligations.actions import note
from balairung.kernel.obligations.tags import OWN, tag
from balairung.kernel.people.actors import SYSTEM, Actor, require
from balairung.rooms.complaints import access, notices
from balairung.rooms.complaints.models import Complaint, Follower

A_DAY = timedelta(days=1)
MOST_ASKED = 3  # confirmations that one address may be asked for in a day
MOST_LINKS = 10  # reports in one message to whoever lost their codes
IMPROPER = f"{OWN}tidak-pantas"  # the tag by which the coordinator finds it


@transaction.atomic
def follow(complaint: Complaint, *, contact: str, at: datetime) -> None:
    """Ask this address, at most once a day, whether it wants to hear about a published report."""
    if not _published(complaint):
        raise Complaint.DoesNotExist
    mark = keyed_hash("follower", contact)
    if Follower.objects.asked_since(mark, at - A_DAY).exclude(complaint=complaint).count() >= MOST_ASKED:
        return
    fresh = {"contact": contact, "since": at}
    follower, made = Follower.objects.get_or_create(complaint=complaint, contact_hash=mark, defaults=fresh)
    if not made and follower.confirmed_at is None:
        Follower.objects.filter(pk=follower.pk).update(since=at)
    notices.invited(follower, at)


@transaction.atomic
def follow_from(complaint: Complaint, *, channel: str, address: str, at: datetime) -> None:
    """The same for somebody who asks from that very address: nobody need ask whether it is theirs."""
    if not _published(complaint):
        raise Complaint.DoesNotExist
    contact = f"{channel}:{address}"
    fresh = {"contact": contact, "since": at}
    mark = keyed_hash("follower", contact)
    follower, _made = Follower.objects.get_or_create(complaint=complaint, contact_hash=mark, defaults=fresh)
    confirm(follower, at=at)


@transaction.atomic
def confirm(follower: Follower, *, at: datetime) -> None:
    """The address is theirs: from now on they count, and hear what happens."""
    if follower.confirmed_at is None or follower.stopped_at is not None:
        follower.confirmed_at, follower.stopped_at = follower.confirmed_at or at, None
        follower.save(update_fields=["confirmed_at", "stopped_at"])


@transaction.atomic
def leave(follower: Follower, *, at: datetime) -> None:
    """No more messages about this report. They had the same trouble all the same, and still count."""
    if follower.stopped_at is None:
        follower.stopped_at = at
        follower.save(update_fields=["stopped_at"])


@transaction.atomic
def call_improper(complaint: Complaint, *, words: str, at: datetime) -> None:
    """Lay it before the coordinator: a tag, and a note at most once a day, however often it is said."""
    if not _published(complaint):
        raise Complaint.DoesNotExist
    obligation = complaint.obligation
    if obligation.events.filter(verb="note", by_kind=SYSTEM.kind, at__gt=at - A_DAY).exists():
        return
    tag(obligation, word=IMPROPER, by=SYSTEM, at=at)
    said = _("Seorang pembaca menyatakan isi laporan ini tidak pantas. Katanya: %(words)s") % {"words": words}
    event = note(obligation, by=SYSTEM, at=at, words=said)  # no party of this report speaks here
    notices.called_improper(complaint, event)


@transaction.atomic
def change_contact(complaint: Complaint, *, contact: str, by: Actor, at: datetime) -> None:
    """The reporter leaves another address, or none. Both addresses are told, so that nobody does it in silence."""
    require(access.can_speak(by, complaint))
    before = complaint.reporter_contact
    if contact == before:
        return
    complaint.reporter_contact = contact
    complaint.contact_hash = keyed_hash("contact", contact) if contact else ""
    complaint.save(update_fields=["reporter_contact", "contact_hash"])
    notices.moved(complaint, before, at)


@transaction.atomic
def send_links(*, contact: str, at: datetime) -> None:
    """Send whoever lost their codes the links of the reports that they left this contact with, once a day."""
    rows = Complaint.objects.filter(contact_hash=keyed_hash("contact", contact)).select_related("obligation")
    if found := list(rows.order_by("-filed_at", "-id")[:MOST_LINKS]):
        notices.found_again(found, contact, at)


def _published(complaint: Complaint) -> bool:
    return Complaint.objects.published().filter(pk=complaint.pk).exists()
