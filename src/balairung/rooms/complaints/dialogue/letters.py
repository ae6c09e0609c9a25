"""Where one message says everything: a mail, and an SMS `LAPOR <isi> #<tempat>`. The receipt is the answer."""

from __future__ import annotations

from dataclasses import replace

from balairung.rooms.complaints.dialogue import about_cases, sentences
from balairung.rooms.complaints.dialogue.memory import EMPTY, LONGEST, MOST_FILES, Memory
from balairung.rooms.complaints.dialogue.turns import Deed, Message, Turn, World
from balairung.rooms.complaints.dialogue.words import Meaning, find_code, find_number, read_command

SHORT = 10  # signs of a report
ANSWER = 200  # signs in which a mail may say no more than "ya" or "belum"


def read(memory: Memory, message: Message, world: World, meaning: Meaning) -> Turn | None:
    """One mail is one report, unless it answers about one, or asks how one stands."""
    if not message.letter or message.choice:
        return None
    if meaning.command == "status":
        return Turn(memory, (), (Deed("tell", find_number(message.text), how=find_code(message.text)),))
    if turn := _about_case(memory, message, world):
        return turn
    if len(message.text.strip()) < SHORT:
        return Turn(memory, () if message.unkept else (sentences.longer(),))
    return Turn(memory.cleared(), (), (Deed("file", how="named", memory=_whole(message, message.text, "", world)),))


def short(message: Message, world: World, told: str) -> Turn | None:
    """An SMS that says what and, behind #, where. Sending it is the consent: the poster says who reads it."""
    words, mark, place = (part.strip() for part in told.partition("#"))
    if not mark or not place or len(words) < SHORT:
        return None
    report = _whole(message, words, place, world)
    return Turn(EMPTY, (), (Deed("file", how="named", memory=report),))


def _about_case(memory: Memory, message: Message, world: World) -> Turn | None:
    case = world.case(message.case or find_number(message.text))
    if case is None:
        return None
    word = read_command(message.text.strip().partition("\n")[0][:ANSWER]).command
    if case.waits in {"confirm", "outcome"} and word in about_cases.OUTCOMES:
        held = about_cases.speak(memory, message, case)
        verb = word if case.waits == "outcome" else {"yes": "close", "no": "reopen"}.get(word, "")
        if held and verb:
            return about_cases.pressed(held.memory, replace(message, choice=f"{verb}:{case.ref}"), world, Meaning())
    if case.waits in {"confirm", "outcome"}:  # it may be a yes, a no, or neither: the office reads it meanwhile
        deed = Deed("add", case.ref, message.text[:LONGEST], tuple(message.files), parts=(message.key,))
        return Turn(memory.cleared(), (sentences.waits_for_you(case),), (replace(deed, how="quiet"),))
    return about_cases.speak(memory.cleared(), message, case)


def _whole(message: Message, text: str, place: str, world: World) -> Memory:
    spot = world.find_place(place, answer=True) if place else world.find_place(text, answer=False)
    return Memory(
        draft=message.key, text=text[:LONGEST], place=place[:200], region=spot.code if spot else "",
        spot=spot.name if spot else "", point=message.point, files=tuple(message.files)[:MOST_FILES],
        parts=(message.key,), sound=message.sound,
    )  # fmt: skip
