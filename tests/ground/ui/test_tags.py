"""Chips and deadlines, put together in Python."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from balairung.ground.ui.templatetags.ui import chip, deadline

DUE = datetime(2026, 3, 25, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "late", "paused", "kind", "said"),
    [
        (3, False, False, "deadline", "3 hari kerja lagi"),
        (1, False, False, "deadline is-soon", "1 hari kerja lagi"),
        (-4, True, False, "deadline is-late", "Terlambat 4 hari kerja"),
        (0, True, False, "deadline is-late", "Terlambat kurang dari 1 hari kerja"),
        (3, False, True, "deadline is-paused", "Waktu berhenti"),
    ],
)
def test_a_deadline_in_words_and_shape(days: int, late: bool, paused: bool, kind: str, said: str) -> None:
    html = deadline(DUE, days, late, paused)
    assert html.startswith(f'<span class="{kind}"><svg')
    assert f"<span>{said}</span>" in html
    assert ("Rabu, 25 Maret 2026" in html.replace("\N{NO-BREAK SPACE}", " ")) is not paused


@pytest.mark.parametrize(
    ("hours", "late", "kind", "said"),
    [
        (72, False, "deadline", "72 jam lagi"),
        (23, False, "deadline is-soon", "23 jam lagi"),
        (0, True, "deadline is-late", "Terlambat 1 jam"),
        (-5, True, "deadline is-late", "Terlambat 5 jam"),
        (97, False, "deadline", "3 hari kerja lagi"),
    ],
)
def test_what_runs_at_night_tells_its_hours(hours: int, late: bool, kind: str, said: str) -> None:
    html = deadline(DUE, 3, late, False, hours=hours)
    assert html.startswith(f'<span class="{kind}"><svg')
    assert f"<span>{said}</span>" in html


def test_today_begins_with_a_capital() -> None:
    due = timezone.now() + timedelta(minutes=1)
    assert ">Hari ini</span>" in deadline(due, 0, False, False) or ">Sampai" in deadline(due, 0, False, False)


def test_a_deadline_leads_to_its_arithmetic() -> None:
    assert deadline(DUE, 3, False, False, "/a?b=1&c").startswith('<a class="deadline" href="/a?b=1&amp;c">')
    assert deadline(None, 3, False, False).count("<time") == 0


def test_a_chip_says_it_in_shape_and_word() -> None:
    html = chip("done", "Selesai & beres")
    assert html.startswith('<span class="chip is-done"><svg')
    assert html.endswith(" Selesai &amp; beres</span>")
    assert "#state-done" in html
