"""Whom a report is about never learns of it: every address of the house, asked by them."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.appointments import appoint, end_holding
from balairung.kernel.people.models import Person, Post
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.desk import merging, proposing
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import receiving_office
from tests import make
from tests.make import START
from tests.test_house import Address, addresses, verbs

pytestmark = pytest.mark.django_db
MARK = "Kwetiau"  # a word that stands nowhere else in the house
CONTACT = "pelapor@contoh.id"
TURNING = {"passes:mine", "passes:fresh"}  # one's own code, another every thirty seconds

#: The office that is accused, and in which post its people sit who look at everything.
ACCUSED = [
    ("dinkes", Post.Role.HEAD), ("dinkes", Post.Role.LIAISON), ("dinkes", Post.Role.STAFF),
    ("inspektorat", Post.Role.HEAD), ("setda", Post.Role.COORDINATOR), ("setda", Post.Role.SECRETARY),
    ("pimpinan", Post.Role.REGENT),
]  # fmt: skip


@pytest.fixture
def house(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    for office, role in (("pimpinan", "regent"), ("setda", "secretary"), ("inspektorat", "head"), ("dinkes", "head")):
        make.holder(office, role)
    make.coordinator()


def person_in(office: str, role: Post.Role) -> Person:
    found = Person.objects.filter(holdings__post__office__key=office, holdings__post__role=role).first()
    return found or make.holder(office, role)


def keeper(complaint: Complaint) -> Actor:
    """Somebody of the office that deals with it."""
    office = complaint.obligation.owner_office
    assert office is not None
    posts = Post.objects.filter(office=office, holdings__isnull=False).exclude(role=Post.Role.ADMINISTRATOR)
    person = Person.objects.filter(holdings__post__in=posts).order_by("id")[0]
    return actor_of(person, START)


def accuse(office: str) -> Complaint:
    """A report about an office, with everything that may be laid beside one."""
    accused = make.office(office)
    text = f"Kepala kantor meminta {MARK} sebelum melayani kami."
    made = make.complaint(accused=accused, text=text, place=MARK, contact=CONTACT, topic=None)
    by = keeper(made)
    actions.note(made, text=f"Catatan {MARK}.", by=by, at=START)
    actions.verify(made, klass="supervisory", topic=None, by=by, at=START)
    other = make.complaint(text="Antrean panjang sekali di loket itu sejak pagi.", contact=CONTACT, topic=None)
    merging.tie(other, other=made, by=by, at=START)
    proposing.propose(made, verb="ask", fields={"text": f"Apakah {MARK}?"}, by=by, at=START)
    return made


def bodies(client: Client, asked: str = "") -> Iterator[tuple[str, str]]:
    """Every page without a parameter; `asked` is put into whatever it may be searched by."""
    query = dict.fromkeys(("q", "cari", "kata", "nomor", "isi"), asked) if asked else {}
    for address in addresses():
        if address.ours and not address.parameters and address.name not in TURNING:
            answer = client.get(address.path, query)
            if answer.streaming:
                answer.getvalue()  # a file of the server's: read to its end, so that it is closed
            elif answer.status_code == 200 and "text" in answer.headers["Content-Type"]:
                yield address.name, answer.content.decode()


def plain(body: str) -> str:
    """Without what is drawn by lot for each visit."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}', "", body)
    body = re.sub(r"\d\d\.\d\d(\s|&nbsp;)WI[BT]A?", "", body)  # and the time of day
    return re.sub(r"<form.*?</form>", "", body, flags=re.DOTALL)


@pytest.fixture
def enter(client: Client) -> Callable[[Person], Client]:
    def sign_in(person: Person) -> Client:
        client.force_login(person.user or make.account(person))
        return client

    return sign_in


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(("office", "role"), ACCUSED, ids=lambda word: str(word))
def test_no_page_says_that_there_is_a_report(enter: Callable[[Person], Client], office: str, role: Post.Role) -> None:
    person = person_in(office, role)
    made = accuse(office)
    escalate(now=START.replace(year=2027))
    client, told = enter(person), re.compile(f"{MARK}|{made.ref}|{made.ref.replace('-', chr(0x2011))}")
    seen = [name for name, body in bodies(client) if told.search(body)]
    # what was searched for stands on the page; the report's own words do not
    told = re.compile("Kepala kantor meminta|sebelum melayani")
    for query in ("sebelum melayani kami", MARK, made.ref, CONTACT):
        seen += [name for name, body in bodies(client, query) if told.search(body.replace(query, ""))]
    assert seen == []


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(("office", "role"), ACCUSED, ids=lambda word: str(word))
def test_no_number_changes(enter: Callable[[Person], Client], office: str, role: Post.Role) -> None:
    """A list, a count, a figure: what the accused sees is what it was before."""
    person = person_in(office, role)
    make.complaint(contact=CONTACT)
    client = enter(person)
    before = {name: plain(body) for name, body in bodies(client)}
    accused = make.office(office)
    now = timezone.now()
    made = make.complaint(accused=accused, text=f"Kepala kantor meminta {MARK}.", topic=None, at=now)
    actions.verify(made, klass="supervisory", topic=None, by=keeper(made), at=now)
    after = {name: plain(body) for name, body in bodies(client)}
    assert [name for name in before if before[name] != after[name]] == []


