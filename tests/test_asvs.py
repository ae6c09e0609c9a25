"""The self-assessment is whole and its proofs exist; and what it says of cryptography and deployment is so."""

from __future__ import annotations

import ast
import csv
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from pytest_django import Settings

from balairung.config import settings as given

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "balairung"
FOLDER = ROOT / "docs" / "security"
ANSWERS = {"met", "partly", "not applicable"}


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    number: str
    level: str
    what: str
    answer: str
    where: str
    proof: str

    @property
    def tests(self) -> list[str]:
        return re.findall(r"`(tests/[^`:]+::\w+)`", self.proof)

    @property
    def paths(self) -> list[str]:
        return [path for path in re.findall(r"`([\w./-]+)`", self.proof) if "::" not in path]


def rows() -> list[Row]:
    lines = (FOLDER / "asvs.md").read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d", line)]
    return [Row(*one) for one in cells]


ROWS = rows()


def test_every_requirement_of_both_levels_has_its_row() -> None:
    with open(FOLDER / "asvs-5.0.0.csv") as file:
        wanted = [(one["requirement"], one["level"]) for one in csv.DictReader(file)]
    assert (len(wanted), sum(level == "1" for _number, level in wanted)) == (253, 70)  # as the standard counts them
    assert [(one.number, one.level) for one in ROWS] == wanted


def test_every_row_answers_and_what_is_met_is_proved() -> None:
    assert [one.number for one in ROWS if one.answer not in ANSWERS] == []
    assert [one.number for one in ROWS if one.answer == "met" and not one.tests + one.paths] == []
    assert [one.number for one in ROWS if one.answer == "partly" and not re.search("lacks: |as [0-9]", one.where)] == []
    assert [one.number for one in ROWS if one.answer == "not applicable" and len(one.where) < 5] == []


def test_every_proof_exists() -> None:
    broken = []
    for row in ROWS:
        for path, name in (test.split("::") for test in row.tests):
            there = (ROOT / path).exists() and re.search(rf"def {name}\b", (ROOT / path).read_text())
            broken += [] if there else [f"{row.number}: {path}::{name}"]
        broken += [f"{row.number}: {path}" for path in row.paths if not (ROOT / path).exists()]
    assert broken == []


def test_the_sum_is_right() -> None:
    count = {answer: sum(one.answer == answer for one in ROWS) for answer in ANSWERS}
    said = f"{count['met']} met, {count['partly']} partly, {count['not applicable']} not applicable"
    assert said in (FOLDER / "asvs.md").read_text()


# --- cryptography ----------------------------------------------------------------------------------------------------

#: Whoever imports one of these enciphers or signs.
ENCIPHERING = {"cryptography", "Crypto", "nacl", "pyrage", "http_ece", "py_vapid", "argon2", "jwt", "josepy"}
#: Hashes that want a reason.
UNUSUAL = {"md5", "sha1", "scrypt", "pbkdf2_hmac", "new"}


def modules() -> list[tuple[str, ast.Module]]:
    files = [path for path in SOURCE.rglob("*.py") if not {"migrations", "demo"} & set(path.parts)]
    return [(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())) for path in sorted(files)]


def imported(tree: ast.Module) -> set[str]:
    """The packages that a module takes in, wherever in it."""
    plain = {name.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    return plain | {(node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def unusual(tree: ast.Module) -> set[str]:
    called = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in UNUSUAL)
    return {node.attr for node in called if isinstance(node.value, ast.Name) and node.value.id == "hashlib"}


def test_what_enciphers_and_signs_is_on_the_list() -> None:
    """By module, or by the folder of a part that does little else."""
    page = (FOLDER / "asvs.md").read_text().partition("## Inventory of cryptography")[2]
    listed = set(re.findall(r"`(src/balairung/[\w/]+(?:\.py|/))`", page))
    found = {path for path, tree in modules() if imported(tree) & ENCIPHERING or unusual(tree)}
    new = [path for path in found if not path.startswith(tuple(listed))]
    assert new == [], "new cryptography: say in docs/security/asvs.md what for, with what, whose key"
    assert [place for place in listed if not any(path.startswith(place) for path in found)] == []


def test_no_broken_hash_and_no_weak_mode() -> None:
    """SHA-1 only where somebody else's format is written in it, and never as a protection of ours; MD5 nowhere."""
    named = {path: unusual(tree) for path, tree in modules() if unusual(tree)}
    assert [path for path, names in named.items() if "md5" in names] == []
    old = {path for path, names in named.items() if "sha1" in names}
    theirs = {f"src/balairung/kernel/{part}.py" for part in ("messaging/doors/wire", "people/account_passwords")}
    assert old - theirs == set()
    weak = re.compile(r"modes\.ECB|PKCS1v15\(|TripleDES|ARC4|Blowfish|SHA1\(\)|MD5\(\)")
    assert [path for path, _tree in modules() if weak.search((ROOT / path).read_text())] == []


def test_what_nobody_may_guess_is_drawn_by_the_system() -> None:
    """`random` is for patience between tries; every code, token and key comes from `secrets` or the library's own."""
    guessing = {path for path, tree in modules() if "random" in imported(tree)}
    assert guessing - {"src/balairung/kernel/messaging/live.py"} == set()


def test_passwords_are_kept_by_argon2(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = given.PASSWORD_HASHERS  # the tests' own are quick
    assert make_password("sandi yang panjang sekali").startswith("argon2$argon2id$")


# --- scripts and deployment ------------------------------------------------------------------------------------------

#: Where a script puts in a page of ours, escaped by our templates, and nothing that it was told otherwise.
PUTTING = {"hall.js", "live.js", "minutes.js", "scan.js"}


def test_scripts_put_in_only_pages_of_our_own() -> None:
    folder = SOURCE / "ground" / "ui" / "static" / "ui"
    own = {path.name: path.read_text() for path in folder.glob("*.js")}
    puts = re.compile(r"\.(?:innerHTML|outerHTML)\s*=[^=]|insertAdjacentHTML|document\.write|createContextualFragment")
    assert {name for name, text in own.items() if puts.search(text)} - PUTTING == set()
    runs = re.compile(r"\beval\(|new Function\(|setTimeout\(\s*[\"'`]|javascript:")
    assert {name for name, text in own.items() if runs.search(text)} == set()


def test_the_sample_of_the_web_server_speaks_tls_of_today() -> None:
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    assert re.findall(r"ssl_protocols ([^;]+);", text) == ["TLSv1.2 TLSv1.3"]
    assert re.search(r"listen 80;.*?return 301 https://", text, re.DOTALL)
    assert re.search(r"listen 80;.*?location /api/ \{ return 403; \}.*?\n\}", text, re.DOTALL)
    assert "letsencrypt/live" in text
    assert "server_tokens off;" in text
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text, "what a visitor claims would come through"


UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
GIVEN_UP = (
    "User=balairung", "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "CapabilityBoundingSet=\n",
    "SystemCallFilter=@system-service", "ProtectHome=yes",
)  # fmt: skip


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: str(path.name))
def test_the_units_give_up_what_they_need_not(unit: Path) -> None:
    text = unit.read_text()
    assert [line for line in GIVEN_UP if line not in text] == []
    assert re.search("^UMask=00[27]7$", text, re.MULTILINE), "what it writes is for others to read"


def test_the_log_goes_to_standard_error_alone() -> None:
    text = (SOURCE / "config" / "settings.py").read_text().partition("LOGGING = {")[2]
    assert re.findall(r'"class": "([\w.]+)"', text) == ["logging.StreamHandler"]
