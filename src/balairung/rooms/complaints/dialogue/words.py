"""What a message says to the house: a command, a courtesy, a swear word, an emergency, or simply words.

The vocabulary is data (ground/data/dialogue.yaml); it is matched, not guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from balairung.ground.common.facts import facts
from balairung.ground.common.references import read_reference, tidy_code

_MANY = re.compile(r"(.)\1{2,}")
_NUMBER = re.compile(r"\bP[-\s]?[0-9A-Z]{4}[-\s]?[0-9A-Z]{4}\b", re.I)
_BARE = re.compile(r"\b[0-9A-Z]{4}[-\s]?[0-9A-Z]{4}\b", re.I)  # a number without its letter
_CODE = re.compile(r"\b[0-9A-Z]{10}\b", re.I)
LONGEST_COMMAND = 60  # signs
LONGEST_QUESTION = 40  # words
COURTESY = {"status": 1, "withdraw": 0}  # words that may follow a command where no number does


@dataclass(frozen=True)
class Meaning:
    """`command` is a key of the vocabulary ("" for plain words); `rest` what follows a leading command."""

    command: str = ""
    rest: str = ""


def read_command(text: str) -> Meaning:
    """The command that a message is, or the courtesy: "greeting", "thanks"; nothing for plain words."""
    said = plain(text)
    if not said:
        return Meaning()
    if len(said) <= LONGEST_COMMAND and (whole := _whole(said)):
        return Meaning(whole)
    return _leading(text)


def is_angry(text: str) -> bool:
    return _has(facts("dialogue")["anger"], text)


def is_brief(text: str) -> bool:
    """Too little to be a report: a burst of temper, one word."""
    return len(plain(text).split()) <= 6


def emergency_number(text: str) -> str:
    """The number to call at once for what these words tell; "" for what can wait."""
    rows = facts("dialogue")["emergency"]
    return next((str(row["number"]) for row in rows if _has(row["words"], text)), "")


def is_english(text: str) -> bool:
    data, said = facts("dialogue"), plain(text).split()
    count = sum(word in data["english"] for word in said)
    return count >= data["english_enough"] and 3 * count >= len(said)


def has_letters(text: str) -> bool:
    """Whether anything in it can be read: pictures of faces alone cannot."""
    return any(sign.isalnum() for sign in text)


def find_number(text: str) -> str:
    """The number of a report that stands in these words, `P-7K3M-92QD`; "" for none."""
    for pattern, prefix in ((_NUMBER, ""), (_BARE, "P")):
        for found in pattern.findall(text):
            sure = any(sign.isdigit() for sign in found) or found[1:2] == "-"  # "P jalan lama" is none
            if sure and (ref := read_reference(prefix + found)):
                return ref
    return ""


def only_number(text: str) -> str:
    """The same where it is the only one; "" where several stand there."""
    whole = {read_reference(found) for found in _NUMBER.findall(text)} - {None, ""}
    return "" if len(whole) > 1 else find_number(text)


def find_code(text: str) -> str:
    """The secret code that stands in these words beside a number; "" for none."""
    without = _NUMBER.sub(" ", text)
    codes = (found for found in _CODE.findall(without) if found.isupper() or any(map(str.isdigit, found)))
    return next((tidy_code(found) for found in codes), "")


def number_alone(text: str) -> bool:
    """Whether a message is a report's number, with or without its code, and nothing else."""
    without = _CODE.sub(" ", _NUMBER.sub(" ", text))
    bare = without if _NUMBER.search(text) else _BARE.sub(" ", without, count=1)
    return bool(find_number(text)) and not has_letters(bare)


def asks_status(text: str) -> bool:
    """Whether a letter asks, however politely, how a report stands, and tells nothing long beside it."""
    said, data = plain(text).split(), facts("dialogue")
    if len(said) > LONGEST_QUESTION:
        return False
    return _has(data["asking"], text) or bool(find_number(text) and set(said) & set(data["status_words"]))


def count_words(text: str) -> int:
    """How many words tell something: greetings, thanks and fillers do not."""
    data = facts("dialogue")
    courtesies = {*data["fillers"], *data["greetings"], *data["thanks"]}
    return sum(word not in courtesies for word in plain(text).split())


def plain(text: str) -> str:
    """Lower case, one blank between words, no signs, no pictures, `haloooo` as `halo`."""
    folded = unicodedata.normalize("NFKC", text).lower()
    kept = "".join(sign if sign.isalnum() or sign in "'’" else " " for sign in folded)
    return " ".join(_MANY.sub(r"\1", kept.replace("’", "'")).split())


def _whole(said: str) -> str:
    commands = _commands()
    fillers = facts("dialogue")["fillers"]
    bare = " ".join(word for word in said.split() if word not in fillers)
    if found := commands.get(said) or commands.get(bare):
        return found
    words = bare.split() or said.split()
    thanks, need = facts("dialogue")["thanks"], facts("dialogue")["thanks_need_one_of"]
    if set(words) <= set(thanks) and set(words) & set(need):
        return "thanks"
    return "greeting" if set(words) <= set(facts("dialogue")["greetings"]) else ""


@lru_cache
def _commands() -> dict[str, str]:
    """Phrase → command; a leading command alone is one too."""
    data = facts("dialogue")
    rows = [*data["leading"].items(), *data["commands"].items()]
    return {plain(phrase): command for command, phrases in rows for phrase in phrases}


def _leading(text: str) -> Meaning:
    """A command at the beginning, with what follows as it was written."""
    for command, phrases in facts("dialogue")["leading"].items():
        for phrase in phrases:
            found = re.match(rf"\W*{re.escape(phrase)}\b[\s:,.\-–]*", text, re.I)
            if found and _goes_on(command, text[found.end() :]):
                return Meaning(command, text[found.end() :].strip())
    return Meaning()


def _goes_on(command: str, rest: str) -> bool:
    """Whether what follows belongs to the command: "cek dam rusak" and "cabut pohon itu" are no commands."""
    return command == "report" or bool(find_number(rest)) or len(plain(rest).split()) <= COURTESY[command]


def _has(phrases: Iterable[str], text: str) -> bool:
    line = f" {plain(text)} "
    return any(f" {plain(phrase)} " in line for phrase in phrases)
