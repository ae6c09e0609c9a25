"""Buttons of the menu, and words that steer it."""

from __future__ import annotations

from collections.abc import Callable

from balairung.kernel.messaging.doors.door import PLACE
from balairung.rooms.complaints.dialogue import letters, menu, sentences
from balairung.rooms.complaints.dialogue.memory import Memory
from balairung.rooms.complaints.dialogue.turns import Deed, Message, Turn, World
from balairung.rooms.complaints.dialogue.words import Meaning

SENDS = {"send:named": "named", "send:hidden": "hidden", "send:secret": "secret"}
WORDS_THAT_SEND = {"yes": "named", "hidden": "hidden", "secret": "secret"}  # after the last question, nowhere else
ASKING = {"words", "place", "last"}


def pressed(memory: Memory, message: Message, world: World, meaning: Meaning) -> Turn | None:
    """A button of the menu, however late: one that fits no more says so."""
    if not message.choice:
        return None
    known: dict[str, Callable[[], Turn]] = {
        "person": lambda: _hand(memory),
        "cancel": lambda: _cancel(memory),
        "skip": lambda: menu.skip(memory, message, world),
        "menu": lambda: menu.greet(memory.cleared(), message),
        "report": lambda: menu.greet(memory, message),
        PLACE: lambda: menu.again(memory, message, world),
        "new": lambda: menu.new(memory, message, world),
    }
    if message.choice in SENDS:
        return menu.send(memory, message, SENDS[message.choice])
    return known[message.choice]() if message.choice in known else Turn(memory, (sentences.over(),))


def commanded(memory: Memory, message: Message, world: World, meaning: Meaning) -> Turn | None:
    """Words that steer, anywhere; then those that mean something only where they were asked for."""
    if message.brief and meaning.command == "report" and not memory.text:
        return letters.short(message, world, meaning.rest)
    anywhere: dict[str, Callable[[], Turn]] = {
        "menu": lambda: menu.greet(memory.cleared(), message),
        "cancel": lambda: _cancel(memory),
        "person": lambda: _hand(memory),
        "again": lambda: menu.again(memory, message, world),
    }
    if meaning.command in anywhere:
        return anywhere[meaning.command]()
    return _where_it_was_asked(memory, message, world, meaning.command)


def _where_it_was_asked(memory: Memory, message: Message, world: World, command: str) -> Turn | None:
    if command == "thanks" and not message.files and memory.step in {"", "words", "case"}:
        return Turn(memory, (sentences.welcome(),))
    if command == "skip" and memory.step in ASKING:
        return menu.skip(menu.collect(memory, message, words=False), message, world)
    if command in WORDS_THAT_SEND and memory.step == "last":
        return menu.send(memory, message, WORDS_THAT_SEND[command])
    if command == "new" and memory.step == "sort":
        return menu.new(memory, message, world)
    return None


def _cancel(memory: Memory) -> Turn:
    said = sentences.cancelled() if memory.step else sentences.nothing_to_cancel()
    return Turn(memory.cleared(), (said,))


def _hand(memory: Memory) -> Turn:
    """A person takes over; what was told so far is theirs to read in the conversation."""
    return Turn(memory.cleared(), (), (Deed("hand"),))
