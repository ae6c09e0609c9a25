"""What everybody reads: the list of public information, what is withheld, and what others asked already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator

from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.search.reads import find
from balairung.rooms.disclosure.answering import files_given
from balairung.rooms.disclosure.models import InfoRequest, Listing
from balairung.rooms.disclosure.models.lists import ListingQuerySet
from balairung.rooms.disclosure.rules import category_title

PAGE = 30
WORDS = 6  # of a search; more are not looked at
SAID = ("title", "summary", "keeper", "office__name")


@dataclass(frozen=True)
class Hit:
    """One thing that is public already: a row of the list, or a question that was answered."""

    title: str
    text: str
    href: str
    answered: bool


@dataclass(frozen=True)
class Shelf:
    """A page of a list, and where the next one begins."""

    rows: Sequence[Any]
    older: str = ""


def listed(asked: Mapping[str, Any]) -> ListingQuerySet:
    """The rows of the list that fit. It has hundreds of rows, so words are looked for in each."""
    rows = Listing.objects.standing()
    for word in str(asked.get("kata", "")).split()[:WORDS]:
        rows = rows.filter(_says(word))
    if asked.get("jenis"):
        rows = rows.filter(category=asked["jenis"])
    return rows.filter(office=asked["kantor"]) if asked.get("kantor") else rows


def shelf(rows: ListingQuerySet, before: str = "") -> Shelf:
    """The newest first, page by page."""
    mark = read_mark(before)
    if mark:
        rows = rows.filter(Q(renewed_at__lt=mark[0]) | Q(renewed_at=mark[0], pk__lt=mark[1]))
    found = list(rows.for_list()[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Shelf(found[:PAGE], mark_of(last.renewed_at, last.pk) if last else "")


def answered(before: str = "") -> Shelf:
    """What was asked and published, the newest first."""
    rows, mark = InfoRequest.objects.published(), read_mark(before)
    if mark:
        rows = rows.filter(Q(published_at__lt=mark[0]) | Q(published_at=mark[0], pk__lt=mark[1]))
    found = list(rows.for_list().order_by("-published_at", "-id")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Shelf(found[:PAGE], mark_of(last.published_at, last.pk) if last and last.published_at else "")


def search(words: str, *, most: int = PAGE, all_words: bool = True) -> list[Hit]:
    """By words: in the list, and in what was asked; where any word will do, the best of each."""
    looked = [words] if all_words else words.split()
    rows = [row for one in looked for row in listed({"kata": one}).for_list()[:most]]
    asked = [row for one in looked for row in _asked_before(one, most)]
    hits = [_of_listing(row) for row in _most_often(rows)[:most]]
    return [*hits, *(_of_answer(row) for row in _most_often(asked)[:most])]


def published_files(found: InfoRequest) -> list[File]:
    """What came with the answer, where it was published with it."""
    return files_given(found) if found.public_files else []


def read_mark(text: str) -> tuple[datetime, UUID] | None:
    """Where the page before ended; anything else means the first page."""
    moment, _sign, key = text.partition("~")
    try:
        at, row = datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        return None
    return (at, row) if at.tzinfo else None


def mark_of(moment: datetime, key: UUID) -> str:
    return f"{moment.isoformat()}~{key}"


def _says(word: str) -> Q:
    said = Q()
    for name in SAID:
        said |= Q(**{f"{name}__icontains": word})
    return said


def _asked_before(words: str, most: int) -> list[InfoRequest]:
    """Through the index of what everyone reads."""
    rows = Obligation.objects.filter(info_request__published_at__isnull=False)
    keys = [one.pk for one in find(rows, words, public=True, most=most).obligations]
    by_key = {one.obligation_id: one for one in InfoRequest.objects.published().for_list().filter(obligation__in=keys)}
    return [by_key[key] for key in keys if key in by_key]


def _most_often(rows: Sequence[Any]) -> list[Any]:
    """Each once, what most of the words found first."""
    counts: dict[UUID, int] = {}
    by_key = {row.pk: row for row in rows}
    for row in rows:
        counts[row.pk] = counts.get(row.pk, 0) + 1
    return sorted(by_key.values(), key=lambda row: -counts[row.pk])


def _of_listing(row: Listing) -> Hit:
    href = f"{reverse('disclosure:listed')}{row.pk}/"
    return Hit(row.title, f"{category_title(row.category)} · {row.office.name}", href, answered=False)


def _of_answer(row: InfoRequest) -> Hit:
    title, text = Truncator(row.public_question).chars(120), Truncator(row.public_answer).chars(160)
    return Hit(title, text, reverse("disclosure:answer", args=[row.ref]), answered=True)
