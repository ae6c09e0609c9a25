"""Which office a report is suggested to: by topic and place, and by what the register gives away."""

from dataclasses import replace
from typing import Any

import pytest

from balairung.kernel.people.actions import appoint
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.delegating import Given, Terms, answer_assignment, delegate, record_basis, withdraw
from balairung.kernel.people.models import Delegation, Office, Post, Region
from balairung.kernel.people.offices import add_office, add_post
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint, Topic
from balairung.rooms.complaints.routing import Suggestion, suggest
from tests import make
from tests.make import START

TODAY = START.date()
DISTRICT, WARD, ELSEWHERE = "35.77.01", "35.77.01.1001", "35.77.02.1001"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def regency() -> None:
    make.regency()


def give(receiver: Post, topic: str = "", kind: str = "delegation", region: str = DISTRICT, **terms: Any) -> Delegation:
    basis = record_basis(kind="regent_decree", number="9", dated=TODAY, about="Pengaduan", by=SYSTEM, at=START)
    matter = Given("complaint", topic, Region.objects.get(code=region))
    given = replace(Terms(kind, TODAY), **terms)
    giver = make.post("pupr", "head")
    return delegate(basis=basis, giver=giver, receivers=[receiver], matters=[matter], terms=given, by=SYSTEM, at=START)[
        0
    ]


def suggested(topic: Topic, region: str, klass: str = Complaint.Class.ORDINARY) -> Suggestion:
    found = suggest(topic, Region.objects.get(code=region), klass, START)
    assert found
    return found


def test_what_was_delegated_for_a_place_goes_to_its_office() -> None:
    topic, camat = make.topic(), make.post("kecamatan-357701", "head")
    row = give(camat, topic.code)
    there, elsewhere = suggested(topic, WARD), suggested(topic, ELSEWHERE)
    assert (there.office, there.under) == (camat.office, row)
    assert there.reason.startswith("Kepala Dinas PUPR mendelegasikannya kepada Camat Kartoharjo dengan Keputusan")
    assert (elsewhere.office.key, elsewhere.under) == ("pupr", None)
    other = Topic.objects.filter(office_key="pupr").exclude(pk=topic.pk)[0]
    assert suggested(other, WARD).office.key == "pupr"
    give(camat)  # all other topics of that place
    assert suggested(other, WARD).office == camat.office
    assert suggested(topic, WARD, Complaint.Class.SUPERVISORY).office.key == "inspektorat"
    withdraw(row, from_day=TODAY, words="Dicabut", by=SYSTEM, at=START)
    assert suggested(topic, WARD).under != row


def test_a_village_gets_it_once_it_has_accepted() -> None:
    topic = make.topic()
    office = add_office(key="desa-uji", name="Desa Uji", kind=Office.Kind.VILLAGE, by=SYSTEM, at=START)
    head = add_post(office=office, title="Kepala Desa Uji", role="head", by=SYSTEM, at=START)
    kades = actor_of(appoint(person=make.person(), post=head, since=TODAY, by=SYSTEM, at=START).person, START)
    row = give(head, topic.code, "assignment", WARD, cost=0)
    assert suggested(topic, WARD).office.key == "pupr"
    answer_assignment(row, accepted=True, by=kades, at=START)
    assert suggested(topic, WARD).office == office


def test_the_ledger_says_by_which_row_it_was_forwarded() -> None:
    topic, camat = make.topic(), make.post("kecamatan-357701", "head")
    row, rahma = give(camat, topic.code), make.coordinator()
    for office, under in ((camat.office, str(row.pk)), (make.office("dlh"), None)):
        made = make.complaint(topic=topic, region=Region.objects.get(code=WARD))
        actions.verify(made, klass=made.klass, topic=topic, by=rahma, at=START)
        line = actions.forward(made, office=office, by=rahma, at=START)
        assert line.facts.get("under") == under
