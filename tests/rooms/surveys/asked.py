"""Offices that are asked about, and people who answer."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from balairung.kernel.people.actors import CITIZEN
from balairung.rooms.surveys.answering import Given, Where, answer
from balairung.rooms.surveys.models import Answer
from balairung.rooms.surveys.scoring import codes
from tests import make

_numbers = itertools.count(1)


def said(value: int = 3, **more: Any) -> Given:
    """The same value for every element, unless `more` names another: `said(3, U1=1, stars=5)`."""
    values = {code: more.pop(code, value) for code in codes()}
    return Given(values, **more)


def answered(
    key: str = "dukcapil", given: Given | None = None, *, at: datetime = make.START, part: str = "-", times: int = 1,
    token: str = "", channel: str = Answer.Channel.CODE,
) -> list[Answer]:  # fmt: skip
    """So many people answered this at an office."""
    where = Where(make.office(key), channel, part)
    return [
        answer(where, given=given or said(), token=token or f"jawaban-uji-{next(_numbers)}", by=CITIZEN, at=at)
        for _one in range(times)
    ]
