"""What everybody reads: the plan, the hundred days, performance; and where a citizen says that it is so, or not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.ui.attempt import accepted
from balairung.kernel.files.actions import store
from balairung.kernel.obligations.reads import file_link
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.effort import is_proved, new_challenge
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import times
from balairung.kernel.people.views.asking import posted
from balairung.rooms.programmes import access
from balairung.rooms.programmes.forms import VoiceForm
from balairung.rooms.programmes.hundred.paper import report_pdf
from balairung.rooms.programmes.hundred.progress import board
from balairung.rooms.programmes.hundred.slides import told
from balairung.rooms.programmes.hundred.voicing import say
from balairung.rooms.programmes.models import HundredDays, OutcomeVoice, PlanOutcome, PlanPeriod, RootProblem
from balairung.rooms.programmes.performance.reading import cards

MOST_PROVED, MOST_UNPROVED = 20, 4  # voices of one network in an hour, with and without a little work
SHOWN = 100  # voices on one page


@everyone
def front(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Three doors: the plan of five years, the hundred days, performance."""
    context = {"periods": PlanPeriod.objects.all(), "plan": HundredDays.objects.first()}
    return render(request, "programmes/front.html", context)


@everyone
def hundred(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The latest programme: the day, the progress, who is late."""
    plan = HundredDays.objects.first()
    found = board(plan, now_of(request)) if plan else None
    return render(request, "programmes/public_hundred.html", {"board": found, "plan": plan})


@everyone
def office(request: HttpRequest, actor: Actor, office: str) -> HttpResponse:
    """What one agency promised about which problems, what was proved, what citizens say."""
    plan, now = HundredDays.objects.first(), now_of(request)
    rows = board(plan, now).promised if plan else []
    row = next((one for one in rows if one.agency.office.key == office), None)
    if row is None:
        raise Http404
    voices = OutcomeVoice.objects.shown().filter(outcome__agency=row.agency).select_related("outcome", "photo")
    context = {
        "row": row, "plan": plan, "outcomes": told([row.agency.pk]).get(row.agency.pk, []),
        "problems": RootProblem.objects.filter(agency=row.agency).prefetch_related("hearings", "actions"),
        "voices": [(one, file_link(one.photo, now, bare=True) if one.photo else None) for one in voices[:SHOWN]],
    }  # fmt: skip
    return render(request, "programmes/public_office.html", context)


@everyone
def voice(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    """It is so, or it is not: with words and a photograph."""
    outcome = access.get_outcome(key)
    form = VoiceForm(posted(request), request.FILES or None)
    if accepted(form, lambda: _say(request, outcome, form, actor)):
        messages.success(request, _("Terima kasih. Seseorang melihatnya dahulu sebelum dibaca orang lain."))
        return redirect("programmes:public_office", outcome.agency.office.key)
    context = {"form": form, "outcome": outcome}
    return render(request, "programmes/voice.html", context, status=422 if form.errors else 200)


def _say(request: HttpRequest, outcome: PlanOutcome, form: VoiceForm, actor: Actor) -> None:
    said: dict[str, Any] = form.cleaned_data
    if said["website"]:  # only a machine fills it in; it need not know that we know
        return
    most = MOST_PROVED if is_proved(said["proof"]) else MOST_UNPROVED
    if times(request, "outcome-voice", "h") > most:
        raise Refused(
            _("Terlalu banyak kiriman dari jaringan ini dalam satu jam. Isian Anda masih ada; coba lagi nanti.")
        )
    photos = [store(upload, at=now_of(request)) for upload in said["photos"]]
    say(outcome, verdict=said["verdict"], words=said["words"], photos=photos, token=said["token"], by=actor,
        at=now_of(request))  # fmt: skip


@everyone
def challenge(request: HttpRequest, actor: Actor) -> JsonResponse:
    """A little work for a browser with scripts."""
    return JsonResponse(new_challenge(now_of(request)))


@everyone
def report(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The report as it stands, as a PDF."""
    plan = HundredDays.objects.first()
    if plan is None:
        raise Http404
    drawn = report_pdf(board(plan, now_of(request)), at=now_of(request))
    headers = {"Content-Disposition": 'inline; filename="laporan-seratus-hari.pdf"'}
    return HttpResponse(drawn, content_type="application/pdf", headers=headers)


@everyone
def performance(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Output and outcome of every office against its targets of one year."""
    today = localdate(now_of(request))
    period = PlanPeriod.objects.filter(first_year__lte=today.year).first() or PlanPeriod.objects.first()
    if period is None:
        return render(request, "programmes/performance.html", {"period": None})
    asked = request.GET.get("tahun", "")[:4]
    year = int(asked) if asked.isascii() and asked.isdigit() else today.year
    year = min(max(year, period.first_year), period.last_year)
    context = {"period": period, "year": year, "cards": cards(period, year, today)}
    return render(request, "programmes/performance.html", context)
