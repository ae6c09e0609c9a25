"""What the house can do, in three sentences each, and how it is used."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as house
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.ground.common.facts import facts
from balairung.kernel.people.actors import actor_of
from balairung.rooms.announcements import features
from balairung.rooms.announcements.models import SeenFeature
from tests import make
from tests.rooms.announcements import told

CHANGELOG = Path(__file__).resolve().parents[3] / "CHANGELOG.md"


def test_every_ability_has_three_sentences_a_chapter_and_a_page_that_exists() -> None:
    found = features.features()
    keys = [one.key for one in found]
    assert len(set(keys)) == len(keys)
    assert {len(one.how) for one in found} == {3}
    assert [line for one in found for line in one.how if not line.endswith(".")] == []
    assert [one.key for one in found if one.address and not one.href] == []
    assert {one.whom for one in found} == set(features.KINDS)


def test_chapters_are_headings_of_the_change_log() -> None:
    """The one is written for builders, the other for readers: neither tells of what the other does not know."""
    headings = set(re.findall(r"^### (.+)$", CHANGELOG.read_text(), re.MULTILINE))
    newest, *older = [row["heading"] for row in facts("features/chapters")["chapters"].values()]
    assert headings - {newest} == set(older)  # the newest is being built, and may wait for its heading
    assert f"## {features.version()}" in CHANGELOG.read_text()


def test_what_is_counted_has_a_unit_and_what_has_a_unit_is_counted() -> None:
    units = {one.key for one in features.features() if one.unit}
    assert units == set(house.FEATURES)
    assert len(units) >= 8


@pytest.mark.django_db
def test_use_is_counted_in_its_span_and_by_offices() -> None:
    make.regency()
    rahma = make.coordinator()
    make.forwarded(rahma)
    make.forwarded(rahma, to="dinkes")
    told.published()
    since, until = make.START - timedelta(days=1), make.START + timedelta(days=1)
    assert features.use_of("lapor", since, until) == (2, 2)
    assert features.use_of("lapor", until, until + timedelta(days=9)) == (0, 0)
    assert features.use_of("kabar", since, until) == (1, 1)
    assert features.use_of("janji", since, until) is None
    for key in house.FEATURES:
        assert features.use_of(key, since, until) is not None, key


@pytest.mark.django_db
def test_citizens_read_how_it_is_used_and_what_changed(client: Client) -> None:
    make.regency()
    told.published("Antrean dari rumah", kind="novelty", at=timezone.now())
    text = client.get("/apa-yang-baru/").text
    assert "Kabar yang Anda minta" in text
    assert "Antrean dari rumah" in text
    assert reverse("announcements:subscribe") in text
    assert "Satu daftar kerja" not in text
    log = client.get("/catatan-perubahan/").text
    assert log.index("Kendali di tangan warga") < log.index("Melapor dan menjawab")
    assert "Satu daftar kerja" in log


@pytest.mark.django_db
def test_the_mark_goes_once_it_was_read_and_leaders_have_more(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency(at=timezone.now())
    person = make.holder("pupr", "staff")
    client.force_login(make.account(person))
    text = client.get("/kerja/apa-yang-baru/").text
    assert "Baru bagi Anda" in text
    assert "Bulan ini belum ada yang memakainya" in text
    assert "Latihan siaga" not in text
    client.post("/kerja/apa-yang-baru/", {"dilihat": ["loket", "karangan"]})
    assert list(SeenFeature.objects.values_list("feature", flat=True)) == ["loket"]
    keys = [one.key for one in features.features("officers")]
    client.post("/kerja/apa-yang-baru/", {"dilihat": keys})
    assert "Baru bagi Anda" not in client.get("/kerja/apa-yang-baru/").text
    leader = actor_of(make.holder("setda", "secretary"), timezone.now())
    assert "latihan-siaga" in {one.feature.key for one in features.shown_to(leader, at=timezone.now())}
