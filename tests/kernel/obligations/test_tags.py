"""Words by which officers find what belongs together."""

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.obligations.inbox import Narrow, every_overview, page_of
from balairung.kernel.obligations.models import Obligation, Tag
from balairung.kernel.obligations.tags import MOST, known_words, tag, untag
from balairung.kernel.people.actors import SYSTEM, Actor
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def siti() -> Actor:
    make.regency()
    return make.officer("pupr", "liaison", "Siti")


def words(one: Obligation) -> list[str]:
    return [tag.word for tag in one.tags.all()]


def test_words_are_cleaned_and_stand_once(siti: Actor) -> None:
    one = make.owed()
    for word in ("  #Pasar   Besar ", "pasar besar", "PASAR BESAR"):
        tag(one, word=word, by=siti, at=START)
    assert words(one) == ["pasar besar"]
    untag(one, word="#Pasar besar", by=siti, at=START)
    assert words(one) == []


def test_what_is_no_label_is_refused(siti: Actor) -> None:
    one = make.owed()
    for word in ("", " # ", "x" * 41):
        with pytest.raises(Refused, match="paling banyak 40"):
            tag(one, word=word, by=siti, at=START)
    for number in range(MOST):
        tag(one, word=f"label {number}", by=siti, at=START)
    with pytest.raises(Refused, match="sepuluh"):
        tag(one, word="satu lagi", by=siti, at=START)
    tag(one, word="label 3", by=siti, at=START)  # it has that one
    budi = make.officer("dinkes", "liaison", "Budi")
    for change in (tag, untag):
        with pytest.raises(NotAllowed):
            change(one, word="label 3", by=budi, at=START)
    assert len(words(one)) == MOST


def test_the_words_of_the_house_are_not_touched_by_hand(siti: Actor) -> None:
    one = make.owed()
    given = tag(one, word="!pimpinan", by=SYSTEM, at=START)
    assert (given.by_house, given.shown) == (True, "pimpinan")
    for change in (tag, untag):
        with pytest.raises(Refused, match="diberikan oleh sistem"):
            change(one, word="!pimpinan", by=siti, at=START)
    assert words(one) == ["!pimpinan"]
    untag(one, word="!pimpinan", by=SYSTEM, at=START)
    assert not Tag.objects.exists()


def test_a_list_is_narrowed_by_a_word_and_offers_those_of_ones_own_office(siti: Actor) -> None:
    one, _other, foreign = make.owed(), make.owed(), make.owed("dinkes")
    tag(one, word="pasar", by=siti, at=START)
    tag(foreign, word="rahasia dapur", by=SYSTEM, at=START)
    rows = page_of(every_overview(siti)["kantor"], siti, START, narrow=Narrow(tag="pasar"))
    assert [row.ref for row in rows] == [one.ref]
    assert known_words(siti) == ["pasar"]
