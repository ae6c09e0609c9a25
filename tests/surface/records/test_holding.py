"""What somebody holds is erased by nobody, at whatever door the wish comes in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people import personal
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.personal import Item
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.disclosure import objecting
from balairung.rooms.disclosure.models import InfoRequest
from balairung.rooms.surveys.models import FollowUp
from balairung.surface.records.holding import hold
from balairung.surface.records.models import Hold
from tests import make
from tests.make import START
from tests.rooms.disclosure import asked
from tests.rooms.surveys.asked import answered, said

pytestmark = pytest.mark.django_db
MAIL, DAY = "qzkenari@contoh.id", timedelta(days=1)


@pytest.fixture(autouse=True)
def _house() -> None:
    make.regency()


def theirs(holder: str, contact: str = MAIL) -> Item:
    [item] = [one for one in personal.find(contact) if one.holder == holder]
    return item


def held(ref: str, *, days: int = 1) -> Hold:
    auditor, case = make.officer("inspektorat", "auditor"), Obligation.objects.get(ref=ref)
    return hold(case, ground="law", paper="B/12/2026", by=auditor, at=START + days * DAY)


def test_what_is_held_after_it_was_found_is_not_erased() -> None:
    made = make.complaint(name="Ani", contact=MAIL)
    actions.withdraw(made, by=make.reporter(made), at=START)
    item = theirs("complaints")
    held(made.ref)
    assert item.kept == ""
    with pytest.raises(Refused, match="penegakan hukum"), transaction.atomic():
        personal.erase(item, by=SYSTEM, at=START + DAY)
    assert Complaint.objects.get(pk=made.pk).reporter_name == "Ani"


def test_a_request_whose_objection_is_held_is_not_erased() -> None:
    made = asked.refused(asked.request(word="Ani", contact=MAIL))
    against = asked.objection(asked.fresh(made))
    objecting.turn_down(against, text="Tetap dikecualikan.", by=SYSTEM, at=START + 3 * DAY)
    held(against.ref, days=4)
    with pytest.raises(Refused, match="penegakan hukum"), transaction.atomic():
        personal.erase(theirs("disclosure"), by=SYSTEM, at=START + 5 * DAY)
    assert "Ani" in InfoRequest.objects.get(pk=made.pk).name


def test_messages_about_what_is_held_stay() -> None:
    made = make.complaint(contact=MAIL)
    said_before = set(Notice.objects.about("complaints", made.ref).values_list("body", flat=True))
    assert theirs("messaging").kept == ""
    held(made.ref)
    item = theirs("messaging")
    assert "penegakan hukum" in item.kept
    assert personal.export(item).facts  # still handed over
    assert personal.erase(item, by=SYSTEM, at=START + DAY).gone == 0
    assert said_before <= set(Notice.objects.about("complaints", made.ref).values_list("body", flat=True))


def test_a_call_that_is_held_stays() -> None:
    answered(given=said(3, U3=1, words="Menunggu tiga jam.", contact="+6281234567890"))
    call = FollowUp.objects.select_related("obligation").get()
    assert theirs("surveys", "+6281234567890").kept == ""
    held(call.obligation.ref)
    personal.erase(theirs("surveys", "+6281234567890"), by=SYSTEM, at=START + DAY)
    call.refresh_from_db()
    assert call.contact == "+6281234567890"
