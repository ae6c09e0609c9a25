"""What lies in the file that somebody is given: a page to read, the same as data, and their files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZipFile

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.dates import long_moment
from balairung.kernel.people import personal
from balairung.kernel.people.house import the_regency
from balairung.kernel.people.personal import Extract, PersonalFile
from balairung.rooms.privacy.models import DataRequest

CHUNK = 256 * 1024
Placed = Sequence[tuple[Extract, list[tuple[str, PersonalFile]]]]


def extracts_of(asked: DataRequest) -> list[Extract]:
    """All that every room holds about the contact that was proved."""
    return [personal.export(item) for item in personal.find(asked.contact)]


def house_name() -> str:
    regency = the_regency()
    return regency.name if regency else "Balairung"


def fill(archive: ZipFile, asked: DataRequest, extracts: Sequence[Extract], house: str, now: datetime) -> None:
    """The page, its sheet, the data, the files. Asks no database: it may take its time."""
    placed = [(extract, _placed(number, extract)) for number, extract in enumerate(extracts, start=1)]
    with override("id"):
        archive.writestr("index.html", _page(asked, placed, house, now))
    archive.writestr("gaya.css", _sheet())
    archive.writestr("data.json", json.dumps(_data(asked, placed, now), ensure_ascii=False, indent=2))
    for _extract, files in placed:
        for name, file in files:
            with file.opened() as source, archive.open(name, "w") as target:
                shutil.copyfileobj(source, target, CHUNK)


def _placed(number: int, extract: Extract) -> list[tuple[str, PersonalFile]]:
    """Each file with its place in the archive: never a path of anybody's choosing, never two in one place."""
    return [
        (f"berkas/{number:03}-{place:02}-{_safe(file.name)}", file) for place, file in enumerate(extract.files, start=1)
    ]


def _safe(name: str) -> str:
    try:
        return get_valid_filename(PurePosixPath(name.replace("\\", "/")).name)[-80:]
    except ValueError:  # what has no name at all
        return "berkas"


def _page(asked: DataRequest, placed: Placed, house: str, now: datetime) -> str:
    parts = [
        {"item": extract.item, "facts": [fact for fact in extract.facts if fact[1]],
         "files": [(name, file.name) for name, file in files]}
        for extract, files in placed
    ]  # fmt: skip
    context = {"house": house, "asked": asked, "parts": parts, "made": now}
    return render_to_string("privacy/export/index.html", context)


def _data(asked: DataRequest, placed: Placed, now: datetime) -> dict[str, Any]:
    return {
        "format": "balairung-data-pribadi/1", "request": asked.ref, "contact": asked.contact,
        "made_at": now.isoformat(), "told": _("Dibuat %(at)s") % {"at": long_moment(now)},
        "items": [
            {
                "kept_by": extract.item.holder, "title": extract.item.title, "ref": extract.item.ref,
                "since": extract.item.since.isoformat() if extract.item.since else None,
                "must_be_kept": extract.item.kept or None,
                "facts": [{"label": str(label), "value": str(value)} for label, value in extract.facts],
                "files": [{"name": file.name, "media_type": file.media_type, "path": name} for name, file in files],
            }
            for extract, files in placed
        ],
    }  # fmt: skip


def _sheet() -> str:
    found = finders.find("ui/export.css")
    return Path(str(found)).read_text(encoding="utf-8") if found else ""
