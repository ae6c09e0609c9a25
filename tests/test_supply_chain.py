"""What comes from others is known by name, licence and hash; and nothing that opens a door lies in the repository."""

import itertools
import json
import re
import secrets
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from tests.test_dependencies import allowed
from tools import sbom, secret_scan, vendored
from tools.lint import CHECKS
from tools.locked import locked

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "src" / "balairung" / "ground" / "ui" / "static" / "ui"
#: How a file tells that somebody else made it, or that it was made small elsewhere.
FOREIGN = re.compile(r"@preserve|@license|\bLicensed under\b|\(c\) \d{4}|\bCopyright\b|sourceMappingURL")
LONGEST = 2000  # signs of a line that a person wrote


# --- what we carry ---------------------------------------------------------------------------------------------------


def listed() -> dict[str, dict[str, Any]]:
    return {file["path"]: one for one in vendored.manifest() for file in one["files"]}


def test_what_we_carry_is_what_was_looked_at() -> None:
    assert list(vendored.changed()) == []


def test_a_changed_file_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sign more in a library is somebody else's library."""
    monkeypatch.setattr(vendored, "ROOT", tmp_path)
    for path in listed():
        copy = tmp_path / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((ROOT / path).read_bytes())
    assert list(vendored.changed()) == []
    script = next(path for path in listed() if path.endswith("leaflet.js"))
    (tmp_path / script).write_bytes((ROOT / script).read_bytes() + b" ")
    assert list(vendored.changed()) == [f"{script} is not what tools/vendored.yaml says of leaflet"]


def test_whatever_others_made_is_on_the_list() -> None:
    """Fonts and packed data always; scripts, sheets and drawings that say so, or that no person wrote."""
    binary = {path for path in STATIC.rglob("*") if path.suffix in {".woff", ".woff2", ".ttf", ".otf", ".wasm"}}
    written = [path for path in STATIC.rglob("*") if path.suffix in {".js", ".css"}]
    said = {path for path in written if FOREIGN.search(path.read_text())}
    small = {path for path in written if max(map(len, path.read_text().splitlines()), default=0) > LONGEST}
    packed = set((ROOT / "src" / "balairung" / "ground" / "data").rglob("*.gz"))
    found = {path.relative_to(ROOT).as_posix() for path in binary | said | small | packed}
    assert found - listed().keys() == set()
    assert len(found) >= 5


def test_each_of_them_may_be_given_away_and_brings_its_licence() -> None:
    for one in vendored.manifest():
        assert allowed(one["licence"]), one["name"]
        assert len((ROOT / one["notice"]).read_text()) > 700, one["name"]
        assert one["source"].startswith("https://"), one["name"]


def test_the_house_takes_nothing_from_another_host() -> None:
    """No page, sheet or script of ours names a script, a sheet or a font that lies elsewhere."""
    pages = [path for path in (ROOT / "src").rglob("*") if path.suffix in {".html", ".css", ".js"}]
    elsewhere = re.compile(
        r"""(?:<script[^>]+src=|<link[^>]+href=|@import\s|\burl\(|\bimport\()\s*["']?(?:https?:)?//"""
    )
    assert [path.name for path in pages if elsewhere.search(path.read_text())] == []
    assert elsewhere.search('<script src="https://cdn.example/x.js">')
    assert elsewhere.search("@import '//fonts.example/x.css'")


# --- the bill --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bill() -> str:
    return sbom.written(sbom.bill())


def test_the_bill_is_the_present_one_and_the_same_every_time(bill: str) -> None:
    assert sbom.written(sbom.bill()) == bill
    assert sbom.BILL.read_text() == bill, "the locks or the carried files changed: make sbom"
    assert sbom.LICENCES.read_text() == sbom.listed(), "make sbom"


def test_the_bill_is_a_bill(bill: str) -> None:
    """The schema of CycloneDX 1.6 says so, and would say otherwise."""
    assert sbom.faults(bill) == ""
    assert sbom.faults(bill.replace('"type": "library"', '"type": "shelf"')) != ""


