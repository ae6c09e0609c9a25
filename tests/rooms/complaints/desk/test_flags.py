"""A flagged report: its head hears of it within fifteen minutes, or whoever stands above."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from balairung.kernel.messaging.delivery import deliver
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.ladder import CommandLine
from balairung.kernel.people.models import Person
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.desk import flags
from balairung.rooms.complaints.desk.flags import PATIENCE, WITHIN, swiftness, tell_heads
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.routing import coordinating_office, inspectorate
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def city() -> None:
    make.regency()


def head_of_house(name: str = "Pak Kepala") -> Person:
    """Whoever answers for the office where reports arrive."""
    office = coordinating_office()
    assert office is not None
    post = CommandLine(START).head_of(office.pk)
    assert post is not None
    return make.holder(post.office.key, post.role, name)


def told(complaint: Complaint) -> list[Notice]:
    return list(Notice.objects.filter(about_ref=complaint.ref, key__contains=":flag:").order_by("written_at", "id"))


def test_the_head_is_told_at_once_and_the_moment_of_delivery_is_kept() -> None:
    head = head_of_house()
    complaint = make.complaint(vulnerable=True)
    assert tell_heads(now=START) == 1
    assert [notice.address for notice in told(complaint)] == [head.email]
    deliver(now=START + MINUTE)
    tell_heads(now=START + 2 * MINUTE)
    complaint.refresh_from_db()
    assert complaint.head_told_at == START + MINUTE
    assert tell_heads(now=START + 3 * MINUTE) == 0
    assert len(told(complaint)) == 1


def test_an_ordinary_report_rings_nobody() -> None:
    head_of_house()
    complaint = make.complaint()
    assert tell_heads(now=START) == 0
    assert told(complaint) == []


def test_where_the_head_cannot_be_reached_the_next_one_up_is_told() -> None:
    mayor = make.holder("pimpinan", "regent", "Bu Wali")
    complaint = make.complaint(vulnerable=True)
    tell_heads(now=START)
    assert [notice.address for notice in told(complaint)] == [mayor.email]


def test_a_message_that_does_not_leave_goes_to_the_next_one_in_time(settings: Settings) -> None:
    head, mayor = head_of_house(), make.holder("pimpinan", "regent")
    settings.CHANNELS = {"email": "tests.kernel.messaging.odd_channels.Broken"}
    complaint = make.complaint(vulnerable=True)
    for minute in range(15):
        tell_heads(now=START + minute * MINUTE)
        deliver(now=START + minute * MINUTE)
    assert [notice.address for notice in told(complaint)] == [head.email, mayor.email]
    assert told(complaint)[1].written_at == START + PATIENCE


def test_messages_that_do_not_leave_keep_no_new_report_waiting(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flags, "BATCH", 1)
    head_of_house()
    settings.CHANNELS = {"email": "tests.kernel.messaging.odd_channels.Broken"}
    first, second = make.complaint(vulnerable=True), make.complaint(vulnerable=True, at=START + MINUTE)
    for minute in (1, 2):
        tell_heads(now=START + minute * MINUTE)
        deliver(now=START + minute * MINUTE)
    assert [len(told(one)) for one in (first, second)] == [1, 1]


def test_a_report_that_is_closed_rings_nobody_any_more() -> None:
    head_of_house()
    complaint = make.complaint(vulnerable=True)
    actions.withdraw(complaint, by=make.reporter(complaint), at=START)
    assert tell_heads(now=START) == 0
    assert swiftness(START + 60 * MINUTE).slow == 0


def test_nobody_whom_it_is_about_is_told() -> None:
    office = inspectorate()
    assert office is not None
    head = make.holder(office.key, "head", "Inspektur")
    accused = make.holder("pupr", "head", "Kadis PUPR")
    complaint = make.complaint(vulnerable=True, accused=make.office("pupr"))
    tell_heads(now=START)
    assert [notice.address for notice in told(complaint)] == [head.email]
    about_inspectors = make.complaint(vulnerable=True, accused=office)
    tell_heads(now=START)
    assert head.email not in [notice.address for notice in told(about_inspectors)]
    assert accused.email not in [notice.address for notice in told(complaint)]


def test_figures_count_who_waited_too_long() -> None:
    head_of_house()
    quick, slow, untold = (make.complaint(vulnerable=True) for _number in range(3))
    for complaint, minutes in ((quick, 2), (slow, 40)):
        complaint.head_told_at = START + minutes * MINUTE
        complaint.save(update_fields=["head_told_at"])
    early = swiftness(START + WITHIN)
    assert (early.count, early.minutes, early.slow, early.open) == (3, 21, 1, 3)
    assert swiftness(START + 16 * MINUTE).slow == 2
    assert untold.head_told_at is None
