"""A letter is PDF/A-2a and PDF/UA-1 as other programs see it, and as its own structure says.

What no program here looked at: all of PDF/A-2a and PDF/UA-1 (veraPDF is in no registry that we install from).
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from balairung.ground.common import paper
from balairung.kernel.documents.drawing import draw
from balairung.kernel.documents.signing import sign
from tests import make
from tests.kernel.documents import letters
from tests.kernel.documents.papers import LATER, PREFLIGHT, for_screen_readers, preflight, told
from tests.kernel.documents.samples import LETTERS

AT = datetime(2026, 11, 25, 3, tzinfo=UTC)
ALL = pytest.mark.parametrize("name", LETTERS)
NOT_HERE = "Debian's libpdfbox2-java is not installed; .ci/run installs it"


@lru_cache(maxsize=8)
def letter(name: str) -> bytes:
    return draw(*LETTERS[name], at=AT)


def tags(element: Any) -> Iterator[Any]:
    """Every element of the structure tree below this one."""
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from tags(child)


@ALL
@pytest.mark.skipif(not PREFLIGHT, reason=NOT_HERE)
def test_preflight_finds_nothing_but_what_pdf_a_2_allows(name: str) -> None:
    assert [found for found in preflight(letter(name)) if not any(later in found for later in LATER)] == []


@pytest.mark.parametrize("name", ["f-1.03", "licence"])
@pytest.mark.skipif(not PREFLIGHT, reason=NOT_HERE)
def test_the_same_letter_as_pdf_a_1_is_valid(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "STANDARDS", ["a-1a"])
    assert preflight(draw(*LETTERS[name], at=AT)) == set()


@ALL
def test_pdfua_finds_nothing(name: str) -> None:
    assert for_screen_readers(letter(name)) == []


@ALL
def test_every_typeface_is_inside_and_readable_as_text(name: str) -> None:
    rows = told("pdffonts", letter(name)).splitlines()[2:]
    assert rows
    for row in rows:
        assert re.search(r" yes +yes +yes +\d+ +\d+$", row), row  # embedded, a subset, with its Unicode


@ALL
def test_what_the_file_says_of_itself(name: str) -> None:
    with pikepdf.open(BytesIO(letter(name))) as pdf:
        assert list(pdf.check_pdf_syntax()) == []
        root, meta = pdf.Root, pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("2", "A", "1")
        assert str(root.Lang) == "id"
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        assert root.OutputIntents[0].S == "/GTS_PDFA1"
        assert "/OpenAction" not in root
        assert "/AA" not in root
        assert "/JavaScript" not in root.get("/Names", {})
        assert not pdf.is_encrypted
        assert all(page.Tabs == "/S" for page in pdf.pages if "/Annots" in page)
        assert str(pdf.docinfo.Title).startswith(LETTERS[name][0].title)
    assert "JavaScript:      no" in told("pdfinfo", letter(name))


def test_the_structure_reads_as_the_letter_does() -> None:
    with pikepdf.open(BytesIO(letter("f-1.03"))) as pdf:
        kinds = [str(tag.S) for tag in tags(pdf.Root.StructTreeRoot)]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 3
    assert (kinds.count("/Table"), kinds.count("/TH"), kinds.count("/TR")) == (1, 4, 7)
    assert kinds.count("/LI") == 11  # each fact of both lists


@ALL
def test_every_picture_and_link_has_its_words(name: str) -> None:
    with pikepdf.open(BytesIO(letter(name))) as pdf:
        figures = [str(tag.Alt) for tag in tags(pdf.Root.StructTreeRoot) if tag.S == "/Figure"]
        links = [note for page in pdf.pages for note in page.get("/Annots", [])]
        assert all(str(note.Contents) for note in links)
        assert all("\u200b" not in str(note.A.URI) for note in links)
    assert len(figures) == (0 if name == "konsep" else 1)
    assert all("Kode QR" in words for words in figures)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not PREFLIGHT, reason=NOT_HERE)
def test_a_signed_letter_is_still_what_it_was() -> None:
    make.regency()
    head = letters.signer()
    signed = letters.bytes_of(sign(letters.waiting(), passphrase=letters.PASSPHRASE, by=head, at=make.START))
    assert [found for found in preflight(signed) if not any(later in found for later in LATER)] == []
    assert for_screen_readers(signed) == []
