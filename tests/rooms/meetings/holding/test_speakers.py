"""Speakers: each step is a line of their story."""

from __future__ import annotations

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.rooms.meetings.holding import speakers
from balairung.rooms.meetings.models import Meeting, Speaker
from tests import make
from tests.make import START
from tests.rooms.meetings.holding import hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> Meeting:
    make.regency()
    return hall.meeting()


def told() -> int:
    return Notice.objects.filter(key__startswith="speaker:").count()


def test_invited_confirmed_cancelled_and_invited_again(meeting: Meeting) -> None:
    by, person = hall.leads(meeting), make.person("Dr. Sari")
    who = speakers.add(meeting, name="", title="Dosen", topic="Aset desa", person=person, by=by, at=START)
    assert (who.name, told()) == ("Dr. Sari", 0)
    speakers.invite(who, by=by, at=START)
    speakers.confirm(who, by=by, at=START)
    speakers.confirm(who, by=by, at=START)
    with pytest.raises(Refused, match="sudah bersedia"):
        speakers.invite(who, by=by, at=START)
    with pytest.raises(Refused, match="mengapa"):
        speakers.cancel(who, words=" ", by=by, at=START)
    speakers.cancel(who, words="Penerbangan batal", by=by, at=START)
    speakers.invite(who, by=by, at=START, words="Lewat video")
    states = list(who.steps.order_by("id").values_list("state", flat=True))
    assert states == ["rencana", "diundang", "bersedia", "batal", "diundang"]
    assert told() == 2


def test_somebody_from_outside_gets_no_message(meeting: Meeting) -> None:
    by = hall.leads(meeting)
    who = speakers.add(meeting, name="Pak Dosen", title="", topic="Aset desa", by=by, at=START)
    speakers.invite(who, by=by, at=START)
    assert (who.state, told()) == (Speaker.State.INVITED, 0)


def test_material_and_order(meeting: Meeting) -> None:
    by = hall.leads(meeting)
    one, two = (speakers.add(meeting, name=name, title="", topic="Aset", by=by, at=START) for name in ("Satu", "Dua"))
    speakers.give_material(two, [make.photo()], by=by, at=START)
    speakers.move(two, up=True, by=by, at=START)
    speakers.move(two, up=True, by=by, at=START)
    assert list(meeting.speakers.order_by("order")) == [two, one]
    assert two.materials.get().about_ref == meeting.ref


def test_faults_and_strangers(meeting: Meeting) -> None:
    by = hall.leads(meeting)
    for fault in ({"name": ""}, {"topic": " "}, {"minutes": 0}):
        with pytest.raises(Refused):
            speakers.add(meeting, **{"name": "A", "title": "", "topic": "B", **fault}, by=by, at=START)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        speakers.add(meeting, name="A", title="", topic="B", by=make.officer("dukcapil", "head"), at=START)
    assert not meeting.speakers.exists()
