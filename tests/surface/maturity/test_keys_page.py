"""The three keys as a page: for officers, from real deeds, in a bounded number of questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from balairung.rooms.instructions import actions as instructions
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/kerja/kematangan/kunci/"


@pytest.fixture
def enter(settings: Settings) -> Callable[[str, str], Client]:
    settings.SECOND_FACTOR = "offered"
    make.regency()

    def come(office: str, role: str) -> Client:
        client = Client()
        client.force_login(make.account(make.holder(office, role)))
        return client

    return come


def test_an_empty_house_says_so_and_judges_nothing(enter: Callable[[str, str], Client]) -> None:
    page = enter("kominfo", "staff").get(PAGE).text
    for said in ("Kepemimpinan", "Kapasitas", "Partisipasi dan kontrol", "belum cukup data",
                 "Belum ada instruksi pimpinan yang jatuh tempo.", "Belum ada laporan dalam 12 bulan."):  # fmt: skip
        assert said in page
    assert "Belum cukup data untuk menilai kunci ini." in page
    assert "chip is-done" not in page


def test_only_officers_read_it(client: Client, enter: Callable[[str, str], Client]) -> None:
    assert client.get(PAGE).status_code == 302
    assert enter("kominfo", "staff").get(PAGE).status_code == 200


def test_doors_are_shown_to_those_who_may_go_through(enter: Callable[[str, str], Client]) -> None:
    leader, staff = enter("setda", "secretary").get(PAGE).text, enter("kominfo", "staff").get(PAGE).text
    for door in ("/kerja/bukti-eskalasi/", "/kerja/kehadiran/semua/"):
        assert door in leader
        assert door not in staff


def test_an_instruction_that_is_late_stands_in_the_figure(enter: Callable[[str, str], Client]) -> None:
    client, secretary = enter("kominfo", "staff"), make.officer("setda", "secretary")
    given = timezone.now() - timedelta(days=30)
    for number in range(5):
        instructions.instruct(
            text=f"Instruksi {number}", office=make.office("pupr"), due_on=(given + timedelta(days=9)).date(),
            token=f"instruksi-{number}-kunci", by=secretary, at=given,
        )  # fmt: skip
    page = client.get(PAGE).text
    assert "0 dari 5 instruksi yang jatuh tempo dalam 12 bulan" in page
    assert "perlu dikejar" in page


def test_the_page_asks_a_bounded_number_of_questions(
    enter: Callable[[str, str], Client], django_assert_max_num_queries: Any
) -> None:
    client = enter("setda", "secretary")
    for _number in range(3):
        make.complaint()
    with django_assert_max_num_queries(48):
        client.get(PAGE)
