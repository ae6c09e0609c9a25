"""JSON that somebody hands to the command line, read without loss: each slip is a sentence, in a ValueError."""

from __future__ import annotations

import json
import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from balairung.ground.common.words import gettext as _

LARGEST = 1_000_000  # bytes of a file: a thousand times what any of these commands needs
LONGEST = 40  # signs of what somebody wrote, when a sentence says it back


def read_text(name: str) -> str:
    """The text of a file; `-` is what is piped in. Raise ValueError with a sentence for whoever asked."""
    try:
        content = sys.stdin.buffer.read(LARGEST + 1) if name == "-" else _file(Path(name))
        if len(content) > LARGEST:
            raise ValueError(_("Berkas ini terlalu besar."))
        return content.decode("utf-8-sig")
    except OSError as error:
        raise ValueError(_("Berkas “%(name)s” tidak dapat dibaca.") % {"name": name}) from error
    except UnicodeDecodeError as error:
        raise ValueError(_("Berkas ini bukan teks UTF-8.")) from error


def _file(path: Path) -> bytes:
    with path.open("rb") as opened:
        return opened.read(LARGEST + 1)


def read_object(text: str) -> dict[str, Any]:
    """One object; its fractions are Decimal, its names stand once. Raise ValueError with a sentence otherwise."""
    try:
        given = json.loads(
            text, parse_float=Decimal, parse_int=_integer, parse_constant=_no_number, object_pairs_hook=_once
        )
    except json.JSONDecodeError as error:
        raise ValueError(_("Ini bukan JSON: lihat baris %(line)d.") % {"line": error.lineno}) from error
    except (RecursionError, ArithmeticError) as error:
        raise ValueError(_("JSON ini tidak terbaca.")) from error
    if not isinstance(given, dict):
        raise ValueError(_("JSON ini harus berisi sebuah objek: {…}."))
    return given


def said(given: Any) -> str:
    """What somebody wrote, cut short and on one line."""
    return re.sub(r"\s+", " ", f"{given:.6g}" if isinstance(given, Decimal) else str(given))[:LONGEST]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(_("“%(name)s” tertulis dua kali. Tulis satu kali saja.") % {"name": said(twice)})
    return found


def _integer(text: str) -> int:
    if len(text) > LONGEST:
        raise ValueError(_("Bilangan %(text)s… terlalu besar.") % {"text": said(text)})
    return int(text)


def _no_number(text: str) -> Any:
    raise ValueError(_("“%(text)s” bukan bilangan.") % {"text": text})
