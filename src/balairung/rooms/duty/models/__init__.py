"""Tables about drills, calls and what they showed."""

from balairung.rooms.duty.models.calls import Call, Drill, Ring, Switch
from balairung.rooms.duty.models.scores import Alarm, Score

__all__ = ["Alarm", "Call", "Drill", "Ring", "Score", "Switch"]
