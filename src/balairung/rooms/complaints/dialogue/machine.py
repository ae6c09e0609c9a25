"""The dialogue as a pure machine: what is remembered and what is heard in, what is remembered, said and done out.

The menu asks at most three things (words, place, the rest); the receipt is the fourth message. What was told unasked is
not asked again. Whatever does not fit is answered beside the menu, and the question stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from balairung.kernel.messaging.listening import Say
from balairung.rooms.complaints.dialogue import about_cases, commands, letters, menu, sentences
from balairung.rooms.complaints.dialogue.memory import Memory
from balairung.rooms.complaints.dialogue.turns import Deed, Message, Turn, World
from balairung.rooms.complaints.dialogue.words import Meaning, is_english, plain, read_command

FEW = 4  # words from which a language is told
Rule = Callable[[Memory, Message, World, Meaning], Turn | None]
RULES: Sequence[Rule] = (
    letters.read, about_cases.pressed, commands.pressed, about_cases.commanded, commands.commanded,
    about_cases.answered, menu.beside, menu.told,
)  # fmt: skip


def respond(memory: Memory, message: Message, world: World) -> Turn:
    """One message. Never raises, never files unless it was told to, and "menu" and "batal" always lead out."""
    message = replace(message, choice=message.choice or _chosen(memory, message))
    meaning = Meaning() if message.choice else read_command(message.text)
    memory = replace(memory, english=speaks_english(memory, message.text))
    if message.handed:
        return _while_handed(memory, message, world, meaning)
    turns = (rule(memory, message, world, meaning) for rule in RULES)
    return _with_unkept(next(turn for turn in turns if turn), message)


def speaks_english(memory: Memory, text: str) -> bool:
    """In which language they are answered: that of their last real sentence."""
    return is_english(text) if len(plain(text).split()) >= FEW else memory.english


def offering(memory: Memory, says: Iterable[Say]) -> Memory:
    """With what a digit means next: what was offered last."""
    choices = [say.choices for say in says if say.choices]
    return replace(memory, offered=tuple((key, label) for key, label in choices[-1])) if choices else memory


def _chosen(memory: Memory, message: Message) -> str:
    """The choice that a digit, or the words on a button, stand for."""
    said = message.text.strip().strip(".)").lower()
    if len(said) == 1 and said in "123456789" and int(said) <= len(memory.offered):
        return memory.offered[int(said) - 1][0]
    return next((key for key, label in memory.offered if label.lower() == said), "")


def _while_handed(memory: Memory, message: Message, world: World, meaning: Meaning) -> Turn:
    """A person answers: the machine keeps quiet, except for buttons about reports and the word that brings it back."""
    if meaning.command == "menu" or message.choice == "menu":
        turn = menu.greet(memory.cleared(), message)
        back = replace(turn.says[0], text=sentences.joined(sentences.taken_back(), turn.says[0].text))
        return Turn(turn.memory, (back,), (Deed("take_back"),))
    return about_cases.pressed(memory, message, world, meaning) or Turn(memory)


def _with_unkept(turn: Turn, message: Message) -> Turn:
    """Files that could not be taken are told of first."""
    if not message.unkept:
        return turn
    head = sentences.joined(*message.unkept)
    return menu.headed(turn, head) if turn.says else replace(turn, says=(Say(head),))
