"""Every way around the ledger that we could think of, tried on the database itself, beneath Django.

What the triggers refuse is refused with the rows as they were. What a stranger with all rights can do (dropping the
triggers, remaking a table, writing behind their back) is found by the audit.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.state import ModelState, ProjectState

from balairung.config.setup import prepare_database
from balairung.ground.common.ids import new_id
from balairung.kernel.obligations import actions, guards
from balairung.kernel.obligations.audit import findings
from balairung.kernel.obligations.guards import GUARDED, expected_guards, guards_aside, missing_guards, set_guards
from balairung.kernel.obligations.leaves import number_leaves
from balairung.kernel.obligations.ledger import record
from balairung.kernel.obligations.models import Event, Leaf, Obligation, Remark
from balairung.kernel.people.actors import SYSTEM
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db

#: What the Inspektorat sends is never changed again; nothing is added to what was sent.
SENT = ("oversight_examination", "oversight_finding", "oversight_recommendation")
EXAMINED = (*SENT, "oversight_payment", "oversight_amendment", "oversight_reading")
#: What the chair approved is never changed again, and nothing is added to it.
MINUTED = (
    "meetings_minutes", "meetings_minutesitem", "meetings_decision", "meetings_meetingquestion", "meetings_meetingtask"
)  # fmt: skip
#: The public log only grows.
JOURNAL = ("change", "accountline")
LOGGED = ("logkey", "logentry", "logtile", "logcheckpoint")
SQLITE = {
    "event_no_update", "event_no_delete", "event_no_replace", "leaf_no_update", "leaf_no_delete", "leaf_no_replace",
    "obligation_moves_by_line", "obligation_no_delete", "obligation_no_replace", "obligation_no_push",
    "version_no_change", "version_no_delete", "version_no_replace", "version_no_push",
    *(f"edition_no_{what}" for what in ("change", "delete", "replace", "push")),  # an announcement that was published
    "document_stands", "document_no_delete", "document_no_replace", "document_no_push",
    "book_counts_up", "book_no_delete", "book_no_replace", "book_no_push", "document_author_stands",
    "countersignature_stands", "countersignature_no_delete", "countersignature_no_replace", "countersignature_no_push",
    *(f"{table}_no_{what}" for table in EXAMINED for what in ("change", "delete", "replace")),
    *(f"{name}_stands" for name in ("planmilestone", "agencyplan")), "acceptance_is_proved",
    *(f"acceptance_no_{what}" for what in ("change", "delete", "replace")), "agencyplan_no_delete",
    *(f"planmilestone_no_{what}" for what in ("more", "delete", "replace", "push")), "agencyplan_no_replace",
    *(f"{table}_no_push" for table in SENT), *(f"{table}_no_more" for table in SENT[1:]),
    *(f"{table}_no_{what}" for table in MINUTED for what in ("change", "delete", "replace", "push")),
    *(f"{table}_no_more" for table in MINUTED[1:]),
    *(f"{table}_{what}" for table in LOGGED for what in ("stands", "no_delete", "no_replace")),
    *(f"{table}_no_{what}" for table in JOURNAL for what in ("change", "delete", "replace")),
    *(f"unsealing_no_{what}" for what in ("update", "delete", "replace")),  # who opened whose data
}  # fmt: skip
POSTGRESQL = {
    "event_no_change", "event_no_truncate", "leaf_no_change", "leaf_no_truncate",
    "obligation_moves_by_line", "obligation_no_delete", "obligation_no_truncate",
    "version_no_change", "version_no_delete", "version_no_truncate",
    *(f"edition_no_{what}" for what in ("change", "delete", "truncate")),
    "document_stands", "document_no_delete", "document_no_truncate", "book_counts_up", "book_no_delete",
    "book_no_truncate", "document_author_stands", "countersignature_stands", "countersignature_no_delete",
    "countersignature_no_truncate",
    *(f"{table}_no_{what}" for table in EXAMINED for what in ("change", "delete", "truncate")),
    *(f"{name}_no_truncate" for name in ("acceptance", "planmilestone", "agencyplan")), "acceptance_is_proved",
    "acceptance_no_change", "planmilestone_stands", "agencyplan_stands",
    *(f"planmilestone_no_{what}" for what in ("more", "delete")),
    *(f"{table}_no_more" for table in SENT[1:]),
    *(f"{table}_no_{what}" for table in MINUTED for what in ("change", "delete", "truncate")),
    *(f"{table}_no_more" for table in MINUTED[1:]),
    *(f"{table}_{what}" for table in LOGGED for what in ("stands", "no_delete", "no_truncate")),
    *(f"{table}_no_{what}" for table in JOURNAL for what in ("change", "delete", "truncate")),
    *(f"unsealing_no_{what}" for what in ("update", "delete", "truncate")),
}  # fmt: skip


@pytest.fixture
def ledger() -> Obligation:
    """Two obligations of one kind and period with origin, each with lines and leaves; the first is returned."""
    make.regency()
    rahma = make.coordinator()
    first, second = make.forwarded(rahma).obligation, make.forwarded(rahma).obligation
    for obligation, key in ((first, "a"), (second, "b")):
        record(obligation, "note", by=SYSTEM, at=START, origin="uji", owner_key=key)
    number_leaves(now=START, whole=True)
    return first


def other(obligation: Obligation) -> Obligation:
    return Obligation.objects.exclude(pk=obligation.pk).get()


def of(row: models.Model) -> str:
    """The key of a row as this database writes it."""
    assert isinstance(row.pk, UUID)
    return f"'{row.pk.hex}'" if connection.vendor == "sqlite" else f"'{row.pk}'"


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def rows() -> list[Any]:
    """All that the guards guard."""
    return [list(model.objects.order_by("pk").values()) for model in (Obligation, Event, Leaf)]


def refused(attempt: Callable[[], Any]) -> bool:
    """Whether the database said no and all is as it was."""
    before = rows()
    with pytest.raises(DatabaseError), transaction.atomic():
        attempt()
    return rows() == before


def columns(table: str) -> str:
    with connection.cursor() as cursor:
        names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    return ", ".join(f'"{name}"' for name in names)


def test_the_guards_after_all_migrations() -> None:
    assert expected_guards(connection.vendor) == (SQLITE if connection.vendor == "sqlite" else POSTGRESQL)
    assert missing_guards() == set()
    assert set(connection.introspection.table_names()) >= GUARDED


# --- in SQL ------------------------------------------------------------------------------------------------------

PLAIN = {
    "a line is changed": "UPDATE obligations_event SET verb = 'open' WHERE obligation_id = {id} AND seq = 2",
    "a line's time is changed": "UPDATE obligations_event SET at = '2020-01-01 00:00:00+00:00' WHERE seq = 1",
    "a line is given to another": "UPDATE obligations_event SET obligation_id = {other}, seq = 99 WHERE seq = 1",
    "all lines are changed": "UPDATE obligations_event SET facts = '{{}}'",
    "a line is deleted": "DELETE FROM obligations_event WHERE obligation_id = {id} AND seq = 3",
    "all lines are deleted": "DELETE FROM obligations_event",
    "a leaf is changed": "UPDATE obligations_leaf SET hash = 'x'",
    "a leaf is deleted": 'DELETE FROM obligations_leaf WHERE "index" = 0',
    "an obligation is deleted": "DELETE FROM obligations_obligation WHERE id = {id}",
    "the state moves without a line": "UPDATE obligations_obligation SET state = 'waiting' WHERE id = {id}",
    "it is closed without a line": """UPDATE obligations_obligation SET state = 'done', next_at = NULL,
        closed_at = '2026-03-02 03:00:00+00:00' WHERE id = {id}""",
    "the step moves without a line": "UPDATE obligations_obligation SET step = 'resolve' WHERE id = {id}",
    "the owner changes without a line": """UPDATE obligations_obligation SET owner_office_id =
        (SELECT id FROM people_office WHERE key = 'dinkes') WHERE id = {id}""",
    "the date moves without a line": """UPDATE obligations_obligation SET next_at = '2030-01-01 00:00:00+00:00'
        WHERE id = {id}""",
    "a secret is opened without a line": "UPDATE obligations_obligation SET visibility = 'internal' WHERE id = {id}",
    "the period changes without a line": "UPDATE obligations_obligation SET period = '2027-01' WHERE id = {id}",
    "the count goes back": "UPDATE obligations_obligation SET seq = seq - 1 WHERE id = {id}",
    "the count jumps": "UPDATE obligations_obligation SET seq = seq + 2, state = 'waiting' WHERE id = {id}",
    "the number changes with a line": "UPDATE obligations_obligation SET seq = seq + 1, ref = 'P-0' WHERE id = {id}",
    "the kind changes with a line": "UPDATE obligations_obligation SET seq = seq + 1, kind = 'x' WHERE id = {id}",
    "the key changes with a line": """UPDATE obligations_obligation SET seq = seq + 1, id = {fresh}
        WHERE id = {id}""",
    "the day of opening changes": """UPDATE obligations_obligation SET seq = seq + 1,
        opened_at = '2020-01-01 00:00:00+00:00' WHERE id = {id}""",
    "a line is written over (upsert)": """INSERT INTO obligations_event ({event}) SELECT {event} FROM obligations_event
        WHERE obligation_id = {id} AND seq = 1 ON CONFLICT (id) DO UPDATE SET verb = 'x'""",
    "a line is written over (upsert by number)": """INSERT INTO obligations_event ({event}) SELECT {event}
        FROM obligations_event WHERE obligation_id = {id} AND seq = 1
        ON CONFLICT (obligation_id, seq) DO UPDATE SET verb = 'x'""",
    "an obligation is written over (upsert)": """INSERT INTO obligations_obligation ({obligation})
        SELECT {obligation} FROM obligations_obligation WHERE id = {id}
        ON CONFLICT (id) DO UPDATE SET state = 'done'""",
}
IN_SQLITE = {
    "a line is replaced": """INSERT OR REPLACE INTO obligations_event ({event}) SELECT {event} FROM obligations_event
        WHERE obligation_id = {id} AND seq = 1""",
    "a line is replaced in short": "REPLACE INTO obligations_event ({event}) SELECT {event} FROM obligations_event",
    "a line is replaced by its number": """INSERT OR REPLACE INTO obligations_event ({event})
        SELECT {event_as_fresh} FROM obligations_event WHERE obligation_id = {id} AND seq = 1""",
    "a line is replaced by its place on the disk": """INSERT OR REPLACE INTO obligations_event (rowid, {event})
        SELECT rowid, {event_as_fresh_99} FROM obligations_event WHERE obligation_id = {id} AND seq = 1""",
    "a line is pushed away by a change": "UPDATE OR REPLACE obligations_event SET seq = 2 WHERE seq = 1",
    "a leaf is replaced": "REPLACE INTO obligations_leaf ({leaf}) SELECT {leaf} FROM obligations_leaf",
    "a leaf is replaced by its place on the disk": """INSERT OR REPLACE INTO obligations_leaf (rowid, {leaf})
        SELECT rowid, 99, {fresh}, hash FROM obligations_leaf WHERE "index" = 0""",
    "an obligation is replaced": """REPLACE INTO obligations_obligation ({obligation}) SELECT {obligation}
        FROM obligations_obligation WHERE id = {id}""",
    "an obligation is replaced by its place on the disk": """INSERT OR REPLACE INTO obligations_obligation
        (rowid, {obligation}) SELECT rowid, {obligation_as_fresh} FROM obligations_obligation WHERE id = {id}""",
    "an obligation is replaced by its origin": """INSERT OR REPLACE INTO obligations_obligation ({obligation})
        SELECT {obligation_as_fresh} FROM obligations_obligation WHERE id = {id}""",
    "an obligation pushes another away by its origin": """UPDATE OR REPLACE obligations_obligation
        SET seq = seq + 1, owner_key = 'b' WHERE id = {id}""",
    "an obligation pushes another away by its place": """UPDATE OR REPLACE obligations_obligation SET seq = seq + 1,
        rowid = (SELECT rowid FROM obligations_obligation WHERE id = {other}) WHERE id = {id}""",
}
IN_POSTGRESQL = {
    "the lines are emptied": "TRUNCATE obligations_event",
    "the lines are emptied with what hangs on them": "TRUNCATE obligations_event CASCADE",
    "the leaves are emptied": "TRUNCATE obligations_leaf",
    "the obligations are emptied": "TRUNCATE obligations_obligation CASCADE",
    "all is emptied from above": "TRUNCATE people_office CASCADE",
    "a line is merged over": """MERGE INTO obligations_event USING (SELECT 1) AS one ON seq = 1
        WHEN MATCHED THEN UPDATE SET verb = 'x'""",
    "a line is deleted in a query": """WITH gone AS (DELETE FROM obligations_event RETURNING 1)
        SELECT count(*) FROM gone""",
}


def worded(statement: str, ledger: Obligation) -> str:
    """The statement with this database's keys, and rows that are copies but for what makes them unique."""
    fresh = f"'{new_id().hex}'"
    event, obligation = columns("obligations_event"), columns("obligations_obligation")
    as_fresh = event.replace('"id"', fresh).replace('"obligation_id"', "obligation_id")
    return statement.format(
        id=of(ledger), other=of(other(ledger)), fresh=fresh, event=event, obligation=obligation,
        leaf=columns("obligations_leaf"), event_as_fresh=as_fresh, event_as_fresh_99=as_fresh.replace('"seq"', "99"),
        obligation_as_fresh=obligation.replace('"id"', fresh).replace('"ref"', "'P-0'"),
    )  # fmt: skip


