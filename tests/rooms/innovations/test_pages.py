"""The pages of innovations: what each shows to whom, what is refused, and how fast they are asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.kernel.people.models import Person
from balairung.rooms.innovations import actions, adopting, awarding, entering, monthly, recording
from balairung.rooms.innovations.models import Innovation, Status
from tests import make
from tests.kernel.files.samples import photo, upload
from tests.rooms.innovations import cards

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Bank sampah di posyandu", "problem": "Sampah dibakar.", "novelty": "Ditukar telur.", "what": "Ditimbang.",
    "who": "ibu", "people": "120", "form": "service", "affair": "health", "stage": "initiative",
    "initiated_on": "2026-01-05",
}  # fmt: skip


@pytest.fixture
def people(settings: Settings) -> Any:
    make.regency()
    settings.SECOND_FACTOR = "offered"
    return cards.village("Maju"), cards.village("Jaya", "35.77.01.1002"), cards.district()


def client_of(actor: Any) -> Client:
    found = Client()
    who = Person.objects.get(pk=actor.person_id)
    found.force_login(who.user or make.account(who))
    return found


def token(number: int) -> str:
    return f"halaman-kartu-inovasi-{number:04}"


def test_filed_without_a_script_with_its_photograph(people: Any) -> None:
    client = client_of(people[0])
    sent = {**TYPED, "token": token(1), "uploads": [upload(photo())], "deed": "send"}
    answer = client.post(reverse("innovations:record"), sent)
    card = Innovation.objects.get()
    assert (answer.status_code, card.status, card.exhibits.count()) == (302, Status.SUBMITTED, 1)
    assert client.get(answer.headers["Location"]).status_code == 200


def test_what_is_missing_is_said_with_the_input_kept(people: Any) -> None:
    client = client_of(people[0])
    answer = client.post(reverse("innovations:record"), {**TYPED, "problem": "", "token": token(2), "deed": "send"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Belum lengkap: masalah" in page
    assert "Ditimbang." in page
    assert Innovation.objects.get().status == Status.DRAFT
    fixed = {**TYPED, "token": token(2), "uploads": [upload(photo())], "deed": "send"}
    assert client.post(reverse("innovations:record"), fixed).status_code == 302
    assert Innovation.objects.get().status == Status.SUBMITTED


def test_a_similar_title_is_shown_before_sending(people: Any) -> None:
    cards.sent(people[1])
    client = client_of(people[0])
    sent = {**TYPED, "token": token(3), "uploads": [upload(photo())], "deed": "send"}
    answer = client.post(reverse("innovations:record"), sent)
    assert answer.status_code == 422
    assert "Mirip dengan yang sudah ada" in answer.content.decode()
    sent = {**TYPED, "token": token(3), "deed": "send", "different": "on"}
    assert client.post(reverse("innovations:record"), sent).status_code == 302


def test_a_telephone_sends_in_pieces_and_twice(people: Any) -> None:
    client = client_of(people[0])
    owner = client.post(reverse("innovations:key")).json()["owner"]
    content = photo()
    import hashlib

    print_of = hashlib.sha256(content).hexdigest()
    sent = {**TYPED, "token": token(4), "owner": owner, "deed": "send", "shots": f'[{{"sha256": "{print_of}"}}]'}
    first = client.post(reverse("innovations:send"), sent).json()
    assert first == {"state": "missing", "missing": [print_of]}
    piece = {"token": token(4), "owner": owner, "sha256": print_of, "photo": upload(content)}
    assert client.post(reverse("innovations:shot"), piece).json()["state"] == "kept"
    told = [client.post(reverse("innovations:send"), sent).json() for _time in range(2)]
    assert [one["state"] for one in told] == ["sent", "sent"]
    assert told[0]["ref"] == told[1]["ref"]
    other = client_of(people[1])
    assert other.post(reverse("innovations:send"), sent).status_code == 409
    bad = client.post(reverse("innovations:send"), {**sent, "token": token(5), "shots": "[oops"})
    assert (bad.status_code, bad.json()["state"]) == (422, "look")


def test_the_district_judges_on_its_page(people: Any) -> None:
    card = cards.sent(people[0])
    review = cards.review_of(card)
    client, url = client_of(people[2]), reverse("innovations:act", args=[review.obligation.ref, "approve"])
    page = client.get(reverse("innovations:detail", args=[review.obligation.ref]))
    assert "Pembaharuan" in page.content.decode()
    judged = {f"approve-{key}-score": "4" for key in cards.found()} | {
        f"approve-{key}-words": "Terlihat di lapangan." for key in cards.found()
    }
    missed = client.post(url, {**judged, "approve-novelty-score": "0"})
    assert missed.status_code == 422
    assert "Pembaharuan" in missed.content.decode()
    assert client.post(url, {**judged, "approve-novelty-score": "9"}).status_code == 422
    assert client.post(url, judged).status_code == 302
    card.refresh_from_db()
    assert card.score == 80
    again = client.post(url, judged)
    assert again.status_code in (409, 422)
    wrong = reverse("innovations:act", args=[review.obligation.ref, "release"])
    assert client.post(wrong, {"release-text": "x"}).status_code == 404


def test_the_village_cannot_judge_itself(people: Any) -> None:
    review = cards.review_of(cards.sent(people[0]))
    client = client_of(people[0])
    assert client.get(reverse("innovations:detail", args=[review.obligation.ref])).status_code == 200
    url = reverse("innovations:act", args=[review.obligation.ref, "decline"])
    assert client.post(url, {"decline-text": "Tidak."}).status_code == 403


def test_a_citizen_proposes_without_an_account(people: Any) -> None:
    client = Client()
    assert client.get(reverse("innovations:propose")).status_code == 200
    said = {
        "name": "Ojek obat", "problem": "Jauh.", "what": "Bergiliran.", "region": "35.77.01.1001",
        "proposer": "Bu Rahasia", "contact": "rahasia@contoh.id", "token": token(6),
    }  # fmt: skip
    answer = client.post(reverse("innovations:propose"), said)
    card = Innovation.objects.get()
    assert answer.headers["Location"] == reverse("innovations:proposed", args=[card.ref])
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Gagasan Anda sampai" in page
    assert "Rahasia" not in page
    assert client.get(reverse("innovations:innovation", args=[card.ref])).status_code == 404
    trapped = client.post(reverse("innovations:propose"), {**said, "token": token(7), "website": "http://x"})
    assert trapped.status_code == 422
    assert Innovation.objects.count() == 1


def test_every_page_opens_empty_and_full(people: Any) -> None:
    maju, jaya, camat = people
    regent = make.officer("pimpinan", "regent", "Ibu Bupati")
    everyone = [reverse(f"innovations:{name}") for name in ("register", "map", "league", "strip", "propose")]
    everyone += ["/inovasi/peringkat/?tingkat=kecamatan", "/inovasi/peringkat/?tingkat=kantor&tahun=abc",
                 "/inovasi/peta/?wilayah=35.77.01", "/inovasi/?kata=bank&tahap=applied",
                 "/inovasi/pita/?kecamatan=x"]  # fmt: skip
    desk = [reverse(f"innovations:{name}") for name in ("desk", "field", "awards", "index")]
    leader = client_of(regent)
    for path in [*everyone, *desk]:
        assert leader.get(path).status_code == 200, path
    card = cards.approved(maju, camat, photos_open=True)
    copy = cards.sent(jaya, "Kelas malam")
    monthly.open_month(now=make.moment("2026-04-01 09:00"))
    awarding.decide(card, period="2026-03", why="Bagus.", by=regent, at=make.START)
    entry = entering.enter(card, year=2026, by=regent, at=make.START)
    entering.mark("regulation", year=2026, entry=entry, level=2, file=make.photo(), by=regent, at=make.START)
    stranger = Client()
    for path in [*everyone, reverse("innovations:innovation", args=[card.ref])]:
        page = stranger.get(path)
        assert page.status_code == 200, path
        assert "Kades Maju" not in page.content.decode()
    for path in [*desk, *(reverse(f"innovations:{name}", args=[card.ref]) for name in ("file",)),
                 reverse("innovations:entry", args=[2026, card.ref]), "/kerja/inovasi/indeks/?tahun=2026",
                 reverse("innovations:mark_entry", args=[2026, card.ref, "people"]),
                 reverse("innovations:mark_regency", args=[2026, "vision"]), "/kerja/inovasi/?kantor=semua",
                 "/kerja/inovasi/penghargaan/?periode=2026-03"]:  # fmt: skip
        assert leader.get(path).status_code == 200, path
    own = client_of(maju)
    for name in ("file", "claim"):
        assert own.get(reverse(f"innovations:{name}", args=[card.ref])).status_code == 200
    theirs = client_of(jaya)
    assert theirs.get(reverse("innovations:change", args=[copy.ref])).status_code == 200
    assert theirs.get(reverse("innovations:change", args=[card.ref])).status_code == 404
    adopted = theirs.post(reverse("innovations:adopt", args=[card.ref]))
    assert theirs.get(adopted.headers["Location"]).status_code == 200
    packed = leader.get(reverse("innovations:bundle", args=[2026]))
    assert b"".join(packed.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    for name in ("index", "bundle"):
        path = reverse(f"innovations:{name}", args=[2026] if name == "bundle" else [])
        assert own.get(path).status_code == 403


def test_an_innovation_done_elsewhere_is_credited_on_both_pages(people: Any) -> None:
    maju, jaya, camat = people
    card = cards.approved(maju, camat)
    copy = adopting.adopt(card, office=cards.office_of(jaya), by=jaya, at=make.START)
    recording.prove(copy, [cards.proof(7)], by=jaya, at=make.START)
    recording.change(copy, cards.told("Bank sampah di balai dusun"), by=jaya, at=make.START)
    recording.submit(copy, different=True, by=jaya, at=make.START)
    first, second = (reverse("innovations:innovation", args=[one.ref]) for one in (card, copy))
    stranger = Client()
    assert "Bank sampah di balai dusun" not in stranger.get(first).content.decode()  # nobody judged it yet
    actions.approve(cards.review_of(copy), found=cards.found(), by=camat, at=make.START)
    assert f'href="{second}"' in stranger.get(first).content.decode()
    assert f'href="{first}"' in stranger.get(second).content.decode()


def test_the_year_says_what_few_innovations_cost(people: Any) -> None:
    maju, _jaya, camat = people
    keeper = make.officer("bappeda", "head")
    client, url = client_of(keeper), f"{reverse('innovations:index')}?tahun=2026"
    assert "pembagi tetap 10" not in client.get(url).content.decode()  # nothing is divided yet
    entry = entering.enter(cards.approved(maju, camat), year=2026, by=keeper, at=make.START)
    entering.mark("regulation", year=2026, entry=entry, level=3, file=make.photo(), by=keeper, at=make.START)
    page = client.get(url).content.decode()
    assert "Dengan 1 inovasi, pembagi tetap 10: rata-ratanya menjadi 0,30, bukan 3,00." in page


def test_the_list_asks_as_often_for_one_as_for_many(people: Any, django_assert_max_num_queries: Any) -> None:
    maju, _jaya, camat = people
    client = Client()
    cards.approved(maju, camat)
    client.get(reverse("innovations:register"))
    with django_assert_max_num_queries(15) as one:
        client.get(reverse("innovations:register"))
    for number in range(9):
        cards.approved(maju, camat, f"Inovasi {'abcdefghi'[number] * 7}")
    with django_assert_max_num_queries(len(one)):
        assert client.get(reverse("innovations:register")).content.decode().count('class="row"') == 10


def test_what_waits_does_not_exist_for_other_offices(settings: Settings) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"
    made, client = cards.live(), client_of(make.officer("dinkes", "head"))
    own = {name: [made["waiting"][0]] for name in ("file", "change", "drop", "claim", "prove", "adopt")}
    year = [made["year"][0]]
    kept = {
        "bundle": year, "mark_regency": [*year, "vision"], "entry": [*year, made["done"][0]],
        "mark_entry": [*year, made["done"][0], "people"],
    }  # fmt: skip
    owed = {"detail": made["owed"]}
    for name, args in (own | kept | owed).items():
        path = reverse(f"innovations:{name}", args=args)
        assert {client.get(path).status_code, client.post(path).status_code} <= {403, 404, 405}, path
    for verb in ("approve", "decline", "release", "accept", "send_back"):
        path = reverse("innovations:act", args=[made["owed"][0], verb])
        assert client.post(path, {"text": "Coba"}).status_code == 404
    assert Innovation.objects.get(ref=made["waiting"][0]).status == Status.SUBMITTED
