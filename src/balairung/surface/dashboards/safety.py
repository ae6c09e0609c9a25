"""How somebody who found a hole in the house tells us: a page for people, and a file for programs (RFC 9116)."""

from __future__ import annotations

import re
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of

#: What the file says holds so long from the day on which it is read: a server that answers has an operator.
HOLDS = timedelta(days=90)


@everyone
@require_safe
def found_a_hole(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Whom to tell, what we promise, what we ask for."""
    contacts = [(contact, re.sub("^(mailto|tel):", "", contact)) for contact in settings.SECURITY_CONTACTS]
    return render(request, "dashboards/safety.html", {"contacts": contacts})


@everyone
@require_safe
def security_txt(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Nothing where the operator named no contact: a file that leads nowhere is worse than none."""
    if not settings.SECURITY_CONTACTS:
        raise Http404
    day = now_of(request).replace(hour=0, minute=0, second=0, microsecond=0)
    house = house_url()
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACTS),
        f"Expires: {(day + HOLDS).isoformat()}",
        "Preferred-Languages: id, en",
        f"Canonical: {house}{reverse('security_txt')}",
        f"Policy: {house}{reverse('found_a_hole')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
