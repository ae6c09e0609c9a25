"""`{% load duty %}`: how long something took, as people say it."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.kernel.messaging.gateways import word

register = template.Library()
MINUTE, HOUR = 60, 3600


@register.filter
def lasted(seconds: int | None) -> str:
    """'42 detik', '1 menit 5 detik', '2 jam 10 menit'; nothing for None. Seconds are not told past an hour."""
    if seconds is None:
        return ""
    hours, rest = divmod(seconds, HOUR)
    minutes, left = divmod(rest, MINUTE)
    parts = [_hours(hours), _minutes(minutes), _seconds(left) if not hours and (left or not seconds) else ""]
    return "\u00a0".join(filter(None, parts)).replace(" ", "\u00a0")


def _hours(count: int) -> str:
    return ngettext("%(count)d jam", "%(count)d jam", count) % {"count": count} if count else ""


def _minutes(count: int) -> str:
    return ngettext("%(count)d menit", "%(count)d menit", count) % {"count": count} if count else ""


def _seconds(count: int) -> str:
    return ngettext("%(count)d detik", "%(count)d detik", count) % {"count": count}


@register.filter
def signed(change: int) -> str:
    """'naik 12', 'turun 3', 'tetap'."""
    if not change:
        return _("tetap")
    return (_("naik %(by)d") if change > 0 else _("turun %(by)d")) % {"by": abs(change)}


@register.filter
def doors(channels: Iterable[str]) -> str:
    """'SMS, Telepon, WhatsApp': what people call these channels."""
    return ", ".join(sorted(word(channel) for channel in channels))
