"""A word of its own for each text of each row: whoever finds it on a page knows the column and the row it came from."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from balairung.ground.common.sealed import SealedBytes, SealedField

MARK = re.compile(r"qz([a-j]+)k([a-j]+)zx")
Column = type[models.Model], "models.Field[Any, Any]"
#: Reference data of the country, and what is published byte for byte: the public log, certificates.
GIVEN = {"people.Region", "people.Boundary", "people.Regency", "documents.Certificate", "search.SearchText"}
GIVEN |= {f"receipts.Log{name}" for name in ("Key", "Entry", "Tile", "Checkpoint")}
#: Columns that say what a thing is, and no words; altered, the page they lead to would be gone.
NAMING = {"ref", "code", "key", "hook", "seed", "secret", "stop_mark", "provider_ref", "cursor", "period", "anchor"}
NAMING |= {"password"}
#: Sealed columns that programs read: a place in a dialogue, a key, a letter's content as data.
READ = {"state", "then", "subscription", "account"}


@dataclass
class Planted:
    """Which column and row each word stands for."""

    columns: list[str] = field(default_factory=list)
    rows: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def found_in(self, said: str) -> Iterator[tuple[str, str]]:
        """(column, key of the row) of each word that stands in this text."""
        for column, row in MARK.findall(said.lower()):
            label = self.columns[_number(column)]
            yield label, self.rows[label][_number(row)]


#: A text with a word in it, in at most so many signs.
Say = Callable[[str, str, int | None], str]


def _after(word: str, text: str, most: int | None) -> str:
    return f"{text[: most - len(word) - 1] if most else text} {word}".strip()


def plant(say: Say = _after, leave: frozenset[str] = frozenset()) -> Planted:
    """Plant in every column of words there is but these; the triggers that guard some of them are gone afterwards.

    `say` puts the word into a text: tests/attack puts what an attacker would write around it.
    """
    planted = Planted()
    _drop_guards()
    for model in apps.get_models():
        if model.__module__.startswith("balairung") and model._meta.label not in GIVEN:
            for column in model._meta.local_fields:
                if _may_hold_words(column) and f"{model._meta.label}.{column.name}" not in leave:
                    _plant_column(model, column, planted, say)
    return planted


def _drop_guards() -> None:
    """Within the test's transaction, which takes them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def _may_hold_words(column: models.Field[Any, Any]) -> bool:
    kinds = (models.CharField, models.TextField, models.JSONField)
    if not isinstance(column, kinds) or isinstance(column, SealedBytes) or column.choices or column.primary_key:
        return False
    return column.name not in NAMING and not (isinstance(column, SealedField) and column.name in READ)


def _plant_column(model: type[models.Model], column: models.Field[Any, Any], planted: Planted, say: Say) -> None:
    label, sealed = f"{model._meta.label}.{column.name}", isinstance(column, SealedField)
    values = list(model._base_manager.order_by("pk").values_list("pk", column.name))
    chosen = [(key, value) for key, value in values if sealed or _has_words(value)]
    if not chosen or 3 * len(chosen) < sum(bool(value) for _key, value in values):  # names of things, and a few words
        return
    number, most = len(planted.columns), getattr(column, "max_length", None)
    planted.columns.append(label)
    for key, value in chosen:
        word = f"qz{_letters(number)}k{_letters(len(planted.rows[label]))}zx"
        if _write(model, key, column.name, _with(value, word, most, say)):
            planted.rows[label].append(str(key))


def _write(model: type[models.Model], key: Any, name: str, value: Any) -> bool:
    """Whether the row took it; what a constraint refuses stays as it was."""
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=key).update(**{name: value})
    except DatabaseError:
        return False
    return True


def _has_words(value: Any) -> bool:
    """Somebody wrote it: a capital letter, a space or an address; keys of things have none."""
    text = json.dumps(value)[1:-1] if isinstance(value, dict | list) else value
    return isinstance(text, str) and bool(re.search(r"[ A-Z@]", text))


def _with(value: Any, word: str, most: int | None, say: Say) -> Any:
    """The same with the word in it, in each text of it when it holds many."""
    if isinstance(value, dict | list):
        return _in_each(value, word, say)
    if (packed := _unpacked(value)) is not None:
        return json.dumps(_in_each(packed, word, say))
    if "@" in value and " " not in value:
        return word + value
    return say(word, value, most)


def _in_each(value: Any, word: str, say: Say) -> Any:
    if isinstance(value, dict):
        return {key: _in_each(one, word, say) for key, one in value.items()}
    if isinstance(value, list):
        return [_in_each(one, word, say) for one in value]
    return say(word, value, None) if isinstance(value, str) and _has_words(value) else value


def _unpacked(value: str) -> Any:
    """What is packed in it as JSON; None when it is only a text."""
    try:
        return json.loads(value) if value[:1] in ("{", "[") else None
    except ValueError:
        return None


def _letters(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "abcdefghij"))


def _number(letters: str) -> int:
    return int(letters.translate(str.maketrans("abcdefghij", "0123456789")))
