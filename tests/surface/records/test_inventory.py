"""Every text that the house keeps is listed once: as personal or as harmless; what the law calls specific is sealed."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client
from pytest_django import Settings

from balairung.ground.common.facts import facts
from balairung.ground.common.sealed import SealedBytes, SealedField
from balairung.surface.records import inventory, retention
from balairung.surface.records.inventory import Table
from balairung.surface.records.models import RetentionSwitch
from tests import make

KINDS = (models.CharField, models.TextField, models.JSONField, models.FileField, models.BinaryField)
#: Django's own tables, which hold words of programs only.
NOT_OURS = {"contenttypes", "auth"}
#: Columns whose name says that somebody is in them: never harmless without a seal, a hash or a reason.
TELLING = ("contact", "nik", "phone", "address", "reporter", "identity")


def texts() -> dict[str, dict[str, models.Field[Any, Any]]]:
    """By table, its columns that may hold words of anybody: not those that choose from a list, and no keys."""
    found: dict[str, dict[str, models.Field[Any, Any]]] = {}
    for model in apps.get_models():
        if model._meta.app_label not in NOT_OURS and not model._meta.proxy:
            rows = [one for one in model._meta.local_fields if isinstance(one, KINDS)]
            found[model._meta.label] = {one.name: one for one in rows if not one.choices and not one.primary_key}
    return {label: told for label, told in found.items() if told}


def tables() -> dict[str, Table]:
    return {table.label: table for one in inventory.activities() for table in one.tables}


def test_every_text_is_listed_once() -> None:
    listed, found = tables(), texts()
    missing = [
        f"{label}.{name}"
        for label, columns in found.items()
        for name in columns
        if label not in listed or name not in listed[label].listed
    ]
    assert missing == [], "say in ground/data/personal.yaml whether these are personal"
    gone = [
        f"{label}.{name}" for label, one in listed.items() for name in one.listed if name not in found.get(label, {})
    ]
    assert gone == [], "these are no columns any more"
    labels = Counter(table.label for one in inventory.activities() for table in one.tables)
    assert [label for label, count in labels.items() if count > 1] == []
    assert [label for label, one in listed.items() if len(set(one.listed)) != len(one.listed)] == []


def test_what_is_said_to_be_sealed_is_and_nothing_else() -> None:
    listed = tables()
    sealed = {
        f"{label}.{name}"
        for label, columns in texts().items()
        for name, column in columns.items()
        if isinstance(column, SealedField | SealedBytes)
    }
    said = {f"{label}.{name}" for label, one in listed.items() for name in (*one.sealed, *one.secrets)}
    assert said == sealed


def test_what_is_specific_is_sealed() -> None:
    """UU 27/2022 art. 4 (2): health, children, money; and what hides a reporter."""
    specific = [(one, name) for one in tables().values() for name in one.specific]
    assert len(specific) >= 7
    assert [f"{one.label}.{name}" for one, name in specific if name not in one.sealed] == []


def test_nothing_whose_name_tells_of_somebody_is_called_harmless() -> None:
    harmless = [f"{one.label}.{name}" for one in tables().values() for name in one.harmless]
    told = [name for name in harmless if any(word in name.rpartition(".")[2] for word in TELLING)]
    assert sorted(told) == NOBODYS, "an address that belongs to nobody stands in NOBODYS, any other in personal.yaml"


#: Addresses of machines and of other governments.
NOBODYS = [
    "documents.SigningDoor.address", "documents.SigningDoor.stamp_address", "services.Package.giver_address",
]  # fmt: skip


def test_every_activity_says_all_that_the_law_asks() -> None:
    told = facts("personal")
    for one in inventory.activities():
        assert all((one.name, one.whose, one.purpose, one.basis_words, one.readers, one.kept_words)), one.key
    used = {why for one in tables().values() for why in (one.open or {}).values()}
    assert used == set(told["reasons"])
    assert len(inventory.columns()) == len(next(iter(inventory.rows())))


def test_every_rule_of_retention_is_kept_by_somebody() -> None:
    for rule in retention.rules():
        assert bool(rule.loop) != bool(rule.wipe), rule.key
        assert not rule.loop or rule.loop in settings.LOOPS, rule.key
        assert not rule.wipe or callable(rule.wiping.wipe), rule.key


@pytest.mark.django_db
def test_everybody_reads_the_policy(client: Client, django_assert_max_num_queries: Any) -> None:
    make.regency()
    with django_assert_max_num_queries(7):
        page = client.get("/privasi/").content.decode()
    for one in inventory.activities():
        assert one.name in page
    assert "Melapor boleh tanpa nama" in page
    assert "reporter_contact" not in page  # plain words, no columns


@pytest.mark.django_db
def test_nobody_is_promised_what_the_regency_did_not_switch_on(client: Client, settings: Settings) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"
    officer = Client()
    officer.force_login(make.account(make.holder("kominfo", "administrator")))
    proposed, promised = "usulannya 2 tahun sesudah laporan ditutup", "<dd>2 tahun sesudah laporan ditutup</dd>"
    for page in (client.get("/privasi/"), officer.get("/kerja/catatan-pemrosesan/")):
        assert (proposed in page.content.decode(), promised in page.content.decode()) == (True, False)
    assert "<dd>7 hari sejak terakhir ditulis" in client.get("/privasi/").content.decode()  # that goes by itself
    RetentionSwitch.objects.create(rule="contacts", on_since=make.START)
    for page in (client.get("/privasi/"), officer.get("/kerja/catatan-pemrosesan/")):
        assert (proposed in page.content.decode(), promised in page.content.decode()) == (False, True)


@pytest.mark.django_db
def test_the_record_is_for_those_who_answer_for_it(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    client.force_login(make.account(make.holder("kominfo", "administrator")))
    page = client.get("/kerja/catatan-pemrosesan/").content.decode()
    assert "reporter_contact" in page
    table = b"".join(client.get("/kerja/catatan-pemrosesan/unduh/").streaming_content).decode()  # type: ignore[attr-defined]
    assert table.count("\r\n") == len(inventory.activities()) + 1
    assert "complaints.Complaint.reporter_contact" in table
    client.force_login(make.account(make.holder("pupr", "head")))
    for address in ("/kerja/catatan-pemrosesan/", "/kerja/catatan-pemrosesan/unduh/", "/kerja/masa-simpan/"):
        assert client.get(address).status_code == 403
    for office, role in (("kominfo", "head"), ("inspektorat", "auditor"), ("setda", "secretary")):
        client.force_login(make.account(make.holder(office, role), f"{role}@contoh.id"))
        assert client.get("/kerja/masa-simpan/").status_code == 200
    assert 'href="/kerja/masa-simpan/"' in _desk(client, "kominfo", "section_head")
    client.logout()
    assert client.get("/kerja/catatan-pemrosesan/").status_code == 302


def _desk(client: Client, office: str, role: str) -> str:
    """The desk of personal data, from which one comes here."""
    client.force_login(make.account(make.holder(office, role), f"{role}@contoh.id"))
    return client.get("/kerja/data-pribadi/").content.decode()
