"""Words as a machine reads them aloud: no addresses, no signs, and numbers digit by digit."""

from __future__ import annotations

import re

from balairung.kernel.messaging.doors.wire import cut

_ADDRESS = re.compile(r"\(?https?://\S+", re.IGNORECASE)
_MONTH = r"(?:januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|tahun)"
#: Four digits and more, alone: no amount (150.000), no time (07.30), no date. A year after its month is read as a year.
_DIGITS = re.compile(r"(?<![\w.,:/])\d{4,}(?![.,:/]?\w)")
_YEAR = re.compile(rf"\b{_MONTH}\s+$", re.IGNORECASE)
_UNSPOKEN = re.compile(r"[^\w\s.,:;!?%/()'\"&+-]|_")


def spoken(text: str, longest: int) -> str:
    """On one line of at most `longest` signs: `Kode 48213` is read as `Kode 4 8 2 1 3`."""
    line = " ".join(_UNSPOKEN.sub(" ", _ADDRESS.sub(" ", text)).split())
    return cut(_DIGITS.sub(lambda found: _digits(line, found), line), longest)


def _digits(line: str, found: re.Match[str]) -> str:
    is_year = len(found[0]) == 4 and found[0][:2] in {"19", "20"} and _YEAR.search(line[: found.start()])
    return found[0] if is_year else " ".join(found[0])
