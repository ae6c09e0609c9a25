"""`balairung check`: silent when all is well, and the one who says so when it is not."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.leaves import number_leaves
from tests import make

HERE = Path(sys.executable).parent


@pytest.fixture
def house(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**kept, "BALAIRUNG_DATA": str(tmp_path)}


def balairung(house: dict[str, str], *words: str) -> tuple[int, str, str]:
    done = subprocess.run([str(HERE / "balairung"), *words], env=house, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.sqlite
def test_as_a_command_on_a_file(house: dict[str, str], tmp_path: Path) -> None:
    """It writes nothing and waits for nobody who writes, and tells by its exit code."""
    assert balairung(house, "check", "--code-only")[0] == 0
    assert not (tmp_path / "balairung.sqlite3").exists()
    assert balairung(house, "init", "35.77")[0] == 0
    with somebody_writes(tmp_path / "balairung.sqlite3") as database:
        code, said, complained = balairung(house, "check")
        assert (code, said.splitlines()[-1], complained) == (0, "Semua baik.", "")
        database.rollback()
        database.execute("DROP TRIGGER event_no_delete")
    code, said, complained = balairung(house, "check")
    assert (code, complained) == (1, "the guard event_no_delete is missing or was changed: run `balairung migrate`\n")
    assert "Semua baik." not in said


@contextmanager
def somebody_writes(path: Path) -> Iterator[sqlite3.Connection]:
    """For as long as it takes, nobody else can write."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield database


class Told:
    """What the command said and how it ended, asked in this process."""

    def __init__(self) -> None:
        said, complained = StringIO(), StringIO()
        self.code = 0
        try:
            call_command("check", "--tag", "models", stdout=said, stderr=complained)
        except SystemExit as end:
            self.code = int(str(end.code))
        self.said, self.complained = said.getvalue(), complained.getvalue()
        connection.close()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_the_same() -> None:
    make.regency()
    assert (Told().code, Told().complained) == (0, "")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE obligations_event DISABLE TRIGGER event_no_change")
    assert "the guard event_no_change is missing" in Told().complained
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE obligations_event ENABLE TRIGGER event_no_change")
    assert Told().code == 0


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_an_overdue_item_that_nobody_raised_fails_it() -> None:
    """The worker stands still: this is who notices."""
    make.regency()
    make.holder("setda", "secretary")
    long_ago = timezone.now() - timedelta(days=30)
    made = make.complaint(at=long_ago)
    told = Told()
    assert (told.code, made.ref in told.complained) == (1, True)
    assert "is overdue and was not escalated" in told.complained
    escalate(now=timezone.now())
    number_leaves(now=timezone.now())
    assert Told().code == 0
