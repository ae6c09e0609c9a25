"""Protections taken away one by one, in a copy of the house: the test beside each must fail.

A test that passes without what it is about proves nothing. Run by `make prove-protections`; it takes some minutes, so
it is no part of the suite. `python -m tests.attack.mutants WORD` tries only those whose name holds the word.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("src", "tests", "pyproject.toml", "deploy", "docs", "tools", "bench", "Makefile")
SOURCE, PYTHON = "src/balairung/", "own"
WORDS = {0: "still passes", 1: "fails", 3: "is not where it was", 4: "could not be tried: its test fails with it"}


@dataclass(frozen=True)
class Mutant:
    """One protection: where it stands, what stands there without it, and the test that must notice."""

    name: str
    file: str
    old: str
    new: str
    test: str


MUTANTS = (
    Mutant(
        "whom a page is for", "kernel/people/audience.py", "if not admits(actor):", "if False:",
        "tests/test_house.py::test_every_private_view_sends_a_stranger_to_the_door",
    ),
    Mutant(
        "whose a case is", "kernel/obligations/models/obligations.py", "else seen.filter(mine)", "else seen",
        "tests/kernel/obligations/test_visibility.py::test_what_exists_for_whom",
    ),
    Mutant(
        "no script inside a page", "config/settings", '"script-src": [SELF],',
        '"script-src": [SELF, "\'unsafe-inline\'"],',
        "tests/attack/test_headers.py::test_what_no_view_answers_is_guarded_too",
    ),
    Mutant(
        "what belongs to one is kept by nobody", "ground/ui/headers.py", "is_private(request, response):", "False:",
        "tests/attack/test_headers.py::test_a_failure_is_guarded_too",
    ),
    Mutant(
        "no form of another site", "config/settings", '    "django.middleware.csrf.CsrfViewMiddleware",\n', "",
        "tests/attack/test_requests.py::test_a_token_of_another_site_is_none",
    ),
    Mutant(
        "text is escaped", "ground/ui/templates/ui/refused.html", "{{ sentence }}", "{{ sentence|safe }}",
        "tests/test_house.py::test_no_text_is_called_safe",
    ),
    Mutant(
        "what a photograph tells is left behind", "kernel/files/pictures.py",
        "picture.info.clear()", "picture.load()",
        "tests/attack/test_uploads.py::test_no_door_of_messages_keeps_it",
    ),
    Mutant(
        "strangers' bytes are opened behind closed doors", "kernel/files/cell.py",
        "resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))", "pass",
        "tests/kernel/files/test_cell.py::test_nothing_can_be_opened",
    ),
    Mutant(
        "no address of the inside", "ground/common/outbound.py",
        "return not any(found in network for network in CLOSED_4)", "return True",
        "tests/ground/test_outbound.py::test_an_address_that_is_not_of_the_public_internet_is_not_permitted",
    ),
    Mutant(
        "no formula leaves", "kernel/people/spreadsheets.py",
        'return f"\'{text}" if text.startswith(FORMULA) else text', "return text",
        "tests/kernel/people/test_spreadsheets.py::test_whatever_is_written_no_program_computes_it",
    ),
    Mutant(
        "a link to a file ends", "kernel/files/views.py", "if link.until <= now:", "if False:",
        "tests/kernel/files/test_links.py::test_a_link_has_its_time",
    ),
    Mutant(
        "five guesses", "kernel/messaging/contacts.py", "code_until__gt=at, tries__lt=TRIES", "code_until__gt=at",
        "tests/kernel/messaging/test_contacts.py::test_wrong_codes_are_counted_and_then_even_the_right_one_is_too_late",
    ),
    Mutant(
        "links in letters are ours", "kernel/messaging/accounts.py",
        "return house_url() + urlsplit(named).path", "return named",
        "tests/kernel/messaging/test_accounts.py::test_the_link_to_a_new_password_is_ours_whatever_host_was_asked",
    ),
    Mutant(
        "one form is one report", "rooms/complaints/filing/report.py",
        "rows = Complaint.objects.filter(token=hashed)", "rows = Complaint.objects.none()",
        "tests/attack/test_at_once.py",
    ),
)  # fmt: skip


def main() -> int:
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    chosen = [one for one in MUTANTS if wanted in one.name]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in COPIED:
            there = ROOT / name
            copy = shutil.copytree if there.is_dir() else shutil.copy2
            copy(there, place / name)
        for tables in (ROOT / "var" / "test").glob("schema-*"):  # made once, not once for each (tests/schema.py)
            (place / "var" / "test").mkdir(parents=True, exist_ok=True)
            shutil.copy2(tables, place / "var" / "test")
        own_python(place)
        print("| protection that was taken away | where it stands | test | without it |\n|---|---|---|---|", flush=True)
        caught = sum([_told(one, _without(one, place)) for one in chosen])
    print(f"\n{caught} of {len(chosen)} protections are missed when they are gone.")
    return int(caught != len(chosen))


def own_python(place: Path) -> None:
    """A Python of the copy's own: a cell starts without any environment (-I), and must find the copy all the same."""
    venv.create(place / PYTHON, symlinks=True)
    (packages,) = (place / PYTHON / "lib").glob("python*/site-packages")
    (packages / "copy.pth").write_text(f"{place / 'src'}\n{sysconfig.get_path('purelib')}\n")


def _told(one: Mutant, code: int) -> bool:
    """A line of the table in docs/security/protections.md; whether the test noticed."""
    word = WORDS.get(code, f"could not be run ({code})")
    print(f"| {one.name} | `{one.file}` | `{one.test}` | {word} |", flush=True)
    return code == 1


def file_of(one: Mutant, root: Path) -> Path | None:
    """The file in which the protection stands; where a folder is named, one of its files."""
    whole = root / SOURCE / one.file
    some = [whole] if whole.suffix else [whole.with_suffix(".py"), *sorted(whole.glob("*.py"))]
    return next((file for file in some if file.is_file() and one.old in file.read_text()), None)


def _without(one: Mutant, place: Path) -> int:
    """How the test ends without the protection; it must pass with it first."""
    file = file_of(one, place)
    if file is None:
        return 3
    if _run(one.test, place) != 0:
        return 4
    whole = file.read_text()
    file.write_text(whole.replace(one.old, one.new))
    try:
        return _run(one.test, place)
    finally:
        file.write_text(whole)


def _run(test: str, place: Path) -> int:
    """The code with which pytest ends: 0 passed, 1 failed."""
    command = [
        str(place / PYTHON / "bin" / "python"),
        "-m",
        "pytest",
        "-q",
        "-x",
        "-n0",
        "-p",
        "no:cacheprovider",
        test,
    ]
    own = {**os.environ, "PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=place, env=own, capture_output=True, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
