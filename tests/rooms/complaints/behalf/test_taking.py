"""An officer takes down what somebody else says: once, with the same clocks; the code is theirs for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import CITIZEN, SYSTEM, Actor
from balairung.kernel.people.appointments import appoint
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.behalf.looking import Sought, look
from balairung.rooms.complaints.behalf.taking import add_to, begin, get_taken, seconds_since, take_down
from balairung.rooms.complaints.behalf.tallying import tally
from balairung.rooms.complaints.filing.report import Report
from balairung.rooms.complaints.models import Complaint
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db
TEXT = "Saluran air di depan sekolah mampet dan airnya masuk ke kelas."
NUMBER = "+6281234567890"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def operator() -> Actor:
    """The receptionist of an office that has nothing to do with water."""
    make.regency()
    return make.officer("dinkes", "receptionist", "Budi")


def take(by: Actor, **more: Any) -> Complaint:
    rest = {"token": more.pop("token", f"token-{more}"), "begun": more.pop("begun", ""), "at": more.pop("at", START)}
    return take_down(Report(**{"text": TEXT, "channel": "telephone", **more}), by=by, **rest)


def test_it_is_a_report_like_any_other_and_the_ledger_says_who_took_it(operator: Actor) -> None:
    made = take(operator, contact=NUMBER, name="Bu Sri", begun=begin(START - timedelta(seconds=38)))
    plain = make.complaint(text=TEXT, topic=None)
    line = made.obligation.events.get(seq=1)
    assert (line.verb, line.by_person_id, line.facts) == (
        "open",
        operator.person_id,
        {"channel": "telephone", "seconds": 38},
    )
    due = [sorted(one.obligation.clocks.values_list("name", "due_at")) for one in (made, plain)]
    assert due[0] == due[1]
    assert made.obligation.owner_office_id == plain.obligation.owner_office_id


def test_pressed_twice_is_one_report(operator: Actor) -> None:
    assert take(operator, token="sama").pk == take(operator, token="sama", at=START + MINUTE).pk
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(("office", "role"), [("pupr", "head"), ("pupr", "staff"), ("inspektorat", "auditor")])
def test_only_those_who_sit_where_people_come(operator: Actor, office: str, role: str) -> None:
    for stranger in (make.officer(office, role), CITIZEN):
        with pytest.raises(NotAllowed):
            take(stranger)
    for other in (
        make.coordinator(),
        make.officer("pupr", "liaison"),
        make.officer("kelurahan-3577011001", "village_operator"),
    ):
        take(other, name=other.name)
    assert Complaint.objects.count() == 3


def test_the_code_is_readable_for_a_quarter_of_an_hour_and_for_nobody_else(operator: Actor) -> None:
    made = take(operator)
    assert get_taken(operator, made.ref, START + 14 * MINUTE).secret == made.secret
    for actor, at in ((operator, START + 16 * MINUTE), (make.coordinator(), START), (CITIZEN, START)):
        with pytest.raises(Complaint.DoesNotExist):
            get_taken(actor, made.ref, at)
    with pytest.raises(Complaint.DoesNotExist):
        get_taken(operator, make.complaint().ref, START)


def test_a_report_about_their_own_office_is_taken_and_then_hidden(operator: Actor) -> None:
    made = take(operator, accused=make.office("dinkes"))
    assert not Complaint.objects.visible_to(operator).filter(pk=made.pk).exists()
    assert get_taken(operator, made.ref, START).secret == made.secret
    assert look(Sought(accused=make.office("dinkes")), actor=operator, now=START).own_office
    assert not look(Sought(accused=make.office("pupr")), actor=operator, now=START).own_office


def test_the_scribe_is_no_proxy_unless_they_say_so(operator: Actor) -> None:
    """Who cannot write may be represented at the counter of the very office; its officer does not represent anybody."""
    about = {"accused": make.office("dinkes"), "affected_name": "Mbah Sri", "channel": "counter"}
    take(operator, **about, proxy_as="family")
    with pytest.raises(Refused, match="mewakili orang lain"):
        take(operator, **about, proxy_as="official")
    theirs = make.person("Dewi", phone=NUMBER)
    appoint(person=theirs, post=make.post("dinkes", "staff"), since=START.date(), by=SYSTEM, at=START)
    with pytest.raises(Refused, match="mewakili orang lain"):
        take(operator, **about, proxy_as="neighbour", contact=NUMBER)


def test_one_post_is_captured_once(operator: Actor) -> None:
    post = {"channel": "social", "source_handle": "Instagram @warga"}
    made = take(operator, **post, source_link="https://www.instagram.com/p/Cx1/")
    assert take(operator, **post, source_link="https://instagram.com/reel/Cx1?igsh=a", at=START + MINUTE).pk == made.pk
    other = make.officer("pupr", "liaison", "Siti")
    with pytest.raises(Refused, match=made.ref):
        take(other, **post, source_link="http://m.instagram.com/p/Cx1")
    assert look(Sought(link="https://instagram.com/p/Cx1"), actor=other, now=START).captured == made.ref
    assert Complaint.objects.get().source_handle == "Instagram @warga"
    assert not Notice.objects.filter(person=None).exists()


def test_who_reported_before_is_found_only_by_who_may_know(operator: Actor) -> None:
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison", "Siti")
    made = make.forwarded(rahma, contact=NUMBER, name="Bu Sri")
    make.complaint(contact=NUMBER, anonymous=True)
    make.complaint(contact="+6281234567891")
    asked = Sought(contact=NUMBER)
    assert [[one.ref for one in look(asked, actor=who, now=START).earlier] for who in (rahma, siti, operator)] == [
        [made.ref], [made.ref], [],
    ]  # fmt: skip


def test_more_is_added_to_what_stands_already(operator: Actor) -> None:
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison", "Siti")
    made = make.forwarded(rahma, contact=NUMBER)
    said: dict[str, Any] = {"contact": NUMBER, "text": "Sekarang airnya sampai ke jalan.", "at": START}
    for by, contact in ((operator, NUMBER), (siti, "+6281234567891"), (siti, "")):
        with pytest.raises(Refused, match="laporan baru"):
            add_to(made, **said | {"contact": contact}, by=by)
    line = add_to(made, **said, by=siti)
    assert add_to(made, **said | {"at": START + MINUTE}, by=siti).pk == line.pk
    assert line.remark.audience == "parties"
    actions.ask(made, text="Di sebelah mana?", by=siti, at=START)
    assert add_to(made, contact=NUMBER, text="Depan gerbang.", by=siti, at=START).verb == "resume"
    assert made.obligation.state == "active"


def test_seconds_are_measured_and_cannot_be_made_up(operator: Actor) -> None:
    begun = begin(START)
    assert seconds_since(begun, START + timedelta(seconds=52)) == 52
    assert seconds_since(begun, START) == 1
    assert seconds_since(begun, START + timedelta(hours=1)) == 0
    for forged in ("", "x", f"{begun}x", begin(START + MINUTE)):
        assert seconds_since(forged, START) == 0


def test_the_tally_of_a_day(operator: Actor) -> None:
    rahma = make.coordinator()
    for number, seconds in enumerate((40, 60, 0)):
        take(operator, token=f"{number}", begun=begin(START - timedelta(seconds=seconds)) if seconds else "")
    take(operator, accused=make.office("pupr"), channel="letter")
    take(rahma, channel="social", source_link="https://contoh.id/1", begun=begin(START - 2 * MINUTE))
    take(rahma, at=START - timedelta(days=1), token="kemarin")
    make.complaint()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        own = tally(operator, START)
    assert len(queries) == 1
    assert [(one.channel, one.count, one.seconds) for one in own.mine] == [("telephone", 3, 50), ("letter", 1, None)]
    assert own.everyone == []
    house = tally(rahma, START)
    assert [(one.channel, one.count, one.seconds) for one in house.mine] == [("social", 1, 120)]
    counted = [(one.channel, one.count) for one in house.everyone]
    assert counted == [("telephone", 3), ("social", 1)]  # what is about somebody of the house is in no sum of others
