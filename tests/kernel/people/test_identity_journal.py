"""Everything that an administrator does is in the journal, and the journal is not edited without being found out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.ground.common.ids import made_at
from balairung.kernel.obligations.guards import missing_guards
from balairung.kernel.people.accounts import add_person, give_account
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.grouping import make_group
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.keys import SCOPES, make_key
from balairung.kernel.people.models import AccountLine, ApiKey, Change, Person, Post, RegionGroup, User
from balairung.kernel.people.offices import add_office, add_post
from balairung.kernel.receipts import journal
from balairung.kernel.receipts.models import LogEntry
from balairung.kernel.receipts.sealing import seal
from balairung.surface.api.actions import add_webhook
from balairung.surface.api.models import Webhook
from tests import make
from tests.kernel.receipts.logged import behind_our_back, found
from tests.make import START
from tests.test_house import addresses

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


# --- every address of an administrator -----------------------------------------------------------------------------

#: Addresses that change nothing, and why they may be silent.
SILENT = {
    "documents:try_door": "asks the signer whether it is there",
    "gateways:try": "asks the vendor whether the account is right",
    "gateways:doors": "a list", "keys:list": "a list", "webhooks:list": "a list", "webhooks:detail": "a page",
    "people:people": "a list", "people:changes": "the journal itself", "people:import": "a preview; applying is a line",
    "operations:machine": "how the machine does",
}  # fmt: skip
Posted = tuple[str, dict[str, Any]]
TODAY = "2026-03-02"
OFFICE = {"name": "Dinas Air", "short": "Air", "kind": "dinas", "calendar": "5-day", "order": "90", "address": ""}


def siti() -> Person:
    return Person.objects.filter(name="Siti").first() or make.person("Siti", email="siti@contoh.id")


def with_account() -> Person:
    person = siti()
    if not person.user:
        make.account(person)
    return person


def invited() -> Person:
    """With an account of which nobody chose the password yet."""
    person = siti()
    give_account(person, by=SYSTEM, at=START)
    return person


def empty() -> Post:
    """A post that nobody holds, in an office that owes nothing."""
    office = add_office(
        key="dinas-air", name="Dinas Air", short="Air", kind="dinas", parent=None, calendar="5-day", order=90,
        by=SYSTEM, at=START,
    )  # fmt: skip
    return add_post(office=office, title="Kepala Air", role="head", superior=None, by=SYSTEM, at=START)


def opened(client: Client) -> str:
    client.post(reverse("gateways:open", args=["email"]))
    return reverse("gateways:shut", args=["email"])


def api_key() -> ApiKey:
    return make_key(name="uji", scopes=list(SCOPES), person=siti(), by=SYSTEM, at=START)[0]


def webhook() -> Webhook:
    return add_webhook(key=api_key(), url="https://contoh.id/h", events=[], by=SYSTEM, at=START)


def group() -> RegionGroup:
    return make_group(name="Utara", districts=[], by=SYSTEM, at=START)


def preview(client: Client) -> str:
    sheet = "kunci;nama;nama pendek;jenis;induk;kalender;urutan;alamat\nuptd-air;UPTD Air;;Dinas;;6 hari;71;\n"
    file = SimpleUploadedFile("kantor.csv", sheet.encode())
    told = client.post(reverse("people:import"), {"sheet": "kantor", "file": file})
    return str(told.headers["Location"])


def person_form(**more: str) -> dict[str, str]:
    return {"name": "Siti Aminah", "nip": "", "email": "siti@contoh.id", "phone": ""} | more


def post_form(**more: str) -> dict[str, str]:
    return {"title": "Kepala Air", "role": "staff", "echelon": "", "seats": "1", "order": "5"} | more


def at(name: str, *args: object) -> str:
    return reverse(name, args=args)


#: What is posted to each of the others; a verb of its own for each word that the address takes.
DEEDS: dict[str, list[Callable[[Client], Posted]]] = {
    "documents:door": [lambda c: (at("documents:door"), {"kind": "local"})],
    "webhooks:add": [lambda c: (at("webhooks:add"), {"key": str(api_key().pk), "url": "https://contoh.id/kabar"})],
    "webhooks:act": [
        lambda c: (at("webhooks:act", webhook().pk, "jeda"), {}),
        lambda c: (at("webhooks:act", webhook().pk, "lanjut"), {}),
        lambda c: (at("webhooks:act", webhook().pk, "hapus"), {}),
    ],
    "keys:make": [lambda c: (at("keys:make"), {"name": "kunci", "scopes": [next(iter(SCOPES))]})],
    "keys:revoke": [lambda c: (at("keys:revoke", api_key().pk), {})],
    "gateways:door": [lambda c: (at("gateways:door", "telegram"), {"token": "1:x"})],
    "gateways:open": [lambda c: (at("gateways:open", "email"), {})],
    "gateways:shut": [lambda c: (opened(c), {})],
    "people:add_office": [lambda c: (at("people:add_office"), OFFICE | {"key": "dinas-air"})],
    "people:change_office": [lambda c: (at("people:change_office", "pupr"), OFFICE)],
    "people:close_office": [lambda c: (at("people:close_office", empty().office.key), {})],
    "people:add_post": [lambda c: (at("people:add_post", "pupr"), post_form())],
    "people:change_post": [lambda c: (at("people:change_post", make.post("pupr", "liaison").pk), post_form())],
    "people:close_post": [lambda c: (at("people:close_post", empty().pk), {})],
    "people:add_person": [lambda c: (at("people:add_person"), person_form(name="Joko", email=""))],
    "people:change_person": [lambda c: (at("people:change_person", siti().pk), person_form())],
    "people:account": [
        lambda c: (at("people:account", siti().pk, "beri"), {}),
        lambda c: (at("people:account", invited().pk, "tautan"), {}),
        lambda c: (at("people:account", with_account().pk, "tutup"), {}),
    ],
    "people:groups": [lambda c: (at("people:groups"), {"name": "Selatan"})],
    "people:group": [lambda c: (at("people:group", group().pk), {"name": "Barat"})],
    "people:days": [
        lambda c: (at("people:days"), {"date": "2026-05-04", "kind": "regional", "name": "Hari Jadi", "decree": "SK 1"})
    ],
    "people:preview": [lambda c: (preview(c), {})],
    "people:export": [lambda c: (at("people:export", "kantor", "csv"), {})],
    "recovery:ask": [lambda c: (at("recovery:ask", with_account().pk), {"kind": "factor"})],
}


@pytest.fixture
def admin(client: Client, settings: Settings) -> Client:
    call_command("createcachetable", verbosity=0)
    cache.clear()
    make.regency()
    settings.SECOND_FACTOR = "offered"
    client.force_login(make.account(make.holder("kominfo", "administrator", "Rina"), "rina@contoh.id"))
    return client


def test_every_address_of_an_administrator_is_one_or_the_other() -> None:
    operators = {address.name for address in addresses() if address.audience == "operators"}
    assert operators == set(DEEDS) | set(SILENT), "what a new address does must be a line, or be named with a reason"


@pytest.mark.parametrize("name", [f"{name}-{place}" for name, deeds in DEEDS.items() for place in range(len(deeds))])
def test_what_an_administrator_does_is_a_line_with_their_name(admin: Client, name: str) -> None:
    which, _dash, place = name.rpartition("-")
    path, data = DEEDS[which][int(place)](admin)
    rina = Person.objects.get(name="Rina")
    before = Change.objects.filter(by=rina).count()
    answer = admin.post(path, data)
    assert answer.status_code in (200, 302), answer.content.decode()[:2000]
    assert Change.objects.filter(by=rina).count() > before, f"{which} left no line"


@pytest.mark.parametrize("name", sorted(SILENT))
def test_what_is_silent_changes_nothing(admin: Client, name: str) -> None:
    address = next(one for one in addresses() if one.name == name)
    before = Change.objects.count()
    admin.post(address.path)
    assert Change.objects.count() == before


# --- the database itself -------------------------------------------------------------------------------------------


def refused(attempt: Callable[[], object]) -> bool:
    with pytest.raises(DatabaseError), transaction.atomic():
        attempt()
    return True


def line(**more: Any) -> Change:
    return write_line(Change.Verb.CHANGE_WORDS, by=SYSTEM, at=START, **more)


def test_a_line_is_neither_changed_nor_taken_away_nor_written_over() -> None:
    first = line(note="pertama")
    rows = Change.objects.filter(pk=first.pk)
    assert refused(lambda: rows.update(note="lain"))
    assert refused(lambda: rows.delete())
    assert refused(lambda: Change.objects.bulk_create([Change(pk=first.pk, at=START, verb="build")]))
    assert Change.objects.get().note == "pertama"


def test_a_line_about_an_account_goes_after_a_year_and_not_before() -> None:
    user = User.objects.create_user("siti@contoh.id")
    old, young, new = (
        AccountLine.objects.create(verb="sign_in", at=START - timedelta(days=days), user=user) for days in (366, 364, 0)
    )
    assert refused(lambda: AccountLine.objects.filter(pk=young.pk).delete())
    assert refused(lambda: AccountLine.objects.filter(pk=new.pk).delete())
    assert refused(lambda: AccountLine.objects.filter(pk=old.pk).update(words="lain"))
    assert AccountLine.objects.filter(pk=old.pk).delete()[0] == 1


# --- the public log ------------------------------------------------------------------------------------------------


def on_day(count: int, note: str = "baris") -> list[Change]:
    """Lines whose keys were made on the day of this number."""
    made = []
    for place in range(3):
        day = (START + count * DAY).replace(hour=12)
        key = _key(int(day.timestamp() * 1000) + place)
        made.append(Change.objects.create(id=key, verb="change_words", at=day, note=f"{note} {place}"))
    return made


def _key(milliseconds: int) -> UUID:
    return UUID(int=(milliseconds << 80) | (7 << 76) | (2 << 62) | 1)


def sealed_days() -> list[Change]:
    """Two days that are over, sealed, and one that is not."""
    lines = on_day(0) + on_day(1)
    on_day(3)
    seal(now=START + 3 * DAY)
    assert found(START + 3 * DAY) == []
    return lines


def test_a_day_is_one_entry_of_the_log_and_says_nothing() -> None:
    sealed_days()
    entries = list(LogEntry.objects.filter(kind="journal").order_by("index"))
    firsts = [Change.objects.order_by("pk")[place].pk for place in (0, 3)]
    days = [int(made_at(key).timestamp()) // journal.DAY for key in firsts]
    assert [int(one.source_key) for one in entries] == days
    words = journal.DAYS.words_of([entries[0].source_key])[entries[0].source_key]
    assert words
    assert (words["hari"], words["baris"], sorted(words)) == ("2026-03-02", "3", ["baris", "hari", "jurnal_sha256"])
    assert seal(now=START + 4 * DAY) == 0  # the open day waits for a later one


@pytest.mark.parametrize("way", ["edited", "removed", "put in", "moved in time", "another did it", "all removed"])
def test_whatever_is_done_to_a_sealed_day_is_found(way: str) -> None:
    rina = add_person(name="Rina", by=SYSTEM, at=START)
    lines = sealed_days()
    rows = Change.objects.filter(pk=lines[1].pk)
    ways: dict[str, Callable[[], object]] = {
        "edited": lambda: rows.update(note="tidak ada apa-apa"),
        "removed": lambda: rows.delete(),
        "put in": lambda: Change.objects.create(
            id=_key(int(START.replace(hour=13).timestamp() * 1000)), verb="build", at=START
        ),
        "moved in time": lambda: rows.update(at=START - DAY),
        "another did it": lambda: rows.update(by=rina),
        "all removed": lambda: Change.objects.filter(pk__in=[one.pk for one in lines[:3]]).delete(),
    }
    with behind_our_back():
        ways[way]()
    told = " ".join(found(START + 3 * DAY))
    assert "journal" in told
    assert ("was removed" if way == "all removed" else "was altered") in told


def test_a_guard_that_was_taken_down_is_missed() -> None:
    assert not {name for name in missing_guards() if name.startswith(("change_no", "accountline_no"))}
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER change_no_delete" + (" ON people_change" if connection.vendor != "sqlite" else ""))
    assert "change_no_delete" in missing_guards()


def test_the_journal_is_read_by_days_in_bounded_queries(django_assert_max_num_queries: Any) -> None:
    for count in range(12):
        on_day(count)
    with django_assert_max_num_queries(30):
        batch = journal.DAYS.waiting(0, 100)
    assert len(batch.found) == 11
    assert journal.DAYS.waiting(batch.position, 100).found == []
    assert len(journal.DAYS.waiting(0, 4).found) == 4


def test_models_of_the_journal_hold_no_contact() -> None:
    kept = {field.name for field in Change._meta.local_concrete_fields if isinstance(field, models.CharField)}
    assert kept == {"verb", "note"}
