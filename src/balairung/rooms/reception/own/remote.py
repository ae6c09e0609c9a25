"""Taking a number without being there: the same numbers, with limits so that nobody empties a hall from a telephone.

How near one must be is not asked. Half of a line's numbers of a day are kept for those who come, and no number is given
that would be called after closing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import Actor
from balairung.rooms.reception.models import Hall, HallVisit, Line, Ticket
from balairung.rooms.reception.queue.forecasting import Outlook
from balairung.rooms.reception.queue.hours import day_of
from balairung.rooms.reception.queue.taking import Taken, code_of, take, visit_of

Channel = HallVisit.Channel
FROM_HOME = (Channel.WEB, Channel.WHATSAPP)
SHARE = 2  # one of so many numbers of a day may be taken from home
MOST_TALK = 2  # visits of one conversation that are open at the same time


def take_from_home(
    *, hall: Hall, lines: Sequence[Line], lane: str = "", contact: str = "", conversation: UUID | None = None,
    token: str, by: Actor, at: datetime,
) -> Taken:  # fmt: skip
    """As `take`; `Refused` with a sentence also when the share for home is used up or the day is too short for it."""
    if not visit_of(code_of(hall, token)):
        _require_few(conversation, at)
        outlook = Outlook(hall, at)
        for line in lines:
            _require_share(line, at)
            _require_time(line, lane, outlook)
    channel = Channel.WHATSAPP if conversation else Channel.WEB
    return take(
        hall=hall, lines=lines, channel=channel, lane=lane, contact=contact, conversation=conversation, token=token,
        by=by, at=at,
    )  # fmt: skip


def _require_share(line: Line, at: datetime) -> None:
    if not line.most_a_day:
        return
    rows = Ticket.objects.filter(line=line, day=day_of(at), visit__channel__in=FROM_HOME)
    if rows.count() >= line.most_a_day // SHARE:
        told = _(
            "Nomor %(line)s untuk diambil dari rumah hari ini sudah habis. Yang tersisa untuk yang datang langsung."
        )
        raise Refused(told % {"line": line.name})


def _require_time(line: Line, lane: str, outlook: Outlook) -> None:
    """While it is closed, `take` itself says so."""
    closes = outlook.spans[-1][1] if outlook.spans else None
    if closes and outlook.at + timedelta(seconds=outlook.newcomer(line.pk, lane).seconds) >= closes:
        told = _(
            "Antrean %(line)s sudah sepanjang sisa jam buka hari ini, jadi nomor baru kemungkinan tidak terpanggil."
        )
        raise Refused(f"{told % {'line': line.name}} " + _("Silakan coba besok pagi, atau buat janji temu."))


def _require_few(conversation: UUID | None, at: datetime) -> None:
    if conversation and len(open_visits(conversation, at)) >= MOST_TALK:
        raise Refused(
            _("Dari percakapan ini sudah ada %(most)d nomor yang menunggu. Batalkan dulu yang tidak dipakai.")
            % {"most": MOST_TALK}
        )


def open_visits(conversation: UUID, at: datetime) -> list[HallVisit]:
    """What somebody in a chat holds today and is not over, the latest first."""
    rows = HallVisit.objects.filter(conversation=conversation, day=day_of(at)).select_related("hall__office")
    return list(rows.filter(tickets__ended_at__isnull=True).distinct().order_by("-opened_at", "-id"))
