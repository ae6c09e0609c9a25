"""Decisions that several hands change, the next meeting that a date was counted for, and the words of minutes."""

import sqlite3
from pathlib import Path

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FOLDER = Path(__file__).resolve().parent.parent / "sql"


def make_index(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    statement = ""
    for line in (FOLDER / f"index_{schema_editor.connection.vendor}.sql").read_text().splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            schema_editor.execute(statement, params=None)
            statement = ""


def drop_index(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":  # indexes and triggers go with the table
        schema_editor.execute("DROP TABLE meetings_text_index", params=None)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_meetings")]
    operations = [
        migrations.AddField("decision", "version", models.PositiveIntegerField(default=0)),
        migrations.AddField("meetingtask", "before_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="MeetingText",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("tanya", "Tanya jawab"), ("butir", "Pembahasan"), ("putus", "Keputusan")],
                        max_length=5,
                        verbose_name="jenis",
                    ),
                ),
                ("source", models.UUIDField(unique=True)),
                ("said_at", models.DateTimeField(verbose_name="rapat pada")),
                ("words", models.TextField(verbose_name="kata")),
                ("scope", models.TextField(verbose_name="lingkup")),
                ("edition", models.PositiveSmallIntegerField(verbose_name="edisi")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="meetings.meeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "kata rapat",
                "indexes": [
                    models.Index(fields=["-said_at", "-key"], name="meeting_text_newest"),
                    models.Index(fields=["edition"], name="meeting_text_edition"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["tanya", "butir", "putus"])), name="meeting_text_kind"
                    )
                ],
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
