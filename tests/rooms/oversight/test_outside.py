"""Bodies outside read what a letter asked for, each opening is written down, and they see nothing else of the house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import SYSTEM, actor_for, actor_of
from balairung.kernel.people.appointments import appoint
from balairung.kernel.people.models import Person, User
from balairung.rooms.oversight import actions, examining, overseeing, reading
from balairung.rooms.oversight.models import Overseer, Reading
from tests import make
from tests.make import START
from tests.rooms.oversight import cases
from tests.rooms.oversight.cases import Inspection
from tests.test_house import addresses, private

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=1)


@pytest.fixture
def team(settings: Settings) -> Inspection:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    return cases.inspectorate()


def user_of(person: Person) -> User:
    assert person.user is not None
    return person.user


@pytest.fixture
def enter(client: Client, clock: Callable[[Any], None]) -> Callable[[Person], Client]:
    def sign_in(person: Person) -> Client:
        clock(START + HOURS)
        client.force_login(user_of(person))
        return client

    return sign_in


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Callable[[Any], None]:
    """What time the house believes it is."""

    def set_to(moment: Any) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return set_to


def test_the_inspektur_or_the_secretary_gives_it_and_nobody_else(team: Inspection) -> None:
    given = cases.outsider(team.head)
    assert Notice.objects.filter(person=given.person).exists()
    cases.outsider(make.officer("setda", "secretary"), person=make.person("Pak Ombudsman"))
    for by in (team.lead, make.officer("pupr", "head"), make.officer("pimpinan", "regent")):
        with pytest.raises(NotAllowed):
            cases.outsider(by, person=make.person())


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"letter": " "}, "harus terisi"),
    ({"letter_on": START.date() + timedelta(days=1)}, "belum tiba"),
    ({"days": -1}, "sudah lewat"),
    ({"days": 500}, "satu tahun"),
    ({"scope": "perkara", "ref": "P-0000-0000"}, "tidak ada, atau rahasia"),
]


@pytest.mark.parametrize(("fault", "sentence"), FAULTS)
def test_what_does_not_fit_is_refused(team: Inspection, fault: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        cases.outsider(team.head, **fault)
    assert not Overseer.objects.exists()


def test_whoever_holds_a_post_is_no_overseer(team: Inspection) -> None:
    with pytest.raises(Refused, match="memegang jabatan"):
        cases.outsider(team.head, person=make.holder("pupr", "staff"))
    given = cases.outsider(team.head)
    appoint(person=given.person, post=make.post("pupr", "staff"), since=START.date(), by=SYSTEM, at=START)
    assert not actor_for(user_of(given.person), START).oversees


def test_a_secret_case_is_given_to_nobody(team: Inspection) -> None:
    told = cases.sent(team, confidential=True)
    with pytest.raises(Refused, match="rahasia"):
        cases.outsider(team.head, scope="perkara", ref=told.owed.ref)


def test_it_ends_by_itself_at_midnight_and_when_it_is_revoked(team: Inspection) -> None:
    given = cases.outsider(team.head, days=1)
    user = user_of(given.person)
    last = make.moment("2026-03-03 23:59")
    assert actor_for(user, last).oversees
    assert not actor_for(user, last + timedelta(minutes=1)).oversees
    assert not actor_for(user, START - timedelta(days=1)).oversees
    with pytest.raises(Refused, match="alasannya"):
        overseeing.revoke(given, reason="", by=team.head, at=START)
    with pytest.raises(NotAllowed):
        overseeing.revoke(given, reason="x", by=team.lead, at=START)
    overseeing.revoke(given, reason="Suratnya dicabut", by=team.head, at=START)
    assert not actor_for(user, START).oversees
    with pytest.raises(Stale):
        overseeing.revoke(given, reason="Lagi", by=team.head, at=START)


def test_each_opening_is_a_line_that_nobody_edits(team: Inspection) -> None:
    given = cases.outsider(team.head)
    by = actor_for(user_of(given.person), START)
    line = overseeing.open_for_reading(given, by=by, at=START)
    assert overseeing.stands_open(given, START + timedelta(minutes=29))
    assert not overseeing.stands_open(given, START + timedelta(minutes=31))
    for deed in (lambda: Reading.objects.filter(pk=line.pk).update(at=START + HOURS), lambda: line.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    for stranger in (team.head, actor_of(make.person(), START)):
        with pytest.raises(NotAllowed):
            overseeing.open_for_reading(given, by=stranger, at=START)


def test_they_see_what_is_theirs_and_nothing_else(team: Inspection, enter: Callable[[Person], Client]) -> None:
    """Every address of the house: those for people who sign in are shut, but for the three of their own room."""
    given = cases.outsider(team.head)
    client = enter(given.person)
    own = {"oversight:own", "oversight:read", "oversight:open"}
    shut = [one for one in private() if one.name not in own and not one.name.startswith("reception")]
    codes = {one.name: {client.get(one.path).status_code, client.post(one.path).status_code} for one in shut}
    assert {name: found for name, found in codes.items() if not found <= {403, 405}} == {}
    assert client.get(reverse("oversight:own")).status_code == 200
    assert {one.audience for one in addresses() if one.name in own} == {"overseers"}


def test_somebody_elses_leave_does_not_exist(team: Inspection, enter: Callable[[Person], Client]) -> None:
    given, other = cases.outsider(team.head), cases.outsider(team.head, person=make.person("Orang BPK"), body="bpk")
    client = enter(given.person)
    assert client.get(reverse("oversight:read", args=[other.pk])).status_code == 404
    assert client.post(reverse("oversight:open", args=[other.pk])).status_code == 404
    assert not Reading.objects.exists()


def test_the_table_is_read_after_it_was_opened(team: Inspection, enter: Callable[[Person], Client]) -> None:
    told = cases.sent(team)
    actions.pay(told, amount=Decimal("400000.25"), paid_on=START.date(), receipt="A", by=team.lead, at=START)
    given = cases.outsider(team.head)
    client = enter(given.person)
    read = reverse("oversight:read", args=[given.pk])
    assert "Rp600.000,25" not in client.get(read).content.decode()
    assert not Reading.objects.exists()  # looking at the button writes nothing
    page = client.post(reverse("oversight:open", args=[given.pk]), follow=True).content.decode()
    assert "Rp600.000,25" in page
    assert given.person.name in client.get(reverse("oversight:own")).content.decode()  # the register of their body


def test_general_figures_are_read(team: Inspection, enter: Callable[[Person], Client]) -> None:
    cases.sent(team)
    given = cases.outsider(team.head, scope="angka")
    client = enter(given.person)
    page = client.post(reverse("oversight:open", args=[given.pk]), follow=True).content.decode()
    assert "Pengawasan" in page


def test_a_case_is_read_without_whoever_is_in_it(team: Inspection, enter: Callable[[Person], Client]) -> None:
    made, finding, _told = cases.draft(team)
    examining.change_finding(
        finding, cases.found(condition="Dibayar kepada Ibu Sulastri, NIK 3577014107900001."), by=team.lead, at=START
    )
    (told,) = examining.send(made, by=team.head, at=START)
    siti = make.officer("pupr", "staff", "Sitianggraini")
    actions.report(told, text="Telepon kami 081234567890.", files=[make.photo()], by=siti, at=START)
    given = cases.outsider(team.head, scope="perkara", ref=told.owed.ref)
    client = enter(given.person)
    page = client.post(reverse("oversight:open", args=[given.pk]), follow=True).content.decode()
    assert "Tindak lanjut dilaporkan" in page
    for word in ("3577014107900001", "Sulastri", "081234567890", "Sitianggraini", "bukti.png"):
        assert word not in page


def test_a_complaint_is_read_the_same_way(team: Inspection) -> None:
    report = make.forwarded(
        make.coordinator(), to="pupr", name="Lestariningsih", text="Jalan rusak. Saya Lestariningsih, 081234567890."
    )
    case = reading.case_of(report.obligation, START)
    said = " ".join([case.subject, *(f"{one.title} {one.text} {one.who}" for one in case.entries)])
    assert case.entries
    assert "081234567890" not in said


def test_a_second_factor_is_asked_of_them_too(
    team: Inspection, enter: Callable[[Person], Client], settings: Settings
) -> None:
    given = cases.outsider(team.head)
    client = enter(given.person)
    settings.SECOND_FACTOR = "required"
    for name, arguments in (("own", []), ("read", [given.pk])):
        answer = client.get(reverse(f"oversight:{name}", args=arguments))
        assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_activate_totp"))


def test_after_signing_in_they_begin_in_their_own_room(
    team: Inspection, client: Client, clock: Callable[[Any], None]
) -> None:
    given = cases.outsider(team.head)
    clock(START + HOURS)
    typed = {"login": user_of(given.person).email, "password": "rahasia-yang-panjang"}
    answer = client.post(reverse("account_login"), typed)
    assert answer["Location"] == reverse("oversight:own")
