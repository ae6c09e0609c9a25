"""How an office is reached: what it publishes, what everybody sees, and since when its doors stand open or shut."""

import csv
import gzip
import io
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.access import get_account
from balairung.kernel.people.actions import (
    add_office,
    change_account,
    close_post,
    end_account,
    end_holding,
    publish_account,
)
from balairung.kernel.people.actors import CITIZEN, SYSTEM, actor_of
from balairung.kernel.people.board import Card, cards, has_doors, shelves, standing, with_words
from balairung.kernel.people.handles import clean_account, link_of, words_of
from balairung.kernel.people.models import Account, Change, Office, Person
from tests import make
from tests.make import START

HOUR = timedelta(hours=1)


# --- what is written ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "link", "words"),
    [
        ("telephone", "(0351) 424172", "+62351424172", "tel:+62351424172", "(0351) 424172"),
        ("telephone", "112", "112", "tel:112", "112"),
        ("whatsapp", "0812 3456 7890", "+6281234567890", "https://wa.me/6281234567890", "0812-3456-7890"),
        ("whatsapp", "https://wa.me/6281234567890", "+6281234567890", "https://wa.me/6281234567890", "0812-3456-7890"),
        ("whatsapp", "api.whatsapp.com/send?phone=6281234567890", "+6281234567890", "https://wa.me/6281234567890",
         "0812-3456-7890"),
        ("sms", "1708", "1708", "sms:1708", "1708"),
        ("email", "Dinas@Contoh.ID", "dinas@contoh.id", "mailto:dinas@contoh.id", "dinas@contoh.id"),
        ("website", "Dinas.Contoh.go.id/", "https://dinas.contoh.go.id", "https://dinas.contoh.go.id",
         "dinas.contoh.go.id"),
        ("telegram", "t.me/DinasPUPR_bot", "dinaspupr_bot", "https://t.me/dinaspupr_bot", "@dinaspupr_bot"),
        ("instagram", "@Dinas.PUPR", "dinas.pupr", "https://www.instagram.com/dinas.pupr/", "@dinas.pupr"),
        ("instagram", "https://www.instagram.com/dinaspupr/?hl=id", "dinaspupr",
         "https://www.instagram.com/dinaspupr/", "@dinaspupr"),
        ("facebook", "m.facebook.com/DinasPUPR", "dinaspupr", "https://www.facebook.com/dinaspupr", "dinaspupr"),
        ("facebook", "https://www.facebook.com/profile.php?id=61550123456789", "61550123456789",
         "https://www.facebook.com/61550123456789", "61550123456789"),
        ("facebook", "https://facebook.com/people/Dinas-PUPR/61550123456789/", "61550123456789",
         "https://www.facebook.com/61550123456789", "61550123456789"),
        ("x", "https://twitter.com/DinasPUPR", "dinaspupr", "https://x.com/dinaspupr", "@dinaspupr"),
        ("tiktok", "https://www.tiktok.com/@dinas.pupr", "dinas.pupr", "https://www.tiktok.com/@dinas.pupr",
         "@dinas.pupr"),
        ("youtube", "https://youtube.com/@DinasPUPR", "DinasPUPR", "https://www.youtube.com/@DinasPUPR",
         "@DinasPUPR"),
        ("youtube", "https://www.youtube.com/channel/UC0123456789abcdefghijkl", "channel/UC0123456789abcdefghijkl",
         "https://www.youtube.com/channel/UC0123456789abcdefghijkl", "channel/UC0123456789abcdefghijkl"),
    ],
)  # fmt: skip
def test_one_form_and_one_link(kind: str, typed: str, kept: str, link: str, words: str) -> None:
    assert clean_account(kind, typed) == kept
    assert (link_of(kind, kept), words_of(kind, kept)) == (link, words)
    assert clean_account(kind, words) == kept  # what leaves in a table comes back the same


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("telephone", "", "Tuliskan nomor"),
        ("telephone", "nol delapan", "tidak dikenal"),
        ("whatsapp", "112", "tidak dikenal"),
        ("whatsapp", "https://contoh.id/6281234567890", "bukan nomor WhatsApp"),
        ("website", "http://contoh.go.id", "diawali https://"),
        ("website", "javascript:alert(1)", "diawali https://"),
        ("website", "https://contoh.go.id@jahat.id/", "nama pengguna"),
        ("website", "https://" + "x" * 300 + ".id", "Terlalu panjang"),
        ("instagram", "https://jahat.id/dinaspupr", "bukan nama akun Instagram"),
        ("instagram", "https://instagram.com/p/C0FfEe/", "bukan nama akun Instagram"),
        ("instagram", "instagram.com", "bukan nama akun Instagram"),
        ("instagram", "dinas pupr", "bukan nama akun Instagram"),
        ("x", "nama_yang_terlalu_panjang", "bukan nama akun X"),
        ("tiktok", "https://www.tiktok.com/@dinas/video/1", "bukan nama akun TikTok"),
        ("facebook", "https://facebook.com.jahat.id/dinas", "bukan nama akun Facebook"),
        ("email", "bukan surel", "tidak lengkap"),
    ],
)
def test_what_is_none_of_its_kind_is_refused(kind: str, typed: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        clean_account(kind, typed)


@given(st.sampled_from(Account.Kind.values), st.text(max_size=60))
def test_a_link_leads_only_where_its_kind_does(kind: str, typed: str) -> None:
    try:
        kept = clean_account(kind, typed)
    except Refused:
        return
    assert clean_account(kind, kept) == kept
    assert link_of(kind, kept).startswith(("https://", "tel:", "sms:", "mailto:"))


# --- who publishes -----------------------------------------------------------------------------------------------


@pytest.fixture
def regency(db: None) -> None:
    make.regency()


def publish(office: str = "pupr", kind: str = "telephone", value: str = "0351 424172", **more: Any) -> Account:
    given: dict[str, Any] = {"by": SYSTEM, "at": START} | more
    return publish_account(office=make.office(office), kind=kind, value=value, **given)


@pytest.mark.usefixtures("regency")
@pytest.mark.parametrize("role", ["head", "secretary_of_office", "liaison"])
def test_an_office_publishes_changes_and_ends_its_own(role: str) -> None:
    siti, budi = make.officer("pupr", role, "Siti"), make.officer("dinkes", role, "Budi")
    made = publish(by=siti, hours=" Senin–Jumat ")
    assert (made.value, made.hours, made.since) == ("+62351424172", "Senin–Jumat", START)
    change_account(made, value="112", hours="", by=siti, at=START)
    for by in (budi, CITIZEN, make.officer("pupr", "receptionist")):
        with pytest.raises(NotAllowed):
            publish(by=by, value="110")
        with pytest.raises(NotAllowed):
            change_account(made, value="110", by=by, at=START)
        with pytest.raises(NotAllowed):
            end_account(made, by=by, at=START)
        with pytest.raises(Account.DoesNotExist):
            get_account(by, made.office, made.pk)
    end_account(made, by=siti, at=START)
    with pytest.raises(Refused, match="sudah diakhiri"):
        end_account(made, by=siti, at=START)
    with pytest.raises(Refused, match="sudah diakhiri"):
        change_account(made, value="112", by=siti, at=START)
    lines = Change.objects.filter(office=made.office, verb__endswith="account").order_by("id")
    assert [(line.verb, line.note) for line in lines] == [
        ("publish_account", "Telepon"), ("change_account", "Telepon"), ("end_account", "Telepon"),
    ]  # fmt: skip


@pytest.mark.usefixtures("regency")
def test_administrator_and_coordinator_publish_for_all() -> None:
    publish(by=make.officer("kominfo", "administrator"))
    publish(by=make.coordinator(), value="112")


@pytest.mark.usefixtures("regency")
def test_once_for_an_office_and_not_too_many() -> None:
    publish()
    with pytest.raises(Refused, match="sudah diumumkan"):
        publish(value="+62 351 424 172")
    publish("dinkes")  # another office may share it
    for number in range(19):
        publish(value=f"0351 4242{number:02d}")
    with pytest.raises(Refused, match="Paling banyak 20"):
        publish(value="112")


@pytest.mark.usefixtures("regency")
def test_a_post_has_its_number_until_it_is_no_more() -> None:
    post = make.post("pupr", "receptionist")
    made = publish(kind="whatsapp", value="0812 3456 7890", post=post)
    with pytest.raises(Refused, match="bukan jabatan di"):
        publish("dinkes", value="112", post=post)
    close_post(post, by=SYSTEM, at=START)
    made.refresh_from_db()
    assert made.ended_at == START
    with pytest.raises(Refused, match="sudah dihapus"):
        publish(value="112", post=post)


@pytest.mark.usefixtures("regency")
def test_who_has_left_keeps_nothing() -> None:
    person = make.holder("pupr", "head", "Kadis")
    end_holding(person.holdings.get(), until=START.date() - timedelta(days=1), by=SYSTEM, at=START)
    with pytest.raises(NotAllowed):
        publish(by=actor_of(person, START))


# --- the board ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "open_"),
    [
        ([], False),
        (["telephone"], False),
        (["instagram", "email", "website"], False),
        (["telephone", "whatsapp"], True),
        (["whatsapp", "facebook"], True),
        (["telephone", "telephone"], True),
    ],
)
def test_the_rule(kinds: list[str], open_: bool) -> None:
    assert has_doors(kinds) is open_


