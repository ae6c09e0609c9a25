"""The words of sources and groups (ground/data/projects.yaml)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts

Pairs = list[tuple[str, str]]


def source_words(key: str) -> str:
    """`Dana Desa (APBN lewat APBDes)`; a key that nobody knows any more is its own word."""
    return _words("sources", key)


def group_words(key: str) -> str:
    return _words("groups", key)


def source_choices() -> Pairs:
    """Those that may be chosen today."""
    return _choices("sources")


def group_choices() -> Pairs:
    return _choices("groups")


def source_named(typed: str) -> str:
    """The key of the source that these words mean in a spreadsheet; "" for none."""
    said = " ".join(typed.casefold().split())
    for key, row in _rows("sources").items():
        if said in {key, row["words"].casefold(), *row["aliases"]}:
            return str(key)
    return ""


def _rows(shelf: str) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = facts("projects")[shelf]
    return rows


def _words(shelf: str, key: str) -> str:
    row = _rows(shelf).get(key)
    return _(row["words"]) if row else key


def _choices(shelf: str) -> Pairs:
    return [(key, _(row["words"])) for key, row in _rows(shelf).items() if not row.get("closed")]
