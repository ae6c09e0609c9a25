"""Drafts, versions that nobody changes any more, and the services that come with the house."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.people.actors import CITIZEN, SYSTEM
from balairung.kernel.people.models import Change
from balairung.rooms.services.definition import publishing
from balairung.rooms.services.definition.publishing import (
    digest_of,
    draft_of,
    drop_draft,
    load_standard,
    publish,
    reopen,
    retire,
    save_draft,
)
from balairung.rooms.services.definition.reading import read
from balairung.rooms.services.definition.shape import canonical
from balairung.rooms.services.models import Service, Version
from tests import make
from tests.make import START
from tests.rooms.services.example import KEY, TEXT, example, published

pytestmark = pytest.mark.django_db
LATER = make.moment("2026-03-03 09:00")


def test_the_same_definition_has_the_same_digest_everywhere() -> None:
    turned = dict(reversed(canonical(example()).items()))
    assert digest_of(read(turned)) == digest_of(example())
    assert digest_of(example(**{"Untuk apa?": "Buat apa?"})) != digest_of(example())


def test_a_draft_comes_into_force_and_ends_the_one_before() -> None:
    make.regency()
    sekda = make.officer("setda", "secretary", "Bu Sekda")
    first = published()
    changed = example(**{"name: Surat Contoh": "name: Surat Baru"})
    draft = save_draft(first.service, changed, seen=first.digest, note="Nama", by=sekda, at=LATER)
    assert Service.objects.get().name == "Surat Contoh"
    publish(draft, seen=draft.digest, decree="188/1/2026", decreed_on=date(2026, 3, 1), by=sekda, at=LATER)
    service = Service.objects.select_related("current").get()
    assert (service.name, service.current) == ("Surat Baru", draft)
    first.refresh_from_db()
    assert (first.retired_at, first.body) == (LATER, canonical(example()))
    now = Version.objects.get(number=2)
    assert (now.note, now.decree, now.published_at, now.published_by_id) == (
        "Nama",
        "188/1/2026",
        LATER,
        sekda.person_id,
    )
    line = Change.objects.get(verb=Change.Verb.CHANGE_SERVICE, by=sekda.person_id)
    assert line.note == "Layanan “Surat Baru”: versi 2 diterbitkan"


def test_who_comes_second_is_told() -> None:
    make.regency()
    first = published()
    save_draft(first.service, example(**{"Untuk apa?": "Satu?"}), seen=first.digest, by=SYSTEM, at=START)
    with pytest.raises(Stale, match="Orang lain"):
        save_draft(first.service, example(**{"Untuk apa?": "Dua?"}), seen=first.digest, by=SYSTEM, at=START)
    draft = draft_of(first.service)
    assert draft
    with pytest.raises(Stale):
        publish(draft, seen=first.digest, by=SYSTEM, at=START)
    publish(draft, by=SYSTEM, at=START)
    with pytest.raises(Stale):
        publish(draft, by=SYSTEM, at=START)
    assert Version.objects.count() == 2


def test_what_has_faults_is_kept_and_not_published() -> None:
    make.regency()
    draft = save_draft(None, example(**{"{alamat}": "{alamt}"}), by=SYSTEM, at=START)
    with pytest.raises(Refused, match=r"1 hal harus diperbaiki\. Surat, bagian 2, baris 3: Tidak ada isian {alamt}"):
        publish(draft, by=SYSTEM, at=START)
    assert list(Service.objects.offered(date(2026, 3, 2))) == []
    agency = example(**{"level: village\nsummary": "level: village\noffice: tidak-ada\nsummary"})
    draft = save_draft(draft.service, agency, by=SYSTEM, at=START)
    with pytest.raises(Refused, match="Kantor “tidak-ada” tidak ada di daerah ini"):
        publish(draft, by=SYSTEM, at=START)


def test_strangers_change_nothing_and_a_key_is_given_once() -> None:
    make.regency()
    version = published()
    for stranger in (CITIZEN, make.officer("pupr", "head"), make.officer("setda", "staff")):
        with pytest.raises(NotAllowed):
            save_draft(version.service, example(), by=stranger, at=START)
        with pytest.raises(NotAllowed):
            retire(version.service, by=stranger, at=START)
        with pytest.raises(NotAllowed):
            drop_draft(version.service, by=stranger, at=START)
    head = make.officer("dpmptsp", "head")
    mine = read(
        TEXT.replace(f"key: {KEY}", "key: izin").replace(
            "level: village\nsummary", "level: agency\noffice: dpmptsp\nsummary"
        )
    )
    draft = save_draft(None, mine, by=head, at=START)
    with pytest.raises(NotAllowed):  # it would become everybody's
        save_draft(draft.service, read(TEXT.replace(f"key: {KEY}", "key: izin")), by=head, at=START)
    assert publish(draft, by=head, at=START).published_by_id == head.person_id
    with pytest.raises(Refused, match="Sudah ada layanan dengan kunci “izin”"):
        save_draft(None, mine, by=head, at=START)
    with pytest.raises(Refused, match="Kunci layanan tidak dapat diubah"):
        save_draft(
            draft.service,
            example(**{"level: village\nsummary": "level: agency\noffice: dpmptsp\nsummary"}),
            by=head,
            at=START,
        )
    bureau = make.officer("bagian-organisasi", "head")
    assert save_draft(version.service, example(), by=bureau, at=START).saved_by_id == bureau.person_id


def test_a_draft_is_dropped_and_a_service_that_was_never_offered_goes_with_it() -> None:
    make.regency()
    draft = save_draft(None, example(), by=SYSTEM, at=START)
    drop_draft(draft.service, by=SYSTEM, at=START)
    assert not Service.objects.exists()
    version = published()
    save_draft(version.service, example(**{"Untuk apa?": "Buat apa?"}), by=SYSTEM, at=START)
    drop_draft(version.service, by=SYSTEM, at=START)
    assert list(Version.objects.all()) == [version]


def test_a_service_is_retired_and_opened_again() -> None:
    make.regency()
    version = published()
    retire(version.service, by=SYSTEM, at=START)
    assert list(Service.objects.offered(START.date())) == []
    reopen(version.service, by=SYSTEM, at=LATER)
    assert list(Service.objects.offered(START.date())) == [version.service]


# --- what was published is not edited ------------------------------------------------------------------------------


def attempts(version: Version) -> list[Callable[[], object]]:
    rows = Version.objects.filter(pk=version.pk)
    other = Version(service=version.service, number=version.number, body={}, digest="x", saved_at=START)
    draft = save_draft(version.service, example(**{"Untuk apa?": "Buat apa?"}), by=SYSTEM, at=START)
    drafts = Version.objects.filter(pk=draft.pk)
    return [
        lambda: rows.update(body={}),
        lambda: rows.update(digest="0" * 64),
        lambda: rows.update(number=9),
        lambda: rows.update(published_at=LATER),
        lambda: rows.update(published_at=None),
        lambda: rows.update(decree="x"),
        lambda: rows.update(note="x"),
        lambda: rows.delete(),
        lambda: other.save(force_insert=True),
        lambda: drafts.update(number=version.number),
        lambda: run(f"DELETE FROM services_version WHERE number = {version.number}"),
    ]


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_refuses_to_edit_what_was_published() -> None:
    make.regency()
    version = published()
    Service.objects.update(current=None)  # so that no foreign key does the work of the guard
    for attempt in attempts(version):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
        version.refresh_from_db()
        assert (version.body, version.number, version.published_at) == (canonical(example()), 1, START)
    Version.objects.filter(pk=version.pk).update(retired_at=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(retired_at=START)


@pytest.mark.sqlite
def test_no_row_is_pushed_aside_by_replacing() -> None:
    make.regency()
    version = published()
    draft = save_draft(version.service, example(**{"Untuk apa?": "Buat apa?"}), by=SYSTEM, at=START)
    columns = "id, service_id, number, body, digest, note, decree, saved_at"
    values = "id, service_id, number, '{}', 'x', '', '', saved_at"
    again = f"SELECT {values} FROM services_version WHERE published_at IS NOT NULL"
    pushing = f"UPDATE OR REPLACE services_version SET number = 1 WHERE id = '{draft.pk.hex}'"
    for sql in (f"INSERT OR REPLACE INTO services_version ({columns}) {again}", pushing):
        with pytest.raises(DatabaseError, match="a published version is not edited"), transaction.atomic():
            run(sql)
    version.refresh_from_db()
    assert version.body == canonical(example())


@pytest.mark.postgresql
def test_the_table_is_not_emptied() -> None:
    with pytest.raises(DatabaseError, match="a published version is not edited"), transaction.atomic():
        run("TRUNCATE services_version CASCADE")


# --- what comes with the house -------------------------------------------------------------------------------------


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder of definitions that this test may change."""
    (tmp_path / "surat-contoh.yaml").write_text(TEXT)
    return tmp_path


