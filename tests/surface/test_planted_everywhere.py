"""In a house where every room was used, a word is planted in every text of every table; then a stranger reads it all.

What everybody may read stands in PUBLIC, with the rows of which that holds. Anything else that a page shows is a leak:
a new column of words is private until it stands there, and what stands there must be found.
"""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.apps import apps
from django.conf import settings as house
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from balairung.config.work import run_once
from balairung.kernel.obligations.models import Remark
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.innovations.models import Innovation
from balairung.rooms.participation.models import Consultation, VotingRound
from tests import make
from tests.rooms.complaints.test_canary import onward, said_by
from tests.surface.life import CANARY, Life
from tests.surface.planting import Planted, plant
from tests.test_house import addresses

MOST_PAGES = 1500
ALL = Q()
MINUTES = Q(minutes__published_at__isnull=False)
ASKED = Q(consultation__in=Consultation.objects.announced())
VOTED = Q(pk__in=VotingRound.objects.announced())
PROPOSED = Q(round__in=VotingRound.objects.announced())
REPORT = Q(pk__in=Complaint.objects.published())
CARD = Q(pk__in=Innovation.objects.published())
#: "app.Model": the columns that everybody may read, and of which rows.
PUBLIC: dict[str, tuple[str, Q]] = {
    "agreements.Agreement": ("partner scope title", ALL),
    "announcements.Edition": ("body summary title", Q(published_at__isnull=False)),
    "complaints.Complaint": ("public_text public_title", REPORT),
    "complaints.Group": ("name", ALL),
    "complaints.Topic": ("name", ALL),
    "disclosure.InfoRequest": ("public_answer public_question", Q(published_at__isnull=False)),
    "disclosure.Listing": ("keeper kept_for made summary title", Q(withdrawn_at__isnull=True)),
    "disclosure.Withheld": ("benefit consequence title", Q(lifted_at__isnull=True)),
    "innovations.Innovation": ("name novelty problem what who", CARD),
    "inspections.CheckSheet": ("rows", ALL),
    "meetings.Decision": ("text", MINUTES),
    "meetings.Meeting": ("title", MINUTES),
    "meetings.MeetingSession": ("place", Q(meeting__minutes__published_at__isnull=False)),
    "meetings.Minutes": ("approved_as", Q(published_at__isnull=False)),
    "meetings.MinutesItem": ("text", MINUTES),
    "obligations.Remark": ("text", Q(audience=Remark.Audience.PUBLIC)),
    "pacts.Drive": ("name", ALL),
    "participation.CitizenProposal": ("reason text title", PROPOSED & Q(hidden_rule="")),
    "participation.ConsultComment": ("text", Q(hidden_rule="", section__consultation__announced_at__isnull=False)),
    "participation.ConsultForum": ("place summary", ASKED),
    "participation.ConsultSection": ("text title", ASKED),
    "participation.Consultation": ("summary title", Q(announced_at__isnull=False)),
    "participation.Undertaking": ("text", ASKED | PROPOSED),
    "participation.VotingRound": ("summary title", VOTED),
    "people.LegalBasis": ("about number", ALL),
    "people.Office": ("name short", ALL),
    "people.Person": ("name", Q(holdings__isnull=False)),
    "people.Post": ("title", ALL),
    "programmes.Hearing": ("who", ALL),
    "programmes.HundredDays": ("name", ALL),
    "programmes.Indicator": ("name", ALL),
    "programmes.PlanAction": ("text", ALL),
    "programmes.PlanMilestone": ("proof title", ALL),
    "programmes.PlanNode": ("title", ALL),
    "programmes.PlanOutcome": ("text", ALL),
    "programmes.PlanPeriod": ("decree name", ALL),
    "programmes.RootProblem": ("cause text", ALL),
    "projects.Handover": ("giver goods group", ALL),
    "projects.Milestone": ("title", ALL),
    "projects.Project": ("executor title", ALL),
    "reception.Booth": ("name", ALL),
    "reception.Hall": ("name", ALL),
    "reception.Line": ("name", ALL),
    "services.Service": ("name", ALL),
    "services.Version": ("body", Q(published_at__isnull=False)),
}
COLUMNS = {f"{model}.{column}" for model, (columns, _rows) in PUBLIC.items() for column in columns.split()}


@pytest.fixture
def planted(db: None, settings: Settings) -> Planted:
    for name in [name for name in dir(house) if name.endswith("_LIMIT") and isinstance(getattr(house, name), str)]:
        setattr(settings, name, "0")  # whoever reads everything is no flood
    make.regency(at=timezone.now())
    Life(CANARY)
    run_once(now=timezone.now())
    return plant()


def test_a_stranger_reads_what_is_public_and_nothing_else(planted: Planted) -> None:
    found, statuses = _read_everything(planted)
    assert [place for place, status in statuses.items() if status >= 429] == []
    assert len(planted.columns) > 240
    assert [f"{column} at {next(iter(rows.values()))}" for column, rows in found.items() if column not in COLUMNS] == []
    for model, (columns, rows) in PUBLIC.items():
        public = {str(key) for key in apps.get_model(model)._base_manager.filter(rows).values_list("pk", flat=True)}
        for column in columns.split():
            seen = found.get(f"{model}.{column}", {})
            assert seen, f"{model}.{column} was found nowhere: is it public, and is it walked?"
            assert [place for key, place in seen.items() if key not in public] == [], f"{model}.{column}"


def _read_everything(planted: Planted) -> tuple[dict[str, dict[str, str]], dict[str, int]]:
    """Where a word of each column and row was seen first; what came of each page that any link leads to."""
    client, statuses = Client(), dict[str, int]()
    found = defaultdict[str, dict[str, str]](dict)
    plain = [one.name for one in addresses() if one.audience == "everyone" and not one.parameters]
    ahead = [reverse(name) for name in plain if name != "account_logout"]
    while ahead:
        assert len(statuses) < MOST_PAGES
        if (place := ahead.pop(0)) in statuses:
            continue
        answer = client.get(place)
        said, statuses[place] = said_by(answer), answer.status_code
        for column, row in planted.found_in(said):
            found[column].setdefault(row, place)
        ahead += onward(place, said)
    return found, statuses
