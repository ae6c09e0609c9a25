"""What an office owes because of what people said: to call somebody, to make an element better."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import facts
from balairung.ground.common.text import clean_line
from balairung.ground.common.working_time import Unit
from balairung.kernel.messaging.actions import Recipient, notify_all
from balairung.kernel.obligations.actions import Owner, note, open_obligation
from balairung.kernel.obligations.models import Obligation, Remark, State
from balairung.kernel.obligations.rules import ClockRule, clock_rule
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Holding, Office, Person, Post
from balairung.kernel.search.actions import open_index
from balairung.rooms.surveys.models import FollowUp, Survey

KIND, PREFIX = "surveys", "S"
LOW = "low"  # the origin of what gathers the answers of 1 of one day, of people who left no contact
TOLD = (Post.Role.HEAD, Post.Role.OFFICE_SECRETARY, Post.Role.LIAISON, Post.Role.VILLAGE_OPERATOR)
FARTHEST = 730  # days


@dataclass(frozen=True)
class Plan:
    """One line of a plan: which element, what is done, by whom (a post of the office, or the office), until when."""

    element: str
    text: str
    due_on: date
    post: Post | None = None


def open_call(
    survey: Survey, low: Sequence[str], *, contact: str, words: str, by: Actor, at: datetime
) -> FollowUp | None:
    """Somebody said it was bad, or wants to be called: the office owes an answer.

    Whoever left a contact has a case of their own. Those who left none are one case a day, with a line for each: None
    where that case stood already.
    """
    text = _low_words(low)
    period = "" if contact else f"{survey.period}:{localdate(at).isoformat()}"
    if not contact and (known := _known(survey, period)):
        note(known, by=by, at=at, words=text, facts={"elements": list(low)})
        return None
    obligation = open_obligation(
        kind=KIND, prefix=PREFIX, subject=text[:200], owner=Owner(survey.office), by=by, at=at, state=State.ACTIVE,
        step="call", words=text, audience=Remark.Audience.OFFICERS, clocks=[clock_rule(KIND, "call")],
        origin="" if contact else LOW, period=period, facts={"elements": list(low)},
    )  # fmt: skip
    made = FollowUp.objects.create(
        obligation=obligation, survey=survey, kind=FollowUp.Kind.CALL, elements=",".join(low), text=text,
        contact=contact, words=words if contact else "",
    )  # fmt: skip
    _opened(made, survey.office, at)
    return made


def open_plan(survey: Survey, plan: Plan, *, by: Actor, at: datetime) -> FollowUp:
    """A line of the plan becomes an obligation. Raise `Refused` where it says nothing or its day is not to come."""
    line, days = clean_line(plan.text), (plan.due_on - localdate(at)).days
    if not line or len(line) > 300:
        raise Refused(_("Tuliskan rencana perbaikan dalam satu kalimat, paling banyak 300 huruf."))
    if not 1 <= days <= FARTHEST:
        raise Refused(_("Pilih tanggal perbaikan mulai besok sampai dua tahun ke depan."))
    if plan.post and plan.post.office_id != survey.office_id:
        raise Refused(_("Penanggung jawab dipilih dari kantor ini."))
    obligation = open_obligation(
        kind=KIND, prefix=PREFIX, subject=f"{element_name(plan.element)}: {line}"[:200],
        owner=Owner(survey.office, post=plan.post), by=by, at=at, state=State.ACTIVE, step="fulfil", words=line,
        audience=Remark.Audience.OFFICERS, facts={"survey": survey.period, "element": plan.element},
        clocks=[ClockRule("fulfil", days, Unit.CALENDAR_DAYS, clock_rule(KIND, "fulfil").source)],
    )  # fmt: skip
    made = FollowUp.objects.create(
        obligation=obligation, survey=survey, kind=FollowUp.Kind.PLAN, elements=plan.element, text=line,
        post=plan.post, due_on=plan.due_on,
    )  # fmt: skip
    _opened(made, survey.office, at)
    return made


def element_name(code: str) -> str:
    return _(facts("skm")["elements"][code]["name"])


def said_by(follow_up: FollowUp) -> str:
    """What the search knows of it: no word of whoever answered."""
    names = " ".join(element_name(code) for code in follow_up.codes)
    return f"{follow_up.text} {names} {follow_up.survey.period}"


def _low_words(low: Iterable[str]) -> str:
    with override("id"):
        names = ", ".join(element_name(code) for code in low)
        return _("Dinilai 1 oleh warga: %(names)s") % {"names": names} if names else _("Warga minta dihubungi")


def _known(survey: Survey, period: str) -> Obligation | None:
    rows = Obligation.objects.filter(kind=KIND, origin=LOW, period=period, owner_key=str(survey.office_id))
    return rows.first()


def _opened(made: FollowUp, office: Office, at: datetime) -> None:
    open_index(made.obligation, text=said_by(made))
    rows = Holding.objects.current(at).filter(post__office=office, post__role__in=TOLD)
    people: dict[object, Person] = {
        row.person_id: row.person for row in rows.select_related("person").order_by("since", "id")
    }
    due = made.obligation.next_at
    body = _("%(text)s · paling lambat %(due)s") % {"text": made.text, "due": long_date(due) if due else "–"}
    recipients = [(Recipient.person(one), f"{made.pk}:{one.pk}") for one in people.values()]
    subject = _("Tindak lanjut survei: %(ref)s") % {"ref": made.obligation.ref}
    notify_all(recipients, subject=subject, body=body, about=(KIND, made.obligation.ref), bundle="inbox", at=at)
