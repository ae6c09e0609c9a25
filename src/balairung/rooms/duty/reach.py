"""Who must be reachable, who sits there now, and by which proved addresses they can be called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Avg, Q, QuerySet
from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts
from balairung.ground.common.polygons import UNITS
from balairung.kernel.messaging.models import Contact
from balairung.kernel.people.house import regency_zone
from balairung.kernel.people.models import Boundary, Office, Person, Post
from balairung.kernel.people.presence import Presence
from balairung.kernel.rosters.models import Outlook, Roster
from balairung.rooms.duty import rules
from balairung.rooms.duty.quiet import Quiet

#: A telephone rings also where its number was proved by another of its doors.
RINGS = {"voice": ("voice", "whatsapp", "sms")}


@dataclass(frozen=True)
class Official:
    """A post that must be reachable, and whoever acts in it now; `why` says in words why nobody does."""

    post: Post
    person: Person | None
    why: str
    channels: frozenset[str]  # of the ladder, proved
    all_day: bool  # awake around the clock: the night is no quiet hour

    @property
    def lacks(self) -> str:
        """What keeps them from being called, in words; "" for nothing. Leave is no lack."""
        if self.person is None:
            return "" if self.why == _("sedang tidak bertugas") else self.why
        return "" if self.channels else _("belum ada kontak yang dipastikan")


def required_posts() -> QuerySet[Post]:
    """The posts that must be reachable (data/readiness.yaml), in the order of protocol."""
    roles, kinds = rules.required()
    heads = Q(role=Post.Role.HEAD, office__kind__in=kinds) if Post.Role.HEAD in roles else Q(pk=None)
    wanted = Q(role__in=[role for role in roles if role != Post.Role.HEAD]) | heads
    rows = Post.objects.filter(wanted, closed_on__isnull=True, office__closed_on__isnull=True)
    return rows.select_related("office").order_by("office__order", "office__name", "order", "id")


def officials(at: datetime, posts: Iterable[Post] | None = None) -> list[Official]:
    """All of them (or these), in few queries."""
    found = list(required_posts() if posts is None else posts)
    presence = Presence(at)
    presence.load([post.pk for post in found])
    sitting = {post.pk: presence.sitting(post.pk) for post in found}
    known = proved_channels([one.person.pk for one in sitting.values() if one.person])
    awake = all_day_offices()
    return [
        Official(
            post, one.person, one.why, known.get(one.person.pk, frozenset()) if one.person else frozenset(),
            post.office_id in awake,
        )
        for post in found
        for one in [sitting[post.pk]]
    ]  # fmt: skip


def proved_channels(people: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """The channels of the ladder by which each of these can be called; no address is opened for it."""
    wanted = {source for channel in rules.channels() for source in RINGS.get(channel, (channel,))}
    rows = Contact.objects.filter(person__in=list(people), channel__in=wanted).verified()
    found = defaultdict[UUID, set[str]](set)
    for person, channel in rows.values_list("person_id", "channel"):
        if person is not None:
            found[person].add(channel)
    return {
        person: frozenset(one for one in rules.channels() if known & set(RINGS.get(one, (one,))))
        for person, known in found.items()
    }


def addresses(person: Person) -> dict[str, str]:
    """By which address each channel of the ladder reaches this person: their first proved one."""
    rows = list(Contact.objects.filter(person=person).verified().order_by("order", "since", "id"))
    found: dict[str, str] = {}
    for channel in rules.channels():
        for source in RINGS.get(channel, (channel,)):
            mine = (row.address for row in rows if row.channel == source and fits(channel, row.address))
            if channel not in found and (address := next(mine, "")):
                found[channel] = address
    return found


def fits(channel: str, address: str) -> bool:
    """WhatsApp knows people who hide their number behind a name: nobody can be called by that."""
    return channel != "voice" or address.startswith("+")


def all_day_offices() -> set[UUID]:
    """Offices that are awake around the clock: by their calendar, or by a roster that always has somebody."""
    rows = Roster.objects.standing().filter(coverage=Roster.Coverage.ALWAYS)
    by_calendar = Office.objects.filter(calendar="24-hour", closed_on__isnull=True)
    return {*rows.order_by().values_list("office_id", flat=True), *by_calendar.order_by().values_list("pk", flat=True)}


def gaps(now: datetime) -> dict[UUID, list[str]]:
    """The rosters with an empty shift in the next days, by office: as the worker counted them last."""
    until = (now + timedelta(days=rules.gap_days())).isoformat()
    rows = Outlook.objects.filter(roster__in=Roster.objects.standing(), gap_minutes__gt=0).select_related("roster")
    found = defaultdict[UUID, list[str]](list)
    for row in rows.order_by("roster__name", "pk"):
        if any(_before(since, until) for since, _until, _code in row.facts.get("gaps", ())):
            found[row.roster.office_id].append(row.roster.name)
    return dict(found)


def _before(moment: str, until: str) -> bool:
    return datetime.fromisoformat(moment) < datetime.fromisoformat(until)


def quiet_hours() -> Quiet:
    """The quiet hours of this regency: the sun is that of the middle of its outlines, or of its time zone."""
    zone, rule = regency_zone(), facts("readiness")["quiet"]
    box = Boundary.objects.aggregate(south=Avg("south"), north=Avg("north"), west=Avg("west"), east=Avg("east"))
    if box["south"] is not None:
        point = ((box["south"] + box["north"]) / 2 / UNITS, (box["west"] + box["east"]) / 2 / UNITS)
    else:
        known = rule["points"]
        point = tuple(known.get(str(zone), known["Asia/Jakarta"]))
    return Quiet(point, zone, rule)
