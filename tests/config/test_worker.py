"""The worker's rounds, and `balairung worker` and `serve` as processes that are started, asked and ended."""

import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytest_django import Settings

from balairung.config.cli import main
from balairung.config.work import run_forever, run_once
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Event
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.house import forget
from balairung.kernel.people.organisation import build_regency
from tests import make
from tests.config import loops
from tests.make import START, moment

HERE = Path(sys.executable).parent
PATH = "tests.config.loops."


@pytest.fixture
def given(settings: Settings) -> Iterator[Callable[..., None]]:
    """Give the worker these loops."""

    def give(*names: str) -> None:
        settings.LOOPS = [PATH + name for name in names]

    loops.seen.clear()
    loops.last.clear()
    forget()
    yield give
    forget()


# --- rounds -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_loop_that_fails_stops_no_other(given: Callable[..., None], caplog: pytest.LogCaptureFixture) -> None:
    given("work", "fail", "work")
    assert run_once(now=START) == 4
    assert [at for at, _zone in loops.seen] == [START, START]
    assert [record.message for record in caplog.records] == [f"{PATH}fail failed"]


@pytest.mark.django_db
def test_loops_run_in_the_time_of_the_regency(given: Callable[..., None]) -> None:
    given("work")
    run_once(now=START)
    build_regency("91.71", by=SYSTEM, at=START)  # Jayapura
    forget()
    run_once(now=START)
    assert [zone for _at, zone in loops.seen] == ["Asia/Jakarta", "Asia/Jayapura"]


@pytest.mark.django_db
def test_one_round_does_all_that_is_due(settings: Settings) -> None:
    """Late items climb, lines get leaves, letters go out, silence closes: the loops of the settings, in their order."""
    make.regency()
    make.holder("pupr", "head", "Kadis")
    sekda = make.holder("setda", "secretary", "Sekda")
    made = make.complaint(contact="warga@contoh.id")
    assert run_once(now=moment("2026-03-06 00:30")) > 0
    assert run_once(now=moment("2026-03-06 00:31")) == 0
    assert Event.objects.filter(leaf=None).count() == 0
    assert sorted(notice.address for notice in Notice.objects.all()) == sorted([sekda.email, "warga@contoh.id"])
    assert not Notice.objects.exclude(outcome="sent").exists()
    assert made.obligation.events.filter(verb="escalate").count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_ends_when_it_is_told(given: Callable[..., None]) -> None:
    given("work", "finish")
    run_forever(loops.last, pause=0)
    assert len(loops.seen) == 1


@pytest.mark.django_db(transaction=True)
def test_a_round_that_fails_as_a_whole_ends_no_worker(
    settings: Settings, given: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    """As when the database is away: the next round is tried, and the one after."""

    class Rounds:
        """Told apart by the second look at the settings."""

        def __init__(self) -> None:
            self.count = 0

        def __iter__(self) -> Iterator[str]:
            self.count += 1
            return iter(["nowhere.at.all"] if self.count < 3 else [f"{PATH}finish"])

    settings.LOOPS = Rounds()
    run_forever(loops.last, pause=0)
    assert [record.message for record in caplog.records] == ["a round failed"] * 2


# --- processes ----------------------------------------------------------------------------------------------------


@pytest.fixture
def house(tmp_path: Path) -> dict[str, str]:
    """The environment of a small server of its own, with a database file."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**kept, "BALAIRUNG_DATA": str(tmp_path)}


def start(house: dict[str, str], *words: str) -> "subprocess.Popen[str]":
    command = [str(HERE / "balairung"), *words]
    return subprocess.Popen(command, env=house, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def status(port: int) -> int:
    """What the server answers; it takes a moment until it listens."""
    for _again in range(300):
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            client.request("GET", "/")
            return client.getresponse().status
        except ConnectionRefusedError:
            time.sleep(0.1)
        finally:
            client.close()
    raise AssertionError("the server never listened")


def children(pid: int) -> dict[str, int]:
    """The processes that this one started: the worker and the web server."""
    found = {}
    for child in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        words = Path(f"/proc/{child}/cmdline").read_text()
        found["worker" if "worker" in words.split("\0")[-2:] else "web"] = child
    return found


def gone(processes: dict[str, int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in processes.values())


@pytest.mark.sqlite
def test_serve_and_worker_as_processes(house: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    words = ("serve", "--port", str(port), "--threads", "1")
    server = start(house, *words)
    try:
        assert server.stdout is not None
        assert f"http://127.0.0.1:{port}" in server.stdout.readline()
        assert status(port) == 200
        begun = children(server.pid)
        with closing(sqlite3.connect(tmp_path / "balairung.sqlite3")) as database:
            assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    finally:
        server.send_signal(signal.SIGTERM)
        _said, complained = server.communicate(timeout=60)
    assert (server.returncode, complained) == (0, "")
    assert begun.keys() == {"worker", "web"}
    assert gone(begun)

    once = start(house, "worker", "--once")
    assert (*once.communicate(timeout=60), once.returncode) == ("", "", 0)
    a_web_without_a_worker_ends(house, words, port)
    with socket.create_server(("127.0.0.1", port)):  # somebody stands in the door
        blocked = start(house, *words)
        blocked.communicate(timeout=60)
        assert blocked.returncode == 1


def a_web_without_a_worker_ends(house: dict[str, str], words: tuple[str, ...], port: int) -> None:
    """It would look well and send nothing. Whoever watches over the server starts both again."""
    server = start(house, *words)
    try:
        status(port)
        begun = children(server.pid)
        os.kill(begun["worker"], signal.SIGKILL)
        server.communicate(timeout=60)
    finally:
        server.kill()
        server.communicate()
    assert server.returncode not in (0, -signal.SIGKILL)
    assert gone(begun)


# --- commands that only compute -----------------------------------------------------------------------------------


def test_a_deadline_needs_no_database_and_no_settings(tmp_path: Path) -> None:
    bare = {"PATH": os.environ["PATH"], "DATABASE_URL": "postgresql://nowhere:1/x", "BALAIRUNG_HOSTS": "no.keys.given"}
    command = [
        sys.executable,
        "-m",
        "balairung.config.cli",
        "deadline",
        "--from",
        "2026-03-13T10:00+07:00",
        "--working-days",
        "14",
    ]
    done = subprocess.run(command, env=bare, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert '"due": "2026-04-10T23:59:59+07:00"' in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_slip_gets_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deadline", "--from", "2026-03-13T10:00", "--working-days", "14"]) == 2
    assert "zona waktu" in capsys.readouterr().err
