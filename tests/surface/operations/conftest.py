"""A data folder of one's own, and a process that remembers no trouble of the test before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.DATA = tmp_path
    settings.SECOND_FACTOR = "offered"
    yield tmp_path
    from balairung.surface.operations import health, readonly, rounds

    readonly.forget()
    rounds.forget()
    health.forget()


@pytest.fixture
def client() -> Client:
    """One that is answered as a visitor is, also when a page fails."""
    return Client(raise_request_exception=False)


@pytest.fixture
def operator(client: Client) -> Callable[[], Client]:
    """The administrator, signed in; the regency stands already."""

    from tests import make

    def enter() -> Client:
        client.force_login(make.account(make.holder("kominfo", "administrator", "Pengelola")))
        return client

    return enter
