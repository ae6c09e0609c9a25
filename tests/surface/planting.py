"""A word of its own for each text of each row: whoever finds it on a page knows the column and the row it came from."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
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


def plant() -> Planted:
    """Plant in every column of words there is; the triggers that guard some of them are gone afterwards."""
    planted = Planted()
    _drop_guards()
    for model in apps.get_models():
        if model.__module__.startswith("balairung") and model._meta.label not in GIVEN:
            for column in model._meta.local_fields:
                if _may_hold_words(column):
                    _plant_column(model, column, planted)
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


def _plant_column(model: type[models.Model], column: models.Field[Any, Any], planted: Planted) -> None:
    label, sealed = f"{model._meta.label}.{column.name}", isinstance(column, SealedField)
    values = list(model._base_manager.order_by("pk").values_list("pk", column.name))
    chosen = [(key, value) for key, value in values if sealed or _has_words(value)]
    if not chosen or 3 * len(chosen) < sum(bool(value) for _key, value in values):  # names of things, and a few words
        return
    number, most = len(planted.columns), getattr(column, "max_length", None)
    planted.columns.append(label)
    for key, value in chosen:
        word = f"qz{_letters(number)}k{_letters(len(planted.rows[label]))}zx"
        if _write(model, key, column.name, _with(value, word, most)):
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


def _with(value: Any, word: str, most: int | None) -> Any:
    """The same with the word in it, in each text of it when it holds many."""
    if isinstance(value, dict | list):
        return _in_each(value, word)
    if (packed := _unpacked(value)) is not None:
        return json.dumps(_in_each(packed, word))
    if "@" in value and " " not in value:
        return word + value
    return f"{value[: most - len(word) - 1] if most else value} {word}".strip()


def _in_each(value: Any, word: str) -> Any:
    if isinstance(value, dict):
        return {key: _in_each(one, word) for key, one in value.items()}
    if isinstance(value, list):
        return [_in_each(one, word) for one in value]
    return f"{value} {word}" if isinstance(value, str) and _has_words(value) else value


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
