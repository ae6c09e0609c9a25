"""What tells who somebody is, shown so that its owner recognises it and nobody else can use it."""

from __future__ import annotations

import re

DOT = "•"
_NUMBER = re.compile(r"\d{16}")  # NIK, and KK
_HOME = "+62"


def mask(value: str) -> str:
    """`0812••••5678`, `3211••••••••0001`, `a•••@contoh.id`; of any other text its first sign."""
    text = value.strip()
    if "@" in text:
        name, _at, host = text.partition("@")
        return f"{name[:1]}{DOT * 3}@{host}"
    digits = re.sub(r"[ .\-()]", "", text)
    if _NUMBER.fullmatch(digits):
        return f"{digits[:4]}{DOT * 8}{digits[-4:]}"
    if re.fullmatch(r"\+?\d{5,15}", digits):
        return _telephone(digits)
    return f"{text[:1]}{DOT * 4}" if text else ""


def _telephone(digits: str) -> str:
    """As people at home write it; a short number keeps nothing but its end."""
    local = f"0{digits.removeprefix(_HOME)}" if digits.startswith(_HOME) else digits
    if len(local) < 9:
        return f"{DOT * 4}{local[-2:]}"
    return f"{local[:4]}{DOT * 4}{local[-4:] if len(local) > 10 else local[-2:]}"
