"""No secret that somebody else could know guards a server that others reach: it refuses to start, and says why."""

import base64
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import assume, given
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.config.keys import fresh_keys
from balairung.config.weak import PRINTED, weaknesses
from balairung.ground.common.errors import Refused
from balairung.kernel.people.accounts import set_password
from balairung.kernel.people.published import PASSWORD
from tests import make

ROOT = Path(__file__).resolve().parent.parent
SIXTY_FOUR = "0123456789abcdef" * 4
GOOD = {
    "SECRET_KEY": "Xb4kzC1f0-vQw7NqL2mRr9Ys5TtUuGgHh3JjKkPpDdEe6Aa8Zz_",
    "SEAL_KEYS": base64.urlsafe_b64encode(bytes(range(100, 132))).decode(),
    "HASH_KEY": "mR8sN5vYx2Qw9TzU4kLp7Jh3Gf6Dd1Ss0Aa_BbCcEe",
}
PLACES = {"DATABASE_URL": "postgresql://balairung@/balairung?host=/var/run/postgresql", "BALAIRUNG_SMTP": ""}


def started(tmp_path: Path, **given: str) -> tuple[int, str]:
    """How the house starts when others reach it, in a process of its own as an operator would start it."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    bare = {**kept, "BALAIRUNG_DATA": str(tmp_path), "BALAIRUNG_HOSTS": "balairung.contoh.go.id"}
    keys = {f"BALAIRUNG_{name}": value for name, value in GOOD.items()}
    program = "from django.conf import settings; settings.DEBUG"
    own = {**bare, **keys, "DJANGO_SETTINGS_MODULE": "balairung.config.settings", **given}
    done = subprocess.run([sys.executable, "-c", program], env=own, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr.strip().splitlines()[-1] if done.stderr.strip() else ""


def faults(**given: str) -> list[str]:
    """The sentences for GOOD keys and PLACES with these instead."""
    keys, places = ({name: given.get(name, value) for name, value in known.items()} for known in (GOOD, PLACES))
    debug, second = bool(given.get("DEBUG")), given.get("SECOND_FACTOR", "required")
    hosts = given.get("HOSTS", "balairung.contoh.go.id").split(",")
    return list(weaknesses(keys, places, hosts=hosts, debug=debug, second_factor=second))


def test_with_secrets_of_its_own_it_starts(tmp_path: Path) -> None:
    assert started(tmp_path) == (0, "")
    assert list(tmp_path.iterdir()) == [], "keys were made up beside those that were given"


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("BALAIRUNG_SECRET_KEY", "", "must be too: BALAIRUNG_SECRET_KEY"),
        ("BALAIRUNG_SECRET_KEY", "changeme", "BALAIRUNG_SECRET_KEY is a sample"),
        ("BALAIRUNG_HASH_KEY", "pendek-tapi-acak-9Xq", "BALAIRUNG_HASH_KEY is shorter than 32"),
        ("BALAIRUNG_SEAL_KEYS", "bukan kunci", "BALAIRUNG_SEAL_KEYS holds something that is no Fernet key"),
        ("BALAIRUNG_HASH_KEY", GOOD["SECRET_KEY"], "One secret stands for two"),
        ("BALAIRUNG_METRICS_TOKEN", "metrik", "BALAIRUNG_METRICS_TOKEN is shorter"),
        ("BALAIRUNG_DEBUG", "1", "BALAIRUNG_DEBUG shows settings"),
        ("BALAIRUNG_SECOND_FACTOR", "offered", "BALAIRUNG_SECOND_FACTOR may be offered"),
        ("BALAIRUNG_HOSTS", "*", "BALAIRUNG_HOSTS names every host"),
        ("DATABASE_URL", "postgresql://balairung:balairung@db/balairung", "DATABASE_URL carries a password"),
        ("BALAIRUNG_SMTP", "smtp://user:password@mail.contoh.go.id:587?tls=1", "BALAIRUNG_SMTP carries a password"),
    ],
)
def test_a_server_that_others_reach_refuses(tmp_path: Path, name: str, value: str, why: str) -> None:
    """The settings ask: not only the function below knows."""
    code, said = started(tmp_path, **{name: value})
    assert (code, why in said) == (1, True), said
    assert not value or len(value) < 20 or value not in said, "the secret itself stands in the log"


@pytest.mark.parametrize("name", ["SECRET_KEY", "HASH_KEY"])
@pytest.mark.parametrize(
    "value",
    [*sorted(PRINTED), "django-insecure-" + GOOD["SECRET_KEY"], "changeme" * 8, "uji" * 20, "a" * 64, "ab" * 40,
     "ganti-saya-" + GOOD["SECRET_KEY"], "your-secret-key-" + SIXTY_FOUR, "<" + SIXTY_FOUR + ">"],
)  # fmt: skip
def test_what_is_printed_or_repeated_is_no_key(name: str, value: str) -> None:
    assert any(f"BALAIRUNG_{name} " in one for one in faults(**{name: value}))


@pytest.mark.parametrize(
    "value",
    [
        "",
        " , ",
        GOOD["SEAL_KEYS"][:-4],
        base64.urlsafe_b64encode(b"\x00" * 32).decode(),
        base64.urlsafe_b64encode(b"semoga-aman-selamanya-aman-segwa").decode(),  # as a test of ours has it
        f"{GOOD['SEAL_KEYS']},{base64.urlsafe_b64encode(b'rahasia-' * 4).decode()}",
        f"{GOOD['SEAL_KEYS']},{GOOD['SEAL_KEYS']}",
    ],
)
def test_no_key_of_the_ring_is_a_sentence(value: str) -> None:
    assert faults(SEAL_KEYS=value) != []


@pytest.mark.parametrize("password", sorted(PRINTED - {""}))
def test_no_printed_password_guards_database_or_mail(password: str) -> None:
    assert (
        len(faults(DATABASE_URL=f"postgresql://u:{password}@db/x", BALAIRUNG_SMTP=f"smtps://u:{password}@m:465")) == 2
    )
    assert len(faults(DATABASE_URL=f"postgresql://db/x?user=u&password={password.upper()}")) == 1


def test_whatever_the_deployment_samples_print_is_refused() -> None:
    """What an operator copies and forgets to change."""
    sample = (ROOT / "deploy" / "balairung.env").read_text()
    assigned = dict(re.findall(r"^#?\s*(BALAIRUNG_\w+|DATABASE_URL)=(.*)$", sample, re.MULTILINE))
    assert len(faults(BALAIRUNG_SMTP=assigned["BALAIRUNG_SMTP"])) == 1
    assert faults(DATABASE_URL=assigned["DATABASE_URL"]) == [], "a socket needs no password"
    secret = [name for name in assigned if name.endswith(("_KEY", "_KEYS", "PASSWORD"))]
    compose = (ROOT / "deploy" / "compose.yaml").read_text()
    plain = re.findall(r"^\s+\w*(?:_KEYS?|PASSWORD|SECRET)\w*(?<!_FILE): .*", compose, re.MULTILINE)
    assert (secret, plain) == ([], []), "a secret stands in a sample instead of a file"


@given(st.binary(min_size=160, max_size=160).filter(lambda drawn: len(set(drawn)) > 60))
def test_what_a_machine_drew_is_never_refused(drawn: bytes) -> None:
    """As the manual says how to make them, and as `openssl rand -hex 32` does."""
    assert faults(**fresh_keys()) == []
    seal, secret, other = base64.urlsafe_b64encode(drawn[:32]).decode(), drawn[32:96], drawn[96:]
    words = {"SECRET_KEY": base64.urlsafe_b64encode(secret).decode(), "HASH_KEY": other.hex()}
    assume(len(set(drawn[:32])) > 20 and not drawn[:32].isascii() and secret != other)
    assume(len(set(words["SECRET_KEY"])) > 30 and len(set(words["HASH_KEY"])) > 12)
    assert faults(SEAL_KEYS=seal, **words) == []


# --- the demonstration stays at home ---------------------------------------------------------------------------------


def test_no_demonstration_where_others_reach_it(settings: Settings) -> None:
    settings.HOSTS = ["balairung.contoh.go.id"]
    with pytest.raises(CommandError, match="Data rekaan hanya untuk komputer ini"):
        call_command("demo", stdout=StringIO())


@pytest.mark.django_db
@pytest.mark.parametrize(("hosts", "inside"), [([], True), (["testserver"], False)], ids=["alone", "reached"])
def test_the_printed_password_opens_the_demonstration_and_no_other_house(
    client: Client, settings: Settings, hosts: list[str], *, inside: bool
) -> None:
    """A folder somebody looked around in became a real one: its invented officers came along."""
    settings.HOSTS = hosts
    make.regency()
    user = make.account(make.holder("pupr", "liaison"))
    user.set_password(PASSWORD)
    user.save()
    client.post("/akun/login/", {"login": user.email, "password": PASSWORD})
    assert ("_auth_user_id" in client.session) is inside


@pytest.mark.django_db
def test_nobody_may_choose_the_printed_password() -> None:
    make.regency()
    user = make.account(make.holder("pupr", "liaison"))
    with pytest.raises(Refused, match="kata sandi data rekaan"):
        set_password(user, PASSWORD)
