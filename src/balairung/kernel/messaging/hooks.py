"""The address that vendors call: the signature is checked, what they bring becomes rows, and they hear "yes"."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from balairung.kernel.messaging.doors.door import Forged
from balairung.kernel.messaging.gateways import Opened, doors
from balairung.kernel.messaging.receiving import receive
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.middleware import now_of


@csrf_exempt  # a vendor has no session; its signature is what allows it
@everyone
def called(request: HttpRequest, actor: Actor, channel: str, hook: str) -> HttpResponse:
    """GET: the vendor checks that the address is ours. POST: it brings messages, or word of ours.

    Some gateways for short messages know nothing but GET (`Able.by_get`). They are answered with nothing: Twilio and
    Kannel would send every word of it to whoever wrote.
    """
    opened = _opened(channel, hook)
    try:
        if request.method != "POST" and not (opened.door.able.by_get and request.GET):
            return opened.door.greet(request)
        reading = opened.door.read(request)
        receive(channel, reading, at=now_of(request))
    except Forged:
        return HttpResponse(status=403)
    kind = reading.answer_type if reading.answer else "text/plain"
    return HttpResponse(reading.answer, content_type=kind)


def _opened(channel: str, hook: str) -> Opened:
    opened = doors().get(channel)
    if opened is None or not opened.hook or not constant_time_compare(opened.hook, hook):
        raise Http404
    return opened
