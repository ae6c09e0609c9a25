"""A report in short steps without scripts: place and topic, what others said, the words, who, the last look."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.ground.ui.templatetags.ui import day
from balairung.kernel.obligations.models import Obligation, Tag
from balairung.kernel.people.models import Region
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint
from tests import make

pytestmark = pytest.mark.django_db
WORDS = "Lampu jalan di depan pasar mati sejak seminggu."
VILLAGE = "35.77.01.1001"
START = "/pengaduan/baru/"


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    settings.FILING_LIMIT = settings.UPLOAD_LIMIT = "0/h"
    make.regency()


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's form, as a browser sends them back."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def on(client: Client, address: str, **said: object) -> str:
    """Fill in this page and go on; return the address of the next."""
    page = client.get(address)
    assert page.status_code == 200, address
    action = re.search(r'<form method="post" action="([^"]+)" enctype', page.text)
    assert action
    answer = client.post(action[1], {**hidden(page.text), **said})
    assert answer.status_code == 302, re.findall(r'class="error".*?</p>', answer.text, re.DOTALL)
    return str(answer["Location"])


def send(client: Client, address: str) -> Complaint:
    """Press the button of the last page."""
    page = client.get(address)
    assert "Periksa sebelum dikirim" in page.text
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    answer = client.post(START, {**data, "text": page.context["form"]["text"].value()})
    assert answer.status_code == 302
    made = Complaint.objects.select_related("obligation").latest("filed_at")
    assert answer["Location"] == f"/lacak/{made.ref}/{made.secret}/tanda-terima/"
    return made


def test_only_the_words_are_needed(client: Client) -> None:
    story = on(client, START)
    assert "/kejadian/" in story
    who = on(client, story, text=WORDS)
    assert "/pelapor/" in who
    made = send(client, on(client, who))
    assert (made.text, made.region, made.topic, made.reporter_name) == (WORDS, None, None, "")


def test_everything_that_may_be_said_is_kept(client: Client) -> None:
    point = {"latitude": "-7.629512345", "longitude": "111.5231"}
    story = on(client, START, region=VILLAGE, place="depan pasar", topic="lampu-jalan-mati", **point)
    photo = SimpleUploadedFile("lampu.png", make.PNG, "image/png")
    who = on(client, story, text=WORDS, happened_on="2026-02-27", uploads=photo)
    said = {
        "name": "Budi", "contact": "0812 3456 7890", "anonymous": "on", "secret": "on", "groups": ["elderly", "child"],
        "help": ["call", "woman"], "help_other": "huruf besar", "proxy_as": "family", "affected_name": "Mbah Sri",
        "to_leader": "on",
    }  # fmt: skip
    made = send(client, on(client, who, **said))
    assert (made.region_id, made.place, made.topic_id) == (VILLAGE, "depan pasar", "lampu-jalan-mati")
    assert (str(made.latitude), str(made.longitude)) == ("-7.62951", "111.52310")
    assert (made.happened_on, made.reporter_name, made.reporter_contact) == (
        date(2026, 2, 27),
        "Budi",
        "+6281234567890",
    )
    assert (made.groups, made.vulnerable, made.proxy_as, made.affected_name) == (
        "elderly,child", True, "family", "Mbah Sri",
    )  # fmt: skip
    assert made.help_wanted == "Telepon saya, jangan kirim tulisan; Petugas perempuan; huruf besar"
    assert made.anonymous
    assert made.to_leader
    assert made.obligation.visibility == "secret"
    assert made.obligation.priority == 1
    assert made.obligation.events.get(seq=1).evidence.count() == 1


def test_urgent_topics_stand_first_and_open_the_numbers(client: Client) -> None:
    story = on(client, START, topic="kebakaran")
    page = client.get(story).text
    assert '<details class="emergency" open>' in page
    assert 'href="tel:113"' in page
    assert send(client, on(client, on(client, story, text=WORDS))).obligation.priority == 1
    calm = client.get(on(client, START, topic="lampu-jalan-mati")).text
    assert '<details class="emergency">' in calm


def test_everyday_words_find_a_topic_with_a_button(client: Client) -> None:
    found = on(client, START, words="uwuh numpuk", find="1", place="depan pasar")
    assert found.endswith("#topik")
    page = client.get(found.partition("#")[0])
    assert 'value="sampah-menumpuk"' in page.text
    assert 'value="depan pasar"' in page.text
    story = on(client, found.partition("#")[0], topic="sampah-menumpuk", words="uwuh numpuk", find="1")
    assert "/kejadian/" in story, "Enter in a field goes on when the words are the same"
    again = on(client, found.partition("#")[0], all="1")
    assert 'id="id_topic"' in client.get(again.partition("#")[0]).text


def test_others_reports_are_shown_before_one_writes(client: Client) -> None:
    rahma, now = make.coordinator(), timezone.now()
    here = Region.objects.get(code=VILLAGE)
    other = make.complaint(text=WORDS, topic=make.topic("lampu-jalan-mati"), region=here, at=now)
    actions.verify(other, klass="ordinary", topic=other.topic, by=rahma, at=now)
    actions.forward(other, office=make.office("dishub"), by=rahma, at=now)
    nearby = on(client, START, region=VILLAGE, topic="lampu-jalan-mati")
    assert "/serupa/" in nearby
    page = client.get(nearby).text
    assert f"/pengaduan/{other.ref}/ikuti/" in page
    assert "Laporan saya lain" in page
    linked = client.get(START, {"wilayah": VILLAGE, "topik": "lampu-jalan-mati"})
    assert f"/pengaduan/{other.ref}/ikuti/" in linked.text
    further = client.get(START, {"wilayah": VILLAGE, "topik": "lampu-jalan-mati", "langkah": "kejadian"})
    assert hidden(further.text)["region"] == VILLAGE


def test_a_link_of_an_office_begins_further_on(client: Client) -> None:
    page = client.get(START, {"wilayah": VILLAGE, "topik": "lampu-jalan-mati"})
    assert page.context["step"] == "kejadian"
    action = re.search(r'<form method="post" action="([^"]+)" enctype', page.text)
    assert action
    answer = client.post(action[1], {**hidden(page.text), "text": WORDS})
    made = send(client, on(client, answer["Location"]))
    assert (made.region_id, made.topic_id) == (VILLAGE, "lampu-jalan-mati")
    offices = client.get(START, {"kantor": "dinkes"})
    assert "Yang ditangani" in offices.text
    assert 'value="puskesmas"' in offices.text


def test_a_letter_to_the_leader_says_so(client: Client) -> None:
    page = client.get(START, {"untuk": "pimpinan"})
    assert "dijawab atas namanya" in page.text
    action = re.search(r'<form method="post" action="([^"]+)" enctype', page.text)
    assert action
    story = client.post(action[1], hidden(page.text))["Location"]
    check = on(client, on(client, story, text=WORDS), to_leader="on")
    assert "Wali Kota" in client.get(check).text
    assert send(client, check).to_leader


def test_sensitive_topics_give_advice_a_way_out_and_propose_secrecy(client: Client) -> None:
    before = on(client, START, region=VILLAGE, topic="kekerasan-rumah-tangga")
    page = client.get(before).text
    assert "Sebelum Anda bercerita" in page
    assert "data-exit" in page
    assert "129" in page
    who = on(client, before.replace("serupa", "kejadian"), text=WORDS)
    page = client.get(who).text
    assert re.search(r'name="secret"[^>]*checked', page)
    assert "data-exit" in page
    made = send(client, on(client, who, secret="on"))
    assert made.obligation.visibility == "secret"
    assert "data-exit" in client.get(f"/lacak/{made.ref}/{made.secret}/tanda-terima/").text


def test_what_is_changed_comes_back_to_the_last_look(client: Client) -> None:
    check = on(client, on(client, on(client, START), text=WORDS))
    change = re.search(r'href="(/pengaduan/baru/kejadian/[^"]+)#id_text"', client.get(check).text)
    assert change
    page = client.get(change[1])
    assert WORDS in page.text
    assert on(client, change[1], text=f"{WORDS} Sudah dua minggu.") == check
    assert "Sudah dua minggu" in client.get(check).text


def test_one_draft_on_two_telephones_is_one_report(client: Client) -> None:
    check = on(client, on(client, on(client, START), text=WORDS))
    here, there = client.get(check), Client().get(check)
    assert hidden(here.text)["token"] == hidden(there.text)["token"]
    made = send(client, check)
    late = Client()
    again = late.post(START, {**hidden(there.text), "text": WORDS})
    assert again["Location"].startswith(f"/lacak/{made.ref}/")
    assert late.get(check)["Location"] == again["Location"]
    assert late.get(check.replace("periksa", "kejadian"))["Location"] == again["Location"]
    assert Obligation.objects.count() == 1


def test_a_draft_that_is_gone_is_told(client: Client) -> None:
    for address in ("periksa", "kejadian", "serupa"):
        answer = client.get(f"{START}{address}/tidak-ada/")
        assert answer.status_code == 404
        assert "Naskah ini sudah tidak ada" in answer.text


def test_the_last_look_without_words_leads_back_to_them(client: Client) -> None:
    story = on(client, START, place="depan pasar")
    answer = client.get(story.replace("kejadian", "periksa"), follow=True)
    assert "Ceritakan dahulu" in answer.text
    assert "/kejadian/" in answer.redirect_chain[-1][0]


def test_a_photograph_without_words_is_kept_and_the_words_are_asked_for(client: Client) -> None:
    story = on(client, START)
    photo = SimpleUploadedFile("lampu.png", make.PNG, "image/png")
    answer = client.post(story, {"text": "", "uploads": photo})
    assert answer.status_code == 422
    assert "foto saja belum bisa kami baca" in answer.text
    assert "Sudah terlampir" in answer.text
    who = client.post(story, {**hidden(answer.text), "text": WORDS})["Location"]
    assert send(client, on(client, who)).obligation.events.get(seq=1).evidence.count() == 1


BAD = {
    "a village of another regency": ("tempat", {"region": "35.10.01.2001", "place": "depan pasar"}, "tidak kami kenal"),
    "an unknown topic": ("tempat", {"topic": "tidak-ada", "place": "depan pasar"}, "tidak ada dalam daftar"),
    "no date": ("kejadian", {"text": WORDS, "happened_on": "kemarin"}, "tidak kami mengerti"),
    "too long": ("kejadian", {"text": "a" * 5001}, "5000"),
    "no contact": ("pelapor", {"contact": "bukan surel", "name": "Budi"}, "alamat surel atau nomor telepon"),
    "the office of no place": ("pelapor", {"accused": "desa", "name": "Budi"}, "Pilih dahulu tempatnya"),
    "an unknown group": ("pelapor", {"groups": ["raja"], "name": "Budi"}, "Masukkan pilihan yang valid"),
}


@pytest.mark.parametrize(("step", "said", "sentence"), BAD.values(), ids=BAD)
def test_a_bad_answer_gets_a_sentence_and_the_rest_is_kept(
    client: Client, step: str, said: dict[str, object], sentence: str
) -> None:
    answer = client.post(f"{START}{step}/", {"token": "satu-token-yang-panjang", **said})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert sentence in answer.text
    for kept in said.values():
        assert str(kept) in answer.text or not isinstance(kept, str) or kept in {"35.10.01.2001", "tidak-ada", "desa"}


def test_a_place_that_is_no_place_is_no_answer(client: Client) -> None:
    story = on(client, START, latitude="<script>", longitude="999")
    made = send(client, on(client, on(client, story, text=WORDS)))
    assert made.latitude is None


def test_forty_files_at_once_get_a_sentence_and_the_words_stay(client: Client) -> None:
    story = on(client, START)
    files = [SimpleUploadedFile(f"foto-{number}.png", make.PNG, "image/png") for number in range(40)]
    answer = client.post(story, {"text": WORDS, "uploads": files})
    assert answer.status_code == 422
    assert "paling banyak" in answer.text.lower()
    assert WORDS in answer.text


def test_anonymous_words_that_name_their_writer_can_be_hidden_in_one_tap(client: Client) -> None:
    text = "Nama saya Siti Aminah, nomor saya 0812 3456 7890. Lampu di depan rumah saya mati."
    check = on(client, on(client, on(client, START), text=text), anonymous="on")
    page = client.get(check).text
    assert "Sembunyikan" in page
    assert "Siti Aminah" in page
    assert client.post(check, {"hide": "1"})["Location"] == check
    page = client.get(check).text
    assert "Siti Aminah" not in page
    assert "tulisan Anda menyebut Anda" not in page
    made = send(client, check)
    assert "Siti" not in made.text
    assert "0812" not in made.text
    named = on(client, on(client, on(client, START), text=text))
    assert "tulisan Anda menyebut Anda" not in client.get(named).text, "who does not hide may say who they are"


def test_a_proxy_who_works_for_the_accused_is_refused_before_sending(client: Client) -> None:
    head = make.holder("pupr", "head", "Kadis")
    who = on(client, on(client, START), text=WORDS)
    said = {"accused": "pupr", "contact": head.email, "proxy_as": "neighbour", "affected_name": "Pak Tua"}
    answer = client.post(who, said)
    assert answer.status_code == 422
    assert "tidak dapat mewakili" in answer.text
    assert "Pak Tua" in answer.text
    own = on(client, who, accused="pupr", contact=head.email)
    assert send(client, own).klass == "supervisory", "in their own name they may report their own office"


def test_the_trap_holds_a_report_and_refuses_nobody(client: Client) -> None:
    answer = client.post(START, {"text": WORDS, "token": "satu-token-yang-panjang", "website": "http://contoh.id"})
    assert answer.status_code == 302
    made = Complaint.objects.get()
    assert Tag.objects.get().obligation_id == made.obligation_id
    assert made.obligation.events.get(seq=1).facts["held"] == "trap"


def test_pages_of_a_draft_are_kept_by_nobody(client: Client) -> None:
    story = on(client, START)
    assert "no-store" in client.get(story)["Cache-Control"]
    assert "noindex" in client.get(story).text


# --- what is said before one sends --------------------------------------------------------------------------------


def test_the_last_look_says_who_receives_it_and_by_when(client: Client) -> None:
    who = on(client, on(client, START, topic="lampu-jalan-mati"), text=WORDS)
    page = client.get(on(client, who))
    shown = re.sub(r"[ \n]+", " ", page.text)
    assert f"<strong>{page.context['receiver']}</strong> menerima laporan ini" in shown
    assert str(page.context["suggestion"].office) in shown
    for when in (page.context["promise"].verify_by, page.context["promise"].resolve_by):
        assert f"<strong>{day(when)}</strong>" in shown
    assert "Siapa yang melihat apa" in shown


def test_what_hiding_a_name_means_stands_beside_its_box(client: Client) -> None:
    page = client.get(on(client, on(client, START), text=WORDS)).text
    [box] = re.findall(r'<input[^>]*name="anonymous"[^>]*>', page)
    told = re.search(r'aria-describedby="([^"]+)"', box)
    assert told
    assert re.search(rf'id="{told[1]}"[^>]*>[^<]*Nama dan kontak Anda disegel', page)


def test_a_summary_of_what_is_wrong_leads_to_the_fields_and_nothing_is_starred(client: Client) -> None:
    page = client.post(f"{START}kejadian/", {"token": "satu-token-yang-panjang", "text": "", "happened_on": "kapan"})
    assert 'href="#id_happened_on"' in page.text
    assert 'id="id_happened_on"' in page.text
    assert "*" not in re.sub(r"<[^>]+>", "", page.text)


def test_a_page_that_only_shows_takes_nothing(client: Client) -> None:
    assert client.post(reverse("complaints:step", args=["serupa"])).status_code == 405
