"""Announcements as an Atom feed: of everything, of a place, of a service; the list's own query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import house_url, the_regency
from balairung.kernel.people.models import Region
from balairung.rooms.announcements.forms import FilterForm
from balairung.rooms.announcements.models import Announcement, Edition, Opening
from balairung.rooms.announcements.places import service_names
from balairung.rooms.announcements.views.reading import narrowed

ENTRIES = 30
FRESH = 300  # seconds for which readers need not ask again


@dataclass(frozen=True)
class Asked:
    """One feed: its name in words, the query of its list, its entries."""

    title: str
    query: str
    entries: Sequence[Announcement]


if TYPE_CHECKING:
    _Feed = Feed[Announcement, Asked]
else:
    _Feed = Feed


class NewsFeed(_Feed):
    """The newest of what is asked for; what was corrected comes again with its new words."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Asked:
        form = FilterForm(request.GET)
        asked = form.asked()
        query = {name: str(request.GET[name]) for name in form.fields if request.GET.get(name)}
        return Asked(_title(asked), f"?{urlencode(query)}" if query else "", list(narrowed(asked)[:ENTRIES]))

    def title(self, asked: Asked) -> str:
        return asked.title

    def link(self, asked: Asked) -> str:
        return house_url() + reverse("announcements:listing") + asked.query

    def feed_url(self, asked: Asked) -> str:
        return house_url() + reverse("announcements:feed") + asked.query

    def subtitle(self, asked: Asked) -> str:
        return _("Pengumuman, peringatan, dan berita, langsung dari kantor yang menulisnya.")

    def items(self, asked: Asked) -> Sequence[Announcement]:
        return asked.entries

    def item_title(self, item: Announcement) -> str:
        return _words(item).title

    def item_description(self, item: Announcement) -> str:
        return _words(item).summary

    def item_link(self, item: Announcement) -> str:
        return f"{self.item_guid(item)}?dari={Opening.Way.FEED}"

    def item_guid(self, item: Announcement) -> str:
        return house_url() + reverse("announcements:article", args=[item.code])

    def item_pubdate(self, item: Announcement) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Announcement) -> datetime | None:
        return _words(item).published_at

    def item_author_name(self, item: Announcement) -> str:
        return item.office.name

    def item_categories(self, item: Announcement) -> list[str]:
        return [item.get_kind_display()]


@require_safe
@conditional_page
@cache_control(public=True, max_age=FRESH)
@gzip_page
@everyone
def feed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """With ETag and Last-Modified: a reader that asks again is told in a line that nothing is new."""
    answer: HttpResponse = NewsFeed()(request)
    return answer


def _words(item: Announcement) -> Edition:
    assert item.current  # what stands has words
    return item.current


def _title(asked: dict[str, Any]) -> str:
    """`Pengumuman · Kecamatan Muncar · Kabupaten Banyuwangi`."""
    kind = [str(Announcement.Kind(asked["jenis"]).label)] if "jenis" in asked else [_("Pengumuman")]
    place = [str(Region.objects.get(pk=asked["wilayah"]))] if "wilayah" in asked else []
    service = [service_names()[asked["layanan"]]] if "layanan" in asked else []
    return " · ".join([*kind, *place, *service, str(the_regency() or "Balairung")])
