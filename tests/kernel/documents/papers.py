"""What other programs say of a PDF: poppler of its words and fonts, PDFBox Preflight of PDF/A, pdfua of PDF/UA."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pdfua

#: Debian's libpdfbox2-java and what it needs; it knows PDF/A-1b.
JARS = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "jaxb-api", "javax.activation")
CLASSES = [Path("/usr/share/java") / f"{name}.jar" for name in JARS]
#: Whether Preflight can run. Where everything must be run it is not asked whether it can.
PREFLIGHT = os.environ.get("STRICT") == "1" or bool(shutil.which("java") and all(path.exists() for path in CLASSES))
#: What PDF/A-2 allows and a checker of PDF/A-1 does not know: profiles of ICC version 4, the mark of PDF/UA, and a
#: field of no size without a drawing (ISO 19005-2, 6.3.3).
LATER = (
    "Invalid version of the ICCProfile",
    "Cannot find a definition for the namespace http://www.aiim.org/pdfua",
    "widget annotation lacks an appearance dictionary",
)


@contextmanager
def kept(content: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "surat.pdf"
        path.write_bytes(content)
        yield path


def told(program: str, content: bytes, *arguments: str) -> str:
    """What a program of poppler writes about this file."""
    with kept(content) as path:
        command = [program, *arguments, str(path), *(["-"] if program == "pdftotext" else [])]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def pages(content: bytes) -> list[str]:
    """The words of each page, in the order of reading."""
    return [" ".join(page.split()) for page in told("pdftotext", content).split("\f") if page.strip()]


def preflight(content: bytes) -> set[str]:
    """What PDFBox Preflight finds against PDF/A-1b; nothing for a valid file."""
    with kept(content) as path:
        command = ["java", "-cp", ":".join(map(str, CLASSES)), "org.apache.pdfbox.preflight.Validator_A1b", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if "is a valid PDF/A-1b file" in done.stdout:
        return set()
    found = {re.sub(" on page .*", "", line) for line in done.stdout.splitlines()[1:] if line.strip()}
    return found or {done.stderr or "Preflight said nothing"}


def for_screen_readers(content: bytes) -> list[str]:
    """What pdfua finds against the part of PDF/UA-1 that it knows: errors and warnings."""
    with kept(content) as path:
        return [f"{one.rule_id}: {one.message}" for one in pdfua.validate(str(path)).findings]
