"""Pages that belong to no room: the form that was open for too long, and the style page for those who build pages."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from balairung.ground.ui import samples

FACES = {"depan": "front", "meja": "desk", "pimpinan": "leader", "cetak": "paper"}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open for too long; `reason` is for programmers and stays out of it."""
    return render(request, "403_csrf.html", status=403)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that no browser of a person sends (handler400). It may have been refused before anybody asked who."""
    if not hasattr(request, "user"):
        request.user = AnonymousUser()
    return render(request, "400.html", status=400)


def styleguide(request: HttpRequest) -> HttpResponse:
    """All parts in all states; `?wajah=depan|meja|pimpinan|cetak` shows a whole face."""
    face = FACES.get(request.GET.get("wajah", ""), "parts")
    samples.greet(request)
    return render(request, f"ui/styleguide/{face}.html", samples.context())
