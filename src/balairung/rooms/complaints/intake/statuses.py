"""How other registers say where a report stands, who may read it, and of which class it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import facts
from balairung.ground.common.text import plain
from balairung.kernel.obligations.models import State
from balairung.rooms.complaints.models import Complaint

#: Only words that cannot mean two things: a guess would close what is open, or start clocks for what is done.
#: Those of SP4N-LAPOR! stand in ground/data/sp4n.yaml and go first.
STATE_WORDS: Mapping[State, tuple[str, ...]] = {
    State.DONE: (
        "selesai", "sudah selesai", "telah selesai", "selesai penanganan", "selesai pengaduan", "tuntas", "ditutup",
        "closed", "done", "resolved", "completed", "finished",
    ),
    State.REFUSED: (
        "diarsipkan", "arsip", "ditolak", "tidak valid", "spam", "rejected", "bukan kewenangan", "bukan wewenang",
    ),
    State.WITHDRAWN: (
        "dicabut", "dicabut pelapor", "dibatalkan", "dibatalkan pelapor", "batal", "cancelled", "withdrawn",
    ),
    State.NEW: (
        "terbuka", "masuk", "baru", "menunggu", "menunggu verifikasi", "perlu verifikasi", "terverifikasi",
        "verifikasi", "diteruskan", "disposisi", "koordinasi", "ditunda", "proses", "diproses", "dalam proses",
        "sedang diproses", "dikerjakan", "sedang dikerjakan", "open", "new", "pending", "in progress",
    ),
}  # fmt: skip
THEIRS = {plain(word): row for word, row in facts("sp4n")["statuses"].items()}
STATE_OF = {word: state for state, words in STATE_WORDS.items() for word in words}
STATE_OF |= {word: State(row["means"]) for word, row in THEIRS.items()}
#: What an operator may say that a word means.
MEANINGS = {"selesai": State.DONE, "ditolak": State.REFUSED, "dicabut": State.WITHDRAWN, "terbuka": State.NEW}

CLASS_OF = {
    "pengaduan": Complaint.Class.ORDINARY,
    "tidak berkadar pengawasan": Complaint.Class.ORDINARY,
    "keluhan": Complaint.Class.ORDINARY,
    "berkadar pengawasan": Complaint.Class.SUPERVISORY,
    "informasi": Complaint.Class.INFORMATION,
    "saran": Complaint.Class.ASPIRATION,
} | {plain(word): Complaint.Class(klass) for word, klass in facts("sp4n")["classes"].items()}
YES = {"1", "ya", "y", "yes", "true", "benar"}


def read_pairs(said: Iterable[str]) -> dict[str, str]:
    """`KEY=VALUE` words, as an operator types them. Raise `Refused` for one without its sign."""
    pairs = [one.partition("=") for one in said if one.strip()]
    if wrong := [key for key, sign, _value in pairs if not sign]:
        raise Refused(
            _("“%(words)s” belum lengkap: tulis dengan tanda sama dengan.") % {"words": wrong[0].strip()[:60]}
        )
    return {key.strip(): value.strip() for key, _sign, value in pairs}


def read_meanings(said: Mapping[str, str]) -> dict[str, State]:
    """What an operator says about words of a status column. Raise `Refused` for a meaning that there is not."""
    for meaning in said.values():
        if meaning.lower() not in MEANINGS:
            facts = {"meaning": meaning[:60], "known": ", ".join(MEANINGS)}
            raise Refused(_("Arti status “%(meaning)s” tidak dikenal. Pilih salah satu: %(known)s.") % facts)
    return {plain(word): MEANINGS[meaning.lower()] for word, meaning in said.items()}


def read_state(word: str, own: Mapping[str, State]) -> State:
    """The state that a word stands for. Raise `Refused` for one that nobody explained."""
    known = plain(word)
    state = own.get(known) or STATE_OF.get(known)
    if state is None:
        facts = {"word": word[:60], "known": ", ".join(MEANINGS)}
        raise Refused(_("Status “%(word)s” tidak dikenal. Jelaskan artinya: %(known)s.") % facts)
    return state


def is_disposed(word: str) -> bool:
    """Whether SP4N-LAPOR! had given it to an office already."""
    return bool(THEIRS.get(plain(word), {}).get("disposed"))


def read_class(word: str) -> str:
    """Our class for this word; empty when it is none that we know."""
    return CLASS_OF.get(plain(word), "")


def read_kind(word: str) -> tuple[bool, bool]:
    """Anonymous and secret, as SP4N-LAPOR! writes it: `Anonim|Rahasia`."""
    words = set(plain(word).split())
    return bool(words & {"anonim", "anonymous"}), bool(words & {"rahasia", "secret", "confidential"})
