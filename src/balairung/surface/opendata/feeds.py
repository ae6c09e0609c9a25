"""What became new: of the catalogue and of each dataset, as entries that Atom and JSON Feed are written from.

Nothing is stored for it: it is read from the snapshots that are kept, and from what the registry says of its datasets.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import pairwise

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.ground.common.dates import long_date
from balairung.kernel.people.house import house_url, regency_zone
from balairung.surface.opendata.describing import address_of, publisher
from balairung.surface.opendata.kept import Snapshot, Table
from balairung.surface.opendata.registry import DATASETS
from balairung.surface.opendata.shape import Dataset

ENTRIES = 50


@dataclass(frozen=True)
class News:
    """One thing that became new."""

    title: str
    words: str
    link: str
    key: str
    at: datetime


@dataclass(frozen=True)
class Feed:
    """What is subscribed to."""

    title: str
    words: str
    page: str
    own: str
    news: Sequence[News]


def of_dataset(dataset: Dataset, kept: Sequence[Snapshot], own: str) -> Feed:
    """Each day on which its rows were others than before, and each change of its columns."""
    news = [*_changed_rows(dataset, kept), *_changes(dataset)]
    title = _("%(title)s, data terbuka %(publisher)s") % {"title": dataset.title, "publisher": publisher()}
    return Feed(title, str(dataset.lede), address_of(dataset), own, _newest_first(news))


def of_catalogue(kept: Sequence[Snapshot], own: str) -> Feed:
    """New datasets, changed columns, and the snapshot of each month."""
    news = [*_months(kept), *(one for dataset in DATASETS for one in _changes(dataset))]
    page = house_url() + reverse("data:about")
    title = _("Data terbuka %(publisher)s") % {"publisher": publisher()}
    return Feed(title, _("Data baru, kolom yang berubah, dan potret setiap bulan."), page, own, _newest_first(news))


def _newest_first(news: Sequence[News]) -> list[News]:
    return sorted(news, key=lambda one: (one.at, one.key), reverse=True)[:ENTRIES]


def _changes(dataset: Dataset) -> Iterator[News]:
    for change in dataset.changes:
        at = datetime.combine(change.on, time(8), regency_zone())
        yield News(f"{dataset.title}: {change.words}", str(change.words), address_of(dataset),
                   f"{dataset.key}/{change.on}", at)  # fmt: skip


def _changed_rows(dataset: Dataset, kept: Sequence[Snapshot]) -> Iterator[News]:
    """Two snapshots at a time, the newer first; the oldest has nothing to be held against."""
    for newer, older in pairwise(kept):
        now, then = newer.tables.get(dataset.key), older.tables.get(dataset.key)
        if now and then and now.digest != then.digest:
            yield _row_news(dataset, newer, now, then)


def _row_news(dataset: Dataset, newer: Snapshot, now: Table, then: Table) -> News:
    grown = now.rows - then.rows
    said = {"rows": f"{now.rows:,}".replace(",", "."), "grown": f"{grown:+,}".replace(",", ".")}
    words = _("%(rows)s baris (%(grown)s)") % said if grown else _("%(rows)s baris, isinya diperbarui") % said
    title = f"{dataset.title}: {words}"
    return News(title, words, address_of(dataset), f"{dataset.key}/potret/{newer.day}", newer.made_at)


def _months(kept: Sequence[Snapshot]) -> Iterator[News]:
    last_of: dict[tuple[int, int], Snapshot] = {}
    for one in kept:
        last_of.setdefault((one.day.year, one.day.month), one)
    for one in last_of.values():
        count = len(one.tables)
        words = ngettext("%(count)d data, dipotret %(day)s", "%(count)d data, dipotret %(day)s", count)
        words %= {"count": count, "day": long_date(one.day)}
        link = house_url() + reverse("data:snapshot_file", args=[one.day.isoformat(), "index.html"])
        title = _("Potret bulan %(month)s") % {"month": f"{one.day:%Y-%m}"}
        yield News(title, words, link, f"potret/{one.day:%Y-%m}", one.made_at)


# --- written -------------------------------------------------------------------------------------------------------


def as_atom(feed: Feed) -> str:
    made = Atom1Feed(feed.title, feed.page, feed.words, language="id", feed_url=feed.own, author_name=publisher())
    for one in feed.news:
        made.add_item(one.title, one.link, one.words, unique_id=_identity(one), pubdate=one.at, updateddate=one.at)
    written: str = made.writeString("utf-8")
    return written


def as_json_feed(feed: Feed) -> str:
    """JSON Feed 1.1 (jsonfeed.org)."""
    items = [
        {"id": _identity(one), "url": one.link, "title": one.title, "content_text": one.words,
         "date_published": one.at.isoformat()} for one in feed.news
    ]  # fmt: skip
    told = {
        "version": "https://jsonfeed.org/version/1.1", "title": feed.title, "home_page_url": feed.page,
        "feed_url": feed.own, "description": feed.words, "language": "id", "authors": [{"name": publisher()}],
        "items": items,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _identity(one: News) -> str:
    return f"{house_url()}{reverse('data:about')}#{one.key}"


WRITERS: dict[str, tuple[str, Callable[[Feed], str]]] = {
    "atom": ("application/atom+xml; charset=utf-8", as_atom),
    "json": ("application/feed+json; charset=utf-8", as_json_feed),
}
