"""The words of what is owed, and the index of each database's own kind over them (sql/)."""

import sqlite3
from pathlib import Path

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FOLDER = Path(__file__).resolve().parent.parent / "sql"


def make_index(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    statement = ""
    for line in (FOLDER / f"{schema_editor.connection.vendor}.sql").read_text().splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            schema_editor.execute(statement, params=None)
            statement = ""


def drop_index(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":  # indexes and triggers go with the table
        schema_editor.execute("DROP TABLE search_index", params=None)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("obligations", "0004_desk")]
    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("opened_at", models.DateTimeField(verbose_name="dibuka pada")),
                ("words", models.TextField(verbose_name="kata")),
                ("public_words", models.TextField(blank=True, verbose_name="kata untuk umum")),
                ("scope", models.TextField(verbose_name="lingkup")),
                ("edition", models.PositiveSmallIntegerField(verbose_name="edisi")),
                (
                    "obligation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_text",
                        to="obligations.obligation",
                    ),
                ),
            ],
            options={"verbose_name": "kata pencarian"},
        ),
        migrations.RunPython(make_index, drop_index),
    ]
