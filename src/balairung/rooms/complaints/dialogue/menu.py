"""The questions that make a report: what, where, and the rest. Each is asked once."""

from __future__ import annotations

from dataclasses import replace

from balairung.kernel.messaging.listening import Say
from balairung.rooms.complaints.dialogue import about_cases, sentences
from balairung.rooms.complaints.dialogue.memory import LONGEST, MOST_FILES, MOST_PARTS, Memory
from balairung.rooms.complaints.dialogue.turns import Deed, Message, Turn, World
from balairung.rooms.complaints.dialogue.words import Meaning, emergency_number, has_letters, is_angry, is_brief

SHORT = 10  # signs of a report, as on the web
AT_ONCE = 20.0  # seconds after a question in which files without words are part of what was just said
NO_WORDS = "(Laporan lewat rekaman suara.)"  # what the office reads where nobody wrote
COURTESIES = {"greeting", "thanks", "yes", "no", "partly", "skip", "new", "add", "report", "hidden", "secret", "follow"}


# --- what does not fit ----------------------------------------------------------------------------------------------


def beside(memory: Memory, message: Message, world: World, meaning: Meaning) -> Turn | None:
    """Stickers, pictures of faces, temper: answered, and the question stands."""
    if message.files or message.point:
        return None
    if message.unknown and not message.text:
        return Turn(memory, (_with_choices(sentences.unread(), memory),))
    if not message.text.strip():
        return Turn(memory) if message.unkept else greet(memory, message)
    if not has_letters(message.text):
        return Turn(memory, (_with_choices(sentences.no_words(), memory),))
    if is_angry(message.text) and is_brief(message.text):
        return Turn(memory, (sentences.calmed(unfinished=memory.step in {"place", "last"}),))
    return None


def _with_choices(say: Say, memory: Memory) -> Say:
    return replace(say, choices=sentences.last_choices(memory)) if memory.step == "last" else say


# --- what is told ---------------------------------------------------------------------------------------------------


def told(memory: Memory, message: Message, world: World, meaning: Meaning) -> Turn:
    """Words, a place, files: they go where they were asked for, and the next question follows."""
    if memory.step in {"", "case"} and (asked := about_cases.whose(memory, message, world, meaning)):
        return asked
    if meaning.command in COURTESIES and not (message.files or message.point or meaning.rest):
        return greet(memory, message) if memory.step not in {"place", "last"} else _urge(memory, message)
    if memory.step == "place":
        return _where(collect(memory, message, words=False), message, world)
    if memory.step == "last":
        return _more(collect(memory, message), message, world)
    if memory.step == "sort":  # they wrote on instead of choosing: it is one matter
        return about_cases.wrote_on(collect(memory, message), message, world)
    return _begin(memory, message, world, meaning.rest or message.text)


def _begin(memory: Memory, message: Message, world: World, text: str) -> Turn:
    """A report, as far as it was told."""
    asked = memory.step == "words"
    memory = collect(replace(memory, draft=memory.draft or message.key), replace(message, text=text))
    enough = len(memory.text) >= SHORT or (asked and memory.sound and not message.sound)
    if enough:
        memory = memory if memory.text else replace(memory, text=NO_WORDS)
        return headed(_onward(memory, message, world), emergency_head(text) or (is_angry(text) and sentences.calm()))
    if not asked:
        return headed(greet(memory, message), emergency_head(text))
    if not text.strip():
        return _quiet(memory, message)
    return Turn(memory, (sentences.longer(),))


