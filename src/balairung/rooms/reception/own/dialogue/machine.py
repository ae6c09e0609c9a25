"""The dialogue of the queue as a pure machine: what is remembered and heard in; remembered, said and done out.

It asks at most three things: where, for what, and whether to be helped first. What is not meant for it is not answered
(None): the next room hears it, also in the middle of a question. Two answers that fit nothing end it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Protocol, Self

from django.utils.translation import gettext as _

from balairung.ground.common.text import plain
from balairung.kernel.messaging.listening import Say
from balairung.rooms.reception.own.dialogue.words import is_long, leads_out, read
from balairung.rooms.reception.own.forms import LANES

OURS = "queue:"  # what the id of each of our buttons begins with
STOP = f"{OURS}stop"
MOST = 8  # choices beside "batal": each has a digit where there are no buttons
MOST_MISSES = 2


@dataclass(frozen=True)
class Memory:
    """`step` is what we asked last: "" nothing, hall, line, lane, leave."""

    step: str = ""
    hall: str = ""
    line: str = ""
    words: str = ""  # what they said that they want, before the hall was known
    misses: int = 0
    offered: tuple[tuple[str, str], ...] = ()  # what a digit means

    def kept(self) -> str:
        return json.dumps(asdict(self)) if self.step else ""

    @classmethod
    def of(cls, kept: str) -> Self:
        told = json.loads(kept) if kept else {}
        return cls(**told | {"offered": tuple((key, label) for key, label in told.get("offered", ()))})


@dataclass(frozen=True)
class Choice:
    """A hall, a line or a number that may be chosen."""

    key: str
    label: str


@dataclass(frozen=True)
class Heard:
    text: str = ""
    choice: str = ""  # the button that was pressed


@dataclass(frozen=True)
class Deed:
    """What is done before anything is said: take (a line, with a lane) or leave (a number)."""

    verb: str
    key: str
    lane: str = ""


@dataclass(frozen=True)
class Turn:
    """What is remembered, done and said."""

    memory: Memory = Memory()
    says: tuple[Say, ...] = ()
    deed: Deed | None = None


class World(Protocol):
    """What the machine may ask while it thinks. Nothing here writes."""

    def halls(self, words: str, *, whole: bool) -> Sequence[Choice]:
        """The halls that these words mean, the likeliest first; with `whole` every word must be known."""

    def closed(self, hall: str) -> str:
        """Why no number is given there now; "" while one is."""

    def lines(self, hall: str) -> Sequence[Choice]:
        """What numbers are given for there, each with how long it takes."""

    def named(self, hall: str, words: str) -> Sequence[Choice]:
        """Those of the lines that these words mean."""

    def mine(self) -> Sequence[Choice]:
        """The numbers of this conversation that are open, each with where it stands."""


def respond(memory: Memory, heard: Heard, world: World) -> Turn | None:
    """One message; None where it is not for the queue, which also ends what was asked. Never raises."""
    choice = heard.choice or _chosen(memory, heard.text)
    if choice.startswith(OURS):
        return _pressed(memory, choice, world)
    if heard.choice:  # somebody else's button
        return None
    command, rest = read(heard.text)
    if command:
        return _commanded(command, rest, heard.text, world)
    return _answered(memory, heard.text, world) if memory.step else None


def _chosen(memory: Memory, text: str) -> str:
    """The choice that a digit, or the words on a button, stand for."""
    said = text.strip().strip(".)").lower()
    if len(said) == 1 and said in "123456789" and int(said) <= len(memory.offered):
        return memory.offered[int(said) - 1][0]
    return next((key for key, label in memory.offered if label.lower() == said), "")


def _pressed(memory: Memory, choice: str, world: World) -> Turn:
    verb, _colon, key = choice.removeprefix(OURS).partition(":")
    if verb == "stop":
        return Turn(says=(Say(_("Baik, tidak jadi.")),))
    if verb == "hall":
        return _ask_line(replace(memory, hall=key), world)
    if verb == "line":
        return _ask_lane(replace(memory, line=key))
    if verb == "lane" and memory.line:
        return Turn(deed=Deed("take", memory.line, key))
    if verb == "leave":
        return Turn(deed=Deed("leave", key))
    return Turn(says=(Say(_("Tombol ini tidak berlaku lagi. Ketik ANTRE untuk mulai lagi.")),))


def _commanded(command: str, rest: str, text: str, world: World) -> Turn | None:
    if command == "take":
        return _take(rest, world)
    mine = world.mine()
    if not mine:
        return _nothing() if "ant" in plain(text) else None  # "nomor saya" may be that of a report
    if command == "mine":
        words = "\n".join(one.label for one in mine)
        return Turn(says=(Say(f"{words}\n\n{_('Tidak jadi? Ketik BATAL ANTRE.')}"),))
    if len(mine) == 1:
        return Turn(deed=Deed("leave", mine[0].key))
    return _ask(Memory("leave"), _("Nomor yang mana?"), "leave", mine)


def _take(rest: str, world: World) -> Turn | None:
    found = world.halls(rest, whole=True)
    if not found:
        return None if rest else Turn(says=(Say(_("Belum ada tempat yang membuka antrean di sini.")),))
    memory = Memory(words=rest)
    if len(found) == 1:
        return _ask_line(replace(memory, hall=found[0].key), world)
    return _ask_hall(memory, found)


def _answered(memory: Memory, text: str, world: World) -> Turn | None:
    """Words where we asked something."""
    if way := leads_out(text):
        return Turn(says=(Say(_("Baik, tidak jadi.")),)) if way == "stop" else None
    if is_long(text):
        return None
    if memory.step == "hall" and (found := world.halls(text, whole=False)):
        memory = replace(memory, words=memory.words or text)
        return _ask_line(replace(memory, hall=found[0].key), world) if len(found) == 1 else _ask_hall(memory, found)
    if memory.step == "line" and (lines := world.named(memory.hall, text)):
        return _ask_lane(replace(memory, line=lines[0].key)) if len(lines) == 1 else _ask_which(memory, lines)
    return _missed(memory)


def _missed(memory: Memory) -> Turn | None:
    if memory.misses + 1 >= MOST_MISSES:
        return None
    say = Say(_("Kami belum mengenalinya. Pilih salah satu, atau ketik BATAL."), memory.offered)
    return Turn(replace(memory, misses=memory.misses + 1), (say,))


def _ask_hall(memory: Memory, found: Sequence[Choice]) -> Turn:
    head = _("Mau antre di mana? Pilih, atau tulis nama kantor atau desanya.")
    return _ask(replace(memory, step="hall", misses=0), head, "hall", found)


def _ask_line(memory: Memory, world: World) -> Turn:
    """The next question, unless it is closed or there is nothing to choose."""
    if why := world.closed(memory.hall):
        return Turn(says=(Say(why),))
    lines = world.lines(memory.hall)
    if not lines:
        return Turn(says=(Say(_("Tempat itu sedang tidak memberi nomor. Tanyakan ke meja penerimanya.")),))
    meant = world.named(memory.hall, memory.words) if memory.words else []
    if len(lines) == 1 or len(meant) == 1:
        return _ask_lane(replace(memory, line=(meant if len(meant) == 1 else lines)[0].key))
    return _ask_which(memory, lines)


def _ask_which(memory: Memory, lines: Sequence[Choice]) -> Turn:
    head = _("Perlu layanan apa? Pilih, atau tulis namanya.")
    return _ask(replace(memory, step="line", misses=0), head, "line", lines)


def _ask_lane(memory: Memory) -> Turn:
    head = _("Perlu didahulukan? Yang lain menunggu sedikit lebih lama, jadi pilih hanya bila perlu.")
    lanes = [Choice(str(key), str(label)) for key, label in LANES]
    return _ask(replace(memory, step="lane", misses=0), head, "lane", lanes)


def _ask(memory: Memory, head: str, verb: str, choices: Sequence[Choice]) -> Turn:
    shown = [(f"{OURS}{verb}:{one.key}", one.label) for one in choices[:MOST]]
    offered = (*shown, (STOP, _("Tidak jadi")))
    return Turn(replace(memory, step=memory.step or verb, offered=offered), (Say(head, offered),))


def _nothing() -> Turn:
    return Turn(says=(Say(_("Dari percakapan ini belum ada nomor yang menunggu. Ketik ANTRE untuk mengambil nomor.")),))
