"""How people write: short forms, small letters, now and then all capitals; a ward's words instead of a village's."""

from __future__ import annotations

import random
import re
from typing import Final

# As people shorten on a telephone. Whole words in small or with a capital.
SHORT: Final = {
    "yang": "yg", "tidak": "tdk", "sudah": "sdh", "dengan": "dg", "untuk": "utk", "jalan": "jln", "tolong": "tlg",
    "karena": "krn", "saya": "sy", "kalau": "klo", "sampai": "smp", "belum": "blm", "mohon": "mhn", "bapak": "bpk",
    "banyak": "byk", "orang": "org", "dari": "dr", "pada": "pd", "dalam": "dlm", "sekarang": "skrg", "saja": "aja",
    "malam": "mlm", "tempat": "tmpt", "dapat": "dpt", "lagi": "lg", "juga": "jg", "seperti": "spt", "besok": "bsk",
    "desa": "ds.", "kecamatan": "kec.", "kelurahan": "kel.", "hanya": "cuma", "setiap": "tiap", "supaya": "biar",
}  # fmt: skip
WORD: Final = re.compile(r"[A-Za-z]+")
# Common nouns of a village that a ward has too, under its own name.
WARD: Final = ((re.compile(r"\bbalai desa\b"), "kantor kelurahan"), (re.compile(r"\bdesa\b(?!\})"), "kelurahan"))
TWICE: Final = re.compile(r"\b[Jj]alan di Jalan ")
START: Final = re.compile(r"(^|(?<=[.!?] ))([a-z])")


def write_as_people_do(rng: random.Random, text: str) -> str:
    """The text as typed by somebody: mostly plain, a quarter shortened, some all small, a few all capitals."""
    manner = rng.choices(("plain", "short", "small", "capitals"), (68, 22, 8, 2))[0]
    match manner:
        case "short":
            return _shorten(rng, text)
        case "small":
            return text.lower()
        case "capitals":
            return text.upper()
        case _:
            return text


def _shorten(rng: random.Random, text: str) -> str:
    """Short forms for a part of the words that have one, each word the same way throughout."""
    habit = {word for word in sorted(SHORT) if rng.random() < 0.6}

    def shorten(found: re.Match[str]) -> str:
        word = found[0]
        if word.lower() not in habit:
            return word
        brief = SHORT[word.lower()]
        return brief.capitalize() if word[0].isupper() else brief

    return WORD.sub(shorten, text).replace("..", ".")


def in_ward_words(text: str) -> str:
    """The text with a ward's words for a village's things; slots stay as they are."""
    for pattern, ward in WARD:
        text = pattern.sub(ward, text)
    return text


def smooth(text: str) -> str:
    """The text with a capital at the beginning of each sentence and no "jalan di Jalan"."""
    return START.sub(lambda found: found[2].upper(), TWICE.sub("Jalan ", text))
