"""The secret address from which a calendar reads somebody's shifts: no session, no cookie, nothing kept on the way."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of
from balairung.kernel.people.throttle import within_limit
from balairung.kernel.rosters.feeds import calendar_of, person_of_feed

READS = "60/h"  # of one address; programs ask a few times a day
GUESSES = "30/h"  # from one place


@everyone
@require_safe
def feed(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """404 for an address that never was or was revoked, 429 for one that is asked all the time."""
    now = now_of(request)
    person = person_of_feed(token, now)
    known = {"limit": READS, "who": str(person.pk)} if person else {"limit": GUESSES}
    if not within_limit(request, "kalender-jaga", **known):
        return HttpResponse(status=429, headers={"Retry-After": "3600"})
    if person is None:
        raise Http404
    headers = {
        "Cache-Control": "private, no-store", "X-Robots-Tag": "noindex",
        "Content-Disposition": 'inline; filename="jaga.ics"',
    }  # fmt: skip
    return HttpResponse(calendar_of(person, now), content_type="text/calendar; charset=utf-8", headers=headers)
