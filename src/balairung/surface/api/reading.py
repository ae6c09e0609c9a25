"""The document as a page: what each operation is, needs and answers, and a command that calls it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.kernel.people.keys import SCOPES
from balairung.surface.api.document import document

Body = dict[str, Any]
TITLES: dict[str, str | Promise] = {
    "own-reports": gettext_lazy("Laporan warga"),
    "reports": gettext_lazy("Laporan untuk petugas"),
    "vocabulary": gettext_lazy("Kosakata"),
    "webhooks": gettext_lazy("Webhook"),
}
#: What the samples say.
SAMPLES: Body = {
    "text": "Lampu jalan di depan pasar mati sejak Senin.", "class": "ordinary", "office": "pupr",
    "reason": "not-a-report", "url": "https://aplikasi.contoh.go.id/webhook", "ref": "P-7K3M-92QD",
    "id": "0197b5c2-7c1e-7000-8000-000000000000", "q": "lampu jalan", "Report-Code": "K7QF2M9D4T",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A parameter or a field of the body."""

    name: str
    where: str
    kind: str
    required: bool
    text: str


@dataclass(frozen=True)
class Shown:
    """One operation."""

    id: str
    method: str
    path: str
    summary: str
    scope: str
    scope_words: str | Promise
    fields: list[Field]
    files: bool
    curl: str
    answers: str


def sections() -> list[tuple[str, str | Promise, list[Shown]]]:
    """Key, title and operations of each part, in the order of the titles."""
    said = document()
    base, shapes = said["servers"][0]["url"], said["components"]["schemas"]
    found: dict[str, list[Shown]] = {tag: [] for tag in TITLES}
    for path, operations in said["paths"].items():
        for method, one in operations.items():
            found[one["tags"][0]].append(_shown(base, path, method, one, shapes))
    return [(tag, title, sorted(found[tag], key=lambda one: one.path.count("/"))) for tag, title in TITLES.items()]


def _shown(base: str, path: str, method: str, one: Body, shapes: Body) -> Shown:
    content = one.get("requestBody", {}).get("content", {})
    shape = _resolved(content.get("application/json", {}).get("schema", {}), shapes)
    given = [_field(each["name"], each["in"], each["schema"], each["required"], each.get("description", ""), shapes)
             for each in one["parameters"]]  # fmt: skip
    needed = shape.get("required", [])
    inside = [_field(name, "JSON", part, name in needed, part.get("description", ""), shapes)
              for name, part in shape.get("properties", {}).items()]  # fmt: skip
    scope = one["x-scope"]
    return Shown(
        id=one["operationId"].replace("_", "-"), method=method.upper(), path=path, summary=one["summary"],
        scope=scope, scope_words=SCOPES.get(scope, ""), fields=given + inside,
        files="multipart/form-data" in content, curl=_curl(base, path, method, one, needed),
        answers=", ".join(status for status in one["responses"] if status.startswith("2")),
    )  # fmt: skip


def _resolved(schema: Body, shapes: Body) -> Body:
    reference = schema.get("$ref", "")
    found: Body = shapes[reference.rpartition("/")[2]] if reference else schema
    return found


def _field(name: str, where: str, schema: Body, required: bool, text: str, shapes: Body) -> Field:
    return Field(name, where, _kind(_resolved(schema, shapes), shapes), required, text)


def _kind(schema: Body, shapes: Body) -> str:
    """What it may be, in a few signs."""
    if options := schema.get("anyOf"):
        return " | ".join(dict.fromkeys(_kind(_resolved(one, shapes), shapes) for one in options))
    if values := schema.get("enum"):
        return " | ".join(map(json.dumps, values))
    if "const" in schema:
        return json.dumps(schema["const"])
    if schema.get("type") == "array":
        return _("daftar dari %(what)s") % {"what": _kind(_resolved(schema.get("items", {}), shapes), shapes)}
    return str(schema.get("format") or schema.get("type", ""))


def _curl(base: str, path: str, method: str, one: Body, needed: list[str]) -> str:
    """A command for a terminal; the key stands in the variable KUNCI."""
    for name in ("ref", "id"):
        path = path.replace(f"{{{name}}}", str(SAMPLES[name]))
    query = urlencode({each["name"]: SAMPLES[each["name"]] for each in _needed(one, "query")})
    lines = [f'curl{"" if method == "get" else f" -X {method.upper()}"} "{base}{path}{"?" + query if query else ""}"']
    lines += ['-H "Authorization: Bearer $KUNCI"']
    lines += [f'-H "{each["name"]}: {SAMPLES[each["name"]]}"' for each in _needed(one, "header")]
    if "requestBody" in one:
        body = json.dumps({name: SAMPLES[name] for name in needed}, ensure_ascii=False)
        lines += ['-H "Content-Type: application/json"', f"-d '{body}'"]
    return " \\\n  ".join(lines)


def _needed(one: Body, where: str) -> list[Body]:
    return [each for each in one["parameters"] if each["in"] == where and each["required"]]
