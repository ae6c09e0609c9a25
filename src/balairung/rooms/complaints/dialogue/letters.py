"""Where one message says everything: a mail, and an SMS `LAPOR <isi> #<tempat>`. The receipt is the answer."""

from __future__ import annotations

from dataclasses import replace

from balairung.rooms.complaints.dialogue import about_cases, menu, sentences
from balairung.rooms.complaints.dialogue.memory import EMPTY, LONGEST, Memory
from balairung.rooms.complaints.dialogue.turns import Case, Deed, Message, Turn, World
from balairung.rooms.complaints.dialogue.words import (
    Meaning,
    asks_status,
    count_words,
    find_code,
    find_number,
    number_alone,
    read_command,
)

SHORT = 10  # signs of a report
ANSWER = 200  # signs in which a mail may say no more than "ya" or "belum"
STORY = 4  # words of a report that comes without files; courtesies are not counted


def read(memory: Memory, message: Message, world: World, meaning: Meaning) -> Turn | None:
    """One mail is one report, unless it answers about one, asks how one stands, or tells nothing yet."""
    if not message.letter or message.choice:
        return None
    if meaning.command == "status" or number_alone(message.text) or asks_status(message.text):
        return _tell(memory, message)
    if meaning.command == "thanks" and not message.files:
        return Turn(memory, (sentences.welcome(),))
    if turn := _about_case(memory, message, world):
        return turn
    whole = menu.collect(memory, message, words=bool(count_words(message.text)))
    if not _has_story(whole):
        turn = Turn(whole, () if message.unkept else (sentences.tell_story(),))
        return menu.headed(turn, menu.emergency_head(message.text))
    return Turn(memory.cleared(), (), (Deed("file", how="named", memory=_whole(whole, message, "", world)),))


def _tell(memory: Memory, message: Message) -> Turn:
    """The report that is named, or whose letter they answer, else all of theirs."""
    ref = find_number(message.text) or message.case
    return Turn(memory, (), (Deed("tell", ref, how=find_code(message.text)),))


def _has_story(report: Memory) -> bool:
    enough = len(report.text.strip()) >= SHORT
    return enough and (bool(report.files) or count_words(report.text) >= STORY)


def short(message: Message, world: World, told: str) -> Turn | None:
    """An SMS that says what and, behind #, where. Sending it is the consent: the poster says who reads it."""
    words, mark, place = (part.strip() for part in told.partition("#"))
    if not mark or not place or len(words) < SHORT:
        return None
    report = _whole(menu.collect(EMPTY, replace(message, text=words)), message, place, world)
    return Turn(EMPTY, (), (Deed("file", how="named", memory=report),))


def _about_case(memory: Memory, message: Message, world: World) -> Turn | None:
    case = world.case(message.case or find_number(message.text))
    if case is None:
        return None
    if not message.text.strip() and not message.files:
        return _tell(memory, replace(message, case=case.ref))
    if not message.case:
        return _named(memory, message, case)
    word = read_command(message.text.strip().partition("\n")[0][:ANSWER]).command
    if case.waits in {"confirm", "outcome"} and word in about_cases.OUTCOMES:
        held = about_cases.speak(memory, message, case)
        verb = word if case.waits == "outcome" else {"yes": "close", "no": "reopen"}.get(word, "")
        if held and verb:
            return about_cases.pressed(held.memory, replace(message, choice=f"{verb}:{case.ref}"), world, Meaning())
    if case.waits in {"confirm", "outcome"}:  # it may be a yes, a no, or neither: the office reads it meanwhile
        deed = Deed("add", case.ref, message.text[:LONGEST], tuple(message.files), parts=(message.key,))
        return Turn(memory.cleared(), (sentences.waits_for_you(case),), (replace(deed, how="quiet"),))
    return about_cases.speak(memory.cleared(), message, case) or _over(memory, message, case)


def _named(memory: Memory, message: Message, case: Case) -> Turn:
    """Only the number names it: everybody reads that, and a sender is easily forged. So the words are laid beside the
    report and decide nothing; with its status goes the link by which one decides.
    """
    deed = Deed("add", case.ref, message.text[:LONGEST], tuple(message.files), how="quiet", parts=(message.key,))
    told = Deed("tell", case.ref)
    return Turn(memory.cleared(), (), (deed, told) if case.open else (told,))


def _over(memory: Memory, message: Message, case: Case) -> Turn | None:
    """An answer to a letter about a report that has ended is no new one; a number in a story does not make it one."""
    if not message.case:
        return None
    return Turn(memory.cleared(), (sentences.ended_case(),), (Deed("tell", case.ref),))


def _whole(told: Memory, message: Message, place: str, world: World) -> Memory:
    """What was told, as the report that this message files."""
    spot = world.find_place(place, answer=True) if place else world.find_place(told.text, answer=False)
    return replace(
        told.cleared(), draft=message.key, text=told.text, place=place[:200], region=spot.code if spot else "",
        spot=spot.name if spot else "", point=told.point, files=told.files, parts=told.parts, sound=told.sound,
    )  # fmt: skip
