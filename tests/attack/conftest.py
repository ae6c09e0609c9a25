"""Thousands of requests are turned away here: what the log says of each would bury what a test says."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

#: Who says something of a request that was turned away, or failed.
LOUD = ("django.request", "django.security.csrf", "django.security.DisallowedHost", "balairung.request")


class Apart(logging.Filter):
    """Carries nothing on; what would have been written is kept, as the house writes it, for whoever asks."""

    def __init__(self, written: logging.Formatter) -> None:
        super().__init__()
        self.written, self.lines = written, list[str]()

    def filter(self, record: logging.LogRecord) -> bool:
        self.lines.append(self.written.format(record))
        return False


@pytest.fixture(autouse=True)
def log_lines() -> Iterator[list[str]]:
    """The log of this test's requests."""
    from balairung.surface.operations.lines import TextLine  # Django is set up after this file is read

    apart = Apart(TextLine())
    loggers = [logging.getLogger(name) for name in LOUD]
    for logger in loggers:
        logger.addFilter(apart)
    yield apart.lines
    for logger in loggers:
        logger.removeFilter(apart)
