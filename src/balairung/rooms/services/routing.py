"""Which office and post does a step, which step comes next, and by when; with the reason where it is not plain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.working_time import Unit
from balairung.kernel.obligations.actions import Owner
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.authority import Answer, Authority, Matter
from balairung.kernel.people.ladder import CommandLine
from balairung.kernel.people.matters import given_words
from balairung.kernel.people.models import Office, Post, Region, Subject
from balairung.kernel.people.presence import Presence
from balairung.rooms.services.definition.answers import steps
from balairung.rooms.services.definition.shape import At, Definition, Does, Signer, Step
from balairung.rooms.services.models import Version

KIND = "services"
STANDARD = "standard"
#: Who does a step whose own post nobody holds; what decides goes to the head, and to nobody else.
INSTEAD = (Post.Role.LIAISON, Post.Role.HEAD)
MOST_READ = 200
_read: dict[str, Definition] = {}  # by digest: the same definition everywhere, whatever regency
_grants: dict[str, bool] = {}  # the same, for what the worker asks again and again


@dataclass(frozen=True)
class Place:
    """Where a step is done: the office, its post where the step names one, and why it is not where it was meant."""

    office: Office
    post: Post | None = None
    reason: str = ""

    @property
    def owner(self) -> Owner:
        return Owner(self.office, self.post)


def definition_of(version: Version) -> Definition:
    """What a version says; a published one never changes, so it is read once."""
    if version.digest not in _read:
        if len(_read) >= MOST_READ:
            _read.clear()
        _read[version.digest] = Definition.model_validate(version.body)
    return _read[version.digest]


def definitions(digests: Mapping[UUID, str]) -> dict[UUID, Definition]:
    """What these versions (key -> digest) say, in one query for all that were not read before."""
    unread = [key for key, digest in digests.items() if digest not in _read]
    fresh = {one.pk: definition_of(one) for one in Version.objects.filter(pk__in=unread)} if unread else {}
    return {key: fresh.get(key) or _read[digest] for key, digest in digests.items()}


# --- which step ------------------------------------------------------------------------------------------------------


def step_of(definition: Definition, key: str) -> Step | None:
    return next((step for step in definition.steps if step.key == key), None)


def next_step(definition: Definition, answers: Mapping[str, Any], key: str) -> Step | None:
    """The step after this one; None after the last. `key` "" asks for the first."""
    taken = steps(definition, answers)
    place = next((place for place, step in enumerate(taken) if step.key == key), None)
    following = taken[place + 1 :] if place is not None else _after(definition, taken, key)
    return following[0] if following else None


def previous_step(definition: Definition, answers: Mapping[str, Any], key: str) -> Step | None:
    """The step before this one; None before the first."""
    order = [step.key for step in definition.steps]
    before = [step for step in steps(definition, answers) if order.index(step.key) < order.index(key)]
    return before[-1] if before else None


def _after(definition: Definition, taken: list[Step], key: str) -> list[Step]:
    """What the applicant completed may have changed which steps are taken: go on from where the step stood."""
    order = [step.key for step in definition.steps]
    start = order.index(key) + 1 if key in order else 0
    return [step for step in taken if order.index(step.key) >= start]


# --- where -----------------------------------------------------------------------------------------------------------


def place_of(step: Step, definition: Definition, region: Region | None, at: datetime) -> Place:
    """Raise `Refused` where no office is there to do it. What decides may have been delegated to another post."""
    office, reason = _office(step.at, step.office or definition.office, region, at)
    if not step.role:
        return Place(office, None, reason)
    post, instead = _post(office, step, at)
    place = Place(office, post, " ".join(filter(None, [reason, instead])))
    return _handed_on(place, definition, region, at) if step.does == Does.DECIDE else place


def decision(definition: Definition, region: Region | None) -> Matter:
    """What the register of authority is asked about deciding such applications from this place."""
    return Matter(Subject.SERVICE, definition.key, region.code if region else "")


def _handed_on(place: Place, definition: Definition, region: Region | None, at: datetime) -> Place:
    if place.post is None:
        return place
    answer = Authority(at).who(place.post, decision(definition, region))
    if answer.under is None or answer.person is None or answer.under.only_in_absence:
        return place
    return Place(answer.post.office, answer.post, " ".join(filter(None, [place.reason, given_words(answer.under)])))


def signer_of(signer: Signer, definition: Definition, region: Region | None, at: datetime) -> tuple[Post, Matter]:
    """Whose authority the letter needs, and what the register of authority is asked. Raise `Refused` for nobody's."""
    line = CommandLine(at)
    if signer.at == At.LEADER:
        post = line.top()
    else:
        post = line.head_of(_office(signer.at, signer.office or definition.office, region, at)[0].pk)
    if post is None:
        raise Refused(_("Belum ada jabatan yang berwenang menandatangani surat ini. Hubungi pengelola sistem."))
    return post, Matter(signer.subject, signer.matter, region.code if region else "")


