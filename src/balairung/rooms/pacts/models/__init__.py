"""Tables of pacts: the texts, the drives with each person's pact, the gatherings in which they are signed."""

from balairung.rooms.pacts.models.ceremonies import Ceremony, CeremonyPlace
from balairung.rooms.pacts.models.drives import Drive, Pact, PactBudget, PactGoal, PactQuerySet
from balairung.rooms.pacts.models.texts import Kind, PactText

__all__ = [
    "Ceremony",
    "CeremonyPlace",
    "Drive",
    "Kind",
    "Pact",
    "PactBudget",
    "PactGoal",
    "PactQuerySet",
    "PactText",
]
