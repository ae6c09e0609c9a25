"""What holds for every test: settings of its own, nothing of this machine, no mercy for what nobody would see.

An undefined template variable, a list cut from unordered rows, a warning and a call to the network all fail.
Tests run on SQLite in memory, or on the PostgreSQL of DATABASE_URL (`make test` runs both).
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "var" / "test"
POSTGRESQL = bool(os.environ.get("DATABASE_URL"))
#: What a person exported for `make run` must not change what the tests see.
KEPT = {"BALAIRUNG_TENANTS", "BALAIRUNG_WALK"}

for name in [name for name in os.environ if name.startswith("BALAIRUNG_") and name not in KEPT]:
    del os.environ[name]
os.environ["BALAIRUNG_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "balairung.config.settings"
os.environ["BALAIRUNG_STATEMENT_TIMEOUT"] = "1min"  # a machine that stands still for a moment fails no test
(DATA / "static").mkdir(parents=True, exist_ok=True)  # or whitenoise warns that it has nothing to serve

# The settings are read from the environment above, so Django comes after it.
import django
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.signals import connection_created
from django.test import override_settings
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from tests import schema

hypothesis_settings.register_profile("house", deadline=None, derandomize=True, database=None)
hypothesis_settings.load_profile("house")


def pytest_configure() -> None:
    django.setup()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the other database; what asks none is run once, on SQLite."""
    other = "sqlite" if POSTGRESQL else "postgresql"
    left_out = [item for item in items if item.get_closest_marker(other) or (POSTGRESQL and not _asks_database(item))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


def _asks_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    named = ("django_db", "postgresql")  # by mark, or by fixture
    return any(map(item.get_closest_marker, named)) or not {"db", "transactional_db"}.isdisjoint(fixtures)


@pytest.fixture(scope="session")
def django_db_setup(_poured: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The tables are made once for many runs (tests/schema.py)."""
    from django.db import connection

    with django_db_blocker.unblock():
        schema.keep(connection)


@pytest.fixture(scope="session")
def _poured() -> Iterator[None]:
    connection_created.connect(schema.pour)
    yield
    connection_created.disconnect(schema.pour)


# --- settings ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _house_settings() -> Iterator[None]:
    from django.conf import settings

    engines: list[dict[str, Any]] = settings.TEMPLATES
    changed = {
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "TEMPLATES": [
            {**engine, "OPTIONS": {**engine["OPTIONS"], "string_if_invalid": Undefined()}} for engine in engines
        ],
        "STORAGES": {
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    }
    with override_settings(**changed):
        yield


@pytest.fixture(scope="session", autouse=True)
def _has_just_signed_in() -> Iterator[None]:
    """Whoever a test signs in by force has shown a moment ago who they are, as whoever comes by the page has.

    What is only for those who were asked lately (people.freshness) asks them again when `tests.make.stale` says so.
    """
    import time

    from django.test import Client

    honest = Client._login  # type: ignore[attr-defined]

    def enter(client: Client, user: Any, backend: str | None = None) -> None:
        honest(client, user, backend)
        session, now = client.session, time.time()
        session["account_authentication_methods"] = [{"method": name, "at": now} for name in ("password", "mfa")]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "_login", enter)
        yield


@pytest.fixture(autouse=True)
def _doors() -> None:
    """What one test opened is shut for the next."""
    from balairung.kernel.messaging.gateways import forget

    forget()


@pytest.fixture(autouse=True)
def _folders(settings: Settings, tmp_path: Path) -> None:
    """Files and letters of one test are not seen by the next."""
    store = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.FILES_ROOT = tmp_path / "files"
    settings.MAIL_DIRECTORY = tmp_path / "mail"
    settings.STORAGES = {**settings.STORAGES, "default": store}


@pytest.fixture(autouse=True)
def _own_regency() -> Iterator[None]:
    """What a process remembers of its regency belongs to one test."""
    yield
    from django.core.cache import caches

    from balairung.kernel.people import house

    house.forget()
    caches["pages"].clear()


# --- templates ---------------------------------------------------------------------------------------------------


class Undefined:
    """Django puts this where a template names what is not there: in a template of ours that is a fault.

    Templates of Django and allauth rely on the empty string and get it.
    """

    def __contains__(self, text: object) -> bool:
        return text == "%s"

    def __mod__(self, variable: object) -> str:
        template = _template_at_fault()
        if "site-packages" in template:
            return ""
        raise AssertionError(f"undefined template variable {variable} in {template}")

    def __bool__(self) -> bool:
        # Django asks here whether it was given something to put in; {% if %} asks whether the value is true.
        return sys._getframe(1).f_code.co_name == "resolve"

    def __str__(self) -> str:
        return ""


def _template_at_fault() -> str:
    """The innermost template that is being rendered."""
    frame = sys._getframe(1)
    while frame.f_back:
        frame = frame.f_back
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if origin is not None and frame.f_code.co_name.startswith("render"):
            return str(origin)
    return "a template"


# --- database ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _unordered_slices_fail() -> Iterator[None]:
    """Rows in no order come back in any order, and differently on the two databases."""
    honest = models.QuerySet.__getitem__

    def careful(rows: models.QuerySet[Any, Any], key: Any) -> Any:
        ours = rows.model.__module__.startswith("balairung.")
        unseen = sys._getframe(1).f_code.co_name in {"__repr__", "capped_count"}  # nobody sees their order
        if isinstance(key, slice) and ours and not rows.ordered and not unseen:
            raise AssertionError(f"a slice of {rows.model.__name__} rows that have no order")
        return honest(rows, key)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models.QuerySet, "__getitem__", careful)
        yield


@pytest.fixture(scope="session", autouse=True)
def _ledger_can_be_swept() -> Iterator[None]:
    """Between tests that commit, Django empties the tables; the ledger's guards sleep for that moment."""
    honest = BaseDatabaseOperations.execute_sql_flush

    def sweep(operations: BaseDatabaseOperations, statements: Any) -> None:
        with transaction.atomic(using=operations.connection.alias), _guards_asleep(operations.connection):
            honest(operations, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", sweep)
        yield


@contextmanager
def _guards_asleep(connection: BaseDatabaseWrapper) -> Iterator[None]:
    before, after = _postgresql_guards(connection) if connection.vendor == "postgresql" else _sqlite_guards(connection)
    with connection.cursor() as cursor:
        for statement in before:
            cursor.execute(statement)
        yield
        for statement in after:
            cursor.execute(statement)


def _sqlite_guards(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    """SQLite has no way to disable a trigger: dropped, and made again as they were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    return [f'DROP TRIGGER "{name}"' for name, _ in triggers], [sql for _, sql in triggers]


def _postgresql_guards(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        tables = [table for (table,) in cursor.fetchall()]
    return tuple([f"ALTER TABLE {table} {verb} TRIGGER USER" for table in tables] for verb in ("DISABLE", "ENABLE"))  # type: ignore[return-value]
