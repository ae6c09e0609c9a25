"""Tags and filters that every page may use: `{% load ui %}`."""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache

from django import template
from django.forms import BoundField
from django.template import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from balairung.ground.common import dates
from balairung.ground.ui import drawings

register = template.Library()
FEW_HOURS = 96  # up to which a clock that runs at night tells hours

ICON = '<svg class="icon" width="20" height="20" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>'


@register.simple_tag
def icon(name: str, word: str = "") -> str:
    """A drawing from the sprite with its word beside it; without a word only where one stands beside it already.

    Put together here and not in a template, like `chip` and `deadline`: a list of fifty rows holds hundreds of them.
    """
    drawing = _drawing(name)
    return format_html('<span class="with-icon">{} <span>{}</span></span>', drawing, word) if word else drawing


@register.simple_tag
def chip(state: str, label: str) -> str:
    """The state of something owed, by shape and word: masuk, dikerjakan, menunggu …"""
    return format_html('<span class="chip is-{}">{} {}</span>', state, _drawing(f"state-{state}"), label)


@register.simple_tag
def deadline(
    due: dt.datetime | None, days: int, late: bool, paused: bool, href: str = "", hours: int | None = None
) -> str:
    """A deadline: the moment, working days left (negative when late), perhaps the page with its arithmetic.

    With `hours` the clock runs at night too, and hours are told while there are few.
    """
    hours = hours if hours is not None and abs(hours) <= FEW_HOURS and not paused else None
    soon = days < 2 if hours is None else hours < 24
    sign = "late" if late else "paused" if paused else "soon" if soon else "ok"
    left = _left(due, days, late, paused) if hours is None else _hours_left(hours, late)
    said = format_html("{}<span>{}</span>{}", _drawing(f"due-{sign}"), left, _by(due, paused))
    kind = "deadline" if sign == "ok" else f"deadline is-{sign}"
    if href:
        return format_html('<a class="{}" href="{}">{}</a>', kind, href, said)
    return format_html('<span class="{}">{}</span>', kind, said)


def _left(due: dt.datetime | None, days: int, late: bool, paused: bool) -> str:
    if late:
        return capfirst(dates.remaining(days)) if days else gettext("Terlambat kurang dari 1 hari kerja")
    return gettext("Waktu berhenti") if paused else capfirst(remaining(days, due))


def _hours_left(hours: int, late: bool) -> str:
    if late:
        count = max(-hours, 1)
        return ngettext("Terlambat %(count)d jam", "Terlambat %(count)d jam", count) % {"count": count}
    return ngettext("%(count)d jam lagi", "%(count)d jam lagi", hours) % {"count": hours}


def _by(due: dt.datetime | None, paused: bool) -> str:
    """The moment itself, for who does not see the drawing."""
    if due is None or paused:
        return ""
    by = '<span class="visually-hidden">{} <time datetime="{}">{}</time></span>'
    return format_html(by, gettext("Batas waktu"), timezone.localtime(due).isoformat(), moment(due))


@cache
def _drawing(name: str) -> str:
    return format_html(ICON, _sprite(), name)


@cache
def _sprite() -> str:
    """Its address holds its hash: a new sprite comes with a new process."""
    return static("ui/icons.svg")


@register.simple_tag(takes_context=True)
def door(context: Context, where: str, word: str, sign: str = "") -> str:
    """A link in a navigation to the page with this URL name; nothing when this house lacks that room.

    Put together here like `icon`: every page has a handful.
    """
    try:
        url = reverse(where)
    except NoReverseMatch:
        return ""
    here = getattr(context.get("request"), "path", "") == url
    link = '<li><a href="{}" aria-current="page">{}</a></li>' if here else '<li><a href="{}">{}</a></li>'
    return format_html(link, url, icon(sign, word) if sign else word)


SIGNS = {
    "late": "due-late", "escalate": "due-late", "done": "state-done", "note": "lock", "reply": "message",
    "wait": "due-paused",
}  # fmt: skip


@register.filter
def line_sign(kind: str) -> str:
    """The drawing beside a line of a timeline, by its kind."""
    return SIGNS.get(kind, "state-new")


@register.filter
def moment(value: dt.datetime | None) -> str:
    """'Rabu, 25 Maret 2026, 14.30 WIB', the clock on one line; nothing for None."""
    if not value:
        return ""
    words, _, clock = dates.long_moment(value).rpartition(", ")
    return f"{words}, {nonbreaking(clock)}"


@register.filter
def day(value: dt.date | None) -> str:
    """'Rabu, 25 Maret 2026', the date on one line; nothing for None."""
    weekday, _, date = dates.long_date(value).partition(" ") if value else ("", "", "")
    return f"{weekday} {nonbreaking(date)}".strip()


@register.filter
def remaining(days: int, due: dt.datetime | None = None) -> str:
    """'3 hari kerja lagi', 'hari ini', or with `due` the day that no working day precedes. For what is not late."""
    if days or not due:
        return dates.remaining(days)
    return dates.remaining(0, now=min(timezone.now(), due), due=due)


@register.filter
def grouped(number: int) -> str:
    """'1.204': a count as people write it."""
    return str(number_format(number, force_grouping=True))


@register.filter
def rupiah(amount: int) -> str:
    """'Rp15.000.000'."""
    return f"Rp{grouped(amount)}"


@register.filter
def touched(fields: Iterable[BoundField]) -> bool:
    """Whether one of these fields was filled in or is wrong: then what hides them stands open."""
    return any(field.errors or field.value() for field in fields)


@register.filter
def initials(name: str) -> str:
    """'Siti Nur Aminah' → 'SN': at most two letters."""
    return "".join(word[0].upper() for word in name.split()[:2])


@register.filter
def nonbreaking(text: str) -> str:
    """The same words on one line: a number and its unit, a reference."""
    return str(text).replace(" ", "\u00a0").replace("-", "\u2011")


@register.filter
def bar(used: int, total: int) -> list[drawings.Cell]:
    """The days of a bar: see `drawings.bar`."""
    return drawings.bar(used, total)


@register.filter
def spark(values: Sequence[float]) -> drawings.Spark:
    """The line of a sparkline: see `drawings.spark`."""
    return drawings.spark(values)


@register.filter
def heat(counts: Iterable[tuple[dt.date, int]]) -> drawings.Heat:
    """The days of a heat strip: see `drawings.heat`."""
    return drawings.heat(counts)
