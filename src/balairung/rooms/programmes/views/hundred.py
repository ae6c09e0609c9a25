"""The hundred days for officers: the board, beginning, an agency's plan as it is written, weekly words, slides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.obligations.reads import file_link
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.views.asking import posted
from balairung.rooms.programmes import access
from balairung.rooms.programmes.forms import (
    ActionForm,
    BeginForm,
    CheckInForm,
    EndForm,
    HearingForm,
    MeasureForm,
    MilestoneForm,
    OutcomeForm,
    ProblemForm,
)
from balairung.rooms.programmes.hundred import planning, weekly
from balairung.rooms.programmes.hundred.progress import board
from balairung.rooms.programmes.hundred.slides import slides_of
from balairung.rooms.programmes.hundred.voicing import moderate as moderate_voice
from balairung.rooms.programmes.models import AgencyPlan, CheckIn, HundredDays, OutcomeVoice, PlanAction, RootProblem
from balairung.rooms.programmes.views.asking import ask

MOST = 50  # voices on one page
PARTS = "problems|actions|milestones|outcomes"


@officers
def latest(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The board of the programme that runs, or how to begin one."""
    plan = HundredDays.objects.first()
    if plan is None:
        return render(request, "programmes/no_hundred.html", {"may_plan": access.can_plan(actor)})
    return redirect("programmes:hundred", plan.pk)


@officers
def begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    require(access.can_plan(actor))
    form = BeginForm(posted(request))
    made: list[HundredDays] = []
    if accepted(form, lambda: made.append(planning.begin(**form.cleaned_data, by=actor, at=now_of(request)))):
        messages.success(request, _("Program dimulai. Setiap kantor sudah diminta menyusun rencananya."))
        return redirect("programmes:hundred", made[0].pk)
    lead = _("Hari pertamanya sebuah keputusan, tidak selalu hari pelantikan.")
    back = reverse("programmes:desk")
    return ask(request, form, title=_("Mulai seratus hari"), submit=_("Mulai"), lead=lead, back=back)


