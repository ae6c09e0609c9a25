"""One house for all tests of this folder, for it takes long to live in one; what a test does to it is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django import Settings
    from pytest_django.plugin import DjangoDbBlocker

    from tests.attack.house import Lived

# This file is read before Django is set up: what needs it is imported where it is used.


@pytest.fixture
def _django_db_helper() -> None:
    """What pytest-django does for each test with a database: here the house is one transaction for all of them."""


@pytest.fixture(scope="package")
def whole_house(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lived]:
    from django.test import override_settings

    from tests.attack.house import limitless, lived

    own = folders(tmp_path_factory.mktemp("house"))
    with django_db_blocker.unblock(), override_settings(**own, **limitless()), taken_back():
        yield lived(own)


@pytest.fixture
def house(whole_house: Lived, django_db_blocker: DjangoDbBlocker, settings: Settings) -> Iterator[Lived]:
    """The same again for each test, with the folders and without the limits of its own."""
    from tests.attack.house import limitless

    for name, value in {**whole_house.folders, **limitless()}.items():
        setattr(settings, name, value)
    cookies = {name: SimpleCookie(client.cookies) for name, client in whole_house.visitors.items()}
    with django_db_blocker.unblock(), taken_back():
        yield whole_house
    for name, client in whole_house.visitors.items():
        client.cookies = cookies[name]  # the sessions behind newer ones were taken back too


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction that ends as if it had never been; inside it the house may ask for one of its own, as in a test."""
    from django.db import transaction

    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # what Django's TestCase says of its own
    with around:
        yield
        transaction.set_rollback(True)


def folders(place: Path) -> dict[str, object]:
    from django.conf import settings

    store = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(place / "files")}}
    storages = {**settings.STORAGES, "default": store}
    return {"FILES_ROOT": place / "files", "MAIL_DIRECTORY": place / "mail", "STORAGES": storages}
