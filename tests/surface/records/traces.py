"""Whether a word stands anywhere: in any column of any table, opened where it is sealed, and in any file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.conf import settings

from balairung.ground.common.sealed import ring


def traces(*words: str) -> list[str]:
    """Where one of these words is found: tables with their column, and names of files."""
    wanted = [word.lower() for word in words]
    return sorted({place for place, text in [*_columns(), *_files()] if any(word in text.lower() for word in wanted)})


def _columns() -> Iterator[tuple[str, str]]:
    for model in apps.get_models():
        names = [one.attname for one in model._meta.local_fields]
        for row in model._base_manager.order_by().values_list(*names):
            yield from ((f"{model._meta.label}.{name}", _told(value)) for name, value in zip(names, row, strict=True))


def _told(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def _files() -> Iterator[tuple[str, str]]:
    for path in Path(settings.FILES_ROOT).rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            yield f"file {path.suffix}", f"{path.name} {_opened(content).decode('latin-1')}"


def _opened(content: bytes) -> bytes:
    try:
        return b"".join(ring().decrypt(part) for part in content.splitlines())
    except (InvalidToken, ValueError):
        return content
