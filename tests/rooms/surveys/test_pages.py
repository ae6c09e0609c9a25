"""The pages: one question each, without a script; what everybody reads; the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.timezone import localdate, now
from pytest_django import Settings

from balairung.kernel.people.models import Person
from balairung.kernel.people.throttle import within_limit
from balairung.rooms.surveys import actions
from balairung.rooms.surveys.asking import address_of, invite
from balairung.rooms.surveys.models import Answer, FollowUp, Stand, Survey
from balairung.rooms.surveys.results import must_follow, results_of
from balairung.rooms.surveys.views.asking import OF_ONE_ADDRESS
from tests import make
from tests.rooms.surveys.asked import answered, said
from tests.rooms.surveys.test_publishing import AFTER, plans

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def regency(settings: Settings) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"


def walk(client: Client, path: str, value: str = "3") -> Any:
    """Answer all that is asked; the last page."""
    answer = client.get(path)
    for place in range(1, 10):
        answer = client.post(path, {"soal": place, "nilai": value}, follow=True)
    return answer


def send(client: Client, path: str, page: Any, **said: str) -> Any:
    token = page.context["form"]["token"].value()
    return client.post(path, {"soal": "akhir", "token": token, **said}, follow=True)


def signed_in(client: Client, office: str, role: str) -> Person:
    person = make.holder(office, role)
    client.force_login(make.account(person))
    return person


def test_an_invitation_is_answered_page_by_page_and_once(client: Client) -> None:
    invite(kind="complaints", ref="P-1234", office=make.office("dukcapil"), at=now())
    path = address_of("complaints", "P-1234", at=now())
    first = client.get(path).content.decode()
    assert "Apakah syarat yang diminta cocok" in first
    assert "Penanganan pengaduan" in first
    last = walk(client, path)
    assert b"Sedikit lagi" in last.content
    done = send(client, path, last, stars="5", words="Cepat sekali.", sex="female")
    assert "Penilaian Anda sudah dihitung untuk Dinas Kependudukan" in done.content.decode()
    made = Answer.objects.get()
    assert (made.values, made.stars, made.channel, made.part) == ("333333333", 5, "invited", "matter:complaints")
    assert "sudah menilai layanan ini" in client.get(path).content.decode()
    assert b"sudah menilai" in client.post(path, {"soal": 1, "nilai": 1}).content
    assert client.get("/survei/ABCDEFGH12345678/").status_code == 404


def test_going_back_keeps_the_answers_and_nothing_is_kept_of_whoever_leaves(client: Client) -> None:
    path = reverse("surveys:of_office", args=["dukcapil"])
    client.post(path, {"soal": 1, "nilai": 4})
    back = client.get(path, {"soal": 1}).content.decode()
    assert 'value="4" aria-pressed="true"' in back
    assert client.get(path, {"soal": "akhir"})["Location"].endswith("?soal=2")  # the first that is missing
    nothing = client.post(path, {"soal": 2, "nilai": "9"})
    assert nothing.status_code == 422
    assert "Pilih salah satu" in nothing.content.decode()
    for strange in ("0", "99999999999999999999", "akhirr", "²"):
        assert client.get(path, {"soal": strange}).status_code == 200
    client.cookies["survei"] = "bukan-punya-kami"
    assert 'aria-pressed="true"' not in client.get(path, {"soal": 1}).content.decode()
    assert not Answer.objects.exists()
    assert not Survey.objects.exists()


def test_one_device_answers_for_an_office_once_a_day(client: Client) -> None:
    path = reverse("surveys:of_office", args=["dukcapil"])
    send(client, path, walk(client, path))
    assert "sudah diisi hari ini" in client.get(path).content.decode()
    assert "sudah diisi hari ini" in client.post(path, {"soal": 1, "nilai": 1}).content.decode()
    assert client.get(reverse("surveys:of_office", args=["pupr"])).context["place"] == 1
    assert Answer.objects.count() == 1


def test_a_network_that_answers_without_end_is_stopped_and_keeps_what_was_typed() -> None:
    path = reverse("surveys:of_office", args=["dukcapil"])
    somebody = RequestFactory().get(path)
    assert all(within_limit(somebody, "survey:dukcapil", OF_ONE_ADDRESS) for _one in range(40))
    client = Client()
    answer = send(client, path, walk(client, path), words="Saya yang keempat puluh satu")
    assert answer.status_code == 422
    assert "Mintalah formulir kertas" in answer.content.decode()
    assert "keempat puluh satu" in answer.content.decode()
    assert not Answer.objects.exists()


def test_a_screen_serves_one_after_the_other(client: Client) -> None:
    siti = make.officer("dukcapil", "liaison")
    _stand, secret = actions.add_screen(make.office("dukcapil"), name="Layar pintu", by=siti, at=make.START)
    path = reverse("surveys:on_screen", args=[secret])
    for _one in range(2):
        last = walk(client, path)
        assert "words" not in last.context["form"].fields
        done = send(client, path, last)
        assert done["Refresh"] == f"8; url={path}"
    client.post(path, {"soal": 1, "nilai": 1})
    assert 'aria-pressed="true"' not in client.get(path).content.decode()  # somebody left; the next finds nothing
    assert Answer.objects.filter(channel="screen", part="stand:1").count() == 2
    assert client.get(reverse("surveys:at_stand", args=["dukcapil", 1])).status_code == 404
    actions.close_stand(Stand.objects.get(), by=siti, at=make.START)
    assert client.get(path).status_code == 404


def test_a_stand_has_its_own_code_and_poster(client: Client) -> None:
    siti, office = make.officer("dukcapil", "liaison"), make.office("dukcapil")
    stand = actions.add_stand(office, name="Loket 3", by=siti, at=make.START)
    path = reverse("surveys:at_stand", args=["dukcapil", 1])
    assert "Loket 3" in client.get(path).content.decode()
    for address in (
        reverse("surveys:stand_poster", args=["dukcapil", 1, "kartu.pdf"]),
        reverse("surveys:poster", args=["dukcapil", "a4.pdf"]),
    ):
        assert client.get(address).content.startswith(b"%PDF")
    assert client.get(reverse("surveys:poster", args=["dukcapil", "lain.pdf"])).status_code == 404
    actions.close_stand(stand, by=siti, at=make.START)
    assert client.get(path)["Location"] == reverse("surveys:of_office", args=["dukcapil"])


def test_everybody_reads_what_was_published_and_nobody_what_was_not(client: Client) -> None:
    answered(given=said(4, U3=2, words="Rahasiakanlah tulisan ini"), part="service:ktp", times=9)
    survey = Survey.objects.get()
    pages = [reverse(f"surveys:{name}", args=["dukcapil", "2026-S1"]) for name in ("result", "publication", "export")]
    assert {client.get(page).status_code for page in pages} == {404}
    head = make.officer("dukcapil", "head", "Drs. Hadi Santoso")
    actions.publish(survey, plans=plans(survey), by=head, at=AFTER)
    shown, paper, numbers = (client.get(page) for page in pages)
    assert "94,44" in shown.content.decode()
    assert "Perbaikan U3" in shown.content.decode()
    assert "Drs. Hadi Santoso" in shown.content.decode()
    assert paper.content.startswith(b"%PDF")
    assert numbers.content.decode().splitlines()[1].startswith("Dinas Kependudukan")
    assert "Rahasiakanlah" not in shown.content.decode() + numbers.content.decode()
    index = client.get(reverse("surveys:results"), {"tahun": "2026"}).content.decode()
    assert "94,44" in index
    assert "belum mengumumkan tahun 2026" in index
    assert client.get(reverse("surveys:results"), {"tahun": "x"}).status_code == 200


def test_the_lists_ask_the_same_however_many_there_are(client: Client, django_assert_max_num_queries: Any) -> None:
    head = {key: make.officer(key, "head") for key in ("dukcapil", "pupr", "dinkes")}
    for key in head:
        answered(key, times=5)
        survey = Survey.objects.get(office__key=key)
        actions.publish(survey, plans=plans(survey), by=head[key], at=AFTER)
    with django_assert_max_num_queries(9):
        client.get(reverse("surveys:results"), {"tahun": "2026"})
    with django_assert_max_num_queries(12):
        client.get(reverse("surveys:result", args=["pupr", "2026-S1"]))


def test_the_desk_types_paper_and_reads_words(client: Client) -> None:
    answered(given=said(3, words="Kursinya kurang untuk orang tua"), times=5)
    signed_in(client, "dukcapil", "liaison")
    assert client.get(reverse("surveys:desk"))["Location"] == reverse("surveys:office", args=["dukcapil"])
    assert client.get(reverse("surveys:office", args=["dukcapil"])).status_code == 200
    assert "Kursinya kurang" in client.get(reverse("surveys:period", args=["dukcapil", "2026-S1"])).content.decode()
    page = reverse("surveys:paper", args=["dukcapil"])
    given = {"number": "017", "day": "2026-03-02"} | {f"U{number}": "4" for number in range(1, 10)}
    half = client.post(page, given | {"U9": ""})
    assert half.status_code == 422
    assert 'value="017"' in half.content.decode()
    assert client.post(page, given)["Location"].endswith("?tanggal=2026-03-02")
    again = client.post(page, given)
    assert again.status_code == 422
    assert "sudah diketik" in again.content.decode()
    served = reverse("surveys:population", args=["dukcapil", "2026-S1"])
    assert client.post(served, {"population": "0"}).status_code == 422
    assert client.post(served, {"population": "300"}).status_code == 302
    assert client.get(reverse("surveys:desk_export", args=["dukcapil"])).status_code == 200


def test_the_desk_keeps_places_and_the_plan(client: Client) -> None:
    signed_in(client, "dukcapil", "liaison")
    add = reverse("surveys:add_stand", args=["dukcapil"])
    assert client.post(add, {"stand-name": ""}).status_code == 422
    assert client.post(add, {"stand-name": "Loket 1"}).status_code == 302
    told = client.post(add, {"stand-name": "Layar", "stand-screen": "on"}, follow=True).content.decode()
    assert "/survei/layar/" in told
    assert "/survei/layar/" not in client.get(reverse("surveys:office", args=["dukcapil"])).content.decode()
    plan = reverse("surveys:plan", args=["dukcapil"])
    assert client.post(plan, {"plan-cycle": "quarter", "plan-dropped": ["U4"]}).status_code == 302
    assert client.post(plan, {"plan-cycle": "abad"}).status_code == 422
    assert client.post(reverse("surveys:close_stand", args=["dukcapil", 1])).status_code == 302


def test_the_head_publishes_from_the_page(client: Client) -> None:
    old = make.moment("2025-03-03 10:00")
    answered(given=said(4, U3=2), at=old, times=6)
    survey = Survey.objects.get()
    person = signed_in(client, "dukcapil", "head")
    page = reverse("surveys:period", args=["dukcapil", "2025-S1"])
    assert "Umumkan hasilnya" in client.get(page).content.decode()
    found = results_of(survey)
    assert found
    given: dict[str, str] = {}
    for code in must_follow(found.score):
        given |= {f"{code}-text": f"Memperbaiki {code}", f"{code}-due": "2999-01-01", f"{code}-post": ""}
    publish = reverse("surveys:publish", args=["dukcapil", "2025-S1"])
    far = client.post(publish, given)
    assert far.status_code == 422
    assert "Memperbaiki U3" in far.content.decode()
    soon = (localdate() + timedelta(days=30)).isoformat()
    done = client.post(publish, given | {name: soon for name in given if name.endswith("-due")})
    assert done["Location"] == reverse("surveys:result", args=["dukcapil", "2025-S1"])
    survey.refresh_from_db()
    assert survey.published_by == person
    detail = client.get(reverse("surveys:detail", args=[FollowUp.objects.order_by("id")[0].obligation.ref]))
    assert "Laporkan sudah diperbaiki" in detail.content.decode()
    shown = client.get(reverse("surveys:period", args=["dukcapil", "2025-S1"])).content.decode()
    assert "Umumkan hasilnya" not in shown


def test_another_office_sees_neither_figures_nor_words(client: Client) -> None:
    answered(given=said(3, U1=1, words="Kursinya kurang", contact="ani@contoh.id"), times=5)
    signed_in(client, "pupr", "head")
    for name, args in (
        ("office", ["dukcapil"]), ("paper", ["dukcapil"]), ("period", ["dukcapil", "2026-S1"]),
        ("desk_export", ["dukcapil"]), ("detail", [FollowUp.objects.order_by("id")[0].obligation.ref]),
    ):  # fmt: skip
        assert client.get(reverse(f"surveys:{name}", args=args)).status_code == 404


def test_a_leader_sees_the_figures_and_not_the_words(client: Client) -> None:
    answered(given=said(3, words="Kursinya kurang"), times=5)
    signed_in(client, "setda", "secretary")
    shown = client.get(reverse("surveys:period", args=["dukcapil", "2026-S1"])).content.decode()
    assert "75,00" in shown
    assert "Kursinya" not in shown
