"""What people read, ask for and say; what officers write, release, send; and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Stale
from balairung.kernel.files.actions import store
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.place_names import place_name
from balairung.rooms.announcements import actions, reach, sending
from balairung.rooms.announcements.models import Announcement, Helpfulness, Opening, Photograph, Sending, Subscription
from balairung.rooms.announcements.places import Aim, aim_of
from tests import make
from tests.kernel.files.samples import photo, upload
from tests.rooms.announcements import told

pytestmark = pytest.mark.django_db
Counted = Callable[..., Any]
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    make.regency(at=timezone.now())
    settings.SECOND_FACTOR = "offered"


def published(title: str = "Air PDAM mati", **said: Any) -> Announcement:
    said.setdefault("at", timezone.now() - HOUR)
    return told.published(title, **said)


def enter(client: Client, office: str, role: str) -> Client:
    client.force_login(make.account(make.holder(office, role)))
    return client


# --- everybody --------------------------------------------------------------------------------------------------------


def test_the_list_shows_what_stands_and_narrows(client: Client) -> None:
    assert "Belum ada pengumuman" in client.get("/pengumuman/").text
    published("Jalan ditutup", aim=told.in_village())
    published("Panen raya", kind="news")
    told.drafted("Belum terbit")
    told.published("Untuk petugas", readers="officers", at=timezone.now())
    listed = client.get("/pengumuman/").text
    assert all(word in listed for word in ("Jalan ditutup", "Panen raya"))
    assert "Belum terbit" not in listed
    assert "Untuk petugas" not in listed
    assert "Panen raya" not in client.get("/pengumuman/?jenis=announcement").text
    far = told.village(20)
    assert "Jalan ditutup" not in client.get(f"/pengumuman/?wilayah={far.pk}").text
    assert "Jalan ditutup" in client.get(f"/pengumuman/?wilayah={told.village().parent_id}").text
    assert "Tidak ada pengumuman seperti itu" in client.get("/pengumuman/?jenis=warning").text
    assert client.get("/pengumuman/?jenis=%00&wilayah=x&sebelum=y").status_code == 200


def test_the_list_goes_on_without_a_gap_also_within_one_moment(client: Client) -> None:
    at = timezone.now() - HOUR
    for number in range(45):
        told.published(f"Nomor {number:02}", at=at)
    page, seen = "/pengumuman/", list[str]()
    for _page in range(4):
        text = client.get(page).text
        seen += [f"{number:02}" for number in range(45) if f"Nomor {number:02}<" in text]
        if 'rel="next"' not in text:
            break
        page = "/pengumuman/" + text.split('rel="next" href="')[1].split('"')[0]
    assert sorted(seen) == [f"{number:02}" for number in range(45)]


def test_an_article_says_who_speaks_for_whom_until_when_and_how_to_pass_it_on(client: Client) -> None:
    at = timezone.now()
    picture = store(upload(photo(), "rahasia-budi.jpg"), at=at)
    made = published(
        words=told.words("Air PDAM mati", at - HOUR, body="Satu & dua <b>\n\n- butir", until=at + HOUR),
        photographs=[(picture, "Pipa besar yang pecah")], aim=told.in_village(),
    )  # fmt: skip
    text = client.get(f"/pengumuman/{made.code.lower()}/").text
    for words in (make.office("pupr").name, str(told.village()), "Berlaku sampai", 'alt="Pipa besar yang pecah"',
                  "Satu &amp; dua &lt;b&gt;", "<li>butir</li>", 'property="og:title" content="Air PDAM mati"',
                  "https://wa.me/?text=", "%3Fdari%3Dwa"):  # fmt: skip
        assert words in text, words
    assert "rahasia-budi" not in text
    assert f"wilayah={told.village().pk}" in text
    assert client.get(f"/pengumuman/{made.code}/poster/").status_code == 200
    assert client.get("/pengumuman/AAAAAAAA/").status_code == 404
    assert client.get(f"/pengumuman/{told.drafted().code}/").status_code == 404


def test_a_correction_and_a_withdrawal_are_seen_by_everybody(client: Client) -> None:
    at = timezone.now()
    made = published()
    actions.correct(made, words=told.words("Air mati sampai 16.00", at), note="Jam selesainya.", by=SYSTEM, at=at)
    actions.submit(made, by=SYSTEM, at=at)
    actions.release(made, by=SYSTEM, at=at)
    text = client.get(f"/pengumuman/{made.code}/").text
    assert "Diperbaiki" in text
    assert "Jam selesainya." in text
    assert "Air PDAM mati" in text.split("Naskah sebelum diperbaiki")[1]
    actions.withdraw(made, reason="Kabar itu keliru.", by=SYSTEM, at=at)
    answer = client.get(f"/pengumuman/{made.code}/")
    assert (answer.status_code, "Kabar itu keliru." in answer.text, "Pipa di Jalan" in answer.text) == (
        410,
        True,
        False,
    )
    assert "Air mati" not in client.get("/pengumuman/").text


def test_the_feed_is_the_list_for_readers_of_feeds(client: Client) -> None:
    made = published("Jalan ditutup", aim=Aim(services=["akta"]))
    published("Panen raya")
    whole = client.get("/pengumuman/umpan/")
    assert whole["Content-Type"].startswith("application/atom+xml")
    assert f"/pengumuman/{made.code}/?dari=umpan" in whole.text
    assert "Panen raya" not in client.get("/pengumuman/umpan/?jenis=warning").text
    again = client.get("/pengumuman/umpan/", headers={"if-none-match": whole["ETag"]})
    assert again.status_code == 304


def test_openings_are_counted_without_knowing_anybody(client: Client) -> None:
    made = published()
    before = client.get(f"/pengumuman/{made.code}/?dari=wa")
    assert not before.cookies.keys() - {"csrf"}
    assert f"/pengumuman/{made.code}/dibuka/?dari=wa" in before.text
    browser = {"user-agent": "Mozilla/5.0"}
    for way in ("wa", "wa", "qr", "karangan"):
        client.post(f"/pengumuman/{made.code}/dibuka/?dari={way}", headers=browser)
    client.post(f"/pengumuman/{made.code}/dibuka/", headers={"user-agent": "Googlebot/2.1"})
    client.get(f"/pengumuman/{made.code}/dibuka/")
    assert dict(Opening.objects.values_list("came_by", "times")) == {"wa": 2, "qr": 1, "langsung": 1}
    assert {field.name for field in Opening._meta.get_fields()} == {"id", "announcement", "day", "came_by", "times"}


def test_the_drawing_begins_with_the_first_day_and_shows_two_months_at_most() -> None:
    today = timezone.localdate()
    few = reach.Openings(9, [], [(today - timedelta(days=2), 3), (today, 6)], 0)
    assert (few.width, few.bars) == (280, [(0, 24, 24), (20, 0, 48)])
    many = reach.Openings(9, [], [(today - timedelta(days=number), 1) for number in range(90, -1, -1)], 0)
    assert (many.width, len(many.bars), many.bars[0][0], many.bars[-1][0]) == (600, 60, 0, 590)
    assert reach.Openings(1, [], [(today, 1)], 0).bars == []


def test_where_there_are_no_services_nobody_is_asked_for_them(client: Client, settings: Settings) -> None:
    assert "Tentang layanan tertentu" not in client.get("/pengumuman/langganan/").text
    settings.SERVICE_NAMES = "tests.rooms.announcements.told.one_service"
    assert "Tentang layanan tertentu" in client.get("/pengumuman/langganan/").text


def test_whether_it_helped_is_said_once_and_only_the_office_reads_the_words(client: Client) -> None:
    made = published()
    said = {"membantu": "tidak", "kata": "Jamnya tidak jelas.", "token": "satu"}
    assert client.post(f"/pengumuman/{made.code}/membantu/", {"kata": "x", "token": "dua"}).status_code == 422
    for _twice in range(2):
        answer = client.post(f"/pengumuman/{made.code}/membantu/", said, follow=True)
        assert "Terima kasih" in answer.text
    assert Helpfulness.objects.count() == 1
    assert "Jamnya tidak jelas" not in answer.text
    found = reach.helped(made)
    assert (found.yes, found.answers, found.share, found.words) == (0, 1, None, [(False, "Jamnya tidak jelas.")])
    for number in range(4):
        reach.answer(made, helped=True, words="", token=f"t{number}", at=timezone.now())
    assert reach.helped(made).share == 80


def test_to_report_because_of_it_is_counted_and_begins_at_its_place(client: Client) -> None:
    made = published(aim=told.in_village())
    answer = client.post(f"/pengumuman/{made.code}/lapor/")
    assert answer["Location"] == f"/pengaduan/baru/?wilayah={told.village().pk}"
    assert reach.openings_of(made).reports == 1
    assert reach.openings_of(made).total == 0


def test_the_front_page_says_the_warning_first_at_one_more_question(client: Client) -> None:
    client.get("/")
    with CaptureQueriesContext(connection) as without:
        plain = client.get("/").text
    assert "Semua pengumuman" not in plain
    published("Pasar pindah")
    published("Banjir di utara", kind="warning")
    with CaptureQueriesContext(connection) as with_two:
        page = client.get("/")
    assert len(with_two) == len(without)
    assert page.text.index("Banjir di utara") < page.text.index("kami <mark>") < page.text.index("Pasar pindah")
    assert len(page.content) < 60_000


# --- asking to be told ------------------------------------------------------------------------------------------------


def test_a_citizen_subscribes_changes_and_leaves(client: Client) -> None:
    form = {"channel": "email", "address": "sri@contoh.id", "kinds": ["announcements"], "rhythm": "once",
            "place": told.village().pk}  # fmt: skip
    answer = client.post("/pengumuman/langganan/", form | {"kinds": []})
    assert (answer.status_code, "sri@contoh.id" in answer.text) == (422, True)
    proving = client.post("/pengumuman/langganan/", form)
    assert proving.status_code == 302
    page = client.get(proving["Location"]).text
    assert "s***@contoh.id" in page
    assert client.post(proving["Location"], {"code": "abc"}).status_code == 422
    assert not Subscription.objects.exists()
    own = client.post(proving["Location"], {"code": told.code_sent()})["Location"]
    assert "Langganan Anda aktif" in client.get(own).text
    assert client.post(own, {"kinds": ["news"], "rhythm": "weekly", "place": ""}).status_code == 302
    kept = Subscription.objects.get()
    assert (kept.news, kept.announcements, kept.place, kept.rhythm) == (True, False, None, "weekly")
    assert "Rangkuman berikutnya" in client.get(own).text
    assert client.get(f"{own}berhenti/").status_code == 405
    assert "sudah kami hapus" in client.post(f"{own}berhenti/", follow=True).text
    assert not Subscription.objects.exists()
    assert client.get(own).status_code == 404


def test_one_network_asks_for_so_many_codes_and_no_more(client: Client, settings: Settings) -> None:
    settings.FOLLOWING_LIMIT = "2/h"
    form = {"channel": "email", "kinds": ["announcements"], "rhythm": "once"}
    codes = [
        client.post("/pengumuman/langganan/", form | {"address": f"a{number}@contoh.id"}).status_code
        for number in range(3)
    ]
    assert codes == [302, 302, 422]


# --- the desk ---------------------------------------------------------------------------------------------------------


def test_from_the_form_to_the_subscribers(client: Client, settings: Settings) -> None:
    settings.MESSAGE_PRICES = {}
    told.subscribed("sri@contoh.id")
    enter(client, "pupr", "liaison")
    form = {"kind": "announcement", "readers": "public", "office": "pupr", "title": "Jembatan ditutup",
            "summary": "Besok pagi.", "body": "Lewat jalan lain.", "token": "satu",
            "regions": "Antah Berantah"}  # fmt: skip
    answer = client.post("/kerja/pengumuman/baru/", form)
    assert (answer.status_code, "Lewat jalan lain." in answer.text) == (422, True)
    shot = SimpleUploadedFile("foto.png", make.PNG, "image/png")
    answer = client.post("/kerja/pengumuman/baru/", form | {"regions": "", "photographs": shot})
    assert "Tuliskan apa yang tampak pada foto" in answer.text
    answer = client.post("/kerja/pengumuman/baru/", form | {"regions": "", "office": "dinkes"})
    assert answer.status_code == 403
    page = client.post("/kerja/pengumuman/baru/", form | {"regions": ""})["Location"]
    text = client.get(page).text
    assert "Bila dikirim kepada pelanggan" in text
    assert "Minta dibaca orang kedua" in text
    assert client.post(f"{page}terbitkan/").status_code == 302
    assert client.post(f"{page}setujui/").status_code == 403
    head = enter(Client(), "pupr", "head")
    assert client.post(f"{page}kembalikan/", {"words": "x"}).status_code == 403
    assert "Menunggu pembaca kedua" in head.get("/kerja/pengumuman/").text
    assert head.post(f"{page}kembalikan/", {"words": ""}).status_code == 422
    assert head.post(f"{page}setujui/").status_code == 302
    assert client.post(f"{page}kirimkan/").status_code == 302
    row = Sending.objects.get()
    assert row.planned == 1
    text = client.get(page).text
    assert "Jangkauan dan tanggapan" in text
    assert "0 dari 1" in text
    assert "Kirim kepada pelanggan" not in text


def test_reach_prints_its_denominators_and_hides_few(client: Client) -> None:
    told.crowd(6, place=told.village(), at=timezone.now())
    told.crowd(2, place=told.village(20), at=timezone.now())
    made = published(kind="warning")
    sending.spread(now=make.moment("2026-03-02 10:00").replace(year=timezone.now().year + 1))
    rows = Notice.objects.about("announcements", made.code)
    assert rows.count() == 8
    rows.filter(pk__in=list(rows.order_by("id").values_list("pk", flat=True)[:5])).update(
        outcome="sent", sent_at=timezone.now()
    )
    (way,) = sending.ways(made.code)
    assert (way.owed, way.sent, way.waiting, way.delivered) == (8, 5, 3, None)
    districts = dict(reach.by_district(made))
    assert districts == {str(told.village().parent): None, str(told.village(20).parent): None}  # 8 of all would tell
    told.crowd(3, place=told.village(10), at=timezone.now())
    assert dict(reach.by_district(made))[str(told.village().parent)] == 6
    enter(client, "setda", "secretary")
    assert "terlalu sedikit untuk ditampilkan" in client.get(f"/kerja/pengumuman/{made.code}/").text


def test_a_draft_may_be_for_others_until_it_was_published(client: Client) -> None:
    made = told.drafted(aim=told.in_village())
    enter(client, "pupr", "head")
    page = f"/kerja/pengumuman/{made.code}/ubah/"
    place, district = told.village(), told.village(20).parent
    assert place_name(place) in client.get(page).text
    said = {"title": "Benar", "summary": "Ringkas.", "body": "Isi."}
    names = f"{place_name(place)}\n{place_name(make.there(district))}"
    assert client.post(page, said | {"regions": f"{place_name(place)}\nAntah Berantah"}).status_code == 422
    assert client.post(page, said | {"regions": names}).status_code == 302
    assert set(aim_of(made).regions) == {place, district}
    out = told.published(aim=told.in_village(), at=timezone.now())
    told.corrected(out, "Lain", at=timezone.now())
    assert client.post(f"/kerja/pengumuman/{out.code}/ubah/", said | {"regions": ""}).status_code == 302
    assert aim_of(out).regions == [place]


def test_a_picture_that_was_published_stays_where_it_stood() -> None:
    at = timezone.now()
    picture = store(upload(photo(), "pipa.jpg"), at=at)
    made = published(photographs=[(picture, "Pipa besar yang pecah")])
    told.corrected(made, "Air mati", at=at)
    first, second = Photograph.objects.order_by("edition__number")
    with pytest.raises(Stale):
        actions.drop_photograph(made, photograph=first.pk, by=SYSTEM, at=at)
    with pytest.raises(NotAllowed):
        actions.drop_photograph(made, photograph=second.pk, by=make.officer("dinkes", "head"), at=at)
    actions.drop_photograph(made, photograph=second.pk, by=SYSTEM, at=at)
    assert list(Photograph.objects.all()) == [first]


def test_correcting_withdrawing_and_other_offices(client: Client) -> None:
    made = published()
    page = f"/kerja/pengumuman/{made.code}/"
    stranger = enter(Client(), "dinkes", "head")
    assert {stranger.get(page).status_code, stranger.post(f"{page}tarik/", {"reason": "x"}).status_code} == {404}
    enter(client, "pupr", "head")
    fixed = {"title": "Benar", "summary": "Ringkas.", "body": "Isi.", "note": ""}
    assert client.post(f"{page}perbaiki/", fixed).status_code == 422
    assert client.post(f"{page}perbaiki/", fixed | {"note": "Judulnya."}).status_code == 302
    assert "naskah perbaikan" in client.get(page).text
    assert client.get(f"{page}ubah/").status_code == 200
    shot = SimpleUploadedFile("foto.png", make.PNG, "image/png")
    assert client.post(f"{page}foto/", {"photographs": shot, "alt": "Pipa"}).status_code == 302
    assert "Lepas foto “Pipa”" in client.get(page).text
    key = str(Photograph.objects.get().pk)
    assert client.post(f"{page}lepas-foto/", {"photograph": key}).status_code == 302
    gone = client.post(f"{page}lepas-foto/", {"photograph": key})
    assert (gone.status_code, "sudah tidak ada pada naskah" in gone.text) == (422, True)
    assert client.post(f"{page}hapus/").status_code == 302
    assert client.post(f"{page}tarik/", {"reason": ""}).status_code == 422
    assert client.post(f"{page}tarik/", {"reason": "Keliru."}).status_code == 302
    assert "Alasannya: Keliru." in client.get(page).text


def test_what_is_for_officers_is_read_by_any_officer_and_by_nobody_else(client: Client) -> None:
    made = told.published("Cara baru", readers="officers", at=timezone.now())
    assert client.get(f"/pengumuman/{made.code}/").status_code == 404
    assert client.post(f"/pengumuman/{made.code}/membantu/").status_code == 404
    enter(client, "dinkes", "staff")
    assert "Cara baru" in client.get(f"/kerja/pengumuman/{made.code}/baca/").text
    assert "Cara baru" in client.get("/kerja/pengumuman/").text
    assert client.get(f"/kerja/pengumuman/{told.drafted().code}/baca/").status_code == 404
    assert client.get("/kerja/pengumuman/baru/").status_code == 403


def test_thirty_cost_as_many_questions_as_one(client: Client) -> None:
    told.subscribed("sri@contoh.id")
    first = published(aim=told.in_village())
    staff = enter(Client(), "pupr", "head")
    pages = [(client, "/pengumuman/"), (client, f"/pengumuman/{first.code}/"), (client, "/pengumuman/umpan/"),
             (staff, "/kerja/pengumuman/"), (staff, f"/kerja/pengumuman/{first.code}/")]  # fmt: skip
    few = [asked(*page) for page in pages]
    for number in range(30):
        published(f"Air PDAM mati {number}", aim=told.in_village(number % 9))
        told.drafted(f"Naskah {number}")
    assert [asked(*page) for page in pages] == few


def asked(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as questions:
        assert client.get(path).status_code == 200
    return len(questions)
