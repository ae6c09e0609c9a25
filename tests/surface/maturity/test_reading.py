"""What comes from outside: what is right is read without loss, what is wrong is refused with a sentence."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from balairung.ground.common.given_json import read_object
from balairung.surface.maturity.instruments import Instrument, instrument
from balairung.surface.maturity.reading import read_score
from balairung.surface.maturity.scoring import Score

SPBE, PEMDI = instrument("spbe-2020"), instrument("pemdi-2026")


def indicators(**changed: Any) -> str:
    levels: dict[str, Any] = {str(number): 3 for number in SPBE.indicators} | changed
    return json.dumps({"indicators": {number: level for number, level in levels.items() if level != "-"}})


def score_json(one: Instrument, text: str) -> Score:
    return read_score(one, read_object(text))


def test_indicators_and_aspects_are_read() -> None:
    assert str(score_json(SPBE, indicators(**{"42": 5})).index) == "3.06"
    assert str(score_json(SPBE, json.dumps({"aspects": {str(n): 4.7 for n in range(1, 9)}})).index) == "4.70"
    aspects = {str(n): "1.26" for n in range(1, 8)}
    assert str(score_json(PEMDI, json.dumps({"aspects": aspects})).index) == "1.26"


def test_parts_of_a_level_are_read_where_the_instrument_knows_them() -> None:
    levels = {str(number): 1.17 for number in PEMDI.indicators}
    assert score_json(PEMDI, json.dumps({"indicators": levels})).exact == Decimal("1.17")
    with pytest.raises(ValueError, match="tingkat bulat 1 sampai 5; periksa nomor 2, 9"):
        score_json(SPBE, indicators(**{"2": 1.5, "9": "2.5"}))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (indicators(**{"7": "-", "31": "-"}), "Belum ada nilai untuk nomor 7, 31"),
        (indicators(**{"48": 3, "I1": 2}), "Nomor “48” tidak dikenal. Instrumen ini bernomor 1 sampai 47"),
        (indicators(**{"5": 6}), "Nomor 5: nilai 6 di luar 1 sampai 5"),
        (indicators(**{"5": 0}), "Nomor 5: nilai 0 di luar 1 sampai 5"),
        (indicators(**{"5": -3}), "di luar 1 sampai 5"),
        (indicators(**{"5": "3,5"}), "“3,5” memakai koma; tulis dengan titik"),
        (indicators(**{"5": "tiga"}), "Nomor 5: “tiga” bukan angka"),
        (indicators(**{"5": True}), "bukan angka"),
        (indicators(**{"5": None}), "bukan angka"),
        (indicators(**{"5": [3]}), "bukan angka"),
        (indicators(**{"5": "NaN"}), "bukan angka"),
        (indicators().replace('"5": 3', '"5": NaN'), "“NaN” bukan bilangan"),
        (indicators().replace('"5": 3', '"5": 4,70'), "bukan JSON"),
        (indicators().replace('"5": 3', '"5": 3, "5": 4'), "“5” tertulis dua kali"),
        (indicators().replace('"5": 3', '"5": ' + "9" * 5000), "terlalu besar"),
        ('{"aspects": {"1": 4.7}}', "Belum ada nilai untuk nomor 2, 3, 4, 5, 6, 7, 8"),
        (
            '{"aspects": {"1": 5.01, "2": 1, "3": 1, "4": 1, "5": 1, "6": 1, "7": 1, "8": 1}}',
            "Nomor 1: nilai 5.01 di luar",
        ),
        ('{"aspects": {}, "indicators": {}}', "satu bagian saja"),
        ('{"nilai": {}}', "satu bagian saja"),
        ('{"indicators": [3, 4]}', "Nilai ditulis per nomor"),
        ("[1, 2]", "sebuah objek"),
        ("", "bukan JSON"),
        ("[" * 100_000, "tidak terbaca"),
    ],
)
def test_what_is_wrong_is_said(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        score_json(SPBE, text)
