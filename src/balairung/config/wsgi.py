"""The web application for a WSGI server."""

import gc
import os
import signal
from threading import Thread

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from balairung.config.seats import Seats

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balairung.config.settings")
house = get_wsgi_application()

from balairung.surface.operations.crowded import crowded  # noqa: E402  (rows are known only now)
from balairung.surface.operations.health import ALIVE  # noqa: E402

# Every view is imported now and not while the first visitor waits. What was loaded until here lives as long as the
# process: it is not looked through again and again for something to throw away, which took a tenth of a second each
# time and fell upon one page in twenty (2026-11).
list(get_resolver().url_patterns)
gc.collect()
gc.freeze()


def _end_streams(signals: int) -> None:
    """Wait for the signal that ends this process, and let nobody wait for a live page."""
    from balairung.kernel.messaging.live import exchange

    while os.read(signals, 1)[0] not in (signal.SIGTERM, signal.SIGINT):
        pass
    exchange.stop()


def _hear_the_end() -> None:
    """The server has the handler of the signal; a copy of each is read by a thread of our own."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    Thread(target=_end_streams, args=(reading,), name="end", daemon=True).start()


seats = int(os.environ.get("BALAIRUNG_SEATS", "0"))  # `serve` says how many; any other server has its own threads
application: Seats | WSGIHandler = house
if seats:
    application = Seats(house, seats, wait=settings.SEAT_WAIT, crowded=crowded, beside=ALIVE)
    _hear_the_end()
