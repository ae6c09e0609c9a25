"""The database refuses edits to what the public log has published (sql/guards_*.sql)."""

import sqlite3
from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FOLDER = Path(__file__).resolve().parent.parent / "sql"


def set_guards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    script = (FOLDER / f"guards_{vendor}.sql").read_text()
    if vendor == "postgresql":
        schema_editor.execute(script, params=None)
        return
    statement = ""
    for line in script.splitlines(keepends=True):  # SQLite takes one statement at a time
        statement += line
        if sqlite3.complete_statement(statement):
            schema_editor.execute(statement, params=None)
            statement = ""


class Migration(migrations.Migration):
    dependencies = [("receipts", "0001_log")]
    operations = [migrations.RunPython(set_guards, migrations.RunPython.noop)]
