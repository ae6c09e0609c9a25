"""Drills: planned with a look ahead, followed while they run, checked when they are done, cancelled with a reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import leaders, officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.spreadsheets import csv_lines
from balairung.rooms.duty import access, drills, rules
from balairung.rooms.duty.forms import PlanForm, ReasonForm
from balairung.rooms.duty.models import Call, CallQuerySet, Drill, Ring
from balairung.rooms.duty.planning import look
from balairung.rooms.duty.proving import COLUMNS, lots, prove
from balairung.rooms.duty.showing import CHIPS_OF_DRILLS, climbs, shown
from balairung.rooms.duty.tallying import Tally, tallies
from balairung.rooms.duty.views.pages import page_of
from balairung.rooms.duty.views.tabs import tabs

ROWS = 50


@leaders
def plan(request: HttpRequest, actor: Actor) -> HttpResponse:
    """When and how many; `langkah=lihat` only shows what that would mean."""
    require(access.can_drill(actor), _("Hanya sekretaris daerah yang merencanakan latihan siaga."))
    now, made = now_of(request), list[Drill]()
    form = PlanForm(request.POST if request.method == "POST" else _by_itself(now))
    sent = request.method == "POST" and request.POST.get("langkah") != "lihat"
    if sent and accepted(form, lambda: made.append(drills.plan_drill(**form.asked(), by=actor, at=now))):
        messages.success(request, _("Latihan direncanakan. Siapa yang diundi tidak ditampilkan sampai ia dipanggil."))
        return redirect("duty:drill", made[0].pk)
    ahead = look(**form.asked(), now=now) if form.is_valid() else None
    context = {"form": form, "ahead": ahead, "hours": range(0, 24, 3), **tabs(actor)}
    return render(request, "duty/plan.html", context, status=422 if form.errors else 200)


def _by_itself(now: datetime) -> dict[str, object]:
    """From today to the end of the month; near its end, all of the next one."""
    end = drills.month_end(drills.period_of(now))
    begin = localdate(now) if end - now > timedelta(days=3) else localdate(end)
    last = drills.month_end(drills.period_of(end)) if begin == localdate(end) else end
    until = localdate(last) - timedelta(days=1)
    return {"since": begin.isoformat(), "until": until.isoformat(), "share": rules.share()}


@officers
def drill(request: HttpRequest, actor: Actor, drill: UUID) -> HttpResponse:
    """One drill: its progress, each call that began, and when it is done the proof of its draw."""
    found = access.get_drill(actor, drill)
    return _page(request, actor, found, ReasonForm() if _open(found) and access.can_drill(actor) else None)


@leaders
@require_POST
def cancel(request: HttpRequest, actor: Actor, drill: UUID) -> HttpResponse:
    """Nobody is called any more."""
    found, form = access.get_drill(actor, drill), ReasonForm(request.POST)
    now = now_of(request)
    if accepted(form, lambda: drills.cancel_drill(found, why=form.cleaned_data["why"], by=actor, at=now)):
        messages.success(request, _("Latihan dibatalkan. Tidak ada lagi yang dipanggil."))
        return redirect("duty:drill", drill)
    return _page(request, actor, found, form)


@leaders
@require_POST
def switch(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A drill every month by itself, or no longer."""
    on = request.POST.get("bulanan") == "ya"
    drills.set_automatic(on, by=actor, at=now_of(request))
    said = _("Mulai sekarang sistem merencanakan latihan setiap bulan.") if on else _("Latihan bulanan dihentikan.")
    messages.success(request, said)
    return redirect("duty:board")


@officers
def pool(request: HttpRequest, actor: Actor, drill: UUID) -> StreamingHttpResponse:
    """What a drill was drawn from, with every lot, once it is done."""
    found = access.get_drill(actor, drill)
    if found.state != Drill.State.DONE:
        raise Drill.DoesNotExist
    response = StreamingHttpResponse(csv_lines(COLUMNS, lots(found)), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="undian-{found.starts_at:%Y-%m-%d}.csv"'
    return response


def _open(found: Drill) -> bool:
    return found.state in {Drill.State.PLANNED, Drill.State.RUNNING}


def _page(request: HttpRequest, actor: Actor, found: Drill, form: ReasonForm | None) -> HttpResponse:
    counts = tallies([found])[found.pk]
    sieves = _sieves(counts)
    asked = request.GET.get("lihat", "")
    asked = asked if asked in sieves else "semua"
    rows, ways = page_of(request, _sieved(access.calls_visible_to(actor).filter(drill=found), asked), ROWS)
    context = {
        "drill": found,
        "chip": CHIPS_OF_DRILLS[Drill.State(found.state)],
        "last": found.ends_at - timedelta(seconds=1),  # a drill that ends at midnight ends on the day before
        "tally": counts,
        "sieves": [(key, *words) for key, words in sieves.items()],
        "asked": asked,
        "climbs": climbs(rows),
        **ways,
    }
    if request.headers.get("HX-Request"):
        return render(request, "duty/_drill.html", context)
    proof = prove(found) if found.state == Drill.State.DONE else None
    status = 422 if form and form.errors else 200
    context |= {"cancel": form, "proof": proof, "live": _live(request, found), **tabs(actor)}
    return render(request, "duty/drill.html", context, status=status)


def _live(request: HttpRequest, found: Drill) -> bool:
    """Whether the page asks again by itself: not while somebody reads an earlier page of it."""
    return found.state == Drill.State.RUNNING and "halaman" not in request.GET


def _sieves(counts: Tally) -> dict[str, tuple[str, int]]:
    began = counts.done + counts.ringing
    return {
        "semua": (_("Semua"), began),
        "berjalan": (_("Sedang dipanggil"), counts.ringing),
        "tidak": (_("Tidak terhubung"), counts.unreached),
        "wakil": (_("Lewat wakil"), counts.by_deputy),
        "sendiri": (_("Terhubung sendiri"), counts.reached),
        "tak-dinilai": (_("Tidak dinilai"), counts.excused),
    }


def _sieved(calls: CallQuerySet, asked: str) -> CallQuerySet:
    """The latest first."""
    state = Call.State
    chosen = {"berjalan": state.RINGING, "tidak": state.UNREACHED, "tak-dinilai": state.EXCUSED}.get(asked)
    rows = calls.filter(state=chosen) if chosen else calls
    if asked == "sendiri":
        rows = calls.filter(state=state.REACHED, answered_ring__role=Ring.Role.HOLDER)
    elif asked == "wakil":
        rows = calls.filter(state=state.REACHED).exclude(answered_ring__role=Ring.Role.HOLDER)
    return shown(rows)
