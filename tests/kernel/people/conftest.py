"""A regency in which nobody was counted yet, and a password is enough."""

import pytest
from pytest_django import Settings


@pytest.fixture
def open_regency(db: None, settings: Settings) -> None:
    from django.core.cache import cache
    from django.core.management import call_command

    from tests import make

    call_command("createcachetable", verbosity=0)
    cache.clear()
    make.regency()
    settings.SECOND_FACTOR = "offered"
