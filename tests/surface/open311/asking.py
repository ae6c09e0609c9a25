"""A program that speaks Open311 to a regency: plain HTTP through Django's client, answers parsed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

from django.test import Client
from django.utils import timezone

from balairung.kernel.people.actors import SYSTEM, Actor
from balairung.kernel.people.keys import make_key
from balairung.kernel.people.models import ApiKey
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.models import Complaint
from tests import make

BASE = "/open311/v2/"
POINT = {"lat": "-7.62983", "long": "111.52947"}
WORDS = "Lampu jalan di depan balai desa mati sejak Senin."


def key(*scopes: str) -> tuple[ApiKey, str]:
    at = timezone.now() - timedelta(days=1)
    return make_key(name="Aplikasi uji", scopes=scopes or ("open311",), person=None, by=SYSTEM, at=at)


def published(rahma: Actor, *, at: datetime | None = None, **report: Any) -> Complaint:
    """A report that everyone may read since `at`, by default a day ago."""
    return make.forwarded(rahma, at=at or timezone.now() - timedelta(days=1), **report)


def answered(rahma: Actor, siti: Actor, **report: Any) -> Complaint:
    made = published(rahma, **report)
    actions.answer(made, text="Kami tangani besok. Hubungi 081234567890.", by=siti, at=made.filed_at)
    return made


def ask(path: str, **query: Any) -> Any:
    """The answer in JSON, after its status was looked at."""
    answer = Client().get(f"{BASE}{path}.json", query)
    assert answer.status_code == 200, answer.content
    return said(answer)


def said(answer: Any) -> Any:
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    return json.loads(answer.content)


def ask_xml(path: str, **query: Any) -> ElementTree.Element:
    answer = Client().get(f"{BASE}{path}.xml", query)
    assert answer.status_code == 200, answer.content
    return root(answer)


def root(answer: Any) -> ElementTree.Element:
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    return ElementTree.fromstring(answer.content)


def post(path: str = "requests", form: str = "json", base: str = BASE, **data: Any) -> Any:
    return Client().post(f"{base}{path}.{form}", data)


def errors(answer: Any) -> list[int]:
    """The codes of the errors, and a sentence for each."""
    found = said(answer)
    assert all(set(one) == {"code", "description"} and one["description"] for one in found)
    return [one["code"] for one in found]


def names(element: ElementTree.Element) -> list[str]:
    return [child.tag for child in element]