@officers
def move_end(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    require(access.can_plan(actor))
    plan, form = access.get_hundred(key), EndForm(posted(request))
    if accepted(form, lambda: planning.move_end(plan, **form.cleaned_data, by=actor, at=now_of(request))):
        messages.success(request, _("Hari terakhir diubah."))
        return redirect("programmes:hundred", plan.pk)
    back = reverse("programmes:hundred", args=[plan.pk])
    return ask(request, form, title=_("Ubah hari terakhir"), submit=_("Simpan"), back=back)


@officers
def hundred(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Day, progress, who is late, who is silent, what waits for a judgement."""
    plan, now = access.get_hundred(key), now_of(request)
    found = board(plan, now)
    voices = OutcomeVoice.objects.waiting().filter(outcome__agency__plan=plan)
    context = {
        "board": found, "plan": plan, "may_plan": access.can_plan(actor), "reviews": access.reads_all(actor),
        "own": [row for row in found.rows if row.agency.office_id in actor.office_ids],
        "voices": [(one, file_link(one.photo, now) if one.photo else None) for one in _first(voices)]
        if access.reads_all(actor) else [],
    }  # fmt: skip
    return render(request, "programmes/board.html", context)


def _first(voices: Any) -> list[OutcomeVoice]:
    return list(voices.select_related("outcome__agency__office", "photo", "obligation")[:MOST])


@officers
def slides(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """Each agency's slides, drawn from what it proved: full screen, by keys, or printed."""
    found = board(access.get_hundred(key), now_of(request))
    shown = slides_of(found, request.GET.get("kantor", "")[:60])
    return render(request, "programmes/slides.html", {"board": found, "slides": shown})


# --- one agency ------------------------------------------------------------------------------------------------------


@officers
def agency(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    return _page(request, actor, access.get_agency(actor, key))


def _page(
    request: HttpRequest, actor: Actor, found: AgencyPlan, refused: tuple[str, forms.Form] | None = None
) -> HttpResponse:
    """The plan with the forms that fit now; the one that came in with a fault is shown as it was filled in."""
    now = now_of(request)
    problems = found.problems.prefetch_related("hearings", "actions__milestones__office")
    writes = access.can_write(actor, found)
    context = {
        "agency": found, "problems": problems, "outcomes": list(found.outcomes.all()), "writes": writes,
        "faults": planning.faults(found) if found.is_open else [], "checks": access.can_check_in(actor, found),
        "standing": board(found.plan, now).of(found.office_id) if found.is_approved else None,
        "confidences": CheckIn.Confidence.choices, "refused": refused,
        "weight": sum(one.weight for one in found.milestones.all()), "today": localdate(now),
        "check_in": refused[1] if refused and refused[0] == "check_in" else CheckInForm(),
    }  # fmt: skip
    return render(request, "programmes/agency.html", context, status=422 if refused else 200)


def _part(
    request: HttpRequest, actor: Actor, key: UUID, form: forms.Form, title: str, act: Callable[[AgencyPlan], object],
    lead: str = "",
) -> HttpResponse:  # fmt: skip
    """One more part of a plan: the form as a page, and back to the plan."""
    found = access.get_agency(actor, key)
    require(access.can_write(actor, found), _("Rencana ini tidak sedang disusun kantor Anda."))
    if accepted(form, lambda: act(found)):
        messages.success(request, _("Tersimpan."))
        return redirect("programmes:agency", found.pk)
    back = reverse("programmes:agency", args=[found.pk])
    return ask(request, form, title=title, submit=_("Simpan"), back=back, lead=lead)


def _who(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    return {"by": actor, "at": now_of(request)}


@officers
def add_problem(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    form, who = ProblemForm(posted(request)), _who(request, actor)
    return _part(request, actor, key, form, _("Akar masalah"),
                 lambda found: planning.add_problem(found, **form.cleaned_data, **who),
                 _("Apa yang membuat warga tidak terlayani di bidang Anda, dan siapa yang Anda dengar."))  # fmt: skip


@officers
def add_hearing(request: HttpRequest, actor: Actor, key: UUID, part: UUID) -> HttpResponse:
    form, who = HearingForm(posted(request)), _who(request, actor)
    problem = _problem(key, part)
    return _part(request, actor, key, form, _("Siapa yang didengar"),
                 lambda found: planning.add_hearing(problem, **form.cleaned_data, **who), problem.text)  # fmt: skip


@officers
def add_action(request: HttpRequest, actor: Actor, key: UUID, part: UUID) -> HttpResponse:
    form, who = ActionForm(posted(request)), _who(request, actor)
    problem = _problem(key, part)
    return _part(request, actor, key, form, _("Aksi"),
                 lambda found: planning.add_action(problem, **form.cleaned_data, **who), problem.text)  # fmt: skip


@officers
def add_milestone(request: HttpRequest, actor: Actor, key: UUID, part: UUID) -> HttpResponse:
    rows = PlanAction.objects.filter(problem__agency=key).select_related("problem__agency__office")
    action, who = rows.get(pk=part), _who(request, actor)
    form = MilestoneForm(posted(request), initial={"office": action.problem.agency.office.key})
    return _part(request, actor, key, form, _("Tonggak"),
                 lambda found: planning.add_milestone(action, **form.cleaned_data, **who), action.text)  # fmt: skip


@officers
def add_outcome(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    form, who = OutcomeForm(posted(request)), _who(request, actor)
    return _part(request, actor, key, form, _("Hasil bagi warga"),
                 lambda found: planning.add_outcome(found, **form.cleaned_data, **who),
                 _("Angka sebelum dan yang dituju. Sesudahnya diukur dengan cara yang sama."))  # fmt: skip


def _problem(key: UUID, part: UUID) -> RootProblem:
    return RootProblem.objects.select_related("agency").get(agency=key, pk=part)


@officers
@require_POST
def drop(request: HttpRequest, actor: Actor, key: UUID, what: str, part: UUID) -> HttpResponse:
    """Take a part out of a plan that is not submitted."""
    found = access.get_agency(actor, key)
    require(access.can_write(actor, found))
    if what not in PARTS.split("|"):
        raise Http404
    rows: Any = PlanAction.objects.filter(problem__agency=found) if what == "actions" else getattr(found, what).all()
    planning.drop(rows.get(pk=part), by=actor, at=now_of(request))
    return redirect("programmes:agency", found.pk)


@officers
@require_POST
def check_in(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """One tap."""
    found, form = access.get_agency(actor, key), CheckInForm(request.POST)
    require(access.can_check_in(actor, found))
    if accepted(form, lambda: weekly.check_in(found, **form.cleaned_data, **_who(request, actor))):
        messages.success(request, _("Kabar pekan ini tersimpan."))
        return redirect("programmes:agency", found.pk)
    return _page(request, actor, found, ("check_in", form))


@officers
def measure(request: HttpRequest, actor: Actor, key: UUID, part: UUID) -> HttpResponse:
    """What citizens have now."""
    found = access.get_agency(actor, key)
    require(access.can_check_in(actor, found))
    outcome = found.outcomes.select_related("agency__plan", "agency__obligation").get(pk=part)
    form = MeasureForm(posted(request), initial={"measured_on": localdate(now_of(request))})
    if accepted(form, lambda: planning.measure(outcome, **form.cleaned_data, **_who(request, actor))):
        messages.success(request, _("Hasilnya tercatat. Warga dapat membenarkan atau membantahnya."))
        return redirect("programmes:agency", found.pk)
    back = reverse("programmes:agency", args=[found.pk])
    return ask(request, form, title=_("Ukur hasil bagi warga"), submit=_("Simpan"), lead=outcome.text, back=back)


@officers
@require_POST
def moderate(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """A voice that confirms is shown, or not."""
    voice = access.get_voice(actor, key)
    moderate_voice(voice, show="tampilkan" in request.POST, by=actor, at=now_of(request))
    return redirect("programmes:hundred", voice.outcome.agency.plan_id)
