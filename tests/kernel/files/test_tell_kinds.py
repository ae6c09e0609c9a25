"""What a file is, is told by its content; every wrong one gets one sentence that names what is accepted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.kernel.files.cleaning import clean
from balairung.kernel.files.kinds import KINDS, PICTURES, accepted_words, sniff
from balairung.kernel.files.upload import Unkept, Why
from tests.kernel.files.samples import GIF_AND_SCRIPT, HTML, SVG, locked_pdf, pdf, photo, upload

ACCEPTED = "JPEG, PNG, WebP, HEIC, AVIF, PDF, rekaman suara, video"
WRONG = f"Isi berkas “foto.jpg” tidak bisa diterima. Yang bisa dikirim: {ACCEPTED}."
CUT_PDF = "Dokumen “surat.pdf” rusak atau terpotong. Simpan ulang sebagai PDF, lalu kirim lagi."


def refusal(content: bytes, name: str = "foto.jpg") -> str:
    with pytest.raises(Refused) as refused:
        clean(upload(content, name))
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [(photo("JPEG"), "JPEG"), (photo("PNG"), "PNG"), (photo("WEBP"), "WebP"), (pdf(), "PDF")],
)
def test_kinds_are_told_by_content(content: bytes, told: str) -> None:
    kind = sniff(content[:4096])
    assert kind is not None
    assert kind.word == told
    assert accepted_words() == ACCEPTED


@pytest.mark.parametrize(
    "content",
    [
        HTML,
        SVG,
        b'<?xml version="1.0"?>' + SVG,
        GIF_AND_SCRIPT,
        photo("GIF"),
        photo("BMP"),
        photo("TIFF"),
        b"PK\x03\x04" + b"\0" * 100,
        b"MZ" + b"\0" * 100,
        b"#!/bin/sh\nrm -rf /\n",
        b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 20,
        b"jalan rusak di depan pasar",
        b"\0",
        b" %PDF-1.7",
    ],
)
def test_a_wrong_type_is_refused_whatever_its_name(content: bytes) -> None:
    assert refusal(content) == WRONG


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"") == "Berkas “foto.jpg” kosong. Pilih berkas lain."


def test_a_file_over_the_limit_is_refused_at_every_door(settings: Settings) -> None:
    settings.FILE_LIMIT = 1024 * 1024
    too_big = "Berkas “foto.jpg” lebih besar dari 1 MB. Pilih berkas yang lebih kecil."
    assert refusal(photo() + b"\0" * 1024 * 1024) == too_big
    with pytest.raises(Refused, match="lebih besar dari 1 MB"):
        clean(Unkept("foto.jpg", Why.TOO_BIG, settings.FILE_LIMIT))


def test_what_a_field_does_not_take_is_refused_even_when_it_was_taken_before() -> None:
    letter = upload(pdf(), "surat.pdf")
    assert clean(letter, KINDS).media_type == "application/pdf"
    with pytest.raises(Refused, match="JPEG, PNG, WebP"):
        clean(letter, PICTURES)


@pytest.mark.parametrize("part", [0.02, 0.3, 0.9, 0.99])
def test_a_cut_pdf_is_refused(part: float) -> None:
    content = pdf()
    assert refusal(content[: int(len(content) * part)], "surat.pdf") == CUT_PDF


def test_a_pdf_whose_end_points_nowhere_is_refused() -> None:
    assert refusal(b"%PDF-1.7\nstartxref\n99999\n%%EOF\n", "surat.pdf") == CUT_PDF


def test_a_few_bytes_after_the_end_of_a_pdf_are_forgiven() -> None:
    assert clean(upload(pdf() + b"\r\n\0\0\0", "surat.pdf")).extension == "pdf"


def test_a_locked_pdf_is_refused() -> None:
    expected = "Dokumen “surat.pdf” terkunci kata sandi. Simpan ulang tanpa kata sandi, lalu kirim lagi."
    assert refusal(locked_pdf(), "surat.pdf") == expected


@given(st.binary(max_size=300))
def test_random_bytes_get_a_sentence(content: bytes) -> None:
    assert "“foto.jpg”" in refusal(content)
