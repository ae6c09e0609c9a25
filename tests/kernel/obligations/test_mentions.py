"""A colleague named in a note; only one who may see the case."""

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.actions import note
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.inbox import every_overview, page_of
from balairung.kernel.obligations.mentions import colleagues, leave_note, mention, named_in, read_mentions
from balairung.kernel.obligations.models import Mention, Obligation
from balairung.kernel.people.actors import Actor, actor_of
from balairung.kernel.people.models import Person
from tests import make
from tests.kernel.obligations.test_visibility import LATE, House
from tests.make import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def siti() -> Actor:
    make.regency()
    return make.officer("pupr", "liaison", "Siti Nur Aminah")


def person_of(actor: Actor) -> Person:
    return Person.objects.get(pk=str(actor.person_id))


def unread(actor: Actor) -> list[str]:
    return [row.ref for row in page_of(every_overview(actor)["sebutan"], actor, START)]


@pytest.mark.parametrize("late", [False, True])
def test_exactly_those_may_be_mentioned_who_see_it(late: bool) -> None:
    """`colleagues` and `visible_to` are one rule, asked from two sides: for every case and every person."""
    house = House()
    if late:
        escalate(now=LATE)
    for one in house.obligations.values():
        seeing = {
            person.name for person in Person.objects.all()
            if Obligation.objects.visible_to(actor_of(person, LATE)).filter(pk=one.pk).exists()
        }  # fmt: skip
        assert {person.name for person in colleagues(one, LATE)} == seeing, one.subject


def test_a_note_asks_for_attention_until_the_case_is_opened(siti: Actor) -> None:
    head, one = make.officer("pupr", "head", "Kadis"), make.owed()
    leave_note(one, text="Tolong dicek @siti, rahasia: pelapornya tetangga.", people=[], by=head, at=START)
    assert unread(siti) == [one.ref]
    assert unread(head) == []
    letter = Notice.objects.get()
    assert letter.person == person_of(siti)
    assert "Kadis" in letter.body
    assert "tetangga" not in letter.subject + letter.body
    assert read_mentions(one, by=siti, at=START) == ["Kadis"]
    assert read_mentions(one, by=siti, at=START) == []
    assert unread(siti) == []


def test_chosen_and_named_are_told_once_and_nobody_mentions_themselves(siti: Actor) -> None:
    head, one = make.officer("pupr", "head", "Kadis"), make.owed()
    event = leave_note(one, text="@Kadis @siti @siti nur aminah", people=[person_of(siti)], by=head, at=START)
    assert list(Mention.objects.values_list("person__name", flat=True)) == ["Siti Nur Aminah"]
    mention(event, people=[person_of(siti)], by=head, at=START)
    assert (Mention.objects.count(), Notice.objects.count()) == (1, 1)


def test_who_may_not_see_it_is_neither_mentioned_nor_mentions(siti: Actor) -> None:
    budi, one = make.officer("dinkes", "liaison", "Budi"), make.owed()
    event = note(one, by=siti, at=START, words="Catatan.")
    with pytest.raises(Refused, match="Budi tidak dapat melihat"):
        mention(event, people=[person_of(budi)], by=siti, at=START)
    with pytest.raises(NotAllowed):
        leave_note(one, text="Coba", people=[], by=budi, at=START)
    with pytest.raises(Refused, match="Tuliskan dahulu"):
        leave_note(one, text="  ", people=[], by=siti, at=START)
    assert not Mention.objects.exists()
    assert one.events.count() == 2


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Tolong @siti nur aminah", {"Siti Nur Aminah"}),
        ("Tolong @SITI NUR  AMINAH.", {"Siti Nur Aminah"}),
        ("@budi, bagaimana?", {"Budi Santoso"}),
        ("@ahmad", set()),  # there are two
        ("@Ahmad Fauzi dan @ahmad zaini", {"Ahmad Fauzi", "Ahmad Zaini"}),
        ("kirim ke budi@budi.contoh.id", set()),
        ("@budiman", set()),
        ("@drs. h. sutrisno, m.si. mohon arahan", {"Drs. H. Sutrisno, M.Si."}),
        ("tanpa siapa pun", set()),
    ],
)
def test_names_behind_an_at(words: str, found: set[str]) -> None:
    names = ("Siti Nur Aminah", "Budi Santoso", "Ahmad Fauzi", "Ahmad Zaini", "Drs. H. Sutrisno, M.Si.")
    people = [Person(name=name) for name in names]
    assert {person.name for person in named_in(words, people)} == found
    assert named_in(words, []) == []
