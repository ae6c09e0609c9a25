"""Text that people type."""

import re
import unicodedata
from contextlib import suppress
from datetime import date
from uuid import UUID

_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_LINES = re.compile(r"\n{3,}")
_NO_XML = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")  # XML 1.0, 2.2: no character


def clean_line(text: str) -> str:
    """One line: control and direction signs gone, blanks folded."""
    return " ".join(clean_text(text).split())


def clean_text(text: str) -> str:
    """Several lines: NFC, control and direction signs gone, never more than one empty line."""
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(sign for sign in normal if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs"})
    lines = (_BLANKS.sub(" ", line).strip() for line in kept.split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()


def for_xml(text: str) -> str:
    """Without the signs that no XML, and so no workbook, may hold."""
    return _NO_XML.sub("", text)


def plain(words: str) -> str:
    """For comparing what people write in many ways: `Tipe_Laporan (Anonim)` is `tipe laporan anonim`."""
    normal = unicodedata.normalize("NFKC", words).casefold()
    return " ".join("".join(sign if sign.isalnum() else " " for sign in normal).split())


def read_day(text: str) -> date | None:
    """`2026-11-22` as an address says it; None for anything else."""
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def read_key(text: str) -> UUID | None:
    """The key of a row as an address says it; None for anything else."""
    with suppress(ValueError):
        return UUID(text)
    return None
