"""The API tells nobody more than the page: a word stands in every private corner, and every exit is read."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.obligations.leaves import number_leaves
from balairung.kernel.people.actors import actor_of
from balairung.kernel.people.models import Person
from balairung.surface.api.actions import add_webhook
from balairung.surface.api.following import follow
from balairung.surface.api.models import Delivery, Webhook
from tests import make
from tests.rooms.complaints.test_canary import House, house
from tests.surface.api.programs import Program, program

__all__ = ["house"]
pytestmark = pytest.mark.django_db


def leaks(house: House, said: str) -> set[str]:
    """Where the words that stand in it were planted."""
    return {place for place, word in house.words.items() if word in said.lower()}


def readers() -> Iterator[Person]:
    """Siti and her head answer, Rahma coordinates, the others look from farther and farther away."""
    yield from Person.objects.filter(name__in=["Siti", "Joko", "Rahma"]).order_by("name")
    yield make.holder("pimpinan", "regent", "Ibu Wali")
    yield make.holder("inspektorat", "auditor", "Auditor")
    yield make.holder("dinkes", "head", "Kepala Dinkes")
    yield make.person("Tanpa Jabatan")


def words(answer: object) -> str:
    """What it says, without the addresses of files, which are signed anew each time."""
    return re.sub(r"/berkas/\S+", "", getattr(answer, "text", ""))


def test_a_program_reads_what_its_person_reads_on_the_page(house: House, settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    seen = 0
    for person in readers():
        desk, client = program(person), Client()
        client.force_login(make.account(person, f"{person.pk}@contoh.id"))
        for one in (*house.open, *house.hidden):
            page = client.get(reverse("complaints:detail", args=[one.ref]))
            answer = desk.get(f"/reports/{one.ref}")
            assert (answer.status_code == 200) == (page.status_code == 200), (person.name, one.ref)
            assert leaks(house, words(answer)) <= leaks(house, words(page)), (person.name, one.ref)
            seen += answer.status_code == 200
    assert seen > 20


def test_lists_and_searches_hold_what_exists_for_the_person(house: House) -> None:
    refs = {one.ref for one in (*house.open, *house.hidden)}
    for person in readers():
        desk = program(person)
        mine = {ref for ref in refs if desk.get(f"/reports/{ref}").status_code == 200}
        assert {row["ref"] for row in desk.get("/reports").json()["items"]} == mine
        for word in house.words.values():
            answer = desk.get(f"/search?q={word}")
            assert {row["ref"] for row in answer.json()["items"]} <= mine


def test_a_citizens_program_reads_nothing(house: House) -> None:
    citizen = program()
    said = [citizen.get(path) for path in ("/offices", "/topics", "/regions", "/refusals", "/reports", "/search?q=a")]
    for one in (*house.open, *house.hidden):
        said += [citizen.get(f"/reports/{one.ref}"), citizen.get(f"/own-reports/{one.ref}", Report_Code="AAAAAAAAAA")]
    assert set().union(*(leaks(house, answer.text) for answer in said)) == set()


def test_a_reporters_program_reads_what_their_page_shows(house: House) -> None:
    citizen = program()
    for one in (*house.open, *house.hidden):
        page = Client().get(reverse("complaints:own", args=[one.ref, one.secret]))
        answer = citizen.get(f"/own-reports/{one.ref}", Report_Code=one.secret)
        assert answer.status_code == 200
        assert leaks(house, words(answer)) <= leaks(house, words(page)), one.ref


def test_no_message_and_no_refusal_holds_any_of_it(house: House) -> None:
    now, rahma = timezone.now(), Person.objects.get(name="Rahma")
    desk: Program = program(rahma)
    add_webhook(key=desk.key, url="https://contoh.go.id/", events=[], by=actor_of(rahma, now), at=now)
    Webhook.objects.update(cursor=-1)
    number_leaves(now=now, whole=True)
    follow(now=now)
    bodies = list(Delivery.objects.values_list("body", flat=True))
    assert len(bodies) > 10
    assert leaks(house, " ".join(bodies)) == set()
