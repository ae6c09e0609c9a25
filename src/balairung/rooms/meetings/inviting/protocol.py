"""Who comes before whom: a number for each who is invited, from `ground/data/protocol.yaml` and the order of posts."""

from __future__ import annotations

from typing import Any

from balairung.ground.common.facts import facts
from balairung.kernel.people.models import Post

STEP = 10_000_000  # from one tier to the next; the order of a post is smaller


def protocol_of(post: Post) -> int:
    """The place of a post (with its office) in the order of protocol: smaller is earlier."""
    return _tier(post) * STEP + min(post.order, STEP - 1)


def protocol_of_office(post_role: str, kind: str, order: int) -> int:
    """The same for a post that an office should have and has not."""
    return _first(role=post_role, kind=kind, echelon="") * STEP + min(order * 100 + 99, STEP - 1)


def protocol_of_guest(place: int) -> int:
    """Of the guest from outside who was written down in this place."""
    tier = next(number for number, one in enumerate(_tiers()) if one.get("guests"))
    return tier * STEP + min(place, STEP - 1)


def _tier(post: Post) -> int:
    return _first(role=post.role, kind=post.office.kind, echelon=post.echelon)


def _first(*, role: str, kind: str, echelon: str) -> int:
    def fits(one: dict[str, Any]) -> bool:
        asked = (("roles", role), ("kinds", kind), ("echelons", echelon))
        return not one.get("guests") and all(value in one[key] for key, value in asked if key in one)

    return next(number for number, one in enumerate(_tiers()) if fits(one))


def _tiers() -> list[dict[str, Any]]:
    tiers: list[dict[str, Any]] = facts("protocol")["tiers"]
    return tiers
