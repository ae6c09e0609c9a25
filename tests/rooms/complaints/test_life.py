"""The life of a complaint, from the report to the closing, with what is refused on the way."""

from datetime import timedelta

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.actors import CITIZEN
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.make import START, moment

pytestmark = pytest.mark.django_db


def test_whole_path() -> None:
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison", "Siti")
    budi = make.officer("dinkes", "liaison", "Budi")
    made = make.complaint()
    assert (made.obligation.state, made.obligation.step) == (State.NEW, "verify")
    assert made.obligation.next_at == moment("2026-03-05 23:59:59")

    with pytest.raises(NotAllowed):
        actions.verify(made, klass="ordinary", topic=made.topic, by=budi, at=START)
    actions.verify(made, klass="ordinary", topic=made.topic, by=rahma, at=START)
    assert made.published_at == START
    actions.forward(made, office=make.office("pupr"), by=rahma, at=START)
    assert made.obligation.owner_office == make.office("pupr")
    assert made.obligation.next_at == moment("2026-03-09 23:59:59")

    with pytest.raises(NotAllowed):
        actions.answer(made, text="Bukan kami.", by=budi, at=START)
    actions.answer(made, text="Tim kami memeriksa besok.", by=siti, at=START + timedelta(days=1))
    with pytest.raises(Refused, match="bukti"):
        actions.resolve(made, text="Sudah ditambal.", files=[], by=siti, at=START + timedelta(days=3))
    actions.resolve(made, text="Sudah ditambal.", files=[make.photo()], by=siti, at=START + timedelta(days=3))
    waiting = Obligation.objects.get(pk=made.obligation_id)
    assert (waiting.state, waiting.next_at) == (State.WAITING, None)

    with pytest.raises(NotAllowed):
        actions.close(made, by=CITIZEN, at=START + timedelta(days=4))
    actions.close(made, by=make.reporter(made), at=START + timedelta(days=4))
    assert made.obligation.state == State.DONE
    verbs = list(made.obligation.events.order_by("seq").values_list("verb", flat=True))
    assert verbs == ["open", "verify", "forward", "answer", "resolve", "close"]


def test_silence_closes_after_ten_working_days() -> None:
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison")
    made = make.forwarded(rahma)
    actions.resolve(made, text="Sudah ditambal.", files=[make.photo()], by=siti, at=START)
    due = made.obligation.answer_by
    assert due is not None
    assert actions.close_silent(now=due) == 0
    assert actions.close_silent(now=due + timedelta(seconds=1)) == 1
    made = Complaint.objects.select_related("obligation").get(pk=made.pk)
    assert made.obligation.state == State.DONE


def test_a_question_stops_the_clock() -> None:
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison")
    made = make.forwarded(rahma)
    before = made.obligation.next_at
    actions.ask(made, text="Di sebelah mana pasar?", by=siti, at=moment("2026-03-03 09:00"))
    assert made.obligation.state == State.WAITING
    actions.resume(made, text="Sebelah utara.", by=make.reporter(made), at=moment("2026-03-10 09:00"))
    assert made.obligation.state == State.ACTIVE
    assert made.obligation.step == "answer"
    assert before == moment("2026-03-09 23:59:59")
    assert made.obligation.next_at == moment("2026-03-16 23:59:59")
