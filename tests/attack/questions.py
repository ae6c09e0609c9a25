"""What can be asked of each page behind the question mark, and what an attacker asks.

The names are found: those that a page links to or asks for, and those that a view reads.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse
from django.urls.exceptions import NoReverseMatch
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.attack.house import Lived, said
from tests.attack.walking import INSIDERS, walk
from tests.test_house import Address

#: What breaks databases, dates, numbers and sorting elsewhere.
NASTY = (
    "", " ", "0", "-1", "1e309", "NaN", "inf", "9" * 40, "-" + "9" * 25, "2147483648", "9223372036854775808", "٣",
    "0x10", "1_000", "1;DROP TABLE people_person", "' OR '1'='1", "id); SELECT 1--", "1 UNION SELECT 1", "%", "_", "\\",
    "%' ESCAPE '", "\x00", "a\x00b", "\ud800", "\u202e", "*", "a:*", "'&|!", "()", "\"", "../..", "{}", "[]", "{{7*7}}",
    "0000-00-00", "0001-01-01", "9999-12-31", "2026-02-30", "10000-01-01", "2026-W54", "25:61", "-0001-01-01", "9999",
    "00000000-0000-0000-0000-000000000000", "g" * 36, "id", "-id", "pk", "password", "__class__", "obligation__ref",
    "pupr", "35.77", "35.77.01.1001", "name", "-name", "semua", "q" * 5000, "é" * 400, "\r\nX-Qzx: 1", "1,2,3", "a,b",
    "-7.6,111.5", "91,181", "1e400,1", "nan,nan",
)  # fmt: skip
ANYTHING = st.sampled_from(NASTY) | st.text(max_size=40) | st.integers().map(str) | st.dates().map(str)
PLAIN = ("q", "cari", "kata", "urut", "sort", "order", "page", "halaman", "sesudah", "sebelum", "next", "id")


def settings_of_a_walk(max_examples: int) -> Callable[[Any], Any]:
    """All of it is one walk through the house: few of them, each long."""
    return settings(max_examples=max_examples, deadline=None, derandomize=True, database=None,
                    suppress_health_check=list(HealthCheck))  # fmt: skip


def failures(client: Client, path: str, query: dict[str, str]) -> Iterator[str]:
    clean = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
    answer = client.get(path, clean)
    said(answer)
    if answer.status_code >= 500:
        yield f"{path} {clean}"[:300]


def with_word(address: Address, word: str) -> str:
    """The address with the word in every place that takes it."""
    taken = {name: word if re.fullmatch(pattern, word) else "" for name, pattern in address.parameters}
    if not any(taken.values()):
        return ""
    try:
        kept = dict(address.parameters)
        values = {name: found or _plain(kept[name]) for name, found in taken.items()}
        return reverse(address.name, kwargs=values)
    except (NoReverseMatch, ValueError, StopIteration):
        return ""


def _plain(pattern: str) -> str:
    words = ["x", "1", "00000000-0000-7000-8000-000000000000", "2026-01-31", *pattern.split("|")]
    return next(word for word in words if re.fullmatch(pattern, word))


def questions(house: Lived) -> Iterator[tuple[Client, str, set[str]]]:
    """Each kind of page once, whoever opens it first, and the names of what it can be asked."""
    seen = set[str]()
    for who in INSIDERS:
        for one in walk(house, who).given:
            if one.status == 200 and one.address.name not in seen:
                seen.add(one.address.name)
                names = set(PLAIN) | read_by(one.address.view)
                if page := one.page:
                    asking = [form for form in page.forms if form.method == "get"]
                    names |= page.queries | {name for form in asking for name in form.given}
                yield house.visitors[who], one.path, names


def read_by(view: Callable[..., object]) -> set[str]:
    """The names that the module of a view reads from a question."""
    return names_in(Path(inspect.getsourcefile(inspect.unwrap(view)) or __file__))


@cache
def names_in(module: Path) -> set[str]:
    found = set[str]()
    for node in ast.walk(ast.parse(module.read_text())):
        owner = node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
        owner = node.value if isinstance(node, ast.Subscript) else owner
        if owner is not None and ast.unparse(owner).endswith(".GET"):
            words = [node.slice] if isinstance(node, ast.Subscript) else node.args[:1]  # type: ignore[attr-defined]
            found |= {word.value for word in words if isinstance(word, ast.Constant) and isinstance(word.value, str)}
    return found