def test_a_newer_standard_is_offered_once_as_a_draft(shelf: Path) -> None:
    make.regency()
    assert load_standard(at=START, folder=shelf).added == 1
    assert load_standard(at=START, folder=shelf) == publishing.Loaded()
    service = Service.objects.select_related("current").get()
    (shelf / "surat-contoh.yaml").write_text(TEXT.replace("Untuk apa?", "Buat apa?"))
    assert load_standard(at=LATER, folder=shelf) == publishing.Loaded(0, 1)
    draft = draft_of(service)
    assert draft
    assert (draft.saved_by_id, draft.note) == (None, "Bawaan Balairung yang lebih baru")
    assert Service.objects.select_related("current").get().current == service.current
    drop_draft(service, by=SYSTEM, at=LATER)
    assert load_standard(at=LATER, folder=shelf) == publishing.Loaded(), "what was thrown away does not come back"
    (shelf / "surat-contoh.yaml").write_text(TEXT.replace("Untuk apa?", "Mau apa?"))
    own = save_draft(service, example(**{"Untuk apa?": "Punya kami?"}), by=SYSTEM, at=LATER)
    assert load_standard(at=LATER, folder=shelf) == publishing.Loaded(), "somebody works on one"
    publish(own, by=SYSTEM, at=LATER)
    assert load_standard(at=LATER, folder=shelf) == publishing.Loaded(0, 1), "now it waits beside the regency's own"
    assert Service.objects.select_related("current").get().current == own


def test_one_bad_file_does_not_keep_the_others(shelf: Path, caplog: pytest.LogCaptureFixture) -> None:
    (shelf / "a.yaml").write_text("key: [")
    assert load_standard(at=START, folder=shelf).added == 1
    assert "a.yaml is no definition" in caplog.text
