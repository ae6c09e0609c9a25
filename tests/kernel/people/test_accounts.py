"""People, their sealed contacts, their accounts, and decreed days."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.actions import (
    add_person,
    change_person,
    close_account,
    decree_day,
    give_account,
    make_administrator,
    move_account,
    renew_link,
)
from balairung.kernel.people.actors import CITIZEN, SYSTEM, actor_for, actor_of
from balairung.kernel.people.calendars import Calendars
from balairung.kernel.people.contacts import phone_words
from balairung.kernel.people.models import Decree, Person, User
from tests import make
from tests.make import START

WHO: dict[str, Any] = {"by": SYSTEM, "at": START}
NIP = "197001011995031002"
PASSWORD = "sepeda-biru-di-pasar"
pytestmark = pytest.mark.django_db


# --- people ------------------------------------------------------------------------------------------------------


def test_contacts_are_cleaned_sealed_and_found_again() -> None:
    siti = add_person(
        name=" Siti  Nur\u200bAminah ",
        nip="19700101 199503 1 002",
        email="Siti@Contoh.ID",
        phone="0812 3456 7890",
        **WHO,
    )
    siti.refresh_from_db()
    assert (siti.name, siti.nip, siti.email, siti.phone) == ("Siti NurAminah", NIP, "siti@contoh.id", "+6281234567890")
    assert Person.objects.with_nip(NIP).get() == Person.objects.with_email("siti@contoh.id").get() == siti
    with connection.cursor() as cursor:
        cursor.execute("SELECT nip, nip_hash, email, email_hash, phone FROM people_person")
        row = " ".join(cursor.fetchone())
    assert not any(secret in row for secret in (NIP, "siti", "81234567890"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Tuliskan namanya"),
        ({"name": "\u200b \n"}, "Tuliskan namanya"),
        ({"name": "x" * 121}, "terlalu panjang"),
        ({"nip": "123"}, "18 angka"),
        ({"nip": "19700101199503100X"}, "18 angka"),
        ({"nip": "١٩٧٠٠١٠١١٩٩٥٠٣١٠٠٢"}, "18 angka"),
        ({"nip": "1.970E+17"}, "18 angka"),
        ({"email": "siti@"}, "tidak lengkap"),
        ({"phone": "telepon saya"}, "tidak dikenal"),
        ({"phone": "112"}, "tidak dikenal"),
        ({"phone": "+99912345678"}, "tidak dikenal"),
    ],
)
def test_a_bad_contact_is_refused_and_nobody_is_registered(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        add_person(**{"name": "Siti", **fields, **WHO})
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("081234567890", "0812-3456-7890"),
        ("+62 812-3456-7890", "0812-3456-7890"),
        ("(0333) 424172", "(0333) 424172"),
        ("+65 6221 1234", "+65 6221 1234"),
    ],
)
def test_telephones_are_shown_as_people_write_them(typed: str, shown: str) -> None:
    assert phone_words(add_person(name="Siti", phone=typed, **WHO).phone) == shown


def test_a_nip_belongs_to_one_person() -> None:
    siti = add_person(name="Siti", nip=NIP, **WHO)
    budi = add_person(name="Budi", **WHO)
    add_person(name="Joko", **WHO)  # nobody needs a NIP
    with pytest.raises(Refused, match="atas nama Siti"):
        add_person(name="Dewi", nip=NIP, **WHO)
    with pytest.raises(Refused, match="atas nama Siti"):
        change_person(budi, name="Budi", nip=NIP, email="", phone="", **WHO)
    change_person(siti, name="Siti Aminah", nip=NIP, email="", phone="", **WHO)
    assert Person.objects.get(pk=siti.pk).name == "Siti Aminah"


def test_only_administrators_register_people_and_give_accounts() -> None:
    make.regency()
    kadis, siti = make.officer("pupr", "head"), make.person("Siti")
    make.account(siti)
    for by in (kadis, CITIZEN):
        for act in (
            lambda by=by: add_person(name="X", by=by, at=START),
            lambda by=by: change_person(siti, name="X", nip="", email="", phone="", by=by, at=START),
            lambda by=by: give_account(siti, by=by, at=START),
            lambda by=by: renew_link(siti, by=by, at=START),
            lambda by=by: move_account(siti, by=by, at=START),
            lambda by=by: close_account(siti, by=by, at=START),
            lambda by=by: decree_day(date=date(2026, 5, 4), kind="regional", name="x", decree="y", by=by, at=START),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert add_person(name="Dewi", by=make.officer("kominfo", "administrator"), at=START).name == "Dewi"


# --- accounts ----------------------------------------------------------------------------------------------------


def test_the_set_up_page_works_once(client: Client) -> None:
    siti = make.person("Siti", email="siti@contoh.id")
    link = give_account(siti, **WHO)
    assert siti.user
    assert not siti.user.has_usable_password()
    page = client.get(link, follow=True)
    assert "Pilih kata sandi" in page.content.decode()
    done = client.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD}, follow=True)
    assert "Kata sandi tersimpan" in done.content.decode()
    assert User.objects.get().check_password(PASSWORD)
    again = Client().get(link, follow=True)
    assert "tidak berlaku lagi" in again.content.decode()


def test_an_account_needs_an_address_that_no_other_has() -> None:
    siti, twin = make.person("Siti", email="siti@contoh.id"), make.person("Kembar", email="siti@contoh.id")
    with pytest.raises(Refused, match="Tuliskan dahulu surel"):
        give_account(make.person("Budi", email=""), **WHO)
    with pytest.raises(Refused, match="belum mempunyai akun"):
        renew_link(siti, **WHO)
    give_account(siti, **WHO)
    with pytest.raises(Refused, match="sudah mempunyai akun"):
        give_account(siti, **WHO)
    with pytest.raises(Refused, match="Sudah ada akun dengan surel"):
        give_account(twin, **WHO)
    assert User.objects.count() == 1


@pytest.mark.parametrize("password", ["pendek", "", "1qaz2wsx3edc", "siti-nur@contoh.id"])
def test_a_weak_password_is_refused_in_words(password: str) -> None:
    siti = make.person("Siti", email="siti-nur@contoh.id")
    with pytest.raises(Refused):
        give_account(siti, password=password, **WHO)
    assert not User.objects.exists()
    assert give_account(siti, password=PASSWORD, **WHO) == ""


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(client: Client) -> None:
    make.regency()
    rina, siti = make.holder("kominfo", "administrator", "Rina"), make.holder("pupr", "head", "Siti")
    user = make.account(siti)
    make.account(rina)
    client.force_login(user)
    admin = actor_of(rina, START)
    with pytest.raises(Refused, match="akun sendiri"):
        close_account(rina, by=admin, at=START)
    close_account(siti, by=admin, at=START)
    assert client.get("/organisasi/").wsgi_request.user.is_anonymous
    with pytest.raises(Refused, match="belum mempunyai akun"):
        close_account(siti, by=admin, at=START)
    assert give_account(siti, by=admin, at=START) == ""  # its password is its owner's
    assert User.objects.get(pk=user.pk).is_active


def test_the_address_of_an_account_moves_only_when_told() -> None:
    siti = make.person("Siti", email="lama@contoh.id")
    user = make.account(siti)
    change_person(siti, name="Siti", nip="", email="baru@contoh.id", phone="", **WHO)
    user.refresh_from_db()
    assert user.email == "lama@contoh.id"
    move_account(siti, **WHO)
    assert User.objects.get().email == "baru@contoh.id"
    change_person(siti, name="Siti", nip="", email="", phone="", **WHO)
    with pytest.raises(Refused, match="Tuliskan dahulu surel"):
        move_account(siti, **WHO)


def test_rights_come_from_holdings_and_end_with_them() -> None:
    make.regency()
    siti = make.holder("kominfo", "administrator", "Siti")
    user = make.account(siti)
    assert actor_for(user, START).administers
    siti.holdings.update(until=START.date())
    assert actor_for(user, START).administers  # the last day counts
    assert not actor_for(user, START.replace(day=3)).is_officer


def test_the_administrator_is_made_once_and_gets_another_link() -> None:
    with pytest.raises(Refused, match="balairung init"):
        make_administrator(name="Rina", email="rina@contoh.id", **WHO)
    make.regency()
    first = make_administrator(name="Rina", email="rina@contoh.id", **WHO)
    again = make_administrator(name="Rina", email="Rina@contoh.id", **WHO)
    assert (first.startswith("http"), again.startswith("http")) == (True, True)
    rina = Person.objects.get()
    assert actor_of(rina, START).administers
    assert rina.holdings.count() == 1
    with pytest.raises(Refused, match="sudah mempunyai akun"):
        make_administrator(name="Rina", email="rina@contoh.id", password=PASSWORD, **WHO)


# --- decreed days ------------------------------------------------------------------------------------------------


def test_a_decreed_day_is_no_working_day_any_more() -> None:
    make.regency()
    day = date(2026, 5, 4)
    assert Calendars().get("5-day").day(day).working
    decree_day(date=day, kind="regional", name="Hari Jadi", decree="SK Wali Kota 12/2026", **WHO)
    assert not Calendars().get("5-day").day(day).working
    for wrong in ({"name": " "}, {"decree": ""}, {"date": date(1999, 1, 1)}, {"date": date(2101, 1, 1)}):
        fields: dict[str, Any] = {"date": day, "kind": "regional", "name": "x", "decree": "y", **wrong}
        with pytest.raises(Refused):
            decree_day(**fields, **WHO)
    assert Decree.objects.count() == 1
