"""`balairung maturity score` counts an index of digital government, `way` finds the cheapest way up; both print JSON.

`--instrument spbe-2018|spbe-2020|pemdi-2026 --values FILE.json`, where the file holds the level of every indicator,
`{"indicators": {"1": 3, …}}`, or, for `score`, the value of every aspect, `{"aspects": {"1": 4.70, …}}`; `-` reads what
is piped in. For `way` also `--target 3.87` or `--effort 400` (person-days), and `--weeks 52` where there is a date.
Needs neither database nor settings.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from balairung.ground.common.given_json import read_object, read_text
from balairung.ground.common.words import gettext as _
from balairung.surface.maturity.instruments import KEYS, Instrument, instrument
from balairung.surface.maturity.pricing import default_needs, default_prices
from balairung.surface.maturity.reading import read_levels, read_limit, read_score, read_target
from balairung.surface.maturity.reasons import Reason, reasons
from balairung.surface.maturity.scoring import Score, rounded
from balairung.surface.maturity.ways import Infeasible, Ladder, Limits, Way, cheapest, furthest

POINTS = 4  # decimals of what one step adds: a policy is worth 0.0130


def add_arguments(parser: ArgumentParser) -> None:
    """All are read as text, so that a slip gets a sentence from `run` instead of the parser's own."""
    parser.add_argument(
        "what", nargs="?", default="", metavar="score|way", help=_("hitung indeks, atau cari jalan naik")
    )
    options = {
        "--instrument": ", ".join(KEYS),
        "--values": _("berkas JSON berisi nilai, atau - untuk masukan"),
        "--target": _("indeks yang hendak dicapai, misalnya 3.87"),
        "--weeks": _("minggu yang tersedia"),
        "--effort": _("hari kerja orang yang tersedia"),
    }
    for name, explanation in options.items():
        parser.add_argument(name, nargs="?", const="", help=explanation)


def run(args: Namespace) -> int:
    """Print the result and return 0, or say in one sentence what is wrong and return 2."""
    try:
        result = _answer(args)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=2) + "\n")
    return 0


def _answer(args: Namespace) -> dict[str, Any]:
    known: dict[str, Callable[[Instrument, dict[str, Any], Namespace], dict[str, Any]]] = {"score": _score, "way": _way}
    if args.what not in known or not args.instrument or not args.values:
        raise ValueError(_("Tulis: balairung maturity score --instrument spbe-2020 --values BERKAS.json"))
    return known[args.what](instrument(args.instrument), read_object(read_text(args.values)), args)


def _score(one: Instrument, given: dict[str, Any], args: Namespace) -> dict[str, Any]:
    return score_as_json(read_score(one, given))


def _way(one: Instrument, given: dict[str, Any], args: Namespace) -> dict[str, Any]:
    levels = read_levels(one, given.get("indicators"))
    ladder = Ladder(one, levels, default_prices(one.key), default_needs(one.key))
    limits = Limits(read_limit("--weeks", args.weeks), read_limit("--effort", args.effort))
    if args.target is None:
        if limits.effort is None:
            raise ValueError(_("Sebutkan sasaran (--target 3.87) atau hari kerja orang yang tersedia (--effort 400)."))
        return way_as_json(one, furthest(ladder, limits))
    return way_as_json(one, _reaching(ladder, read_target(args.target, rounded(ladder.today)), limits))


def _reaching(ladder: Ladder, target: Decimal, limits: Limits) -> Way:
    try:
        return cheapest(ladder, target, limits)
    except Infeasible as fault:
        words = {"target": target, "highest": fault.furthest.index}
        raise ValueError(
            _("Sasaran %(target)s tidak tercapai dengan batas ini: paling tinggi %(highest)s.") % words
        ) from fault


# --- as JSON: numbers with decimals are strings, so that nobody's float changes them ---------------------------------


def score_as_json(result: Score) -> dict[str, Any]:
    return {
        "instrument": result.instrument.key,
        "index": str(result.index),
        "predicate": result.predicate.words,
        "domains": _rounded(result.domains),
        "aspects": _rounded(result.aspects),
    }


def way_as_json(one: Instrument, way: Way) -> dict[str, Any]:
    return {
        "instrument": one.key,
        "today": str(rounded(way.today)),
        "index": str(way.index),
        "predicate": one.predicate_of(way.index).words,
        "effort": way.effort,
        "weeks": way.weeks,
        "steps": [_step(one, reason) for reason in reasons(way)],
    }


def _step(one: Instrument, reason: Reason) -> dict[str, Any]:
    number, level = reason.step.rung
    indicator = one.indicators[number]
    return {
        "indicator": number,
        "title": indicator.title,
        "level": level,
        "asks": indicator.asks(level) or None,
        "gain": str(rounded(reason.step.gain, POINTS)),
        "effort": reason.step.price.effort,
        "ready": reason.ready,
        "opens": [{"indicator": other, "level": reached} for other, reached in reason.opens],
    }


def _rounded(values: Mapping[int, Fraction]) -> dict[str, str]:
    return {str(number): str(rounded(value)) for number, value in values.items()}
