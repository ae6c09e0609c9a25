"""The topics that a regency starts with: data/complaints.yaml becomes rows, which the regency then edits."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from balairung.ground.common.facts import facts
from balairung.rooms.complaints.models import Group, Topic


@transaction.atomic
def load_vocabulary() -> int:
    """Add what is not there yet; never touch a row that is: it may have been changed. Return how many were added."""
    data = facts("complaints")
    groups = [Group(code=code, name=name, order=place) for place, (code, name) in enumerate(data["groups"].items())]
    known = set(Group.objects.values_list("code", flat=True))
    Group.objects.bulk_create([group for group in groups if group.code not in known])
    had = set(Topic.objects.values_list("code", flat=True))
    topics = [_topic(row, place) for place, row in enumerate(data["topics"]) if row["code"] not in had]
    Topic.objects.bulk_create(topics)
    return len(topics)


def _topic(row: dict[str, Any], place: int) -> Topic:
    keywords = row.get("keywords") or []
    return Topic(
        code=row["code"], name=row["name"], group_id=row["group"], klass=row["class"], office_key=row["office"],
        keywords="\n".join(map(str, keywords)), urgent=bool(row.get("urgent")), outside=str(row.get("address") or ""),
        order=place,
    )  # fmt: skip