def of_one_report(address: Address) -> bool:
    names = {name for name, _ in address.parameters}
    return address.ours and "ref" in names and address.name.startswith("complaints:") and "code" not in names


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(("office", "role"), ACCUSED, ids=lambda word: str(word))
def test_its_addresses_do_not_exist(enter: Callable[[Person], Client], office: str, role: Post.Role) -> None:
    person, made = person_in(office, role), accuse(office)
    client, lines = enter(person), made.obligation.events.count()
    sample = "00000000-0000-7000-8000-000000000000"
    given = {}
    for address in filter(of_one_report, addresses()):
        others = {name: sample for name, _ in address.parameters if name not in {"ref", "verb"}}
        for verb in verbs(address, "complaints"):
            path = reverse(address.name, kwargs={"ref": made.ref} | others | verb)
            given[path] = {client.get(path).status_code, client.post(path, {"text": "Coba"}).status_code}
    assert len(given) > 10
    assert {path: codes for path, codes in given.items() if not codes <= {403, 404, 405}} == {}
    assert made.obligation.events.count() == lines


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("office", ["dinkes", "inspektorat", "setda", "pimpinan"])
def test_it_never_lies_with_the_accused_and_they_get_no_message(office: str) -> None:
    made = accuse(office)
    accused = make.office(office)
    assert made.obligation.owner_office != accused
    assert receiving_office("supervisory", accused) not in {accused, None}
    for months in range(4, 9):
        escalate(now=START.replace(month=months))
    people = set(Person.objects.filter(holdings__post__office=accused).values_list("pk", flat=True))
    told = Notice.objects.about("complaints", made.ref).exclude(person=None)
    assert people.isdisjoint(told.values_list("person", flat=True))
    for person in Person.objects.filter(pk__in=people):
        assert made.pk not in Complaint.objects.visible_to(actor_of(person, START)).values_list("pk", flat=True)


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("office", ["dinkes", "inspektorat", "setda"])
def test_nobody_hands_it_to_the_accused(office: str) -> None:
    made = accuse(office)
    by = keeper(made)
    with pytest.raises(Refused, match="tentang"):
        actions.forward(made, office=make.office(office), by=by, at=START)
    assert Obligation.objects.get(pk=made.obligation_id).owner_office != make.office(office)


@pytest.mark.usefixtures("house")
def test_it_stays_hidden_from_whoever_is_moved_to_the_office_that_examines_it() -> None:
    """A head who is accused and becomes the inspector, or the coordinator, later."""
    former = person_in("dinkes", Post.Role.HEAD)
    made = accuse("dinkes")
    moved = date(2026, 4, 1)
    at = START.replace(month=5)
    end_holding(former.holdings.get(), until=moved, by=SYSTEM, at=at)
    appoint(person=former, post=make.post("inspektorat", "auditor"), since=moved, by=SYSTEM, at=at)
    appoint(person=former, post=make.post("setda", "coordinator"), since=moved, by=SYSTEM, at=at)
    there = actor_of(former, at)
    assert there.coordinates
    assert not Complaint.objects.visible_to(there).filter(pk=made.pk).exists()
    actions.note(made, text="Kami lanjutkan.", by=keeper(made), at=at)
    told = Notice.objects.about("complaints", made.ref).filter(person=former)
    assert not told.exists()
    newcomer = make.officer("dinkes", "liaison", at=at)
    assert not Complaint.objects.visible_to(newcomer).filter(pk=made.pk).exists()


@pytest.mark.usefixtures("house")
def test_they_find_it_neither_to_merge_nor_to_tie(enter: Callable[[Person], Client]) -> None:
    made = accuse("dinkes")
    mine = make.forwarded(actor_of(person_in("setda", Post.Role.COORDINATOR), START), to="dinkes")
    client = enter(person_in("dinkes", Post.Role.HEAD))
    for verb in ("gabung", "kait"):
        url = reverse("complaints:merge", args=[mine.ref, verb])
        for ref in (made.ref, "P-AAAA-AAAA"):
            answer = client.post(url, {f"{verb}-ref": ref})
            assert answer.status_code == 422
            assert "tidak ditemukan" in answer.content.decode()
    client.post(reverse("complaints:merge", args=[mine.ref, "kumpulkan"]), {"refs": [made.ref]})
    assert Complaint.objects.get(pk=made.pk).lead is None