def greet(memory: Memory, message: Message) -> Turn:
    """The first question; a report begins with whatever comes next. What is begun is not forgotten."""
    if memory.step in {"place", "last"}:
        return Turn(memory, (Say(sentences.go_on(), memory.offered),))
    said = sentences.ask_words(memory, message)
    known = replace(memory, draft=memory.draft or message.key, told_numbers=True)
    return Turn(known if memory.step == "words" else known.asking("words", message.at), (said,))


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
    if not message.text.strip() and message.point is None:
        return _quiet(memory, message)
    if message.text.strip():
        memory = replace(memory, place=_joined(memory.place, message.text, ", ")[:200])
        if spot := world.find_place(message.text, answer=True):
            memory = replace(memory, region=spot.code, spot=spot.name)
    if len(message.text) > len(memory.place):  # a long answer is part of the story, too
        memory = replace(memory, text=_joined(memory.text, message.text, "\n")[:LONGEST])
    return _ask_last(memory, message, world)


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
    return headed(_urge(memory, message), emergency_head(message.text))


def _urge(memory: Memory, message: Message) -> Turn:
    """It is kept, and waits for an answer."""
    if memory.step == "place":
        return Turn(memory, (sentences.ask_place(memory, message),))
    return Turn(memory, (Say(sentences.noted(), sentences.last_choices(memory)),))


def _quiet(memory: Memory, message: Message) -> Turn:
    """No word yet: what was asked stands, and more may follow (silence.py answers when nothing does)."""
    if len(memory.files) == MOST_FILES and not set(message.files) & set(memory.files):
        return Turn(memory, (Say(sentences.only_some(MOST_FILES)),))
    return Turn(replace(memory, owed=memory.owed or memory.since_asked(message.at) > AT_ONCE))


# --- where the menu is steered --------------------------------------------------------------------------------------


def again(memory: Memory, message: Message, world: World) -> Turn:
    """The last question once more: asked for, so not counted."""
    if memory.step == "place":
        return Turn(memory, (sentences.ask_place(memory, message),))
    if memory.step == "last":
        return Turn(memory, (_last_question(memory, message, world),))
    return greet(memory if memory.step == "words" else memory.cleared(), message)


def skip(memory: Memory, message: Message, world: World) -> Turn:
    if memory.step == "words":
        if memory.sound:
            return _onward(replace(memory, text=memory.text or NO_WORDS), message, world)
        return Turn(memory, (sentences.longer(),))
    if memory.step == "place":
        return _ask_last(memory, message, world)
    return _urge(memory, message) if memory.step == "last" else Turn(memory, (sentences.over(),))


def send(memory: Memory, message: Message, how: str) -> Turn:
    """They said yes: it is filed. Only from the last question, where it stood who sees what."""
    if memory.step != "last":
        return Turn(memory, (sentences.over(),))
    report = collect(memory, message, words=False)
    return Turn(memory.cleared(), (), (Deed("file", how=how, memory=report),))


def new(memory: Memory, message: Message, world: World) -> Turn:
    """What was written is another matter: a report of its own. The question whose it is was the first."""
    if memory.step != "sort":
        return greet(memory if memory.begun else memory.cleared(), message)
    fresh = replace(memory, step="", case="", asked=1)
    if len(fresh.text) < SHORT:
        return greet(replace(fresh, asked=0), message)
    return headed(_onward(fresh, message, world), emergency_head(fresh.text))


# --- what is kept ---------------------------------------------------------------------------------------------------


def collect(memory: Memory, message: Message, words: bool = True) -> Memory:
    """With what this message brings; never more than a report holds, the rest stays in the conversation."""
    text = _joined(memory.text, message.text, "\n") if words else memory.text
    return replace(
        memory, text=text[:LONGEST], point=message.point or memory.point, sound=memory.sound or message.sound,
        files=(*memory.files, *message.files)[:MOST_FILES], parts=(*memory.parts, message.key)[-MOST_PARTS:],
    )  # fmt: skip


def _joined(had: str, more: str, between: str) -> str:
    return between.join(filter(None, [had, more.strip()]))


def emergency_head(text: str) -> str:
    number = emergency_number(text)
    return sentences.call_now(number) if number else ""


def headed(turn: Turn, head: str | bool) -> Turn:
    """With these words above the first that is said."""
    if not isinstance(head, str) or not head or not turn.says:
        return turn
    first = replace(turn.says[0], text=sentences.joined(head, turn.says[0].text))
    return replace(turn, says=(first, *turn.says[1:]))
