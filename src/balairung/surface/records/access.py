"""Who may read how personal data are kept, and who may hold what others would erase."""

from __future__ import annotations

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Post
from balairung.rooms.privacy.access import can_enter


def reads_records(actor: Actor) -> bool:
    """Those who answer for it: whoever has the desk of personal data, leaders, and whoever may hold."""
    return actor.is_officer and (actor.leads or may_hold(actor) or can_enter(actor))


def may_hold(actor: Actor) -> bool:
    """The Inspektorat and the secretary: those whom the police, a court or the auditors write to."""
    return actor.is_officer and actor.has(Post.Role.AUDITOR, Post.Role.SECRETARY)


def may_switch(actor: Actor) -> bool:
    """What goes every night is decided by an administrator."""
    return actor.is_officer and actor.administers
