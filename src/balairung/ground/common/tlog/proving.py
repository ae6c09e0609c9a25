"""Proofs about a tree: which subtrees they name (RFC 6962, 2.1.1 and 2.1.2), and how they are checked (RFC 9162).

A subtree is the pair of the first leaf in it and the first one after it. Who has the leaves, or tiles, knows its hash.
"""

from __future__ import annotations

from collections.abc import Sequence

from balairung.ground.common.tlog.hashing import EMPTY, node_hash

Range = tuple[int, int]


def half(size: int) -> int:
    """Where a tree of this many leaves is divided: at the largest power of two below its size."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The subtrees whose hashes lead from this leaf to the head, from below."""
    start, end, beside = 0, size, list[Range]()
    while end - start > 1:
        middle = start + half(end - start)
        if index < middle:
            beside.append((middle, end))
            end = middle
        else:
            beside.append((start, middle))
            start = middle
    return beside[::-1]


def consistency_ranges(old: int, size: int) -> list[Range]:
    """The subtrees that make both the head of the first `old` leaves and the head of all, from below."""
    if not 0 < old < size:
        return []
    start, end, beside = 0, size, list[Range]()
    while end != old:
        middle = start + half(end - start)
        if old <= middle:
            beside.append((middle, end))
            end = middle
        else:
            beside.append((start, middle))
            start = middle
    # Who checks knows the old head; only a subtree that is not the whole old tree has to be told.
    return ([(start, end)] if start else []) + beside[::-1]


# --- checking, RFC 9162 sections 2.1.3.2 and 2.1.4.2 -----------------------------------------------------------------


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], head: bytes) -> bool:
    """Whether the proof leads from the hash of the leaf at this place to the head of a tree of this size."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(beside, found)
            place, last = _past_lone(place, last)
        else:
            found = node_hash(found, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and found == head


def extended(old: int, old_head: bytes, size: int, head: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the larger tree begins with the smaller one."""
    if old == size or old == 0:
        return not proof and (old_head == head if old else old_head == EMPTY)
    if not 0 < old < size or not proof:
        return False
    path = list(proof) if old & (old - 1) else [old_head, *proof]
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    return _both(path, place, last) == (old_head, head)


def _both(path: Sequence[bytes], place: int, last: int) -> tuple[bytes, bytes] | None:
    """The old head and the new one, as this path makes them; None when its length is wrong."""
    before = now = path[0]
    for beside in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            before, now = node_hash(beside, before), node_hash(beside, now)
            place, last = _past_lone(place, last)
        else:
            now = node_hash(now, beside)
        place, last = place >> 1, last >> 1
    return (before, now) if last == 0 else None


def _past_lone(place: int, last: int) -> tuple[int, int]:
    """On the right edge a subtree without a pair rises until it has one."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last
