"""The pages of citizens, without an account and without scripts; the desk of those who ask them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.participation.consulting import answering, commenting
from balairung.rooms.participation.models import (
    Ballot,
    Consultation,
    ConsultComment,
    Knock,
    SampleRun,
    SampleUnit,
    Undertaking,
    VotingRound,
)
from balairung.rooms.participation.sampling import runs
from balairung.rooms.participation.voting import result, rounds
from tests import make
from tests.kernel.files.samples import pdf
from tests.rooms.participation import voices

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    cache.clear()
    make.regency()
    settings.SECOND_FACTOR = "offered"


def now() -> datetime:
    return timezone.localtime()


def enter(client: Client, office: str, role: str) -> Client:
    client.force_login(make.account(make.holder(office, role)))
    return client


def voting_today(*titles: str, **said: Any) -> VotingRound:
    """A round that began two weeks ago: today people vote."""
    return voices.round_of(*titles, at=now() - 14 * DAY, **said)


def test_an_empty_house_says_what_would_be_here(client: Client) -> None:
    for path, sentence in [
        ("", "Belum ada yang ditanyakan"), ("konsultasi/", "Belum ada konsultasi"), ("putaran/", "Belum ada putaran"),
        ("sampel/", "Belum ada sampel"),
    ]:  # fmt: skip
        assert sentence in client.get(f"/suara/{path}").text
    for path in ("konsultasi/x/", "putaran/x/", "sampel/x/", f"kode/{make.office('pupr').pk}/", "dihubungi/x/"):
        assert client.get(f"/suara/{path}").status_code == 404


def test_a_citizen_says_something_to_a_draft(client: Client) -> None:
    made = voices.consultation(at=now())
    page = f"/suara/konsultasi/{made.ref}/"
    assert "Tulis masukan" in client.get(page).text
    form = {"group": "user", "contact": "bukan kontak", "part-1": "Buka Sabtu. Surel saya ani@contoh.id", "part-2": ""}
    answer = client.post(f"{page}tanggapi/", form)
    assert answer.status_code == 422
    assert "Buka Sabtu" in answer.text  # what was typed is kept
    answer = client.post(f"{page}tanggapi/", form | {"contact": "ani@contoh.id"}, follow=True)
    row = Knock.objects.get()
    assert answer.redirect_chain == [(f"/suara/kode/{row.pk}/", 302)]
    assert "Buka Sabtu." in answer.text
    assert "Surel saya ani@contoh.id" not in answer.text
    code = voices.code_to(row)
    wrong = client.post(f"/suara/kode/{row.pk}/", {"code": voices.wrong(code)})
    assert (wrong.status_code, "belum cocok" in wrong.text) == (422, True)
    answer = client.post(f"/suara/kode/{row.pk}/", {"code": code}, follow=True)
    assert "Terima kasih" in answer.text
    assert client.post(f"/suara/kode/{row.pk}/", {"code": code}).status_code == 404
    said = client.get(f"{page}bagian/1/").text
    assert "Buka Sabtu." in said
    assert "ani@" not in said
    assert "Belum ada masukan" in client.get(f"{page}bagian/2/").text


def test_what_is_hidden_leaves_its_rule_and_its_reason(client: Client) -> None:
    made = voices.consultation(at=now())
    comment = voices.comment(made, "Pejabat itu anjing.", at=now())
    commenting.hide_comment(comment, rule="insult", why="Kata kasar", by=SYSTEM, at=now())
    text = client.get(f"/suara/konsultasi/{made.ref}/bagian/1/").text
    assert "anjing" not in text
    assert "Menghina atau menyerang" in text
    assert "Kata kasar" in text
    assert "1 disembunyikan" in client.get(f"/suara/konsultasi/{made.ref}/").text


def test_long_lists_go_on_by_a_mark_without_a_gap(client: Client) -> None:
    made = voices.consultation("Satu", at=now())
    section = made.sections.get()
    ConsultComment.objects.bulk_create(
        ConsultComment(section=section, group="user", text=f"Masukan-{n:02}", contact_hash=str(n), said_at=now())
        for n in range(45)
    )
    seen, address = list[str](), f"/suara/konsultasi/{made.ref}/bagian/1/"
    for _page in range(3):
        answer = client.get(address)
        seen += [f"Masukan-{n:02}" for n in range(45) if f"Masukan-{n:02}<" in answer.text]
        address = address.partition("?")[0] + (answer.context["older"] or "")
    assert len(seen) == len(set(seen)) == 45
    for n in range(25):
        voices.consultation("Satu", at=now(), title=f"Rancangan-{n:02}")
    first = client.get("/suara/konsultasi/")
    second = client.get(f"/suara/konsultasi/{first.context['older']}")
    assert (len(first.context["rows"]), len(second.context["rows"]), second.context["older"]) == (20, 6, "")
    assert client.get("/suara/konsultasi/?sebelum=2026-99.x").status_code == 200


def test_proposing_takes_a_code(client: Client) -> None:
    made = voices.voting_round(at=now())
    page = f"/suara/putaran/{made.ref}/"
    form = {"title": "Lampu jalan", "text": "Gelap.", "contact": "0812 3456 7890", "region": "35.77.01.1001"}
    assert client.post(f"{page}usul/", form | {"title": ""}).status_code == 422
    shut = client.post(f"{page}usul/", form)
    assert (shut.status_code, "Coba kontak lain" in shut.text) == (422, True)  # no door leads to a telephone here
    answer = client.post(f"{page}usul/", form | {"contact": "ani@contoh.id"}, follow=True)
    assert "Lampu jalan" in answer.text
    row = Knock.objects.get()
    answer = client.post(f"/suara/kode/{row.pk}/", {"code": voices.code_to(row)}, follow=True)
    assert answer.redirect_chain == [(f"{page}usulan/1/", 302)]
    assert "Lampu jalan" in client.get(page).text


def test_voting_once_with_a_receipt_that_says_nothing_of_the_choice(client: Client) -> None:
    made = voting_today()
    page = f"/suara/putaran/{made.ref}/"
    answer = client.post(f"{page}pilih/", {"contact": "ani@contoh.id"}, follow=True)
    row = Knock.objects.get()
    here = f"{page}pilih/{row.pk}/"
    assert answer.redirect_chain == [(here, 302)]
    assert "tidak dapat diubah" in answer.text
    assert client.get(f"/suara/kode/{row.pk}/").status_code == 404  # a vote has a page of its own
    form = {"code": voices.code_to(row), "picks": ["1", "3"], "district": "", "sure": "on"}
    changes: list[tuple[dict[str, Any], str]] = [
        ({"sure": ""}, "Beri tanda dahulu"), ({"picks": []}, "paling sedikit satu"),
        ({"picks": ["1", "2", "3"]}, "paling banyak 2"), ({"code": voices.wrong(str(form["code"]))}, "belum cocok"),
    ]  # fmt: skip
    for change, sentence in changes:
        refused = client.post(here, {**form, **change})
        assert (refused.status_code, sentence in refused.text) == (422, True)
    assert not Ballot.objects.exists()
    answer = client.post(here, form, follow=True)
    code = Ballot.objects.get().code
    assert answer.redirect_chain == [(f"{page}tanda/{code}/", 302)]
    assert "Suara Anda sudah masuk" in answer.text
    assert not any(one.title in answer.text for one in made.proposals.all())
    assert client.post(here, form).status_code == 404  # the same form again
    assert client.get(f"{page}tanda/AAAAAAAAAAAA/").status_code == 404


def test_a_second_vote_is_refused_with_a_sentence(client: Client) -> None:
    made = voting_today()
    voices.vote(made, 1, contact="ani@contoh.id", at=now() - timedelta(minutes=5))
    client.post(f"/suara/putaran/{made.ref}/pilih/", {"contact": "Ani+2@Contoh.id"})
    row = Knock.objects.get()
    form = {"code": voices.code_to(row), "picks": ["2"], "district": "", "sure": "on"}
    answer = client.post(f"/suara/putaran/{made.ref}/pilih/{row.pk}/", form)
    assert answer.status_code == 422
    assert "Kontak ini sudah memilih dalam putaran ini" in answer.text
    assert Ballot.objects.count() == 1


def test_one_contact_is_sent_few_codes(client: Client) -> None:
    made, asked = voting_today(), "ani@contoh.id"
    for _each in range(10):
        client.post(f"/suara/putaran/{made.ref}/pilih/", {"contact": asked})
    answer = client.post(f"/suara/putaran/{made.ref}/pilih/", {"contact": asked})
    assert (answer.status_code, "banyak kode hari ini" in answer.text) == (422, True)
    assert Knock.objects.count() == 1


def test_nothing_is_told_before_the_end_and_everything_after(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = voting_today("Lampu", "Jembatan", "Taman")
    page = f"/suara/putaran/{made.ref}/"
    code = voices.vote(made, 2, at=now())
    for _each in range(6):
        voices.vote(made, 1, at=now())
    assert "7 suara" not in client.get(page).text
    for name in ("hasil.csv", "hasil.json", "kode.txt"):
        assert client.get(page + name).status_code == 404
    VotingRound.objects.update(votes_until=now().date() - 2 * DAY, votes_from=now().date() - 3 * DAY,
                               proposals_until=now().date() - 5 * DAY)  # fmt: skip
    assert result.count_due(now=now()) == 1
    with django_assert_max_num_queries(20):
        text = client.get(page).text
    assert "Lampu: 6 suara" in text
    assert "Terpilih" in text
    made.refresh_from_db()
    assert made.seed in text
    assert code in client.get(f"{page}kode.txt").text.split()
    assert "ikut dihitung" in client.get(f"{page}tanda/{code}/").text
    told = client.get(f"{page}hasil.json").json()
    assert (told["voters"], told["by_telephone"], told["proposals"][0]["votes"]) == (7, 0, 6)
    table = b"".join(client.get(f"{page}hasil.csv")).decode()
    assert "Lampu,6" in table
    assert "Terpilih" not in client.get(f"{page}usulan/3/").text
    assert "Jalankan usulan warga: Lampu" in client.get(f"{page}usulan/1/").text


def test_a_cell_that_would_compute_does_not(client: Client) -> None:
    made = voting_today("=HYPERLINK(1)")
    voices.vote(made, 1, at=now())
    VotingRound.objects.update(counted_at=now())
    made.proposals.update(votes=1, rank=1)
    table = b"".join(client.get(f"/suara/putaran/{made.ref}/hasil.csv")).decode()
    assert "'=HYPERLINK" in table


def test_an_office_asks_and_answers_from_its_pages(client: Client) -> None:
    enter(client, "dukcapil", "head")
    today = now().date()
    form = {
        "office": "dukcapil", "kind": "standard", "title": "Standar akta", "summary": "Satu hari.", "opens_on": today,
        "closes_on": today + 3 * DAY,
    }  # fmt: skip
    answer = client.post("/kerja/suara/konsultasi/baru/", form)
    assert (answer.status_code, "paling sedikit 10 hari" in answer.text) == (422, True)
    client.post("/kerja/suara/konsultasi/baru/", form | {"closes_on": today + 13 * DAY})
    made = Consultation.objects.get()
    desk, public = f"/kerja/suara/konsultasi/{made.ref}/", f"/suara/konsultasi/{made.ref}/"
    assert client.post(f"{desk}bagian/", {"kind": "article", "title": ""}).status_code == 422
    for title in ("Jangka waktu", "Biaya", "Salah"):
        assert client.post(f"{desk}bagian/", {"kind": "article", "title": title, "text": "X"}).status_code == 302
    client.post(f"{desk}bagian/3/hapus/")
    assert "Jangka waktu" in client.get(f"{desk}bagian/1/").text
    assert client.post(f"{desk}bagian/1/", {"kind": "article", "title": ""}).status_code == 422
    assert client.post(f"{desk}bagian/2/", {"kind": "article", "title": "Tarif", "text": "Y"}).status_code == 302
    assert client.post(f"{desk}naskah/", {"uploads": SimpleUploadedFile("a.pdf", pdf())}).status_code == 302
    assert client.get(public).status_code == 404
    client.post(f"{desk}umumkan/")
    made.refresh_from_db()
    text = client.get(public).text
    assert "Jangka waktu" in text
    assert "Tarif" in text
    assert client.post(f"{desk}bagian/", {"kind": "article", "title": "X"}).status_code == 422
    voices.comment(made, at=now())
    forum = {"held_on": today, "place": "Balai", "summary": "Dibahas", "group-user": 9}
    assert client.post(f"{desk}forum/", forum | {"group-user": ""}).status_code == 422
    assert client.post(f"{desk}forum/", forum).status_code == 302
    due = today + 30 * DAY
    agreed = {"text": "Loket Sabtu dibuka", "office": "kominfo", "due_on": due}
    assert client.post(f"{desk}forum/{made.forums.get().pk}/", agreed).status_code == 302
    assert "Loket Sabtu dibuka" in client.get(public).text
    Consultation.objects.update(opens_on=today - 13 * DAY, closes_on=today - DAY)
    answering.close_due(now=now())
    owed = Undertaking.objects.get(kind="answer").obligation
    assert owed.ref in client.get("/kerja/suara/").text
    refused = client.post(f"/kerja/suara/{owed.ref}/publish/", {"publish-text": ""})
    assert (refused.status_code, "Bagian 1 belum dijawab" in refused.text) == (422, True)
    said = {"heard": "Minta Sabtu", "changed": "Dibuka Sabtu", "kept": ""}
    assert client.post(f"{desk}jawab/1/", said | {"heard": ""}).status_code == 422
    assert client.post(f"{desk}jawab/1/", said).status_code == 302
    assert "Dibuka Sabtu" not in client.get(public).text
    assert client.post(f"/kerja/suara/{owed.ref}/publish/", {"publish-text": ""}).status_code == 302
    assert "Dibuka Sabtu" in client.get(public).text


def test_an_office_hides_and_shows_again_from_the_page(client: Client) -> None:
    comment = voices.comment(voices.consultation(at=now()), "Beli obat murah!", at=now())
    page = f"/kerja/suara/masukan/{comment.pk}/"
    enter(client, "dukcapil", "liaison")
    assert client.post(page, {"rule": "advert", "why": ""}).status_code == 422
    assert client.post(page, {"rule": "advert", "why": "Iklan"}).status_code == 302
    comment.refresh_from_db()
    assert comment.hidden_rule == "advert"
    assert client.post(page).status_code == 302
    comment.refresh_from_db()
    assert comment.hidden_rule == ""
    other = Client()
    enter(other, "pupr", "head")
    assert other.get(page).status_code == 404


def test_a_round_from_its_pages(client: Client) -> None:
    enter(client, "pupr", "head")
    today = now().date()
    form = {
        "office": "pupr", "title": "Apa dahulu?", "summary": "Untuk tahun depan", "contacts": "any", "most": 3,
        "places": 1, "ceiling": "100.000.000", "opens_on": today, "proposals_until": today + 3 * DAY,
        "votes_from": today + 4 * DAY, "votes_until": today + 9 * DAY,
    }  # fmt: skip
    assert client.post("/kerja/suara/putaran/baru/", form).status_code == 422
    assert client.post("/kerja/suara/putaran/baru/", form | {"votes_from": today + 6 * DAY}).status_code == 302
    made = VotingRound.objects.get()
    desk = f"/kerja/suara/putaran/{made.ref}/"
    assert client.get(f"/suara/putaran/{made.ref}/").status_code == 404
    client.post(f"{desk}umumkan/")
    made.refresh_from_db()
    voices.proposal(made, at=now())
    voices.proposal(made, "Iklan", at=now())
    check = {"feasible": "yes", "reason": "Bisa", "office": "pupr", "cost": "", "due_on": today + 90 * DAY}
    refused = client.post(f"{desk}usulan/1/", check)
    assert (refused.status_code, "punya pagu" in refused.text) == (422, True)
    assert client.post(f"{desk}usulan/1/", check | {"cost": "75.000.000"}).status_code == 302
    hide = {"rule": "advert", "why": "Jualan"}
    assert client.post(f"{desk}usulan/2/sembunyikan/", hide | {"why": ""}).status_code == 422
    for said in (hide, {}, hide):  # hidden, shown again, hidden
        assert client.post(f"{desk}usulan/2/sembunyikan/", said).status_code == 302
        assert "Jualan" in client.get(f"{desk}usulan/2/").text or not said
    text = client.get(f"/suara/putaran/{made.ref}/").text
    assert "Rp75.000.000" in text
    assert "Jualan" in text
    assert client.post(f"{desk}usulan/1/keluarkan/", {"reason": "X"}).status_code in {403, 422}


def test_samples_from_their_pages(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    enter(client, "pimpinan", "regent")
    today = now().date()
    form = {"kind": "guest", "since": today + DAY, "until": today + 20 * DAY, "size": 6}
    assert client.post("/kerja/suara/sampel/", form | {"since": today - DAY}).status_code == 422
    assert client.post("/kerja/suara/sampel/", form).status_code == 302
    made = SampleRun.objects.get()
    desk, public = f"/kerja/suara/sampel/{made.ref}/", f"/suara/sampel/{made.ref}/"
    text = Client().get(public).text
    assert made.seed_hash in text
    assert made.seed not in text
    assert client.post(f"{desk}undi/").status_code == 302
    assert client.post(f"{desk}umumkan/").status_code == 422
    units = list(SampleUnit.objects.order_by("id").select_related("office"))
    assert not any(one.office.name in Client().get(public).text for one in units)
    assert client.get(f"/suara/sampel/{made.ref}/undian.csv").status_code == 404
    SampleUnit.objects.update(visit_on=today)
    looks = {f"look-{key}": "yes" for key in ("greeted", "standard", "fee", "time", "respect")}
    page = f"{desk}{units[0].pk}/"
    assert client.post(page, looks | {"look-fee": ""}).status_code == 422
    for one in units:
        client.post(f"{desk}{one.pk}/", looks)
    done = SampleUnit.objects.filter(state="done").count()
    assert done >= 5  # all but the leadership's own office
    SampleRun.objects.update(since=today - 20 * DAY, until=today - DAY)
    runs.reveal(made, by=SYSTEM, at=now())
    with django_assert_max_num_queries(15):
        text = Client().get(public).text
    assert made.seed in text
    assert "hasilnya sama" in text
    assert f"{done} dari {done}" in text
    drawn = b"".join(Client().get(f"{public}undian.csv")).decode()
    assert drawn.count(",ya") == 6


def test_the_owner_says_whether_we_may_call(client: Client) -> None:
    unit = SampleUnit.objects.create(
        run=voices.sample("call", at=now()), shelf="PUPR", unit_key="x", office=make.office("pupr"),
        case_ref="P-7K3M-92QD", state="asked", token_hash=runs.token_hash("tanda"),
    )  # fmt: skip
    SampleRun.objects.update(state="drawn")
    page = "/suara/dihubungi/tanda/"
    assert "P‑7K3M‑92QD" in client.get(page).text
    for form in ({"agrees": ""}, {"agrees": "yes", "number": ""}, {"agrees": "yes", "number": "ani@contoh.id"}):
        assert client.post(page, form).status_code == 422
    answer = client.post(page, {"agrees": "yes", "number": "0812 3456 7890"}, follow=True)
    assert "Anda mengizinkan" in answer.text
    unit.refresh_from_db()
    assert (unit.state, unit.number) == ("agreed", "+6281234567890")
    assert "Tidak apa-apa" in client.post(page, {"agrees": "no", "number": ""}, follow=True).text
    unit.refresh_from_db()
    assert unit.number == ""


def test_pages_ask_the_database_a_bounded_number_of_times(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made, asked = voices.round_of(*(f"Usul {n}" for n in range(12)), at=now()), voices.consultation(at=now())
    for n in range(5):
        voices.comment(asked, f"Masukan {n}", at=now())
        voices.consultation("Satu", at=now())
    voices.forum(asked, at=now())
    rounds.close_due(now=now())
    for path in (
        "",
        "konsultasi/",
        f"konsultasi/{asked.ref}/",
        f"putaran/{made.ref}/",
        f"putaran/{made.ref}/usulan/1/",
    ):
        with django_assert_max_num_queries(16):
            assert client.get(f"/suara/{path}").status_code == 200
    enter(client, "pupr", "head")
    with django_assert_max_num_queries(22):
        assert client.get("/kerja/suara/").status_code == 200


def test_what_is_private_reaches_no_page(client: Client) -> None:
    """Where somebody is, what an officer noted, what is not published yet: a word of each, and every page is read."""
    planted = {
        name: f"kanariq{name}" for name in ("contact", "proposer", "voter", "waiting", "answer", "words", "moderator")
    }
    found = voices.live(at=now())
    asked = Consultation.objects.get(ref=found["consultation"][0])
    voices.comment(asked, contact=f"{planted['contact']}@contoh.id", tell=True, at=now())
    made = voices.voting_round(at=now())
    voices.proposal(made, contact=f"{planted['proposer']}@contoh.id", tell=True, at=now())
    commenting.begin_comments(
        asked, said={1: planted["waiting"]}, group="user", contact=voices.mail(), tell=False, at=now()
    )
    voices.vote(VotingRound.objects.get(ref=found["round"][0]), 1, contact=f"{planted['voter']}@contoh.id", at=now())
    for section in asked.sections.all():
        answering.answer_section(section, heard=planted["answer"], changed="X", kept="", by=SYSTEM, at=now())
    SampleUnit.objects.update(words=planted["words"])
    hidden = voices.comment(asked, planted["moderator"], at=now())
    commenting.hide_comment(hidden, rule="advert", why="Iklan", by=SYSTEM, at=now())
    pages = ["", "konsultasi/", "putaran/", "sampel/", f"konsultasi/{asked.ref}/", f"konsultasi/{asked.ref}/bagian/1/"]
    for ref in (*found["round"], made.ref):
        pages += [f"putaran/{ref}/{page}" for page in ("", "usulan/1/", "hasil.csv", "hasil.json", "kode.txt")]
    pages += [f"sampel/{ref}/{page}" for ref in found["sample"] for page in ("", "undian.csv")]
    answers = [client.get(f"/suara/{page}") for page in pages]
    said = "".join((b"".join(one) if one.streaming else one.content).decode() for one in answers)
    assert sum(one.status_code == 200 for one in answers) > 15
    assert [name for name, word in planted.items() if word in said] == []
    assert "contoh.id" not in said
