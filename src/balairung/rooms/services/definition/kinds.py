"""What somebody typed, made clean, one function for each type of question. `Wrong` holds a sentence for the person."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from lokal import normalize_phone, parse_nik, parse_rupiah
from lokal.provinces import PROVINCES

from balairung.ground.common.dates import MONTHS, long_date
from balairung.ground.common.text import clean_line, clean_text
from balairung.rooms.services.definition.shape import Asked, Type

Cleaner = Callable[[Any, Asked], Any]
LONGEST = {Type.LINE: 200, Type.TEXT: 2000, Type.NAME: 120, Type.PLACE: 250}
MOST_MONEY = 10**15
MOST_NUMBER = 10**12
FIRST_YEAR, LAST_YEAR = 1900, 2100
NAME = re.compile(r"[^\W\d_][^\d_<>{}\[\]|\\/@#$%^*+=~]*")
DIGITS = re.compile(r"\d{1,3}(?:[.\s]\d{3})+|\d+")
DASHED = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
SPOKEN = re.compile(r"(\d{1,2}) ([a-z]+) (\d{4})")
SHORT_MONTHS = {name[:3].lower(): number for number, name in enumerate(MONTHS["id"], 1)} | {"agt": 8, "des": 12}
YES, NO = {"ya", "y", "true", "1", "on"}, {"tidak", "t", "false", "0"}


class Wrong(Exception):
    """The answer has not the form of its kind; the text says how it should be."""


def cleaners(today: date, region: Callable[[str], bool] | None = None) -> dict[Type, Cleaner]:
    """For each type the function that takes what was given and the question, and returns the answer or raises `Wrong`.

    An empty answer is "", [] or None; whether it may be is not decided here.
    """
    return {
        Type.LINE: _line, Type.TEXT: _text, Type.NAME: _name, Type.PLACE: _line, Type.PHONE: _phone,
        Type.NIK: lambda given, one: clean_nik(given, today), Type.KK: lambda given, one: clean_kk(given, today),
        Type.DATE: lambda given, one: _date(given, one, today), Type.NUMBER: _number, Type.MONEY: _money,
        Type.CHOICE: _choice, Type.CHOICES: _choices, Type.YESNO: _yesno, Type.AGREE: _agree, Type.FILE: _files,
        Type.REGION: lambda given, one: _region(given, region or is_region),
    }  # fmt: skip


def _line(given: str, one: Asked) -> str:
    return _sized(clean_line(given), one)


def _text(given: str, one: Asked) -> str:
    return _sized(clean_text(given), one)


def _sized(words: str, one: Asked) -> str:
    longest = min(one.most or LONGEST[one.type], LONGEST[one.type])
    if len(words) > longest:
        sentence = _("Tulis paling banyak %(most)d huruf; sekarang %(now)d.")
        raise Wrong(sentence % {"most": longest, "now": len(words)})
    if words and one.least and len(words) < one.least:
        raise Wrong(_("Tulis paling sedikit %(least)d huruf.") % {"least": one.least})
    return words


def _name(given: str, one: Asked) -> str:
    words = _sized(clean_line(given), one)
    if words and not NAME.fullmatch(words):
        raise Wrong(_("Tulis nama seperti di KTP, tanpa angka."))
    return words


def _phone(given: str, one: Asked) -> str:
    words = clean_line(given)
    number = normalize_phone(words) if words and len(words) <= 40 else None
    if words and not number:
        raise Wrong(_("Nomor telepon ini tidak dikenali. Tulis misalnya 0812 3456 7890."))
    return number or ""


def _sixteen(given: str, what: str) -> str:
    digits = re.sub(r"[\s.\-]", "", clean_line(given))
    if digits and not (digits.isascii() and digits.isdigit()):
        raise Wrong(_("%(what)s hanya berisi angka.") % {"what": what})
    if digits and len(digits) != 16:
        sentence = _("%(what)s terdiri atas 16 angka; yang ditulis %(count)d angka.")
        raise Wrong(sentence % {"what": what, "count": len(digits)})
    return digits


def clean_nik(given: str, today: date) -> str:
    """Sixteen digits that can be a NIK: a known province, a real date of birth that is not ahead. "" for nothing."""
    digits = _sixteen(given, "NIK")
    if not digits:
        return ""
    info = parse_nik(digits, reference_date=today)
    codes = {issue.code for issue in info.errors}
    if codes & {"province", "wilayah"}:
        raise Wrong(_("Enam angka pertama NIK ini bukan kode wilayah. Periksa lagi di KTP atau KK."))
    if "birth_date" in codes:
        raise Wrong(_("Tanggal lahir di dalam NIK ini tidak ada. Periksa lagi angka ketujuh sampai kedua belas."))
    if not info.valid:
        raise Wrong(_("NIK ini tidak mungkin ada. Periksa lagi di KTP atau KK."))
    return digits


def clean_kk(given: str, today: date) -> str:
    """Sixteen digits that can be the number of a family card: a known province and a real date of issue."""
    digits = _sixteen(given, _("Nomor kartu keluarga"))
    if not digits:
        return ""
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    if digits[:2] not in PROVINCES or "00" in (digits[2:4], digits[4:6]):
        raise Wrong(_("Enam angka pertama nomor kartu keluarga ini bukan kode wilayah. Periksa lagi di KK."))
    if not _is_date(2000 + year if year <= today.year % 100 else 1900 + year, month, day) or digits[12:] == "0000":
        raise Wrong(_("Nomor kartu keluarga ini tidak mungkin ada. Periksa lagi di KK."))
    return digits


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _date(given: str, one: Asked, today: date) -> str:
    words = clean_line(given).lower()
    if not words:
        return ""
    found = read_date(words)
    if found is None:
        raise Wrong(_("Tanggal ini tidak ada. Tulis misalnya 17-08-1990 atau 17 Agustus 1990."))
    if one.past and found > today:
        raise Wrong(_("Tanggal ini sesudah hari ini, %(today)s.") % {"today": long_date(today)})
    return found.isoformat()


def read_date(words: str) -> date | None:
    """`1990-08-17`, `17-8-1990`, `17/08/1990`, `17 Agustus 1990`; None for what is no day of 1900 to 2100."""
    parts: tuple[int, int, int] | None = None
    if match := DASHED.fullmatch(words):
        parts = (int(match[3]), int(match[2]), int(match[1]))
    elif (match := SPOKEN.fullmatch(words)) and match[2][:3] in SHORT_MONTHS:
        parts = (int(match[3]), SHORT_MONTHS[match[2][:3]], int(match[1]))
    elif match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", words):
        parts = (int(match[1]), int(match[2]), int(match[3]))
    if parts is None or not FIRST_YEAR <= parts[0] <= LAST_YEAR or not _is_date(*parts):
        return None
    return date(*parts)


def _number(given: str, one: Asked) -> int | str:
    words = clean_line(given)
    if not words:
        return ""
    if not (words.isascii() and DIGITS.fullmatch(words)) or len(words) > 20:
        raise Wrong(_("Tulis angka bulat, misalnya 3."))
    return _ranged(int(re.sub(r"\D", "", words)), one, MOST_NUMBER)


def _money(given: str, one: Asked) -> int | str:
    words = clean_line(given)
    if not words:
        return ""
    found = parse_rupiah(words) if len(words) <= 60 else None
    if found is None or words.startswith("-") or found.amount != int(found.amount):
        raise Wrong(_("Tulis jumlah rupiah, misalnya 1.500.000."))
    return _ranged(int(found.amount), one, MOST_MONEY)


def _ranged(number: int, one: Asked, limit: int) -> int:
    least, most = one.least or 0, limit if one.most is None else one.most
    if number < least:
        raise Wrong(_("Paling sedikit %(least)s.") % {"least": f"{least:,}".replace(",", ".")})
    if number > most:
        raise Wrong(_("Paling banyak %(most)s.") % {"most": f"{most:,}".replace(",", ".")})
    return number


def _choice(given: str, one: Asked) -> str:
    if given and given not in {choice.key for choice in one.choices}:
        raise Wrong(_("Pilih salah satu dari daftar."))
    return given


def _choices(given: Sequence[str], one: Asked) -> list[str]:
    known = [choice.key for choice in one.choices]
    if set(filter(None, given)) - set(known):
        raise Wrong(_("Pilih dari daftar."))
    return [key for key in known if key in given]


def _yesno(given: str, one: Asked) -> bool | str:
    word = given.strip().lower()
    if word and word not in YES | NO:
        raise Wrong(_("Pilih ya atau tidak."))
    return word in YES if word else ""


def _agree(given: str, one: Asked) -> bool | str:
    return True if given.strip().lower() in YES else ""


def _files(given: list[str], one: Asked) -> list[str]:
    most = one.most or 1
    if len(given) > most:
        raise Wrong(_("Lampirkan paling banyak %(most)d berkas.") % {"most": most})
    if given and one.least and len(given) < one.least:
        raise Wrong(_("Lampirkan paling sedikit %(least)d berkas.") % {"least": one.least})
    return given


def _region(given: str, known: Callable[[str], bool]) -> str:
    code = given.strip()
    if code and (len(code) > 13 or not known(code)):
        raise Wrong(_("Pilih wilayah dari daftar."))
    return code


def is_region(code: str) -> bool:
    """Whether this is the code of a district or village of this regency that stands."""
    from balairung.kernel.people.models import Region

    return Region.objects.filter(pk=code, until__isnull=True).exists()
