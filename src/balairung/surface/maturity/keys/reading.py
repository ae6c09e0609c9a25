"""The three keys together, for one reader at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from balairung.kernel.people.actors import Actor
from balairung.surface.maturity.keys.capacity import capacity
from balairung.surface.maturity.keys.judging import Key
from balairung.surface.maturity.keys.leadership import leadership
from balairung.surface.maturity.keys.participation import participation


def three_keys(actor: Actor, at: datetime) -> Sequence[Key]:
    """Counted when somebody asks, and stored nowhere: a bounded number of queries, however much there is."""
    return [leadership(actor, at), capacity(actor, at), participation(at)]
