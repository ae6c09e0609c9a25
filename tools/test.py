"""The whole suite: on SQLite, the same on PostgreSQL, then in a browser; and at the end, loudly, what was not run.

STRICT=1 makes a part that was not run a failure. Arguments go to pytest: `python tools/test.py -k deadline`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import postgres  # the tests are no installed package

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WORKERS = os.environ.get("WORKERS", "2")
STRICT = os.environ.get("STRICT", "0") == "1"
#: So many tests of the browser may be run a second time, told loudly: two programs race there, and the machine is busy.
#: What is wrong fails twice.
UNSTEADY = 3
HOUSE = ["tests", "--ignore=tests/browser"]


@dataclass(frozen=True)
class Outcome:
    """What one part of the suite came to; `ran` is False where a program that it needs was not found."""

    part: str
    ran: bool = True
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0
    ok: bool = True

    def __str__(self) -> str:
        if not self.ran:
            return f"{self.part}: NOT RUN"
        counts = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"
        return f"{self.part}: {counts} in {self.seconds:.0f} s"


def pytest(part: str, paths: list[str], arguments: list[str], url: str = "") -> Outcome:
    """Run pytest in a process of its own and count what it reports."""
    print(f"\n=== {part} ===", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n", WORKERS, f"--junitxml={report}", *paths, *arguments]
        code = subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
        passed, failed, skipped = _counts(report)
    return Outcome(part, True, passed, failed, skipped, time.monotonic() - started, code == 0)


def _counts(report: Path) -> tuple[int, int, int]:
    """Passed, failed and skipped; a run that broke off before it could report has failed once."""
    if not report.exists():
        return 0, 1, 0
    suite = next(ElementTree.parse(report).getroot().iter("testsuite"))
    total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
    failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    return total - failed - skipped, failed, skipped


def on_sqlite(arguments: list[str]) -> Outcome:
    return pytest("SQLite", HOUSE, arguments)


def on_postgresql(arguments: list[str]) -> Outcome:
    if not postgres.programs():
        return Outcome("PostgreSQL", ran=False)
    with postgres.Cluster() as cluster:
        return pytest("PostgreSQL", HOUSE, arguments, cluster.url)


def in_browser(arguments: list[str]) -> Outcome:
    if not any(map(shutil.which, BROWSERS)):
        return Outcome("browser", ran=False)
    first = pytest("browser", ["tests/browser"], arguments)
    if first.ok or first.failed > UNSTEADY:
        return first
    again = pytest("browser, once more what failed", ["tests/browser"], [*arguments, "--last-failed"])
    print(f"\n!!! {first.failed} in the browser failed the first time, {again.failed} the second\n")
    return Outcome(
        "browser",
        True,
        first.passed + again.passed,
        again.failed,
        first.skipped,
        first.seconds + again.seconds,
        again.ok,
    )


#: Each part, and Debian's package that it needs.
PARTS: dict[Callable[[list[str]], Outcome], str] = {on_sqlite: "", on_postgresql: "postgresql", in_browser: "chromium"}


def main(arguments: list[str]) -> int:
    outcomes = {part: part(arguments) for part in PARTS}
    print("\n" + "\n".join(map(str, outcomes.values())))
    missing = [PARTS[part] for part, outcome in outcomes.items() if not outcome.ran]
    if missing:
        print(f"\n!!! NOT EVERYTHING WAS RUN. What is missing: apt-get install -y {' '.join(missing)}\n")
    total = {
        name: sum(getattr(outcome, name) for outcome in outcomes.values()) for name in ("passed", "failed", "skipped")
    }
    print(", ".join(f"{count} {name}" for name, count in total.items()))
    return not all(outcome.ok for outcome in outcomes.values()) or (STRICT and bool(missing))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
