"""What others read of attendance, what stands on the list, and on the sheet."""

from __future__ import annotations

import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.module_loading import import_string
from pytest_django.fixtures import DjangoAssertNumQueries

from balairung.rooms.meetings.holding import attending, listing, sheet
from balairung.rooms.meetings.models import Invitee, Meeting
from tests import make
from tests.rooms.meetings.holding import hall
from tests.rooms.meetings.holding.hall import DAY, EARLY

pytestmark = pytest.mark.django_db
DAY_OF = date(2026, 3, 9)


@pytest.fixture
def meeting() -> Meeting:
    """PUPR's head came, Disdik's sent somebody of ours, Dinkes's head stayed away without a word."""
    make.regency()
    made = hall.meeting()
    by, wira = hall.leads(made), hall.staff("disdik")
    attending.check_in(made, hall.seat(made), way="qr", by=by, at=EARLY)
    row = hall.seat(made, "disdik")
    attending.receive_deputy(row, name="Wira", title="Staf", by=by, at=DAY)
    Invitee.objects.filter(pk=row.pk).update(deputy=wira)
    attending.open_session(hall.session(made), by=by, at=DAY)
    attending.close_session(hall.session(made), by=by, at=DAY + timedelta(hours=2))
    return made


def test_each_is_told_by_how_they_came(meeting: Meeting, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    attended = import_string(settings.MEETING_ATTENDANCE)
    rows = {key: hall.seat(meeting, key) for key in ("pupr", "disdik", "dinkes")}
    wira = rows["disdik"].deputy_id
    people = [*(row.person_id for row in rows.values()), wira]
    with django_assert_num_queries(1):
        found = {one.person: one for one in attended(people, DAY_OF, DAY_OF)}
    hows = {"pupr": "self", "disdik": "deputy", "dinkes": "absent"}
    assert {key: found[row.person_id].how for key, row in rows.items()} == hows
    assert (found[wira].how, found[wira].there, found[wira].came_at) == ("stood_in", True, DAY)
    assert attended(people, date(2026, 3, 1), date(2026, 3, 8)) == []


def test_counts_and_names(meeting: Meeting) -> None:
    session = hall.session(meeting)
    tally = listing.tally(meeting)
    assert (tally.invited, tally.came, tally.in_place, tally.missing, tally.share) == (3, 2, 1, 1, 67)
    attending.leave(hall.seat(meeting), by=hall.leads(meeting), at=DAY)
    assert [one.office.key for one in listing.here(session) if one.office] == ["disdik"]
    assert [one.office.key for one in listing.listed(session, sieve="belum") if one.office] == ["dinkes"]
    words = hall.seat(meeting, "pupr").name.split()[-1]
    assert hall.seat(meeting) in listing.listed(session, text=words)
    assert [one.office.key for one in listing.listed(session, text="WIRA") if one.office] == ["disdik"]


def test_the_sheet_says_who_came_and_how(meeting: Meeting, tmp_path: Path) -> None:
    Invitee.objects.filter(pk=hall.seat(meeting).pk).update(name="=HYPERLINK Nurhadi #")
    session = hall.session(meeting)
    lines = list(sheet.lines(session))
    assert len(lines) == 3
    assert len(lines[0]) == len(sheet.columns())
    said = text_of(sheet.drawn(session, empty=False, at=DAY), tmp_path)
    for words in ("=HYPERLINK Nurhadi #", "07.30", "Wira", "hadir 2", "Senin, 9 Maret 2026"):
        assert words in said
    blank = text_of(sheet.drawn(session, empty=True, at=DAY), tmp_path)
    assert "07.30" not in blank
    assert "Tanda tangan" in blank


def text_of(paper: bytes, folder: Path) -> str:
    file = folder / "daftar.pdf"
    file.write_bytes(paper)
    told = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True)
    return " ".join(told.stdout.split())
