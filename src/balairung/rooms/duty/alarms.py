"""Alarms: an official whom a drill did not reach, officials without a proved contact, an empty shift that is near."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.obligations.actions import Owner, open_many, open_obligation
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.house import house_url
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.kernel.search.actions import index_batch, open_index
from balairung.rooms.duty import actions, reach
from balairung.rooms.duty.actions import KIND
from balairung.rooms.duty.models import Alarm, Call
from balairung.rooms.duty.reach import Official

log = logging.getLogger(__name__)
CONTACTS, GAPS = "contacts", "gaps"  # origins: what makes an alarm of an office and month one alarm
MORNING = 7  # local time
DAY = 24 * 3600  # seconds
OFTEN = timedelta(minutes=5)  # how often the worker looks whether a contact was proved
TOLD = (Post.Role.HEAD, Post.Role.OFFICE_SECRETARY, Post.Role.LIAISON)  # in the office that owes
LISTED = 10  # offices in a message


# --- one drill call ---------------------------------------------------------------------------------------------------


def raise_unreached(call: Call, at: datetime) -> Alarm:
    """The office owes an explanation; inside the transaction that ends the call."""
    office = call.post.office
    obligation = open_obligation(
        kind=KIND, prefix="G", subject=_("%(post)s tidak menjawab latihan siaga") % {"post": call.post.title},
        owner=Owner(office), by=SYSTEM, at=at, state=State.ACTIVE, step="explain",
        clocks=[clock_rule(KIND, "explain")], case=call.pk,
    )  # fmt: skip
    alarm = Alarm.objects.create(obligation=obligation, kind=Alarm.Kind.UNREACHED, office=office, call=call)
    open_index(obligation, text=obligation.subject)
    _tell_offices([alarm], obligation.subject, _("Jelaskan sebabnya, dan apa yang diperbaiki."), at)
    return alarm


# --- the worker -------------------------------------------------------------------------------------------------------


def watch(*, now: datetime) -> int:
    """Raise what is missing, once a day; see what was repaired (settings.LOOPS). Return how many began or ended."""
    done = 0
    if localtime(now).hour >= MORNING and _first(f"raise:{localdate(now)}"):
        done += raise_contacts(now=now) + raise_gaps(now=now)
    if _first(f"meet:{int(now.timestamp() // OFTEN.total_seconds())}"):
        done += meet_contacts(now=now) + meet_gaps(now=now)
    return done


@transaction.atomic
def _first(what: str) -> bool:
    """Whether nobody did this yet; kept for a day. Losing it costs no more than looking once more."""
    return bool(cache.add(f"duty:{what}", 1, DAY))


# --- contacts ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def raise_contacts(*, now: datetime) -> int:
    """One obligation for each office whose officials cannot all be called, once a month; the secretary is told of all
    new ones in one message. Return how many were new.
    """
    lacking = _lacking(now)
    offices = [posts[0].post.office for posts in lacking.values()]
    opened = _open(CONTACTS, _("Pejabat yang belum dapat dihubungi"), offices, now)
    made = []
    for one in opened:
        posts = lacking[_office_of(one)]
        made.append(_alarm(one, Alarm.Kind.CONTACT, posts[0].post.office, [str(found.post.pk) for found in posts]))
    Alarm.objects.bulk_create(made)
    index_batch(opened)
    _tell_offices(made, _("Pejabat yang belum dapat dihubungi"), _("Pastikan kontaknya di halaman “Kontak Anda”."), now)
    _tell_secretary(
        _("Pejabat yang belum dapat dihubungi"),
        [_line(alarm.office, [one.post.title for one in lacking[alarm.office_id]]) for alarm in made],
        f"duty:contacts:{localdate(now)}", now,
    )  # fmt: skip
    return len(made)


def meet_contacts(*, now: datetime) -> int:
    """Alarms about contacts are met once every post of theirs is filled by somebody with a proved contact."""
    with transaction.atomic():
        standing = list(Alarm.objects.standing(Alarm.Kind.CONTACT).select_related("obligation__owner_office"))
        wanted = {UUID(key) for alarm in standing for key in alarm.lacking}
        posts = Post.objects.filter(pk__in=wanted, closed_on__isnull=True).select_related("office").order_by("id")
        lacking = {str(one.post.pk) for one in reach.officials(now, posts) if one.lacks} if wanted else set()
    met = [alarm for alarm in standing if not lacking & set(alarm.lacking)]
    return sum(_try_to_meet(alarm, _("Semua pejabatnya sekarang dapat dihubungi."), now) for alarm in met)


def _lacking(now: datetime) -> dict[UUID, list[Official]]:
    """The officials that cannot be called, by office."""
    found = defaultdict[UUID, list[Official]](list)
    for one in reach.officials(now):
        if one.lacks:
            found[one.post.office_id].append(one)
    return dict(found)


# --- rosters ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def raise_gaps(*, now: datetime) -> int:
    """One obligation for each office whose rosters leave a shift empty in the next days, once a month."""
    empty = reach.gaps(now)
    offices = list(Office.objects.filter(pk__in=empty).order_by("order", "name"))
    opened = _open(GAPS, _("Jadwal jaga yang kosong"), offices, now)
    by_key = {office.pk: office for office in offices}
    made = [_alarm(one, Alarm.Kind.GAP, by_key[_office_of(one)], []) for one in opened]
    Alarm.objects.bulk_create(made)
    index_batch(opened)
    _tell_offices(made, _("Jadwal jaga yang kosong"), _("Isi giliran yang kosong dalam dua minggu ini."), now)
    _tell_secretary(
        _("Jadwal jaga yang kosong"), [_line(alarm.office, empty[alarm.office_id]) for alarm in made],
        f"duty:gaps:{localdate(now)}", now,
    )  # fmt: skip
    return len(made)


def meet_gaps(*, now: datetime) -> int:
    """Alarms about empty shifts are met once none lies in the next days."""
    with transaction.atomic():
        standing = list(Alarm.objects.standing(Alarm.Kind.GAP).select_related("obligation__owner_office"))
        empty = reach.gaps(now) if standing else {}
    met = [alarm for alarm in standing if alarm.office_id not in empty]
    return sum(_try_to_meet(alarm, _("Jadwal jaganya sekarang terisi."), now) for alarm in met)


# --- both -------------------------------------------------------------------------------------------------------------


def _open(origin: str, subject: str, offices: Sequence[Office], now: datetime) -> list[Obligation]:
    """For each office, unless it has one of this month already."""
    return open_many(
        kind=KIND, prefix="G", subject=subject, owners=[Owner(office) for office in offices], origin=origin,
        period=f"{localdate(now):%Y-%m}", clocks=[clock_rule(KIND, "repair")], by=SYSTEM, at=now, step="repair",
        words=subject,
    )  # fmt: skip


def _alarm(obligation: Obligation, kind: str, office: Office, posts: list[str]) -> Alarm:
    return Alarm(obligation=obligation, kind=kind, office=office, lacking=posts)


def _office_of(obligation: Obligation) -> UUID:
    assert obligation.owner_office_id is not None
    return obligation.owner_office_id


def _line(office: Office, what: Sequence[str]) -> str:
    return f"• {office.short}: {', '.join(what)}"


def _tell_offices(made: Sequence[Alarm], subject: str, body: str, now: datetime) -> None:
    """Whoever leads each office, and its liaison, together with what else waits for them."""
    offices = [alarm.office_id for alarm in made]
    rows = Holding.objects.current(now).filter(post__office__in=offices, post__role__in=TOLD, post__closed_on=None)
    people: Mapping[UUID, Person] = {one.person_id: one.person for one in rows.select_related("person").order_by("id")}
    key = made[0].pk if made else ""
    recipients = [(Recipient.person(person), f"duty:{key}:{person.pk}") for person in people.values()]
    text = f"{body} {house_url()}{reverse('duty:alarms')}"
    notify_all(recipients, subject=subject, body=text, about=(KIND, ""), bundle="inbox", at=now)


def _tell_secretary(subject: str, lines: Sequence[str], key: str, now: datetime) -> None:
    """One message, however many offices there are."""
    if not lines:
        return
    rows = Holding.objects.current(now).filter(post__role=Post.Role.SECRETARY, post__closed_on__isnull=True)
    people: Mapping[UUID, Person] = {one.person_id: one.person for one in rows.select_related("person").order_by("id")}
    more = len(lines) - LISTED
    rest = [_("… dan %(count)d kantor lain") % {"count": more}] if more > 0 else []
    body = "\n".join([*lines[:LISTED], *rest, "", house_url() + reverse("duty:alarms")])
    recipients = [(Recipient.person(person), f"{key}:{person.pk}") for person in people.values()]
    notify_all(recipients, subject=subject, body=body, at=now)


def _try_to_meet(alarm: Alarm, text: str, now: datetime) -> int:
    """One by one: a bad one never stops the others."""
    try:
        actions.meet(alarm, text=text, by=SYSTEM, at=now)
    except Exception:
        log.exception("an alarm was not met: %s", alarm.pk)
        return 0
    return 1
