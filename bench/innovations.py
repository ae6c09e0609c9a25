"""The strip of 217 villages and 36 months, and the league table of a year: how long they take, and how they are asked.

    PYTHONPATH=src python -m bench.innovations

Fills a database of its own in a temporary folder (SQLite), or the one that DATABASE_URL names.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from typing import Any

VILLAGES, MONTHS, TIMES = 217, 36, 15
LIMIT = 200  # milliseconds


def main() -> int:
    os.environ.setdefault("BALAIRUNG_DATA", tempfile.mkdtemp(prefix="balairung-inovasi-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balairung.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    _fill()
    slow = [name for name, path in _paths().items() if _measure(name, path) > LIMIT]
    _plan()
    return 1 if slow else 0


def _paths() -> dict[str, str]:
    year = datetime.now(tz=UTC).year
    return {
        "strip, 217 villages x 36 months": "/inovasi/pita/",
        "league, villages": f"/inovasi/peringkat/?tingkat=desa&tahun={year}",
        "league, districts": f"/inovasi/peringkat/?tingkat=kecamatan&tahun={year}",
        "list": "/inovasi/",
        "map": "/inovasi/peta/",
    }


def _fill() -> None:
    """Every village sends one or two a month; three of four are approved, one of ten does what another does."""
    from django.utils import timezone

    from balairung.ground.common.ids import new_id
    from balairung.ground.common.references import new_reference
    from balairung.kernel.people.actors import SYSTEM
    from balairung.kernel.people.models import Office
    from balairung.kernel.people.organisation import build_regency
    from balairung.rooms.innovations.models import Innovation
    from balairung.rooms.innovations.months import later, month_of

    now = timezone.now()
    build_regency("35.10", by=SYSTEM, at=now)
    villages = list(Office.objects.filter(kind__in=["desa", "kelurahan"]).order_by("order", "id")[:VILLAGES])
    Office.objects.filter(kind="kelurahan").update(kind="desa")  # all of them owe one here
    rows: list[Innovation] = []
    for number, office in enumerate(villages):
        for back in range(MONTHS):
            for more in range(1 + (number + back) % 3 // 2):
                good = (number + back + more) % 4 > 0
                rows.append(Innovation(
                    pk=new_id(), ref=new_reference("F"), token=f"{number}-{back}-{more}", office=office,
                    region_id=office.region_id, source="office", name=f"Inovasi {number} {back} {more}", problem="x",
                    stage=("initiative", "trial", "applied")[(number + back) % 3], created_at=now, submitted_at=now,
                    status="approved" if good else "submitted", approved_at=now if good else None,
                    month=later(month_of(now.date()), -back), score=70 if good else None, affair="health", people=9,
                    origin=rows[-1] if rows and rows[-1].office_id != office.pk and number % 10 == 0 else None,
                ))  # fmt: skip
    Innovation.objects.bulk_create(rows, batch_size=500)
    sys.stdout.write(f"{len(villages)} villages, {len(rows)} cards\n")


def _measure(name: str, path: str) -> float:
    from django.test import Client

    client, took = Client(HTTP_HOST="localhost"), []
    size = len(client.get(path).content)
    for _time in range(TIMES):
        begun = time.perf_counter()
        answer = client.get(path, HTTP_ACCEPT_ENCODING="identity")
        took.append(1000 * (time.perf_counter() - begun))
        assert answer.status_code == 200, answer.status_code
    middle = statistics.median(took)
    sys.stdout.write(f"{name}: {middle:.0f} ms (slowest {max(took):.0f}), {size // 1024} kB\n")
    return middle


def _plan() -> None:
    """How the database goes about the strip's one large statement."""
    from django.db.models import Count
    from django.utils import timezone

    from balairung.rooms.innovations.models import Innovation
    from balairung.rooms.innovations.months import later, month_of

    this = month_of(timezone.now().date())
    rows: Any = Innovation.objects.counted().filter(month__gte=later(this, -35), month__lte=this)
    asked = rows.filter(office__isnull=False).values_list("office__key", "month").annotate(count=Count("*")).order_by()
    sys.stdout.write(asked.explain() + "\n")


if __name__ == "__main__":
    sys.exit(main())
