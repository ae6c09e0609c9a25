"""Every way through a form, and few enough where there are too many."""

from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from balairung.rooms.services.definition.answers import pruned
from balairung.rooms.services.definition.checking import faults
from balairung.rooms.services.definition.reading import read
from balairung.rooms.services.definition.shape import Definition
from balairung.rooms.services.definition.walking import MOST, walks
from tests.rooms.services.example import TEXT, example

HEAD = TEXT.split("pages:")[0]
TAIL = """
steps: [{key: a, title: A, at: village, does: decide, clock: {amount: 1}}]
standard: {requirements: [], product: P, basis: [{words: UU}]}
"""


def form(*questions: str) -> Definition:
    """One page with these questions."""
    return read(f"{HEAD}pages:\n  - key: p\n    title: P\n    fields:\n" + "\n".join(questions) + TAIL)


def choice(key: str, count: int, when: str = "") -> str:
    options = ", ".join(f"{{key: {key}{number}, label: {key}{number}}}" for number in range(count))
    return f"      - {{key: {key}, type: choice, label: {key}, choices: [{options}]{when}}}"


def on(key: str, among: str) -> str:
    return f", when: [{{field: {key}, among: [{among}]}}]"


def test_the_example_goes_each_of_its_ways() -> None:
    found = walks(example())
    assert {tuple(page.key for page in way.pages) for way in found} == {
        ("keperluan", "keluarga"),
        ("keperluan", "keluarga", "anak"),
    }
    assert {tuple(step.key for step in way.steps) for way in found} == {
        ("periksa", "tanda_tangan"),
        ("periksa", "kunjungan", "tanda_tangan"),
    }
    assert any(way.answers.get("penghasilan", "") is None for way in found), "somebody does not know"
    assert {"foto" in way.answers for way in found} == {True, False}


def test_what_nothing_hangs_on_is_no_fork() -> None:
    assert len(walks(form(choice("a", 9), choice("b", 9)))) == 1


def test_too_many_ways_become_few_that_hold_each_answer_and_each_pair() -> None:
    names = "abcdef"
    questions = [choice(name, 4) for name in names]
    questions += [f"      - {{key: x{name}, type: line, label: x{name}{on(name, f'{name}3')}}}" for name in names]
    found = walks(form(*questions))
    assert 16 <= len(found) <= MOST
    pairs = {frozenset(pair) for way in found for pair in combinations([way.answers[name] for name in names], 2)}
    wanted = {
        frozenset([f"{one}{n}", f"{two}{m}"]) for one, two in combinations(names, 2) for n in range(4) for m in range(4)
    }
    assert pairs == wanted
    assert {key for way in found for key in way.answers} == {*names, *(f"x{name}" for name in names)}


def test_the_deepest_branch_is_reached_however_many_ways_there_are() -> None:
    """Six forks of four, each asked only after one answer of the one before, beside six that are always asked."""
    deep = [choice("a", 4)]
    deep += [choice(name, 4, on(before, f"{before}2")) for before, name in zip("abcde", "bcdef", strict=True)]
    wide = [choice(name, 4) for name in "uvwxyz"]
    ends = [f"      - {{key: e{name}, type: line, label: E{on(name, f'{name}1')}}}" for name in "fuvwxyz"]
    definition = form(*deep, *wide, *ends)
    found = walks(definition)
    assert len(found) <= MOST
    assert any("ef" in way.answers for way in found)
    assert [str(one) for one in faults(definition) if "tidak pernah" in str(one)] == []


def test_what_contradicts_itself_is_never_walked() -> None:
    wide = [choice(name, 4) for name in "uvwxyz"]
    ends = [f"      - {{key: e{name}, type: line, label: E{on(name, f'{name}1')}}}" for name in "uvwxyz"]
    never = "      - {key: never, type: line, label: Never, when: [{field: eu}, {field: u, among: [u2]}]}"
    for questions in ([*wide[:1], *ends[:1], never], [*wide, *ends, never]):
        (told,) = faults(form(*questions))
        assert told.where == "Halaman 1 “P”, pertanyaan “Never”"
        assert "tidak pernah muncul" in told.sentence


@st.composite
def forms(draw: Any) -> Definition:
    """Questions that hang on those before in any manner."""
    questions = []
    for place in range(draw(st.integers(1, 7))):
        name, when = f"q{place}", ""
        if place and draw(st.booleans()):
            before = f"q{draw(st.integers(0, place - 1))}"
            among = ", ".join(sorted(draw(st.sets(st.sampled_from([f"{before}{n}" for n in range(3)])))))
            when = f", when: [{{field: {before}, among: [{among}], unless: {str(draw(st.booleans())).lower()}}}]"
        flags = (", required: false", ", unknown: true")
        more = "".join(flag for flag in flags if draw(st.booleans()))
        questions.append(choice(name, 3, when + more))
    return form(*questions)


@given(forms())
def test_each_way_answers_what_it_is_asked_and_nothing_else(definition: Definition) -> None:
    found = walks(definition)
    assert 1 <= len(found) <= 2 * MOST
    for way in found:
        assert pruned(definition, way.answers) == way.answers
    assert len({repr(way.answers) for way in found}) == len(found)
