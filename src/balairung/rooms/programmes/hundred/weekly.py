"""One tap a week: how sure an agency is that its plan will be kept. It moves no progress."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.programmes import access
from balairung.rooms.programmes.models import AgencyPlan, CheckIn, HundredDays

WEEK = timedelta(days=7)


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def weeks_due(plan: HundredDays, today: date) -> list[date]:
    """The weeks of the plan that are over: each owes a word. The week that runs still has time."""
    last = min(plan.ends_on + timedelta(days=1), today)
    first = week_of(plan.starts_on)
    count = max((week_of(last) - first).days // 7, 0)
    return [first + WEEK * number for number in range(count)]


@transaction.atomic
def check_in(agency: AgencyPlan, *, confidence: str, words: str, by: Actor, at: datetime) -> CheckIn:
    """This week's word; said again in the same week, the last one counts. Yellow and red say why."""
    require(access.can_check_in(by, agency), _("Kabar pekanan ditulis kantor itu sesudah rencananya disetujui."))
    if confidence not in CheckIn.Confidence.values:
        raise Refused(_("Pilih salah satu: yakin tercapai, perlu perhatian, atau terancam gagal."))
    line, today = clean_line(words)[:200], localdate(at)
    if confidence != CheckIn.Confidence.GREEN and not line:
        raise Refused(_("Tuliskan satu kalimat: apa yang menghalangi, dan bantuan apa yang perlu."))
    if not week_of(agency.plan.starts_on) <= week_of(today) <= week_of(agency.plan.ends_on):
        raise Refused(_("Kabar pekanan ditulis selama seratus hari berjalan."))
    said = {"confidence": confidence, "words": line, "at": at, "by_id": by.person_id}
    return CheckIn.objects.update_or_create(agency=agency, week=week_of(today), defaults=said)[0]
