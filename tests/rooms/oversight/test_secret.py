"""A secret examination exists for its team and the Inspektur, and for nobody else in the house."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.escalation import escalate
from balairung.kernel.obligations.models import Obligation
from balairung.kernel.people.actors import actor_of
from balairung.kernel.people.models import Person, Post
from balairung.rooms.oversight import examining, figures
from balairung.rooms.oversight.models import Examination, Recommendation
from tests import make
from tests.make import START
from tests.rooms.oversight import cases
from tests.rooms.oversight.cases import Inspection
from tests.test_house import addresses

pytestmark = pytest.mark.django_db
MARK = "Kanariwulung"  # a word that stands nowhere else in the house
SUBJECT = ("pupr", Post.Role.HEAD)  # whom it is about

#: Who sees much, and none of this: of the Inspektorat but not of the team, whoever coordinates, the regent.
BLIND = [
    ("inspektorat", Post.Role.AUDITOR), ("setda", Post.Role.COORDINATOR), ("pimpinan", Post.Role.REGENT), SUBJECT,
]  # fmt: skip
OWING = ("pupr", Post.Role.STAFF)  # of the examined office: sees what was sent to it, and only that


@pytest.fixture
def team(settings: Settings) -> Inspection:
    settings.SECOND_FACTOR = "offered"
    make.regency()
    return cases.inspectorate()


def hide(team: Inspection, accused: Person, *, send: bool) -> Examination:
    """A secret examination with the mark in every corner of it."""
    made, finding, _told = cases.draft(team, confidential=True, about=f"Dugaan {MARK}")
    examining.change_finding(
        finding, cases.found(title=f"Temuan {MARK}", condition=MARK, cause=MARK), by=team.lead, at=START
    )
    examining.add_recommendation(
        finding, office=make.office("pupr"), text=f"Kembalikan {MARK}.", by=team.lead, at=START
    )
    examining.name_subject(made, person=accused, by=team.lead, at=START)
    if send:
        examining.send(made, by=team.head, at=START)
    return made


@pytest.fixture
def enter(client: Client) -> Callable[[Person], Client]:
    def sign_in(person: Person) -> Client:
        client.force_login(person.user or make.account(person))
        return client

    return sign_in


def seat(office: str, role: Post.Role) -> Person:
    """Somebody in this post who is in no team."""
    return make.holder(office, role)


#: Other people's figures, a device's own key, a code that turns every thirty seconds.
PASSED = ("open311", "data:", "device", "passes:")


def pages(client: Client) -> Iterator[tuple[str, str]]:
    """Every page without a parameter, and each of its answers that is text."""
    for address in addresses():
        if address.ours and not address.parameters and not address.name.startswith(PASSED):
            answer = client.get(address.path)
            if answer.streaming and "text" in answer.headers["Content-Type"]:
                yield address.name, answer.getvalue().decode(errors="replace")
            elif answer.streaming:
                answer.getvalue()  # a spreadsheet tells when it was made: only read to its end
            elif answer.status_code == 200 and "text" in answer.headers["Content-Type"]:
                yield address.name, answer.content.decode()


@pytest.mark.parametrize(("office", "role"), BLIND, ids=str)
def test_no_page_says_that_there_is_one(
    team: Inspection, enter: Callable[[Person], Client], office: str, role: Post.Role
) -> None:
    person = seat(office, role)
    accused = person if (office, role) == SUBJECT else make.holder(*SUBJECT)
    made = hide(team, accused, send=True)
    refs = list(Obligation.objects.filter(kind="oversight").values_list("ref", flat=True))
    told = re.compile("|".join([MARK, str(made.pk), *refs, *(ref.replace("-", chr(0x2011)) for ref in refs)]))
    client = enter(person)
    seen = [name for name, body in pages(client) if told.search(body)]
    for ref in refs:
        for address, query in (("obligations:inbox", {"q": ref}), ("obligations:inbox", {"q": MARK})):
            body = client.get(reverse(address), query).content.decode()
            seen += [address] if "Kembalikan" in body else []
        assert client.get(reverse("oversight:detail", args=[ref])).status_code == 404
    assert client.get(reverse("oversight:examination", args=[made.pk])).status_code == 404
    assert seen == []


def test_no_number_changes(team: Inspection, enter: Callable[[Person], Client]) -> None:
    """A list, a count, a figure: what the regent sees is what it was before."""
    accused, client = make.holder(*SUBJECT), enter(seat("pimpinan", Post.Role.REGENT))
    cases.sent(team, letter="700/1/ST/2026")
    before = {name: plain(body) for name, body in pages(client)}
    hide(team, accused, send=True)
    after = {name: plain(body) for name, body in pages(client)}
    assert [name for name in before if before[name] != after[name]] == []


def plain(body: str) -> str:
    """Without what is drawn by lot for each visit, and the time of day."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}', "", body)
    body = re.sub(r"\d\d\.\d\d(\s|&nbsp;)WI[BT]A?", "", body)
    return re.sub(r"<form.*?</form>", "", body, flags=re.DOTALL)


def test_its_team_the_inspektur_and_the_owing_office_see_what_is_theirs(team: Inspection) -> None:
    siti = actor_of(make.holder(*OWING), START)
    made = hide(team, make.holder(*SUBJECT), send=False)
    for sees in (team.head, team.lead):
        assert Examination.objects.visible_to(sees).filter(pk=made.pk).exists()
    assert not Recommendation.objects.visible_to(siti).exists()  # nothing before it is sent
    examining.send(made, by=team.head, at=START)
    assert Recommendation.objects.visible_to(siti).count() == 2
    assert not Examination.objects.visible_to(siti).exists()
    assert not Recommendation.objects.visible_to(team.other).exists()


def test_no_figure_holds_it_not_even_the_inspekturs(team: Inspection) -> None:
    hide(team, make.holder(*SUBJECT), send=True)
    assert figures.follow_up_table(Recommendation.objects.visible_to(team.head)).total.total.count == 0
    assert figures.follow_up_table(Recommendation.objects.all()).lines == []
    assert figures.general(START.year, START) == []


def test_whom_it_is_about_gets_no_message_and_is_passed_by_when_it_is_late(team: Inspection) -> None:
    accused, liaison = make.holder(*SUBJECT), make.holder("pupr", Post.Role.LIAISON)
    hide(team, accused, send=True)
    for days in range(61, 90):
        escalate(now=START + timedelta(days=days))
    told = set(Notice.objects.filter(about_kind="oversight").values_list("person", flat=True))
    assert accused.pk not in told
    assert liaison.pk in told
