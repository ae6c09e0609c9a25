"""Keys by which programs speak: made once, shown once, never more than their person and their scopes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.accounts import close_account
from balairung.kernel.people.actors import CITIZEN, SYSTEM
from balairung.kernel.people.appointments import end_holding
from balairung.kernel.people.keys import SCOPES, actor_of_key, allows, key_of, make_key, revoke_key
from balairung.kernel.people.models import ApiKey, Change, Person
from tests import make

pytestmark = pytest.mark.django_db

LATER = make.START + timedelta(days=1)


def made(
    scopes: Sequence[str] = ("reports.file",), person: Person | None = None, name: str = "Aplikasi desa"
) -> tuple[ApiKey, str]:
    return make_key(name=name, scopes=scopes, person=person, by=SYSTEM, at=make.START)


def test_a_key_is_known_by_its_text_and_kept_as_a_hash() -> None:
    key, text = made()
    assert re.fullmatch(r"bal_[a-z2-9]{8}_[a-z2-9]{40}", text)
    assert key_of(text, LATER) == key
    assert text not in str(ApiKey.objects.values())
    assert text.split("_")[2] not in str(ApiKey.objects.values())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text() | st.from_regex(r"bal_[a-z2-9]{8}_[a-z2-9]{40}", fullmatch=True))
def test_anything_else_is_no_key(text: str) -> None:
    assert key_of(text, make.START) is None


def test_a_key_that_ended_or_was_revoked_opens_nothing() -> None:
    key, text = made()
    _short, ending = make_key(
        name="Sebentar", scopes=["reports.file"], person=None, by=SYSTEM, at=make.START, until=LATER
    )
    assert key_of(ending, LATER - timedelta(seconds=1))
    assert key_of(ending, LATER) is None
    revoke_key(key, by=SYSTEM, at=LATER)
    revoke_key(key, by=SYSTEM, at=LATER)
    assert key_of(text, LATER) is None
    verbs = list(Change.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == [Change.Verb.MAKE_KEY, Change.Verb.MAKE_KEY, Change.Verb.REVOKE_KEY]


def test_the_day_of_use_is_written_once_a_day(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    key, text = made()
    key_of(text, LATER)
    with django_assert_num_queries(1):
        key_of(text, LATER)
    key.refresh_from_db()
    assert key.used_on == date(2026, 3, 3)


def test_a_key_may_what_its_person_may_today() -> None:
    make.regency()
    kadis = make.holder("pupr", "head", "Pak Kadis")
    key, text = made(["reports.read", "reports.work"], kadis)
    actor = actor_of_key(key, make.START)
    assert (actor.is_officer, actor.person_id) == (True, kadis.pk)
    end_holding(kadis.holdings.get(), until=date(2026, 3, 2), by=SYSTEM, at=make.START)
    assert not actor_of_key(key, make.START + timedelta(days=2)).is_officer
    assert (allows(key, "reports.work"), allows(key, "webhooks"), allows(key, "reports")) == (True, False, False)
    make.account(kadis)
    assert key_of(text, LATER)
    close_account(kadis, by=SYSTEM, at=LATER)
    assert key_of(text, LATER) is None


def test_a_key_without_a_person_is_a_citizen() -> None:
    key, _text = made(["reports.file", "open311"])
    assert actor_of_key(key, make.START) == CITIZEN


@pytest.mark.parametrize("scope", ["reports.read", "reports.work", "webhooks"])
def test_some_scopes_need_a_person(scope: str) -> None:
    with pytest.raises(Refused, match="memerlukan orang"):
        made([scope])


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": " "}, "nama kunci"),
        ({"scopes": []}, "wewenang"),
        ({"scopes": ["reports.file", "semua"]}, "wewenang"),
        ({"until": make.START}, "sudah lewat"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(given: dict[str, object], sentence: str) -> None:
    ordinary: dict[str, object] = {"name": "Uji", "scopes": ["reports.file"], "person": None}
    with pytest.raises(Refused, match=sentence):
        make_key(**(ordinary | given), by=SYSTEM, at=make.START)  # type: ignore[arg-type]


def test_only_administrators_make_and_revoke() -> None:
    make.regency()
    kadis, admin = make.officer("pupr", "head"), make.officer("kominfo", "administrator")
    with pytest.raises(NotAllowed):
        make_key(name="Uji", scopes=["reports.file"], person=None, by=kadis, at=make.START)
    key, _text = make_key(name="Uji", scopes=["reports.file"], person=None, by=admin, at=make.START)
    with pytest.raises(NotAllowed):
        revoke_key(key, by=kadis, at=make.START)
    assert key.made_by_id == admin.person_id


# --- the page ----------------------------------------------------------------------------------------------------


@pytest.fixture
def operator(client: Client, settings: Settings) -> Client:
    make.regency()
    settings.SECOND_FACTOR = "offered"
    client.force_login(make.account(make.holder("kominfo", "administrator")))
    return client


def test_the_page_lists_makes_and_revokes(operator: Client) -> None:
    kadis = make.holder("pupr", "head", "Pak Kadis")
    page = reverse("keys:list")
    assert "Belum ada kunci" in operator.get(page).text
    given = {"name": "Pusat panggilan", "scopes": ["reports.read", "reports.work"], "person": kadis.email}
    answer = operator.post(reverse("keys:make"), given)
    text = re.search(r"bal_[a-z2-9]{8}_[a-z2-9]{40}", answer.text)
    assert text
    assert "no-store" in answer.headers["Cache-Control"]
    key = key_of(text[0], timezone.now())
    assert key
    assert key.person == kadis
    listed = operator.get(page).text
    assert "Pusat panggilan" in listed
    assert "sebagai Pak Kadis" in listed
    assert text[0] not in listed
    assert operator.get(reverse("keys:revoke", args=[key.pk])).status_code == 405
    operator.post(reverse("keys:revoke", args=[key.pk]))
    assert key_of(text[0], timezone.now()) is None
    assert "Tidak berlaku lagi" in operator.get(page).text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Tuliskan nama kuncinya"),
        ({"name": "Uji", "scopes": ["reports.read"]}, "memerlukan orang"),
        ({"name": "Uji", "scopes": ["reports.read"], "person": "bukan@contoh.id"}, "Belum ada orang"),
        ({"name": "Uji", "scopes": ["reports.file"], "until": "2020-01-01"}, "sudah lewat"),
    ],
)
def test_a_form_with_a_fault_says_so(operator: Client, given: dict[str, object], sentence: str) -> None:
    answer = operator.post(reverse("keys:make"), given)
    assert (answer.status_code, ApiKey.objects.count()) == (422, 0)
    assert sentence in answer.text


# --- the command -------------------------------------------------------------------------------------------------


def said(*words: str) -> str:
    out = StringIO()
    call_command("key", *words, stdout=out)
    return out.getvalue().strip()


def test_the_command_makes_lists_and_revokes() -> None:
    make.regency()
    kadis = make.holder("pupr", "head", "Pak Kadis")
    text = said("make", "Pusat panggilan", "reports.read", "reports.work", "--email", kadis.email, "--days", "30")
    key = key_of(text, timezone.now())
    assert key
    assert (key.person, key.scopes) == (kadis, "reports.read,reports.work")
    assert said("list").split("\t")[:2] == [key.prefix, "Pusat panggilan"]
    assert "dicabut" in said("revoke", key.prefix)
    assert said("list") == ""
    for wrong in (
        ["revoke", "tiadaada"],
        ["make", "X", "reports.read"],
        ["make", "X", "webhooks", "--email", "x@y.id"],
    ):
        with pytest.raises(CommandError):
            said(*wrong)


def test_scopes_are_words_that_fit_the_column() -> None:
    assert len(",".join(SCOPES)) <= 200
