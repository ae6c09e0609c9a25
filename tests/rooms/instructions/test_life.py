"""The life of an instruction: given in one line, taken up, carried out with proof, accepted or sent back."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.audit import findings
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.leaves import number_leaves
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor, actor_of
from balairung.kernel.people.models import Person
from balairung.rooms.instructions import actions
from balairung.rooms.instructions.access import get_instruction
from balairung.rooms.instructions.models import Instruction
from tests import make
from tests.make import START, moment

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 3, 6)


@pytest.fixture
def people() -> dict[str, Person]:
    make.regency()
    return {
        "regent": make.holder("pimpinan", "regent", "Wali"),
        "deputy": make.holder("pimpinan", "deputy_regent", "Wakil"),
        "secretary": make.holder("setda", "secretary", "Sekda"),
        "adjutant": make.holder("pimpinan", "adjutant", "Ajudan"),
        "head": make.holder("pupr", "head", "Kadis"),
        "siti": make.holder("pupr", "liaison", "Siti"),
        "budi": make.holder("dinkes", "liaison", "Budi"),
    }


@pytest.fixture
def acting(people: dict[str, Person]) -> dict[str, Actor]:
    return {name: actor_of(person, START) for name, person in people.items()}


def given(
    by: Actor, *, due_on: date = FRIDAY, token: str = "token-instruksi-01", text: str = "Tambal jalan."
) -> Instruction:
    return actions.instruct(text=text, office=make.office("pupr"), due_on=due_on, token=token, by=by, at=START)


def verbs(instruction: Instruction) -> list[str]:
    return list(instruction.obligation.events.order_by("seq").values_list("verb", flat=True))


def where(instruction: Instruction) -> tuple[str, str]:
    return instruction.obligation.state, instruction.obligation.step


def due(instruction: Instruction) -> datetime | None:
    return instruction.obligation.next_at


def test_the_whole_way(acting: dict[str, Actor]) -> None:
    one = given(acting["regent"])
    assert where(one) == (State.ACTIVE, "acknowledge")
    assert due(one) == moment("2026-03-03 23:59:59")  # to be read within a working day
    assert {notice.person.name for notice in Notice.objects.select_related("person") if notice.person} == {
        "Kadis",
        "Siti",
    }

    actions.acknowledge(one, by=acting["siti"], at=START)
    assert due(one) == moment("2026-03-06 23:59:59")
    with pytest.raises(Refused, match="bukti"):
        actions.fulfil(one, text="Sudah.", files=[], by=acting["siti"], at=START)
    actions.fulfil(one, text="Sudah.", files=[make.photo()], by=acting["siti"], at=START + timedelta(days=1))
    assert where(one) == (State.WAITING, "accept")
    assert due(one) is None
    assert Notice.objects.filter(person__name="Wali").exists()

    actions.send_back(one, text="Yang timur belum.", by=acting["regent"], at=moment("2026-03-04 09:00"))
    assert (where(one), due(one)) == ((State.ACTIVE, "resolve"), moment("2026-03-11 23:59:59"))
    actions.fulfil(one, text="Sudah semua.", files=[make.photo()], by=acting["head"], at=moment("2026-03-05 09:00"))
    actions.accept(one, by=acting["regent"], at=moment("2026-03-05 10:00"))
    assert (where(one), one.obligation.closed_at) == ((State.DONE, ""), moment("2026-03-05 10:00"))
    assert verbs(one) == ["open", "acknowledge", "fulfil", "send_back", "fulfil", "accept"]
    number_leaves(now=START, whole=True)
    assert findings(now=moment("2026-06-01 09:00")) == []


def test_who_may_do_what(acting: dict[str, Actor]) -> None:
    for name in ("adjutant", "head", "siti", "budi"):
        with pytest.raises(NotAllowed):
            given(acting[name])
    for by in (CITIZEN, SYSTEM):
        with pytest.raises(NotAllowed):
            given(by)
    one = given(acting["deputy"])
    with pytest.raises(NotAllowed):
        actions.acknowledge(one, by=acting["budi"], at=START)
    with pytest.raises(NotAllowed):
        actions.fulfil(one, text="Sudah.", files=[make.photo()], by=acting["regent"], at=START)
    actions.fulfil(one, text="Sudah.", files=[make.photo()], by=acting["siti"], at=START)
    for name in ("siti", "head", "budi", "adjutant"):
        with pytest.raises(NotAllowed):
            actions.accept(one, by=acting[name], at=START)
    actions.accept(one, by=acting["secretary"], at=START)  # another leader, in the giver's absence
    assert where(one)[0] == State.DONE


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": " \u200b "}, "satu kalimat"),
        ({"text": "x" * 201}, "200 huruf"),
        ({"due_on": date(2026, 3, 1)}, "tanggal"),
        ({"due_on": date(2028, 3, 2)}, "tanggal"),
    ],
)
def test_a_wrong_instruction_gets_a_sentence_and_leaves_nothing(
    acting: dict[str, Actor], wrong: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        given(acting["regent"], **wrong)  # type: ignore[arg-type]
    assert not Obligation.objects.exists()
    assert not Notice.objects.exists()


def test_today_and_two_years_ahead_are_dates(acting: dict[str, Actor]) -> None:
    today = given(acting["regent"], due_on=START.date(), token="hari-ini-hari-ini")
    assert today.obligation.next_at == moment("2026-03-02 23:59:59")
    far = given(acting["regent"], due_on=date(2028, 3, 1), token="kelak-kelak-kelak")
    assert far.obligation.clocks.get(name="resolve").due_at == moment("2028-03-01 23:59:59")


def test_the_same_form_twice_is_one_instruction(acting: dict[str, Actor]) -> None:
    assert given(acting["regent"]).pk == given(acting["regent"]).pk
    assert (Obligation.objects.count(), Notice.objects.count()) == (1, 2)
    assert given(acting["regent"], token="token-yang-lain-01").pk != given(acting["regent"]).pk


def test_steps_out_of_order_are_refused(acting: dict[str, Actor]) -> None:
    one = given(acting["regent"])
    with pytest.raises(Refused):
        actions.accept(one, by=acting["regent"], at=START)
    with pytest.raises(Refused):
        actions.send_back(one, text="Belum.", by=acting["regent"], at=START)
    actions.acknowledge(one, by=acting["siti"], at=START)
    with pytest.raises(Refused):
        actions.acknowledge(one, by=acting["siti"], at=START)
    actions.cancel(one, text="Tidak perlu lagi.", by=acting["regent"], at=START)
    for act in (actions.acknowledge, actions.accept):
        with pytest.raises((Refused, NotAllowed)):
            act(one, by=acting["siti"], at=START)
    assert verbs(one) == ["open", "acknowledge", "cancel"]
    assert where(one) == (State.WITHDRAWN, "")


def test_who_read_an_older_page_is_told(acting: dict[str, Actor]) -> None:
    one = given(acting["regent"])
    older = Instruction.objects.select_related("obligation").get(pk=one.pk)
    actions.acknowledge(one, by=acting["siti"], at=START)
    with pytest.raises(Stale):
        actions.cancel(older, text="Batal.", by=acting["regent"], at=START)
    assert verbs(one) == ["open", "acknowledge"]


def test_nobody_reads_it_and_it_climbs(acting: dict[str, Actor]) -> None:
    one = given(acting["regent"])
    nights = [moment(f"2026-03-{day:02} 00:01") for day in (4, 6)]
    assert [escalate(now=night) for night in nights] == [1, 1]
    told = [
        notice.person.name
        for notice in Notice.objects.filter(key__startswith="escalate").order_by("written_at")
        if notice.person
    ]
    assert told == ["Kadis", "Sekda"]
    assert verbs(one) == ["open", *["escalate"] * 2]


def test_who_sees_it(acting: dict[str, Actor]) -> None:
    one = given(acting["regent"])
    seen = {name for name, actor in acting.items() if Instruction.objects.visible_to(actor).exists()}
    assert seen == {"regent", "deputy", "secretary", "adjutant", "head", "siti"}
    assert get_instruction(acting["siti"], one.obligation.ref.lower().replace("-", " ")) == one
    with pytest.raises(Instruction.DoesNotExist):
        get_instruction(acting["budi"], one.obligation.ref)


def test_the_pages(acting: dict[str, Actor], people: dict[str, Person], client: Client, settings: Settings) -> None:
    """From the regent's box to the office's desk and back; whoever it is not for finds nothing."""
    settings.SECOND_FACTOR = "offered"
    form = {"text": "Tambal jalan.", "office": "pupr", "due_on": "2036-01-01", "token": "t" * 24}
    client.force_login(make.account(people["regent"]))
    assert client.post(reverse("instructions:create"), form).status_code == 422  # ten years are too far
    answer = client.post(reverse("instructions:create"), {**form, "due_on": date.today() + timedelta(days=9)})  # noqa: DTZ011
    one = Instruction.objects.select_related("obligation").get()
    page = reverse("instructions:detail", args=[one.obligation.ref])
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, page)

    client.force_login(make.account(people["budi"]))
    assert client.get(page).status_code == 404
    assert client.post(reverse("instructions:create"), form).status_code == 403
    client.force_login(make.account(people["siti"]))
    assert "Tambal jalan." in client.get(page).content.decode()
    act = reverse("instructions:act", args=[one.obligation.ref, "fulfil"])
    assert client.post(act, {"fulfil-text": "Sudah."}).status_code == 422  # without proof
    accept = reverse("instructions:act", args=[one.obligation.ref, "accept"])
    assert client.post(accept, {"accept-text": ""}).status_code == 403
    one.refresh_from_db()
    assert verbs(one) == ["open"]
