"""The page behind the link that ends all messages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from balairung.kernel.messaging import stopping
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of


@csrf_exempt  # mail programs press the button themselves (RFC 8058); the signed link is what allows it
@everyone
@never_cache
def stop(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """GET shows how it stands, because mail scanners open links; POST stops, or with `langkah=mulai` starts again.

    The answer to a POST is the page itself: RFC 8058 forbids a redirect, and pressing twice changes nothing.
    """
    mark = stopping.read_token(token)
    if mark is None:
        raise Http404
    if request.method == "POST":
        _press(mark, request)
    return render(request, "messaging/stop.html", {"stopped": stopping.is_stopped(mark)})


def _press(mark: str, request: HttpRequest) -> None:
    if request.POST.get("langkah") == "mulai":
        stopping.start(mark)
    else:
        stopping.stop(mark, at=now_of(request))
