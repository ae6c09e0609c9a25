"""`balairung doctor` and the page *Mesin*: each fault is found, each has a remedy, and all is well when it is."""

from __future__ import annotations

import json
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.messaging.models import Gateway, Notice
from balairung.kernel.obligations.escalation import escalate
from balairung.surface.operations import clock, readonly
from balairung.surface.operations.checks import machine, safety, work
from balairung.surface.operations.checks.finding import Finding, Level
from balairung.surface.operations.examining import examine
from balairung.surface.operations.models import Round
from tests import make
from tests.surface.operations.refusing import away

NOW = make.START + timedelta(hours=1)
HERE = "tests.surface.operations.test_doctor."


class Told:
    """What the backups say."""

    def __init__(self, moment: datetime | None, problem: str = "") -> None:
        self.moment, self.problem = moment, problem


def fresh_backup() -> Told:
    return Told(timezone.now() - timedelta(hours=3))


def lived(**fields: Any) -> Round:
    now = clock.reading(timezone.now())
    return Round.objects.create(**{"at": now.at, "boot": now.boot, "ran": now.ran, **fields})


@pytest.fixture
def well(settings: Settings, data: Path, db: None) -> None:
    """A server of which nothing bad can be said."""
    data.chmod(0o700)
    settings.BACKUPS = f"{HERE}fresh_backup"
    make.regency()
    lived()


def doctor(*words: str) -> tuple[int, str]:
    said = StringIO()
    try:
        call_command("doctor", *words, stdout=said)
    except SystemExit as end:
        return int(str(end.code)), said.getvalue()
    return 0, said.getvalue()


def told(finding: Finding) -> tuple[str, Level]:
    """What is not well has a remedy; what is well needs none."""
    assert bool(finding.remedy) == (finding.level != Level.GOOD), finding
    assert finding.sentence.strip().endswith("."), finding.sentence
    return finding.key, finding.level


@pytest.mark.usefixtures("well")
def test_all_is_well() -> None:
    code, said = doctor()
    assert code == 0, said
    assert "Perlu ditangani" not in said
    code, said = doctor("--json")
    found = json.loads(said)
    assert (code, found["well"], len(found["houses"])) == (0, True, 1), said
    assert {"disk", "clock", "worker", "backup", "leaves", "escalations", "migrations"} <= {
        one["key"] for one in found["houses"][0]["findings"]
    }


@pytest.mark.usefixtures("well")
def test_a_fault_is_an_exit_code_a_sentence_and_a_remedy(settings: Settings) -> None:
    settings.BACKUPS = f"{HERE}nothing"
    code, said = doctor()
    assert code == 1
    assert "Belum pernah dibuat: bila disk rusak, semuanya hilang." in said
    assert "→ Jalankan `balairung backup` setiap malam" in said
    code, said = doctor("--json")
    assert (code, json.loads(said)["well"]) == (1, False)


def nothing() -> None:
    return None


@pytest.mark.django_db(transaction=True)
def test_without_a_database_the_machine_is_looked_at_all_the_same(tmp_path: Path) -> None:
    make.regency()
    with away(tmp_path):
        code, said = doctor("--json")
    found = {one["key"]: one["level"] for one in json.loads(said)["houses"][0]["findings"]}
    assert code == 1
    assert found["database"] == "bad"
    assert "disk" in found


@pytest.mark.django_db
def test_a_database_without_tables_of_this_version_is_told_to_migrate() -> None:
    """What else is asked may not be there yet; PostgreSQL answers, so it is not said to be away."""
    make.regency()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'operations'")
        cursor.execute("ALTER TABLE operations_round RENAME TO operations_later")
    code, said = doctor()
    assert code == 1
    assert "balairung migrate" in said
    assert "tidak menjawab" not in said


def test_room_on_the_disk(settings: Settings) -> None:
    settings.DISK_RESERVE = 0
    assert told(machine.disk()) in {("disk", Level.GOOD), ("disk", Level.WARN)}
    settings.DISK_RESERVE = 10**18
    assert told(machine.disk()) == ("disk", Level.BAD)
    assert told(machine.writing()) == ("readonly", Level.BAD)
    settings.DISK_RESERVE = 0
    assert told(machine.writing()) == ("readonly", Level.GOOD)
    readonly.order(True)
    assert "balairung readonly off" in machine.writing().remedy


