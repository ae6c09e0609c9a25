"""What a sample says: how many, which share, how far it may be off; nothing of fewer than five."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from balairung.rooms.participation.lots import draw, lot
from balairung.rooms.participation.models import SampleRun, SampleUnit
from balairung.rooms.participation.rules import least_shown, questions, shelf_word
from balairung.rooms.participation.shares import Share, hidden_together, share

COLUMNS = ("lapisan", "kunci", "nomor_undi", "terpilih")
LONGEST = 2000  # units of one sample that are read; `most` in the data is far below


@dataclass(frozen=True)
class Told:
    """One question: how many said yes of those who could say; `share` None while they are too few."""

    words: str
    n: int
    share: Share | None


@dataclass(frozen=True)
class Figures:
    """One sample: what became of those who were drawn, and what they said."""

    drawn: int
    done: int
    missed: int
    declined: int
    waiting: int
    told: list[Told]
    parts: list[Told]  # the same by shelf, where there are enough; only of calls


def figures_of(run: SampleRun, units: Sequence[SampleUnit]) -> Figures:
    states = Counter(one.state for one in units)
    done = [one for one in units if one.state == SampleUnit.State.DONE]
    told = _looked(done) if run.kind == SampleRun.Kind.GUEST else [_solved(_("Masalahnya benar sudah beres"), done)]
    waiting = sum(states[state] for state in ("waiting", "asked", "agreed"))
    return Figures(
        len(units), len(done), states["missed"], states["declined"], waiting, told,
        [] if run.kind == SampleRun.Kind.GUEST else list(_by_shelf(done)),
    )  # fmt: skip


def _looked(done: Sequence[SampleUnit]) -> list[Told]:
    return [_told(words, [one.said.get(key, "") for one in done]) for key, words in questions()]


def _solved(words: str, done: Sequence[SampleUnit]) -> Told:
    return _told(words, [one.said.get("solved", "") for one in done])


def _by_shelf(done: Sequence[SampleUnit]) -> Iterator[Told]:
    shelves: dict[str, list[SampleUnit]] = {}
    for one in done:
        shelves.setdefault(one.shelf, []).append(one)
    apart = hidden_together({shelf: len(rows) for shelf, rows in shelves.items()}, least_shown())
    for shelf in sorted(set(shelves) - apart):
        yield _solved(shelf, shelves[shelf])


def _told(words: str, said: Sequence[str]) -> Told:
    """Not seen is no answer; “partly” is not yes."""
    n = sum(one in {"yes", "partly", "no"} for one in said)
    return Told(words, n, share(sum(one == "yes" for one in said), n) if n >= least_shown() else None)


def same_again(run: SampleRun, units: Sequence[SampleUnit]) -> bool:
    """Whether the seed and the list that are published draw the very same."""
    again = {(one.shelf[:40], one.key) for one in draw(run.pool, size=run.size, seed=run.seed)}
    return again == {(one.shelf, one.unit_key) for one in units}


def lots(run: SampleRun) -> Iterator[list[object]]:
    """Everything that was drawn from with its lot, the smallest of each shelf first; under `COLUMNS`."""
    chosen = {one.key for one in draw(run.pool, size=run.size, seed=run.seed)}
    for shelf, keys in sorted(run.pool.items()):
        for number, key in sorted((lot(run.seed, key), key) for key in keys):
            yield [shelf_word(shelf), key, number, "ya" if key in chosen else ""]
