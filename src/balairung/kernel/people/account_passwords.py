"""Passwords that others have lost already, looked up without asking anybody; and those that anybody here would guess.

The file is the published one of Pwned Passwords: SHA-1 hashes in their order, a line each, `HASH:COUNT`. A folder of
its ranges does as well: `21BD1.txt` holds the other 35 digits. Neither is ever read whole: some sixty lines are.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from balairung.kernel.people.house import the_regency
from balairung.kernel.people.models import Person, User

OURS = ("balairung", "pemerintah", "kabupaten", "walikota", "pemkab", "pemkot", "bupati", "dinas", "admin", "kota")
OWN_LETTERS = 6  # that must be left of a password without the words of the house
PREFIX = 5  # digits that name a range
LINE = 80  # bytes that no line exceeds: forty digits and a count


class BreachedPasswordValidator:
    """Refuse what stands in the operator's file; where there is none, only the common passwords are refused."""

    def validate(self, password: str, user: object = None) -> None:
        if settings.BREACHED_PASSWORDS and is_breached(password, Path(settings.BREACHED_PASSWORDS)):
            raise ValidationError(
                _("Kata sandi ini pernah bocor di tempat lain, jadi mudah ditebak. Pilih yang lain."),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        return _("Kata sandi yang pernah bocor di tempat lain tidak diterima.")


class HouseWordsValidator:
    """Refuse what is made of the regency's name, its offices' words or one's own name, with a number behind it."""

    def validate(self, password: str, user: object = None) -> None:
        letters = re.sub(r"[\W\d_]", "", password.lower())
        left = letters
        for word in sorted(_house_words(user), key=len, reverse=True):
            left = left.replace(word, "")
        if left != letters and len(left) < OWN_LETTERS:
            raise ValidationError(
                _("Kata sandi ini mudah ditebak orang yang mengenal Anda atau daerah ini. Tambahkan kata-kata lain."),
                code="password_of_the_house",
            )

    def get_help_text(self) -> str:
        return _("Kata sandi tidak cukup dari nama daerah, kantor, atau nama Anda sendiri.")


def _house_words(user: object) -> set[str]:
    regency = the_regency()
    person = Person.objects.filter(user=user).only("name").first() if isinstance(user, User) else None
    said = f"{regency.name} {regency.province}" if regency else ""
    named = re.findall(r"[^\W\d_]{4,}", f"{said} {person.name if person else ''}".lower())
    return {*OURS, *named}


def is_breached(password: str, where: Path) -> bool:
    """Whether this password stands in the list."""
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    if where.is_dir():
        part = where / f"{digest[:PREFIX].decode()}.txt"
        return part.exists() and _stands(part, digest[PREFIX:])
    return _stands(where, digest)


def _stands(path: Path, wanted: bytes) -> bool:
    """Look for the line that begins with these digits, by halves."""
    with path.open("rb") as file:
        low, high = 0, path.stat().st_size
        while low < high:
            middle = (low + high) // 2
            start, line = _line_from(file, middle)
            if not line or start >= high:
                high = middle
            elif (found := line[: len(wanted)].upper()) == wanted:
                return True
            elif found < wanted:
                low = start + len(line)
            else:
                high = middle
    return False


def _line_from(file: BinaryIO, offset: int) -> tuple[int, bytes]:
    """The first line that begins at this byte or behind it, and where it begins."""
    if offset == 0:
        file.seek(0)
        return 0, file.readline(LINE)
    file.seek(offset - 1)
    skipped = file.readline(LINE)
    return offset - 1 + len(skipped), file.readline(LINE)
