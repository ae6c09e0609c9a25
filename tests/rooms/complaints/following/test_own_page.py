"""One's own page: what happened, what one may do, how the messages fare; and the ways back to it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as house
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed
from balairung.kernel.messaging import stopping
from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import Actor
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.following.followers import change_contact
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db

WARGA = "warga@contoh.id"
DAY = timedelta(days=1)


def own(made: Complaint, name: str = "own", *more: str) -> str:
    return reverse(f"complaints:{name}", args=[made.ref, made.secret, *more])


def fresh(made: Complaint) -> Complaint:
    return Complaint.objects.select_related("obligation").get(pk=made.pk)


def words_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def siti() -> Actor:
    make.regency()
    return make.officer("pupr", "liaison")


@pytest.fixture
def resolved(siti: Actor) -> Complaint:
    """A report that the office calls done, an hour ago."""
    at = timezone.now() - timedelta(hours=1)
    made = make.forwarded(make.coordinator(), at=at, contact=WARGA)
    actions.resolve(made, text="Lubang sudah ditutup.", files=[make.photo(at=at)], by=siti, at=at)
    return made


def test_reopening_takes_one_tap_inside_the_window(client: Client, resolved: Complaint) -> None:
    page = client.get(own(resolved)).content.decode()
    assert f'formaction="{own(resolved)}reopen/"' in page
    assert client.post(own(resolved, "speak", "reopen")).status_code == 302
    event = resolved.obligation.events.get(verb="reopen")
    assert fresh(resolved).obligation.state == State.ACTIVE
    assert event.remark.text == "Pelapor menyatakan masalahnya belum selesai."


def test_closing_takes_one_tap_and_reopening_afterwards_too(client: Client, resolved: Complaint) -> None:
    assert client.post(own(resolved, "speak", "close")).status_code == 302
    assert fresh(resolved).obligation.state == State.DONE
    assert "Anda dapat membukanya kembali sampai" in words_of(client, own(resolved))
    assert client.post(own(resolved, "speak", "reopen"), {"text": "Berlubang lagi."}).status_code == 302
    assert fresh(resolved).obligation.state == State.ACTIVE


def test_after_the_window_nothing_is_reopened(client: Client, siti: Actor) -> None:
    old = timezone.now() - 60 * DAY
    made = make.forwarded(make.coordinator(), at=old)
    actions.resolve(made, text="Selesai.", files=[make.photo(at=old)], by=siti, at=old)
    actions.close(made, by=make.reporter(made), at=old)
    assert "reopen/" not in client.get(own(made)).content.decode()
    answer = client.post(own(made, "speak", "reopen"))
    assert answer.status_code == 422
    assert "sudah lewat" in answer.content.decode()
    assert fresh(made).obligation.state == State.DONE


def test_a_form_is_made_only_where_it_is_shown(client: Client, resolved: Complaint) -> None:
    assert "<textarea" not in client.get(own(resolved)).content.decode()
    assert "<textarea" in client.get(own(resolved) + "?tulis=reopen").content.decode()
    assert "<textarea" in client.get(own(resolved) + "?tulis=withdraw").content.decode()
    assert "<textarea" not in client.get(own(resolved) + "?tulis=resume").content.decode(), "nobody asked anything"


def test_the_answer_that_we_wait_for_stands_open(client: Client, siti: Actor) -> None:
    made = make.forwarded(make.coordinator(), at=timezone.now())
    actions.ask(made, text="Di sebelah mana?", by=siti, at=timezone.now())
    assert "<textarea" in client.get(own(made)).content.decode()
    assert client.post(own(made, "speak", "resume"), {"text": ""}).status_code == 422
    assert client.post(own(made, "speak", "resume"), {"text": "Di utara."}).status_code == 302


def test_the_page_asks_little_of_the_database(client: Client, resolved: Complaint) -> None:
    client.get(own(resolved))
    with CaptureQueriesContext(connection) as waiting:
        client.get(own(resolved))
    actions.close(resolved, by=make.reporter(resolved), at=timezone.now())
    with CaptureQueriesContext(connection) as closed:
        client.get(own(resolved))
    assert len(waiting) <= 8, [q["sql"][:90] for q in waiting.captured_queries]
    assert len(closed) <= 7  # two ask for its receipts, the last one where it is judged
    said = " ".join(query["sql"] for query in waiting.captured_queries)
    assert "reporter_name" not in said, "what is sealed and not shown stays sealed"
    assert '"help_wanted"' not in said


def test_the_stricter_of_two_deadlines_is_marked_and_both_rules_are_shown_on_demand(
    client: Client, siti: Actor
) -> None:
    made = make.complaint(at=timezone.now())
    page = words_of(client, own(made))
    assert page.count("Lebih ketat: ini yang kami pegang") == 1
    assert "UU 25/2009" not in page
    assert "UU 25/2009" in words_of(client, own(made) + "?lihat=aturan")


def test_the_delivery_of_messages_is_told_honestly(client: Client, siti: Actor, settings: Settings) -> None:
    made = make.complaint(at=START, contact=WARGA)
    assert "Pesan terakhir ke w***@contoh.id sedang dikirim." in words_of(client, own(made))
    deliver(now=START)
    assert "Terakhir terkirim ke w***@contoh.id, Senin," in words_of(client, own(made))
    Notice.objects.update(outcome="failed", sent_at=None)
    assert "gagal terkirim" in words_of(client, own(made))
    assert WARGA not in client.get(own(made)).content.decode()
    assert "Belum ada pesan" in words_of(client, own(make.complaint(at=START)))


def test_what_leads_it_is_named(client: Client, siti: Actor) -> None:
    rahma = make.coordinator()
    lead, made = make.forwarded(rahma), make.forwarded(rahma)
    Complaint.objects.filter(pk=made.pk).update(lead=lead)
    assert f'href="{reverse("complaints:published", args=[lead.ref])}"' in client.get(own(made)).content.decode()


def test_a_wrong_code_opens_none_of_the_pages(client: Client, resolved: Complaint) -> None:
    for name in ("own", "contact", "outcome"):
        path = reverse(f"complaints:{name}", args=[resolved.ref, "AAAAAAAAAA"])
        assert client.get(path).status_code == 404
        assert client.post(path, {"contact": "lain@contoh.id", "answer": "no"}).status_code in {404, 405}
    assert fresh(resolved).reporter_contact == WARGA


# --- where messages go ---------------------------------------------------------------------------------------------


def test_another_address_is_left_and_both_are_told(client: Client, resolved: Complaint) -> None:
    Notice.objects.all().delete()
    answer = client.post(own(resolved, "contact"), {"langkah": "simpan", "contact": "Baru@Contoh.id"})
    assert answer.status_code == 302
    assert fresh(resolved).reporter_contact == "baru@contoh.id"
    told = {notice.address: notice.body for notice in Notice.objects.all()}
    assert set(told) == {WARGA, "baru@contoh.id"}
    assert resolved.secret in told["baru@contoh.id"]
    assert resolved.secret not in told[WARGA], "whoever has the old address may not be the reporter any more"


def test_an_address_that_is_none_is_refused(client: Client, resolved: Complaint) -> None:
    assert client.post(own(resolved, "contact"), {"langkah": "simpan", "contact": "bukan alamat"}).status_code == 422
    assert fresh(resolved).reporter_contact == WARGA


def test_no_address_at_all_ends_the_messages(client: Client, resolved: Complaint) -> None:
    client.post(own(resolved, "contact"), {"langkah": "simpan", "contact": ""})
    assert (fresh(resolved).reporter_contact, fresh(resolved).contact_hash) == ("", "")


def test_all_messages_are_stopped_and_begun_again_from_the_page(client: Client, resolved: Complaint) -> None:
    client.post(own(resolved, "contact"), {"langkah": "henti"})
    assert stopping.is_stopped(stopping.mark_of(WARGA))
    assert "Anda menghentikan semua pesan" in words_of(client, own(resolved, "contact"))
    client.post(own(resolved, "contact"), {"langkah": "mulai"})
    assert not stopping.is_stopped(stopping.mark_of(WARGA))
    assert fresh(resolved).reporter_contact == WARGA


def test_only_the_reporter_leaves_an_address(resolved: Complaint, siti: Actor) -> None:
    with pytest.raises(NotAllowed):
        change_contact(resolved, contact="lain@contoh.id", by=siti, at=START)
    assert fresh(resolved).reporter_contact == WARGA


# --- lost codes ------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(client: Client) -> Any:
    def ask(address: str) -> tuple[int, str]:
        answer = client.post(reverse("complaints:lost"), {"contact": address}, follow=True)
        page = re.sub(r'value="[^"]*"', "", answer.content.decode())
        return answer.status_code, page

    return ask


def test_lost_links_are_sent_to_the_address_left_with_the_report(asked: Any, siti: Actor) -> None:
    first, second = make.complaint(contact=WARGA), make.complaint(contact=WARGA)
    other = make.complaint(contact="tetangga@contoh.id")
    Notice.objects.all().delete()
    asked(WARGA)
    [notice] = Notice.objects.all()
    assert notice.address == WARGA
    for made in (first, second):
        assert house.BASE_URL + own(made) in notice.body
    assert other.ref not in notice.body
    asked(WARGA)
    assert Notice.objects.count() == 1, "once a day"


def test_nobody_learns_whether_there_is_a_report(asked: Any, siti: Actor) -> None:
    make.complaint(contact=WARGA)
    assert asked(WARGA) == asked("siapa@contoh.id")


def test_asking_is_counted(asked: Any, siti: Actor, settings: Settings) -> None:
    settings.FOLLOWING_LIMIT = "2/h"
    assert [asked(f"warga{n}@contoh.id")[0] for n in range(3)] == [200, 200, 422]


def test_a_telephone_number_cannot_be_written_to_yet(asked: Any, siti: Actor) -> None:
    assert asked("0812 3456 7890")[0] == 422
