"""Innovations as everybody reads them: narrowed, counted by place, with those who do the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q

from balairung.rooms.innovations.models import Innovation, InnovationQuerySet, Stage, Status

PAGE = 24
WORDS = 6  # of a search; more are not looked at
SAID = ("name", "problem", "what", "who", "ref")


def narrowed(asked: Mapping[str, Any], rows: InnovationQuerySet | None = None) -> InnovationQuerySet:
    """Those that fit everything that was asked: `kata wilayah urusan tahap tahun`."""
    found = Innovation.objects.published() if rows is None else rows
    for word in str(asked.get("kata", "")).split()[:WORDS]:
        said = Q()
        for name in SAID:
            said |= Q(**{f"{name}__icontains": word})
        found = found.filter(said)
    if asked.get("wilayah"):
        found = found.at(asked["wilayah"])
    found = found.filter(affair=asked["urusan"]) if asked.get("urusan") else found
    found = found.filter(stage=asked["tahap"]) if asked.get("tahap") else found
    return found.filter(month__year=asked["tahun"]) if asked.get("tahun") else found


def figures_of(rows: InnovationQuerySet) -> dict[str, int]:
    """How many, how many of them at each stage, of how many offices: one statement."""
    return rows.aggregate(
        count=Count("pk"), offices=Count("office", distinct=True),
        trial=Count("pk", filter=Q(stage=Stage.TRIAL)), applied=Count("pk", filter=Q(stage=Stage.APPLIED)),
        adopted=Count("pk", filter=Q(origin__isnull=False)),
    )  # fmt: skip


def counts_by_place(rows: InnovationQuerySet, within: str = "") -> dict[str, int]:
    """How many there are in each district, or in each village of one: for the map. A district's own counts there."""
    found: dict[str, int] = {}
    pairs = rows.values_list("region", "region__parent").annotate(count=Count("pk")).order_by()
    for region, parent, count in pairs:
        key = region if within else parent or region
        if key and (not within or parent == within):
            found[key] = found.get(key, 0) + count
    return found


def years() -> list[int]:
    """The years that any published card is of, the newest first."""
    months = Innovation.objects.published().dates("month", "year", order="DESC")
    return [one.year for one in months]


def adoptions_of(card: Innovation) -> list[Innovation]:
    """Those who do the same, the first first."""
    rows = card.adoptions.filter(status=Status.APPROVED).select_related("office", "region")
    return list(rows.order_by("approved_at", "id"))