def signing_place(post: Post, matter: Matter, at: datetime) -> tuple[Place, Answer]:
    """Who owes the signature: the post that the register names today, else the post whose authority it is."""
    answer = Authority(at).who(post, matter)
    acting = answer.post if answer.person else post
    return Place(acting.office, acting, answer.reason), answer


def _office(where: At, key: str | None, region: Region | None, at: datetime) -> tuple[Office, str]:
    if where == At.LEADER:
        top = CommandLine(at).top()
        found = (top.office, "") if top else None
    else:
        found = _agency(key) if where == At.AGENCY else _local(where, region)
    if found is None:
        raise Refused(_("Belum ada kantor yang mengerjakan langkah ini. Hubungi pengelola sistem."))
    return found


def _agency(key: str | None) -> tuple[Office, str] | None:
    """The agency; where it was closed, the office above it that still stands."""
    office = Office.objects.select_related("parent__parent").filter(key=key or "").first()
    named = office
    while office and office.closed_on:
        office = office.parent
    if office is None or named is None:
        return None
    return office, "" if office == named else _closed(named, office)


def _local(where: At, region: Region | None) -> tuple[Office, str] | None:
    """The office of the village, else of its district."""
    codes = [region.code, ".".join(region.code.split(".")[:3])] if region else []
    wanted = codes[:1] if where == At.VILLAGE else codes[-1:]
    rows = list(Office.objects.filter(region__in=codes).exclude(kind__in=_NOT_OF_THE_PLACE).order_by("order", "key"))
    closed = next((one for one in rows if one.closed_on and one.region_id in wanted), None)
    for code in codes[codes.index(wanted[0]) :] if wanted else ():
        if office := next((one for one in rows if one.region_id == code and not one.closed_on), None):
            return office, "" if code in wanted else _instead(closed, office)
    return None


_NOT_OF_THE_PLACE = (Office.Kind.UNIT, Office.Kind.COMPANY, Office.Kind.HOSPITAL, Office.Kind.AGENCY)


def _instead(closed: Office | None, office: Office) -> str:
    if closed:
        return _closed(closed, office)
    return _("Desa atau kelurahan ini belum punya kantor di sini, jadi dikerjakan %(office)s.") % {"office": office}


def _closed(named: Office, office: Office) -> str:
    return _("%(named)s sudah ditutup, jadi dikerjakan %(office)s.") % {"named": named, "office": office}


def _post(office: Office, step: Step, at: datetime) -> tuple[Post | None, str]:
    """The post of that role that somebody holds; else whoever stands in, and why."""
    posts = list(Post.objects.filter(office=office, closed_on__isnull=True).order_by("order", "id"))
    presence = Presence(at)
    presence.load([post.pk for post in posts])
    roles = (step.role, *(role for role in INSTEAD if step.does != Does.DECIDE or role == Post.Role.HEAD))
    for role in roles:
        held = (post for post in posts if post.role == role and presence.holders(post.pk))
        if post := next(held, None):
            return post, "" if role == step.role else _vacant(step.role, post)
    return CommandLine(at).head_of(office.pk), ""


def _vacant(role: str, post: Post) -> str:
    named = Post.Role(role).label if role in Post.Role.values else role
    return _("Jabatan %(role)s sedang kosong, jadi dikerjakan %(post)s.") % {"role": named, "post": post.title}


# --- by when ---------------------------------------------------------------------------------------------------------


def step_clock(step: Step) -> ClockRule:
    """How long this step has, by the definition."""
    return ClockRule("step", step.clock.amount, Unit(step.clock.unit.value), STANDARD)


def decide_clock(definition: Definition) -> ClockRule:
    """How long the whole has from the complete application: the standard's time, else five working days."""
    if time := definition.standard.time:
        return ClockRule("decide", time.amount, Unit(time.unit.value), STANDARD)
    return clock_rule(KIND, "decide")


def silence_grants(version: Version) -> bool:
    """Whether silence grants it (UU 30/2014 art. 53 as changed by UU 6/2023): where no law sets another time."""
    if version.digest not in _grants:
        _grants[version.digest] = not definition_of(version).standard.time_basis.strip()
    return _grants[version.digest]
