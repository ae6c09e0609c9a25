"""Tables about who is on duty when."""

from balairung.kernel.rosters.models.changes import Feed, Outlook, Override, Swap
from balairung.kernel.rosters.models.rosters import Layer, Member, Roster

__all__ = ["Feed", "Layer", "Member", "Outlook", "Override", "Roster", "Swap"]
