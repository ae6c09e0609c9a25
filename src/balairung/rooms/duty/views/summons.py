"""Call now: a leader needs the holder of a post, and sees who is tried by which door."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Case, Q, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from balairung.ground.common.text import clean_line
from balairung.ground.ui.attempt import accepted
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.models import Post
from balairung.rooms.duty import access, reach
from balairung.rooms.duty.forms import SummonForm
from balairung.rooms.duty.models import Call
from balairung.rooms.duty.models.calls import OPEN_CALLS
from balairung.rooms.duty.showing import climbs, shown
from balairung.rooms.duty.summoning import cancel_summons
from balairung.rooms.duty.summoning import summon as call_now
from balairung.rooms.duty.views.pages import page_of
from balairung.rooms.duty.views.tabs import tabs

FOUND, LATEST = 10, 10
OVER = 286  # what tells HTMX that it need not ask again


@officers
def summon(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Whom? The posts that have the words, as they are typed (HTMX); below them the real calls so far."""
    require(access.may_summon(actor), _("Pimpinan daerah dapat memanggil siapa saja; kepala kantor hanya bawahannya."))
    asked = clean_line(request.GET.get("cari", ""))[:80]
    found = reach.officials(now_of(request), _found(actor, asked)) if asked else []
    if request.headers.get("HX-Request"):
        return render(request, "duty/_found.html", {"asked": asked, "found": found})
    calls = shown(access.calls_visible_to(actor).filter(real=True))
    rows, ways = page_of(request, calls, LATEST)
    context = {"asked": asked, "found": found, "climbs": climbs(rows), **ways, **tabs(actor)}
    return render(request, "duty/summon.html", context)


def _found(actor: Actor, asked: str) -> list[Post]:
    """Those whose title or office has all the words; whose title begins with them first, then those on call."""
    rows = access.summonable(actor)
    for word in asked.split():
        in_office = Q(office__name__icontains=word) | Q(office__short__icontains=word)
        rows = rows.filter(Q(title__icontains=word) | in_office)
    on_call = reach.required_posts().order_by().values("pk")
    rank = Case(When(title__istartswith=asked, then=0), When(pk__in=on_call, then=1), default=2)
    return list(rows.select_related("office").order_by(rank, "office__order", "office__name", "order", "id")[:FOUND])


@officers
def summon_post(request: HttpRequest, actor: Actor, post: UUID) -> HttpResponse:
    """Why? One line, and the button."""
    seat = access.summonable(actor).select_related("office").get(pk=post)
    now, made = now_of(request), list[Call]()
    form = SummonForm(request.POST if request.method == "POST" else None)
    if accepted(form, lambda: made.append(call_now(seat, words=form.cleaned_data["words"], by=actor, at=now))):
        return redirect("duty:call", made[0].pk)
    context = {"official": reach.officials(now, [seat])[0], "form": form}
    return render(request, "duty/summon_post.html", context, status=422 if form.errors else 200)


@officers
def call(request: HttpRequest, actor: Actor, call: UUID) -> HttpResponse:
    """One call; as long as it climbs the page asks every three seconds what became of it (HTMX)."""
    found = access.get_call(actor, call)
    open_ = found.state in OPEN_CALLS
    [climb] = climbs([found])
    if request.headers.get("HX-Request"):
        return render(request, "duty/_live.html", {"climb": climb}, status=200 if open_ else OVER)
    context = {
        "climb": climb,
        "open": open_,
        "may_stop": access.can_cancel(actor, found),
        "may_again": found.real and access.can_summon(actor, found.post),
        **tabs(actor),
    }
    return render(request, "duty/call.html", context)


@officers
@require_POST
def stop(request: HttpRequest, actor: Actor, call: UUID) -> HttpResponse:
    """They are not needed any more."""
    cancel_summons(access.get_call(actor, call), by=actor, at=now_of(request))
    return redirect("duty:call", call)