@pytest.mark.parametrize("way", PLAIN)
def test_sql_is_refused(ledger: Obligation, way: str) -> None:
    assert refused(lambda: run(worded(PLAIN[way], ledger)))


@pytest.mark.sqlite
@pytest.mark.parametrize("way", IN_SQLITE)
def test_sql_of_sqlite_is_refused(ledger: Obligation, way: str) -> None:
    assert refused(lambda: run(worded(IN_SQLITE[way], ledger)))


@pytest.mark.postgresql
@pytest.mark.parametrize("way", IN_POSTGRESQL)
def test_sql_of_postgresql_is_refused(ledger: Obligation, way: str) -> None:
    assert refused(lambda: run(worded(IN_POSTGRESQL[way], ledger)))


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_tool_without_our_settings_is_refused(tmp_path: Any) -> None:
    """Foreign keys off, triggers not recursive: what `sqlite3` on the command line has by itself."""
    import sqlite3
    from contextlib import closing

    path = tmp_path / "copy.sqlite3"
    make.regency()
    made = make.complaint().obligation
    with closing(sqlite3.connect(path)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    with closing(sqlite3.connect(path)) as stranger:
        stranger.execute("PRAGMA foreign_keys = OFF")
        for statement in (
            "DELETE FROM obligations_event",
            "UPDATE obligations_event SET verb = 'x'",
            f"REPLACE INTO obligations_event ({columns('obligations_event')}) SELECT * FROM obligations_event",
            f"UPDATE obligations_obligation SET state = 'done' WHERE id = {of(made)}",
            "DELETE FROM obligations_obligation",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                stranger.execute(statement)


# --- by the ORM --------------------------------------------------------------------------------------------------


def line(ledger: Obligation) -> Event:
    return ledger.events.get(seq=1)


def changed(event: Event) -> Event:
    event.verb = "x"
    return event


def waiting(one: Obligation) -> Obligation:
    one.state = "waiting"
    return one


ORM: dict[str, Callable[[Obligation], Any]] = {
    "update": lambda one: one.events.update(verb="x"),
    "save": lambda one: changed(line(one)).save(),
    "bulk update": lambda one: Event.objects.bulk_update([changed(line(one))], ["verb"]),
    "delete": lambda one: line(one).delete(),
    "raw delete": lambda one: Event.objects.filter(obligation=one)._raw_delete("default"),
    "delete of the obligation": lambda one: one.delete(),
    "delete of all obligations": lambda one: Obligation.objects.all().delete(),
    "update or create": lambda one: Event.objects.update_or_create(obligation=one, seq=1, defaults={"verb": "x"}),
    "bulk create over the old": lambda one: Event.objects.bulk_create(
        [changed(line(one))], update_conflicts=True, update_fields=["verb"], unique_fields=["id"]
    ),
    "a second line of the same number": lambda one: Event.objects.create(
        obligation=one, seq=1, verb="x", at=START, state="new"
    ),
    "the state": lambda one: Obligation.objects.filter(pk=one.pk).update(state="waiting"),
    "the state by save": lambda one: waiting(one).save(),
    "the count alone": lambda one: Obligation.objects.filter(pk=one.pk).update(seq=models.F("seq") + 2),
}


@pytest.mark.parametrize("way", ORM)
def test_the_orm_is_refused(ledger: Obligation, way: str) -> None:
    assert refused(lambda: ORM[way](ledger))


def test_what_is_no_fact_may_change(ledger: Obligation) -> None:
    """Words can be erased or corrected without a line; with one everything else may change."""
    assert Obligation.objects.filter(pk=ledger.pk).update(subject="Disamarkan") == 1
    count = Obligation.objects.filter(pk=ledger.pk).update(seq=models.F("seq") + 1, state="active", period="2026-04")
    assert count == 1


# --- by whoever holds all rights: found, not refused --------------------------------------------------------------


def sql_of_triggers() -> Iterator[str]:
    for name in sorted(expected_guards(connection.vendor)):
        table = next(table for table in GUARDED if f"{name}_".startswith((f"{table}_", f"{table.split('_')[1]}_")))
        yield f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else "")


@pytest.fixture
def unguarded(ledger: Obligation) -> Obligation:
    for statement in sql_of_triggers():
        run(statement)
    return ledger


def said() -> str:
    return "\n".join(findings(now=START))


def test_all_is_well_before(ledger: Obligation) -> None:
    assert findings(now=START) == []


def test_dropped_guards_are_found_and_set_again(unguarded: Obligation) -> None:
    assert missing_guards() == expected_guards(connection.vendor)
    assert said().count("is missing") == len(expected_guards(connection.vendor))
    set_guards()
    assert findings(now=START) == []
    assert refused(lambda: line(unguarded).delete())


def test_a_guard_that_does_nothing_is_found(ledger: Obligation) -> None:
    """It bears the name and refuses nothing."""
    if connection.vendor == "sqlite":
        run("DROP TRIGGER event_no_update")
        run("CREATE TRIGGER event_no_update BEFORE UPDATE ON obligations_event BEGIN SELECT 1; END")
        wanted = {"event_no_update"}
    else:
        run("CREATE OR REPLACE FUNCTION balairung_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
        wanted = {name for name in POSTGRESQL if name.startswith(("event", "leaf"))}
    assert missing_guards() == wanted
    set_guards()
    assert missing_guards() == set()


def test_a_guard_of_another_table_is_found(ledger: Obligation) -> None:
    run("CREATE TABLE elsewhere (id integer)")
    if connection.vendor == "sqlite":
        run("DROP TRIGGER leaf_no_delete")
        run("CREATE TRIGGER leaf_no_delete BEFORE DELETE ON elsewhere BEGIN SELECT RAISE(ABORT, 'no'); END")
        assert missing_guards() == {"leaf_no_delete"}
    else:
        run("DROP TRIGGER leaf_no_change ON obligations_leaf")
        run("CREATE TRIGGER leaf_no_change BEFORE DELETE ON elsewhere FOR EACH ROW EXECUTE FUNCTION balairung_refuse()")
        assert missing_guards() == {"leaf_no_change"}


@pytest.mark.postgresql
def test_a_sleeping_guard_is_found(ledger: Obligation) -> None:
    run("ALTER TABLE obligations_event DISABLE TRIGGER event_no_change")
    assert missing_guards() == {"event_no_change"}
    run("ALTER TABLE obligations_event ENABLE REPLICA TRIGGER event_no_change")
    assert missing_guards() == {"event_no_change"}


@pytest.mark.postgresql
def test_a_guard_that_looks_away_is_found(ledger: Obligation) -> None:
    run("DROP TRIGGER event_no_change ON obligations_event")
    run("""CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON obligations_event FOR EACH ROW
           WHEN (false) EXECUTE FUNCTION balairung_refuse()""")
    assert missing_guards() == {"event_no_change"}


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_triggers_erased_from_the_schema_itself_are_found(tmp_path: Any) -> None:
    """PRAGMA writable_schema removes them without a DROP."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(tmp_path / "copy.sqlite3", isolation_level=None)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
        copy.execute("PRAGMA writable_schema = ON")
        copy.execute("DELETE FROM sqlite_master WHERE type = 'trigger' AND name = 'event_no_update'")
        copy.execute("PRAGMA writable_schema = RESET")
        names = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert expected_guards("sqlite") - names == {"event_no_update"}


def remake(table: type[models.Model]) -> None:
    """What a migration does that alters a column: on SQLite the table is made anew and its triggers are lost."""
    state = ProjectState()
    for model in (table, *{field.related_model for field in table._meta.fields if field.related_model}):
        if isinstance(model, type):
            state.add_model(ModelState.from_model(model))
    old = next(field for field in table._meta.fields if field.name == ("verb" if table is Event else "step"))
    new = models.CharField(max_length=60, default="")
    new.set_attributes_from_name(old.name)
    new.model = table
    with connection.schema_editor(atomic=connection.vendor == "postgresql") as editor:
        editor.alter_field(table, old, new, strict=False)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_migration_that_remakes_a_table_loses_its_guards_and_prepare_sets_them_again() -> None:
    make.regency()
    obligation = make.complaint().obligation
    reading = {name for name in SQLITE if name.startswith(("acceptance_is_proved", "planmilestone"))}
    for name in sorted(reading):  # they read the tables that are remade: SQLite wants them gone before
        run(f"DROP TRIGGER {name}")
    connection.disable_constraint_checking()
    remake(Event)
    remake(Obligation)
    connection.enable_constraint_checking()
    lost = {name for name in SQLITE if name.startswith(("event", "obligation"))} | reading
    assert missing_guards() == lost
    assert {finding.split()[2] for finding in findings(now=START) if "guard" in finding} == lost
    prepare_database()
    assert findings(now=START) == []
    assert refused(lambda: line(obligation).delete())


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_guards_stand_aside_for_a_migration_of_what_they_read_and_stand_again_after_it() -> None:
    connection.disable_constraint_checking()
    with guards_aside():
        remake(Event)
        remake(Obligation)
    connection.enable_constraint_checking()
    assert missing_guards() == set()


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_fails_leaves_guarded_what_stood(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the tables of the new release are not there yet."""
    monkeypatch.setattr(guards, "GUARDED", GUARDED | {"of_the_next_release"})
    without: list[set[str]] = []

    def migrate() -> None:
        with guards_aside():
            without.append(missing_guards())
            run("ALTER TABLE of_the_next_release ADD COLUMN x integer")

    with pytest.raises(DatabaseError):
        migrate()
    assert without == [SQLITE if connection.vendor == "sqlite" else set()]
    assert missing_guards() == set()


@pytest.mark.postgresql
def test_a_column_remade_behind_the_triggers_is_found_by_its_leaf(ledger: Obligation) -> None:
    """ALTER TABLE … USING writes every row and fires no trigger."""
    run("ALTER TABLE obligations_event ALTER COLUMN verb TYPE varchar(21) USING 'x'")
    assert missing_guards() == set()
    assert said().count("was altered") == Event.objects.count()


@pytest.mark.parametrize("change", ["verb = 'x'", "seq = 77", "by_kind = 'x'", "state = 'done'", "commitment = 'x'"])
def test_a_line_altered_behind_the_guards_is_found(unguarded: Obligation, change: str) -> None:
    event = line(unguarded)
    run(f"UPDATE obligations_event SET {change} WHERE id = {of(event)}")
    set_guards()
    assert "was altered" in said()


def test_a_time_altered_by_a_moment_is_found(unguarded: Obligation) -> None:
    event = line(unguarded)
    Event.objects.filter(pk=event.pk).update(at=event.at + timedelta(microseconds=1))
    set_guards()
    assert f"line 1 of {unguarded.pk} was altered" in said()


def keys_asleep() -> None:
    """As for somebody for whom foreign keys do not count."""
    if connection.vendor == "sqlite":
        connection.disable_constraint_checking()
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' AND confrelid IN
               ('obligations_event'::regclass, 'obligations_obligation'::regclass)"""
        )
        for table, name in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


def remove_last_line(obligation: Obligation) -> None:
    keys_asleep()
    last = obligation.events.order_by("-seq")[0]
    run(f"DELETE FROM obligations_event WHERE id = {of(last)}")
    run(f"UPDATE obligations_obligation SET seq = seq - 1 WHERE id = {of(obligation)}")
    set_guards()


def remove_obligation(obligation: Obligation) -> None:
    keys_asleep()
    run(f"DELETE FROM obligations_obligation WHERE id = {of(obligation)}")
    set_guards()


def remove_line_and_leaf(obligation: Obligation) -> None:
    keys_asleep()
    first = line(obligation)
    run(f"DELETE FROM obligations_leaf WHERE event_id = {of(first)}")
    run(f"DELETE FROM obligations_event WHERE id = {of(first)}")
    set_guards()


REMOVALS = {
    "its leaf stays behind, though the count was lowered to match": (remove_last_line, "leaf 6: its line"),
    "its lines stay behind": (remove_obligation, "its obligation was removed"),
    "its leaf went with it": (remove_line_and_leaf, "the row of leaves has a gap"),
}


@pytest.mark.postgresql
@pytest.mark.parametrize("way", REMOVALS)
def test_what_was_removed_behind_the_guards_is_found(unguarded: Obligation, way: str) -> None:
    remove, sentence = REMOVALS[way]
    remove(unguarded)
    assert sentence in said()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", REMOVALS)
def test_what_was_removed_behind_the_guards_of_sqlite_is_found(unguarded: Obligation, way: str) -> None:
    remove, sentence = REMOVALS[way]
    remove(unguarded)
    assert sentence in said()
    connection.enable_constraint_checking()


def test_words_changed_or_removed_behind_the_ledger_are_found(ledger: Obligation) -> None:
    actions.note(ledger, by=SYSTEM, at=START, words="Sudah diperiksa di lapangan.")
    number_leaves(now=START, whole=True)
    assert findings(now=START) == []
    rows = Remark.objects.filter(event__obligation=ledger)
    rows.update(text="Belum diperiksa.")
    assert "its words were changed" in said()
    rows.update(text="", erased_at=START)
    assert findings(now=START) == []  # erased by right: the ledger keeps its commitment
    rows.delete()
    assert "its words were removed" in said()
