"""What is printed: the whole report of an assessment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import officers
from balairung.kernel.people.middleware import now_of
from balairung.surface.maturity import access


@officers
@require_GET
def report(request: HttpRequest, actor: Actor, year: int, instrument: str) -> HttpResponse:
    from balairung.surface.maturity.report.paper import report_pdf  # draws with a heavy library, now and then

    found, now = access.get_assessment(year, instrument), now_of(request)
    response = HttpResponse(report_pdf(found, at=now), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="kematangan-{instrument}-{year}-{localdate(now)}.pdf"'
    return response
