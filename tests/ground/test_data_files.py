"""The facts in ground/data hold together: every name that one file takes from another exists there."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from lokal import wilayah

from balairung.ground.common.facts import facts

COMPLAINTS: dict[str, Any] = facts("complaints")
ORGANISATION: dict[str, Any] = facts("organisation")
DEADLINES: dict[str, Any] = facts("deadlines")
LABELS: dict[str, Any] = facts("village_labels")

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ASKED_FOR = {
    *("pupr", "perkim", "dlh", "dinsos", "dishub", "dukcapil", "disdik", "dinkes", "rsud", "pdam", "satpolpp"),
    *("naker", "bapenda", "bpkad", "kominfo", "dp3akb", "koperasi-perdagangan", "pariwisata", "pemuda-olahraga"),
    *("bkpsdm", "inspektorat", "bpbd", "damkar", "dpmptsp", "kesbangpol", "pertanian", "perikanan", "pmd"),
    *("perpustakaan-arsip", "kecamatan", "desa", "setda", "bappeda"),
}


def office_keys() -> set[str]:
    return {office["key"] for office in ORGANISATION["offices"]} | set(ORGANISATION["regions"])


def texts(value: Any) -> Iterator[str]:
    """Every text in a tree of lists and mappings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


# --- complaints --------------------------------------------------------------------------------------------------


def test_the_four_classes_are_explained() -> None:
    assert set(COMPLAINTS["classes"]) == {"aspiration", "ordinary", "supervisory", "information"}
    assert all(row["explanation"].endswith(".") for row in COMPLAINTS["classes"].values())


def test_topics_are_as_many_as_a_person_can_look_through() -> None:
    codes = [topic["code"] for topic in COMPLAINTS["topics"]]
    assert 60 <= len(codes) == len(set(codes)) <= 90
    assert all(SLUG.fullmatch(code) for code in codes)


@pytest.mark.parametrize("topic", COMPLAINTS["topics"], ids=lambda topic: topic["code"])
def test_a_topic_names_a_group_a_class_and_an_office_that_exist(topic: dict[str, Any]) -> None:
    assert topic["group"] in COMPLAINTS["groups"]
    assert topic["class"] in COMPLAINTS["classes"]
    assert topic["office"] in office_keys()


@pytest.mark.parametrize("topic", COMPLAINTS["topics"], ids=lambda topic: topic["code"])
def test_a_topic_has_five_to_twenty_words_by_which_it_is_found(topic: dict[str, Any]) -> None:
    words = topic["keywords"]
    assert 5 <= len(words) == len(set(words)) <= 20
    assert all(word == word.lower().strip() for word in words)


def test_what_is_not_the_regencys_has_an_address_and_nothing_else_has() -> None:
    for topic in COMPLAINTS["topics"]:
        assert bool(topic.get("outside")) == ("address" in topic), topic["code"]
        assert topic.get("address", ".").endswith("."), topic["code"]


def test_every_kind_of_office_gets_some_topic_and_every_group_has_one() -> None:
    assert {topic["office"] for topic in COMPLAINTS["topics"]} >= ASKED_FOR
    assert {topic["group"] for topic in COMPLAINTS["topics"]} == set(COMPLAINTS["groups"])


def test_sp4n_categories_lead_to_topics_that_exist() -> None:
    codes = {topic["code"] for topic in COMPLAINTS["topics"]}
    assert len(COMPLAINTS["sp4n"]) == 77
    for number, row in COMPLAINTS["sp4n"].items():
        assert isinstance(number, int)
        assert row["topic"] is None or row["topic"] in codes, row


def test_a_refusal_is_whole_sentences_with_an_address() -> None:
    for reason, row in COMPLAINTS["refusals"].items():
        assert SLUG.fullmatch(reason)
        assert row["sentence"].endswith("."), reason
        assert row["address"] == "{alamat}" or row["address"].endswith("."), reason


def test_no_text_has_doubled_spaces_or_a_slot_that_nobody_fills() -> None:
    words = {"phrases", "macros"}  # their slots are checked when they are kept (rooms/complaints/desk/phrases.py)
    for text in texts({name: part for name, part in COMPLAINTS.items() if name not in words}):
        assert "  " not in text, text
        assert set(re.findall(r"\{(\w+)\}", text)) <= {"kabupaten", "alamat"}, text
    for text in texts({name: COMPLAINTS[name] for name in words}):
        assert "  " not in text, text


# --- deadlines ---------------------------------------------------------------------------------------------------


def clocks() -> list[tuple[str, dict[str, Any]]]:
    kinds = {kind: rows for kind, rows in DEADLINES.items() if kind != "sources"}
    return [(f"{kind}.{name}", clock) for kind, rows in kinds.items() for name, clock in rows.items()]