@pytest.mark.django_db
def test_a_clock_that_jumped() -> None:
    if clock.reading(timezone.now()).kept:
        pytest.skip("this machine's clock is kept by a time server, and so believed")
    make.regency()
    now = timezone.now()
    lived(at=now - timedelta(minutes=1), ran=clock.reading(now).ran - 60)
    assert told(machine.time(now))[1] != Level.BAD
    found = machine.time(now + timedelta(days=1))
    assert told(found) == ("clock", Level.BAD)
    assert "melompat 24 jam ke depan" in found.sentence
    assert "mundur" in machine.time(now - timedelta(days=3)).sentence


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_clock_that_is_not_the_databases() -> None:
    make.regency()
    Round.objects.all().delete()
    found = machine.time(timezone.now() + timedelta(hours=1))
    assert told(found) == ("clock", Level.BAD)
    assert "berselisih" in found.sentence


@pytest.mark.django_db
def test_a_worker_that_stands_still() -> None:
    make.regency()
    now = timezone.now()
    assert told(work.worker(now)) == ("worker", Level.BAD)
    lived(at=now - timedelta(minutes=4))
    assert told(work.worker(now)) == ("worker", Level.GOOD)
    assert told(work.worker(now + timedelta(minutes=2))) == ("worker", Level.BAD)
    lived(at=now, failed="balairung.kernel.messaging.delivery.deliver")
    assert "delivery.deliver" in work.worker(now).sentence
    lived(at=now + timedelta(seconds=1), held="clock")
    assert "jam mesin diragukan" in work.worker(now + timedelta(seconds=1)).sentence


@pytest.mark.django_db
def test_messages_that_wait_too_long() -> None:
    make.regency()
    make.complaint(contact="warga@contoh.id")
    first = Notice.objects.order_by("try_at").first()
    assert first
    assert told(work.notices(first.try_at + timedelta(minutes=14))) == ("notices", Level.GOOD)
    assert told(work.notices(first.try_at + timedelta(minutes=16))) == ("notices", Level.BAD)
    Notice.objects.update(try_at=first.try_at + timedelta(days=3))
    morning = first.try_at + timedelta(hours=12)
    assert told(work.notices(morning)) == ("notices", Level.GOOD), "what waits for its hour is not late"


@pytest.mark.django_db
def test_what_is_late_and_did_not_climb() -> None:
    make.regency()
    make.holder("pupr", "head", "Kadis")
    make.holder("setda", "secretary", "Sekda")
    make.complaint()
    late = make.START + timedelta(days=40)
    assert told(work.clocks(make.START)) == ("clocks", Level.GOOD)
    assert told(work.clocks(late)) == ("clocks", Level.BAD)
    assert told(safety.escalations(late)) == ("escalations", Level.BAD)
    while escalate(now=late):
        pass
    assert told(work.clocks(late)) == ("clocks", Level.GOOD)


@pytest.mark.django_db
def test_lines_without_a_leaf() -> None:
    make.regency()
    make.complaint()
    now = timezone.now()  # a line's key holds the moment at which it was written
    assert told(safety.leaves(now + timedelta(hours=1))) == ("leaves", Level.GOOD)
    assert told(safety.leaves(now + timedelta(days=3))) == ("leaves", Level.BAD)


@pytest.mark.django_db
def test_a_door_that_fails_is_named_and_nothing_is_lost() -> None:
    make.regency()
    assert [told(one) for one in work.doors(NOW)] == [("doors", Level.GOOD)]
    Gateway.objects.update_or_create(
        channel="email", defaults={"open": True, "problem": "535 kata sandi ditolak", "changed_at": NOW}
    )
    found = [*work.doors(NOW)]
    assert [told(one) for one in found] == [("door-email", Level.BAD)]
    assert "535 kata sandi ditolak" in found[0].sentence


@pytest.mark.parametrize(
    ("moment", "problem", "level"),
    [
        (NOW - timedelta(hours=25), "", Level.GOOD),
        (NOW - timedelta(hours=27), "", Level.WARN),
        (NOW - timedelta(days=4), "", Level.BAD),
        (NOW - timedelta(hours=2), "disk penuh", Level.BAD),
        (None, "", Level.BAD),
    ],
)
def test_backups_grow_old(settings: Settings, moment: datetime | None, problem: str, level: Level) -> None:
    Kept.told = Told(moment, problem)
    settings.BACKUPS = f"{HERE}kept"
    assert told(safety.backups(NOW)) == ("backup", level)


