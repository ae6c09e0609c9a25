"""Each instrument as the decrees have it: numbers, weights, predicates, and what is not known left out."""

from decimal import Decimal

import pytest

from balairung.ground.common.facts import facts
from balairung.surface.maturity.instruments import KEYS, Instrument, instrument

ALL = [instrument(key) for key in KEYS]
SIZES = {"spbe-2018": (3, 7, 35), "spbe-2020": (4, 8, 47), "pemdi-2026": (0, 7, 20)}


@pytest.mark.parametrize("one", ALL, ids=KEYS)
def test_every_weight_set_sums_to_a_hundred(one: Instrument) -> None:
    assert sum(indicator.weight for indicator in one.indicators.values()) == 100
    assert sum(aspect.weight for aspect in one.aspects) == 100
    assert [a.title for a in one.aspects if sum(i.weight for i in a.indicators) != a.weight] == []
    if one.domains:
        assert sum(domain.weight for domain in one.domains) == 100
        assert [d.title for d in one.domains if sum(a.weight for a in d.aspects) != d.weight] == []


@pytest.mark.parametrize("one", ALL, ids=KEYS)
def test_all_are_numbered_and_none_is_left_out(one: Instrument) -> None:
    domains, aspects, indicators = SIZES[one.key]
    assert [domain.number for domain in one.domains] == list(range(1, domains + 1))
    assert [aspect.number for aspect in one.aspects] == list(range(1, aspects + 1))
    assert list(one.indicators) == list(range(1, indicators + 1))
    if one.domains:
        assert tuple(a for domain in one.domains for a in domain.aspects) == one.aspects


@pytest.mark.parametrize("one", ALL, ids=KEYS)
def test_levels_are_five_and_what_is_not_known_is_not_said(one: Instrument) -> None:
    for indicator in one.indicators.values():
        assert len(indicator.ladder) == 5
        assert set(indicator.levels) <= set(range(1, 6))
        assert all(text.strip() for text in indicator.levels.values())
        assert bool(indicator.levels) == bool(indicator.source), indicator.title
        unknown = [level for level in range(1, 6) if level not in indicator.levels]
        assert all(indicator.asks(level) == "" for level in unknown)


@pytest.mark.parametrize(
    ("key", "index", "words"),
    [
        ("spbe-2020", "1.79", "Kurang"), ("spbe-2020", "1.80", "Cukup"), ("spbe-2020", "2.59", "Cukup"),
        ("spbe-2020", "2.60", "Baik"), ("spbe-2020", "3.49", "Baik"), ("spbe-2020", "3.50", "Sangat Baik"),
        ("spbe-2020", "4.19", "Sangat Baik"), ("spbe-2020", "4.20", "Memuaskan"), ("spbe-2020", "5.00", "Memuaskan"),
        ("pemdi-2026", "1.00", "Kurang"), ("pemdi-2026", "1.49", "Kurang"), ("pemdi-2026", "1.50", "Cukup"),
        ("pemdi-2026", "2.50", "Baik"), ("pemdi-2026", "3.50", "Sangat Baik"), ("pemdi-2026", "3.99", "Sangat Baik"),
        ("pemdi-2026", "4.00", "Memuaskan"), ("pemdi-2026", "5.00", "Memuaskan"), ("spbe-2018", "2.60", "Baik"),
    ],
)  # fmt: skip
def test_a_predicate_holds_from_its_first_value_on(key: str, index: str, words: str) -> None:
    assert instrument(key).predicate_of(Decimal(index)).words == words


def test_each_predicate_of_pemerintah_digital_has_its_stage() -> None:
    stages = [one.stage for one in instrument("pemdi-2026").predicates]
    assert stages == ["Unggul", "Melembaga", "Berkembang", "Membangun", "Merintis"]


def test_an_instrument_that_nobody_knows_is_refused_with_those_that_are() -> None:
    with pytest.raises(ValueError, match="spbe-2018, spbe-2020, pemdi-2026"):
        instrument("spbe-2030")


def test_weights_are_text_so_that_no_binary_number_stands_between() -> None:
    for key in KEYS:
        for aspect in facts(f"maturity/{key}")["aspects"]:
            assert isinstance(aspect["weight"], str)
            assert all(isinstance(row["weight"], str) for row in aspect["indicators"])
