"""What one keeps: on the screen, on paper, as a PDF that says the same for ever."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from balairung.ground.common.paper import PRINTABLE
from balairung.ground.common.qr import qr_code
from balairung.rooms.complaints.filing.receipts import Receipt, make_receipt, receipt_pdf
from balairung.rooms.complaints.models import Complaint
from tests import make

pytestmark = pytest.mark.django_db
TEXT = "Lampu #strong[mati] $x^2$ <script>alert(1)</script> di depan pasar.\n\nSejak seminggu. 😡"


@pytest.fixture
def filed() -> Complaint:
    make.regency()
    make.coordinator()
    return make.complaint(
        text=TEXT, name="Budi", contact="budi@contoh.id", proxy_as="family", affected_name="Mbah Sri",
        place="Jalan Melati",
    )  # fmt: skip


def kept(complaint: Complaint) -> Receipt:
    return make_receipt(complaint, complaint.secret, now=make.START)


def test_it_says_what_the_law_asks(filed: Complaint) -> None:
    made = kept(filed)
    assert made.reporter == "Budi, budi@contoh.id"
    assert made.affected == "Mbah Sri"
    assert made.text == TEXT
    assert made.place == "Jalan Melati"
    assert made.filed_at == make.START
    assert "Rahma" in made.responsible
    assert made.received_by
    assert made.verify_by
    assert made.resolve_by
    assert made.link.endswith(f"/lacak/{filed.ref}/{filed.secret}/")


def test_a_hidden_name_stays_off_the_paper(client: Client) -> None:
    make.regency()
    made = make.complaint(name="Budi", contact="budi@contoh.id", anonymous=True, affected_name="Mbah Sri")
    receipt = kept(made)
    assert "Budi" not in str(receipt)
    assert "budi@" not in str(receipt)
    assert "Mbah Sri" not in str(receipt)


def test_the_pdf_is_tagged_and_always_the_same(filed: Complaint) -> None:
    first, second = receipt_pdf(kept(filed)), receipt_pdf(kept(filed))
    assert first == second
    with pikepdf.open(BytesIO(first)) as pdf, pdf.open_metadata() as said:
        assert said["pdfaid:part"] == "2"
        assert said["pdfaid:conformance"] == "A"
        assert said["pdfuaid:part"] == "1"
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "id"
        width, height = (float(side) for side in pdf.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (420, 595)


def test_every_sign_that_counts_as_printable_has_a_shape() -> None:
    signs = "".join(sorted(PRINTABLE))
    receipt_pdf(Receipt("P-1", "A", "https://contoh.id/", make.START, "", "", "", "", "", "", signs, None, None))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200))
def test_whatever_was_typed_a_receipt_is_made(text: str) -> None:
    words = Receipt("P-1", "A", "https://contoh.id/", make.START, text, text, text, text, text, text, text, None, None)
    assert receipt_pdf(words).startswith(b"%PDF")


def test_the_pages_open_with_the_code_only_and_are_kept_by_nobody(client: Client, filed: Complaint) -> None:
    own = f"/lacak/{filed.ref}/{filed.secret}/tanda-terima"
    for address, kind in (
        (f"{own}/", "text/html"),
        (f"{own}/?kertas=80", "text/html"),
        (f"{own}.pdf", "application/pdf"),
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith(kind)
        assert "no-store" in answer["Cache-Control"]
    assert client.get(f"/lacak/{filed.ref}/0000000000/tanda-terima.pdf").status_code == 404
    page = client.get(f"{own}/").text
    assert qr_code(kept(filed).link) in page
    assert "<script>alert" not in page
    assert "https://wa.me/?text=" in page
    assert "ticket-80" in client.get(f"{own}/?kertas=80").text
