"""How turns and moments of duty look: `{% load rosters %}`."""

from datetime import date, datetime, timedelta, tzinfo

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.ground.common.dates import MONTHS, WEEKDAYS, zone_name
from balairung.ground.common.words import language
from balairung.ground.ui.templatetags.ui import moment, nonbreaking
from balairung.kernel.rosters.months import Sign

register = template.Library()
A_DAY = timedelta(days=1)


@register.simple_tag
def initials(sign: Sign) -> str:
    """Somebody's letters in their colour; the name stands beside it."""
    return format_html('<span class="initials tone-{}" aria-hidden="true">{}</span>', sign.tone, sign.letters)


@register.filter
def soon(value: datetime | None, now: datetime) -> str:
    """`hari ini pukul 15.30 WIB`, `besok pukul 07.30 WIB`, or the whole date; nothing for None."""
    if not value:
        return ""
    local, today = timezone.localtime(value), timezone.localtime(now).date()
    clock = {"clock": nonbreaking(f"{local:%H.%M} {zone_name(local)}")}
    if local.date() == today:
        return _("hari ini pukul %(clock)s") % clock
    if local.date() == today + A_DAY:
        return _("besok pukul %(clock)s") % clock
    return moment(value)


@register.simple_tag
def span(since: datetime, until: datetime) -> str:
    """`Sen 2 Mar 16.00 – Sel 3 Mar 07.30 WIB`, the date said once where it is the same."""
    begin, end = timezone.localtime(since), timezone.localtime(until)
    close = f"{end:%H.%M}" if begin.date() == end.date() else _short(end)
    return f"{nonbreaking(_short(begin))} – {nonbreaking(f'{close} {zone_name(end)}')}"


@register.filter
def weekday(number: str) -> str:
    """The name of the day that has this number in a week; Monday is 0."""
    return WEEKDAYS[language()][int(number)]


@register.filter
def weekday_of(value: date) -> str:
    """`Sen`, for the days of a list."""
    return WEEKDAYS[language()][value.weekday()][:3]


@register.filter
def hours(minutes: int) -> str:
    """`12 jam`, `45 menit`: never nothing for something."""
    if 0 < minutes < 60:
        return ngettext("%(count)d menit", "%(count)d menit", minutes) % {"count": minutes}
    whole = round(minutes / 60)
    return ngettext("%(count)d jam", "%(count)d jam", whole) % {"count": whole}


@register.filter
def local_day(value: datetime, zone: tzinfo) -> str:
    """The date on which it begins there, for an address."""
    return value.astimezone(zone).date().isoformat()


@register.filter
def as_input(value: datetime) -> str:
    """A moment as the browser's own calendar writes it."""
    return f"{timezone.localtime(value):%Y-%m-%dT%H:%M}"


def _short(local: datetime) -> str:
    spoken = language()
    return f"{WEEKDAYS[spoken][local.weekday()][:3]} {local.day} {MONTHS[spoken][local.month - 1][:3]} {local:%H.%M}"
