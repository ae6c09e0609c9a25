"""Every address × everybody × what belongs to somebody else: the answer follows from the audience that a view declares.

Whoever an audience leaves out is turned away at the door. Whoever it lets in finds nothing behind a number that is not
theirs. What they find all the same stands in a table with its reason; so a new address is closed until somebody says
why it is open. Drives, exports, files, feeds and the addresses of programs are addresses like any other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse

from balairung.surface.api.service import described
from tests.attack.house import Lived, said, status
from tests.attack.open_doors import FOUND_BY, OFFICERS, OWN, WRITABLE, WRITTEN
from tests.attack.walking import SENT, Answered, looked_at, walk
from tests.surface.life import CANARY
from tests.test_house import CLOSED, SAMPLES

pytestmark = pytest.mark.django_db

TURNED_AWAY = {403, 405}
NOT_THERE = {403, 404, 405}
#: Which audiences take somebody in; everybody takes in everybody.
ADMITTED = {
    "nobody": set[str](),
    "postless": set[str](),
    "overseer": {"overseers"},
    "head elsewhere": {"officers", "leaders"},
    "receptionist elsewhere": {"officers"},
    "administrator": {"officers", "operators"},
}


def answers(house: Lived, who: str) -> list[Answered]:
    """Whom no audience takes in is turned away before a view asks by which method they come."""
    methods = ("get", "post") if ADMITTED[who] or who == "nobody" else ("post",)
    return [one for method in methods for one in walk(house, who, method).given]


@pytest.mark.parametrize("who", ADMITTED)
def test_an_address_opens_to_whom_it_says(house: Lived, who: str) -> None:
    """Turned away where the audience leaves them out; where it lets them in, nothing of somebody else's is there."""
    given = answers(house, who)
    assert [one.line for one in given if one.status >= 500] == []
    assert [one.line for one in given if not _expected(one, who)] == []
    assert len(given) > 1200


@pytest.mark.parametrize("who", ADMITTED)
def test_a_form_of_somebody_else_changes_nothing(house: Lived, who: str) -> None:
    """Nothing is written but what the table names; and what stood there is altered by those only who hold its code."""
    made = walk(house, who, "post")
    wrong = [(one.address.name, sorted(one.wrote - _may_write(one, who))) for one in made.given]
    assert sorted((name, tables) for name, tables in wrong if tables) == []
    if who != "administrator":
        held = set().union(*(_may_write(one, who) for one in made.given if one.address.audience == "everyone"))
        assert made.altered <= held


def _may_write(one: Answered, who: str) -> set[str]:
    """An administrator keeps what the table of open doors gives them."""
    kept = who == "administrator" and (one.address.audience == "operators" or who in FOUND_BY.get(one.address.name, ()))
    return OWN | WRITTEN.get(one.address.name, set()) | (set(one.wrote) if kept else set())


def _expected(one: Answered, who: str) -> bool:
    audience = one.address.audience
    if one.address.name in CLOSED:
        return who != "nobody" or one.status == 405 or _to_the_door(one)
    if audience in {"", "everyone"}:
        return True  # nobody is left out; what stands behind codes is asked below
    if audience == "programs":
        return one.status == 401
    if audience not in ADMITTED[who]:
        return _to_the_door(one) or one.status == 405 if who == "nobody" else one.status in TURNED_AWAY
    if not one.address.parameters or audience == "operators" or who in FOUND_BY.get(one.address.name, ()):
        return True
    return one.status in NOT_THERE and not (one.shows and who != "administrator")  # whose own name is on each page


def _to_the_door(one: Answered) -> bool:
    return one.status == 302 and one.where.startswith(reverse("account_login"))


def test_the_table_of_open_doors_is_not_longer_than_it_must_be(house: Lived) -> None:
    """What nobody finds any more is taken out of it: else it would hide the next hole."""
    found = defaultdict[str, set[str]](set)
    for visitor in OFFICERS:
        for one in answers(house, visitor):
            found[one.address.name] |= {visitor} if one.status not in NOT_THERE or one.shows else set()
    listed = {(name, who) for name, people in FOUND_BY.items() for who in people}
    assert {pair for pair in listed if pair[1] not in found[pair[0]]} == set()


