"""The table of follow-up: each recommendation once, under one status, with its money; as a page, CSV and one sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.kernel.people.models import Person
from balairung.rooms.oversight import actions, examining, figures
from balairung.rooms.oversight.figures import Line, Table, Tally
from balairung.rooms.oversight.models import Recommendation
from balairung.rooms.oversight.paper import MOST, table_pdf
from tests import make
from tests.make import START
from tests.rooms.oversight import cases
from tests.rooms.oversight.cases import Inspection, again

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(settings: Settings) -> Inspection:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    return cases.inspectorate()


@pytest.fixture
def enter(client: Client) -> Callable[[Person], Client]:
    def sign_in(person: Person) -> Client:
        client.force_login(person.user or make.account(person))
        return client

    return sign_in


def one_of_each(team: Inspection) -> Recommendation:
    """One sent, one answered, one done, one set aside, in one examination; the first has been paid in part."""
    made, finding, told = cases.draft(team)
    pupr, siti = make.office("pupr"), make.officer("pupr", "staff", "Siti")
    for text in ("Kedua.", "Ketiga.", "Keempat."):
        examining.add_recommendation(finding, office=pupr, text=text, by=team.lead, at=START)
    rows = sorted(examining.send(made, by=team.head, at=START), key=lambda row: row.place)
    for row in rows[1:3]:
        actions.report(row, text="Sudah.", files=[make.photo()], by=siti, at=START)
    actions.settle(rows[2], text="Baik.", by=team.lead, at=START)
    actions.set_aside(rows[3], text="Tidak mungkin lagi.", by=team.head, at=START)
    actions.pay(
        again(told), amount=Decimal("0.50"), paid_on=START.date(), receipt="STS-1", by=team.lead, at=START
    )  # fmt: skip
    return again(told)


def test_each_stands_once_under_its_status(team: Inspection) -> None:
    one_of_each(team)
    table = figures.follow_up_table(Recommendation.objects.all())
    assert [tally.count for tally in table.total.tallies] == [1, 1, 1, 1]
    assert (table.total.total.count, table.total.percent) == (4, "50,0")
    assert (table.total.total.value, table.total.paid) == (Decimal("1000000.50"), Decimal("0.50"))
    assert table.total.rest_words == "Rp1.000.000"


def test_it_is_narrowed_by_year_and_examiner(team: Inspection) -> None:
    one_of_each(team)
    rows = Recommendation.objects.all()
    assert figures.years(rows) == [START.year]
    assert figures.follow_up_table(rows, year=START.year, source="inspektorat").total.total.count == 4
    assert figures.follow_up_table(rows, year=START.year - 1).lines == []
    assert figures.follow_up_table(rows, source="bpk").total.percent == "–"


@pytest.mark.parametrize(("part", "whole", "said"), [(2, 3, "66,7"), (1, 8, "12,5"), (1, 16, "6,3"), (0, 0, "–")])
def test_a_share_is_rounded_half_up_once(part: int, whole: int, said: str) -> None:
    assert figures.percent(part, whole) == said


def test_age_counts_from_the_day_it_was_received(team: Inspection) -> None:
    told = cases.sent(team)
    days = {60: 0, 61: 1, 180: 1, 181: 2, 365: 2, 366: 3}
    for after, column in days.items():
        (_waiting, _under_way, untouched) = figures.by_age([told], START + timedelta(days=after))
        assert untouched.counts[column] == 1


def test_the_table_asks_as_much_of_many_as_of_one(
    team: Inspection, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    one_of_each(team)
    with django_assert_max_num_queries(2):
        figures.follow_up_table(Recommendation.objects.all())


def test_the_pages_are_read_by_those_they_are_for(team: Inspection, enter: Callable[[Person], Client]) -> None:
    one_of_each(team)
    client = enter(team.lead_person)
    assert "Dinas PUPR" in client.get(reverse("oversight:follow_up")).content.decode()
    answer = client.get(reverse("oversight:sheet"), {"tahun": "x", "pemeriksa": "y"})
    lines = answer.getvalue().decode().splitlines()
    assert "1000000.50" in lines[1]
    assert len(lines) == 3
    assert "Menunggu penilaian" in client.get(reverse("oversight:desk")).content.decode()
    client = enter(make.holder("dinkes", "head"))
    assert "Dinas PUPR" not in client.get(reverse("oversight:follow_up")).content.decode()


def test_it_fits_on_one_page_across(team: Inspection) -> None:
    tallies = {status: Tally(99, Decimal("12345678901.50")) for status in ("sesuai", "belum", "belum-sesuai")}
    tallies["tidak-dapat"] = Tally(1, Decimal(1))
    line = Line(
        "Dinas", "Dinas dengan nama yang cukup panjang", 2026, "provinsi", Tally(99, Decimal(5)), Decimal(1), tallies
    )
    content = table_pdf(Table([line] * (MOST + 5), line, 0, ""), at=START)
    with pikepdf.open(BytesIO(content)) as paper:
        (page,) = paper.pages
        assert page.mediabox[2] > page.mediabox[3]


@pytest.mark.usefixtures("team")
def test_nothing_is_a_table_too() -> None:
    empty = figures.follow_up_table(Recommendation.objects.all())
    assert table_pdf(empty, at=START).startswith(b"%PDF")
