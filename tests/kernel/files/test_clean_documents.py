"""A PDF leaves the store as its pages, and nothing else."""

from contextlib import suppress
from io import BytesIO

import pikepdf
from hypothesis import given
from hypothesis import strategies as st

from balairung.kernel.files.cell import clean_here
from balairung.kernel.files.cleaning import clean
from balairung.kernel.files.copies import Unfit
from tests.kernel.files.samples import SECRET, pdf, telling_pdf, upload


def test_pages_are_carried_over() -> None:
    with pikepdf.open(BytesIO(clean(upload(pdf(), "surat.pdf")).content)) as document:
        assert len(document.pages) == 1
        assert [float(side) for side in document.pages[0].mediabox] == [0, 0, 640, 400]
        assert len(document.pages[0].get_images()) == 1


def test_whatever_acts_hides_or_tells_stays_behind() -> None:
    content = telling_pdf()
    assert content.count(SECRET) > 8
    copy = clean(upload(content, "surat.pdf"))
    assert (copy.media_type, copy.extension, copy.preview) == ("application/pdf", "pdf", b"")
    plain = BytesIO()
    with pikepdf.open(BytesIO(copy.content)) as document:
        assert not document.attachments
        assert not document.docinfo
        assert set(document.Root.keys()) == {"/Type", "/Pages"}
        document.save(plain, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    for hidden in (SECRET, b"/JavaScript", b"/Launch", b"/OpenAction", b"/EmbeddedFile", b"/AcroForm", b"/Metadata"):
        assert hidden not in plain.getvalue()


def test_what_was_typed_into_a_form_stays_to_be_read() -> None:
    """A form is drawn onto the page before it goes."""
    with pikepdf.open(BytesIO(pdf())) as document:
        look = document.make_stream(b"0 0 40 40 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        look.BBox = pikepdf.Array([0, 0, 40, 40])
        rect = pikepdf.Array([10, 10, 50, 50])
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, Rect=rect, F=4,
            AP=pikepdf.Dictionary(N=look),
        )  # fmt: skip
        document.pages[0].obj.Annots = pikepdf.Array([document.make_indirect(field)])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=document.pages[0].obj.Annots)
        filled = BytesIO()
        document.save(filled)
    with pikepdf.open(BytesIO(clean(upload(filled.getvalue(), "formulir.pdf")).content)) as document:
        assert "/Annots" not in document.pages[0]
        assert len(document.pages[0].resources.XObject) == 2  # the scan and what was typed


def test_an_archive_behind_a_document_is_gone() -> None:
    content = pdf() + b"PK\x03\x04" + SECRET
    assert SECRET not in clean(upload(content, "surat.pdf")).content


@given(st.data())
def test_nothing_but_a_refusal_comes_of_damage(data: st.DataObject) -> None:
    content = bytearray(pdf())
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Unfit):
        assert clean_here("document", bytes(content)).content.startswith(b"%PDF-")
