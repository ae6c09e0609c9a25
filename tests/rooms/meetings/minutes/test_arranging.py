"""The items of minutes: from agenda and dialogue, in their order, out and back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import Actor
from balairung.rooms.meetings.dialogue import answering, asking
from balairung.rooms.meetings.holding import agenda
from balairung.rooms.meetings.minutes import arranging, writing
from balairung.rooms.meetings.models import AgendaItem, Meeting, MeetingQuestion, MinutesItem
from tests import make

NOW = make.START
pytestmark = pytest.mark.django_db


@pytest.fixture
def siti() -> Actor:
    make.regency()
    return make.officer("setda", "staff", "Siti")


@pytest.fixture
def meeting(siti: Actor) -> Meeting:
    return make.meeting("pupr", at=NOW)


def lines(meeting: Meeting) -> list[tuple[str, str]]:
    rows = arranging.items_of(meeting.minutes)
    return [(one.section, arranging.heading_of(one) or one.text) for one in rows if not one.dropped_at]


def asked(meeting: Meeting, by: Actor, text: str, answer: str = "") -> MeetingQuestion:
    made = asking.note(
        meeting, text=text, name="Kades Taman", origin="Taman, Giri", token=f"tanya-{text}", by=by, at=NOW
    )
    if answer:
        heard = answering.Heard(text, answer, "Kepala Dinas PUPR", "Kades Taman", "Taman, Giri")
        answering.write_down(made, heard, turn=made.turn, settled=True, by=by, at=NOW)
    return made


def test_items_come_from_agenda_and_dialogue_once(siti: Actor, meeting: Meeting) -> None:
    session = meeting.sessions.get()
    for kind, title in [
        ("buka", "Pembukaan"),
        ("paparan", "Paparan jalan"),
        ("jeda", "Istirahat"),
        ("dialog", "Dialog"),
        ("tutup", "Penutup"),
    ]:
        agenda.add(session, title=title, kind=kind, by=siti, at=NOW)
    question = asked(meeting, siti, "Kapan diperbaiki?", "Bulan depan.")
    assert arranging.fill(meeting, by=siti, at=NOW) == 5
    said = "Pertanyaan Kades Taman, Taman, Giri: Kapan diperbaiki?\nJawaban Kepala Dinas PUPR: Bulan depan."
    expected = [
        ("buka", "Pembukaan"),
        ("bahas", "Paparan jalan"),
        ("bahas", "Dialog"),
        ("bahas", said),
        ("simpul", "Penutup"),
    ]
    assert lines(meeting) == expected
    assert arranging.fill(meeting, by=siti, at=NOW) == 0, "nothing twice"
    later = asked(meeting, siti, "Dan jembatan?")
    assert arranging.fill(meeting, by=siti, at=NOW) == 1
    assert [text for _section, text in lines(meeting)][4].endswith("Dan jembatan?")
    answering.write_down(later, answering.Heard("Dan jembatan?", "Tahun ini."), turn=later.turn, by=siti, at=NOW)
    assert arranging.fill(meeting, by=siti, at=NOW) == 1, "what nobody has touched follows the dialogue"
    assert MinutesItem.objects.filter(agenda__isnull=False).exclude(text="").count() == 0, "an empty frame stays empty"
    item = MinutesItem.objects.get(token=f"tanya-{question.pk}")
    writing.keep(item, text="Ditulis orang.", version=item.version, key="halaman-satu", stroke=1, by=siti, at=NOW)
    writing.let_go(item, key="halaman-satu", by=siti, at=NOW)
    arranging.drop(item, key="halaman-satu", by=siti, at=NOW)
    assert arranging.fill(meeting, by=siti, at=NOW) == 0, "what was taken out stays out"
    item.refresh_from_db()
    assert item.text == "Ditulis orang."


def test_what_nobody_read_out_is_no_part_of_the_minutes(siti: Actor, meeting: Meeting) -> None:
    asking.send(meeting.invitees.get(), text="Dari telepon", token="token-telepon-1", at=NOW)
    assert arranging.fill(meeting, by=siti, at=NOW) == 0


def test_items_move_within_and_between_sections(siti: Actor, meeting: Meeting) -> None:
    made = [arranging.add(meeting, section="bahas", token=f"butir-nomor-{n}", by=siti, at=NOW) for n in range(3)]
    for number, item in enumerate(made):
        writing.keep(item, text=str(number), version=0, key="halaman-satu", stroke=number + 1, by=siti, at=NOW)
    arranging.move(made[2], up=True, by=siti, at=NOW)
    assert lines(meeting) == [("bahas", "0"), ("bahas", "2"), ("bahas", "1")]
    arranging.move(made[0], up=True, by=siti, at=NOW)
    assert lines(meeting)[0] == ("buka", "0")
    for _step in range(5):  # down through all, and no further
        arranging.move(made[0], up=False, by=siti, at=NOW)
    assert lines(meeting) == [("bahas", "2"), ("bahas", "1"), ("simpul", "0")]
    between = arranging.add(meeting, section="bahas", after=made[2], token="butir-di-tengah", by=siti, at=NOW)
    assert arranging.items_of(meeting.minutes)[1] == between
    assert arranging.add(meeting, section="bahas", token="butir-di-tengah", by=siti, at=NOW) == between


def test_an_item_is_taken_out_and_brought_back_with_its_words(siti: Actor, meeting: Meeting) -> None:
    item = arranging.add(meeting, section="bahas", token="butir-pertama", by=siti, at=NOW)
    writing.keep(item, text="Isi.", version=0, key="halaman-satu", stroke=1, by=siti, at=NOW)
    with pytest.raises(Refused, match="sedang ditulis Siti"):
        arranging.drop(item, key="halaman-dua", by=siti, at=NOW)
    arranging.drop(item, key="halaman-satu", by=siti, at=NOW)
    assert lines(meeting) == []
    kept = writing.keep(item, text="Isi. Lagi.", version=1, key="halaman-satu", stroke=2, by=siti, at=NOW)
    assert "dikeluarkan" in kept.why
    arranging.bring_back(item, by=siti, at=NOW + timedelta(hours=1))
    assert lines(meeting) == [("bahas", "Isi.")]
    assert AgendaItem.objects.count() == 0
