"""What a regency may change without changing the program (ground/data/participation.yaml)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from balairung.ground.common.facts import facts
from balairung.ground.ui.fields import Pair


def told() -> dict[str, Any]:
    found: dict[str, Any] = facts("participation")
    return found


def least_shown() -> int:
    return int(told()["least_shown"])


def kind_word(kind: str) -> str:
    return _(told()["kinds"][kind]["label"])


def least_days(kind: str) -> int:
    """For so many days people may write to a draft of this kind at least."""
    return int(told()["kinds"][kind]["days"])


def kind_choices() -> list[Pair]:
    return [(key, _(row["label"])) for key, row in told()["kinds"].items()]


def group_word(group: str) -> str:
    return _(told()["groups"].get(group, group))


def group_choices() -> list[Pair]:
    return [(key, _(word)) for key, word in told()["groups"].items()]


def rule_word(rule: str) -> str:
    return _(told()["rules"].get(rule, rule))


def rule_choices() -> list[Pair]:
    return [(key, _(word)) for key, word in told()["rules"].items()]


def limit(name: str) -> str:
    return str(told()["limits"][name])


def questions() -> list[Pair]:
    """What a mystery guest looks at."""
    return [(key, _(word)) for key, word in told()["sample"]["questions"].items()]


def shelf_word(shelf: str) -> str:
    return _(told()["sample"]["levels"].get(shelf, shelf))
