"""What meetings, the cascade and the strip of innovations cost, on both databases: their own benches, and one report.

    python -m bench.rooms

Each bench runs in a process of its own, on an empty database; what it prints stands in `bench/rooms.md`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.report import machine
from tests.postgres import Cluster

ROOT = Path(__file__).resolve().parent.parent
PARTS = {
    "bench.meeting": "Five write the minutes at once; 150 people come in by two telephones, each shown twice (≤ 180 s)",
    "bench.programmes": "A cascade of 10,000 nodes (≤ 200 ms a page)",
    "bench.innovations": "217 villages, 36 months (≤ 200 ms a page)",
}


def run(part: str, url: str = "") -> str:
    """What this bench says; a target that was missed is said, too."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BALAIRUNG_", "DATABASE_"))}
    given = {"DATABASE_URL": url} if url else {}
    done = subprocess.run(
        [sys.executable, "-m", part], cwd=ROOT, env=kept | given, capture_output=True, text=True, check=False
    )
    if not done.stdout:
        raise SystemExit(done.stderr)
    lines = [line for line in done.stdout.splitlines() if not line.startswith("Operations to perform")]
    return "\n".join([*lines, "**missed**"] if done.returncode else lines)


def measured() -> Iterator[str]:
    """The report, line by line."""
    busy = os.getloadavg()[0]
    yield "# Measured: meetings, the cascade, the strip; two cores\n"
    yield f"`python -m bench.rooms`. Load average when it began: {busy:.1f}.\n"
    for part, about in PARTS.items():
        yield f"## {about}\n\nSQLite:\n\n```\n{run(part)}\n```\n"
        with Cluster(durable=True) as cluster:
            yield f"PostgreSQL:\n\n```\n{run(part, cluster.url)}\n```\n"
            facts = machine(cluster) | {"web": "none: views, actions and live events inside one process"}
    yield from (f"- {name}: {said}" for name, said in facts.items())


def main() -> None:
    place = ROOT / "bench" / "rooms.md"
    place.write_text("\n".join(measured()) + "\n", encoding="utf-8")
    print(place)


if __name__ == "__main__":
    main()
