"""How much two texts resemble each other."""

from hypothesis import given
from hypothesis import strategies as st

from balairung.ground.common.trigrams import likeness, trigrams

WORDS = st.text(alphabet="abcde ", max_size=40)


def test_of_a_word_with_its_ends() -> None:
    assert trigrams("jalan") == {"  j", " ja", "jal", "ala", "lan", "an "}
    assert trigrams("ya") == {"  y", " ya", "ya "}
    assert trigrams("  ") == frozenset()


@given(WORDS, WORDS)
def test_a_share_that_does_not_mind_the_order(one: str, other: str) -> None:
    found = likeness(trigrams(one), trigrams(other))
    assert 0 <= found <= 1
    assert found == likeness(trigrams(other), trigrams(one))


@given(WORDS)
def test_the_same_is_the_same(text: str) -> None:
    assert likeness(trigrams(text), trigrams(text)) == bool(text.split())
    assert likeness(trigrams(text), trigrams(" ".join(reversed(text.split())))) == bool(text.split())


def test_slips_of_the_finger_stay_alike() -> None:
    right, slip, other = map(trigrams, ("lampu jalan padam", "lampu jaln padam", "sampah tumpuk pasar"))
    assert likeness(right, slip) > 0.7 > 0.3 > likeness(right, other)