class Kept:
    told = Told(None)


def kept() -> Told:
    return Kept.told


def test_folders_that_others_may_read(data: Path) -> None:
    (data / "keys.json").write_text("{}")
    (data / "keys.json").chmod(0o600)
    data.chmod(0o755)
    assert told(machine.folders()) == ("folders", Level.GOOD)
    (data / "keys.json").chmod(0o644)
    found = machine.folders()
    assert told(found) == ("folders", Level.WARN)
    assert "keys.json" in found.sentence
    data.chmod(0o700)
    assert told(machine.folders()) == ("folders", Level.GOOD)


def test_how_it_is_reached(settings: Settings) -> None:
    settings.HOSTS, settings.SECURE = [], False
    assert told(machine.reach()) == ("reach", Level.WARN)
    settings.HOSTS = ["balairung.contoh.go.id"]
    assert told(machine.reach()) == ("reach", Level.BAD)
    settings.SECURE = True
    assert told(machine.reach()) == ("reach", Level.GOOD)


@pytest.mark.django_db
def test_tables_of_an_older_version() -> None:
    assert told(machine.migrations()) == ("migrations", Level.GOOD)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'operations'")
    assert told(machine.migrations()) == ("migrations", Level.BAD)


# --- the certificate of the site ------------------------------------------------------------------------------------


@contextmanager
def site(folder: Path, ends: datetime) -> Iterator[tuple[int, Path]]:
    """A web server on this machine whose certificate ends then."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(ends - timedelta(days=90)).not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    shown, secret = folder / "site.pem", folder / "site.key"
    shown.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, secret)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=_shake, args=(listening, context), daemon=True)
        server.start()
        yield listening.getsockname()[1], shown
    server.join(5)


def _shake(listening: socket.socket, context: ssl.SSLContext) -> None:
    try:
        line, _address = listening.accept()
        with context.wrap_socket(line, server_side=True) as shaken:
            shaken.recv(1)
    except OSError:
        pass


@pytest.mark.parametrize(("days", "level"), [(60, Level.GOOD), (14, Level.WARN), (3, Level.BAD), (-1, Level.BAD)])
def test_a_certificate_of_the_site_that_ends(
    days: int, level: Level, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    with site(tmp_path, now + timedelta(days=days, hours=1)) as (port, authority):
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        settings.SECURE, settings.BASE_URL = True, f"https://localhost:{port}"
        found = safety.certificate(now)
    assert told(found) == ("certificate", level)


def test_a_site_that_nobody_answers_for(settings: Settings) -> None:
    settings.SECURE, settings.BASE_URL = True, "https://localhost:9"
    assert told(safety.certificate(NOW)) == ("certificate", Level.BAD)
    settings.SECURE = False
    assert told(safety.certificate(NOW)) == ("certificate", Level.GOOD)


# --- the page -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("well")
def test_the_page_says_the_same_in_plain_words(
    operator: Callable[[], Client], settings: Settings, django_assert_max_num_queries: Any
) -> None:
    settings.BACKUPS = f"{HERE}nothing"
    client = operator()
    for _number in range(30):
        lived(done=3)
    client.get(reverse("operations:machine"))
    with django_assert_max_num_queries(30):
        page = client.get(reverse("operations:machine")).text
    for one in examine(timezone.now()):
        assert one.title in page
        assert one.remedy in re.sub("</?code>", "`", unescape(page))
    assert "Belum pernah dibuat" in page
    assert page.count('<th scope="row">') == 20
    assert "SQLite" in page or "PostgreSQL" in page


@pytest.mark.django_db
def test_the_page_of_a_worker_that_never_ran_says_how_to_start_it(operator: Callable[[], Client]) -> None:
    make.regency()
    page = operator().get(reverse("operations:machine")).text
    assert '<a href="/pengelola/mesin/" aria-current="page">' in page
    assert "Pekerja belum meninggalkan catatan" in page
    assert "balairung serve" in page


@pytest.mark.django_db
def test_the_page_is_for_operators(client: Client) -> None:
    make.regency()
    assert client.get(reverse("operations:machine")).status_code == 302
    client.force_login(make.account(make.holder("pupr", "head", "Kadis")))
    assert client.get(reverse("operations:machine")).status_code == 403
