"""The pages of capacity: what people read there, who sees what, what forms say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.models import Person
from balairung.rooms.learning.capacity import trainings
from balairung.rooms.learning.models import (
    Book,
    Competence,
    Declaration,
    PersonCompetence,
    PostCompetence,
    Reading,
    Training,
    TrainingPlace,
)
from tests import make
from tests.rooms.learning import capable, crowd
from tests.rooms.learning.capable import competence

ONE_DAY = timedelta(days=1)
Enter = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def _house(db: None, settings: Settings) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"


@pytest.fixture
def enter(client: Client) -> Enter:
    def as_(person: Person) -> Client:
        client.force_login(person.user or make.account(person))
        return client

    return as_


def page(name: str, *args: object) -> str:
    return reverse(f"learning:{name}", args=args)


def test_each_page_says_how_to_begin_when_there_is_nothing(enter: Enter) -> None:
    client = enter(make.holder("pupr", "head", "Pak Kadis"))
    told = {
        "capacity": "Belum ada kompetensi yang diminta jabatan ini",
        "competences": "Belum ada kompetensi dalam daftar",
        "trainings": "Belum ada pelatihan yang direncanakan",
        "books": "Daftar bacaan masih kosong",
    }
    assert {name: words in client.get(page(name)).text for name, words in told.items()} == dict.fromkeys(told, True)
    assert "belum meminta kompetensi apa pun" in client.get(page("capacity_office", "pupr")).text
    assert "belum ada yang diminta" in client.get(page("capacity_offices")).text


def test_one_s_own_page_tells_what_is_asked_what_there_is_and_what_comes_next(enter: Enter) -> None:
    pupr = capable.agency()
    at = timezone.now()
    course = trainings.plan(
        title="Belajar menjaga sandi", provider="BSSN", form="distance", hours=8, since=at.date() + 5 * ONE_DAY,
        until=at.date() + 6 * ONE_DAY, aims={competence("keamanan-informasi"): 2}, by=SYSTEM, at=at,
    )  # fmt: skip
    text = enter(pupr.siti).get(page("capacity")).text
    assert "1 dari 2 kompetensi sudah terpenuhi." in text
    assert "dari tingkat 1 ke 2" in text
    assert f'href="{page("training", course.pk)}">Belajar menjaga sandi' in text
    assert "1 rekan di kantor ini sudah menguasainya" in text  # Rina, whose name stays with her head
    assert "Rina" not in text
    assert "terpenuhi" in text
    assert "dari 20 jam pelajaran" in text


def test_levels_of_others_do_not_exist(enter: Enter) -> None:
    pupr = capable.agency()
    own = [page("capacity_person", pupr.siti.pk), page("capacity_office", "pupr"), page("wanted_office", "pupr")]
    for stranger in (pupr.budi, pupr.joko, make.holder("dinkes", "head"), make.holder("inspektorat", "auditor")):
        client = enter(stranger)
        assert {path: client.get(path).status_code for path in own} == dict.fromkeys(own, 404)
        assert client.post(page("record_competence", pupr.siti.pk), {}).status_code == 404
        offices = client.get(page("capacity_offices")).text
        assert "Siti Aminah" not in offices
        assert "sudah dinilai" not in offices  # figures of the regency are for leaders
    for allowed in (pupr.siti, pupr.kadis, make.holder("pimpinan", "regent")):
        assert "Siti Aminah" in enter(allowed).get(own[0]).text
    leader = enter(make.holder("setda", "secretary"))
    assert "sudah dinilai, dari" in leader.get(page("capacity_offices")).text
    assert leader.get(own[1]).status_code == 200


STRANGERS = [("dinkes", "head"), ("dinkes", "staff"), ("inspektorat", "auditor")]
DEEDS = [
    ("capacity_office", "office"), ("wanted_office", "office"), ("wanted_post", "post"), ("capacity_person", "person"),
    ("record_competence", "person"), ("answer_declaration", "declaration", "kukuhkan"), ("close_book", "book"),
    ("answer_declaration", "declaration", "tolak"), ("shut_competence", "competence", "tutup"),
    ("change_competence", "competence"),
    ("cancel_training", "training"), ("note_place", "place", "selesai"), ("note_place", "place", "absen"),
    ("note_place", "place", "lepas"), ("take_back_reading", "reading"),
]  # fmt: skip


@pytest.mark.parametrize(("office", "role"), STRANGERS)
def test_strangers_find_nothing_and_change_nothing(enter: Enter, office: str, role: str) -> None:
    siti = make.holder("pupr", "staff", "Siti Aminah")
    things = {"learning:office": "pupr", "learning:person": str(siti.pk)} | capable.named(siti)
    client = enter(make.holder(office, role))
    paths = [page(name, things[f"learning:{kind}"], *verb) for name, kind, *verb in DEEDS]
    given = {path: {client.get(path).status_code, client.post(path, {"words": "Coba"}).status_code} for path in paths}
    assert {path: codes for path, codes in given.items() if not codes <= {403, 404, 405}} == {}
    assert Declaration.objects.waiting().count() == Reading.objects.count() == TrainingPlace.objects.count() == 1
    assert not PersonCompetence.objects.exists()
    assert not Book.objects.filter(closed_on__isnull=False).exists()


def test_the_page_of_an_office_is_the_count_by_hand(enter: Enter) -> None:
    pupr = capable.agency()
    text = enter(pupr.kadis).get(page("capacity_office", "pupr")).text
    assert "36,4 %" in text
    assert "terpenuhi, 4 dari 11" in text
    flat = " ".join(text.split())
    assert "Latih 2 orang dalam Literasi data</strong>: menutup 5 tingkat celah" in flat
    assert "celah 3" in text
    assert "Dapat mengajar: Budi" in flat
    assert "Kepala Bidang Pembinaan dan Pengawasan" in text.split("Jabatan lowong")[1]


def test_totals_that_tell_of_one_person_are_for_leaders(enter: Enter) -> None:
    capable.agency()
    capable.ask("dinkes", {"staff": {"integritas": 3}})
    make.holder("dinkes", "staff", "Wati")
    text = enter(make.holder("disdik", "head")).get(page("capacity_offices")).text
    assert "36,4 %" in text  # five people
    assert "terlalu sedikit orang untuk ditampilkan" in text
    assert "Latih" not in text  # what few people lack is for leaders, too
    assert "0,0 %" not in text
    assert "0,0 %" in enter(make.holder("setda", "secretary")).get(page("capacity_offices")).text


def test_recording_from_the_page_keeps_what_was_typed(enter: Enter) -> None:
    pupr = capable.agency()
    client, path = enter(pupr.kadis), page("record_competence", pupr.siti.pk)
    today = timezone.localdate()
    form = {
        "competence": "keamanan-informasi", "level": "2", "how": "certificate", "words": "Lulus pelatihan sandi",
        "assessed_on": (today + ONE_DAY).isoformat(),
    }  # fmt: skip
    answer = client.post(path, form)
    assert (answer.status_code, "belum tiba" in answer.text) == (422, True)
    assert "Lulus pelatihan sandi" in answer.text
    assert client.post(path, form | {"level": "9"}).status_code == 422
    scan = SimpleUploadedFile("sertifikat.png", make.PNG, "image/png")
    done = client.post(path, form | {"assessed_on": today.isoformat(), "proof": scan}, follow=True)
    assert "Tingkat Siti Aminah tercatat." in done.text
    row = PersonCompetence.objects.get(how="certificate")
    assert (row.level, row.person, bool(row.file)) == (2, pupr.siti, True)
    assert "2 dari 2 kompetensi sudah terpenuhi." in enter(pupr.siti).get(page("capacity")).text
    own = enter(pupr.kadis)
    assert "Catat tingkat kompetensi" not in own.get(page("capacity_person", pupr.kadis.pk)).text
    refused = own.post(page("record_competence", pupr.kadis.pk), form | {"assessed_on": today.isoformat()})
    assert refused.status_code == 422
    assert PersonCompetence.objects.filter(person=pupr.kadis).count() == 1


def test_a_declaration_from_the_form_to_the_answer(enter: Enter) -> None:
    pupr = capable.agency()
    form = {"competence": "keamanan-informasi", "level": "3", "words": ""}
    answer = enter(pupr.joko).post(page("declare"), form)
    assert (answer.status_code, "Tuliskan dahulu mengapa" in answer.text) == (422, True)
    assert enter(pupr.joko).post(page("declare"), form | {"words": "Saya mengelola akun kantor."}).status_code == 302
    made = Declaration.objects.get()
    assert "menunggu kepala kantor" in enter(pupr.joko).get(page("capacity")).text.lower()
    assert enter(pupr.joko).post(page("answer_declaration", made.pk, "kukuhkan"), {"level": 3}).status_code == 404
    client = enter(pupr.kadis)
    assert "Joko" in client.get(page("capacity_office", "pupr")).text.split("Pernyataan yang menunggu")[1]
    assert "Saya mengelola akun kantor." in client.get(page("capacity_person", pupr.joko.pk)).text
    refused = client.post(page("answer_declaration", made.pk, "tolak"), {"level": "3", "answer": ""})
    assert (refused.status_code, "Tuliskan apa yang masih" in refused.text) == (422, True)
    assert client.post(page("answer_declaration", made.pk, "kukuhkan"), {"level": "2"}).status_code == 302
    assert PersonCompetence.objects.get(person=pupr.joko, competence__key="keamanan-informasi").level == 2
    again = client.post(page("answer_declaration", made.pk, "kukuhkan"), {"level": "5"}, follow=True)
    assert "Pernyataan ini sudah dijawab." in again.text
    assert PersonCompetence.objects.get(person=pupr.joko, competence__key="keamanan-informasi").level == 2


def test_all_posts_of_a_role_show_how_many_before_they_are_set(enter: Enter) -> None:
    pupr = capable.agency()
    client, path = enter(pupr.kadis), f"{page('wanted_office', 'pupr')}?peran=section_head"
    assert "2 jabatan di 1 kantor akan ditetapkan" in client.get(path).text
    assert client.post(path, {}).status_code == 422
    assert client.post(path, {"integritas": "3", "keamanan-informasi": "0"}).status_code == 302
    rows = PostCompetence.objects.filter(post__role="section_head", post__office__key="pupr")
    assert sorted(rows.filter(competence__key="integritas").values_list("level", flat=True)) == [3, 3]
    assert not rows.filter(competence__key="keamanan-informasi").exists()
    assert rows.filter(competence__key="literasi-data").count() == 2  # left as it was
    assert client.get(page("wanted")).status_code == 403
    one = page("wanted_post", pupr.siti.holdings.get().post_id)
    assert client.post(one, {"integritas": "2"}).status_code == 302
    mine = PostCompetence.objects.filter(post=pupr.siti.holdings.get().post_id)
    assert list(mine.values_list("competence__key", "level")) == [("integritas", 2)]
    everywhere = enter(make.holder("kominfo", "administrator"))
    assert "kantor akan ditetapkan" in everywhere.get(f"{page('wanted')}?peran=staff").text
    assert everywhere.get(f"{page('wanted')}?peran=raja").status_code == 200


def test_the_catalogue_is_begun_and_kept_by_whoever_may(enter: Enter) -> None:
    head = enter(make.holder("pupr", "head"))
    assert head.post(page("load_competences")).status_code == 403
    assert head.get(page("add_competence")).status_code == 403
    client = enter(make.holder("setda", "secretary"))
    client.post(page("load_competences"))
    assert "Literasi data" in client.get(page("competences")).text
    said = {"title": "Membaca peta", "group": "technical", "description": "Membaca peta dasar.", "level_1": "Legenda."}
    answer = client.post(page("add_competence"), said)
    assert (answer.status_code, "kelima tingkatnya" in answer.text) == (422, True)
    assert client.post(page("add_competence"), said | {"level_1": ""}).status_code == 302
    assert client.get(page("change_competence", "literasi-data")).status_code == 200
    changed = said | {"title": "Literasi data", "level_1": ""}
    assert client.post(page("change_competence", "literasi-data"), changed).status_code == 302
    assert competence("literasi-data").level_words == []
    client.post(page("shut_competence", "membaca-peta", "tutup"))
    assert "Membaca peta" in client.get(page("competences")).text.split("Tidak dipakai lagi")[1]
    client.post(page("shut_competence", "membaca-peta", "pakai"))
    assert Competence.objects.get(key="membaca-peta").closed_on is None


def test_a_training_from_the_pages(enter: Enter) -> None:
    pupr = capable.agency()
    client, today = enter(pupr.kadis), timezone.localdate()
    form = {
        "title": "Membaca data jalan", "provider": "BKPSDM", "form": "workshop", "hours": "6",
        "since": today.isoformat(), "until": (today - ONE_DAY).isoformat(), "tujuan-literasi-data": "3",
    }  # fmt: skip
    answer = client.post(page("plan_training"), form)
    assert (answer.status_code, "berakhir sebelum mulai" in answer.text) == (422, True)
    assert client.post(page("plan_training"), form | {"until": today.isoformat()}).status_code == 302
    course = Training.objects.get()
    assert [(aim.competence.key, aim.level) for aim in course.aims.all()] == [("literasi-data", 3)]
    path = page("training", course.pk)
    assert client.post(path, {"people": []}).status_code == 422
    assert client.post(path, {"people": [str(make.holder("dinkes", "staff").pk)]}).status_code == 422
    assert client.post(path, {"people": [str(pupr.rina.pk), str(pupr.siti.pk)]}).status_code == 302
    rina = TrainingPlace.objects.get(person=pupr.rina)
    wrong = client.post(page("note_place", rina.pk, "selesai"), {"hours": "7"})
    assert (wrong.status_code, "1 sampai 6" in wrong.text) == (422, True)
    assert client.post(page("note_place", rina.pk, "selesai"), {"hours": "6", "gained": "on"}).status_code == 302
    siti = TrainingPlace.objects.get(person=pupr.siti)
    client.post(page("note_place", siti.pk, "absen"))
    assert "6 JP" in client.get(path).text
    own = enter(pupr.siti).get(path).text
    assert "Rina" not in own  # what became of others is not hers to read
    assert "Tidak ikut" in own
    assert enter(make.holder("dinkes", "head")).post(page("note_place", siti.pk, "lepas")).status_code == 404
    assert enter(pupr.joko).get(page("plan_training")).status_code == 403
    offered = enter(make.holder("setda", "secretary")).get(path, {"kantor": "pupr"}).text
    assert "Daftarkan orang Dinas PUPR" in offered
    assert "Daftarkan orang Dinas PUPR" not in enter(pupr.siti).get(path, {"kantor": "pupr"}).text
    assert client.post(page("cancel_training", course.pk)).status_code == 403
    again = enter(pupr.kadis).post(page("note_place", rina.pk, "selesai"), {"hours": "3"}, follow=True)
    assert "Hasil Rina sudah dicatat." in again.text
    rina.refresh_from_db()
    assert rina.hours == 6


def test_readings_are_shared_and_one_s_own_to_take_back(enter: Enter) -> None:
    pupr = capable.agency()
    client, today = enter(pupr.siti), timezone.localdate()
    book = {"title": "Kota yang ramah", "author": "Ani", "why": "Untuk siapa kita bekerja.", "link": "bukan tautan"}
    assert client.post(page("add_book"), book).status_code == 422
    assert client.post(page("add_book"), book | {"link": "https://contoh.id/buku"}).status_code == 302
    made = Book.objects.get()
    form = {"book": str(made.pk), "finished_on": today.isoformat(), "takeaway": ""}
    answer = client.post(page("note_reading"), form)
    assert (answer.status_code, "apa yang Anda bawa pulang" in answer.text) == (422, True)
    client.post(page("note_reading"), form | {"takeaway": "Bertanya dahulu kepada warga."})
    note = Reading.objects.get()
    text = enter(pupr.joko).get(page("books")).text
    assert "Bertanya dahulu kepada warga." in text
    assert "dibaca 1 orang" in text
    assert "berturut-turut" not in text  # somebody else's record is nobody's business
    assert client.post(page("take_back_reading", note.pk)).status_code == 404
    assert client.post(page("recommend_book", made.pk), {"words": "Baca"}).status_code == 403
    assert client.post(page("close_book", made.pk)).status_code == 403
    head = enter(pupr.kadis)
    assert head.post(page("recommend_book", made.pk), {"words": ""}).status_code == 422
    head.post(page("recommend_book", made.pk), {"words": "Bacalah bab dua."})
    own = enter(pupr.siti)
    assert "Bacalah bab dua." in own.get(page("books")).text
    assert "Anda membaca 1 bulan berturut-turut" in own.get(page("books")).text
    assert own.post(page("take_back_reading", note.pk)).status_code == 302
    own.post(page("close_book", made.pk))
    assert "Daftar bacaan masih kosong" in own.get(page("books"), {"bulan": "apa", "halaman": "x"}).text


def test_pages_cost_as_many_questions_for_many_people_as_for_few(enter: Enter) -> None:
    pupr = capable.agency()
    secretary = enter(make.holder("setda", "secretary"))
    office, at = make.office("pupr"), timezone.now()
    names = [("capacity_offices",), ("capacity_office", "pupr"), ("trainings",), ("books",), ("competences",),
             ("capacity_person", pupr.rina.pk)]  # fmt: skip

    def asked() -> dict[str, int]:
        counts = {}
        for name, *args in names:
            secretary.get(page(str(name), *args))
            with CaptureQueriesContext(connection) as questions:
                assert secretary.get(page(str(name), *args)).status_code == 200
            counts[str(name)] = len(questions)
        return counts

    capable.training(since=at.date() + ONE_DAY)
    capable.reading(pupr.siti, capable.book(actor_of(pupr.siti, at)), timezone.localdate(), at=at)
    few = asked()
    for person in crowd.staff(20, [office, make.office("dinkes")]):
        capable.has(person, "pelayanan-publik", 1)
    for number in range(4):
        course = capable.training(since=at.date() + (number + 2) * ONE_DAY)
        capable.place(course, pupr.rina)
        capable.reading(pupr.joko, capable.book(pupr.head, f"Buku {number}"), timezone.localdate(), at=at)
    many = asked()
    assert {name: (few[name], many[name]) for name in few if many[name] > few[name] + 1} == {}
    assert max(many.values()) <= 35
