"""What an attacker types comes in by every form that any page shows, and is looked at where it comes out again.

The forms are found by reading the pages of everybody. Each is sent twice: with hostile words in everything, so that it
is refused and shown again, and with hostile words only where somebody writes, so that it is taken.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction

from tests.attack.corpus import POSTED, Form
from tests.attack.house import Lived, said
from tests.attack.lived.test_payloads import wrong
from tests.attack.walking import Met, forms
from tests.test_house import Address

pytestmark = pytest.mark.django_db

#: What is not typed over where the form shall be taken.
KEPT = {"csrfmiddlewaretoken", "token", "draft", "proof", "website"}
#: Sends a password or a letter of one's own away; tests/kernel/people and tests/kernel/messaging look at these.
LEFT = {"account_logout"}


def test_what_comes_in_by_a_form_comes_out_as_words(house: Lived, subtests: pytest.Subtests) -> None:
    met = [one for one in forms(house) if one.name not in LEFT]
    turns = itertools.cycle(POSTED)
    found, taken = set[str](), 0
    for one in met:
        for everything in (True, False):
            sent = filled(one.form, turns, everything=everything)
            faults, moved = send(one, sent)
            found |= {f"{one.name} {'all' if everything else 'words'} {sent}: {fault}"[:400] for fault in faults}
            taken += moved
    with subtests.test("nothing became more than words, and nothing fell over"):
        assert sorted(found) == []
    with subtests.test("forms were found, and many took what was typed"):
        assert len(met) > 280
        assert taken > 280


def filled(form: Form, turns: Iterator[str], *, everything: bool) -> dict[str, Any]:
    words = form.typed if everything else form.written
    sent: dict[str, Any] = {name: next(turns) if name in words - KEPT else value for name, value in form.given.items()}
    return {name: value.encode("utf-8", "replace").decode() for name, value in sent.items()}


def send(one: Met, sent: dict[str, Any]) -> tuple[list[str], bool]:
    """What is wrong with what came of it, and whether it was taken; afterwards all is as it was."""
    cookies = SimpleCookie(one.client.cookies)
    with transaction.atomic():
        answer = one.client.post(one.path, sent)
        faults = list(wrong(Address(one.name, str, ()), answer, said(answer)))
        moved = answer.status_code in {302, 303}
        if moved and (onward := urlsplit(answer["Location"])).netloc in {"", "testserver"}:
            shown = one.client.get(f"{onward.path}?{onward.query}")
            faults += [f"then {fault}" for fault in wrong(Address(one.name, str, ()), shown, said(shown))]
        transaction.set_rollback(True)
    one.client.cookies = cookies
    return faults, moved
