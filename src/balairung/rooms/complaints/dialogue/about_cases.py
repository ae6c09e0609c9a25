"""What is said about reports that exist: their buttons, their numbers, answers to what we asked, and additions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from balairung.rooms.complaints.dialogue import sentences
from balairung.rooms.complaints.dialogue.memory import LONGEST, MOST_FILES, Memory
from balairung.rooms.complaints.dialogue.turns import Case, Deed, Message, Turn, World
from balairung.rooms.complaints.dialogue.words import Meaning, find_code, find_number, number_alone

IN_A_ROW = 600.0  # seconds in which files without words follow what was just said of a report
OUTCOMES = {"yes", "partly", "no"}


def pressed(memory: Memory, message: Message, world: World, meaning: Meaning) -> Turn | None:
    """A button that names a report: it works however late, and leaves what else is being written alone."""
    verb, _colon, ref = message.choice.partition(":")
    if message.choice == "keep":
        return Turn(_left(memory), (sentences.kept(),))
    if not ref or verb == "send":
        return None
    if verb == "follow":
        return Turn(_left(memory) if memory.step != "last" else memory.cleared(), (), (Deed("follow", ref),))
    case = world.case(ref)
    if case is None:
        return Turn(memory, (sentences.unknown_case(),))
    if verb == "sure":
        return Turn(memory, (sentences.sure_to_withdraw(case),))
    return _take(memory, message, case, verb)


def _take(memory: Memory, message: Message, case: Case, verb: str) -> Turn:
    """What was written before the button belongs to it."""
    with_words = memory.step == "sort"
    text, files = (memory.text, memory.files) if with_words else ("", ())
    parts = (*memory.parts, message.key) if with_words else (message.key,)
    deed = Deed(verb, case.ref, text, files, parts=parts)
    if verb in OUTCOMES:
        return Turn(_left(memory), (), (replace(deed, verb="outcome", how=verb),))
    if verb in {"answer", "add"}:
        if not text and not files:
            return Turn(_expecting(_left(memory), case, message), (sentences.write_here(case),))
        return _given(_left(memory), message, case, deed)
    if verb == "reopen":
        return Turn(_expecting(_left(memory), case, message), (), (deed,))
    return Turn(_left(memory), (), (deed,)) if verb in {"close", "withdraw"} else Turn(memory, (sentences.over(),))


def commanded(memory: Memory, message: Message, world: World, meaning: Meaning) -> Turn | None:
    """`status`, a number, `cabut`; and "ya" or "belum" where one report waits for just that."""
    if meaning.command == "status" or (number_alone(message.text) and not message.files):
        return Turn(memory, (), (Deed("tell", find_number(message.text), how=find_code(message.text)),))
    if meaning.command == "withdraw":
        return _withdraw(memory, message, world)
    if meaning.command == "add" and memory.step == "sort" and (case := world.case(memory.case)):
        return _take(memory, message, case, "add")
    if meaning.command in OUTCOMES and memory.step in {"", "case", "sort"}:
        waiting = [case for case in world.cases() if case.waits]
        case = _meant(memory, message, waiting)
        return _yes_or_no(memory, message, case, meaning.command) if case else None
    return None


def _meant(memory: Memory, message: Message, waiting: Sequence[Case]) -> Case | None:
    """The report that a bare "ya" is about: the one that they answer, that we asked about, or the only one."""
    named = message.case or (memory.case if memory.step == "sort" else "")
    if named:
        return next((case for case in waiting if case.ref == named), None)
    return waiting[0] if len(waiting) == 1 else None


def _yes_or_no(memory: Memory, message: Message, case: Case, word: str) -> Turn | None:
    if case.waits == "outcome":
        return _take(memory, message, case, word)
    if case.waits == "confirm" and word != "partly":
        return _take(memory, message, case, "close" if word == "yes" else "reopen")
    if case.waits == "inform" and memory.step == "sort" and word == "yes":
        return _take(memory, message, case, "answer")
    return None


def _withdraw(memory: Memory, message: Message, world: World) -> Turn:
    open_ones = [case for case in world.cases() if case.open]
    ref = find_number(message.text) or (open_ones[0].ref if len(open_ones) == 1 else "")
    case = world.case(ref) if ref else None
    if case is None and open_ones and not ref:
        return Turn(memory, (sentences.which_to_withdraw(open_ones),))
    if case is None:
        return Turn(memory, (sentences.unknown_case() if ref else sentences.no_cases(),))
    return Turn(memory, (sentences.sure_to_withdraw(case),))


def answered(memory: Memory, message: Message, world: World, meaning: Meaning) -> Turn | None:
    """They answered a certain message of ours, or are just now writing about one report."""
    following = memory.step == "case" and memory.since_asked(message.at) < IN_A_ROW
    ref = message.case or (memory.case if following else "")
    case = world.case(ref) if ref else None
    if case is None or meaning.command or _says_nothing(message):
        return None
    return speak(memory, message, case)


def speak(memory: Memory, message: Message, case: Case) -> Turn | None:
    """Words and files for one report, as what it waits for; None when it has ended."""
    deed = Deed("answer", case.ref, message.text[:LONGEST], tuple(message.files), parts=(message.key,))
    if case.waits not in {"confirm", "outcome"}:
        return _given(memory, message, case, deed) if case.open else None
    if memory.begun:  # another report is being written: these words are not mixed with it
        told = (replace(deed, verb="add", how="quiet"),) if case.open else ()
        return Turn(memory, (sentences.waits_for_you(case),), told)
    return Turn(_holding(memory, message, case), (sentences.waits_for_you(case),))


def _given(memory: Memory, message: Message, case: Case, deed: Deed) -> Turn:
    """An answer to a question of the office, or an addition; more of it may follow."""
    verb = "resume" if case.waits == "inform" else "add"
    quiet = verb == "add" and not deed.text and memory.step == "case"
    return Turn(_expecting(memory, case, message), (), (replace(deed, verb=verb, how="quiet" if quiet else ""),))


def whose(memory: Memory, message: Message, world: World, meaning: Meaning) -> Turn | None:
    """Words out of nowhere while reports are open: they may belong to one of them. What waits is offered first."""
    cases = [] if memory.begun or meaning.command in {"report", "new"} else list(world.cases())
    waiting = [case for case in cases if case.waits]
    others = [case for case in cases if case.open and not case.waits]
    if not waiting and (not others or meaning.command):
        return None
    first = (waiting or others)[0]
    said = replace(message, text="") if meaning.command else message  # a greeting is no answer
    return Turn(_holding(memory, said, first), (sentences.whose_words(waiting, others),))


def wrote_on(memory: Memory, message: Message, world: World) -> Turn:
    """They wrote more instead of choosing: it is kept with the rest, and asked again."""
    case = world.case(memory.case)
    if case is None:
        return Turn(replace(memory, step="", case=""), (sentences.over(),))
    if not message.text.strip():
        return Turn(replace(memory, owed=True))
    waiting, others = ([case], []) if case.waits else ([], [case])
    return Turn(memory, (sentences.whose_words(waiting, others),))


def _holding(memory: Memory, message: Message, case: Case) -> Memory:
    """The words are kept until it is clear where they belong."""
    return replace(
        memory.cleared(), step="sort", case=case.ref, draft=message.key, text=message.text[:LONGEST],
        files=tuple(message.files)[:MOST_FILES], point=message.point, sound=message.sound, parts=(message.key,),
        asked_at=message.at.isoformat(),
    )  # fmt: skip


def _expecting(memory: Memory, case: Case, message: Message) -> Memory:
    """What comes next is about this report, for a while; a report that is being written goes first."""
    if memory.begun:
        return memory
    return replace(memory.cleared(), step="case", case=case.ref, asked_at=message.at.isoformat())


def _left(memory: Memory) -> Memory:
    """Without the question whose words these were; a report that is being written stays."""
    return memory.cleared() if memory.step in {"sort", "case", "withdraw"} else memory


def _says_nothing(message: Message) -> bool:
    return not message.text.strip() and not message.files and message.point is None
