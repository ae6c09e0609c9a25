"""Addresses below /api/v1/: the operations, each opened by a key, and the document for everyone."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, path

from balairung.kernel.people.audience import programs
from balairung.surface.api import views
from balairung.surface.api.limits import limited
from balairung.surface.api.once import once
from balairung.surface.api.service import api, known, unpacked


def _operations() -> Iterator[URLPattern]:
    """A framework's views, behind the house's own door."""
    for entry in api.urls[0]:
        if isinstance(entry, URLPattern) and entry.name != "api-root":
            place = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(entry.pattern))
            view = programs(limited(known(unpacked(once(entry.callback)), place)))
            view.__module__ = __name__
            yield URLPattern(entry.pattern, view, name=entry.name)


app_name = "api"
urlpatterns = [
    path("", views.guide, name="guide"),
    path("openapi.json", views.openapi, name="openapi"),
    *_operations(),
    path("<path:rest>", views.nowhere, name="nowhere"),
]
