"""What is asked again: signing, exporting, opening what is sealed, giving rights, doors and keys."""

import pytest
from django.test import Client

from balairung.kernel.people.models import Change, Person
from tests import make
from tests.test_house import Address, addresses, paths, things_of_siti

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_regency")]

#: Every address that asks again, by why it does. What is missing here, or does not ask, fails.
ASKING = {
    "signing": {"documents:act", "documents:sign_many", "pacts:sign_one"},
    "with what one signs": {f"documents:mine_{verb}" for verb in ("buat", "cabut", "nik", "sandi", "tanya")},
    "exporting": {
        "documents:csv", "documents:xlsx", "people:export", "disclosure:register_csv", "disclosure:objections_csv",
    },
    "opening what is sealed": {"disclosure:reveal", "projects:reveal"},
    "giving rights": {
        "people:account", "people:appoint", "people:cancel_holding", "people:end_holding", "people:change_person",
        "people:change_post", "people:add_post", "people:preview", "recovery:ask", "recovery:confirm",
    },
    "doors": {"documents:door", "gateways:door", "gateways:open", "gateways:shut", "gateways:try"},
    "keys": {"keys:make", "keys:revoke", "webhooks:act", "webhooks:add"},
}  # fmt: skip
#: These ask once they know that the case may be opened at all.
INSIDE = {"complaints:reveal", "services:reveal"}


#: What is shown to whoever is signed in, and changed only by whoever was asked.
TO_POST = {f"own_contacts:{name}" for name in ("contacts", "first", "try", "remove")}


def asking() -> list[Address]:
    return [address for address in addresses() if getattr(address.view, "asks_again", False)]


@pytest.fixture
def rina() -> Person:
    """An operator who is head of an office beside: every door is open to her."""
    person = make.holder("kominfo", "administrator", "Rina")
    make.account(person, "rina@contoh.id")
    return person


def entered(client: Client, person: Person) -> Client:
    assert person.user
    client.force_login(person.user)
    return client


def test_the_list_is_the_list() -> None:
    listed = set().union(*ASKING.values())
    assert {address.name for address in asking()} - INSIDE == listed


@pytest.mark.parametrize("address", asking(), ids=lambda address: str(address.name))
def test_an_hour_after_signing_in_each_of_them_asks_first(client: Client, rina: Person, address: Address) -> None:
    """The door is the first thing that it says: nothing was looked up, and nothing was done."""
    stale = make.stale(entered(client, rina))
    before = Change.objects.count()
    for ask in (stale.get, stale.post):
        answer = ask(address.path)
        assert answer.status_code == 302, address.name
        assert answer.headers["Location"].startswith("/akun/reauthenticate/?next="), address.name
    assert Change.objects.count() == before


def test_where_messages_go_is_changed_only_by_whoever_was_asked(client: Client, rina: Person) -> None:
    found = [address for address in addresses() if getattr(address.view, "asks_again_to_post", False)]
    assert {address.name for address in found} == TO_POST
    stale = make.stale(entered(client, rina))
    assert stale.get("/akun/kontak/").status_code == 200
    for address in found:
        assert stale.post(address.path).headers["Location"].startswith("/akun/reauthenticate/?next="), address.name


def test_without_a_sign_in_that_can_be_dated_it_is_asked_too(client: Client, rina: Person) -> None:
    entered(client, rina)
    session = client.session
    del session["account_authentication_methods"]
    session.save()
    assert client.get(_path("keys:make")).status_code == 302


def _path(name: str) -> str:
    return next(address.path for address in addresses() if address.name == name)


def test_whoever_shows_the_password_comes_back_to_where_they_were(client: Client, rina: Person) -> None:
    asked = make.stale(entered(client, rina)).get(f"{_path('keys:make')}?dari=sini")
    door = asked.headers["Location"]
    assert client.post(door, {"password": "salah"}).status_code == 200
    assert client.get(_path("keys:make")).status_code == 302
    back = client.post(door, {"password": "rahasia-yang-panjang"})
    assert back.headers["Location"] == f"{_path('keys:make')}?dari=sini"
    assert client.get(_path("keys:make")).status_code == 200


def test_behind_a_button_the_way_back_is_its_page_and_never_another_house(client: Client, rina: Person) -> None:
    stale = make.stale(entered(client, rina))
    path = f"/organisasi/orang/{rina.pk}/akun/tutup/"
    page = f"http://testserver/organisasi/orang/{rina.pk}/"
    ways = {
        page: f"%2Forganisasi%2Forang%2F{rina.pk}%2F",
        "https://jahat.example/x": "%2Fkerja%2F", "": "%2Fkerja%2F", "javascript:alert(1)": "%2Fkerja%2F",
    }  # fmt: skip
    for referer, expected in ways.items():
        answer = stale.post(path, headers={"referer": referer} if referer else {})
        assert answer.headers["Location"] == f"/akun/reauthenticate/?next={expected}", referer
    part = stale.post(path, headers={"referer": page, "HX-Request": "true"})
    assert part.headers["HX-Redirect"].startswith("/akun/reauthenticate/")


def test_a_script_that_signs_is_told_in_a_sentence(client: Client, rina: Person) -> None:
    answer = make.stale(entered(client, rina)).post(
        _path("documents:sign_many"), headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    assert (answer.json()["signed"], answer.json()["failed"]) == ([], [])
    assert "sepuluh menit" in answer.json()["sentence"]


def test_a_password_is_not_enough_for_whoever_has_a_second_factor(client: Client, rina: Person) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=rina.user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    entered(client, rina)
    session = client.session
    session["account_authentication_methods"] = session["account_authentication_methods"][:1]
    session.save()
    assert client.get(_path("keys:make")).headers["Location"].startswith("/akun/pengaman/reauthenticate/")


def test_the_door_tells_strangers_no_more_than_it_tells_owners(client: Client) -> None:
    """Of what belongs to another a stale stranger learns nothing: asked first, refused afterwards."""
    budi = make.holder("dinkes", "head", "Budi")
    make.account(budi, "budi@contoh.id")
    things = things_of_siti()
    stale = make.stale(entered(client, budi))
    named = [one for one in asking() if one.audience == "officers" and one.parameters]
    answers = {path: stale.post(path).status_code for address in named for path in paths(address, things)}
    assert answers
    assert set(answers.values()) == {302}


def test_an_appointment_is_not_made_from_a_desk_that_was_left(client: Client, rina: Person) -> None:
    siti, post = make.person("Siti"), make.post("pimpinan", "regent")
    data = {"capacity": "definitive", "since": "2026-03-02"}
    path = f"/organisasi/jabatan/{post.pk}/angkat/?orang={siti.pk}"
    make.stale(entered(client, rina)).post(path, data)
    assert not siti.holdings.exists()
    entered(client, rina).post(path, data)
    assert siti.holdings.exists()


def test_every_desk_page_stays_open_without_being_asked(client: Client, rina: Person) -> None:
    """Ordinary work is not interrupted: lists, cases, answers."""
    stale = make.stale(entered(client, rina))
    for name in ("obligations:inbox", "people:organisation", "people:people", "documents:waiting", "keys:list"):
        assert stale.get(_path(name)).status_code == 200, name
