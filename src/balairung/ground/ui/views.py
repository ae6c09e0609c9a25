"""Pages that belong to no room: the failed form token."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open for too long; `reason` is for programmers and stays out of it."""
    return render(request, "403_csrf.html", status=403)