@pytest.mark.parametrize(("name", "clock"), clocks(), ids=[name for name, _clock in clocks()])
def test_a_clock_says_how_long_from_when_whose_and_why(name: str, clock: dict[str, Any]) -> None:
    assert clock["unit"] in {"working_days", "calendar_days", "office_hours", "hours"}
    assert clock["party"] in {"office", "citizen"}
    assert clock["source"] in DEADLINES["sources"]
    assert clock["label"]
    assert clock["from"]
    amounts = clock["by_class"].values() if "by_class" in clock else [clock["amount"]]
    assert all(isinstance(amount, int) and amount > 0 for amount in amounts)


def test_the_clocks_of_complaints_are_those_of_the_public_promise() -> None:
    rows = DEADLINES["complaints"]
    assert rows["resolve"]["by_class"] == {"information": 5, "ordinary": 14, "supervisory": 60, "aspiration": 14}
    told = {name: (row["amount"], row["unit"]) for name, row in rows.items() if "amount" in row}
    assert told["verify"] == (3, "working_days")
    assert told["answer"] == (5, "working_days")
    assert told["citizen_reply"] == (10, "working_days")
    assert told["complete_information"] == (30, "calendar_days")
    assert told["statutory"] == (14, "calendar_days")
    assert told["ladder"] == (2, "working_days")


# --- organisation ------------------------------------------------------------------------------------------------


def leaders() -> dict[str, dict[str, Any]]:
    return {post["key"]: post for post in ORGANISATION["leadership"]}


def rungs(office: dict[str, Any], post: dict[str, Any]) -> Iterator[str]:
    """The posts above this one, up to whoever has nobody above."""
    superior = post["superior"]
    if superior == "none":
        return
    if superior == "coordinator":
        superior = f"leader:{office['coordinator']}"
    level, _colon, key = superior.rpartition(":")
    if level == "leader":
        above_office, above = office, leaders()[key]
    elif level == "parent":
        above_office = all_offices()[office["parent"]]
        above = next(row for row in ORGANISATION["posts"][above_office["kind"]] if row["key"] == key)
    else:
        above_office, above = office, next(row for row in ORGANISATION["posts"][office["kind"]] if row["key"] == key)
    yield f"{level}:{key}"
    yield from rungs(above_office, above)


def all_offices() -> dict[str, dict[str, Any]]:
    regions = {key: {"key": key, **row} for key, row in ORGANISATION["regions"].items()}
    return {office["key"]: office for office in ORGANISATION["offices"]} | regions


def test_offices_have_keys_of_their_own_and_everything_asked_for_is_there() -> None:
    counted = Counter(office["key"] for office in ORGANISATION["offices"])
    assert max(counted.values()) == 1
    assert office_keys() >= ASKED_FOR
    assert all(SLUG.fullmatch(key) for key in office_keys())


@pytest.mark.parametrize("office", all_offices().values(), ids=lambda office: office["key"])
def test_an_office_has_a_calendar_an_order_and_posts(office: dict[str, Any]) -> None:
    assert office["calendar"] in {"5-day", "6-day", "24-hour"}
    assert office["order"] > 0
    assert office["kind"] == "leadership" or ORGANISATION["posts"][office["kind"]]
    assert office.get("parent", "setda") in all_offices()


@pytest.mark.parametrize("office", all_offices().values(), ids=lambda office: office["key"])
def test_every_post_has_superiors_up_to_the_regent(office: dict[str, Any]) -> None:
    for post in ORGANISATION["posts"].get(office["kind"], []):
        ladder = list(rungs(office, post))
        assert ladder[-1] == "leader:bupati", (office["key"], post["key"], ladder)
        assert len(ladder) == len(set(ladder)) <= 8


def test_every_kind_of_office_has_one_liaison() -> None:
    for kind, posts in ORGANISATION["posts"].items():
        assert Counter(post["role"] for post in posts)["liaison"] == 1, kind


def test_echelons_are_those_of_a_regency() -> None:
    heads = {kind: posts[0] for kind, posts in ORGANISATION["posts"].items() if posts[0]["role"] == "head"}
    told = {kind: post["echelon"] for kind, post in heads.items()}
    assert leaders()["sekda"]["echelon"] == "II.a"
    assert told["dinas"] == told["badan"] == told["setwan"] == told["inspektorat"] == "II.b"
    assert told["kecamatan"] == told["bureau"] == "III.a"
    assert (told["kelurahan"], told["desa"], told["bumd"]) == ("IV.a", "", "")
    assert Counter(post["role"] for post in leaders().values())["assistant"] == 3


# --- village labels ----------------------------------------------------------------------------------------------


def test_each_prefix_is_a_region_that_exists_and_stands_once() -> None:
    prefixes = [row["prefix"] for row in LABELS["labels"]]
    assert len(prefixes) == len(set(prefixes))
    assert [prefix for prefix in prefixes if not wilayah.wilayah_name(prefix)] == []


def test_whoever_names_a_village_names_its_head() -> None:
    for row in [LABELS["default"], *LABELS["labels"]]:
        assert row["village"]
        assert row["village_head"]
        assert ("district" in row) == ("district_head" in row)
