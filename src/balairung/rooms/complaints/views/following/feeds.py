"""Published reports as an Atom feed: the list's own query, so that whatever one can list one can subscribe to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.syndication.views import Feed
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from balairung.kernel.obligations.models import Event
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import house_url, the_regency
from balairung.kernel.people.middleware import now_of
from balairung.rooms.complaints.following.listing import FilterForm, page_of
from balairung.rooms.complaints.public import PublicComplaint, public_view

ENTRIES = 30
FRESH = 300  # seconds for which readers need not ask again


@dataclass(frozen=True)
class Entry:
    """A report in the feed: what everyone may read, and when something last happened to it."""

    report: PublicComplaint
    updated: datetime


@dataclass(frozen=True)
class Asked:
    """One feed: its name in words, the list that it comes from, its entries."""

    title: str
    query: str
    entries: Sequence[Entry]


if TYPE_CHECKING:
    _Feed = Feed[Entry, Asked]
else:
    _Feed = Feed


class ReportsFeed(_Feed):
    """The newest reports of what is asked for, each with its standing."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Asked:
        form, now = FilterForm(request.GET), now_of(request)
        asked = form.read()
        rows = page_of(asked, "", now, ENTRIES).rows
        touched = _touched([row.obligation_id for row in rows])
        entries = [Entry(public_view(row), touched.get(row.obligation_id, row.filed_at)) for row in rows]
        query = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
        return Asked(_title(asked), f"?{urlencode(query)}" if query else "", entries)

    def title(self, asked: Asked) -> str:
        return asked.title

    def link(self, asked: Asked) -> str:
        return house_url() + reverse("complaints:public") + asked.query

    def feed_url(self, asked: Asked) -> str:
        return house_url() + reverse("complaints:feed") + asked.query

    def subtitle(self, asked: Asked) -> str:
        return _("Laporan warga yang terbuka untuk umum. Nama pelapor tidak pernah tampil.")

    def items(self, asked: Asked) -> Sequence[Entry]:
        return asked.entries

    def item_title(self, item: Entry) -> str:
        return f"{item.report.title} · {item.report.state_label}"

    def item_description(self, item: Entry) -> str:
        return item.report.text

    def item_link(self, item: Entry) -> str:
        return house_url() + reverse("complaints:published", args=[item.report.ref])

    def item_guid(self, item: Entry) -> str:
        return self.item_link(item)

    def item_pubdate(self, item: Entry) -> datetime:
        return item.report.filed_at

    def item_updateddate(self, item: Entry) -> datetime:
        return item.updated

    def item_categories(self, item: Entry) -> list[str]:
        return [word for word in (item.report.topic, item.report.region, item.report.office) if word]


@require_safe
@conditional_page
@cache_control(public=True, max_age=FRESH)
@gzip_page
@everyone
def feed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """With ETag and Last-Modified: a reader that asks again is told in a line that nothing is new."""
    answer: HttpResponse = ReportsFeed()(request)
    return answer


def _touched(keys: Sequence[UUID]) -> dict[UUID, datetime]:
    """When the last line of each was written."""
    lines = Event.objects.filter(obligation__in=keys).order_by().values_list("obligation")
    return dict(lines.annotate(last=Max("at")))


def _title(asked: dict[str, Any]) -> str:
    """`Laporan warga · Kecamatan Muncar · Jalan berlubang · Kabupaten Banyuwangi`."""
    named = [str(asked[name]) for name in ("wilayah", "topik", "kantor") if name in asked]
    standing = [str(FilterForm.STANDINGS[asked["keadaan"]])] if "keadaan" in asked else []
    words = [f"“{asked['cari']}”"] if "cari" in asked else []
    return " · ".join([_("Laporan warga"), *words, *named, *standing, str(the_regency() or "Balairung")])
