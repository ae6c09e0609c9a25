"""What the first step of redaction hides by itself, and what it leaves to be read."""

import pytest

from balairung.ground.common.redaction import redact

HIDDEN = "[disembunyikan]"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("nama saya Budi Santoso, hp 0812-3456-7890", f"nama saya {HIDDEN}, hp {HIDDEN}"),
        ("kirim ke budi.santoso@contoh.id", f"kirim ke {HIDDEN}"),
        ("NIK 3510112509850003", f"NIK {HIDDEN}"),
    ],
)
def test_what_tells_who_somebody_is_is_hidden(text: str, shown: str) -> None:
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Nama saya hilang dari daftar penerima PKH",
        "Dua anak kena demam berdarah di RT 04 RW 02",
        "Ibu saya janda dan lumpuh",
        "Ada ibu membawa bayi meminta-minta di pertigaan",
        "Sudah menelepon 112 dan 119",
    ],
)
def test_what_is_reported_stays(text: str) -> None:
    assert redact(text) == text
