"""Whom a report is about (children, people with disabilities, pregnant women) is specific data: sealed from now on."""

from collections.abc import Callable

from cryptography.fernet import InvalidToken
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import balairung.ground.common.sealed
from balairung.ground.common.sealed import seal, unseal

BATCH = 1000
FOUND = 'SELECT id, "groups" FROM complaints_complaint WHERE "groups" <> \'\' AND id > %s ORDER BY id LIMIT %s'
FIRST = 'SELECT id, "groups" FROM complaints_complaint WHERE "groups" <> \'\' ORDER BY id LIMIT %s'


def seal_groups(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _rewrite(schema_editor, lambda text: text if _is_sealed(text) else seal(text))


def open_groups(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _rewrite(schema_editor, lambda text: unseal(text) if _is_sealed(text) else text)


def _rewrite(schema_editor: BaseDatabaseSchemaEditor, change: Callable[[str], str]) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FIRST, [BATCH])
        while rows := cursor.fetchall():
            changed = [(change(text), key) for key, text in rows]
            cursor.executemany('UPDATE complaints_complaint SET "groups" = %s WHERE id = %s', changed)
            cursor.execute(FOUND, [rows[-1][0], BATCH])


def _is_sealed(text: str) -> bool:
    try:
        unseal(text)
    except InvalidToken:
        return False
    return True


class Migration(migrations.Migration):
    dependencies = [("complaints", "0007_lapor")]

    operations = [
        migrations.AlterField(
            model_name="complaint",
            name="groups",
            field=balairung.ground.common.sealed.SealedField(blank=True, default="", verbose_name="kelompok"),
        ),
        migrations.RunPython(seal_groups, open_groups),
    ]
