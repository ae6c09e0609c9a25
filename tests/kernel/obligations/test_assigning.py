"""On whose desk in the office: given, taken, put back, and gone with the case."""

import pytest

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.actions import make_move
from balairung.kernel.obligations.assigning import assign, doers, release, take
from balairung.kernel.obligations.inbox import every_overview, page_of
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.obligations.reads import ALL, PARTIES, officer_of, timeline, titles_of
from balairung.kernel.people.actors import Actor, actor_of
from balairung.kernel.people.appointments import end_holding
from balairung.kernel.people.models import Holding, Person
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.moves import REFUSE
from tests import make
from tests.make import START, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def siti() -> Actor:
    make.regency()
    return make.officer("pupr", "liaison", "Siti")


def listed(key: str, actor: Actor, now: object = START) -> set[str]:
    return {row.ref for row in page_of(every_overview(actor)[key], actor, START)}


def person_of(actor: Actor) -> Person:
    return Person.objects.get(pk=str(actor.person_id))


def test_a_colleague_of_the_office_is_given_it_and_told(siti: Actor) -> None:
    head, one = make.officer("pupr", "head", "Kadis"), make.owed()
    event = assign(one, person=person_of(siti), by=head, at=START)
    assert (event.verb, event.facts) == ("assign", {"person": str(siti.person_id)})
    assert listed("saya", siti) == {one.ref}
    assert listed("belum-ditugaskan", siti) == set()
    assert list(Notice.objects.values_list("person__name", "about_ref")) == [("Siti", one.ref)]


def test_whoever_takes_it_is_not_told(siti: Actor) -> None:
    one = make.owed()
    assert listed("belum-ditugaskan", siti) == {one.ref}
    take(one, by=siti, at=START)
    assert Obligation.objects.get().owner_person_id == siti.person_id
    assert not Notice.objects.exists()
    release(one, by=siti, at=START)
    assert Obligation.objects.get().owner_person_id is None
    assert listed("belum-ditugaskan", siti) == {one.ref}


def test_only_the_owner_office_shares_it_out_and_only_among_its_own(siti: Actor) -> None:
    budi, regent, one = make.officer("dinkes", "liaison", "Budi"), make.officer("pimpinan", "regent"), make.owed()
    for stranger in (budi, regent):
        with pytest.raises(NotAllowed):
            take(one, by=stranger, at=START)
    with pytest.raises(Refused, match="tidak bertugas"):
        assign(one, person=person_of(budi), by=siti, at=START)
    with pytest.raises(Refused, match="memang belum"):
        release(one, by=siti, at=START)
    take(one, by=siti, at=START)
    with pytest.raises(Refused, match="sudah ditugaskan kepada Siti"):
        take(one, by=siti, at=START)
    assert list(Obligation.objects.get().events.values_list("verb", flat=True)) == ["open", "assign"]


def test_whom_it_is_about_neither_shares_it_out_nor_is_given_it(siti: Actor) -> None:
    head = make.officer("pupr", "head", "Kadis")
    one = make.owed(excluded=[(make.post("pupr", "head"), None)])
    assert [person.name for person in doers(one, START)] == ["Siti"]
    with pytest.raises(NotAllowed):
        take(one, by=head, at=START)
    with pytest.raises(Refused):
        assign(one, person=person_of(head), by=siti, at=START)


def test_two_who_take_it_at_once(siti: Actor) -> None:
    one = make.owed()
    mine, theirs = Obligation.objects.get(pk=one.pk), Obligation.objects.get(pk=one.pk)
    take(mine, by=siti, at=START)
    with pytest.raises(Stale):
        take(theirs, by=make.officer("pupr", "head"), at=START)


def test_a_forward_drops_it_and_a_closed_one_is_nobodys_work(siti: Actor) -> None:
    rahma = make.coordinator()
    made = make.forwarded(rahma)
    take(made.obligation, by=siti, at=START)
    actions.forward(made, office=make.office("dinkes"), by=rahma, at=START)
    assert Obligation.objects.get().owner_person_id is None
    one = make.owed()
    make_move(one, REFUSE, by=siti, at=START, words="Bukan kewenangan kabupaten.")
    with pytest.raises(Refused, match="sudah ditutup"):
        take(one, by=siti, at=START)


def test_what_somebody_had_who_left_the_office_is_to_be_shared_out_again(siti: Actor) -> None:
    head, one = make.officer("pupr", "head"), make.owed()
    take(one, by=siti, at=START)
    end_holding(Holding.objects.get(person=siti.person_id), until=moment("2026-03-02 00:00").date(), by=head, at=START)
    later = moment("2026-03-03 09:00")
    actor = actor_of(person_of(head), later)
    rows = page_of(every_overview(actor)["belum-ditugaskan"], actor, later)
    assert [row.ref for row in rows] == [one.ref]


def test_the_ledger_tells_colleagues_and_not_citizens(siti: Actor) -> None:
    one = make.owed()
    take(one, by=siti, at=START)
    release(one, by=siti, at=START)
    titles = titles_of((), {})
    told = [line.title for line in timeline(one, titles=titles, sees=ALL, who=officer_of, now=START)]
    assert told == ["Tidak lagi ditugaskan kepada seseorang", "Ditugaskan kepada Siti", "Diterima"]
    public = timeline(one, titles=titles, sees=PARTIES, who=officer_of, now=START)
    assert [line.title for line in public] == ["Diterima"]
