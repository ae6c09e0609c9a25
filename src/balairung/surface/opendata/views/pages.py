"""The catalogue for people, and the same for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from balairung.ground.common.text import clean_line
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.audience import everyone
from balairung.kernel.people.house import house_url
from balairung.kernel.people.middleware import now_of
from balairung.surface.opendata import describing, kept
from balairung.surface.opendata.formats import Form, forms_of
from balairung.surface.opendata.kept import Kept, Snapshot, Table
from balairung.surface.opendata.reading import rows_of
from balairung.surface.opendata.registry import DATASETS, found
from balairung.surface.opendata.shape import Asked, Dataset
from balairung.surface.opendata.views.exports import PAGE, get_dataset
from balairung.surface.opendata.writing import plain

PREVIEW = 10  # rows
CELL = 120  # signs of one cell of the preview
FRESH = 3600  # seconds


@dataclass(frozen=True)
class Offered:
    """One form of a dataset: as it is now, and as the newest snapshot has it."""

    form: Form
    kept: Kept | None


@dataclass(frozen=True)
class Shown:
    """A dataset as the catalogue shows it."""

    dataset: Dataset
    table: Table | None
    forms: Sequence[Offered]


@require_safe
@everyone
def about(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What there is, found by words; how fresh, in which forms, under which licence."""
    words = clean_line(request.GET.get("cari", ""))[:80]
    newest = kept.newest()
    context = {
        "words": words, "shown": [_shown(one, newest) for one in found(words)], "total": len(DATASETS),
        "newest": newest, "licence": settings.DATA_LICENCE, "house": house_url(), "publisher": describing.publisher(),
        "discovery": house_url() + reverse("open311:discovery", args=["v2", "json"]),
    }  # fmt: skip
    return render(request, "opendata/catalogue.html", context)


def _shown(dataset: Dataset, newest: Snapshot | None) -> Shown:
    table = newest.tables.get(dataset.key) if newest else None
    forms = [Offered(form, table.files.get(form.key) if table else None) for form in forms_of(dataset)]
    return Shown(dataset, table, forms)


@require_safe
@everyone
def dataset(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """One dataset: what one can find out with it, its first rows, its columns, what it was before."""
    one = get_dataset(key)
    snapshots = kept.snapshots()
    newest = snapshots[0] if snapshots else None
    context = {
        "one": one, "shown": _shown(one, newest), "newest": newest, "rows": _preview(request, one),
        "history": [(each, each.tables[key]) for each in snapshots if key in each.tables],
        "months": [since for since, _until in reversed(one.months(""))] if one.months else [],
        "licence": settings.DATA_LICENCE, "house": house_url(), "cite": describing.source_line(one), "most": PAGE,
    }  # fmt: skip
    return render(request, "opendata/dataset.html", context)


def _preview(request: HttpRequest, one: Dataset) -> list[list[str]]:
    rows = islice(rows_of(one, Asked(now_of(request), handful=PREVIEW)), PREVIEW)
    return [[_short(plain(value)) for value in record.values] for record in rows]


def _short(text: str) -> str:
    return text if len(text) <= CELL else text[: CELL - 1].rstrip() + "…"


# --- for programs --------------------------------------------------------------------------------------------------


@require_safe
@conditional_page
@cache_control(public=True, max_age=FRESH)
@everyone
def catalogue(request: HttpRequest, actor: Actor) -> HttpResponse:
    """DCAT as JSON-LD."""
    with override(settings.LANGUAGE_CODE):
        return _told(describing.catalogue(*_newest()), "application/ld+json")


@require_safe
@conditional_page
@cache_control(public=True, max_age=FRESH)
@everyone
def package(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A Frictionless package of what is sent at once."""
    with override(settings.LANGUAGE_CODE):
        return _told(describing.package({}, None), "application/json")


@require_safe
@conditional_page
@cache_control(public=True, max_age=FRESH)
@everyone
def schema(request: HttpRequest, actor: Actor, key: str) -> HttpResponse:
    """Table Schema of one dataset."""
    one = get_dataset(key)
    with override(settings.LANGUAGE_CODE):
        return _told(describing.schema(one), "application/json")


def _newest() -> tuple[dict[str, Table], Any]:
    newest = kept.newest()
    return (newest.tables, newest.day) if newest else ({}, None)


def _told(content: dict[str, Any], media_type: str) -> HttpResponse:
    written = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return HttpResponse(written, content_type=media_type, headers={"Access-Control-Allow-Origin": "*"})
