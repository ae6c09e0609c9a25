"""What is installed is what was locked, and what is locked may be given away under the AGPL."""

import subprocess
import tomllib
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.locked import PINNED, licence, locked

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

#: Licences whose code may be combined with ours and passed on under AGPL-3.0-or-later.
#: The FSF's list: permissive ones, Apache-2.0 and MPL-2.0 with (A)GPL-3, LGPL-3 by its own section 4.
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "LGPL-3.0-only",
    "LGPL-3.0-or-later",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "OFL-1.1",  # a typeface, embedded in what it writes
    "PSF-2.0",
    "Zlib",
}
RUN, DEV = locked("requirements.lock"), locked("requirements-dev.lock")


def allowed(expression: str) -> bool:
    return any(
        all(part.strip(" ()") in ALLOWED for part in choice.split(" AND ")) for choice in expression.split(" OR ")
    )


#: What an operator may add to it, and what tests find here.
EXTRAS = [Requirement(one) for extra in PROJECT["project"]["optional-dependencies"].values() for one in extra]


@pytest.mark.parametrize("package", sorted({*RUN, *(canonicalize_name(one.name) for one in EXTRAS)}))
def test_licence_may_be_combined_with_ours(package: str) -> None:
    assert allowed(licence(package)), f"{package}: {licence(package)}"


def test_a_licence_that_may_not_be_combined_is_refused() -> None:
    assert not allowed("GPL-2.0-only")
    assert not allowed("MIT AND SSPL-1.0")
    assert not allowed("none stated")
    assert allowed("GPL-2.0-only OR MIT")


def test_our_own_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert PROJECT["project"]["license"] == "AGPL-3.0-or-later"
    assert text.startswith(" " * 20 + "GNU AFFERO GENERAL PUBLIC LICENSE\n" + " " * 23 + "Version 3, 19 November 2007")
    assert len(text) == 34523


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "tools/uv.txt", "tools/build.txt"])
def test_every_line_of_a_lock_is_a_pinned_package_with_hashes(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert PINNED.sub("", text) == ""


def test_what_tests_is_what_serves_and_more() -> None:
    assert {package: DEV.get(package) for package in RUN} == RUN
    assert [str(one) for one in EXTRAS if not one.specifier.contains(DEV[canonicalize_name(one.name)][0])] == []


def installed_here(requirement: Requirement, extra: str = "") -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def needed(roots: list[str]) -> Iterator[tuple[str, Requirement]]:
    """Who needs what, from the project down to the last package, for this Python and this system."""
    waiting = [("pyproject.toml", Requirement(root)) for root in roots]
    seen = set()
    while waiting:
        who, requirement = waiting.pop()
        yield who, requirement
        name = canonicalize_name(requirement.name)
        for extra in ["", *sorted(requirement.extras)]:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            children = map(Requirement, requires(name) or [])
            waiting += [(name, child) for child in children if installed_here(child, extra)]


@pytest.mark.parametrize(
    ("lock", "roots"),
    [
        (RUN, PROJECT["project"]["dependencies"]),
        (DEV, PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
    ],
    ids=["run", "dev"],
)
def test_lock_holds_what_the_project_asks_for_and_nothing_else(
    lock: dict[str, tuple[str, str, str]], roots: list[str]
) -> None:
    reached = set()
    for who, requirement in needed(roots):
        name = canonicalize_name(requirement.name)
        reached.add(name)
        assert name in lock, f"{who} needs {requirement}, which is not locked"
        assert requirement.specifier.contains(lock[name][0], prereleases=True), f"{who} needs {requirement}"
    elsewhere = {name for name, (_, marker, _) in lock.items() if marker}
    assert set(lock) - reached - elsewhere == set(), "locked, but nobody asks for it"


def tracked() -> list[Path]:
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "src/balairung"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def test_the_wheel_takes_every_file_along() -> None:
    """Modules go by their package, everything else by a pattern of pyproject.toml."""
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["balairung"]
    names = [pattern.removeprefix("**/") for pattern in patterns]
    left = [path for path in tracked() if path.suffix != ".py" and not any(map(path.match, names))]
    bare = [path for path in tracked() if path.suffix == ".py" and not (path.parent / "__init__.py").exists()]
    assert [path.relative_to(ROOT).as_posix() for path in left + bare] == []
