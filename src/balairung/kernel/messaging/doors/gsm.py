"""How a text becomes short messages: 160 signs of the GSM alphabet, or 70 of any other (3GPP TS 23.038, 23.040).

A longer text travels in parts that begin with six octets saying which part they are: 153 signs are left, or 67.
"""

from __future__ import annotations

from typing import Literal

Coding = Literal["gsm", "ucs2"]
ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)  # TS 23.038 table 6.2.1: the place of a sign is its code
ESCAPE = 0x1B
EXTENDED = {  # table 6.2.1.1: behind an escape, two places each
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65,
}  # fmt: skip
WHOLE: dict[Coding, int] = {"gsm": 160, "ucs2": 70}
PART: dict[Coding, int] = {"gsm": 153, "ucs2": 67}
MOST = 255  # parts of one text

_CODES = {sign: code for code, sign in enumerate(ALPHABET) if code != ESCAPE}
_SIGNS = {code: sign for sign, code in _CODES.items()}
_BEHIND_ESCAPE = {code: sign for sign, code in EXTENDED.items()}
#: What typesetting puts in the place of a sign that every telephone has.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−·•▪", "-"), **dict.fromkeys("‘’‚‛′", "'"), **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("\t\u00a0\u2002\u2003\u2009\u202f", " "), "…": "...", "→": "->", "≤": "<=", "≥": ">=",
        "\u200b": "", "\u200e": "", "\u200f": "", "\u2060": "", "\ufeff": "",
    }
)  # fmt: skip


def plain(text: str) -> str:
    """The text in the GSM alphabet where only typesetting stands in the way; otherwise as it is."""
    simple = text.translate(_PLAIN)
    return simple if coding(simple) == "gsm" else text


def coding(text: str) -> Coding:
    return "gsm" if all(sign in _CODES or sign in EXTENDED for sign in text) else "ucs2"


def places(sign: str, how: Coding) -> int:
    """How much room a sign takes: septets, or UTF-16 units."""
    return 1 + (sign in EXTENDED if how == "gsm" else ord(sign) > 0xFFFF)


def size(text: str, how: Coding) -> int:
    return sum(places(sign, how) for sign in text)


def parts(text: str) -> list[str]:
    """The text in pieces that each fill one short message; joined they are the text. No sign is cut in two."""
    how = coding(text)
    if size(text, how) <= WHOLE[how]:
        return [text]
    pieces, room = [""], PART[how]
    for sign in text:
        need = places(sign, how)
        if need > room:
            pieces.append("")
            room = PART[how]
        pieces[-1] += sign
        room -= need
    return pieces


def encode(text: str, how: Coding) -> bytes:
    """One octet for each septet, not packed, as SMPP carries them; or UTF-16, high octet first."""
    if how == "ucs2":
        return text.encode("utf-16-be", "replace")
    return b"".join(bytes([ESCAPE, EXTENDED[sign]]) if sign in EXTENDED else bytes([_CODES[sign]]) for sign in text)


def decode(octets: bytes) -> str:
    """From septets that are not packed; what the alphabet does not know is a question mark."""
    signs, escaped = [], False
    for octet in octets:
        if octet == ESCAPE and not escaped:
            escaped = True
            continue
        known = _BEHIND_ESCAPE if escaped else _SIGNS
        signs.append(known.get(octet) or _SIGNS.get(octet, "?"))
        escaped = False
    return "".join(signs)
