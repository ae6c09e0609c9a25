"""A definition from what somebody wrote: YAML, JSON, or plain values. Every fault of its shape is a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import yaml
from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from balairung.ground.common.errors import Refused
from balairung.rooms.services.definition.faults import Fault, Path, fault, meant
from balairung.rooms.services.definition.shape import Definition

MOST_BYTES = 256 * 1024
DEEPEST = 16  # levels of lists and mappings inside each other
MOST_NODES = 20_000
MOST_TOLD = 50


class Misshapen(Refused):
    """What was read has not the shape of a definition; `faults` says why, each with its place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def read(source: str | bytes | dict[str, Any]) -> Definition:
    """The definition that YAML, JSON or plain values hold. Raise `Misshapen`, never anything else."""
    body = source if isinstance(source, dict) else load(source)
    if faults := shape_faults(body):
        raise Misshapen(faults)
    return Definition.model_validate(body)


def shape_faults(body: Any) -> list[Fault]:
    """Why these values have not the shape of a definition; none when they have."""
    if not isinstance(body, dict):
        return [Fault((), "", _("Berkas ini tidak berisi definisi layanan."))]
    try:
        Definition.model_validate(body)
    except ValidationError as problem:
        told = [_told(error, body) for error in problem.errors(include_url=False)]
        return list(dict.fromkeys(told))[:MOST_TOLD]
    return []


# --- text to values ----------------------------------------------------------------------------------------------


def load(source: str | bytes) -> Any:
    """Plain values from YAML or JSON: no tags, no aliases, no key twice, not too much of anything."""
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
    except UnicodeDecodeError:
        raise _unreadable(_("Berkas ini bukan teks UTF-8.")) from None
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise _unreadable(_("Berkas ini lebih besar dari %(size)d kB.") % {"size": MOST_BYTES // 1024})
    return _load_json(text) if text.lstrip().startswith("{") else _load_yaml(text)


def _unreadable(sentence: str) -> Misshapen:
    return Misshapen([Fault((), "", sentence)])


def _load_json(text: str) -> Any:
    depth = deepest = 0
    for sign in text:  # brackets inside words count too: the limit is far above what a definition needs
        depth += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, depth)
    if deepest > DEEPEST + 20:
        raise _unreadable(_("Isi berkas ini bersusun terlalu dalam."))
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as problem:
        sentence = _("Baris %(line)d tidak terbaca sebagai JSON.") % {"line": problem.lineno}
        raise _unreadable(sentence) from problem


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _unreadable(_("Kunci “%(key)s” ditulis dua kali.") % {"key": key[:40]})
        found[key] = value
    return found


_UNREAD = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge")


class _Loader(yaml.CSafeLoader):
    """Dates stay words, and a key stands once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _value in node.value if isinstance(key, yaml.ScalarNode)]
        if twice := next((key for place, key in enumerate(keys) if key in keys[:place]), None):
            line = node.start_mark.line + 1
            sentence = _("Baris %(line)d: kunci “%(key)s” ditulis dua kali.")
            raise _unreadable(sentence % {"line": line, "key": twice[:40]})
        found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return found


_Loader.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in pairs if tag not in _UNREAD]
    for sign, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _load_yaml(text: str) -> Any:
    try:
        for refused in _refused_events(text):
            raise _unreadable(refused)
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        place = _("Baris %(line)d tidak terbaca sebagai YAML.") % {"line": mark.line + 1} if mark else ""
        raise _unreadable(place or _("Berkas ini tidak terbaca sebagai YAML.")) from problem
    except (ValueError, TypeError) as problem:  # such as a list as a key, a number of a million digits
        raise _unreadable(_("Berkas ini tidak terbaca sebagai YAML.")) from problem


def _refused_events(text: str) -> Iterator[str]:
    """Reading without building: what a definition never needs and what would fill a memory."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        named = {"line": event.start_mark.line + 1 if event.start_mark else 1}
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            yield _("Baris %(line)d: tanda & dan * (rujukan) tidak dipakai di sini.") % named
        if getattr(event, "tag", None):
            yield _("Baris %(line)d: tanda ! tidak dipakai di sini.") % named
        if depth > DEEPEST or count > MOST_NODES:
            yield _("Isi berkas ini terlalu banyak atau bersusun terlalu dalam.")


# --- what pydantic says, in our words ----------------------------------------------------------------------------


def _told(error: Any, body: Any) -> Fault:
    path = _path(error["loc"], body)
    name = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    sentence = _sentence(error["type"], name, path, error.get("ctx") or {}, error.get("input"))
    return fault(path, body, sentence)


def _path(loc: Sequence[str | int], body: Any) -> Path:
    """Without pydantic's own words for the branches of a union."""
    return tuple(part for part in loc if part not in ("str", "bool", "constrained-str"))


def _sentence(kind: str, name: str, path: Path, context: dict[str, Any], given: Any) -> str:
    expected = str(context.get("expected", "")).replace(" or ", " atau ").replace("'", "")
    said = {"name": name, "given": str(given)[:40], **context, "expected": expected}
    if kind == "missing":
        return _("“%(name)s” belum diisi.") % said
    if kind == "extra_forbidden":
        comma = " " + _("Apit kalimat yang memuat koma dengan tanda petik.") if given is None else ""
        return _("“%(name)s” tidak dikenal.") % said + (comma or meant(name, _names_at(path[:-1])))
    if kind == "string_type" and isinstance(given, bool | int | float):
        return _("“%(name)s” harus berupa teks. Apit %(given)s dengan tanda petik.") % said
    sentences = {
        "string_type": _("“%(name)s” harus berupa teks."),
        "string_too_long": _("“%(name)s” paling panjang %(max_length)s huruf."),
        "string_pattern_mismatch": _("“%(given)s” tidak dapat dipakai sebagai “%(name)s”."),
        "enum": _("“%(given)s” bukan pilihan untuk “%(name)s”. Pilihannya: %(expected)s."),
        "int_type": _("“%(name)s” harus berupa angka."),
        "int_parsing": _("“%(name)s” harus berupa angka."),
        "int_from_float": _("“%(name)s” harus berupa angka bulat."),
        "bool_type": _("“%(name)s” dijawab dengan true atau false."),
        "bool_parsing": _("“%(name)s” dijawab dengan true atau false."),
        "greater_than_equal": _("“%(name)s” paling kecil %(ge)s."),
        "less_than_equal": _("“%(name)s” paling besar %(le)s."),
        "too_long": _("“%(name)s” paling banyak %(max_length)s."),
        "tuple_type": _("“%(name)s” harus berupa daftar."),
    }
    return sentences.get(kind, _("“%(name)s” tidak terbaca.")) % said


def _names_at(path: Path) -> list[str]:
    """The keys that may stand at this place."""
    shape: type[BaseModel] | None = Definition
    for part in path:
        if shape and part in shape.model_fields:
            shape = _model_in(shape.model_fields[str(part)].annotation)
    return list(shape.model_fields) if shape else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside `tuple[Model, ...]` or `Model | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inside = (_model_in(part) for part in getattr(annotation, "__args__", ()))
    return next((model for model in inside if model is not None), None)
