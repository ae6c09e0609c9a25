"""The desk's search page."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from balairung.kernel.people.models import Post
from balairung.rooms.complaints import actions
from tests import make

pytestmark = pytest.mark.django_db
SEARCH = "/kerja/cari/"


@pytest.fixture
def desk(client: Client, settings: Settings) -> Client:
    """The coordinator at her desk."""
    settings.SECOND_FACTOR = "offered"
    make.regency()
    make.coordinator()
    client.force_login(make.account(Post.objects.get(role="coordinator").holdings.get().person))
    return client


def page(client: Client, **asked: str) -> str:
    answer = client.get(SEARCH, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_words_lead_to_rows_with_the_words_marked(desk: Client) -> None:
    made = make.complaint(text="Selamat pagi. Jalan di depan pasar berlubang. Lampunya juga mati total.")
    found = page(desk, q="lampu mati")
    assert made.obligation.subject in found
    assert "<mark>Lampunya</mark> juga <mark>mati</mark> total." in found
    assert reverse("complaints:detail", args=[made.ref]) in found
    assert "1 cocok" in found
    assert page(desk, q="lampu banjir").count("Tidak ada yang cocok") == 1


@pytest.mark.parametrize("spelling", [str, str.lower, lambda ref: ref.replace("-", " "), lambda ref: f" {ref} "])
def test_a_number_leads_straight_to_its_case(desk: Client, spelling: type[str]) -> None:
    made = make.complaint()
    answer = desk.get(SEARCH, {"q": spelling(made.ref)})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("complaints:detail", args=[made.ref]))


def test_of_ones_own_office_open_or_closed_and_of_a_kind(desk: Client) -> None:
    coordinator = make.coordinator("Kedua")
    mine = make.complaint(text="Lampu jalan padam di perempatan.")
    theirs = make.forwarded(coordinator, to="pupr", text="Lampu jalan padam di jembatan.")
    closed = make.complaint(text="Lampu jalan padam di terminal.")
    actions.refuse(closed, reason="not-clear", text="Tidak jelas.", by=coordinator, at=make.START)

    def refs(**asked: str) -> set[str]:
        found = page(desk, q="lampu padam", **asked)
        return {one.ref for one in (mine, theirs, closed) if one.ref in found.replace("\N{NON-BREAKING HYPHEN}", "-")}

    assert refs() == {mine.ref, theirs.ref, closed.ref}
    assert refs(kantor="saya") == {mine.ref, closed.ref}
    assert refs(keadaan="terbuka") == {mine.ref, theirs.ref}
    assert refs(keadaan="selesai") == {closed.ref}
    assert refs(jenis="instructions") == set()
    assert refs(jenis="complaints", kantor="apa saja", keadaan="lain") == {mine.ref, theirs.ref, closed.ref}


def test_page_by_page(desk: Client) -> None:
    for number in range(23):
        make.complaint(at=make.START + timedelta(minutes=number), text=f"Lampu jalan padam, laporan ke{number:03d}.")
    first = page(desk, q="lampu padam")
    assert "23 cocok" in first
    assert "ke022" in first
    assert "ke002" not in first
    link = next(part for part in first.split('"') if "sesudah=" in part).replace("&amp;", "&")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    second = page(desk, **asked)
    assert "ke002" in second
    assert "ke003" not in second
    assert "sesudah=" not in second


ODD = [{}, {"q": ""}, {"q": "yang di"}, {"sesudah": "x", "q": "a" * 900}, {"q": "\" OR '; --"}]


@pytest.mark.parametrize("asked", ODD)
def test_whatever_is_asked_no_page_breaks(desk: Client, asked: dict[str, str]) -> None:
    assert "data-search" in page(desk, **asked)


def test_nothing_of_another_office(desk: Client) -> None:
    make.forwarded(make.coordinator("Kedua"), to="pupr", text="Lampu jalan padam di jembatan.")
    nurse = make.holder("dinkes", "head")
    desk.force_login(make.account(nurse))
    assert "jembatan" not in page(desk, q="lampu padam")


def test_as_many_questions_for_one_row_as_for_twenty(desk: Client) -> None:
    make.complaint(text="Kucing di atap.")
    for number in range(20):
        make.complaint(text=f"Lampu jalan padam ke{number}.")
    counted = []
    for words in ("kucing", "lampu"):
        page(desk, q=words)
        with CaptureQueriesContext(connection) as asked:
            page(desk, q=words)
        counted.append(len(asked))
    assert counted[0] == counted[1]