spans = st.tuples(
    st.sampled_from(["telephone", "whatsapp", "instagram", "email"]), st.integers(0, 20), st.integers(1, 9)
)


@given(st.lists(spans, max_size=6))
def test_since_when_is_when_it_last_changed(rows: list[tuple[str, int, int]]) -> None:
    """Hour by hour, as somebody would have seen it who looked all the time."""
    history = [Account(kind=kind, since=START + a * HOUR, ended_at=START + (a + b) * HOUR) for kind, a, b in rows]
    opened, since = False, START - HOUR
    for hour in range(40):
        now = START + hour * HOUR
        there = [row.kind for row in history if row.since <= now < (row.ended_at or now)]
        if has_doors(there) != opened:
            opened, since = not opened, now
    assert standing(history, START - HOUR) == (opened, since)


def card(key: str) -> Card:
    return next(one for one in cards() if one.office.key == key)


def opened(key: str, at: datetime = START) -> None:
    publish(key, at=at)
    publish(key, "instagram", "akunkantor", at=at)


@pytest.mark.usefixtures("regency")
def test_since_the_house_knows_it_or_since_it_last_had_doors() -> None:
    assert (card("pupr").open, card("pupr").since) == (False, START)  # the regency was built then
    add_office(key="baru", name="Kantor Baru", kind="dinas", by=SYSTEM, at=START + HOUR)
    assert card("baru").since == START + HOUR
    opened("pupr", START + 2 * HOUR)
    assert (card("pupr").open, card("pupr").since) == (True, START + 2 * HOUR)
    end_account(Account.objects.get(kind="instagram"), by=SYSTEM, at=START + 5 * HOUR)
    assert (card("pupr").open, card("pupr").since) == (False, START + 5 * HOUR)
    publish("pupr", "x", "dinaspupr", at=START + 6 * HOUR)
    assert (card("pupr").open, card("pupr").since) == (True, START + 6 * HOUR)


