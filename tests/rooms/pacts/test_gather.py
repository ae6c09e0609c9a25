"""A roomful signs at one device: in protocol order, each with the own passphrase, the witness afterwards; resumed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.documents.patience import WrongPassphrase
from balairung.kernel.people.models import Office, Person
from balairung.rooms.pacts import gathering
from balairung.rooms.pacts.models import Ceremony, CeremonyPlace, Drive
from balairung.rooms.pacts.signing import sign_pact
from tests import make
from tests.make import START
from tests.rooms.pacts.hall import PASSPHRASE, House, pact_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def drive(house: House) -> Drive:
    return house.drive()


def opened(house: House, drive: Drive) -> Ceremony:
    offices = list(Office.objects.values_list("pk", flat=True))
    return gathering.gather(drive, name="Apel pendopo", place="Pendopo", offices=offices, by=house.inspector, at=START)


def turn(ceremony: Ceremony) -> CeremonyPlace:
    found = gathering.next_of(gathering.places_of(ceremony))
    assert found
    return found


def sign_turn(ceremony: Ceremony, house: House, passphrase: str = PASSPHRASE) -> str:
    place = turn(ceremony)
    gathering.sign_here(ceremony, place, passphrase=passphrase, by=house.inspector, at=START)
    return place.pact.person.name


def test_all_are_called_in_protocol_order_and_each_signs(house: House, drive: Drive) -> None:
    ceremony = opened(house, drive)
    names = [sign_turn(ceremony, house) for _place in range(5)]
    assert names == ["Maidi Wibowo", "Soeko Prasetyo", "Rini Wulandari", "Siti Aminah", "Budi Santoso"] or (
        names[:2] == ["Maidi Wibowo", "Soeko Prasetyo"] and names[-1] == "Budi Santoso"
    )
    assert gathering.next_of(gathering.places_of(ceremony)) is None


def test_the_passphrase_of_another_signs_nothing(house: House, drive: Drive) -> None:
    ceremony = opened(house, drive)
    with pytest.raises(WrongPassphrase):
        sign_turn(ceremony, house, "frasa orang lain")
    assert turn(ceremony).pact.signed_at is None


def test_whoever_is_not_there_is_called_again_at_the_end(house: House, drive: Drive) -> None:
    ceremony = opened(house, drive)
    first = turn(ceremony)
    gathering.pass_by(ceremony, first, by=house.inspector, at=START)
    assert turn(ceremony) != first
    for _place in range(4):
        sign_turn(ceremony, house)
    assert turn(ceremony) == first


def test_an_interruption_loses_nothing_and_own_telephones_count(house: House, drive: Drive) -> None:
    ceremony = opened(house, drive)
    sign_turn(ceremony, house)
    sign_pact(pact_of(drive, house.secretary), passphrase=PASSPHRASE, by=house.secretary, at=START)
    again = Ceremony.objects.get(pk=ceremony.pk)
    assert sum(bool(one.pact.signed_at) for one in gathering.places_of(again)) == 2
    assert turn(again).pact.person.name not in ("Maidi Wibowo", "Soeko Prasetyo")


def test_the_witness_signs_the_stack_afterwards(house: House, drive: Drive) -> None:
    ceremony = opened(house, drive)
    for _place in range(5):
        sign_turn(ceremony, house)
    waiting = {one.person.name: one.count for one in gathering.witnesses_of(gathering.places_of(ceremony))}
    assert sum(waiting.values()) == 4  # the regent's comes from outside
    for name in waiting:
        told = gathering.witness_here(
            ceremony, Person.objects.get(name=name), passphrase=PASSPHRASE, by=house.inspector, at=START
        )
        assert all(one.signed for one in told)
    assert gathering.witnesses_of(gathering.places_of(ceremony)) == []
    with pytest.raises(Stale):
        gathering.witness_here(
            ceremony, Person.objects.get(name=name), passphrase=PASSPHRASE, by=house.inspector, at=START
        )


def test_without_a_certificate_nobody_signs_here_and_is_told_how(house: House) -> None:
    make.officer("disdik", "head", "Dewi Lestari")
    drive = house.drive(offices=["disdik"])
    with pytest.raises(Refused, match="Dewi Lestari belum siap"):
        sign_turn(opened(house, drive), house)


def test_only_who_holds_it_calls_and_closes(house: House, drive: Drive) -> None:
    ceremony = opened(house, drive)
    with pytest.raises(NotAllowed):
        gathering.close(ceremony, by=house.head, at=START)
    with pytest.raises(NotAllowed):
        gathering.gather(drive, name="x", place="", offices=[], by=house.staff, at=START)
    with pytest.raises(Refused, match="tidak ada lagi"):
        gathering.gather(drive, name="x", place="", offices=[], by=house.head, at=START)
    gathering.close(ceremony, by=house.inspector, at=START)
    ceremony.refresh_from_db()
    with pytest.raises(Stale, match="ditutup"):
        sign_turn(ceremony, house)


def test_the_pages_of_a_gathering(house: House, drive: Drive, sign_in: Callable[..., Client]) -> None:
    client = sign_in(house.inspector)
    said = {"acara-name": "Apel", "acara-place": "Pendopo", "acara-offices": ["pupr", "setda"]}
    answer = client.post(reverse("pacts:gather", args=[drive.pk]), said)
    assert answer.status_code == 302
    ceremony = Ceremony.objects.get()
    where = reverse("pacts:gathering", args=[ceremony.pk])
    assert "Soeko Prasetyo" in client.get(where).content.decode()
    sign = reverse("pacts:sign_here", args=[ceremony.pk, turn(ceremony).pk])
    assert client.post(sign, {"passphrase": "keliru sekali"}).status_code == 422
    assert client.post(sign, {"passphrase": PASSPHRASE}).status_code == 302
    assert "1 dari 3 orang" in client.get(reverse("pacts:progress", args=[ceremony.pk])).content.decode()
    client.post(reverse("pacts:pass_by", args=[ceremony.pk, turn(ceremony).pk]))
    witness = reverse("pacts:witness", args=[ceremony.pk, house.regent.person_id])
    assert client.post(witness, {"passphrase": PASSPHRASE}).status_code == 302
    assert client.post(reverse("pacts:close", args=[ceremony.pk])).status_code == 302
    assert sign_in(house.head).get(where).status_code == 404
