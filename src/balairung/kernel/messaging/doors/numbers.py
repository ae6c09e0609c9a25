"""Telephone numbers as gateways write them, in one form (E.164)."""

from __future__ import annotations

import re

import phonenumbers

COUNTRY = "ID"
SHORTEST = 8  # digits; what is shorter is the number of a service


def international(number: str) -> str:
    """+62812… from 0812…, 62812… or +62812…; the number of a service, or a name, as it is."""
    typed = number.strip()
    digits = typed.lstrip("+")
    if not digits.isdecimal() or not digits.isascii() or len(digits) < SHORTEST:
        return typed
    try:
        parsed = phonenumbers.parse(typed if typed[0] in "+0" else f"+{typed}", COUNTRY)
    except phonenumbers.NumberParseException:
        return typed
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def is_number(text: str) -> bool:
    """Whether somebody can be answered there: a whole number, and no service and no name."""
    return re.fullmatch(r"\+[1-9][0-9]{7,14}", text) is not None


def is_domestic(number: str) -> bool:
    """Whether it costs what a call at home costs: numbers abroad are where frauds let others call."""
    return is_number(number) and number.startswith("+62")


def local(number: str) -> str:
    """As it is dialled at home: 0812…; a number from abroad without its plus."""
    return f"0{number[3:]}" if number.startswith("+62") else number.lstrip("+")
