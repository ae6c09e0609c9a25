"""What became new, for readers of feeds; and the page that lists all feeds."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import house_url
from balairung.surface.opendata import feeds, kept
from balairung.surface.opendata.feeds import Feed
from balairung.surface.opendata.registry import DATASETS
from balairung.surface.opendata.views.exports import get_dataset

FRESH = 3600  # seconds for which readers need not ask again


@require_safe
@everyone
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where to subscribe to what."""
    return render(request, "opendata/feeds.html", {"datasets": DATASETS})


@require_safe
@conditional_page
@cache_control(public=True, max_age=FRESH)
@everyone
def catalogue(request: HttpRequest, actor: Actor, form: str) -> HttpResponse:
    own = house_url() + reverse("data:catalogue_feed", args=[form])
    with override(settings.LANGUAGE_CODE):
        return _written(feeds.of_catalogue(kept.snapshots(), own), form)


@require_safe
@conditional_page
@cache_control(public=True, max_age=FRESH)
@everyone
def dataset(request: HttpRequest, actor: Actor, key: str, form: str) -> HttpResponse:
    found = get_dataset(key)
    own = house_url() + reverse("data:feed", args=[key, form])
    with override(settings.LANGUAGE_CODE):
        return _written(feeds.of_dataset(found, kept.snapshots(), own), form)


def _written(feed: Feed, form: str) -> HttpResponse:
    content_type, write = feeds.WRITERS[form]
    return HttpResponse(write(feed), content_type=content_type, headers={"Access-Control-Allow-Origin": "*"})
