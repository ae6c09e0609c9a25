"""Which pages may use the camera: all others are told that they may not (headers.py)."""

from __future__ import annotations

from django.http import HttpResponse

HEADER = "Permissions-Policy"
#: What no page needs. A place is asked for where people report one.
_REST = "microphone=(), geolocation=(self), display-capture=(), payment=(), usb=(), serial=(), hid=(), midi=()"
SHUT = f"camera=(), {_REST}"
OPEN = f"camera=(self), {_REST}"


def allow_camera(response: HttpResponse) -> HttpResponse:
    """This page reads codes with the camera of the device that shows it."""
    response[HEADER] = OPEN
    return response
