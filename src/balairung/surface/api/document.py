"""The OpenAPI document, and the same as a page for people: one source, the operations themselves."""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from balairung.ground.ui.problems import MEDIA_TYPE
from balairung.kernel.people.house import house_url
from balairung.surface.api.asking import REFUSALS
from balairung.surface.api.service import described

Body = dict[str, Any]
PLACE = "/api/v1"
WORDS = ("summary", "description")
BINARY = {"type": "string", "contentMediaType": "application/octet-stream"}
IDEMPOTENT = {
    "in": "header", "name": "Idempotency-Key", "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": _("Permintaan yang sama dengan tanda yang sama dikerjakan satu kali."),
}  # fmt: skip
IF_MATCH = {
    "in": "header", "name": "If-Match", "required": False, "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
    "description": _("Baris terakhir yang sudah Anda baca (ETag); bila sudah berubah, jawabannya 412."),
}  # fmt: skip


def document() -> Body:
    """OpenAPI 3.1 of this house, in the reader's language."""
    return deepcopy(_document(get_language() or "id")) | {"servers": [{"url": house_url() + PLACE}]}


@lru_cache
def _document(language: str) -> Body:
    made = deepcopy(described())
    for path, operations in made["paths"].items():
        for method, one in operations.items():
            _complete(path, method, one)
    for shape in made["components"]["schemas"].values():
        shape.pop("description", None)
    _translate(made)
    return made


def _complete(path: str, method: str, one: Body) -> None:
    """What the framework cannot know of an operation."""
    one.pop("description", None)  # the docstring is for whoever reads the code
    one["operationId"] = one["operationId"].split("_", 4)[4]  # without its module
    for status in REFUSALS:
        said = one["responses"][str(status)]
        said["content"] = {MEDIA_TYPE: said.pop("content")["application/json"]}
    if method in {"post", "patch", "delete"}:
        one["parameters"].append(IDEMPOTENT)
    if method == "post" and "{ref}" in path:
        one["parameters"].append(IF_MATCH)
    if one.pop("x-files"):
        one["requestBody"]["content"]["multipart/form-data"] = _multipart(one["requestBody"]["content"])


def _multipart(content: Body) -> Body:
    parts = {
        "json": content["application/json"]["schema"],
        "files": {"type": "array", "items": BINARY, "maxItems": 5},
    }
    return {
        "schema": {"type": "object", "properties": parts, "required": ["json"], "additionalProperties": False},
        "encoding": {"json": {"contentType": "application/json"}},
    }


def _translate(part: Any) -> None:
    """Words for people, into the reader's language, wherever they stand."""
    if isinstance(part, list):
        for one in part:
            _translate(one)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name in WORDS and isinstance(value, str):
                part[name] = gettext(value) if value else value
            elif name != "responses":  # their descriptions are the phrases of HTTP
                _translate(value)
