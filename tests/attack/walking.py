"""Everybody reads every page once, and what the tests of this folder ask of it is remembered: to walk takes long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve

from tests.attack.corpus import Form, Page, read
from tests.attack.house import Lived, said
from tests.attack.test_headers import cache_faults, faults
from tests.attack.test_requests import AWAY, FORGED
from tests.surface.life import CANARY
from tests.test_house import Address

#: Whoever reads says that they post, and that this house has another name.
HEADERS = {**FORGED, "x-http-method-override": "POST", "x-method-override": "DELETE"}
#: What a stranger sends to a page that only looks: as much as most forms ask for.
SENT = {"text": "Coba", "words": "Coba", "token": "token-orang-lain", "reason": "Coba saja, tidak apa-apa"}
#: Those about whom this house is, and whoever walks in.
INSIDERS = ("nobody", "administrator", "coordinator", "liaison", "regent", "head")


@dataclass(frozen=True)
class Answered:
    address: Address
    path: str
    method: str
    status: int
    where: str
    shows: bool
    lacks: tuple[str, ...] = ()
    page: Page | None = None
    wrote: frozenset[str] = frozenset()

    @property
    def line(self) -> str:
        return f"{self.address.name} {self.method} {self.status}{' shows what is not theirs' * self.shows} {self.path}"


@dataclass(frozen=True)
class Walk:
    given: list[Answered]
    altered: frozenset[str]  # tables of which a row that stood there is another now, or gone


def walk(house: Lived, who: str, method: str = "get") -> Walk:
    """Made once: the house is the same for every test of this folder."""
    if (who, method) not in house.walks:
        before = rows()
        given = list(_walked(house, who, method))
        after = rows()
        house.walks[who, method] = Walk(given, frozenset(name for name in before if before[name] - after[name]))
    found: Walk = house.walks[who, method]
    return found


def rows() -> dict[str, set[str]]:
    """Every row of every table, as it lies there."""
    found = dict[str, set[str]]()
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = set(map(repr, cursor.fetchall()))
    return found


#: How a statement begins that writes, and where.
WRITES = re.compile(r"(?:WITH .*?)?\b(INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+(?:ONLY\s+)?\"?(\w+)", re.I | re.S)


@contextmanager
def writing() -> Iterator[set[str]]:
    """The tables in which a row is written meanwhile; a statement that finds no row writes none."""
    found = set[str]()

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if (said := WRITES.match(sql)) and (said[1][0] in "Ii" or context["cursor"].rowcount):
            found.add(said[2])
        return answer

    with connection.execute_wrapper(listen):
        yield found


def _walked(house: Lived, who: str, method: str) -> Iterator[Answered]:
    for address, path in house.places():
        client = house.visitors[who]
        with writing() as wrote:
            answer = client.get(path, headers=HEADERS) if method == "get" else client.post(path, SENT)
        yield looked_at(house, address, path, answer, known=who != "nobody", wrote=frozenset(wrote))


def looked_at(
    house: Lived, address: Address, path: str, answer: Any, *, known: bool, wrote: frozenset[str] = frozenset()
) -> Answered:
    content, where = said(answer), str(answer.get("Location", ""))
    lacks = [*faults(address, answer), *cache_faults(address, answer, known=known)]
    named = AWAY.encode() in content or AWAY in f"{dict(answer.items())}"
    lacks += ["names the host that was asked"] if named else []
    method, shows = answer.request["REQUEST_METHOD"].lower(), CANARY.encode() in content
    page = _page(house, address, answer, content) if method == "get" else None
    return Answered(address, path, method, answer.status_code, where, shows, tuple(lacks), page, wrote)


def _page(house: Lived, address: Address, answer: Any, content: bytes) -> Page | None:
    """Taken apart once for each set of fields that such a page has."""
    if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
        return None
    key = address.name, frozenset(re.findall(rb' name="([^"]*)"', content))
    if key in house.parsed:
        return None
    house.parsed.add(key)
    return read(content.decode())


# --- what the pages ask for ----------------------------------------------------------------------------------------


@dataclass
class Met:
    """A form, the page that showed it, and who saw it."""

    form: Form
    client: Client
    path: str
    name: str

    @property
    def key(self) -> tuple[str, frozenset[str]]:
        return self.name, frozenset(self.form.given) | self.form.files


def forms(house: Lived) -> list[Met]:
    """Each form that is posted, once, by whoever sees it first."""
    found = dict[tuple[str, frozenset[str]], Met]()
    for who in INSIDERS:
        for one in walk(house, who).given:
            for form in one.page.forms if one.page else ():
                path = urlsplit(form.action).path or one.path
                made = Met(form, house.visitors[who], path, _name_of(path))
                if form.method == "post" and made.name:
                    found.setdefault(made.key, made)
    return list(found.values())


def _name_of(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
