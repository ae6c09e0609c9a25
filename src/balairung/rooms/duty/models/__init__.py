"""Tables about drills, calls and what they showed."""

from balairung.rooms.duty.models.calls import Call, CallQuerySet, Drill, Ring, Switch
from balairung.rooms.duty.models.scores import Alarm, Score

__all__ = ["Alarm", "Call", "CallQuerySet", "Drill", "Ring", "Score", "Switch"]
