"""An incident: three times 24 hours, the letter's minimum, the people it touches, told once, reported, closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.messaging.models import Notice
from balairung.kernel.messaging.stopping import mark_of, stop
from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.privacy import incidents, spreading, wording
from balairung.rooms.privacy.models import Affected, Incident
from tests import make
from tests.make import START
from tests.rooms.privacy import wishes

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"


def letters(made: Incident) -> list[Notice]:
    return list(Notice.objects.filter(key__startswith=spreading.letter_key(made)).order_by("key"))


def ready(*, drill: bool = False) -> Incident:
    for contact in ("ani@contoh.id", "budi@contoh.id", "ani@contoh.id", ""):
        make.complaint(contact=contact)
    made = wishes.described(wishes.incident(drill=drill))
    return wishes.searched(made, "complaints", "services")


def test_the_law_counts_from_the_moment_it_was_known_nights_and_holidays_too() -> None:
    friday = make.moment("2026-03-20 23:00")  # Eid
    made = wishes.incident(at=friday)
    assert {clock.name: clock.due_at for clock in made.obligation.clocks.all()} == dict.fromkeys(
        ("tell", "report"), friday - HOUR + 72 * HOUR
    )
    assert made.ref.startswith("8-")
    assert made.obligation.priority == 1


@given(hours=some.integers(0, 71), minutes=some.integers(0, 59))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_elapsed_hours_not_working_days(hours: int, minutes: int) -> None:
    from balairung.ground.common.working_time import deadline
    from balairung.kernel.obligations.rules import clock_rule
    from balairung.kernel.people.calendars import Calendars

    known = START + timedelta(hours=hours, minutes=minutes)
    rule = clock_rule("privacy", "tell")
    assert deadline(known, rule.amount, rule.unit, Calendars().get("5-day")).due == known + 72 * HOUR


def test_who_may_open_one_and_when_it_can_have_been_known() -> None:
    for office, role in [("kominfo", "head"), ("inspektorat", "auditor")]:
        wishes.incident(by=make.officer(office, role))
    with pytest.raises(NotAllowed):
        wishes.incident(by=make.officer("dinkes", "head"))
    for known in (START + HOUR, START - 400 * DAY):
        with pytest.raises(Refused, match="tidak mungkin"):
            incidents.open_incident(title="Bocor", known_at=known, drill=False, by=SYSTEM, at=START)


def test_whoever_answers_hears_of_it_at_once() -> None:
    ratna = make.holder("kominfo", "head", "Bu Ratna")
    made = wishes.incident()
    assert [one.person for one in Notice.objects.filter(about_ref=made.ref)] == [ratna]


def test_each_contact_stands_once_and_who_left_none_is_counted() -> None:
    made = ready()
    rows = {one.contact: one for one in made.affected.all()}
    assert set(rows) == {"ani@contoh.id", "budi@contoh.id"}
    assert made.nameless == 1
    assert len(rows["ani@contoh.id"].refs.split(", ")) == 2


def test_only_the_records_of_those_days_and_rooms() -> None:
    make.complaint(contact="lama@contoh.id", at=START - 30 * DAY)
    make.application("pupr")
    make.complaint(contact="baru@contoh.id")
    made = wishes.searched(wishes.incident(), "complaints")
    assert [one.contact for one in made.affected.all()] == ["baru@contoh.id"]
    again = wishes.searched(made, "services")
    assert [one.contact for one in again.affected.all()] == ["ani@contoh.id"]


def test_a_search_of_many_goes_on_where_it_stopped(settings: Settings) -> None:
    from balairung.config import affected

    for number in range(7):
        make.complaint(contact=f"warga{number}@contoh.id", at=START - timedelta(hours=number // 2))
    since, until, seen, after = START - DAY, START + DAY, list[str](), None
    while rows := affected.people("complaints", since, until, after, 2):
        seen += [contact for _when, _key, contact, _ref in rows]
        after = rows[-1][0], rows[-1][1]
    assert sorted(seen) == [f"warga{number}@contoh.id" for number in range(7)]


def test_no_letter_leaves_before_it_says_what_the_law_wants() -> None:
    made = wishes.incident()
    for deed in (incidents.tell, lambda one, **who: incidents.report(one, text="Surel", **who)):
        with pytest.raises(Refused, match="Lengkapi dahulu"):
            deed(made, by=SYSTEM, at=START)
    made = wishes.described(made)
    assert wording.missing(made) == []
    with pytest.raises(Refused, match="siapa yang terdampak"):
        incidents.tell(made, by=SYSTEM, at=START)
    with pytest.raises(Refused, match="tidak dikenal"):
        incidents.describe(
            made, exposed=["rahasia-negara"], happened="x", handling="x", recovery="x", by=SYSTEM, at=START
        )


def test_everybody_is_told_once_with_the_whole_content() -> None:
    stop(mark_of("budi@contoh.id"), at=START)  # the law wants them told all the same
    made = ready()
    incidents.tell(made, by=wishes.ppdp(), at=START)
    while spreading.follow(now=START):
        continue
    told = letters(made)
    assert sorted(one.address for one in told) == ["ani@contoh.id", "budi@contoh.id"]
    for part in ("nama, nomor telepon atau alamat surel", "salah alamat", "sudah menghapusnya", "Waspadai", made.ref):
        assert part in told[0].body
    spreading.follow(now=START + HOUR)
    assert len(letters(made)) == 2
    done = Incident.objects.get(pk=made.pk)
    assert done.letters_done_at == START
    assert done.obligation.clocks.get(name="tell").met_at == START
    with pytest.raises(Stale):
        incidents.tell(done, by=SYSTEM, at=START)
    with pytest.raises(Stale):
        wishes.described(done)


def test_a_drill_writes_to_nobody() -> None:
    made = ready(drill=True)
    incidents.tell(made, by=SYSTEM, at=START)
    while spreading.follow(now=START):
        continue
    assert letters(made) == []
    assert Affected.objects.filter(incident=made, told_at__isnull=True).count() == 0
    assert Incident.objects.get(pk=made.pk).letters_done_at == START


def test_it_is_closed_when_people_and_agency_were_told() -> None:
    made, ratna = ready(), wishes.ppdp()
    with pytest.raises(Refused, match="Beri tahu dahulu"):
        incidents.close(made, text="Beres.", by=ratna, at=START)
    incidents.tell(made, by=ratna, at=START)
    with pytest.raises(Refused, match="Beri tahu dahulu"):
        incidents.close(made, text="Beres.", by=ratna, at=START)
    incidents.report(made, text="Lewat surel, tanda terima 12.", files=[make.photo()], by=ratna, at=START)
    with pytest.raises(Refused, match="ditutup dengan"):
        incidents.dismiss(made, text="Bukan apa-apa.", by=ratna, at=START)
    with pytest.raises(NotAllowed):
        incidents.close(made, text="Beres.", by=make.officer("dinkes", "head"), at=START)
    incidents.close(made, text="Surel berlampiran kini diperiksa dua orang.", by=ratna, at=START)
    made.obligation.refresh_from_db()
    assert made.obligation.state == State.DONE
    with pytest.raises(Refused, match="sudah ditutup"):
        wishes.described(made)


def test_the_letter_to_the_agency_on_paper() -> None:
    made = ready()
    said = str(wording.agency_words(made, 2, START))
    for part in (made.ref, "Pasal 46", "Lembaga Pelindungan Data Pribadi", "2 orang dengan kontak", "salah alamat"):
        assert part in said
    assert "ani@contoh.id" not in said
    content = wording.agency_pdf(made, 2, at=START)
    assert content.startswith(b"%PDF")
    assert content == wording.agency_pdf(made, 2, at=START)
    assert "LATIHAN" in str(wording.agency_words(wishes.incident(drill=True), 0, START))


def test_the_pages_from_the_first_minute_to_the_register(client: Client) -> None:
    make.complaint(contact="ani@contoh.id", at=timezone.now())
    client.force_login(make.account(make.holder("kominfo", "head")))
    known = timezone.localtime() - HOUR
    answer = client.post("/kerja/data-pribadi/insiden/baru/", {"title": "Surel salah alamat", "known_at": "kemarin"})
    assert (answer.status_code, "Surel salah alamat" in answer.text) == (422, True)
    client.post(
        "/kerja/data-pribadi/insiden/baru/", {"title": "Surel salah alamat", "known_at": f"{known:%Y-%m-%dT%H:%M}"}
    )
    made = Incident.objects.select_related("obligation").get()
    one = f"/kerja/data-pribadi/{made.ref}/"
    page = client.get(one).text
    assert ("Belum diisi" in page, "71 jam lagi" in page) == (True, True)  # hours, not working days
    said = {"exposed": ["name"], "happened": "Senin.", "handling": "Dihapus.", "recovery": "Waspada."}
    assert client.post(f"{one}isi/", {**said, "happened": ""}).status_code == 422
    assert client.post(f"{one}isi/", said).status_code == 302
    day = f"{timezone.localdate():%Y-%m-%d}"
    client.post(f"{one}cari/", {"rooms": ["complaints"], "since": day, "until": day})
    spreading.follow(now=timezone.now())
    spreading.follow(now=timezone.now())
    page = client.get(one).text
    assert ("1 orang dengan kontak" in page, "dicari: Laporan warga." in page) == (True, True)
    listed = client.get(f"{one}terdampak/").text
    assert ("a•••@contoh.id" in listed, "ani@contoh.id" in listed) == (True, False)
    assert client.get(f"{one}surat.pdf").content.startswith(b"%PDF")
    assert "Surel salah alamat" in client.get("/kerja/data-pribadi/insiden/").text


@pytest.mark.parametrize(("office", "role"), [("dinkes", "head"), ("pupr", "liaison")])
def test_others_find_no_incident(client: Client, office: str, role: str) -> None:
    made = wishes.incident()
    client.force_login(make.account(make.holder(office, role)))
    for page in ("", "isi/", "cari/", "terdampak/", "surat.pdf"):
        assert client.get(f"/kerja/data-pribadi/{made.ref}/{page}").status_code == 404
    desk = client.get("/kerja/data-pribadi/").text
    assert (made.title in desk, "Penanggung jawab data pribadi" in desk) == (False, True)
    for page in ("insiden/", "insiden/baru/", "pembukaan/"):
        assert client.get(f"/kerja/data-pribadi/{page}").status_code == 403
