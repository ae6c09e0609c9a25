"""The words of the demonstration regency: whole, distinct, repeatable, and about nobody."""

import random
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from balairung.config.demo import texts
from balairung.ground.common.facts import facts

VILLAGE = {"desa": "Kembiritan", "kecamatan": "Genteng", "label": "Desa"}
PLACES = [
    VILLAGE,
    {"desa": "Kedungrejo", "kecamatan": "Muncar", "label": "Desa"},
    {"desa": "Kemiren", "kecamatan": "Glagah", "label": "Desa"},
    {"desa": "Bajulmati", "kecamatan": "Wongsorejo", "label": "Desa"},
    {"desa": "Tamanbaru", "kecamatan": "Banyuwangi", "label": "Kelurahan"},
]
VISIT, DUE = date(2026, 3, 25), date(2026, 3, 31)
FORBIDDEN = {
    "a number as long as a NIK": re.compile(r"\d{13,}"),
    "a telephone number": re.compile(r"(\+62|\b62|\b0)\s?8[\d -]{7,}"),
    "an address of mail": re.compile(r"\S+@\S+"),
    "a slot that nobody filled": re.compile(r"[{}]"),
    "doubled spaces": re.compile(r"\s\s|^\s|\s$"),
    "a doubled or wandering stop": re.compile(r"\.\.| [.,;?]"),
    "the same road twice": re.compile(r"[Jj]alan di [Jj]alan"),
}


def everything(rng: random.Random, topic: str, place: dict[str, str]) -> Iterator[str]:
    """One of each text that can be written about the topic at the place."""
    place = texts.locate(rng, topic, place)
    reason = texts.pick_refusal(rng, topic)
    yield texts.compose_report(rng, topic, place)
    yield texts.compose_answer(rng, topic, place, office="Dinas PUPR", visit=VISIT, due=DUE)
    yield texts.compose_resolution(rng, topic, place, office="Dinas PUPR", done=DUE)
    yield texts.compose_question(rng, topic, place)
    yield texts.compose_information(rng, topic, place)
    yield texts.compose_refusal(rng, reason, topic, place)
    yield texts.compose_verification(rng, place, office="Dinas PUPR")
    yield texts.compose_note(rng, place, office="Dinas PUPR")
    yield texts.compose_citizen_reply(rng, True, topic, place)
    yield texts.compose_citizen_reply(rng, False)


@pytest.mark.parametrize("topic", texts.topics())
def test_every_text_is_whole_and_holds_nothing_of_a_person(topic: str) -> None:
    rng = random.Random(topic)
    for place in PLACES * 6:
        for text in everything(rng, topic, place):
            assert text[-1] in ".!?", text
            assert not [what for what, pattern in FORBIDDEN.items() if pattern.search(text)], text


def test_the_same_seed_writes_the_same_year() -> None:
    def write(seed: int) -> list[str]:
        rng = random.Random(seed)
        return [text for topic in texts.topics() for text in everything(rng, topic, VILLAGE)]

    assert write(7) == write(7)
    assert write(7) != write(8)


def test_the_same_seed_writes_the_same_in_another_process() -> None:
    """The order of a set differs between processes; no text may hang on it."""
    order = (
        "import random; from balairung.config.demo import texts as t; rng = random.Random(5);"
        "print([t.compose_report(rng, topic, {'desa': 'Kemiren', 'kecamatan': 'Glagah', 'label': 'Desa'})"
        " for topic in t.topics()])"
    )
    runs = [subprocess.run([sys.executable, "-c", order], check=True, capture_output=True).stdout for _ in range(2)]
    assert runs[0] == runs[1] != b""


def test_two_thousand_reports_are_nearly_all_different() -> None:
    rng = random.Random(3510)
    reports = set()
    for number in range(2000):
        place = PLACES[number % len(PLACES)]
        reports.add(texts.compose_report(rng, texts.pick_topic(rng, place), place))
    assert len(reports) >= 1980


def test_twenty_thousand_reports_could_be_told_apart() -> None:
    """By opening, set of details and wish alone; greetings, places, numbers and manners of writing come on top."""
    stories = [story for topic in texts.load("texts")["topics"].values() for story in topic["stories"]]
    assert sum(tellings(story) for story in stories) >= 20_000


