"""Which lines of text hold what somebody typed: stemmed, with other words for the same thing, with typing mistakes.

Nothing here knows what a service is: `word_book` takes lines for each thing, `Lexicon.look_up` gives the things back,
each with why.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from math import log

from balairung.ground.common.trigrams import trigrams
from balairung.kernel.search.stemming import COMMON, LONGEST, WORD, stem
from balairung.rooms.services.catalogue.events import same_words

MOST_SIGNS, MOST_WORDS = 200, 10  # of a question
#: Common elsewhere, telling here: "izin keramaian", "belum menikah", "ibu hamil".
TELLING = frozenset({"baru", "belum", "ibu", "izin"})
SHORT = 3  # a shorter word counts only as it stands
TYPED = 4  # a shorter word is never taken for a typing mistake
LIKE = 0.72  # how alike a mistyped word must be (difflib)
NEAR = 0.34  # how many groups of three letters it must share to be compared at all
BEGUN, SPELT = 0.6, 0.7  # what a beginning and a mistyped word count
WHOLE = 2.0  # what a whole everyday line counts more, for each of its words
COMPARED = 12  # of those, letter by letter
TOLD = 3  # reasons that are told
WORTH = 0.3  # of the best; what is found more weakly is not shown


@dataclass(frozen=True)
class Line:
    words: str
    weight: float


@dataclass(frozen=True)
class Match:
    """One thing that was found: how well, and by which words as they stand there."""

    place: int
    score: float
    by: tuple[str, ...]


@dataclass(frozen=True)
class Looked:
    matches: list[Match]
    read_as: tuple[tuple[str, str], ...] = ()  # what was typed, and the word it was taken for


@dataclass
class Lexicon:
    """Every word of every thing: where it stands, what it weighs, how it is written."""

    size: int = 0
    posts: dict[str, dict[int, tuple[float, str]]] = field(default_factory=lambda: defaultdict(dict))
    lines: dict[frozenset[str], list[tuple[int, str, float]]] = field(default_factory=lambda: defaultdict(list))
    begins: dict[str, list[frozenset[str]]] = field(default_factory=lambda: defaultdict(list))  # lines by one word
    roots: dict[str, str] = field(default_factory=dict)  # of each word as it is written
    written: list[str] = field(default_factory=list)
    groups: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # of three letters -> words

    # --- putting in ----------------------------------------------------------------------------------------------

    def add(self, place: int, lines: Iterable[Line]) -> None:
        for line in lines:
            pairs = _read(line.words)
            for written, root in pairs:
                self.roots[written] = root
                known = self.posts[root].get(place)
                if known is None or known[0] < line.weight:
                    self.posts[root][place] = line.weight, written
            if words := frozenset(root for _written, root in pairs):
                self.lines[words].append((place, line.words, line.weight))

    def close(self, size: int) -> Lexicon:
        self.size, self.written = size, sorted(self.roots)
        for word in self.written:
            for group in trigrams(word):
                self.groups[group].append(word)
        for words in self.lines:
            self.begins[min(words, key=lambda root: len(self.posts[root]))].append(words)
        return self

    # --- looking up ----------------------------------------------------------------------------------------------

    def look_up(self, query: str) -> Looked:
        """The best first. A question without a telling word finds nothing."""
        read, meant = [], []
        for typed, root in _read(query[:MOST_SIGNS]):
            meanings, word = self._meanings(typed, root)
            meant.append(meanings)
            if word:
                read.append((typed, word))
        return Looked(self._matches(meant), tuple(read))

    def _meanings(self, typed: str, root: str) -> tuple[dict[str, float], str]:
        """The known words that one typed word stands for: itself, what begins with it, or what it was meant to be,
        and then how that is written.
        """
        if root in self.posts:
            return {root: 1.0}, ""
        if len(typed) >= SHORT and (begun := {self.roots[word]: BEGUN for word in self._beginning(typed)}):
            return begun, ""
        word = self._meant(typed)
        return ({self.roots[word]: SPELT}, word) if word else ({}, "")

    def _beginning(self, typed: str) -> Iterator[str]:
        place = bisect_left(self.written, typed)
        while place < len(self.written) and self.written[place].startswith(typed):
            yield self.written[place]
            place += 1

    def _meant(self, typed: str) -> str:
        """The word that a mistyped one resembles most, if one does."""
        if len(typed) < TYPED:
            return ""
        shared = Counter(word for group in trigrams(typed) for word in self.groups.get(group, ()))
        near = [word for word, count in shared.items() if 2 * count / (len(typed) + len(word) + 2) >= NEAR]
        near.sort(key=lambda word: -shared[word])
        best = max(near[:COMPARED], key=lambda word: _alike(typed, word), default="")
        return best if best and _alike(typed, best) >= LIKE else ""

    def _matches(self, meant: list[dict[str, float]]) -> list[Match]:
        scores: dict[int, float] = defaultdict(float)
        by: dict[int, dict[frozenset[str], tuple[float, str]]] = defaultdict(dict)
        for meanings in meant:
            for place, (worth, written, root) in self._best(meanings).items():
                scores[place] += worth
                by[place][frozenset([root])] = worth, written
        whole: dict[tuple[int, frozenset[str]], tuple[float, str]] = {}
        for place, line, worth, words in self._whole(frozenset(root for meanings in meant for root in meanings)):
            if worth > whole.get((place, words), (0.0, ""))[0]:
                whole[place, words] = worth, line
        for (place, words), (worth, line) in whole.items():
            scores[place] += worth
            by[place][words] = worth, line
        least = WORTH * max(scores.values(), default=0.0)
        found = [Match(place, score, _told(by[place])) for place, score in scores.items() if score >= least]
        return sorted(found, key=lambda match: (-match.score, match.place))

    def _best(self, meanings: Mapping[str, float]) -> dict[int, tuple[float, str, str]]:
        """What one typed word is worth in each thing that holds it. A rare word says more than one that all hold."""
        best: dict[int, tuple[float, str, str]] = {}
        for root, way in meanings.items():
            rare = log(1 + self.size / len(self.posts[root]))
            for place, (weight, written) in self.posts[root].items():
                best[place] = max(best.get(place, (0.0, "", "")), (weight * way * rare, written, root))
        return best

    def _whole(self, roots: frozenset[str]) -> Iterator[tuple[int, str, float, frozenset[str]]]:
        """The lines that the question holds as a whole."""
        for root in roots:
            for words in self.begins.get(root, ()):
                if words <= roots:
                    for place, line, weight in self.lines[words]:
                        yield place, line, WHOLE * len(words) * weight, words


def word_book(things: Iterable[Iterable[Line]]) -> Lexicon:
    """The words of these things, by their place in this order."""
    lexicon, size = Lexicon(), 0
    for place, lines in enumerate(things):
        lexicon.add(place, lines)
        size = place + 1
    return lexicon.close(size)


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[tuple[str, str], ...]:
    """Each telling word once, as it is written and as it is looked for."""
    found: dict[str, str] = {}
    for word in WORD.findall(text.casefold()):
        for root in _roots(word[:LONGEST]):
            found.setdefault(root, word[:LONGEST])
    return tuple((word, root) for root, word in found.items())[:MOST_WORDS]


def _roots(word: str) -> list[str]:
    if word in TELLING:
        return [word]
    if word in COMMON:
        return []
    return [_same().get(root, root) for root in stem(word).split()]


@lru_cache
def _same() -> dict[str, str]:
    """From each other word to the one that stands for all of its group."""
    return {stem(word): stem(group[0]) for group in same_words() for word in group[1:] if stem(word)}


@lru_cache(maxsize=4096)
def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _told(by: Mapping[frozenset[str], tuple[float, str]]) -> tuple[str, ...]:
    """Why it was found: the longest lines first, no word that one of them holds already, three at most."""
    told: list[str] = []
    said: set[str] = set()
    for words, (_worth, written) in sorted(by.items(), key=lambda item: (-len(item[0]), -item[1][0])):
        if not words <= said:
            told.append(written)
            said |= words
    return tuple(told[:TOLD])
