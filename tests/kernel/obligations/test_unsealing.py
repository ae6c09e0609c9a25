"""Who opens sealed data says what for, is written down where nobody can take it back, and its owner reads it."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.ground.common.masking import mask
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Event, Unsealing
from balairung.kernel.obligations.unsealing import Purpose, Sealed, open_sealed, owner_mark, sealed_of
from balairung.kernel.people.actors import Actor, actor_of
from balairung.rooms.complaints.desk.revealing import reveal
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db
CONTACT = "+6281234565678"
REASON = "Warga ini terancam banjir dan kantornya tidak menjawab."


@pytest.fixture(autouse=True)
def _house(settings: Settings) -> None:
    make.regency()
    settings.SECOND_FACTOR = "offered"


@pytest.fixture
def report() -> Complaint:
    return make.forwarded(make.coordinator(), to="pupr", name="Ani Lestari", contact=CONTACT)


def sealed(report: Complaint, by: Actor) -> Sealed:
    return sealed_of(by, "complaints", report.ref)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("+6281234565678", "0812••••5678"),
        ("3211014107900001", "3211••••••••0001"),
        ("3211 0141 0790 0001", "3211••••••••0001"),
        ("ani.lestari@contoh.id", "a•••@contoh.id"),
        ("0351 424172", "0351••••72"),
        ("12345", "••••45"),
        ("Jalan Pahlawan 3", "J••••"),
        ("", ""),
    ],
)
def test_its_owner_recognises_it_and_nobody_else_can_use_it(value: str, shown: str) -> None:
    assert mask(value) == shown


@given(some.text(alphabet="0123456789 +-", min_size=9, max_size=20))
def test_no_number_keeps_more_than_half_of_its_digits_in_a_row(text: str) -> None:
    digits = [sign for sign in mask(text) if sign.isdigit()]
    assert len(digits) <= 8


def test_whoever_handles_it_opens_it_with_a_purpose_and_a_line(report: Complaint) -> None:
    siti = make.officer("pupr", "liaison", "Siti")
    open_sealed(sealed(report, siti), purpose="call", by=siti, at=START)
    line = Unsealing.objects.get()
    assert (line.person_id, line.ref, line.what, line.purpose) == (siti.person_id, report.ref, "contact", "call")
    assert (line.own, line.broken, line.whose) == (True, False, owner_mark(CONTACT))
    assert line.post is not None
    assert line.post.office.key == "pupr"
    assert not Event.objects.filter(verb="reveal").exists()  # ordinary work fills no ledger
    for purpose in ("", "special", "iseng"):
        with pytest.raises(Refused, match="untuk apa"):
            open_sealed(sealed(report, siti), purpose=purpose, by=siti, at=START)
    assert Unsealing.objects.count() == 1


def test_looking_twice_is_one_look_and_looking_later_another(report: Complaint) -> None:
    siti, budi = make.officer("pupr", "liaison", "Siti"), make.officer("pupr", "staff", "Budi")
    for minutes in (0, 9, 10, 15):
        open_sealed(sealed(report, siti), purpose="call", by=siti, at=START + timedelta(minutes=minutes))
    assert Unsealing.objects.count() == 2
    open_sealed(sealed(report, siti), purpose="check", by=siti, at=START)
    open_sealed(sealed(report, budi), purpose="call", by=budi, at=START)
    assert Unsealing.objects.count() == 4


def test_who_sees_the_case_and_not_its_owner_opens_nothing(report: Complaint) -> None:
    with pytest.raises(NotAllowed):
        sealed(report, make.officer("pimpinan", "regent"))
    with pytest.raises(Complaint.DoesNotExist):
        sealed(report, make.officer("dinkes", "head"))


def test_outside_ones_own_work_a_reason_is_written_and_the_superior_hears_of_it() -> None:
    made = make.application("pupr")
    rahma = make.coordinator()
    head = make.holder("setda", "secretary", "Pak Sekda")
    found = sealed_of(rahma, "services", made.ref)
    assert not found.ordinary
    for reason in ("", "Perlu.", "Perlu sekali      ."):
        with pytest.raises(Refused, match="dua puluh"):
            open_sealed(found, purpose="call", reason=reason, by=rahma, at=START)
    assert not Unsealing.objects.exists()
    open_sealed(found, purpose="call", reason=REASON, by=rahma, at=START)
    line = Unsealing.objects.for_list().get()
    assert (line.purpose, line.broken, line.own) == (Purpose.SPECIAL, True, False)
    assert line.event is not None
    assert line.event.remark.text == REASON
    told = Notice.objects.filter(subject=f"Data pribadi dibuka: {made.ref}")
    assert [one.person for one in told] == [head]
    assert "Rahma" in told[0].body
    assert "ani@contoh.id" not in told[0].body


def test_nobody_is_their_own_superior() -> None:
    made, regent = make.application("pupr"), make.officer("pimpinan", "regent", "Ibu Bupati")
    inspector = make.holder("inspektorat", "head", "Pak Inspektur")
    open_sealed(sealed_of(regent, "services", made.ref), purpose="", reason=REASON, by=regent, at=START)
    told = Notice.objects.filter(subject=f"Data pribadi dibuka: {made.ref}")
    assert [one.person for one in told] == [inspector]


def test_a_hidden_name_that_is_opened_stands_in_the_log_too() -> None:
    rahma = make.coordinator()
    hidden = make.complaint(anonymous=True, name="Ani", contact=CONTACT)
    with pytest.raises(NotAllowed):
        sealed_of(rahma, "complaints", hidden.ref)  # the page of hidden names is another
    reveal(hidden, reason=REASON, by=rahma, at=START)
    line = Unsealing.objects.get()
    assert (line.what, line.broken, line.whose) == ("name", True, owner_mark(CONTACT))


def test_the_log_is_written_once(report: Complaint) -> None:
    siti = make.officer("pupr", "liaison", "Siti")
    open_sealed(sealed(report, siti), purpose="call", by=siti, at=START)
    for attempt in (
        lambda: Unsealing.objects.update(purpose="check"),
        lambda: Unsealing.objects.all().delete(),
        lambda: Unsealing.objects.get().save(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    if connection.vendor == "sqlite":
        names = [column.name for column in Unsealing._meta.local_fields]
        assert names
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT OR REPLACE INTO obligations_unsealing SELECT * FROM obligations_unsealing")
    assert Unsealing.objects.get().purpose == "call"


# --- pages -----------------------------------------------------------------------------------------------------------


def enter(client: Client, office: str, role: str, name: str = "") -> Actor:
    person = make.holder(office, role, name)
    client.force_login(make.account(person))
    return actor_of(person, START)


def test_a_page_shows_it_masked_and_one_tap_opens_it(client: Client, report: Complaint) -> None:
    enter(client, "pupr", "liaison")
    page = client.get(f"/kerja/pengaduan/{report.ref}/").text
    assert "0812••••5678" in page
    assert CONTACT not in page
    assert not Unsealing.objects.exists()  # a masked contact is no look
    opened = client.post(f"/kerja/buka/complaints/{report.ref}/", {"purpose": "call"})
    assert f"tel:{CONTACT}" in opened.text
    assert Unsealing.objects.count() == 1


def shown_again(client: Client, ago: int) -> None:
    """So many seconds ago whoever is signed in showed their password."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - ago}]
    session.save()


