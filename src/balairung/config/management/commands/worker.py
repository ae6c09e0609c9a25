"""`balairung worker`: deliver, escalate, number the leaves, tidy."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from balairung.config.work import run_forever, run_once


class Command(BaseCommand):
    help = "Mengirim pemberitahuan, menaikkan yang terlambat, dan merapikan; berjalan terus."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="satu putaran saja")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            run_once()
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        run_forever(stop)
