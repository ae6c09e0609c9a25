"""Facts about the one regency that this database (or schema) serves."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from balairung.kernel.people.models import Regency

_known: dict[tuple[str, str], Regency] = {}


def the_regency() -> Regency | None:
    """The row about the regency, None until there is one. It never changes, so a process asks once."""
    key = (str(connection.settings_dict["NAME"]), getattr(connection, "regency_schema", None) or "")
    if key not in _known and (found := Regency.objects.first()):
        _known[key] = found
    return _known.get(key)


def regency_zone() -> ZoneInfo:
    """The regency's time zone; the setting's until there is a regency."""
    regency = the_regency()
    return regency.tz if regency else ZoneInfo(settings.TIME_ZONE)


def forget() -> None:
    """Ask again: the tests change their regency, nobody else does."""
    _known.clear()


def house_url() -> str:
    """What links begin with, without the last slash: from the settings or the directory, never from the request."""
    own: str | None = getattr(connection, "regency_url", None)
    return own or str(settings.BASE_URL)
