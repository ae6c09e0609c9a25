"""Where somebody comes to their request by number and code (settings.TRACKED)."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from balairung.rooms.privacy import access
from balairung.rooms.privacy.models import DataRequest


def page_of(ref: str, code: str, *, at: datetime) -> str:
    """The page that these two open; "" for none."""
    try:
        found = access.get_own(ref, code)[0]
    except DataRequest.DoesNotExist:
        return ""
    return reverse("privacy:own", args=[found.ref, found.secret])