@pytest.mark.usefixtures("regency")
def test_shelves_and_words(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    publish("pupr")
    with django_assert_num_queries(3):
        found = cards()
    assert len(found) == Office.objects.count()
    titles = [shelf.title for shelf in shelves(found)]
    assert titles[0] == "Kantor kabupaten"
    assert len(titles) == 4  # three districts
    assert [one.office.key for one in with_words(found, "pekerjaan umum")] == ["pupr"]
    assert [one.office.key for one in with_words(found, "0351-424172")] == ["pupr"]
    assert list(with_words(found, "tidak ada yang begini")) == []


# --- pages -------------------------------------------------------------------------------------------------------


def says(answer: Any, *words: str) -> bool:
    text = " ".join(answer.content.decode().split())
    return all(word in text for word in words)


@pytest.mark.usefixtures("regency")
def test_everyone_sees_who_is_reached_how_and_who_is_not(client: Client) -> None:
    opened("pupr")
    page = client.get("/kontak/")
    total = Office.objects.count()
    assert says(page, 'href="tel:112"', 'href="tel:+62351424172"', "@akunkantor", f"1 dari {total} kantor")
    assert says(page, "Belum mengumumkan kontak</strong> sejak Senin,")
    assert not says(page, "Minta kepada yang belum")
    shut = client.get("/kontak/?tampil=belum")
    assert says(shut, "Dinas Kesehatan") and not says(shut, "@akunkantor")  # noqa: PT018
    assert says(client.get("/kontak/?tampil=sudah"), "@akunkantor")
    assert says(client.get("/kontak/?kata=kesehatan"), "Dinas Kesehatan")
    assert says(client.get("/kontak/?kata=zzz"), "Tidak ada kantor yang cocok")
    assert says(client.get("/kontak/?kecamatan=x&jenis=y&tampil=z"), "Dinas Kesehatan")


@pytest.mark.usefixtures("regency")
def test_a_district_shows_its_villages(client: Client) -> None:
    district = shelves(cards())[1]
    village = next(one.office for one in district.cards if one.office.kind in ("desa", "kelurahan"))
    assert not says(client.get("/kontak/"), village.name)
    assert says(client.get(f"/kontak/?kecamatan={district.code}"), village.name)
    assert says(client.get("/kontak/?tampil=semua"), village.name)


@pytest.mark.usefixtures("regency")
def test_the_whole_board_as_a_table(client: Client) -> None:
    opened("pupr")
    answer: Any = client.get("/kontak/kontak.csv")
    assert answer.streaming
    text = b"".join(answer).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["jenis kontak"], row["isi"], row["lengkap"]) for row in rows if row["kantor"] == "pupr"] == [
        ("Telepon", "(0351) 424172", "ya"), ("Instagram", "'@akunkantor", "ya"),
    ]  # fmt: skip
    empty = [row for row in rows if row["kantor"] == "dinkes"]
    assert [(row["lengkap"], row["sejak"], row["isi"]) for row in empty] == [("belum", "2026-03-02", "")]


