"""The figures of a run as a page for people: bench/report.md."""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from bench import servers

if TYPE_CHECKING:
    from bench.run import Bench, Figure
    from tests.postgres import Cluster

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("django", "granian", "psycopg", "whitenoise", "django-allauth", "cryptography")
SETTINGS = (
    "fsync", "synchronous_commit", "full_page_writes", "wal_level", "shared_buffers", "effective_cache_size",
    "maintenance_work_mem", "max_wal_size", "random_page_cost", "work_mem", "max_connections",
)  # fmt: skip
#: What holds a figure back; shown when the figure was missed.
REASONS = {
    "tracking": "Nearly all of the time is Python's: Django builds the statements anew for each page and walks the"
    " template; the database needs a small part of it (see the bare statements). The page is the reporter's own and"
    " changes with the clock, so nothing of it is kept between requests.",
    "filing": "Nearly all of the time is Python's; the statements alone, with their commit, are several times quicker.",
    "officer": "The counts beside the list are six statements of their own, and each row is drawn by the template.",
    "leader": "The figures are counted from the rows when the page is asked for, not kept beside them.",
    "clocks": "One transaction for each clock, on purpose: one bad item never stops the others.",
    "web and worker": "Each process holds Django and its libraries; see the sum with shared pages counted once.",
    "cold": "Mostly the year of the demonstration regency, lived through the real actions, and the packages.",
    "warm": "Django is started several times: to prepare the database, for the worker and for the web.",
}


def machine(cluster: Cluster) -> dict[str, str]:
    """Where this was measured."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal: +(\d+)", Path("/proc/meminfo").read_text())
    return {
        "machine": f"{cpu[1] if cpu else platform.processor()}, {os.cpu_count()} cores,"
        f" {int(memory[1]) // 2**20 if memory else 0} GiB, Linux {platform.release()}",
        "Python": platform.python_version(),
        "PostgreSQL": cluster.psql("SHOW server_version"),
        "PostgreSQL's settings": cluster.psql(
            "SELECT string_agg(name || '=' || current_setting(name), ', ' ORDER BY name) FROM pg_settings"
            f" WHERE name IN ({', '.join(repr(name) for name in SETTINGS)})"
        ),
        "packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        "web": f"granian, {servers.WORKERS} workers, {servers.THREADS} threads each; `balairung serve` with its worker",
        "commit": _commit(),
    }


def _commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    changed = " with changes" if git("status", "--porcelain", "--untracked-files=no", "src") else ""
    return git("rev-parse", "--short", "HEAD") + changed


def write(place: Path, bench: Bench, facts: dict[str, str], arguments: argparse.Namespace) -> None:
    place.write_text("\n".join(_lines(bench, facts, arguments)) + "\n", encoding="utf-8")


def _lines(bench: Bench, facts: dict[str, str], arguments: argparse.Namespace) -> list[str]:
    from bench.run import HOUSE

    settings = ", ".join(f"{name}={value}" for name, value in HOUSE.items())
    return [
        f"# Measured: one regency, {arguments.rows:,} complaints, two cores",
        "",
        "Written by `make bench`; do not edit. The load generator (bench/generator.py), the web server, the worker and",
        "PostgreSQL share the same two cores. PostgreSQL keeps its default durability: every receipt is on the disk.",
        f"Each rate is the median of {bench.runs} runs of {bench.seconds:.0f} s, with the lowest and the highest.",
        f"Settings of the house that differ from what it comes with: {settings} (no limit of reports from one address;",
        "no second factor for the officers' sessions). Every request goes the way of any visitor's.",
        "",
        *_table(bench.figures),
        "",
        "*Minimal Django*: a view that says hello, for writes a view that inserts one row and commits; no middleware,",
        "the same granian. *Bare statements*: what the request says to the database, said again by psycopg alone over",
        "as many connections. A ratio above 1 of a rate, or below 1 of a time, would mean that the house is quicker.",
        "",
        *_missed(bench.figures),
        "## How each was measured",
        "",
        *[f"- **{figure.name}**: {figure.note}." for figure in bench.figures if figure.note],
        "",
        "## Where and with what",
        "",
        *[f"- {name}: {text}" for name, text in {**facts, **bench.facts}.items()],
        "",
        "## Query plans",
        "",
        f"EXPLAIN (ANALYZE, BUFFERS) at {arguments.rows:,} complaints and those filed during the run.",
        "",
        *[line for name, text in bench.plans for line in (f"### {name}", "", "```", text, "```", "")],
    ]


def _table(figures: Sequence[Figure]) -> list[str]:
    head = "| figure | target | measured | | to minimal Django | to bare statements |"
    return [head, "|---|---|---|---|---|---|", *map(_row, figures)]


def _row(figure: Figure) -> str:
    verdict = "met" if figure.ok else "**missed**"
    ratios = [_ratio(figure.median, values) for values in (figure.minimal, figure.bare)]
    target = f"{figure.target} {figure.unit}".strip()
    return (
        f"| {figure.name} | {target} | {spread(figure.values)} {figure.unit} | {verdict} | {ratios[0]} | {ratios[1]} |"
    )


def _ratio(median: float, values: Sequence[float]) -> str:
    if not values or not statistics.median(values):
        return "–"
    other = statistics.median(values)
    return f"{median / other:.2g} × ({_number(other)})"


def spread(values: Sequence[float]) -> str:
    middle = _number(statistics.median(values))
    return middle if len(values) == 1 else f"{middle} ({_number(min(values))}–{_number(max(values))})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def _missed(figures: Sequence[Figure]) -> list[str]:
    """By how much, and what holds it back."""
    missed = [figure for figure in figures if not figure.ok]
    if not missed:
        return ["Every figure is met.", ""]
    return ["## What was missed", "", *map(_reason, missed), ""]


def _reason(figure: Figure) -> str:
    wanted = float(figure.target.split()[-1])
    off = abs(figure.median - wanted) / wanted * 100
    why = next((text for word, text in REASONS.items() if figure.name.startswith(word) or word in figure.name), "")
    return f"- **{figure.name}**: {_number(figure.median)} {figure.unit}, {off:.0f} % off. {why}"
