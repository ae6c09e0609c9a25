"""Once a week in one message, for those who chose so: what was told since the last one. No news is no message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts
from balairung.kernel.messaging.actions import Recipient, notify
from balairung.kernel.messaging.gateways import is_open
from balairung.kernel.messaging.stopping import is_stopped
from balairung.kernel.people.house import house_url, regency_zone
from balairung.rooms.announcements import notices, rules
from balairung.rooms.announcements.models import Announcement, Subscription
from balairung.rooms.announcements.places import news_for

BATCH = 50  # subscriptions of one channel in one round: each has a summary of its own
LONGEST = timedelta(days=14)  # what is older is no news


@transaction.atomic
def summarise(*, now: datetime) -> int:
    """Write what is due, a batch a round for each channel that has room; return how many messages (settings.LOOPS)."""
    if not rules.may_begin(now, regency_zone()):
        return 0
    due = Subscription.objects.filter(digest_at__lte=now)
    channels = list(due.order_by("channel").values_list("channel", flat=True).distinct())
    return sum(_of_channel(channel, now) for channel in channels if is_open(channel))


def _of_channel(channel: str, now: datetime) -> int:
    """Beside what is on its way there already; whose turn does not come now is as due in the next round."""
    free = min(BATCH, rules.room(channel, notices.waiting(channel, now)))
    rows = Subscription.objects.filter(channel=channel, digest_at__lte=now).select_related("place")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return sum(_summarise(one, now) for one in list(rows.order_by("digest_at", "id")[:free]))


def _summarise(one: Subscription, now: datetime) -> int:
    since = max(one.digested_at or one.since, now - LONGEST)
    news = news_for(one).exclude(kind=Announcement.Kind.WARNING)  # a warning came at once
    news = news.filter(Q(current__until__isnull=True) | Q(current__until__gt=now))
    found = list(news.filter(published_at__gt=since, published_at__lte=now).newest_first())
    one.digested_at, one.digest_at = now, rules.next_digest(now, regency_zone())
    one.save(update_fields=["digested_at", "digest_at"])
    if not found or is_stopped(one.stop_mark):
        return 0
    key = f"{notices.KIND}:pekan:{localdate(now).isoformat()}:{one.address_hash[:40]}"
    to, about = Recipient.address(one.channel, one.address), (notices.KIND, "")
    subject = _("Kabar minggu ini: %(title)s") % {"title": _title(found[0])}
    notify(to, subject=subject, body=_body(one, found), key=key, about=about, at=now)
    return 1


def _body(one: Subscription, news: Sequence[Announcement]) -> str:
    """Titles and addresses; where there is little room, the address of the list."""
    listing = house_url() + reverse("announcements:listing")
    if one.channel == "push":
        return listing
    if one.channel == "sms":
        more = _("dan %(count)d kabar lain") % {"count": len(news) - 1} if len(news) > 1 else ""
        return notices.body_for(one, " ".join(filter(None, [_title(news[0]), more])) + f". {listing}")
    most = facts("announcements")["digest"]["most"]
    told = [f"• {_title(row)}\n  {notices.link_of(row, one.channel)}" for row in news[:most]]
    rest = [_("Dan %(count)d lagi: %(link)s") % {"count": len(news) - most, "link": listing}] if news[most:] else []
    return notices.body_for(one, "\n".join([_("Yang diumumkan sejak kabar terakhir untuk Anda:"), "", *told, *rest]))


def _title(row: Announcement) -> str:
    return row.current.title if row.current else row.code
