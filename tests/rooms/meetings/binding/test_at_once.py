"""Two chairs, or two tabs, at the same moment: the minutes are approved once, and the other hears it."""

from __future__ import annotations

import pytest

from balairung.kernel.documents.models import Document
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Obligation
from balairung.rooms.meetings.minutes.approving import approve, send_back, submit
from balairung.rooms.meetings.minutes.deciding import Said, change
from balairung.rooms.meetings.models import Decision, Meeting
from tests import make
from tests.kernel.obligations.at_once import names, together
from tests.rooms.meetings.binding.held import LATER, chair, complete, second_chair, writer

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting() -> Meeting:
    make.regency()
    made = complete()
    submit(made, by=writer(made), at=LATER)
    return made


def test_two_chairs_approve_at_once(meeting: Meeting) -> None:
    first, second = chair(meeting), second_chair(meeting)
    came = together(lambda: approve(meeting, by=first, at=LATER), lambda: approve(meeting, by=second, at=LATER))
    assert names(came) == ["Minutes", "Stale"]
    assert Obligation.objects.filter(meeting_task__isnull=False).count() == 1
    assert Document.objects.filter(series="NOTULEN").count() == 1
    assert Notice.objects.filter(subject__startswith="Notulen disahkan").count() == 3


def test_one_chair_in_two_tabs(meeting: Meeting) -> None:
    who = chair(meeting)
    came = together(lambda: approve(meeting, by=who, at=LATER), lambda: approve(meeting, by=who, at=LATER))
    assert names(came) == ["Minutes", "Minutes"], "a double click is answered twice and done once"
    assert Obligation.objects.filter(meeting_task__isnull=False).count() == 1


def test_one_approves_while_another_sends_back(meeting: Meeting) -> None:
    who = chair(meeting)
    came = together(
        lambda: approve(meeting, by=who, at=LATER), lambda: send_back(meeting, text="Kurang.", by=who, at=LATER)
    )
    assert names(came) == ["Minutes", "Stale"]


def test_a_decision_is_not_changed_behind_a_submission() -> None:
    """Whoever comes second, the minutes that wait are those that were checked."""
    make.regency()
    made = complete()
    decision, by = Decision.objects.get(), writer(made)
    came = together(
        lambda: submit(made, by=by, at=LATER),
        lambda: change(decision, Said(text="Tanpa kantor."), version=0, by=by, at=LATER),
    )
    assert names(came) in (["Minutes", "Refused"], ["Decision", "Refused"])
