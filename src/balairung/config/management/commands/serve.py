"""`balairung serve`: the web server and the worker."""

import os
import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from balairung.config.serving import become_server
from balairung.config.setup import prepare_database, prepare_static


class Command(BaseCommand):
    help = "Menjalankan situs dan pekerjanya."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--workers", type=int, default=1, help="proses web")
        parser.add_argument("--threads", type=int, default=4, help="utas tiap proses")

    def handle(self, *args: Any, **options: Any) -> None:
        prepare_database()
        prepare_static()
        self.run(options)

    def run(self, options: dict[str, Any], more: str = "") -> None:
        _require_free(options["host"], options["port"])
        chosen = {name: options[name] for name in ("host", "port", "workers", "threads")}
        address = f"http://{options['host']}:{options['port']}"
        os.environ.setdefault("BALAIRUNG_URL", address)  # what links in messages begin with, unless it was said
        self.stdout.write(f"Balairung: {address}{more}")
        self.stdout.flush()
        become_server(**chosen, data=settings.DATA)


def _require_free(host: str, port: int) -> None:
    """Two servers may share a port without a word of complaint, and visitors would meet now one, now the other."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what was closed a moment ago is free
        try:
            door.bind((host, port))
        except OSError as problem:
            raise CommandError(
                f"Port {port} di {host} sudah dipakai atau tidak boleh dibuka. Pilih yang lain, misalnya PORT=9000."
            ) from problem