def test_the_page_asks_first_and_keeps_what_was_typed(client: Client) -> None:
    made = make.application("pupr")
    where = f"/kerja/buka/services/{made.ref}/"
    enter(client, "pimpinan", "regent")
    shown_again(client, ago=3600)
    assert "reauthenticate" in client.get(where)["Location"]  # a desk that was left open goes no further
    shown_again(client, ago=5)
    assert "Atasan Anda diberi tahu" in client.get(where).text
    answer = client.post(where, {"reason": "Perlu."})
    assert (answer.status_code, "ani@contoh.id" in answer.text, "Perlu." in answer.text) == (422, False, True)
    assert "ani@contoh.id" in client.post(where, {"reason": REASON}).text


@pytest.mark.parametrize("kind", ["complaints", "services", "tidak-ada", "talks"])
def test_what_is_not_ones_own_is_not_there(client: Client, report: Complaint, kind: str) -> None:
    enter(client, "dinkes", "head")
    for answer in (client.get(f"/kerja/buka/{kind}/{report.ref}/"), client.post(f"/kerja/buka/{kind}/{report.ref}/")):
        assert answer.status_code == 404


def test_its_owner_reads_who_opened_it(client: Client, report: Complaint) -> None:
    own = f"/lacak/{report.ref}/{report.secret}/"
    assert "Siapa yang membuka data Anda" not in client.get(own).text
    siti = make.officer("pupr", "liaison", "Siti")
    open_sealed(sealed(report, siti), purpose="check", by=siti, at=START)
    page = client.get(own).text
    assert "Siapa yang membuka data Anda" in page
    assert "mencocokkan data dengan dokumen" in page
    assert "Siti" not in page  # the post answers for it


def test_the_number_of_a_conversation_is_opened_the_same_way(client: Client) -> None:
    from balairung.rooms.complaints.dialogue.handing import hand_over

    talk = make.talk("Halo, saya mau bicara dengan petugas.", address="+628123456789")
    hand_over(talk, office=make.office("pupr"), at=START)
    enter(client, "pupr", "liaison")
    page = client.get(f"/kerja/percakapan/{talk.pk}/").text
    assert ("0812••••6789" in page, "+628123456789" in page) == (True, False)
    assert "+628123456789" in client.post(f"/kerja/buka/talks/{talk.pk}/", {"purpose": "call"}).text
    assert Unsealing.objects.get().obligation is None


# --- every page ------------------------------------------------------------------------------------------------------

NIK, TELEPHONE = "3577014107900001", "+6281234565678"


def test_no_page_of_officers_shows_a_contact_or_an_identity_number_in_full(client: Client) -> None:
    """All rooms that hold them, read by whoever handles the case: masked until somebody opens it."""
    from tests.rooms.disclosure import asked as informed

    report = make.forwarded(make.coordinator(), to="pupr", name="Ani", contact=TELEPHONE)
    applied, asked = make.application("pupr"), informed.request(to="pupr", contact=TELEPHONE)
    enter(client, "pupr", "head")
    pages = {
        f"/kerja/pengaduan/{report.ref}/": "0812••••5678",
        f"/kerja/permohonan/{applied.ref}/": "a•••@contoh.id",
        f"/kerja/informasi/{asked.ref}/": "0812••••5678",
        f"/kerja/informasi/register/?tahun={START.year}": "0812••••5678",
    }
    for page, shown in pages.items():
        text = client.get(page).text
        assert shown in text, page
        for whole in (TELEPHONE, "ani@contoh.id", NIK, "081234565678"):
            assert whole not in text, page
    for where in (f"disclosure/{asked.ref}", f"services/{applied.ref}", f"complaints/{report.ref}"):
        assert client.post(f"/kerja/buka/{where}/", {"purpose": "check"}).status_code == 200
    assert Unsealing.objects.count() == 3
