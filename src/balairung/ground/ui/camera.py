"""Which pages may use the camera: all others are told that they may not (kernel/people/middleware.py)."""

from __future__ import annotations

from django.http import HttpResponse

HEADER = "Permissions-Policy"
SHUT = "camera=(), microphone=()"
OPEN = "camera=(self), microphone=()"


def allow_camera(response: HttpResponse) -> HttpResponse:
    """This page reads codes with the camera of the device that shows it."""
    response[HEADER] = OPEN
    return response
