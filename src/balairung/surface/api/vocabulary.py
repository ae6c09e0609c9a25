"""The words by which reports are sorted: offices, topics, places, reasons."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from balairung.ground.common.facts import facts
from balairung.ground.common.text import clean_line
from balairung.kernel.people.models import Office, Region
from balairung.rooms.complaints.models import Topic
from balairung.surface.api import shapes
from balairung.surface.api.asking import operation

router = Router(tags=["vocabulary"])


@router.get("/offices", **operation(_("Kantor"), shape=list[shapes.OfficeOut]))
def offices(request: HttpRequest) -> list[dict[str, Any]]:
    rows = Office.objects.filter(closed_on__isnull=True).order_by("order", "name", "id")
    return [dict(row) for row in rows.values("key", "name", "short", "kind", "region")]


@router.get("/topics", **operation(_("Topik"), shape=list[shapes.TopicOut]))
def topics(request: HttpRequest) -> list[dict[str, Any]]:
    rows = Topic.objects.filter(closed=False)
    return [
        {"code": one.code, "name": one.name, "group": one.group_id, "class": one.klass, "urgent": one.urgent}
        for one in rows
    ]


@router.get("/regions", **operation(_("Kecamatan dan desa"), shape=list[shapes.RegionOut]))
def regions(
    request: HttpRequest,
    parent: Annotated[str, Query(max_length=13, description=_("Hanya desa di kecamatan ini."))] = "",
) -> list[dict[str, Any]]:
    rows = Region.objects.filter(until__isnull=True).order_by("code")
    if below := clean_line(parent):
        rows = rows.filter(parent=below)
    return [{"code": one.code, "name": str(one), "level": one.level, "parent": one.parent_id} for one in rows]


@router.get("/refusals", **operation(_("Alasan penolakan"), shape=list[shapes.RefusalOut]))
def refusals(request: HttpRequest) -> list[dict[str, Any]]:
    return [{"reason": key, "label": row["label"]} for key, row in facts("complaints")["refusals"].items()]
