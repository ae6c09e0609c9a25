"""How it was: whoever finishes a matter asks through here, without knowing who asks and counts (settings.SURVEY_…)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from balairung.kernel.people.models import Office


def ask_how_it_was(*, kind: str, ref: str, office: Office | None, at: datetime, service_key: str = "") -> str:
    """The address at which this finished matter is judged once, for a message; empty where no office answers for it."""
    if office is None:
        return ""
    address: str = import_string(settings.SURVEY_INVITE)(
        kind=kind, ref=ref, office=office, service_key=service_key, at=at
    )
    return address


def survey_address(kind: str, ref: str, *, at: datetime) -> str:
    """The same for a page of the matter itself, as long as nobody has answered; else empty. One statement."""
    address: str = import_string(settings.SURVEY_ADDRESS)(kind, ref, at=at)
    return address
