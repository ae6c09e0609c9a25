"""Names of files: shown and suggested to browsers, never used as a path."""

import re

from balairung.ground.common.text import clean_line

LONGEST = 120  # File.name
_LONGEST_TOLD = 60
_NEVER = re.compile(r'[<>:"/\\|?*]')  # what one system or another does not take in a name
_EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")


def clean_name(name: str, extension: str) -> str:
    """One harmless line that ends in the extension of the true type; never empty, at most 120 signs."""
    line = _EXTENSION.sub("", clean_line(_NEVER.sub(" ", name)))
    stem = clean_line(line[: LONGEST - len(extension) - 1]).strip(" .") or "berkas"
    return f"{stem}.{extension}"


def told_name(name: str) -> str:
    """The name as a sentence may say it."""
    line = clean_line(name)
    return line if len(line) <= _LONGEST_TOLD else f"{line[:_LONGEST_TOLD]}…"
