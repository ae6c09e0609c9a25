"""`balairung maturity score`: an index of digital government as JSON. Needs neither database nor settings.

`--instrument spbe-2018|spbe-2020|pemdi-2026 --values FILE.json`, where the file holds the level of every indicator,
`{"indicators": {"1": 3, …}}`, or the value of every aspect, `{"aspects": {"1": 4.70, …}}`. `-` reads what is piped in.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from balairung.ground.common.given_json import read_object, read_text
from balairung.ground.common.words import gettext as _
from balairung.surface.maturity.instruments import KEYS, instrument
from balairung.surface.maturity.reading import read_score
from balairung.surface.maturity.scoring import Score, rounded


def add_arguments(parser: ArgumentParser) -> None:
    """All are read as text, so that a slip gets a sentence from `run` instead of the parser's own."""
    parser.add_argument("what", nargs="?", default="", metavar="score", help=_("score: hitung indeks kematangan"))
    parser.add_argument("--instrument", nargs="?", const="", metavar="INSTRUMEN", help=", ".join(KEYS))
    parser.add_argument(
        "--values", nargs="?", const="", metavar="BERKAS", help=_("berkas JSON berisi nilai, atau - untuk masukan")
    )


def run(args: Namespace) -> int:
    """Print the result and return 0, or say in one sentence what is wrong and return 2."""
    try:
        result = _score(args)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(json.dumps(as_json(result), ensure_ascii=False, indent=2) + "\n")
    return 0


def _score(args: Namespace) -> Score:
    if args.what != "score" or not args.instrument or not args.values:
        raise ValueError(_("Tulis: balairung maturity score --instrument spbe-2020 --values BERKAS.json"))
    return read_score(instrument(args.instrument), read_object(read_text(args.values)))


def as_json(result: Score) -> dict[str, Any]:
    """Numbers with decimals are strings, so that nobody's float changes them."""
    return {
        "instrument": result.instrument.key,
        "index": str(result.index),
        "predicate": result.predicate.words,
        "domains": _rounded(result.domains),
        "aspects": _rounded(result.aspects),
    }


def _rounded(values: Mapping[int, Fraction]) -> dict[str, str]:
    return {str(number): str(rounded(value)) for number, value in values.items()}
