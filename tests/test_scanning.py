"""What scanners find counts until somebody says why it is none; the page about it is for people."""

from __future__ import annotations

import pytest

from tools import scan
from tools.scan import Finding, Look, report

MEDIUM = Finding("wapiti", "medium", "Open Redirect", "/akun/login/", "next=…")
LOW = Finding("wapiti", "low", "Header", "/", "…")


def test_medium_counts_and_low_does_not() -> None:
    assert (MEDIUM.counts, LOW.counts) == (True, False)
    assert [one.why_not for one in (MEDIUM, LOW)] == ["", ""]


def test_what_is_explained_is_explained_for_that_place_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "EXPLAINED", (("wapiti", "Open Redirect", "/akun/.*", "it leads home"),))
    assert MEDIUM.why_not == "it leads home"
    assert Finding("wapiti", "medium", "Open Redirect", "/lapor/", "").why_not == ""
    assert Finding("schemathesis", "medium", "Open Redirect", "/akun/login/", "").why_not == ""


def test_the_page_has_the_worst_first() -> None:
    said = report([Look("wapiti as a stranger", "did this", [LOW, MEDIUM, MEDIUM]), Look("another", "did that", [])], 5)
    assert said.index("| medium | Open Redirect | 2 | `/akun/login/` | – |") < said.index("| low | Header | 1 |")
    assert "did that.\n\nNothing.\n\n## Mended" in said


@pytest.mark.parametrize(("code", "level"), [("ST101", "high"), ("ST401", "high"), ("ST204", "low"), ("", "high")])
def test_a_failure_of_the_server_is_worse_than_a_word_in_the_document(code: str, level: str) -> None:
    """What says nothing is taken for the worst."""
    assert scan._told(code)[0] == level


def test_every_explanation_is_for_something_small_or_one_place() -> None:
    """Nobody explains away a kind of hole everywhere."""
    wide = [kind for _who, kind, place, _why in scan.EXPLAINED if place == ".*"]
    assert wide == ["(HttpOnly|Secure) Flag cookie", "ST204"]
