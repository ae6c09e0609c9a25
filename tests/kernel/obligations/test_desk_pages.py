"""The desk's pages: what one does beside a case and to many at once, and what a page costs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.kernel.obligations.assigning import take
from balairung.kernel.obligations.deeds import DEEDS
from balairung.kernel.obligations.models import Mention, Obligation, SavedSearch, Snooze, Tag, Visit
from balairung.kernel.obligations.snoozing import snooze
from balairung.kernel.obligations.tags import tag
from balairung.kernel.obligations.visits import visit
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.kernel.people.models import Person
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.instructions.actions import instruct
from tests import make

pytestmark = pytest.mark.django_db
INBOX = "/kerja/"


class Desk:
    """Siti and her head work at the office that owns; Budi at another. Everything happens now."""

    def __init__(self, client: Client) -> None:
        self.client, self.now = client, timezone.now()
        make.regency(at=self.now)
        self.siti = make.holder("pupr", "liaison", "Siti", at=self.now)
        self.kadis = make.holder("pupr", "head", "Kadis", at=self.now)
        self.budi = make.holder("dinkes", "liaison", "Budi", at=self.now)
        self.accounts = {one.pk: make.account(one) for one in (self.siti, self.kadis, self.budi)}
        self.rahma = make.coordinator(at=self.now)
        self.enter(self.siti)

    def enter(self, person: Person) -> None:
        self.client.force_login(self.accounts[person.pk])

    def report(self) -> Complaint:
        return make.forwarded(self.rahma, at=self.now - timedelta(hours=1))

    def act(self, one: Obligation, verb: str, **typed: object) -> HttpResponseBase:
        address = reverse("obligations:act", args=[one.ref, verb]) + "?lihat=saya"
        return self.client.post(address, typed)

    def said(self, answer: HttpResponseBase) -> list[str]:
        return [str(message) for message in get_messages(answer.wsgi_request)]  # type: ignore[attr-defined]

    def page(self, one: Complaint) -> str:
        return self.client.get(reverse("complaints:detail", args=[one.ref])).content.decode()


@pytest.fixture
def desk(client: Client, settings: Settings) -> Desk:
    settings.SECOND_FACTOR = "offered"
    return Desk(client)


# --- beside a case ------------------------------------------------------------------------------------------------


def test_deeds_beside_a_case_lead_back_to_it(desk: Desk) -> None:
    made = desk.report()
    one = made.obligation
    later = (timezone.localdate(desk.now) + timedelta(days=3)).isoformat()
    deeds: list[tuple[str, dict[str, str], Callable[[], bool]]] = [
        ("take", {}, lambda: Obligation.objects.get().owner_person == desk.siti),
        ("assign", {"person": str(desk.kadis.pk)}, lambda: Obligation.objects.get().owner_person == desk.kadis),
        ("release", {}, lambda: Obligation.objects.get().owner_person is None),
        ("tag", {"word": "Pasar"}, lambda: Tag.objects.get().word == "pasar"),
        ("untag", {"word": "pasar"}, lambda: not Tag.objects.exists()),
        ("snooze", {"until": later}, lambda: Snooze.objects.get().person == desk.siti),
        ("wake", {}, lambda: not Snooze.objects.exists()),
        ("note", {"text": "Mohon arahan @kadis"}, lambda: Mention.objects.get().person == desk.kadis),
    ]
    for verb, typed, done in deeds:
        answer = desk.act(one, verb, **typed)
        assert answer["Location"] == f"/kerja/pengaduan/{made.ref}/?lihat=saya", verb
        assert done(), verb
        assert desk.said(answer)[-1] == str(DEEDS[verb].done)


def test_a_refusal_is_said_on_the_case(desk: Desk) -> None:
    one = desk.report().obligation
    for verb, typed, sentence in (
        ("release", {}, "memang belum ditugaskan"),
        ("assign", {"person": str(desk.budi.pk)}, "dari daftar"),
        ("snooze", {"until": "kapan-kapan"}, "kapan"),
        ("tag", {"word": ""}, "labelnya"),
        ("note", {"text": ""}, "catatannya"),
    ):
        answer = desk.act(one, verb, **typed)
        assert answer.status_code == 302
        assert sentence in desk.said(answer)[-1], verb
    assert Obligation.objects.get().events.filter(verb__in=("assign", "note")).count() == 0


def test_another_office_does_nothing_to_it(desk: Desk) -> None:
    one = desk.report().obligation
    desk.enter(desk.budi)
    for verb in ("take", "release", "wake", "tag", "note"):
        assert desk.act(one, verb, word="x", text="x").status_code == 404
    assert desk.client.post(reverse("obligations:here", args=[one.ref])).status_code == 404
    assert not Visit.objects.exists()


def test_a_case_says_who_else_has_it_open(desk: Desk) -> None:
    made = desk.report()
    kadis = actor_of(desk.kadis, desk.now)
    assert "sedang membuka ini" not in desk.page(made)
    visit(made.obligation, by=kadis, at=timezone.now())
    assert "<strong>Kadis</strong> juga sedang membuka ini" in desk.page(made)
    visit(made.obligation, by=kadis, at=timezone.now(), writing=True)
    here = reverse("obligations:here", args=[made.ref])
    assert "<strong>Kadis</strong> sedang menulis" in desk.client.post(here, {"menulis": "1"}).content.decode()
    assert Visit.objects.get(person=desk.siti).writing


def test_opening_the_case_reads_the_mention(desk: Desk) -> None:
    made = desk.report()
    desk.act(made.obligation, "note", text="@Kadis, mohon arahan.")
    desk.enter(desk.kadis)
    assert made.ref in desk.client.get(INBOX, {"lihat": "sebutan"}).content.decode()
    assert "<strong>Siti</strong> menyebut Anda" in desk.page(made)
    assert "<strong>Siti</strong> menyebut Anda" not in desk.page(made)
    assert made.ref not in desk.client.get(INBOX, {"lihat": "sebutan"}).content.decode()


def test_an_instruction_has_the_same_desk(desk: Desk) -> None:
    regent = make.officer("pimpinan", "regent", "Ibu Bupati", at=desk.now)
    due = timezone.localdate(desk.now) + timedelta(days=30)
    one = instruct(
        text="Tutup lubang di Jalan Pahlawan", office=make.office("pupr"), due_on=due, token="uji-meja-instruksi",
        by=regent, at=desk.now,
    ).obligation  # fmt: skip
    address = reverse("instructions:detail", args=[one.ref])
    assert "Saya kerjakan" in desk.client.get(address).content.decode()
    answer = desk.act(one, "note", text="Dikerjakan besok @kadis")
    assert answer["Location"] == f"{address}?lihat=saya"
    page = desk.client.get(address).content.decode()
    assert "Dikerjakan besok @kadis" in page
    assert Mention.objects.get().person == desk.kadis


# --- many at once, and lists of one's own -------------------------------------------------------------------------


def test_a_selection_is_done_one_by_one(desk: Desk) -> None:
    mine, foreign = [make.owed(at=desk.now) for _each in range(3)], make.owed("dinkes", at=desk.now)
    take(mine[2], by=actor_of(desk.siti, desk.now), at=desk.now)
    refs = [one.ref for one in (*mine, foreign)]
    bulk, back = reverse("obligations:bulk"), {"daftar": "lihat=kantor&jenis=complaints&apa=saja", "refs": refs}
    answer = desk.client.post(bulk, {**back, "verb": "take"})
    assert answer["Location"] == "/kerja/?lihat=kantor&jenis=complaints"
    assert desk.said(answer)[0].endswith("2 dipilih.")
    assert mine[2].ref in desk.said(answer)[1]
    assert set(Obligation.objects.filter(owner_person=desk.siti).values_list("ref", flat=True)) == set(refs[:3])
    desk.client.post(bulk, {**back, "verb": "tag", "word": "pasar"})
    assert Tag.objects.count() == 3
    until = (timezone.localdate(desk.now) + timedelta(days=1)).isoformat()
    desk.client.post(bulk, {**back, "verb": "snooze", "until": until})
    assert Snooze.objects.count() == 3


def test_nothing_is_done_to_no_selection_nor_what_is_unknown(desk: Desk) -> None:
    bulk = reverse("obligations:bulk")
    assert "mencentang" in desk.said(desk.client.post(bulk, {"verb": "take"}))[0]
    assert desk.client.post(bulk, {"verb": "release"}).status_code == 404
    one = make.owed(at=desk.now)
    answer = desk.client.post(bulk, {"verb": "tag", "word": "", "refs": [one.ref]})
    assert answer.status_code == 302
    assert not Tag.objects.exists()


def test_a_list_is_kept_and_dropped_from_its_page(desk: Desk) -> None:
    saving = {"name": "Terlambat saja", "daftar": "lihat=terlambat&urut=terbaru"}
    answer = desk.client.post(reverse("obligations:save"), saving)
    assert answer["Location"] == "/kerja/?lihat=terlambat&urut=terbaru"
    page = desk.client.get(answer["Location"]).content.decode()
    assert "Hapus dari daftar saya" in page
    assert '<h1 class="list-title">Terlambat saja</h1>' in page
    desk.client.post(reverse("obligations:drop"), {"key": SavedSearch.objects.get().pk})
    assert not SavedSearch.objects.exists()
    assert desk.client.post(reverse("obligations:drop"), {"key": "x"}).status_code == 302
    desk.client.post(reverse("obligations:save"), {"name": "", "daftar": "&&&=%00"})
    assert not SavedSearch.objects.exists()


# --- what a page shows and costs ------------------------------------------------------------------------------------


def test_a_row_says_in_words_what_is_put_first(desk: Desk) -> None:
    one = make.owed(at=desk.now, priority=1)
    take(one, by=actor_of(desk.siti, desk.now), at=desk.now)
    tag(one, word="!pimpinan", by=SYSTEM, at=desk.now)
    page = desk.client.get(INBOX, {"lihat": "kantor"}).content.decode()
    for words in ("<span>Didahulukan</span>", "· Siti", "<span>pimpinan</span>", f'value="{one.ref}" form="serempak"'):
        assert words in page
    assert "Didahulukan" not in desk.client.get(INBOX, {"lihat": "terlambat"}).content.decode()


def test_leaders_may_narrow_to_an_office(desk: Desk) -> None:
    assert 'name="kantor"' not in desk.client.get(INBOX).content.decode()
    person = Person.objects.get(pk=str(desk.rahma.person_id))
    desk.client.force_login(make.account(person))
    made = desk.report()
    page = desk.client.get(INBOX, {"lihat": "terlambat", "kantor": "pupr"}).content.decode()
    assert 'value="pupr" selected' in page
    assert made.ref not in page
    assert 'value="complaints"' in page


def queries(client: Client, **asked: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(INBOX, asked).status_code == 200
    return len(captured)


@pytest.mark.parametrize("key", ["kantor", "saya", "belum-ditugaskan", "terlambat", "ditunda"])
def test_the_inbox_costs_the_same_for_one_row_and_for_forty(desk: Desk, key: str) -> None:
    siti = actor_of(desk.siti, desk.now)

    def lay(count: int) -> None:
        for number in range(count):
            ago = timedelta(days=20 if key == "terlambat" else 0)
            one = make.owed(at=desk.now - ago, priority=number % 2)
            tag(one, word=f"label {number}", by=siti, at=desk.now)
            if key in {"saya", "ditunda"}:
                take(one, by=siti, at=desk.now)
            if key == "ditunda":
                snooze(one, until=desk.now + timedelta(days=1), by=siti, at=desk.now)

    lay(2)
    desk.client.get(INBOX)  # what a process asks once
    few = queries(desk.client, lihat=key)
    lay(38)
    assert queries(desk.client, lihat=key) == few
    assert few <= 22
