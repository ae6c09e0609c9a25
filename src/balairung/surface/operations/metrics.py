"""Figures for Prometheus: counters of this process's requests, and gauges that are asked of the database at a scrape.

Few series, none about anybody: no label names a person, an office, a page or a case. With several web processes
`balairung serve` gives them a folder (PROMETHEUS_MULTIPROC_DIR), and any of them tells of all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from balairung.surface.operations import readonly
from balairung.surface.operations.asking import asking
from balairung.surface.operations.checks import gauges
from balairung.surface.operations.space import space

disable_created_metrics()  # type: ignore[no-untyped-call]  # when a counter began is told by its falling back to nought
OWN = CollectorRegistry()
REQUESTS = Counter("balairung_requests", "Requests, by the class of their answer.", ["status"], registry=OWN)
SECONDS = Histogram(
    "balairung_request_seconds", "How long requests took, streams without their length.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10), registry=OWN,
)  # fmt: skip


def count(status: int, seconds: float) -> None:
    REQUESTS.labels(f"{status // 100}xx").inc()
    SECONDS.observe(seconds)


def exposition() -> bytes:
    """Everything, as Prometheus reads it."""
    registry = OWN
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    house = CollectorRegistry()
    house.register(House())
    return generate_latest(registry) + generate_latest(house)


class House(Collector):
    """What the database and the disk say now; `regency` is the schema where there are many."""

    def collect(self) -> Iterator[Any]:
        room, why = space(), readonly.why()
        yield _gauge("balairung_disk_free_bytes", "Room on the disk of the data folder.", room.free)
        yield _gauge("balairung_disk_free_inodes", "Files that may still be made there.", room.names_free)
        yield _gauge("balairung_readonly", "1 while nothing may be written.", int(why is not None))
        found = {name: GaugeMetricFamily(name, words, labels=["regency"]) for name, words in gauges.NAMES.items()}
        for _regency in import_string(settings.REGENCIES)():
            with asking():
                for name, value in gauges.values(timezone.now()).items():
                    found[name].add_metric([str(getattr(connection, "regency_schema", "") or "")], value)
        yield from found.values()


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=value)
