"""Two regencies in one PostgreSQL: whatever exists in the one does not exist in the other."""

import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.fernet import Fernet

pytestmark = pytest.mark.postgresql

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(sys.executable).parent
PROGRAM = "import django; django.setup(); from tests.surface.tenants.two_regencies import main; main()"


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A fresh database beside that of the other tests, and the settings of a house of many regencies."""
    url, name = os.environ["DATABASE_URL"], f"regencies_{secrets.token_hex(4)}"
    (tmp_path / "static").mkdir()
    own = {
        "DATABASE_URL": f"{url.rpartition('/')[0]}/{name}",
        "DJANGO_SETTINGS_MODULE": "balairung.config.settings",
        "BALAIRUNG_TENANTS": "1",
        "BALAIRUNG_HOSTS": ".localhost,localhost,127.0.0.1",
        "BALAIRUNG_URL": "http://localhost:8000",
        "BALAIRUNG_DATA": str(tmp_path),
        "BALAIRUNG_SECRET_KEY": secrets.token_urlsafe(48),
        "BALAIRUNG_SEAL_KEYS": Fernet.generate_key().decode(),
        "BALAIRUNG_HASH_KEY": secrets.token_urlsafe(32),
    }
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield {**os.environ, **own}
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def balairung(environment: dict[str, str], *words: str) -> tuple[int, str, str]:
    """Exit code, what was said, what was complained of."""
    command = [str(HERE / "balairung"), *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def build(environment: dict[str, str]) -> None:
    assert balairung(environment, "tenant", "create", "35.77", "a.localhost")[0] == 0
    assert balairung(environment, "tenant", "create", "33.72", "b.localhost")[0] == 0


# --- the commands, and a real server ------------------------------------------------------------------------------


def test_commands(environment: dict[str, str], subtests: pytest.Subtests) -> None:
    build(environment)
    with subtests.test("what is wrong is refused with a sentence"):
        code, _said, complained = balairung(environment, "tenant", "create", "33.74", "a.localhost")
        assert (code, complained) == (1, "CommandError: Skema kab_3577 sudah dipakai a.localhost (35.77).\n")
    with subtests.test("made again it stays as it is, however it is written"):
        assert balairung(environment, "tenant", "create", "3577", "A.localhost")[0] == 0
        said = "b.localhost: mutakhir.\na.localhost: mutakhir.\n"
        assert balairung(environment, "tenant", "migrate") == (0, said, "")
    with subtests.test("a command runs in one regency, and its link leads there"):
        admin = ("create-admin", "--email", "pengelola@contoh.id", "--name", "Pengelola")
        code, told, complained = balairung(environment, "tenant", "run", "a.localhost", *admin)
        assert (code, complained) == (0, "")
        assert "http://a.localhost:8000/akun/" in told
        code, _said, complained = balairung(environment, "tenant", "run", "c.localhost", *admin)
        assert (code, "Traceback" in complained) == (1, False)
    with subtests.test("worker and check serve all"):
        assert balairung(environment, "worker", "--once") == (0, "", "")
        assert balairung(environment, "check")[0] == 0


def test_a_real_server(environment: dict[str, str]) -> None:
    """Web server and worker as `balairung serve` starts them, visitors on kept connections, now here and now there."""
    build(environment)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(HERE / "balairung"), "serve", "--port", str(port), "--threads", "2"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            assert b"Balairung" in server.stdout.readline()
            seen = [asked(port, host) for host in ("a.localhost", "b.localhost", "c.localhost", "127.0.0.1") * 5]
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=60)
    assert seen == ["Madiun", "Surakarta", 404, 404] * 5
    assert server.returncode == 0


def asked(port: int, host: str) -> object:
    """The city whose front page answers, or the status; it takes a moment until the server listens."""
    for _again in range(200):
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            client.request("GET", "/", headers={"Host": host})
            answer = client.getresponse()
            text = answer.read().decode()
            return next((name for name in ("Madiun", "Surakarta") if f"Kota {name}" in text), answer.status)
        except ConnectionRefusedError:
            time.sleep(0.1)
        finally:
            client.close()
    raise AssertionError("the server never listened")


# --- one life in the first, the second asked for all of it --------------------------------------------------------

A, B = "Madiun", "Surakarta"
KNOWN_HOSTS = {"a.localhost": A, "A.LocalHost": A, "a.localhost:9999": A, "b.localhost": B, "forwarded": B}
REFUSED = {
    "both taken": "sudah dipakai", "host taken": "sudah dipakai", "schema taken": "sudah dipakai",
    "no such code": "tidak dikenal", "a province": "Provinsi", "the directory's": "milik pangkalan data",
    "the server's": "milik pangkalan data", "no name": "huruf kecil", "an address": "tanpa skema",
    "a port": "tanpa skema",
}  # fmt: skip


def test_two_regencies(environment: dict[str, str], subtests: pytest.Subtests) -> None:
    build(environment)
    came_of = run_program(environment)
    with subtests.test("no address of the one leads anywhere in the other, whoever asks"):
        assert {who: found for who, found in came_of["given"].items() if found} == {}
        assert len(came_of["given"]) == 8
        assert came_of["unchanged"]
    with subtests.test("the same addresses lead somewhere at home"):
        assert came_of["addresses"] >= 29
        assert came_of["nowhere at home"] == []
    with subtests.test("no page shows anything of the other"):
        assert {who: found for who, found in came_of["shown"].items() if found} == {}
    with subtests.test("a number is found at home only"):
        assert (set(came_of["search"]), set(came_of["home search"])) == ({200}, {302})
    with subtests.test("only a known host is served, whatever else is said"):
        asked = came_of["hosts"]
        assert {host: asked[host] for host in KNOWN_HOSTS} == KNOWN_HOSTS
        assert {asked[host] for host in asked if host not in KNOWN_HOSTS} == {404}
    with subtests.test("a query that forgot its regency fails"):
        assert came_of["outside"] == ["ProgrammingError"] * 3 + ["nowhere"]
        assert came_of["across"] == "Stale"
        assert came_of["nested"] == "a regency is entered before its transaction begins"
    with subtests.test("the path is set for a transaction only"):
        assert came_of["statements"] == {"ways": ["SET LOCAL search_path"], "left": "nowhere", "schema": None}
    with subtests.test("an answer that failed leaves nothing behind"):
        assert came_of["failures"] == [500, 0, 500, 0]
    with subtests.test("what is streamed stays in its regency"):
        assert came_of["streams"] == {"events": True, "a": True, "b": True, "after": True, "in a transaction": False}
    with subtests.test("visitors at one moment each see their own"):
        assert came_of["crowd"] == {"wrong": 0, "right": 48}
    with subtests.test("what is wrong is refused before anything is made"):
        told = came_of["refusals"]
        assert {name: sentence for name, sentence in told.items() if REFUSED[name] not in sentence} == {}
        assert told.keys() == REFUSED.keys()
    with subtests.test("the worker serves each, and letters lead home"):
        links, counts = ["a.localhost:8000", "b.localhost:8000"], [True, 0, 0]
        done = {"a.localhost": counts, "b.localhost": counts}
        assert came_of["worker"] == {"counts": done, "problems": [], "links": links}
    with subtests.test("one broken regency stops no other"):
        assert came_of["broken"] == {"raised in b": True, "a": 500, "b": 200}


def run_program(environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-W", "error", "-c", PROGRAM]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found
