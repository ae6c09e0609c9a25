"""Begun, left, gone on with on another telephone; and whatever somebody types, nothing is lost and nothing breaks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.ground.common.text import clean_line
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.models import Draft
from balairung.rooms.services.applying.completing import typed_of
from balairung.rooms.services.applying.judging import judge, without_member
from balairung.rooms.services.definition.answers import UNKNOWN
from balairung.rooms.services.definition.shape import Definition, Type
from balairung.rooms.services.definition.walking import walks
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import definition_of
from tests.make import START
from tests.rooms.services.applying import sheets
from tests.rooms.services.handling import stage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def form() -> Definition:
    stage.cast()
    return definition_of(stage.published(sheets.body()))


def test_on_another_telephone_by_number_and_code(client: Client) -> None:
    address = sheets.start(client)
    client.post(address, {"untuk": "lain", "lainnya": "Pasang listrik", "penghasilan": "bukan angka"})
    begun = sheets.kept(address)
    other = Client()
    for page in (reverse("services:resume"), reverse("complaints:track")):
        answer = other.post(page, {"ref": begun.number, "code": begun.code.lower()}, follow=True)
        assert answer.redirect_chain[-1][0].startswith(address), page
        text = answer.content.decode()
        assert 'value="Pasang listrik"' in text
        assert 'value="bukan angka"' in text


@pytest.mark.parametrize("ref", ["N-0000-0000", "M-0000-0000", "?"])
def test_what_does_not_fit_opens_nothing(client: Client, ref: str) -> None:
    answer = client.post(reverse("services:resume"), {"ref": ref, "code": "X"})
    assert answer.status_code == 422
    assert "tidak cocok" in answer.content.decode()


def test_wrong_codes_are_counted(client: Client, settings: Settings) -> None:
    settings.TRACKING_LIMIT = "1/h"
    begun = sheets.kept(sheets.start(client))
    client.post(reverse("services:resume"), {"ref": begun.number, "code": "0000000000"})
    answer = client.post(reverse("services:resume"), {"ref": begun.number, "code": begun.code})
    assert "Terlalu banyak percobaan" in answer.content.decode()


def test_the_link_is_sent_to_the_contact_that_was_left_once_a_day(client: Client) -> None:
    address = sheets.start(client)
    page = reverse("services:apply_later", args=[sheets.KEY, sheets.draft_of(address)])
    assert "Kirim tautannya" in client.get(page).content.decode()
    for _time in range(2):
        assert client.post(page).status_code == 302
    assert Notice.objects.filter(about_ref=sheets.kept(address).number).count() == 1
    nameless = sheets.start(client, contact="")
    page = reverse("services:apply_later", args=[sheets.KEY, sheets.draft_of(nameless)])
    assert "Nomor dan kode di atas sudah cukup" in client.get(page).content.decode()
    assert client.post(page).status_code == 200


def test_thirty_days_and_no_longer(client: Client) -> None:
    address = sheets.start(client)
    assert Draft.objects.get().expires_at - timezone.now() > timedelta(days=29)
    Draft.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    answer = client.get(address)
    assert answer.status_code == 404
    assert "tiga puluh hari" in answer.content.decode()


def test_what_is_kept_cannot_be_read_from_the_database(client: Client) -> None:
    sheets.start(client)
    assert "berobat" not in Draft.objects.get().body


def test_a_draft_of_one_service_is_not_another_ones(client: Client) -> None:
    stage.published(sheets.body(key="lain-lagi", name="Layanan lain"))
    draft = sheets.draft_of(sheets.start(client))
    assert client.get(reverse("services:apply_resume", args=["lain-lagi", draft])).status_code == 404
    assert client.get(reverse("services:apply", args=["tidak-ada"])).status_code == 404


def test_a_flood_is_refused_and_what_was_typed_stays(client: Client, settings: Settings) -> None:
    last = sheets.fill(client, sheets.definition(), sheets.ANSWERS, sheets.start(client))
    settings.FILING_LIMIT, settings.FLOOD = "1/h", 1
    cache.clear()
    sheets.send(client, last)
    settings.FILING_LIMIT = "30/h"
    last = sheets.fill(client, sheets.definition(), sheets.ANSWERS, sheets.start(client))
    settings.FILING_LIMIT = "1/h"
    page = client.get(last).content.decode()
    answer = client.post(last, {"version": sheets.version_of(page)})
    assert answer.status_code == 422
    assert "Isian Anda masih ada" in answer.content.decode()
    assert Application.objects.count() == 1


# --- whatever somebody types ---------------------------------------------------------------------------------------

WORDS = st.one_of(
    st.sampled_from(["", "ya", "on", "berobat", "lain", "3577014107900001", "1.500.000", "Kejuron, Taman"]),
    st.text(max_size=40),
)


def names_of(form: Definition) -> list[str]:
    """Every name that the form knows, of three members."""
    found = []
    for one in form.fields.values():
        rows = [f"{one.key}-{place}-{inner.key}" for place in range(3) for inner in one.fields]
        found += rows if one.type == Type.MEMBERS else [one.key]
    return [*found, *(f"{name}-{UNKNOWN}" for name in found)]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_typed_on_whichever_page_is_kept_and_answered(form: Definition, data: st.DataObject) -> None:
    """A random walk: pages in any order, any words, people coming and going. No page breaks, and each shows what it was
    given last.
    """
    client, names = Client(), names_of(form)
    draft = sheets.draft_of(sheets.start(client))
    typed: dict[str, Any] = {}
    for _step in range(data.draw(st.integers(1, 5))):
        page = data.draw(st.sampled_from(form.pages))
        address = reverse("services:apply_page", args=[sheets.KEY, draft, page.key])
        own = [name for name in names if name.partition("-")[0] in {one.key for one in page.fields}]
        said = data.draw(st.dictionaries(st.sampled_from(own), WORDS, max_size=len(own))) if own else {}
        assert client.post(address, said).status_code in {302, 422}
        assert client.get(address).status_code in {200, 302}
        typed = {name: words for name, words in typed.items() if name not in own} | said
    for page in form.pages:
        assert client.get(reverse("services:apply_page", args=[sheets.KEY, draft, page.key])).status_code in {200, 302}
    assert client.get(reverse("services:apply_check", args=[sheets.KEY, draft])).status_code in {200, 302}
    kept = sheets.kept(f"/ajukan/{draft}/").said
    assert {name: clean_line(words) for name, words in kept.items()} == {
        name: clean_line(words) for name, words in typed.items()
    }


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(count=st.integers(1, 5), gone=st.integers(0, 6))
def test_who_goes_takes_only_their_own_answers_along(count: int, gone: int) -> None:
    said = {f"anggota-{place}-nama": f"Orang {place}" for place in range(count)} | {"lain": "tetap"}
    files = {f"anggota-{place}-akta": [f"berkas-{place}"] for place in range(count)}
    left, stored = without_member(said, files, f"anggota-{gone}")
    stay = [place for place in range(count) if place != gone]
    assert left == {f"anggota-{at}-nama": f"Orang {place}" for at, place in enumerate(stay)} | {"lain": "tetap"}
    assert stored == {f"anggota-{at}-akta": [f"berkas-{place}"] for at, place in enumerate(stay)}


def test_every_way_through_comes_out_as_it_was_answered(form: Definition) -> None:
    """What walking.py says may be answered is what the form lets through, whichever branch is taken."""
    apart = {Type.FILE, Type.REGION}  # stored and typed otherwise
    for walk in walks(form):
        said: dict[str, Any] = {}
        for page in walk.pages:
            said |= typed_of([page], walk.answers)
        wanted = {key: value for key, value in walk.answers.items() if form.fields[key].type not in apart}
        judged = judge(form, said, {}, today=START.date())
        assert {key: value for key, value in judged.answers.items() if key in wanted} == wanted
