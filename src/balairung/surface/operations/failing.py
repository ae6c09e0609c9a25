"""What is answered when a page fails (handler500): 503 for what passes, else the page that says it was our fault."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from balairung.ground.ui.problems import problem
from balairung.kernel.people.middleware import number_of
from balairung.surface.operations import readonly
from balairung.surface.operations.apology import bare, for_program, sorry
from balairung.surface.operations.trouble import trouble_of


def failed(request: HttpRequest) -> HttpResponse:
    """Django calls it while the exception is at hand; nothing here asks the database, which may be what failed."""
    trouble = trouble_of(sys.exc_info()[1])
    if trouble is None:
        return _our_fault(request)
    if trouble.stops_writing:
        readonly.refused()
    return sorry(request, trouble.value)


def _our_fault(request: HttpRequest) -> HttpResponse:
    reference = str(number_of(request))
    if for_program(request):
        return problem(500, "fault", _("Ada yang rusak di pihak kami. Nomor: %(number)s") % {"number": reference})
    return bare("500.html", {"reference": reference}, 500)
