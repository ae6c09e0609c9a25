"""The reader of pages sees what it looks for: else the tests beside it would find nothing."""

from __future__ import annotations

import pytest

from tests.attack.corpus import CORPUS, read
from tests.attack.lived.test_payloads import _calendar, _csv, _xml

INSIDE = ("<p>{}</p>", "<textarea>{}</textarea>", '<a href="{}">x</a>', "<input value='{}'>", "<title>{}</title>")


@pytest.mark.parametrize("one", [one for one in CORPUS if "<qzx" in one or "onerror" in one or "//qzx" in one])
def test_what_is_written_unescaped_is_seen(one: str) -> None:
    assert any(read(frame.format(one)).faults for frame in INSIDE)


@pytest.mark.parametrize(
    "value", ["javascript:qzx()", "java\nscript:qzx()", "data:text/html,<qzx>", " JAVASCRIPT:qzx()"]
)
def test_an_address_that_runs_is_seen(value: str) -> None:
    assert read(f'<a href="{value}">x</a>').faults


@pytest.mark.parametrize(
    "page", ["<!doctype html><p>&lt;qzx&gt; javascript:qzx()</p>", '<a href="/?q=%3Cqzx%3E">x</a>']
)
def test_words_are_no_fault(page: str) -> None:
    assert read(page).faults == []


def test_a_formula_is_seen_and_a_number_is_none() -> None:
    assert list(_csv(b"a,b\n=1+1,x\n")) == ["formula '=1+1'"]
    assert list(_csv(b"a,b\n-7.5,+62 812\n'=1,-\n")) == []


def test_a_broken_feed_and_a_broken_calendar_are_seen() -> None:
    assert list(_xml(b"<a><b></a>"))
    assert list(_xml(b"<a>\x0b</a>"))
    assert list(_calendar(b"BEGIN:VCALENDAR\r\nSUMMARY:a\nBcc: b\r\nEND:VCALENDAR\r\n"))
    assert list(_calendar(b"SUMMARY:" + b"x" * 80 + b"\r\n"))
