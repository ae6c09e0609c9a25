"""`balairung survey score --counts FILE.json`: counts an SKM, prints it as JSON. Needs neither database nor settings.

Per element either the answers of each value, `{"U1": {"1": 0, "2": 2, "3": 12, "4": 15}, …}`, or
`{"n": 29, "totals": {"U1": 105, …}}`, or `{"means": {"U1": 3.868, …}}`. `-` reads what is piped in.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from balairung.ground.common.facts import facts
from balairung.ground.common.given_json import read_object, read_text, said
from balairung.ground.common.words import gettext as _
from balairung.rooms.surveys.scoring import VALUES, ElementScore, Score, Tally, codes, score

MOST = 10**12  # answers: more than people ever lived are a slip


def add_arguments(parser: ArgumentParser) -> None:
    """All are read as text, so that a slip gets a sentence from `run` instead of the parser's own."""
    parser.add_argument("what", nargs="?", default="", metavar="score", help=_("score: hitung nilai SKM"))
    parser.add_argument(
        "--counts", nargs="?", const="", metavar="BERKAS", help=_("berkas JSON berisi jawaban, atau - untuk masukan")
    )
    parser.add_argument(
        "--without", nargs="?", const="", metavar="UNSUR", help=_("unsur yang tidak ditanyakan, misalnya U4,U6")
    )


def run(args: Namespace) -> int:
    """Print the result and return 0, or say in one sentence what is wrong and return 2."""
    try:
        dropped = _dropped(args)
        result = score(read_tallies(_text(args), dropped), dropped)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(json.dumps(as_json(result), ensure_ascii=False, indent=2) + "\n")
    return 0


def as_json(result: Score) -> dict[str, Any]:
    """Numbers with decimals are strings, so that nobody's float changes them."""
    return {
        "ikm": str(result.ikm),
        "category": result.category.letter,
        "performance": result.category.performance,
        "elements": {one.code: _element(one) for one in result.elements},
        "compatibility": {weight: str(value) for weight, value in result.compatibility.items()},
    }


def _element(one: ElementScore) -> dict[str, Any]:
    known = {} if one.n is None else {"n": one.n}
    counted = {"nrr": str(one.nrr), "value": str(one.value), "category": one.category.letter}
    return {
        "name": facts("skm")["elements"][one.code]["name"],
        **known,
        **counted,
        "performance": one.category.performance,
    }


# --- what somebody gave ----------------------------------------------------------------------------------------------


def read_tallies(text: str, dropped: frozenset[str] = frozenset()) -> dict[str, Tally]:
    """What each element was answered. Raise ValueError with a sentence for whoever wrote it."""
    given = read_object(text)
    if "means" in given:
        _only(given, {"means"})
        return _each(given["means"], dropped, _of_mean)
    if "totals" in given or "n" in given:
        _only(given, {"n", "totals"})
        n = _whole(given.get("n"), "n")
        if n == 0:
            raise ValueError(_("Jumlah responden (n) nol: belum ada yang dapat dihitung."))
        return _each(given.get("totals"), dropped, lambda code, total: _of_total(code, n, total))
    return _each(given, dropped, _of_counts)


def _text(args: Namespace) -> str:
    if args.what != "score" or not args.counts:
        raise ValueError(_("Tulis: balairung survey score --counts BERKAS.json"))
    return read_text(args.counts)


def _dropped(args: Namespace) -> frozenset[str]:
    names = [] if args.without is None else [name.strip().upper() for name in args.without.split(",")]
    if unknown := [name for name in names if name not in codes()]:
        raise ValueError(_("Unsur “%(name)s” tidak ada. Yang ada: U1 sampai U9.") % {"name": said(unknown[0])})
    if len(set(names)) == len(codes()):
        raise ValueError(_("Paling sedikit satu unsur harus ditanyakan."))
    return frozenset(names)


def _only(given: Mapping[str, Any], known: set[str]) -> None:
    if unknown := sorted(set(given) - known):
        raise ValueError(_("“%(name)s” tidak dikenal di sini.") % {"name": said(unknown[0])})


def _each(given: Any, dropped: frozenset[str], read: Callable[[str, Any], Tally]) -> dict[str, Tally]:
    """Every element that was asked, and no other."""
    wanted = [code for code in codes() if code not in dropped]
    if not isinstance(given, dict):
        raise ValueError(_("Jawaban harus tertulis untuk setiap unsur, U1 sampai U9."))
    if missing := [code for code in wanted if code not in given]:
        raise ValueError(_("Jawaban untuk unsur %(names)s belum ada.") % {"names": ", ".join(missing)})
    _only(given, set(wanted))
    return {code: read(code, given[code]) for code in wanted}


def _of_counts(code: str, given: Any) -> Tally:
    if not isinstance(given, dict):
        raise ValueError(_("Unsur %(code)s harus berisi jumlah jawaban untuk nilai 1 sampai 4.") % {"code": code})
    if strange := [value for value in given if value not in map(str, VALUES)]:
        words = {"code": code, "value": said(strange[0])}
        raise ValueError(_("Unsur %(code)s memuat nilai “%(value)s”. Nilainya hanya 1 sampai 4.") % words)
    counts = {int(value): _whole(count, f"{code}, {value}") for value, count in given.items()}
    if not sum(counts.values()):
        raise ValueError(_("Unsur %(code)s belum dijawab siapa pun.") % {"code": code})
    return Tally.of_counts(counts)


def _of_total(code: str, n: int, given: Any) -> Tally:
    total = _whole(given, code)
    if not n <= total <= 4 * n:
        words = {"code": code, "total": said(total), "least": n, "most": 4 * n}
        raise ValueError(_("Jumlah nilai %(code)s, %(total)s, harus antara %(least)s dan %(most)s.") % words)
    return Tally.of_total(n, total)


def _of_mean(code: str, given: Any) -> Tally:
    if isinstance(given, bool) or not isinstance(given, int | Decimal) or not VALUES[0] <= given <= VALUES[-1]:
        words = {"code": code, "mean": said(given)}
        raise ValueError(_("Rata-rata %(code)s, %(mean)s, harus bilangan dari 1 sampai 4.") % words)
    return Tally(Fraction(given))


def _whole(given: Any, where: str) -> int:
    if isinstance(given, bool) or not isinstance(given, int):
        raise ValueError(_("Jumlah pada %(where)s harus bilangan bulat.") % {"where": where})
    if given < 0:
        raise ValueError(_("Jumlah pada %(where)s tidak boleh negatif.") % {"where": where})
    if given > MOST:
        raise ValueError(_("Jumlah pada %(where)s terlalu besar.") % {"where": where})
    return given
