"""One office: who in it can be reached, what its calls showed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.rooms.duty import access, reach, rules
from balairung.rooms.duty.models import Score
from balairung.rooms.duty.showing import climbs, shown
from balairung.rooms.duty.views.tabs import tabs

LATEST, MONTHS = 20, 12


@officers
def office(request: HttpRequest, actor: Actor, office: str) -> HttpResponse:
    """For those who sit in it, and those who lead."""
    found = access.get_office(actor, office)
    posts = reach.required_posts().filter(office=found)
    calls = shown(access.calls_visible_to(actor).filter(post__office=found))
    scores = Score.objects.filter(office=found, post=None, published_at__isnull=False).order_by("-period")[:MONTHS]
    context = {
        "office": found,
        "officials": reach.officials(now_of(request), posts),
        "scores": list(scores),
        "scoring": rules.scoring(),
        "line": [score.score for score in reversed(scores) if score.score is not None],
        "climbs": climbs(list(calls[:LATEST])),
        **tabs(actor),
    }
    return render(request, "duty/office.html", context)
