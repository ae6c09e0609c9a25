"""What else happens in the year, room by room; each plans its own part, in this order."""

from balairung.config.demo import (
    conduct,
    disclosing,
    figures,
    front,
    gathering,
    inventing,
    learning,
    letters,
    looking,
    maturing,
    opendata,
    participating,
    promise,
    sealing,
    standby,
    telling,
)

PARTS = (
    standby,
    letters,
    front,
    looking,
    gathering,
    conduct,
    promise,
    inventing,
    learning,
    maturing,
    participating,
    disclosing,
    telling,
    sealing,
    opendata,
    figures,
)
