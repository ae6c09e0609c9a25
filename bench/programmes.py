"""The cascade at 10,000 nodes and a hundred days of 30 agencies: how long each page takes.

Alone: `python -m bench.programmes`, on SQLite; `python tests/postgres.py -- python -m bench.programmes`.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
WORK = Path(os.environ.get("BALAIRUNG_DATA") or ROOT / "var" / "prove" / "programmes")

if __name__ == "__main__":
    if "BALAIRUNG_DATA" not in os.environ:
        shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True, exist_ok=True)
    os.environ |= {"BALAIRUNG_DATA": str(WORK), "DJANGO_SETTINGS_MODULE": "balairung.config.settings"}
    import django

    django.setup()

if TYPE_CHECKING:
    from django.test import Client

    from balairung.rooms.programmes.models import PlanNode, PlanPeriod

NODES, TIMES, LIMIT = 10_000, 15, 200  # nodes, looks at each page, milliseconds
AT = datetime(2026, 3, 2, 3, tzinfo=UTC)
WIDTHS = (1, 5, 4, 4, 5, 5, 4)  # children of a node on each level: 1 + 5 + 20 + 80 + 400 + 2000 + the rest


def main() -> int:
    from django.core.management import call_command
    from django.test import Client

    from balairung.kernel.people.actors import SYSTEM
    from balairung.kernel.people.organisation import build_regency

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    build_regency("35.77", by=SYSTEM, at=AT)
    period = grown()
    some = {level: period.nodes.filter(level=level).order_by("path")[0] for level in ("misi", "sasaran", "program")}
    pages = {"the tree": "/program/susunan/2025/", "a word in it": "/program/susunan/2025/?kata=jalan+77"}
    pages |= {f"a node ({level})": f"/program/butir/{node.pk}/" for level, node in some.items()}
    pages["performance"] = "/program/kinerja/"
    page = Client(headers={"host": "localhost"})
    worst = max(told(name, [look(page, address) for _time in range(TIMES)]) for name, address in pages.items())
    return 0 if worst <= LIMIT else 1


def grown() -> PlanPeriod:
    """A period of so many nodes, each level below the one above it."""
    from balairung.kernel.people.models import Office
    from balairung.rooms.programmes.models import PlanNode, PlanPeriod
    from balairung.rooms.programmes.models.cascade import CARRIED, LEVELS, STEP

    period = PlanPeriod.objects.create(name="RPJMD", first_year=2025, last_year=2029, decree="Perda", recorded_at=AT)
    offices = list(Office.objects.filter(kind="dinas").order_by("order"))
    above: list[PlanNode | None] = [None]
    left = NODES
    for level, width in zip(LEVELS, WIDTHS, strict=True):
        made = [
            PlanNode(
                period=period, parent=parent, level=level, code=f"{level[:2]}{number}.{place}",
                title=f"Urusan jalan {number} bagian {place}",
                office=offices[number % len(offices)] if level in CARRIED else None,
                path=f"{parent.path if parent else ''}{place:0{STEP}}",
            )
            for number, parent in enumerate(above)
            for place in range(1, width + 1)
        ][:left]  # fmt: skip
        PlanNode.objects.bulk_create(made, batch_size=500)
        left -= len(made)
        above = list(made)
    print(f"{PlanNode.objects.count()} nodes")
    return period


def look(page: Client, address: str) -> float:
    began = time.perf_counter()
    answer = page.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return (time.perf_counter() - began) * 1000


def told(name: str, taken: list[float]) -> float:
    """The middle one, which is what counts."""
    middle = statistics.median(taken)
    print(f"{name}: {middle:.0f} ms (slowest {max(taken):.0f}), asked ≤ {LIMIT}")
    return middle


if __name__ == "__main__":
    sys.exit(main())
