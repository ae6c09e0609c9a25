"""How GeoReport v2 writes: XML with its own names, and the same as JSON without the wrapper (the Spark convention).

Open311 GeoReport v2, wiki.open311.org/GeoReport_v2: "text/xml; charset=utf-8", "application/json; charset=utf-8",
errors as `errors/error{code, description}` with the HTTP status to match.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse

from balairung.ground.common.text import for_xml

TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
#: What one of a list is called in XML, by the name of the list; what is told whole has a root and no list.
ONE = {
    "services": "service", "service_requests": "request", "errors": "error", "attributes": "attribute",
    "values": "value", "endpoints": "endpoint", "formats": "format", "notes": "note",
    "service_request_updates": "request_update", "media_urls": "media_url",
}  # fmt: skip
Said = Mapping[str, Any] | Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Wrong:
    """One error: its HTTP status and a sentence."""

    code: int
    description: str


class Fault(Exception):
    """What was asked cannot be answered: one error or several."""

    def __init__(self, *wrongs: Wrong) -> None:
        super().__init__("; ".join(f"{wrong.code} {wrong.description}" for wrong in wrongs))
        self.wrongs = wrongs

    @property
    def status(self) -> int:
        """What is not there (404) or not allowed (403) goes before what is only badly said (400)."""
        return max((wrong.code for wrong in self.wrongs), default=400)


def fault(code: int, description: object) -> Fault:
    return Fault(Wrong(code, str(description)))


def answer(root: str, said: Said, form: str, status: int = 200) -> HttpResponse:
    """The document in this format; `root` is its name in XML."""
    content = _xml(root, said) if form == "xml" else _json(said)
    return HttpResponse(content, content_type=TYPES[form], status=status)


def refusal(wrongs: Fault, form: str) -> HttpResponse:
    """The errors in this format."""
    errors = [{"code": wrong.code, "description": wrong.description} for wrong in wrongs.wrongs]
    return answer("errors", errors, form, wrongs.status)


def _json(said: Said) -> bytes:
    return json.dumps(_tidy(said), ensure_ascii=False, separators=(",", ":")).encode()


def _tidy(value: Any) -> Any:
    """The same in both formats; what is empty is null."""
    if isinstance(value, Mapping):
        return {key: _tidy(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_tidy(one) for one in value]
    if isinstance(value, str):
        return for_xml(value) or None
    return value


def _xml(root: str, said: Said) -> bytes:
    top = Element(root)
    _put(top, said)
    content: bytes = tostring(top, encoding="utf-8", xml_declaration=True)
    return content


def _put(into: Element, value: Any) -> None:
    """Lists become elements of the name that one of them has, names become elements, the rest becomes text."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            _put(SubElement(into, key), one)
    elif isinstance(value, list | tuple):
        for one in value:
            _put(SubElement(into, ONE[into.tag]), one)
    elif isinstance(value, bool):
        into.text = "true" if value else "false"
    elif value is not None:
        into.text = for_xml(str(value))
