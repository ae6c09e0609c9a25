"""What an office sent back: asked again with what was said before, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core import signing

from balairung.rooms.services.applying.judging import with_codes
from balairung.rooms.services.definition.answers import UNKNOWN, Answers, clean
from balairung.rooms.services.definition.shape import Asked, Definition, Page, Type
from balairung.rooms.services.models import Application
from balairung.rooms.services.routing import definition_of

SALT = "services.completing"
Files = dict[str, list[str]]


def wanted(application: Application) -> list[Page]:
    """The pages with the questions that were sent back, and only those; empty where words alone are wanted."""
    named = {str(one.get("field", "")) for one in application.missing}
    found = []
    for page in definition_of(application.version).pages:
        fields = page.fields if page.key in named else tuple(one for one in page.fields if one.key in named)
        if fields:
            found.append(page.model_copy(update={"fields": fields}))
    return found


@dataclass
class Completed:
    """The clean answers to what was asked again, by key, and a sentence for each name that is wrong."""

    answers: Answers = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def judge_again(
    pages: Sequence[Page], said: Mapping[str, Any], files: Mapping[str, Sequence[str]], before: Answers, today: date
) -> Completed:
    """`before` is what the application says already; what is asked again is judged anew."""
    asked = {one.key for page in pages for one in page.fields}
    standing = {key: value for key, value in before.items() if key not in asked}
    found = Completed()
    for page in pages:
        typed, wrong = with_codes(page, said)
        cleaned = clean(page, typed, files, answers={**standing, **found.answers}, today=today)
        found.answers |= cleaned.answers
        found.errors |= cleaned.errors | {name: wrong[name] for name in wrong if name in cleaned.errors}
    return found


def typed_of(pages: Sequence[Page], answers: Answers) -> dict[str, Any]:
    """These answers as somebody would have typed them, by the names of the form. Files are not typed."""
    said: dict[str, Any] = {}
    for one in (one for page in pages for one in page.fields if one.key in answers):
        _type(one, one.key, answers[one.key], said)
    return said


def files_of(pages: Sequence[Page], answers: Answers) -> Files:
    """The files that these questions hold already, by the names of the form."""
    found: Files = {}
    for one in (one for page in pages for one in page.fields):
        if one.type == Type.FILE and answers.get(one.key):
            found[one.key] = list(answers[one.key])
        for place, row in enumerate(answers.get(one.key) or () if one.type == Type.MEMBERS else ()):
            held = {inner.key: row.get(inner.key) for inner in one.fields if inner.type == Type.FILE}
            found |= {f"{one.key}-{place}-{key}": list(value) for key, value in held.items() if value}
    return found


def sign_files(application: Application, files: Files) -> str:
    """What a form carries of files that were stored with it: good for this application and no other."""
    return signing.dumps([application.ref, files], salt=SALT)


def read_files(application: Application, signed: str) -> Files | None:
    """The same, read; None where nothing was carried, or something forged."""
    try:
        ref, files = signing.loads(signed, salt=SALT)
    except signing.BadSignature:
        return None
    return files if ref == application.ref else None


def text_is_enough(definition: Definition, application: Application) -> bool:
    """Whether something was asked for that no question holds: then words answer it."""
    known = {page.key for page in definition.pages} | set(definition.fields)
    return any(one.get("field", "") not in known for one in application.missing) or not application.missing


def _type(one: Asked, name: str, value: Any, said: dict[str, Any]) -> None:
    if value is None:
        said[f"{name}-{UNKNOWN}"] = "on"
    elif one.type == Type.MEMBERS:
        for place, row in enumerate(value):
            for inner in (inner for inner in one.fields if inner.key in row):
                _type(inner, f"{name}-{place}-{inner.key}", row[inner.key], said)
    elif one.type == Type.AGREE:
        said[name] = "on"
    elif one.type == Type.YESNO:
        said[name] = "ya" if value else "tidak"
    elif one.type != Type.FILE:
        said[name] = value if isinstance(value, list) else str(value)
