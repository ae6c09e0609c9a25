"""A lost second factor or mailbox is given back by two people and a day, and by nobody alone."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging import recovering
from balairung.kernel.messaging.contacts import ask_code
from balairung.kernel.messaging.models import Contact, Notice
from balairung.kernel.people import account_recovery
from balairung.kernel.people.actions import (
    add_person,
    appoint,
    change_person,
    close_account,
    give_account,
    move_account,
    renew_link,
)
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor, actor_of
from balairung.kernel.people.models import Change, Device, Person, Recovery, User
from tests import make
from tests.kernel.people import identity
from tests.make import START

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_regency")]
DAY = timedelta(hours=24)


@pytest.fixture
def siti() -> Person:
    """Staff of PUPR, with an account and a second factor."""
    person = make.holder("pupr", "staff", "Siti")
    change_person(person, name="Siti", nip="", email="siti@contoh.id", phone="", by=SYSTEM, at=START)
    user = make.account(person)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return person


@pytest.fixture
def rina() -> Actor:
    return actor_of(_rina(), START)


def _rina() -> Person:
    return make.holder("kominfo", "administrator", "Rina")


def head() -> Person:
    return make.holder("pupr", "head", "Pak Kadis")


def factors() -> int:
    return int(Authenticator.objects.count())


def asked(siti: Person, rina: Actor, kind: str = "factor") -> Recovery:
    return recovering.ask(siti, kind=kind, by=rina, at=START)


# --- the way ---------------------------------------------------------------------------------------------------------


def test_two_people_and_a_day_give_the_account_back(siti: Person, rina: Actor) -> None:
    device, _denial = identity.device(siti)
    recovery, kadis = asked(siti, rina), actor_of(head(), START)
    assert factors() == 1
    recovering.confirm(recovery, by=kadis, at=START + timedelta(hours=1))
    assert recovering.follow(now=START + DAY) == 0  # a day since the second person, not since the first
    assert factors() == 1
    assert recovering.follow(now=START + timedelta(hours=1) + DAY) == 1
    assert (factors(), Device.objects.filter(pk=device.pk).exists()) == (0, False)
    assert recovering.follow(now=START + 3 * DAY) == 0
    told = Change.objects.filter(person=siti, verb__contains="recovery").order_by("at", "id").values_list("verb", "by")
    assert list(told) == [("ask_recovery", rina.person_id), ("confirm_recovery", kadis.person_id)]
    assert Change.objects.filter(person=siti, verb="drop_factor", by=None).count() == 1


def test_another_operator_is_a_second_person_too(siti: Person, rina: Actor) -> None:
    second = make.holder("kominfo", "administrator", "Dewi")
    recovery = asked(siti, rina)
    recovering.confirm(recovery, by=actor_of(second, START), at=START)
    recovery.refresh_from_db()
    assert (recovery.state, recovery.due_at) == ("confirmed", START + DAY)


def test_a_lost_mailbox_moves_the_address_and_keeps_the_factor(siti: Person, rina: Actor) -> None:
    with pytest.raises(Refused, match="surel yang baru"):
        asked(siti, rina, "mailbox")
    change_person(siti, name="Siti", nip="", email="baru@contoh.id", phone="", by=rina, at=START)
    recovery = asked(siti, rina, "mailbox")
    assert {one.address for one in Notice.objects.filter(subject="Pemulihan akun Anda")} == {
        "siti@contoh.id", "baru@contoh.id",
    }  # fmt: skip
    recovering.confirm(recovery, by=actor_of(head(), START), at=START)
    recovering.follow(now=START + DAY)
    siti.refresh_from_db()
    assert siti.user
    assert (siti.user.email, factors()) == ("baru@contoh.id", 1)


def test_the_owner_hears_of_it_on_every_way_with_a_link_that_stops_it(siti: Person, rina: Actor) -> None:
    second = ask_code("email", "rumah@contoh.id", siti, at=START)
    Contact.objects.filter(pk=second.pk).update(verified_at=START)
    Notice.objects.all().delete()
    recovery = asked(siti, rina)
    addresses = {one.address for one in Notice.objects.filter(person=siti)}
    assert addresses == {"rumah@contoh.id", "siti@contoh.id"}
    recovering.confirm(recovery, by=actor_of(head(), START), at=START + timedelta(hours=1))
    links = [found for one in Notice.objects.filter(person=siti).order_by("id") for found in _stops(one.body)]
    assert len(set(links)) == 2  # the older link is void once there is a newer
    client = Client()
    assert client.get(links[0]).status_code == 410
    assert "Hentikan pemulihan akun?" in client.get(links[-1]).content.decode()
    assert Recovery.objects.get().state == "confirmed"
    assert "Pemulihan dihentikan" in client.post(links[-1]).content.decode()
    again = client.post(links[-1])
    assert (again.status_code, "sudah tidak berlaku" in again.content.decode()) == (410, True)
    assert recovering.follow(now=START + 5 * DAY) == 0
    assert factors() == 1
    assert Change.objects.filter(person=siti, verb="stop_recovery").count() == 1


def _stops(body: str) -> list[str]:
    return re.findall(r"https?://[^/]+(/akun/pemulihan/hentikan/\S+/)", body)


# --- nobody alone --------------------------------------------------------------------------------------------------


def test_one_alone_does_nothing(siti: Person, rina: Actor) -> None:
    recovery = asked(siti, rina)
    with pytest.raises(NotAllowed, match="orang lain"):
        recovering.confirm(recovery, by=rina, at=START)
    assert recovering.follow(now=START + 2 * DAY) == 0
    assert factors() == 1
    for alone in (renew_link, move_account):
        change_person(siti, name="Siti", nip="", email="punya-rina@contoh.id", phone="", by=rina, at=START)
        with pytest.raises(Refused, match="dua orang"):
            alone(siti, by=rina, at=START)
    close_account(siti, by=rina, at=START)
    assert give_account(siti, by=rina, at=START) == ""
    siti.refresh_from_db()
    assert siti.user
    assert (siti.user.email, siti.user.check_password("rahasia-yang-panjang")) == ("siti@contoh.id", True)
    User.objects.filter(pk=siti.user.pk).update(password="!", last_login=START)  # its owner denied a stranger
    with pytest.raises(Refused, match="dua orang"):
        renew_link(Person.objects.get(pk=siti.pk), by=rina, at=START)


@pytest.mark.parametrize("who", ["herself", "stranger", "liaison", "citizen", "system"])
def test_who_is_no_second_person(siti: Person, rina: Actor, who: str) -> None:
    recovery = asked(siti, rina)
    by = {
        "herself": lambda: actor_of(siti, START), "stranger": lambda: make.officer("dinkes", "head", "Budi"),
        "liaison": lambda: make.officer("pupr", "liaison", "Joko"), "citizen": lambda: CITIZEN,
        "system": lambda: SYSTEM,
    }[who]()  # fmt: skip
    with pytest.raises(NotAllowed):
        recovering.confirm(recovery, by=by, at=START)
    assert Recovery.objects.get().state == "asked"


def test_only_an_operator_begins_and_not_for_themselves(siti: Person, rina: Actor) -> None:
    for by in (actor_of(head(), START), actor_of(siti, START), CITIZEN, SYSTEM):
        with pytest.raises(NotAllowed):
            asked(siti, by)
    own = Person.objects.get(pk=str(rina.person_id))
    make.account(own)
    with pytest.raises(Refused, match="akun sendiri"):
        asked(own, rina)
    with pytest.raises(Refused, match="belum mempunyai akun"):
        asked(make.holder("dinkes", "staff", "Baru"), rina)
    asked(siti, rina)
    with pytest.raises(Refused, match="sudah berjalan"):
        asked(siti, rina)


def test_a_head_who_lost_the_telephone_is_not_their_own_second_person(rina: Actor) -> None:
    kadis = head()
    make.account(kadis)
    recovery = asked(kadis, rina)
    with pytest.raises(NotAllowed):
        recovering.confirm(recovery, by=actor_of(kadis, START), at=START)


def test_three_days_without_a_second_person_and_it_is_over(siti: Person, rina: Actor) -> None:
    recovery, kadis = asked(siti, rina), actor_of(head(), START)
    late = START + timedelta(hours=73)
    with pytest.raises(Refused, match="tidak menunggu"):
        recovering.confirm(recovery, by=kadis, at=late)
    assert recovering.follow(now=late) == 1
    assert Recovery.objects.get().state == "lapsed"
    asked(siti, rina)  # and may be begun anew


def test_what_was_stopped_is_not_confirmed_and_what_is_done_is_not_stopped(siti: Person, rina: Actor) -> None:
    kadis = actor_of(head(), START)
    first = asked(siti, rina)
    recovering.stop(first, by=kadis, at=START)
    with pytest.raises(Refused):
        recovering.confirm(first, by=kadis, at=START)
    second = asked(siti, rina)
    recovering.confirm(second, by=kadis, at=START)
    with pytest.raises(Refused):
        recovering.confirm(second, by=kadis, at=START)  # a second press does not begin the day anew
    recovering.follow(now=START + DAY)
    with pytest.raises(Refused, match="sudah selesai"):
        recovering.stop(second, by=kadis, at=START + DAY)


def test_a_stranger_stops_nothing(siti: Person, rina: Actor) -> None:
    recovery = asked(siti, rina)
    with pytest.raises(NotAllowed):
        recovering.stop(recovery, by=make.officer("dinkes", "head", "Budi"), at=START)
    with pytest.raises(Recovery.DoesNotExist):
        account_recovery.stop_by_link("dikarang", at=START)


def test_an_account_that_was_closed_meanwhile_is_not_given_back(siti: Person, rina: Actor) -> None:
    recovery = asked(siti, rina)
    recovering.confirm(recovery, by=actor_of(head(), START), at=START)
    close_account(siti, by=rina, at=START)
    recovering.follow(now=START + DAY)
    assert (factors(), Recovery.objects.get().state) == (1, "stopped")


@pytest.mark.parametrize("fields", [
    {"state": "done"}, {"state": "confirmed"}, {"confirmed_by": "asker"}, {"confirmed_by": "person"},
    {"asked_by": "person"}, {"kind": "x"}, {"state": "x"},
], ids=str)  # fmt: skip
def test_the_database_itself_wants_two_others(siti: Person, rina: Actor, fields: dict[str, Any]) -> None:
    recovery = asked(siti, rina)
    people = {"asker": rina.person_id, "person": siti.pk}
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.filter(pk=recovery.pk).update(**{
            name: people.get(value, value) for name, value in fields.items()
        })  # fmt: skip


def test_the_first_does_not_make_the_second(siti: Person, rina: Actor) -> None:
    """An operator could give an account and a post to somebody who does not exist."""
    straw = add_person(name="Orangan", email="orangan@contoh.id", by=rina, at=START - 29 * DAY)
    give_account(straw, by=rina, at=START - 29 * DAY)
    post = make.post("kominfo", "administrator")
    appoint(person=straw, post=post, since=date(2026, 1, 31), by=rina, at=START - 29 * DAY)
    recovery = asked(siti, rina)
    assert straw.name not in [one.name for one in account_recovery.confirmers(recovery, START)]
    with pytest.raises(NotAllowed, match="orang lain"):
        recovering.confirm(recovery, by=actor_of(straw, START), at=START)
    recovering.confirm(recovery, by=actor_of(straw, START), at=START + 2 * DAY)  # a month is long enough to be seen


def test_the_address_is_the_one_that_the_second_person_saw(siti: Person, rina: Actor) -> None:
    def write(email: str) -> None:
        siti.refresh_from_db()
        change_person(siti, name="Siti", nip="", email=email, phone="", by=rina, at=START)

    kadis = actor_of(head(), START)
    write("baru@contoh.id")
    first = asked(siti, rina, "mailbox")
    write("punya-rina@contoh.id")
    with pytest.raises(Refused, match="diubah sesudah"):
        recovering.confirm(first, by=kadis, at=START)
    write("baru@contoh.id")
    recovering.confirm(first, by=kadis, at=START)
    write("punya-rina@contoh.id")
    assert recovering.follow(now=START + DAY) == 1
    first.refresh_from_db()
    siti.refresh_from_db()
    assert (first.state, make.there(siti.user).email) == ("stopped", "siti@contoh.id")
    assert len(identity.letters("tanpa mengubah apa pun")) == 2


def test_one_that_cannot_be_given_back_does_not_hold_up_the_others(siti: Person, rina: Actor) -> None:
    kadis = head()
    change_person(siti, name="Siti", nip="", email="baru@contoh.id", phone="", by=rina, at=START)
    first, second = asked(siti, rina, "mailbox"), make.holder("pupr", "staff", "Joko")
    Authenticator.objects.create(user=make.account(second), type=Authenticator.Type.TOTP, data={"secret": "y"})
    for one in (first, asked(second, rina)):
        recovering.confirm(one, by=actor_of(kadis, START), at=START)
    make.account(make.holder("dinkes", "staff", "Lain"), "baru@contoh.id")  # took that address meanwhile
    assert recovering.follow(now=START + DAY) == 2
    assert {one.person_id: one.state for one in Recovery.objects.all()} == {siti.pk: "stopped", second.pk: "done"}


# --- the pages -------------------------------------------------------------------------------------------------------


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user or make.account(person))
    return client


def test_the_pages_lead_two_people_through_it(siti: Person) -> None:
    clerk, kadis = _rina(), head()
    first, second, stranger = signed_in(clerk), signed_in(kadis), signed_in(make.holder("dinkes", "head", "Budi"))
    assert "Mulai pemulihan oleh dua orang" in first.get(f"/organisasi/orang/{siti.pk}/").content.decode()
    start = f"/akun/pemulihan/mulai/{siti.pk}/"
    assert first.post(start, {"kind": "mailbox"}).status_code == 422
    assert "Sekarang orang kedua" in first.post(start, {"kind": "factor"}, follow=True).content.decode()
    path = f"/akun/pemulihan/{Recovery.objects.get().pk}/"
    assert "Saya sudah memastikan" not in first.get(path).content.decode()
    assert first.post(f"{path}pastikan/").status_code == 403
    assert [stranger.get(path).status_code, stranger.post(f"{path}pastikan/").status_code] == [404, 404]
    assert "Siti" not in stranger.get("/akun/pemulihan/").content.decode()
    assert "Siti" in second.get("/akun/pemulihan/").content.decode()
    assert "Saya sudah memastikan" in second.get(path).content.decode()
    asked_again = make.stale(second).post(f"{path}pastikan/")
    assert asked_again.headers["Location"].startswith("/akun/reauthenticate/")
    assert Recovery.objects.get().state == "asked"
    fresh = signed_in(kadis)
    assert "dua puluh empat jam" in fresh.post(f"{path}pastikan/", follow=True).content.decode()
    own = signed_in(siti)
    assert "Pemulihan akun Anda sedang berjalan" in own.get("/akun/perangkat/").content.decode()
    assert "Pemulihan dihentikan" in own.post(f"{path}hentikan/", follow=True).content.decode()
    assert recovering.follow(now=timezone.now() + 2 * DAY) == 0
    assert factors() == 1