@pytest.mark.django_db
def test_the_page_stays_light(client: Client) -> None:
    """In Banyuwangi: 25 districts, 217 villages, each with three contacts."""
    make.regency("35.10")
    rows = [("telephone", "+62333424172"), ("whatsapp", "+6281234567890"), ("instagram", "kantor")]
    offices = list(Office.objects.all())
    Account.objects.bulk_create(
        Account(office=one, kind=kind, value=value, since=START) for one in offices for kind, value in rows
    )
    assert len(gzip.compress(client.get("/kontak/").content)) < 12_000
    assert len(gzip.compress(client.get("/kontak/?tampil=semua").content)) < 40_000


@pytest.fixture
def kadis(regency: None, client: Client, settings: Settings) -> Person:
    settings.SECOND_FACTOR = "offered"
    person = make.holder("pupr", "head", "Kadis")
    client.force_login(make.account(person))
    return person


@pytest.mark.usefixtures("kadis")
def test_a_head_keeps_the_contacts_of_the_office(client: Client) -> None:
    assert says(client.get("/kontak/"), "Kelola kontak Dinas PUPR")
    assert says(client.get("/organisasi/pupr/kontak/"), "Belum lengkap sejak")
    made = client.post("/organisasi/pupr/kontak/", {"kind": "telephone", "value": "0351 424172"}, follow=True)
    assert says(made, "Kontak diumumkan", "(0351) 424172")
    wrong = client.post("/organisasi/pupr/kontak/", {"kind": "website", "value": "http://contoh.id"})
    assert (wrong.status_code, says(wrong, "diawali https://", "http://contoh.id")) == (422, True)
    here = f"/organisasi/pupr/kontak/{Account.objects.get().pk}/"
    assert says(client.get(f"{here}ubah/"), "(0351) 424172")
    assert says(client.post(f"{here}ubah/", {"value": "112", "hours": "24 jam"}, follow=True), "Telepon 112", "24 jam")
    assert says(client.post(f"{here}akhiri/", follow=True), "Telepon 112 tidak lagi diumumkan")
    assert client.get(f"{here}akhiri/").status_code == 405


@pytest.mark.usefixtures("kadis")
def test_nobody_keeps_those_of_another_office(client: Client) -> None:
    made = publish("dinkes")
    assert client.get("/organisasi/dinkes/kontak/").status_code == 403
    assert client.get(f"/organisasi/dinkes/kontak/{made.pk}/ubah/").status_code == 404
    assert client.get(f"/organisasi/pupr/kontak/{made.pk}/ubah/").status_code == 404  # not through one's own
    assert client.post(f"/organisasi/dinkes/kontak/{made.pk}/akhiri/").status_code == 404


@pytest.mark.usefixtures("regency")
def test_leaders_may_ask_those_that_have_not(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    client.force_login(make.account(make.holder("pimpinan", "regent")))
    assert says(client.get("/kontak/"), "Minta kepada yang belum")


@pytest.mark.usefixtures("regency")
def test_what_stood_beside_the_name_is_taken_over_once() -> None:
    """By the migration, for those who kept telephone and mail of an office before it had contacts."""
    move = import_module("balairung.kernel.people.migrations.0005_published_contacts").publish
    Office.objects.filter(key="pupr").update(phone="+62351424172", email="pupr@contoh.id")
    Office.objects.filter(key="dinkes").update(phone="112", closed_on=START.date())
    move(apps, None)
    move(apps, None)
    assert [(one.office.key, one.words) for one in Account.objects.order_by("kind")] == [
        ("pupr", "pupr@contoh.id"), ("pupr", "(0351) 424172"),
    ]  # fmt: skip