def tellings(story: dict[str, list[str]]) -> int:
    openings = sum(len(story.get(name, [])) for name in ("openings", "jawa", "osing"))
    details = len(story["details"])
    return openings * (1 + details + details * (details - 1) // 2) * (1 + len(story["wishes"]))


def test_topics_are_rich_enough_and_known_to_the_complaints_room() -> None:
    themes = texts.load("texts")["topics"]
    assert set(themes) <= {topic["code"] for topic in facts("complaints")["topics"]}

    def parts(theme: dict[str, Any], name: str) -> int:
        return sum(len(story[name]) for story in theme["stories"])

    rich = [
        code
        for code, theme in themes.items()
        if parts(theme, "openings") >= 6 and parts(theme, "details") >= 4 and parts(theme, "wishes") >= 3
    ]
    assert len(rich) >= 45


def test_every_story_has_an_officer_who_answers_it() -> None:
    themes, officers = texts.load("texts")["topics"], texts.load("officers")
    assert set(officers["topics"]) == set(themes)
    for code, theme in themes.items():
        answers = officers["topics"][code]
        assert len(answers) == len(theme["stories"]), code
        for answer in answers:
            assert all(answer[part] for part in ("steps", "done", "ask")), code
            assert {answer.get("kind", "work")} <= set(officers["promises"]) & set(officers["closings"]), code


def test_an_answer_says_who_when_and_by_when() -> None:
    rng = random.Random(1)
    place = texts.locate(rng, "jalan-berlubang", VILLAGE)
    answer = texts.compose_answer(rng, "jalan-berlubang", place, office="Dinas PUPR", visit=VISIT, due=DUE)
    assert "Rabu, 25 Maret 2026" in answer
    assert "Selasa, 31 Maret 2026" in answer


def test_the_report_the_answer_and_the_result_speak_of_one_place() -> None:
    rng = random.Random(2)
    place = texts.locate(rng, "jembatan-rusak", VILLAGE)
    assert texts.locate(rng, "jembatan-rusak", place) == place
    result = texts.compose_resolution(rng, "jembatan-rusak", place, office="Dinas PUPR", done=DUE)
    assert place["tempat"] in result


def test_every_reason_for_refusing_has_its_words() -> None:
    officers = texts.load("officers")
    assert set(officers["refusals"]) == set(facts("complaints")["refusals"])
    assert set(officers["refusal_reasons"]) <= set(officers["refusals"])


def test_what_is_not_the_regencys_is_refused_with_the_address() -> None:
    rng = random.Random(4)
    assert texts.pick_refusal(rng, "listrik") == "outside-authority"
    assert "123" in texts.compose_refusal(rng, "outside-authority", "listrik", VILLAGE)
    assert "Kantor lain." in texts.compose_refusal(rng, "outside-authority", "ktp", VILLAGE, address="Kantor lain.")


def test_instructions_go_to_offices_that_exist() -> None:
    lines = texts.load("officers")["instructions"]
    assert len(lines) >= 25
    assert {line["office"] for line in lines} <= {office["key"] for office in facts("organisation")["offices"]}
    assert texts.instruction(random.Random(1)) == texts.instruction(random.Random(1))
    assert all(line["text"].endswith(".") and "\n" not in line["text"] for line in lines)


def test_topics_fit_the_place() -> None:
    rng = random.Random(6)
    inland = {texts.pick_topic(rng, VILLAGE) for _ in range(3000)}
    ward = {texts.pick_topic(rng, PLACES[-1]) for _ in range(3000)}
    assert "nelayan" in ward - inland
    assert "dana-desa" in inland - ward


def test_a_ward_is_not_called_a_village() -> None:
    rng = random.Random(9)
    reports = [texts.compose_report(rng, "air-tidak-mengalir", PLACES[-1]).lower() for _ in range(200)]
    assert not [report for report in reports if re.search(r"\bdesa\b", report)]


def test_people_are_invented_in_hundreds_and_officials_carry_titles() -> None:
    rng = random.Random(10)
    assert len({texts.person_name(rng) for _ in range(1500)}) > 900
    assert texts.person_name(rng, female=True, office="rsud").startswith("dr. ")
    origins = texts.load("names")["origins"].values()
    for part in ("first", "last"):
        assert sum(len(names) for origin in origins for names in origin[part].values()) >= 120
    assert texts.occupation(rng)


def test_no_name_is_that_of_a_widely_known_person() -> None:
    origins = texts.load("names")["origins"].values()
    possible = {
        f"{first} {last}"
        for origin in origins
        for sex in ("male", "female")
        for first in origin["first"][sex]
        for last in [*origin["last"][sex], *origin["last"]["any"]]
    }
    known = {
        "Joko Widodo",
        "Sri Mulyani",
        "Imam Utomo",
        "Bambang Pamungkas",
        "Ratna Lestari",
        "Samsul Hadi",
        "Ipuk Fiestiandani",
    }
    assert not possible & known


def test_places_are_villages_of_banyuwangi() -> None:
    from lokal import wilayah

    places = texts.load("places")
    villages = {
        district.name: {row.name for row in wilayah.list_wilayah(district.code)}
        for district in wilayah.list_wilayah("35.10")
    }
    for kind in ("known", "streets"):
        for district, named in places[kind].items():
            assert set(named) <= villages[district], district
    assert {district for tongue in places["tongues"].values() for district in tongue} <= set(villages)
    assert set(places["coast"]) <= set(villages)
