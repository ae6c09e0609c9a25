"""Facts about the one regency that this database (or schema) serves."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from balairung.kernel.people.models import Regency

_zones: dict[tuple[str, str], ZoneInfo] = {}


def regency_zone() -> ZoneInfo:
    """The regency's time zone; the setting's until there is a regency. It never changes, so it is asked once."""
    key = (str(connection.settings_dict["NAME"]), getattr(connection, "regency_schema", None) or "")
    if key not in _zones:
        regency = Regency.objects.first()
        if regency is None:
            return ZoneInfo(settings.TIME_ZONE)
        _zones[key] = regency.tz
    return _zones[key]


def house_url() -> str:
    """What links begin with, without the last slash: from the settings or the directory, never from the request."""
    own: str | None = getattr(connection, "regency_url", None)
    return own or str(settings.BASE_URL)
