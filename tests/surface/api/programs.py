"""Programs that speak to the API in these tests: each with a key of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.keys import SCOPES, make_key
from balairung.kernel.people.models import ApiKey, Person

BASE = "/api/v1"


@dataclass
class Program:
    """A client that sends its key with everything."""

    key: ApiKey
    text: str

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer; `body` goes as JSON. Headers are named as in Python: `If_Match="…"`."""
        named = {"Authorization": f"Bearer {self.text}"} | {key.replace("_", "-"): one for key, one in headers.items()}
        data = "" if body is None else json.dumps(body)
        content_type = "application/json" if body is not None else ""
        return Client().generic(method, BASE + path, data, content_type or "application/octet-stream", headers=named)

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", path, {} if body is None else body, **headers)

    def send(self, path: str, body: Any, files: Sequence[Any], **headers: str) -> Any:
        """The same as multipart, with files."""
        named = {"Authorization": f"Bearer {self.text}"} | {key.replace("_", "-"): one for key, one in headers.items()}
        data = {"json": json.dumps(body), "files": list(files)}
        return Client().post(BASE + path, data, headers=named)


def program(person: Person | None = None, scopes: Sequence[str] = ()) -> Program:
    """A key with these scopes; with all that its person allows when none are named."""
    every = [scope for scope in SCOPES if person or scope in ("reports.file", "open311")]
    at = timezone.now()
    return Program(*make_key(name="Program uji", scopes=scopes or every, person=person, by=SYSTEM, at=at))
