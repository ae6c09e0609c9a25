"""A name is one harmless line and never a path."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balairung.kernel.files.names import clean_name, told_name

# Built from numbers, so that this file itself holds none of the signs that reorder what one reads.
BIDI = chr(0x202E)
JOINER = chr(0x200D)
NOTHING = chr(0xFEFF)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("foto.jpg", "foto.jpg"),
        ("FOTO.JPEG", "FOTO.jpg"),
        ("jalan rusak 12.03.2026", "jalan rusak 12.03.2026.jpg"),
        ("laporan.html", "laporan.jpg"),
        ("../../etc/passwd", "etc passwd.jpg"),
        (r"C:\Users\Siti\foto.png", "C Users Siti foto.jpg"),
        ("a\x00b\r\nSet-Cookie: x.jpg", "ab Set-Cookie x.jpg"),
        (f"foto{BIDI}gpj.exe", "fotogpj.jpg"),
        (f"{NOTHING}ka{JOINER}ki.png", "kaki.jpg"),
        ("", "berkas.jpg"),
        ("...", "berkas.jpg"),
        (".jpg", "berkas.jpg"),
        ("<script>alert(1)</script>.jpg", "script alert(1) script.jpg"),
        ("x" * 300 + ".png", "x" * 116 + ".jpg"),
    ],
)
def test_examples(name: str, expected: str) -> None:
    assert clean_name(name, "jpg") == expected


@given(st.text())
def test_every_name_becomes_harmless(name: str) -> None:
    cleaned = clean_name(name, "jpg")
    assert cleaned.endswith(".jpg")
    assert len(cleaned) <= 120
    assert not set(cleaned) & set('/\\<>:"|?*\n\r\t')
    assert not cleaned.startswith((".", " "))
    assert not {unicodedata.category(sign) for sign in cleaned} & {"Cc", "Cf", "Cs"}
    assert clean_name(cleaned, "jpg") == cleaned
    cleaned.encode()


@given(st.text())
def test_a_name_in_a_sentence_is_short_and_one_line(name: str) -> None:
    told = told_name(name)
    assert len(told) <= 61
    assert "\n" not in told