def test_the_table_of_what_forms_write_is_not_longer_than_it_must_be(house: Lived) -> None:
    given = [one for who in ADMITTED if who != "administrator" for one in walk(house, who, "post").given]
    for why, tables, names in WRITABLE:
        wrote = {one.address.name: one.wrote for one in given if one.address.name in names.split() and one.wrote - OWN}
        assert set(names.split()) - wrote.keys() == set(), why
        assert set(tables.split()) - set().union(*wrote.values()) == set(), why


# --- codes ---------------------------------------------------------------------------------------------------------

SECRET = {"code", "token", "secret", "draft", "signed"}


def test_a_page_behind_a_code_opens_with_its_code_alone(house: Lived) -> None:
    """The right code opens it to anybody; a code of somebody else, or a sign more or less, opens nothing."""
    client, opened, wrong = house.visitors["nobody"], set[str](), set[str]()
    held = [one for one in house.places() if SECRET & {name for name, _pattern in one[0].parameters}]
    for address, path in held:
        opened |= {address.name} if status(client.get(path)) in {200, 302, 405} else set()
        for other in _neighbours(path):
            for method in ("get", "post"):
                answer: Any = getattr(client, method)(other, SENT if method == "post" else {})
                content = said(answer)
                if CANARY.encode() in content or answer.status_code == 200:
                    wrong.add(f"{address.name} {method} {answer.status_code} {other}")
    assert sorted(wrong) == []
    assert len(opened) > 40


def _neighbours(path: str) -> Iterator[str]:
    """The same path with another code in it: a sign turned, one cut off, and one that was never given."""
    parts = path.strip("/").split("/")
    places = [place for place, part in enumerate(parts) if len(part) >= 10 and any(sign.isdigit() for sign in part)]
    for place in places[-1:]:
        word = parts[place]
        turned = word[:-1] + ("A" if word[-1] != "A" else "B")
        for other in (turned, word[:-1], "A" * len(word)):
            yield "/" + "/".join([*parts[:place], other, *parts[place + 1 :]]) + "/" * path.endswith("/")


# --- programs ------------------------------------------------------------------------------------------------------

#: Lists that are the same for everybody who may ask at all: any key opens them.
VOCABULARY = {"/offices", "/topics", "/regions", "/refusals"}


def test_every_operation_but_the_vocabulary_asks_for_a_scope() -> None:
    paths = described()["paths"]
    assert {
        path for path, methods in paths.items() if not all(one["x-scope"] for one in methods.values())
    } == VOCABULARY


def test_a_key_opens_what_it_is_for(house: Lived) -> None:
    """No key, no answer. A key for something else is told so. A key of somebody elsewhere finds nothing of others."""
    scopes, wrong = scope_of_each(), set[str]()
    for who, client in house.programs.items():
        for one in asked(house, client):
            needed = scopes.get((_name(one.path), one.method))
            wrong |= {f"{who}: {one.line}"} if not _of_key(one, who.removeprefix("program for "), needed) else set()
            wrong |= {f"{who}: {one.line}: {fault}" for fault in one.lacks}
    assert sorted(wrong) == []


def asked(house: Lived, client: Client) -> Iterator[Answered]:
    for address, path in house.places():
        if address.audience == "programs":
            for answer in (client.get(path), client.post(path, {})):
                yield looked_at(house, address, path, answer, known=True)


def scope_of_each() -> dict[tuple[str, str], str]:
    """(address, method): what its document says that a key must be for."""
    found = dict[tuple[str, str], str]()
    for path, methods in described()["paths"].items():
        places = (re.sub(r"{\w+}", sample, f"/api/v1{path}") for sample in SAMPLES)
        name = next(name for name in map(_name, places) if name != "api:nowhere")
        found |= {(name, method): str(one["x-scope"]) for method, one in methods.items()}
    return found


def _name(path: str) -> str:
    return resolve(path).view_name


def _of_key(one: Answered, scope: str, needed: str | None) -> bool:
    if scope == "program without a key":
        return one.status == 401
    if needed is None:  # nothing is there for this method
        return one.status in {404, 405}
    if needed not in {"", scope}:
        return one.status == 403 and not one.shows
    return not one.shows and one.status not in {401, 403} and one.status < 500
