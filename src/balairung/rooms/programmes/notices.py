"""Who hears what of the hundred days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.rooms.programmes.models import AgencyPlan, OutcomeVoice, PlanMilestone

KIND = "programmes"
TOLD = (Post.Role.HEAD, Post.Role.OFFICE_SECRETARY, Post.Role.LIAISON, Post.Role.SECRETARY)


def people_of(offices: Iterable[UUID | None], at: datetime) -> dict[UUID, list[Person]]:
    """Head, secretary and liaison of each office, each once."""
    rows = Holding.objects.current(at).filter(post__office__in=offices, post__role__in=TOLD)
    found: dict[UUID, dict[UUID, Person]] = {}
    for row in rows.select_related("person", "post").order_by("since", "id"):
        found.setdefault(row.post.office_id, {})[row.person_id] = row.person
    return {office: list(people.values()) for office, people in found.items()}


def reviewers(key: str, at: datetime) -> list[Person]:
    """Who leads the planning agency."""
    office = Office.objects.filter(key=key).values_list("pk", flat=True).first()
    return people_of([office], at).get(office, []) if office else []


def secretaries(at: datetime) -> list[Person]:
    rows = Holding.objects.current(at).filter(post__role=Post.Role.SECRETARY).select_related("person")
    return [row.person for row in rows.order_by("since", "id")]


def tell_started(agencies: Iterable[AgencyPlan], *, at: datetime) -> None:
    rows = list(agencies)
    people = people_of([one.office_id for one in rows], at)
    for one in rows:
        body = _("Susun akar masalah, aksi, tonggak, dan hasil bagi warga, lalu ajukan. %(name)s mulai %(day)s.") % {
            "name": one.plan.name, "day": long_date(one.plan.starts_on),
        }  # fmt: skip
        tell(one.obligation, _("Rencana seratus hari: %(ref)s"), body, people.get(one.office_id, []), at)


def tell_promised(milestones: Iterable[PlanMilestone], *, at: datetime) -> None:
    """Each owner hears once of everything that it owes from now on; a milestone of one's own plan is no news."""
    rows = [one for one in milestones if one.office_id != one.agency.office_id]
    people = people_of([one.office_id for one in rows], at)
    for one in rows:
        body = f"{one.title}\n\n{_('Paling lambat')} {long_date(one.due_on)}. {_('Buktinya')}: {one.proof}"
        if one.obligation:
            tell(one.obligation, _("Tonggak seratus hari: %(ref)s"), body, people.get(one.office_id, []), at)


def tell_agency(agency: AgencyPlan, subject: str, body: str, *, at: datetime) -> None:
    tell(agency.obligation, subject, body, people_of([agency.office_id], at).get(agency.office_id, []), at)


def tell_owner(milestone: PlanMilestone, subject: str, body: str, *, at: datetime) -> None:
    if milestone.obligation:
        people = people_of([milestone.office_id], at).get(milestone.office_id, [])
        tell(milestone.obligation, subject, body, people, at)


def tell_voice(voice: OutcomeVoice, subject: str, people: Iterable[Person], *, at: datetime) -> None:
    """A citizen's words are read on the page, not in a message."""
    if voice.obligation:
        tell(voice.obligation, subject, voice.outcome.text, people, at)


def tell(obligation: Obligation, subject: str, body: str, people: Iterable[Person], at: datetime) -> None:
    recipients = [(Recipient.person(one), f"{obligation.pk}:{obligation.seq}:{one.pk}") for one in people]
    said = subject % {"ref": obligation.ref}
    notify_all(recipients, subject=said, body=body, about=(KIND, obligation.ref), bundle="inbox", at=at)
