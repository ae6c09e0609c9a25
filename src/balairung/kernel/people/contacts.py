"""Names, addresses and numbers of people, checked and brought into one form. A bad one is refused with a sentence."""

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line

COUNTRY = "ID"
SHORT = re.compile(r"1\d{2,6}")
NIP_DIGITS = 18  # birth date, month of appointment, sex, serial number (Peraturan Kepala BKN 22/2007)


def clean_name(text: str, most: int = 120) -> str:
    name = clean_line(text)
    if not name:
        raise Refused(_("Tuliskan namanya."))
    if len(name) > most:
        raise Refused(_("Nama terlalu panjang: paling banyak %(most)d huruf.") % {"most": most})
    return name


def clean_email(text: str) -> str:
    """In small letters; empty stays empty."""
    email = clean_line(text).lower()
    try:
        if email:
            validate_email(email)
    except ValidationError as problem:
        sentence = _("Alamat surel “%(email)s” tidak lengkap. Contoh: nama@contoh.go.id.")
        raise Refused(sentence % {"email": email}) from problem
    return email


def clean_phone(text: str, *, short: bool = False) -> str:
    """In international form (`+6281234567890`); a number without country code is Indonesian. Empty stays empty.

    `short` lets the numbers of public services through as they are (112, 1500567).
    """
    typed = clean_line(text)
    if not typed or (short and SHORT.fullmatch(typed)):
        return typed
    try:
        number = phonenumbers.parse(typed, COUNTRY)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        sentence = _("Nomor telepon “%(phone)s” tidak dikenal. Contoh: 0812 3456 7890 atau (0333) 424172.")
        raise Refused(sentence % {"phone": typed})
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_words(number: str) -> str:
    """A stored number as people write it: `0812-3456-7890`; one from abroad with its country code."""
    if SHORT.fullmatch(number):
        return number
    try:
        parsed = phonenumbers.parse(number, COUNTRY)
    except phonenumbers.NumberParseException:
        return number
    own = phonenumbers.region_code_for_number(parsed) == COUNTRY
    form = phonenumbers.PhoneNumberFormat.NATIONAL if own else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


def clean_nip(text: str) -> str:
    """Eighteen digits; blanks between them are dropped. Empty stays empty."""
    digits = "".join(clean_line(text).split())
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) == NIP_DIGITS):
        raise Refused(_("NIP terdiri atas %(count)d angka.") % {"count": NIP_DIGITS})
    return digits
