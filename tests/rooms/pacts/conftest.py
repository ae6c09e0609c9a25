"""Whoever signs in, each at their own browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from pytest_django import Settings

if TYPE_CHECKING:
    from balairung.kernel.people.actors import Actor


@pytest.fixture
def sign_in(settings: Settings) -> Callable[[Actor], Client]:
    from tests import make
    from tests.kernel.documents import letters

    settings.SECOND_FACTOR = "offered"

    def enter(actor: Actor) -> Client:
        client, person = Client(), letters.person_of(actor)
        client.force_login(person.user or make.account(person))
        return client

    return enter
