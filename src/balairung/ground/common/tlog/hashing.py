"""The hashes of an RFC 6962 tree: leaves and nodes are hashed apart, so that neither is ever taken for the other."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

EMPTY = sha256().digest()  # the head of a tree without leaves


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def tree_head(hashes: Iterable[bytes]) -> bytes:
    """The head of the tree over these hashes of leaves. Who has no pair goes up as it is."""
    level = list(hashes)
    while len(level) > 1:
        alone = level[-1:] if len(level) % 2 else []
        level = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)] + alone
    return level[0] if level else EMPTY
