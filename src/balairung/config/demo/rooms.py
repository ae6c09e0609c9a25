"""What else happens in the year, room by room; each plans its own part, in this order."""

from balairung.config.demo import (
    conduct,
    front,
    gathering,
    inventing,
    learning,
    letters,
    looking,
    maturing,
    promise,
    standby,
)

PARTS = (standby, letters, front, looking, gathering, conduct, promise, inventing, learning, maturing)