def test_the_bill_names_all_that_serves(bill: str) -> None:
    said = json.loads(bill)
    names = {(one["name"], one["version"]) for one in said["components"]}
    assert {(name, version) for name, (version, _marker, _hashes) in locked("requirements.lock").items()} <= names
    assert {(one["name"], str(one["version"])) for one in vendored.manifest()} <= names
    assert all(one["licenses"] for one in said["components"])
    tree = {one["ref"]: set(one.get("dependsOn", [])) for one in said["dependencies"]}
    assert {"pypi:django", "pypi:cryptography", "carried:leaflet"} <= tree["balairung"]
    assert "pypi:asgiref" in tree["pypi:django"]
    assert "pypi:asgiref" not in tree["balairung"]


def test_nobody_is_on_the_bill_unasked(bill: str) -> None:
    """Each component is reached from ours by somebody's need."""
    said = json.loads(bill)
    tree = {one["ref"]: one.get("dependsOn", []) for one in said["dependencies"]}
    reached, waiting = set(), ["balairung"]
    while waiting:
        reached.add(one := waiting.pop())
        waiting += [child for child in tree.get(one, []) if child not in reached]
    assert {one["bom-ref"] for one in said["components"]} - reached == set()


# --- secrets ---------------------------------------------------------------------------------------------------------


def drawn(signs: str, length: int) -> str:
    return "".join(secrets.choice(signs) for _ in range(length))


LOWER, UPPER, DIGITS = "abcdefghijkmnpqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "23456789"


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("Fernet key", f'SEAL_KEYS = ["{Fernet.generate_key().decode()}"]'),
        ("Fernet key", f"BALAIRUNG_SEAL_KEYS={Fernet.generate_key().decode()}"),
        ("key of our API", f"Authorization: Bearer bal_{drawn(LOWER + DIGITS, 8)}_{drawn(LOWER + DIGITS, 40)}"),
        ("age identity", "AGE-SECRET-KEY-1" + drawn(UPPER + DIGITS, 58)),
        ("Private Key", "-----BEGIN " + "RSA PRIVATE KEY-----"),
        ("AWS Access Key", "AKIA" + drawn(UPPER, 16)),
        ("GitHub Token", "ghp_" + drawn(LOWER + UPPER, 36)),
        ("Slack Token", "xoxb-" + drawn(DIGITS, 12) + "-" + drawn(LOWER, 24)),
        ("Telegram Bot Token", "url = 'x'\n" + drawn(DIGITS, 9) + ":AA" + drawn(LOWER, 33)),
        ("Basic Auth Credentials", f"smtp://petugas:{drawn(LOWER, 12)}@mail.contoh.go.id:587"),
    ],
    ids=itertools.count(),  # never the key: it is another one in every process
)
def test_a_planted_secret_is_found_and_not_repeated(kind: str, line: str) -> None:
    text = f"# nothing here\n\n{line}\n"
    found = list(secret_scan.findings("deploy/x.env", text))
    assert [one for one in found if kind in one and one.startswith("deploy/x.env:")], found
    secret = max(re.findall(r"[\w-]+", line), key=len)
    assert not any(secret in one for one in found)


@pytest.mark.parametrize("name", ["var2/keys.json", "deploy/secrets/id_ed25519", "tls/house.pem", ".netrc"])
def test_a_file_that_holds_keys_is_known_by_its_name(name: str) -> None:
    assert list(secret_scan.findings(name, "")) == [f"{name}: a file of this name holds a key"]


def test_samples_are_none() -> None:
    text = "smtp://user:password@mail:587 postgresql://u:{password}@db/x\nSEAL_KEYS=\nseal = keyed('bal_')\n"
    assert list(secret_scan.findings("docs/operate.md", text)) == []


def test_lint_looks_for_secrets() -> None:
    assert CHECKS["secrets"] == ["python", "tools/secret_scan.py"]
    folder = {name for name, _text in secret_scan.present()}
    assert {"deploy/balairung.env", "tests/conftest.py", "docs/operate.md", "Makefile"} <= folder


def test_what_was_taken_out_again_is_found_in_what_git_keeps() -> None:
    """The reader of one commit's change: what it added, by file, and not what it removed."""
    removed, given = "-AKIA" + "A" * 16, "+AKIA" + "B" * 16
    change = "\n".join(["--- a/x", "+++ b/x", "@@ -1 +1,2 @@", removed, given, "+++ b/y", "+z"])
    added = dict(secret_scan._added("0123456789abcdef", change))
    assert added == {"0123456789 x": "AKIA" + "B" * 16, "0123456789 y": "z"}
