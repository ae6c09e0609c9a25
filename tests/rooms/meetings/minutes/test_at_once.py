"""Hands at the very same moment: one text stands, the other is beside it; both are told what became of theirs."""

from __future__ import annotations

import pytest

from balairung.kernel.people.actors import Actor
from balairung.rooms.meetings.dialogue import answering, asking
from balairung.rooms.meetings.dialogue.answering import Heard
from balairung.rooms.meetings.minutes import arranging, writing
from balairung.rooms.meetings.models import Meeting, MeetingQuestion, MinutesItem, Sheltered
from tests import make
from tests.kernel.obligations.at_once import names, together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
NOW = make.START


@pytest.fixture
def people() -> tuple[Actor, Actor]:
    make.regency()
    make.meeting("pupr", at=NOW)
    return make.officer("setda", "staff", "Siti"), make.officer("setda", "staff", "Budi")


def test_two_write_in_the_same_item(people: tuple[Actor, Actor]) -> None:
    item = arranging.add(Meeting.objects.get(), section="bahas", token="butir-pertama", by=people[0], at=NOW)

    def typed(text: str, key: str, by: Actor) -> writing.Kept:
        return writing.keep(item, text=text, version=0, key=key, stroke=1, by=by, at=NOW)

    came = together(
        lambda: typed("Dari Siti.", "halaman-satu", people[0]), lambda: typed("Dari Budi.", "halaman-dua", people[1])
    )
    assert names(came) == ["Kept", "Kept"]
    item.refresh_from_db()
    texts = {item.text, Sheltered.objects.get().text}
    assert (texts, item.version) == ({"Dari Siti.", "Dari Budi."}, 1)


def test_two_take_the_same_item(people: tuple[Actor, Actor]) -> None:
    item = arranging.add(Meeting.objects.get(), section="bahas", token="butir-pertama", by=people[0], at=NOW)
    came = together(
        lambda: writing.hold(item, key="halaman-satu", by=people[0], at=NOW),
        lambda: writing.hold(item, key="halaman-dua", by=people[1], at=NOW),
    )
    assert sorted(map(bool, came)) == [False, True]


def test_a_double_click_adds_one_item(people: tuple[Actor, Actor]) -> None:
    meeting = Meeting.objects.get()
    arranging.add(meeting, section="buka", token="butir-pertama", by=people[0], at=NOW)

    def add() -> MinutesItem:
        return arranging.add(meeting, section="bahas", token="butir-kedua", by=people[0], at=NOW)

    assert names(together(add, add)) == ["MinutesItem", "MinutesItem"]
    assert MinutesItem.objects.count() == 2


def test_two_answer_the_same_question(people: tuple[Actor, Actor]) -> None:
    meeting = Meeting.objects.get()
    one = asking.note(meeting, text="Kapan?", name="Pak Lurah", token="token-pertama", by=people[0], at=NOW)

    def answer(text: str, by: Actor) -> None:
        found = MeetingQuestion.objects.select_related("meeting").get(pk=one.pk)
        answering.write_down(found, Heard("Kapan?", text), turn=one.turn, by=by, at=NOW)

    came = together(lambda: answer("Besok.", people[0]), lambda: answer("Lusa.", people[1]))
    assert names(came) == ["NoneType", "Stale"]
