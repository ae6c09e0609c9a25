"""The desk: an office's running survey and its periods, words, places, paper forms, and the publication."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Office, Post
from balairung.rooms.surveys import access, actions, posters, publicity
from balairung.rooms.surveys.answering import dropped_by, plan_of, type_form
from balairung.rooms.surveys.forms import PaperForm, PlanForm, PopulationForm, PublishForm, StandForm
from balairung.rooms.surveys.models import Answer, FollowUp, Stand, Survey
from balairung.rooms.surveys.periods import Cycle
from balairung.rooms.surveys.results import SERVICE, must_follow, part_names, results_of, running_result
from balairung.rooms.surveys.scoring import codes

PAGE = 30  # words of respondents on a page
PERIODS = 20


@officers
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One's own offices; whoever has one is led to it."""
    own = list(Office.objects.filter(pk__in=actor.office_ids, closed_on__isnull=True).order_by("order", "name"))
    if len(own) == 1:
        return redirect("surveys:office", own[0].key)
    return render(request, "surveys/desk.html", {"offices": own})


@officers
def office(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """The survey of one office: what runs, what is over, where people find it."""
    found = access.get_office(actor, key)
    return render(request, "surveys/office.html", _office(request, actor, found))


@officers
@require_POST
def plan(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """How often is counted, and what is not asked."""
    found, now = access.get_office(actor, key), now_of(request)
    form = PlanForm(request.POST, prefix="plan")
    if accepted(form, lambda: actions.set_plan(found, **form.cleaned_data, by=actor, at=now)):
        messages.success(request, _("Rencana survei tersimpan."))
        return redirect("surveys:office", key)
    return render(request, "surveys/office.html", _office(request, actor, found) | {"plan": form}, status=422)


@officers
@require_POST
def add_stand(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """A place with a code, or a screen, whose address is told this once."""
    found, form, made = access.get_office(actor, key), StandForm(request.POST, prefix="stand"), list[str]()
    if accepted(form, lambda: made.append(_add(found, form, request, actor))):
        if made[0]:
            messages.success(request, _("Buka alamat ini di layar, lalu simpan. Alamat ini tampil sekali: %(url)s") % {
                "url": house_url() + reverse("surveys:on_screen", args=made)})  # fmt: skip
        return redirect("surveys:office", key)
    return render(request, "surveys/office.html", _office(request, actor, found) | {"stand": form}, status=422)


@officers
@require_POST
def close_stand(request: HttpRequest, actor: Actor, key: str, number: int) -> HttpResponse:
    actions.close_stand(access.get_stand(actor, key, number), by=actor, at=now_of(request))
    messages.success(request, _("Tempat survei ini ditutup."))
    return redirect("surveys:office", key)


@officers
def paper(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """One form of paper after the other."""
    found, now = access.get_office(actor, key), now_of(request)
    asked = [code for code in codes() if code not in dropped_by(found, localdate(now))]
    parts = [pair for pair in part_names(found).items() if pair[0].startswith(SERVICE)]
    begun = {"day": request.GET.get("tanggal") or localdate(now)}
    form = PaperForm(request.POST or None, initial=begun, asked=asked, parts=parts)
    if request.method == "POST" and accepted(form, lambda: _type(found, form, request, actor)):
        number, day = form.cleaned_data["number"], form.cleaned_data["day"]
        messages.success(request, _("Formulir nomor %(number)s tercatat. Lanjutkan berikutnya.") % {"number": number})
        return redirect(f"{reverse('surveys:paper', args=[key])}?tanggal={day:%Y-%m-%d}")
    return render(request, "surveys/paper.html", {"form": form, "office": found}, status=422 if form.errors else 200)


@officers
def period(request: HttpRequest, actor: Actor, key: str, period: str) -> HttpResponse:
    """One period: figures, what people wrote, and its publication."""
    survey = access.get_survey(actor, key, period)
    return render(request, "surveys/period.html", _period(request, actor, survey))


@officers
@require_POST
def population(request: HttpRequest, actor: Actor, key: str, period: str) -> HttpResponse:
    """How many were served."""
    survey, now = access.get_survey(actor, key, period), now_of(request)
    form = PopulationForm(request.POST)
    if accepted(form, lambda: actions.set_population(survey, **form.cleaned_data, by=actor, at=now)):
        return redirect("surveys:period", key, period)
    return render(request, "surveys/period.html", _period(request, actor, survey) | {"served": form}, status=422)


@officers
@require_POST
def publish(request: HttpRequest, actor: Actor, key: str, period: str) -> HttpResponse:
    """The result and its plan, together."""
    survey, now = access.get_survey(actor, key, period), now_of(request)
    context = _period(request, actor, survey)
    form = _publish_form(survey, context["found"], request)
    if form and accepted(form, lambda: actions.publish(survey, plans=form.plans(), by=actor, at=now)):
        messages.success(request, _("Hasil survei diumumkan. Rencana perbaikannya menjadi kewajiban kantor."))
        return redirect("surveys:result", key, period)
    return render(request, "surveys/period.html", context | {"publish": form}, status=422)


@officers
def export(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """The periods of an office that are over, for a spreadsheet: under the same rule as everybody's pages."""
    found = access.get_office(actor, key)
    over = Survey.objects.filter(office=found).over(localdate(now_of(request))).select_related("office")
    rows = [results_of(survey) for survey in over.order_by("-since", "-id")[:PERIODS]]
    name = f'attachment; filename="skm-{found.key}.csv"'
    content = publicity.csv_of([row for row in rows if row])
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


def _office(request: HttpRequest, actor: Actor, found: Office) -> dict[str, Any]:
    today = localdate(now_of(request))
    rows = list(Survey.objects.filter(office=found).order_by("-since", "-id")[:PERIODS])
    running = next((row for row in rows if row.until >= today), None)
    known = plan_of(found, today.year + 1)
    begun = {"cycle": known.cycle if known else Cycle.SEMESTER, "dropped": known.dropped.split(",") if known else []}
    keeps = access.can_keep(actor, found.pk)
    calls = FollowUp.objects.visible_to(actor).filter(survey__office=found, obligation__closed_at__isnull=True)
    return {
        "office": found, "running": running, "result": running_result(running) if running else None,
        "over": [row for row in rows if row.until < today], "keeps": keeps,
        "types": access.can_type(actor, found.pk), "forms": posters.FORMS,
        "stands": list(Stand.objects.filter(office=found, closed_at__isnull=True).order_by("number", "id")),
        "plan": PlanForm(initial=begun, prefix="plan") if keeps else None,
        "stand": StandForm(prefix="stand") if keeps else None,
        "owed": list(calls.for_list()[:PAGE]),
    }  # fmt: skip


def _period(request: HttpRequest, actor: Actor, survey: Survey) -> dict[str, Any]:
    over = survey.until < localdate(now_of(request))
    found = results_of(survey) if over else running_result(survey)
    reads = access.can_read_words(actor, survey.office_id)
    words = Answer.objects.filter(survey=survey).exclude(words="").order_by("-day", "-id") if reads else None
    keeps = access.can_keep(actor, survey.office_id) and not survey.published_at
    may = access.can_publish(actor, survey.office_id) and over and not survey.published_at
    return {
        "survey": survey, "found": found, "over": over, "reads": reads,
        "page": Paginator(words, PAGE).get_page(request.GET.get("halaman")) if words is not None else None,
        "served": PopulationForm(initial={"population": survey.population}) if keeps else None,
        "publish": _publish_form(survey, found, None) if may else None,
    }  # fmt: skip


def _publish_form(survey: Survey, found: Any, request: HttpRequest | None) -> PublishForm | None:
    if found is None:
        return None
    posts = Post.objects.filter(office=survey.office_id, closed_on__isnull=True).order_by("order", "id")
    return PublishForm(request.POST if request else None, elements=must_follow(found.score), posts=list(posts))


def _add(found: Office, form: StandForm, request: HttpRequest, actor: Actor) -> str:
    """The secret of a screen; nothing for a place with a code."""
    name, now = form.cleaned_data["name"], now_of(request)
    if form.cleaned_data["screen"]:
        return actions.add_screen(found, name=name, by=actor, at=now)[1]
    actions.add_stand(found, name=name, by=actor, at=now)
    return ""


def _type(found: Office, form: PaperForm, request: HttpRequest, actor: Actor) -> None:
    data = form.cleaned_data
    part = {"part": data["part"]} if data.get("part") else {}
    type_form(found, given=form.given(), day=data["day"], number=data["number"], by=actor, at=now_of(request), **part)
