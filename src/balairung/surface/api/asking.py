"""What every operation has in common: its scope, the refusals that it declares, its place in a list."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.responses import Status
from ninja.security import HttpBearer

from balairung.ground.common.errors import Refused
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.keys import allows
from balairung.kernel.people.models import ApiKey
from balairung.surface.api.shapes import Problem

REFUSALS = (400, 401, 403, 404, 409, 412, 413, 422, 429)
TAG = re.compile(r'"[0-9]{1,9}"')
Mark = tuple[datetime, UUID]


class Bearer(HttpBearer):
    """The key is known already (audience.programs); here it is asked for its scope. None: any key will do."""

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey:
        key = key_in(request)
        if self.scope:
            sentence = _("Kunci ini tidak mempunyai wewenang “%(scope)s”.") % {"scope": self.scope}
            require(allows(key, self.scope), sentence)
        return key


class Unfit(Exception):
    """A form refused what was sent: which field, and why."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(errors)
        self.errors = errors


class Outdated(Exception):
    """If-Match names another line than the last one (412)."""


def operation(
    summary: str, scope: str = "", shape: Any = None, status: int = 200, *, files: bool = False, waits: bool = False
) -> dict[str, Any]:
    """What is said of an operation: whom it is for, what it answers, how it may refuse.

    One with `files` may come as multipart; one that `waits` may have to be read by a second officer first (202).
    """
    answers = {status: shape} | ({202: shape} if waits else {}) | dict.fromkeys(REFUSALS, Problem)
    return {
        "summary": summary, "auth": Bearer(scope), "response": answers, "by_alias": True,
        "openapi_extra": {"x-scope": scope, "x-files": files},
    }  # fmt: skip


def key_in(request: HttpRequest) -> ApiKey:
    found: ApiKey = request.api_key  # type: ignore[attr-defined]
    return found


def actor_in(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def checked(form: forms.Form) -> dict[str, Any]:
    """The cleaned data of a form that pages use too. Raise `Unfit` with its sentences."""
    if form.is_valid():
        return form.cleaned_data
    raise Unfit([
        {"pointer": f"/{NAMED.get(name, name)}" if name != "__all__" else "", "detail": " ".join(map(str, sentences))}
        for name, sentences in form.errors.items()
    ])  # fmt: skip


#: Fields that have another name outside.
NAMED = {"klass": "class", "uploads": "files"}


def files_in(request: HttpRequest) -> list[Any]:
    """The files of a multipart request. Words in their place are refused: whoever sent them meant a file."""
    if "files" in request.POST:
        raise Refused(_("Bagian `files` berisi berkas, bukan tulisan."))
    return request.FILES.getlist("files")


def matched(request: HttpRequest, seq: int) -> None:
    """Whoever says which line they read (`If-Match: "12"`) hears when it is no longer the last one."""
    named = request.headers.get("If-Match")
    if named is not None and not TAG.fullmatch(named):
        raise Refused(_('If-Match berisi ETag dari jawaban sebelumnya, misalnya "12".'))
    if named not in {None, etag(seq)}:
        raise Outdated


def etag(seq: int) -> str:
    return f'"{seq}"'


def mark_text(mark: Mark | None) -> str | None:
    return f"{mark[0].astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}~{mark[1]}" if mark else None


def read_mark(text: str) -> Mark | None:
    """Where the page before ended. Raise `Refused` for what is no such mark."""
    if not text:
        return None
    moment, _sign, key = text.partition("~")
    try:
        mark = datetime.fromisoformat(moment), UUID(key)
    except ValueError:
        mark = None
    if mark is None or mark[0].tzinfo is None:
        raise Refused(_("Tanda halaman ini tidak kami kenal. Pakai `next` dari jawaban sebelumnya."))
    return mark


def answered(response: Any, body: dict[str, Any], status: int = 200) -> Any:
    """The body with its ETag, the number of its last line."""
    response["ETag"] = etag(body["seq"])
    return Status(status, body)
