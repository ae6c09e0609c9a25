"""The dialogue as a pure machine: what is remembered and what is heard in, what is remembered, said and done out.

The menu asks at most three things (words, place, the rest); the receipt is the fourth message. What was told unasked is
not asked again. Whatever does not fit is answered beside the menu, and the question stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from balairung.kernel.messaging.doors.door import PLACE
from balairung.kernel.messaging.listening import Say
from balairung.rooms.complaints.dialogue import about_cases, letters, sentences
from balairung.rooms.complaints.dialogue.memory import LONGEST, MOST_FILES, MOST_PARTS, Memory
from balairung.rooms.complaints.dialogue.turns import Deed, Message, Turn, World
from balairung.rooms.complaints.dialogue.words import (
    Meaning,
    emergency_number,
    has_letters,
    is_angry,
    is_brief,
    is_english,
    read_command,
)

SHORT = 10  # signs of a report, as on the web
AT_ONCE = 20.0  # seconds after a question in which files without words are part of what was just said
NO_WORDS = "(Laporan lewat rekaman suara.)"  # what the office reads where nobody wrote
SENDS = {"send:named": "named", "send:hidden": "hidden", "send:secret": "secret"}

Rule = Callable[[Memory, Message, World, Meaning], Turn | None]


def respond(memory: Memory, message: Message, world: World) -> Turn:
    """One message. Never raises, never files unless it was told to, and "menu" and "batal" always lead out."""
    message = replace(message, choice=message.choice or chosen(memory, message))
    meaning = Meaning() if message.choice else read_command(message.text)
    memory = replace(memory, english=memory.english or is_english(message.text))
    if message.handed:
        return _while_handed(memory, message, world, meaning)
    rules: Sequence[Rule] = (
        letters.read, about_cases.pressed, _pressed, _commanded, about_cases.answered, _beside, _told,
    )  # fmt: skip
    turns = (rule(memory, message, world, meaning) for rule in rules)
    return _remembering(next(turn for turn in turns if turn), message)


def chosen(memory: Memory, message: Message) -> str:
    """The choice that a digit, or the words on a button, stand for."""
    said = message.text.strip().strip(".)").lower()
    if said.isdecimal() and len(said) == 1 and 0 < int(said) <= len(memory.offered):
        return memory.offered[int(said) - 1][0]
    return next((key for key, label in memory.offered if label.lower() == said), "")


def _remembering(turn: Turn, message: Message) -> Turn:
    """What a digit means next is what was offered last; files that could not be taken are told of first."""
    offered = next((tuple(map(tuple, say.choices)) for say in reversed(turn.says) if say.choices), None)
    memory = turn.memory if offered is None else replace(turn.memory, offered=offered)
    says = turn.says
    if message.unkept:
        head = sentences.joined(*message.unkept)
        says = (replace(says[0], text=sentences.joined(head, says[0].text)), *says[1:]) if says else (Say(head),)
    return replace(turn, memory=memory, says=says)


# --- a person answers ----------------------------------------------------------------------------------------------


def _while_handed(memory: Memory, message: Message, world: World, meaning: Meaning) -> Turn:
    """The machine keeps quiet, except for buttons about reports and the word that brings it back."""
    if meaning.command == "menu" or message.choice == "menu":
        hello = sentences.ask_words(memory.cleared(), message)
        memory = memory.cleared().asking("words", message.at, told_numbers=True, draft=message.key)
        back = replace(hello, text=sentences.joined(sentences.taken_back(), hello.text))
        return Turn(memory, (back,), (Deed("take_back"),))
    return about_cases.pressed(memory, message, world, meaning) or Turn(memory)


def _hand(memory: Memory, message: Message) -> Turn:
    """A person takes over; what was told so far is theirs to read in the conversation."""
    return Turn(memory.cleared(), (sentences.handed(),), (Deed("hand"),))


# --- buttons and commands -------------------------------------------------------------------------------------------


def _pressed(memory: Memory, message: Message, world: World, meaning: Meaning) -> Turn | None:
    if not message.choice:
        return None
    known: dict[str, Callable[[], Turn]] = {
        "person": lambda: _hand(memory, message),
        "cancel": lambda: _cancel(memory),
        "skip": lambda: _skip(memory, message, world),
        "menu": lambda: _greet(memory.cleared(), message),
        "report": lambda: _greet(memory.cleared(), message),
        PLACE: lambda: _again(memory, message, world),
        "new": lambda: _new(memory, message, world),
    }
    if message.choice in SENDS:
        return _send(memory, message, world, SENDS[message.choice])
    return known[message.choice]() if message.choice in known else Turn(memory, (sentences.over(),))


def _commanded(memory: Memory, message: Message, world: World, meaning: Meaning) -> Turn | None:
    """Words that steer. Some mean something only where they were asked for."""
    command = meaning.command
    if message.brief and command == "report" and meaning.rest and not memory.begun:
        return letters.short(memory, message, world, meaning.rest)
    if found := about_cases.commanded(memory, message, world, meaning):
        return found
    if command == "menu":
        return _greet(memory.cleared(), message)
    if command == "cancel":
        return _cancel(memory) if memory.step else Turn(memory, (sentences.nothing_to_cancel(),))
    if command == "person":
        return _hand(memory, message)
    if command == "again":
        return _again(memory, message, world)
    if command == "thanks" and not message.files:
        return Turn(memory, (sentences.welcome(),)) if memory.step in {"", "words"} else None
    if command == "skip" and memory.step in {"words", "place", "last"}:
        return _skip(memory, message, world)
    if memory.step == "last" and (how := {"yes": "named", "hidden": "hidden", "secret": "secret"}.get(command)):
        return _send(memory, message, world, how)
    if memory.step == "sort" and command == "new":
        return _new(memory, message, world)
    return None


def _cancel(memory: Memory) -> Turn:
    return Turn(memory.cleared(), (sentences.cancelled(),))


def _again(memory: Memory, message: Message, world: World) -> Turn:
    """The last question once more: asked for, so not counted."""
    if memory.step == "place":
        return Turn(memory, (sentences.ask_place(memory, message),))
    if memory.step == "last":
        return Turn(memory, (_last_question(memory, message, world),))
    return _greet(memory if memory.step == "words" else memory.cleared(), message)


# --- what does not fit ----------------------------------------------------------------------------------------------


def _beside(memory: Memory, message: Message, world: World, meaning: Meaning) -> Turn | None:
    """Stickers, pictures of faces, temper: answered, and the question stands."""
    if message.files or message.point:
        return None
    if message.unknown and not message.text:
        return Turn(memory, (_with_choices(sentences.unread(), memory),))
    if not message.text.strip():
        return Turn(memory, ()) if message.unkept else _greet(memory, message)
    if not has_letters(message.text):
        return Turn(memory, (_with_choices(sentences.no_words(), memory),))
    if is_angry(message.text) and is_brief(message.text):
        return Turn(memory, (sentences.calmed() if not memory.begun else _calm_and_on(memory),))
    return None


def _with_choices(say: Say, memory: Memory) -> Say:
    return replace(say, choices=sentences.last_choices(memory)) if memory.step == "last" else say


def _calm_and_on(memory: Memory) -> Say:
    choices = [*memory.offered[:2], ("person", sentences.calmed().choices[1][1])]
    return Say(sentences.joined(sentences.calm(), sentences.go_on()), choices)


# --- the menu -------------------------------------------------------------------------------------------------------


def _told(memory: Memory, message: Message, world: World, meaning: Meaning) -> Turn:
    """Words, a place, files: they go where they were asked for, and the next question follows."""
    if meaning.command in {"greeting", "thanks", "yes", "no", "skip", "new", "report"} and not _brings(
        message, meaning
    ):
        return _greet(memory, message) if memory.step in {"", "words", "sort"} else _urge(memory, message, world)
    if memory.step == "place":
        return _where(collect(memory, message, words=False), message, world)
    if memory.step == "last":
        return _more(collect(memory, message), message, world)
    if memory.step != "words" and (asked := about_cases.whose(memory, message, world, meaning)):
        return asked
    if memory.step == "sort":  # they wrote on instead of choosing: it is one matter
        return about_cases.wrote_on(collect(memory, message), message, world)
    return begin(memory, message, world, meaning.rest or message.text)


def _brings(message: Message, meaning: Meaning) -> bool:
    return bool(message.files or message.point or meaning.rest)


def begin(memory: Memory, message: Message, world: World, text: str) -> Turn:
    """A report, as far as it was told."""
    memory = collect(replace(memory, draft=memory.draft or message.key), replace(message, text=text))
    angry = sentences.calm() if is_angry(text) else ""
    if len(memory.text) < SHORT and not (memory.sound and memory.step == "words" and not message.sound):
        return _ask_for_words(memory, message)
    turn = _onward(memory, message, world)
    return _headed(turn, emergency_head(text) or angry)


def _ask_for_words(memory: Memory, message: Message) -> Turn:
    if memory.step != "words":
        return _headed(_greet(memory, message), emergency_head(memory.text))
    if message.files and not message.text:
        return _quiet(memory, message)
    return Turn(memory, (sentences.longer(),))


def _greet(memory: Memory, message: Message) -> Turn:
    """The first question; a report begins with whatever comes next. What is begun is not forgotten."""
    if memory.step in {"place", "last"}:
        return Turn(memory, (Say(sentences.go_on(), memory.offered),))
    said = sentences.ask_words(memory, message)
    kept = replace(memory, draft=memory.draft or message.key, told_numbers=True)
    return Turn(kept.asking("words", message.at) if memory.step != "words" else kept, (said,))


def _onward(memory: Memory, message: Message, world: World) -> Turn:
    """The next question that is not answered yet."""
    if not memory.region and (spot := world.find_place(memory.text, answer=False)):
        memory = replace(memory, region=spot.code, spot=spot.name)
    if not memory.region and not memory.place and not memory.point:
        say = sentences.ask_place(memory, message)
        return Turn(replace(memory, told_numbers=True).asking("place", message.at), (say,))
    return _ask_last(memory, message, world)


def _where(memory: Memory, message: Message, world: World) -> Turn:
    """The answer to "where?": a pin, or words that may name a village."""
    if message.text.strip():
        spot = world.find_place(message.text, answer=True)
        named = {"region": spot.code, "spot": spot.name} if spot else {}
        memory = replace(memory, place=_line(memory.place, message.text)[:200], **named)
    elif message.point is None:
        return _quiet(memory, message)
    return _ask_last(_pinned(memory, world), message, world)


def _pinned(memory: Memory, world: World) -> Memory:
    """Where a pin lies is surer than any name."""
    spot = world.place_at(memory.point) if memory.point else None
    return replace(memory, region=spot.code, spot=spot.name) if spot else memory


def _ask_last(memory: Memory, message: Message, world: World) -> Turn:
    memory = _pinned(memory, world)
    say = _last_question(memory, message, world)
    return Turn(replace(memory, told_numbers=True).asking("last", message.at), (say,))


def _last_question(memory: Memory, message: Message, world: World) -> Say:
    return sentences.ask_last(memory, message, world.similar(memory), world.is_sensitive(memory.text))


def _more(memory: Memory, message: Message, world: World) -> Turn:
    """Something more before it is sent. Files come in rows: they are answered together, a little later."""
    memory = _pinned(memory, world) if message.point else memory
    if not message.text.strip():
        return _quiet(memory, message)
    return _headed(_urge(memory, message, world), emergency_head(message.text))


def _urge(memory: Memory, message: Message, world: World) -> Turn:
    """It is kept, and waits for a yes."""
    if memory.step == "place":
        return Turn(memory, (sentences.ask_place(memory, message),))
    return Turn(memory, (Say(sentences.noted(), sentences.last_choices(memory)),))


def _quiet(memory: Memory, message: Message) -> Turn:
    """No word yet: what was asked stands, and more may follow (silence.py answers when nothing does)."""
    return Turn(replace(memory, owed=memory.since_asked(message.at) > AT_ONCE))


def _skip(memory: Memory, message: Message, world: World) -> Turn:
    if memory.step == "words" and memory.sound:
        return _onward(replace(memory, text=memory.text or NO_WORDS), message, world)
    if memory.step == "words":
        return Turn(memory, (sentences.longer(),))
    if memory.step == "place":
        return _ask_last(memory, message, world)
    if memory.step == "last":
        return _urge(memory, message, world)
    return Turn(memory, (sentences.over(),))


def _send(memory: Memory, message: Message, world: World, how: str) -> Turn:
    """They said yes: it is filed. Only from the last question, where it stood who sees what."""
    if memory.step != "last":
        return Turn(memory, (sentences.over(),))
    report = collect(memory, message, words=False)
    return Turn(memory.cleared(), (), (Deed("file", how=how, memory=report),))


def _new(memory: Memory, message: Message, world: World) -> Turn:
    """What was written is another matter: a report of its own."""
    if memory.step != "sort":
        return _greet(memory.cleared(), message)
    fresh = replace(memory, step="", case="", draft=memory.draft or message.key, asked=0)
    if len(fresh.text) < SHORT:
        return _greet(fresh, message)
    return _headed(_onward(replace(fresh, asked=1), message, world), emergency_head(fresh.text))


# --- what is kept ---------------------------------------------------------------------------------------------------


def collect(memory: Memory, message: Message, words: bool = True) -> Memory:
    """With what this message brings; never more than a report holds, the rest stays in the conversation."""
    text = _line(memory.text, message.text, "\n") if words else memory.text
    return replace(
        memory, text=text[:LONGEST], point=message.point or memory.point, sound=memory.sound or message.sound,
        files=(*memory.files, *message.files)[:MOST_FILES], parts=(*memory.parts, message.key)[-MOST_PARTS:],
    )  # fmt: skip


def _line(had: str, more: str, between: str = ", ") -> str:
    more = more.strip()
    return between.join(filter(None, [had, more]))


def emergency_head(text: str) -> str:
    number = emergency_number(text)
    return sentences.call_now(number) if number else ""


def _headed(turn: Turn, head: str) -> Turn:
    if not head or not turn.says:
        return turn
    first = replace(turn.says[0], text=sentences.joined(head, turn.says[0].text))
    return replace(turn, says=(first, *turn.says[1:]))
