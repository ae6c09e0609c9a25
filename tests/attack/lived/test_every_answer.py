"""All addresses of a house in which every room was used, asked by everybody: headers, questions, ways out, frames."""

from __future__ import annotations

import itertools
import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.attack.house import ENDLESS, Lived, said
from tests.attack.questions import ANYTHING, NASTY, failures, questions, settings_of_a_walk, with_word
from tests.attack.test_requests import AWAY, LURES, ONWARD, led_away
from tests.attack.walking import INSIDERS, walk
from tests.test_house import addresses

pytestmark = pytest.mark.django_db


def test_every_answer_says_what_a_browser_must_not_do(house: Lived) -> None:
    """And names no host but ours: a link with somebody else's host in it would go out in a letter."""
    walks = [walk(house, who) for who in INSIDERS] + [walk(house, who, "post") for who in ("nobody", "head elsewhere")]
    given = [one for each in walks for one in each.given]
    assert (
        sorted({f"{one.address.name} {one.method} {one.status}: {fault}" for one in given for fault in one.lacks}) == []
    )
    assert len(given) > 4000


def test_reading_changes_nothing(house: Lived) -> None:
    """Links, previews and prefetching only read, whatever they say about another method."""
    given = [one for who in INSIDERS for one in walk(house, who).given]
    wrote = {(one.address.name, table) for one in given for table in one.wrote}
    assert sorted(f"{name} {table}" for name, table in wrote if not _by_reading(name, table)) == []
    assert {table for who in INSIDERS for table in walk(house, who).altered} == set()


def _by_reading(name: str, table: str) -> bool:
    """Wrong codes are counted; who opened a case is written down for whom it is about; one's own address is noted."""
    noted = name == "account_email" and table == "account_emailaddress"
    return table == "cache" or noted or (table == "obligations_visit" and name.endswith(":detail"))


def test_no_question_makes_a_page_fail(house: Lived) -> None:
    asked = list(questions(house))
    assert len(asked) > 400
    found = set[str]()

    @settings_of_a_walk(max_examples=2)
    @given(value=ANYTHING, seed=st.integers(0, 2**32))
    def ask(value: str, seed: int) -> None:
        chance = Random(seed)
        for client, path, names in asked:
            words = [value, *chance.sample(NASTY, 3)]
            query = {name: words[place % 4] for place, name in enumerate(sorted(names))}
            found.update(failures(client, path, query))

    ask()
    assert sorted(found) == []


def test_no_word_in_an_address_makes_a_page_fail(house: Lived, log_lines: list[str]) -> None:
    """And none is written into the log, where it could begin a line of its own."""
    named = [one for one in addresses() if one.parameters and not ENDLESS.search(one.name)]
    found = set[str]()
    for turn, role in enumerate(("nobody", "administrator", "coordinator")):
        for address in named:
            for word in NASTY[turn::9]:
                path = with_word(address, word)
                found |= set(failures(house.visitors[role], path, {})) if path else set()
    assert sorted(found) == []
    assert [line for line in log_lines if re.search(r"[\r\n\x1b]|qzx", line, re.IGNORECASE)] == []
    assert len(log_lines) > 1000


def test_no_address_leads_away(house: Lived) -> None:
    """Whatever stands in the question, in the form, or in Referer: who is sent on stays here."""
    found, turns = set[str](), itertools.cycle(LURES)
    for client, path, names in questions(house):
        for lure in LURES if names & set(ONWARD[1:]) else [next(turns)]:
            asked = dict.fromkeys([*ONWARD, *names], lure)
            for answer in (client.get(path, asked, headers={"referer": f"https://{AWAY}/"}),
                           client.post(path, asked, headers={"referer": f"https://{AWAY}/"})):  # fmt: skip
                found |= {f"{path}: {fault}" for fault in led_away(answer)}
    assert sorted(found) == []


def test_what_stands_in_pages_of_others_is_public_and_asks_nothing(house: Lived) -> None:
    """An embedded page is a projection of its own: the same for everybody, no form, no cookie, no name of who looks."""
    frames, shown = [path for address, path in house.places() if address.name.endswith("_frame")], 0
    for path in frames:
        seen = []
        for client in (house.visitors["nobody"], house.visitors["administrator"]):
            answer = client.get(path)
            seen.append((answer.status_code, said(answer)))
            assert answer.cookies == {}
        if seen[0][0] == 200:
            assert seen[0] == seen[1]
            assert b"<form" not in seen[0][1]
            shown += 1
    assert shown >= 2
