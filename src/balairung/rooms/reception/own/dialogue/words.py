"""What a message says to the queue: a command, or simply words. Matched against data, never guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from balairung.ground.common.facts import facts
from balairung.ground.common.text import plain

COMMANDS = ("mine", "leave", "take")  # longer phrases first: "batal antre" is not "antre"
LONGEST = 80  # signs of a command with what follows
MOST_FOLLOWING = 4  # words
WIDEST = 3  # words of a phrase that takes a number


def read(text: str) -> tuple[str, str]:
    """The command that a message is ("take", "mine", "leave"; "" for none), and what follows "take"."""
    said = plain(text).split() if len(text) <= LONGEST else []
    cores = list(_cores(said))
    command = next((key for key in COMMANDS if any(core in _phrases()[key] for core in cores)), "")
    if command:
        return command, ""
    return ("take", " ".join(rest)) if (rest := _following(said)) else ("", "")


def leads_out(text: str) -> str:
    """ "stop" where they changed their mind, "away" where they want something else; "" for neither."""
    cores = list(_cores(plain(text).split()))
    return next((key for key in ("stop", "away") if any(core in _phrases()[key] for core in cores)), "")


def is_long(text: str) -> bool:
    """More than somebody writes who names a place: a story, and not for us."""
    return len(plain(text).split()) > MOST_FOLLOWING + 2


def _cores(said: Sequence[str]) -> Iterator[str]:
    """The message with ever fewer of the fillers at its beginning and its end; the longest first."""
    for begin in range(_leading(said) + 1):
        for end in range(_leading(said[::-1]) + 1):
            if core := said[begin : len(said) - end]:
                yield " ".join(core)


def _following(said: Sequence[str]) -> list[str]:
    """What stands behind a phrase that takes a number, fillers left out; nothing where it is too much to be a name."""
    for begin in range(_leading(said) + 1):
        for width in range(WIDEST, 0, -1):
            if " ".join(said[begin : begin + width]) in _phrases()["take"]:
                rest = [word for word in said[begin + width :] if word not in _fillers()]
                return rest if len(rest) <= MOST_FOLLOWING else []
    return []


def _leading(said: Sequence[str]) -> int:
    """How many fillers it begins with."""
    return next((place for place, word in enumerate(said) if word not in _fillers()), len(said))


@lru_cache(maxsize=1)
def _fillers() -> frozenset[str]:
    return frozenset(facts("queue_dialogue")["fillers"])


@lru_cache(maxsize=1)
def _phrases() -> dict[str, frozenset[str]]:
    data = facts("queue_dialogue")
    return {key: frozenset(map(plain, data[key])) for key in (*COMMANDS, "stop", "away")}
