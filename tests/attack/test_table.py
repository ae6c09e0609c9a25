"""The table of docs/security/peers-failures.md names tests and files that exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.attack.mutants import MUTANTS, ROOT, SOURCE, Mutant, file_of

TABLE = ROOT / "docs" / "security" / "peers-failures.md"
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TABLE.read_text())))
ROWS = [line for line in TABLE.read_text().splitlines() if line.startswith("| ") and not line.startswith("| what")]


@cache
def named_in(path: Path) -> frozenset[str]:
    return frozenset(node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize(("file", "test"), NAMED, ids=lambda word: str(word).rpartition("/")[2])
def test_what_the_table_names_is_there(file: str, test: str) -> None:
    assert test in named_in(ROOT / file)


def test_every_row_has_a_rule_a_place_and_a_test() -> None:
    assert len(ROWS) == 26
    for row in ROWS:
        cells = [cell.strip() for cell in row.strip("|").split(" | ")]
        assert len(cells) == 4, row[:60]
        assert "tests/" in cells[3], row[:60]


def test_every_place_of_the_table_is_there() -> None:
    kept = {place for row in ROWS for place in re.findall(r"`([\w/]+(?:/|\.py))`", row.split(" | ")[2])}
    roots = (ROOT / SOURCE, ROOT)
    assert {place for place in kept if not any((root / place).exists() for root in roots)} == {"access.py"}


@pytest.mark.parametrize("one", MUTANTS, ids=lambda one: one.name)
def test_what_a_mutant_takes_away_stands_where_it_says(one: Mutant) -> None:
    """Else `make prove-protections` would prove nothing any more."""
    assert file_of(one, ROOT)
    file, _mark, test = one.test.partition("::")
    assert not test or test in named_in(ROOT / file)


def test_what_came_of_each_is_written_down() -> None:
    """The table that `make prove-protections` prints stands in docs/security/protections.md."""
    told = (TABLE.parent / "protections.md").read_text()
    assert [one.name for one in MUTANTS if f"| {one.name} |" not in told] == []
