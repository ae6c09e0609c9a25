"""A hundred days begin by a decision; each agency then writes its problems, actions, milestones and outcomes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.obligations.actions import Owner, note, open_many
from balairung.kernel.obligations.models import State
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office
from balairung.kernel.search.actions import index_batch
from balairung.rooms.programmes import access, notices
from balairung.rooms.programmes.models import (
    AgencyPlan,
    Hearing,
    HundredDays,
    PlanAction,
    PlanMilestone,
    PlanOutcome,
    RootProblem,
)
from balairung.rooms.programmes.models.hundred import WHOLE, end_of

KIND = "programmes"
LONGEST = 366  # days, however often the end is moved
MOST = 60  # problems, actions, milestones or outcomes of one agency


@transaction.atomic
def begin(*, name: str, decree: str, decided_on: date, starts_on: date, by: Actor, at: datetime) -> HundredDays:
    """Hundred days from a first day that a decision names; every agency owes its plan from now on."""
    require(access.can_plan(by), _("Program seratus hari dimulai pimpinan daerah atau badan perencanaan."))
    line, number = clean_line(name), clean_line(decree)
    if not line or not number:
        raise Refused(_("Isi nama program dan nomor keputusannya."))
    if decided_on > localdate(at):
        raise Refused(_("Tanggal keputusannya belum tiba. Catat setelah keputusannya ada."))
    if HundredDays.objects.filter(decree__iexact=number).exists():
        raise Refused(_("Keputusan nomor %(number)s sudah dicatat.") % {"number": number})
    plan = HundredDays(
        name=line, decree=number, decided_on=decided_on, starts_on=starts_on, ends_on=end_of(starts_on), opened_at=at,
        opened_by_id=by.person_id,
    )  # fmt: skip
    plan.save(force_insert=True)
    ask_agencies(plan, access.asked_offices(), by=by, at=at)
    return plan


def ask_agencies(plan: HundredDays, offices: list[Office], *, by: Actor, at: datetime) -> list[AgencyPlan]:
    """These agencies owe a plan; who was asked already is left out."""
    opened = open_many(
        kind=KIND, prefix="D", subject=_("Rencana seratus hari"), owners=[Owner(one) for one in offices],
        clocks=[clock_rule(KIND, "plan")], origin=f"rencana:{plan.pk.hex}", period="", by=by, at=at, step="plan",
        words=_("%(name)s, keputusan %(number)s") % {"name": plan.name, "number": plan.decree},
    )  # fmt: skip
    made = [AgencyPlan(plan=plan, office=one.owner_office, obligation=one) for one in opened if one.owner_office]
    AgencyPlan.objects.bulk_create(made)
    index_batch(opened)
    notices.tell_started(made, at=at)
    return made


@transaction.atomic
def move_end(plan: HundredDays, *, ends_on: date, why: str, by: Actor, at: datetime) -> None:
    """Another last day, with its reason; no milestone may be left behind it."""
    require(access.can_plan(by))
    standing, reason = HundredDays.objects.select_for_update().get(pk=plan.pk), clean_line(why)
    if not reason:
        raise Refused(_("Tuliskan alasan hari terakhirnya berubah."))
    if not 0 <= (ends_on - standing.starts_on).days < LONGEST:
        raise Refused(_("Hari terakhir tidak boleh mendahului hari pertama atau lewat setahun sesudahnya."))
    last = PlanMilestone.objects.filter(agency__plan=plan, due_on__gt=ends_on).order_by("due_on").first()
    if last:
        said = {"title": last.title, "day": long_date(last.due_on)}
        raise Refused(_("Tonggak “%(title)s” jatuh pada %(day)s, sesudah hari terakhir yang baru.") % said)
    for agency in AgencyPlan.objects.filter(plan=plan).select_related("obligation"):
        note(agency.obligation, by=by, at=at, words=f"{long_date(standing.ends_on)} → {long_date(ends_on)}: {reason}")
    HundredDays.objects.filter(pk=plan.pk).update(ends_on=ends_on, moved_why=reason)
    plan.ends_on, plan.moved_why = ends_on, reason


# --- what an agency writes -------------------------------------------------------------------------------------------


def _writable(agency: AgencyPlan, by: Actor) -> AgencyPlan:
    """The plan, held so that nobody submits it meanwhile."""
    require(access.keeps(by, agency.office_id))
    held = AgencyPlan.objects.select_for_update(of=("self",)).select_related("obligation", "plan").get(pk=agency.pk)
    if held.obligation.state != State.ACTIVE:
        raise Refused(_("Rencana ini sudah diajukan, jadi tidak berubah lagi. Minta Sekda mengembalikannya dahulu."))
    return held


def _few(rows: int) -> None:
    if rows >= MOST:
        raise Refused(_("Sudah %(most)d butir. Gabungkan yang serupa: rencana yang baik pendek.") % {"most": MOST})


@transaction.atomic
def add_problem(
    agency: AgencyPlan, *, text: str, cause: str, group: str, who: str, heard_on: date, by: Actor, at: datetime
) -> RootProblem:
    """A root problem, with the first who was heard about it."""
    held = _writable(agency, by)
    _few(held.problems.count())
    problem = RootProblem.objects.create(agency=held, text=clean_line(text), cause=clean_text(cause))
    add_hearing(problem, group=group, who=who, heard_on=heard_on, by=by, at=at)
    return problem


@transaction.atomic
def add_hearing(problem: RootProblem, *, group: str, who: str, heard_on: date, by: Actor, at: datetime) -> Hearing:
    _writable(problem.agency, by)
    _few(problem.hearings.count())
    if heard_on > localdate(at):
        raise Refused(_("Tanggal mendengarnya belum tiba. Catat setelah mereka didengar."))
    return Hearing.objects.create(problem=problem, group=group, who=clean_line(who), heard_on=heard_on)


@transaction.atomic
def add_action(problem: RootProblem, *, text: str, by: Actor, at: datetime) -> PlanAction:
    held = _writable(problem.agency, by)
    _few(PlanAction.objects.filter(problem__agency=held).count())
    return PlanAction.objects.create(problem=problem, text=clean_line(text))


@transaction.atomic
def add_milestone(
    action: PlanAction, *, title: str, office: Office, due_on: date, weight: Decimal, proof: str, by: Actor,
    at: datetime,
) -> PlanMilestone:  # fmt: skip
    """Something that is there by a day, within the hundred."""
    held = _writable(action.problem.agency, by)
    _few(held.milestones.count())
    _check_day(held.plan, due_on)
    if not 0 < weight <= WHOLE:
        raise Refused(_("Bobot tonggak lebih dari 0 dan paling banyak 100 %."))
    return PlanMilestone.objects.create(
        agency=held, action=action, title=clean_line(title), office=office, due_on=due_on, weight=weight,
        proof=clean_line(proof),
    )  # fmt: skip


def _check_day(plan: HundredDays, due_on: date) -> None:
    if not plan.starts_on <= due_on <= plan.ends_on:
        said = {"first": long_date(plan.starts_on), "last": long_date(plan.ends_on)}
        raise Refused(_("Tanggal tonggak berada antara %(first)s dan %(last)s.") % said)


@transaction.atomic
def add_outcome(
    agency: AgencyPlan, *, text: str, unit: str, before: Decimal, aim: Decimal, by: Actor, at: datetime
) -> PlanOutcome:
    held = _writable(agency, by)
    _few(held.outcomes.count())
    return PlanOutcome.objects.create(
        agency=held, text=clean_line(text), unit=clean_line(unit), before=before, aim=aim
    )  # fmt: skip


@transaction.atomic
def drop(part: RootProblem | PlanAction | PlanMilestone | PlanOutcome, *, by: Actor, at: datetime) -> None:
    """Take one part out of a plan that is not submitted, with what stands below it."""
    _writable(part.problem.agency if isinstance(part, PlanAction) else part.agency, by)
    if isinstance(part, RootProblem):
        PlanMilestone.objects.filter(action__problem=part).delete()
        part.actions.all().delete()
    if isinstance(part, PlanAction):
        part.milestones.all().delete()
    part.delete()


def faults(agency: AgencyPlan) -> list[str]:
    """Why a plan cannot be submitted yet, a sentence each; nothing when it can."""
    problems = list(agency.problems.prefetch_related("hearings", "actions__milestones"))
    total = sum((one.weight for one in agency.milestones.all()), Decimal())
    found = [] if problems else [_("Tuliskan paling sedikit satu akar masalah.")]
    groups = {hearing.group for problem in problems for hearing in problem.hearings.all()}
    if problems and Hearing.Group.CITIZENS not in groups:
        found.append(_("Belum ada warga yang didengar. Catat paling sedikit satu pertemuan dengan warga."))
    found += [
        _("Akar masalah “%(text)s” belum punya aksi dengan tonggak.") % {"text": problem.text}
        for problem in problems
        if not any(action.milestones.all() for action in problem.actions.all())
    ]
    if total != WHOLE:
        said = f"{total.normalize():f}".replace(".", ",")
        found.append(_("Jumlah bobot tonggak %(total)s %%, seharusnya tepat 100 %%.") % {"total": said})
    if not agency.outcomes.exists():
        found.append(
            _("Tuliskan paling sedikit satu hasil yang dirasakan warga, dengan angka sebelum dan yang dituju.")
        )
    return found


@transaction.atomic
def measure(outcome: PlanOutcome, *, after: Decimal, measured_on: date, source: str, by: Actor, at: datetime) -> None:
    """What citizens really have now, and where the number comes from. Progress does not follow from it."""
    require(access.keeps(by, outcome.agency.office_id))
    if not outcome.agency.is_approved:
        raise Refused(_("Rencana ini belum disetujui."))
    if measured_on > localdate(at) or measured_on < outcome.agency.plan.starts_on:
        raise Refused(_("Tanggal mengukur berada antara hari pertama program dan hari ini."))
    if not clean_line(source):
        raise Refused(_("Tuliskan dari mana angkanya."))
    PlanOutcome.objects.filter(pk=outcome.pk).update(after=after, measured_on=measured_on, source=clean_line(source))
    words = f"{outcome.text}: {after.normalize():f} {outcome.unit} ({clean_line(source)})"
    note(outcome.agency.obligation, by=by, at=at, words=words, verb="measure")
