"""The organisation as everybody sees it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balairung.ground.common.text import clean_line
from balairung.kernel.people import access, reads
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.board import cards
from balairung.kernel.people.forms import CALENDARS
from balairung.kernel.people.middleware import now_of


@everyone
def organisation(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The whole tree, or the offices whose name has the words that were asked for."""
    words = clean_line(request.GET.get("cari", ""))[:80]
    if words:
        found = {"words": words, "offices": reads.find_offices(words), "most": reads.OFFICES, "tab": "kantor"}
        return render(request, "people/found.html", found)
    now = now_of(request)
    context = {"leaders": reads.leaders(now), "groups": reads.tree(now), "tab": "kantor", "words": ""}
    return render(request, "people/organisation.html", context)


@everyone
def office(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """One office: its contacts, its posts in protocol order, who holds them, the offices below it."""
    found = access.get_office(key)
    posts = found.posts.filter(closed_on__isnull=True).select_related("office").order_by("order", "id")
    if not actor.is_officer:
        posts = posts.exclude(role__in=reads.HIDDEN)
    seats = reads.seats_of(posts, now_of(request))
    context = {
        "office": found,
        "structure": [_row(actor, seat) for seat in seats if seat.post.role not in reads.TASKS],
        "tasks": [_row(actor, seat) for seat in seats if seat.post.role in reads.TASKS],
        "below": found.children.filter(closed_on__isnull=True).order_by("order", "name"),
        "calendar": dict(CALENDARS)[found.calendar],
        "card": next(iter(cards([found.pk])), None),
        "may_announce": access.can_announce(actor, found.pk),
        "may_issue": actor.is_officer and not found.closed_on and access.can_issue_badges(actor, found.pk),
        "tab": "kantor",
    }
    return render(request, "people/office.html", context)


def _row(actor: Actor, seat: reads.Seat) -> dict[str, object]:
    open_to = access.can_appoint(actor, seat.post)
    return {"post": seat.post, "holders": seat.holders, "open": open_to}
