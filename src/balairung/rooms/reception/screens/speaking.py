"""What the voice of a hall says: a number and a counter, in words that nobody mishears."""

from __future__ import annotations

import re

FIGURES = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
GROUPS = re.compile("[0-9]+|[^0-9 .,-]+")


def announcement(label: str, counter: str) -> str:
    """The call of `A-012` to counter `3`: "Nomor A, nol dua belas, silakan ke loket tiga." Always in Indonesian."""
    return f"Nomor {', '.join(_read(label))}, silakan ke loket {' '.join(_read(counter))}."


def in_words(number: int) -> str:
    """A number from 0 to 999 as it is said; raise ValueError for any other."""
    if not 0 <= number <= 999:
        raise ValueError(number)
    if number < 10:
        return FIGURES[number]
    return " ".join(_spoken(number))


def _spoken(number: int) -> list[str]:
    """The same in single words, none for nothing."""
    hundreds, rest = divmod(number, 100)
    said = [["seratus"], [FIGURES[hundreds], "ratus"]][hundreds > 1] if hundreds else []
    if rest in (10, 11):
        return [*said, "sepuluh" if rest == 10 else "sebelas"]
    tens, units = divmod(rest, 10)
    if tens == 1:
        return [*said, FIGURES[units], "belas"]
    return [*said, *([FIGURES[tens], "puluh"] if tens else []), *([FIGURES[units]] if units else [])]


def _read(label: str) -> list[str]:
    """`A-012` in what is said in one breath each: A · nol dua belas. Words stay what they are."""
    return [_figures(group) if group.isdecimal() else _letters(group) for group in GROUPS.findall(label)]


def _letters(group: str) -> str:
    return " ".join(group) if len(group) <= 2 else group


def _figures(group: str) -> str:
    """Zeros at the front one by one, the rest as a number; a long row figure by figure."""
    rest = group.lstrip("0")
    zeros = ["nol"] * (len(group) - len(rest))
    if len(rest) > 3:
        return " ".join(FIGURES[int(figure)] for figure in group)
    return " ".join([*zeros, *([in_words(int(rest))] if rest else [])])
