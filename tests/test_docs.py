"""What the documents say is so: every path, link, setting and command that they name exists, and none is kept quiet."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from balairung.config.cli import COMPUTING

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "balairung"
DOCS = ROOT / "docs"
PROMISED = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "UPGRADE.md",
    "docs/map.md",
    "docs/glossary.md",
    "docs/operate.md",
    "docs/expectations.md",
    "docs/walk.md",
]
#: Read by settings, but not ours to explain.
OTHERS = {"HOST", "PORT"}


def documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def deployed() -> list[Path]:
    """What an operator copies."""
    return sorted(path for path in (ROOT / "deploy").rglob("*") if path.is_file())


def text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("name", PROMISED)
def test_the_promised_documents_stand(name: str) -> None:
    assert len(text(ROOT / name)) > 400


def test_links_lead_somewhere() -> None:
    broken = []
    for path in documents():
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text()):
            outside = target.startswith(("http:", "https:", "mailto:"))
            broken += [f"{named(path)}: {target}"] if not outside and not (path.parent / target).exists() else []
    assert broken == []


FILE = re.compile(r"`([\w.-]+(?:/[\w.<>*-]+)*/?)`")
ENDINGS = (".py", ".md", ".html", ".yaml", ".sql", ".csv", ".toml", ".lock", "/")


def test_paths_that_documents_name_exist() -> None:
    missing = []
    for path in documents():
        if path.name == "CHANGELOG.md":
            continue  # it tells of what was
        for name in FILE.findall(path.read_text()):
            if "/" not in name or not name.endswith(ENDINGS) or "<" in name or name.startswith("var/"):
                continue
            places = [ROOT, SOURCE, SOURCE / "kernel", SOURCE / "rooms", SOURCE / "ground", DOCS, path.parent]
            missing += [f"{named(path)}: {name}"] if not any(list(place.glob(name)) for place in places) else []
    assert missing == []


def test_the_map_shows_every_room() -> None:
    shown = text(DOCS / "map.md")
    floors = ("surface", "rooms", "kernel", "ground")
    rooms = [path.parent for floor in floors for path in (SOURCE / floor).glob("*/__init__.py")]
    assert [named(room) for room in rooms if f"{room.name}/" not in shown] == []


def variables(path: Path) -> Iterator[str]:
    """Names that a module asks the environment for, by `env`, `flag`, `words` or `os.environ`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"env", "flag", "words", "os.environ.get"}:
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value)


def settings_read() -> set[str]:
    found = {name for path in SOURCE.rglob("*.py") for name in variables(path)} - OTHERS
    keys = re.search(r'for name in \(("[A-Z_]+"(?:, "[A-Z_]+")*)\)', text(SOURCE / "config" / "settings.py"))
    return found | {f"BALAIRUNG_{name}" for name in re.findall(r'"([A-Z_]+)"', keys[1] if keys else "")}


def test_every_setting_is_explained_to_the_operator() -> None:
    explained = text(DOCS / "operate.md")
    assert [name for name in sorted(settings_read()) if f"`{name}`" not in explained] == []


def test_every_setting_that_is_named_exists() -> None:
    known = settings_read()
    unknown = []
    for path in [*documents(), *deployed()]:
        for name in re.findall(r"\bBALAIRUNG_[A-Z_]+[A-Z]\b", path.read_text()):
            unknown += [f"{named(path)}: {name}"] if name.removesuffix("_FILE") not in known else []
    assert unknown == []


def our_commands() -> set[str]:
    """As people type them; those of an app that only some installations have are ours too."""
    files = SOURCE.glob("*/**/management/commands/*.py")
    return {path.stem.replace("_", "-") for path in files if path.stem != "__init__"} | set(COMPUTING)


def test_every_command_is_explained() -> None:
    explained = text(DOCS / "operate.md") + text(ROOT / "README.md")
    assert [name for name in sorted(our_commands()) if f"balairung {name}" not in explained] == []


#: A command as one types it: in a code span, at the start of a line of code, or by its path.
TYPED = re.compile(r"(?:`|^ *(?:\$ )?|bin/)balairung ([a-z][a-z-]+)", re.MULTILINE)


def test_every_command_that_is_named_exists() -> None:
    known = our_commands() | set(get_commands())
    typed = [(path, name) for path in [*documents(), *deployed()] for name in TYPED.findall(path.read_text())]
    assert [f"{named(path)}: {name}" for path, name in typed if name not in known] == []


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z][\w-]*):", text(ROOT / "Makefile"), re.MULTILINE))
    unknown = []
    for path in documents():
        for name in re.findall(r"`make ([a-z][\w-]*)", path.read_text()):
            unknown += [f"{named(path)}: make {name}"] if name not in targets else []
    assert unknown == []


def test_decisions_are_numbered_and_short() -> None:
    found = sorted((DOCS / "decisions").glob("*.md"))
    assert [path.name[:4] for path in found] == [f"{number:04}" for number in range(1, len(found) + 1)]
    assert [path.name for path in found if len(path.read_text().splitlines()) > 80] == []
    assert [path.name for path in found if not path.read_text().startswith("# ")] == []


def test_decisions_that_the_source_names_exist() -> None:
    missing = []
    for path in [*SOURCE.rglob("*.py"), *documents()]:
        for number in re.findall(r"decisions/(\d{4})", path.read_text()):
            missing += [f"{named(path)}: {number}"] if not list((DOCS / "decisions").glob(f"{number}-*.md")) else []
    assert missing == []


# --- what people expect --------------------------------------------------------------------------------------------

ELSEWHERE = {41}  # belongs to a room that is not built yet, and says so
NAMED = "00000000-0000-0000-0000-000000000000"  # fits wherever an address takes a number, a code or a key


def expectations() -> dict[int, list[str]]:
    """The cells behind each number: expected, page, shown by."""
    lines = re.findall(r"^\| (\d+) \| (.+) \|$", text(DOCS / "expectations.md"), re.MULTILINE)
    return {int(number): cells.split(" | ") for number, cells in lines}


def leads_somewhere(address: str) -> bool:
    """Each word of the address is a word of ours, and none is taken for a number or a key."""
    try:
        match = resolve(re.sub(r"<\w+>", NAMED, address.partition("?")[0]))
    except Resolver404:
        return False
    return all(str(value) == NAMED or str(value) in match.route for value in match.kwargs.values())


def is_a_test(name: str) -> bool:
    path, _, function = name.partition("::")
    return bool(re.search(rf"^ *def {function}\(", text(ROOT / path), re.MULTILINE))


def test_each_expectation_has_its_page_and_its_test() -> None:
    rows = expectations()
    assert sorted(rows) == list(range(1, 47))
    poor = [number for number, (_said, page, shown) in rows.items() if "`/" not in page or "`tests/" not in shown]
    assert set(poor) == ELSEWHERE
    for number in ELSEWHERE:
        assert "**Not here" in rows[number][0]


def test_addresses_of_expectations_exist() -> None:
    pages = [(number, address) for number, row in expectations().items() for address in re.findall(r"`(.+?)`", row[1])]
    assert [one for one in pages if not leads_somewhere(one[1])] == []
    assert not leads_somewhere("/pengaduan/peti/")


def test_tests_of_expectations_exist() -> None:
    shown = [(number, name) for number, row in expectations().items() for name in re.findall(r"`(.+?)`", row[2])]
    assert [one for one in shown if not is_a_test(one[1])] == []
