"""Printed cards: one at a time, drawn again from the row, worth nothing once revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people import badging, passes
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.models import Badge, Change, Person
from tests import make

AT = make.START + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _regency(db: None) -> None:
    make.regency()


def test_a_head_issues_replaces_and_revokes_the_cards_of_the_office() -> None:
    head, siti = make.officer("pupr", "head", "Pak Kadis"), make.holder("pupr", "staff", "Siti Aminah")
    (first,) = badging.issue_badges([siti], by=head, at=AT)
    assert passes.read(passes.badge_code(first), AT) == passes.Pass(siti, passes.PassKind.BADGE)
    assert passes.badge_code(first).removeprefix("KARTU-") not in str(Badge.objects.values())
    (second,) = badging.issue_badges([siti], by=head, at=AT)
    with pytest.raises(Refused, match="sudah dicabut"):
        passes.read(passes.badge_code(first), AT)
    assert passes.read(passes.badge_code(second), AT).person == siti
    badging.revoke_badge(second, by=head, at=AT)
    with pytest.raises(Refused, match="sudah dicabut"):
        passes.read(passes.badge_code(second), AT)
    assert Change.objects.filter(person=siti, verb=Change.Verb.ISSUE_BADGE).count() == 2


def test_nobody_issues_cards_of_another_office() -> None:
    other, siti = make.officer("dinkes", "head", "Budi"), make.holder("pupr", "staff", "Siti Aminah")
    with pytest.raises(NotAllowed):
        badging.issue_badges([siti], by=other, at=AT)
    with pytest.raises(Refused, match="Pilih dahulu"):
        badging.issue_badges([], by=other, at=AT)
    assert not Badge.objects.exists()


def test_the_sheet_of_an_office_is_a_pdf_with_every_card(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    head = make.holder("pupr", "head", "Raden Mas Haryo Kusumo Wicaksono Notonegoro, S.T., M.T.")
    badging.issue_badges([head, make.holder("pupr", "section_head", "Nama Pendek")], by=SYSTEM, at=AT)
    office = make.office("pupr")
    with django_assert_num_queries(2):
        found = [one for one in badging.carriers(office, AT) if one.badge]
    drawn = badging.sheet(make.office("pupr"), found, at=AT)
    assert drawn.startswith(b"%PDF-")
    assert drawn == badging.sheet(make.office("pupr"), found, at=AT)


def test_pages(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    kadis = make.holder("pupr", "head", "Pak Kadis")
    siti = make.holder("pupr", "staff", "Siti Aminah")
    client.force_login(make.account(siti))
    assert "Siti Aminah" in client.get(reverse("passes:mine")).text
    assert client.get(reverse("passes:fresh")).json()["qr"].startswith("data:image/svg+xml")
    assert client.get(reverse("people:badges", args=["pupr"])).status_code == 403
    client.force_login(make.account(kadis))
    page = reverse("people:badges", args=["pupr"])
    assert client.get(reverse("people:badge_sheet", args=["pupr"])).status_code == 422
    assert client.post(page, {"orang": [str(siti.pk), "bukan-kunci"]}).status_code == 302
    card = Badge.objects.get()
    assert card.person == Person.objects.get(pk=siti.pk)
    assert client.get(reverse("people:badge_sheet", args=["pupr"])).headers["Content-Type"] == "application/pdf"
    client.post(reverse("people:revoke_badge", args=[card.pk]), {"kantor": "pupr"})
    assert not Badge.objects.standing().exists()
