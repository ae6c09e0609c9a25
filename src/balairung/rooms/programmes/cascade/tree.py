"""Walking the cascade: from a vision down to a receipt, at any size."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.db.models.functions import Length, Substr

from balairung.rooms.programmes.models import PlanNode, PlanPeriod
from balairung.rooms.programmes.models.cascade import STEP


@dataclass
class Branch:
    """A node with how many stand below it, and its children where they are shown."""

    node: PlanNode
    below: int = 0
    children: list[Branch] = field(default_factory=list)


SHOWN = 2  # levels below a node that one page shows
MOST = 400  # nodes on one page; a wider level is walked child by child


def roots(period: PlanPeriod) -> list[Branch]:
    """Visions with their missions and goals, and programmes that serve none: three statements."""
    return _grown(period, "", SHOWN + 1)


def branches(node: PlanNode) -> list[Branch]:
    """The children of a node with their children."""
    return _grown(node.period, node.path, SHOWN)


def _grown(period: PlanPeriod, path: str, levels: int) -> list[Branch]:
    lengths = [len(path) + STEP * number for number in range(1, levels + 1)]
    rows = PlanNode.objects.filter(period=period, path__startswith=path).for_list()
    shown = list(rows.annotate(size=Length("path")).filter(size__in=lengths)[: MOST + 1])
    if len(shown) > MOST and levels > 1:
        return _grown(period, path, levels - 1)
    counts = {length: _below(period, path, length) for length in lengths}
    grown = {one.path: Branch(one, counts[len(one.path)].get(one.path, 0)) for one in shown}
    for way, branch in grown.items():
        if above := grown.get(way[:-STEP]):
            above.children.append(branch)
    return [branch for way, branch in grown.items() if len(way) == lengths[0]]


def _below(period: PlanPeriod, path: str, length: int) -> dict[str, int]:
    """How many nodes stand below each node whose path is so long."""
    rows = PlanNode.objects.filter(period=period, path__startswith=path).order_by()
    counted = rows.annotate(way=Substr("path", 1, length)).values("way").annotate(number=Count("pk"))
    return {way: number - 1 for way, number in counted.values_list("way", "number") if len(way) == length}


def found(period: PlanPeriod, words: str) -> list[PlanNode]:
    """Nodes by code or words, at most fifty."""
    rows = PlanNode.objects.filter(Q(code__istartswith=words) | Q(title__icontains=words), period=period)
    return list(rows.for_list()[:50])
