"""Every verb about the organisation, in one list; each lives with its subject."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.national_days import FIRST_YEAR, LAST_YEAR
from balairung.ground.common.text import clean_line
from balairung.kernel.people.access import can_administer
from balairung.kernel.people.accounts import (
    add_person,
    change_person,
    close_account,
    give_account,
    make_administrator,
    move_account,
    renew_link,
)
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.announcing import change_account, end_account, publish_account
from balairung.kernel.people.appointments import appoint, cancel_holding, end_absence, end_holding, record_absence
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.models import Change, Decree
from balairung.kernel.people.offices import add_office, add_post, change_office, change_post, close_office, close_post

__all__ = [
    "add_office", "add_person", "add_post", "appoint", "cancel_holding", "change_account", "change_office",
    "change_person", "change_post", "close_account", "close_office", "close_post", "decree_day",
    "end_absence", "end_account", "end_holding", "give_account", "make_administrator", "move_account",
    "publish_account", "record_absence", "renew_link",
]  # fmt: skip


@transaction.atomic
def decree_day(*, date: date, kind: str, name: str, decree: str, by: Actor, at: datetime) -> Decree:
    """Record a day that a decree makes free or working. Deadlines that run over it are recomputed by the kernel."""
    require(can_administer(by))
    name, decree = clean_line(name)[:120], clean_line(decree)[:160]
    if not name or not decree:
        raise Refused(_("Tuliskan nama hari dan dasar keputusannya."))
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise Refused(_("Kalender hanya memuat tahun %(first)d sampai %(last)d.") % {
            "first": FIRST_YEAR, "last": LAST_YEAR})  # fmt: skip
    row = Decree.objects.create(date=date, kind=Decree.Kind(kind), name=name, decree=decree, decided_at=at)
    write_line(Change.Verb.DECREE_DAY, note=f"{date}: {name}", by=by, at=at)
    return row
