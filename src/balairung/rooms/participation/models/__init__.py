"""What is put to the public, what people say and choose, what is drawn by lot, and what offices owe because of it."""

from balairung.rooms.participation.models.consulting import (
    Consultation,
    ConsultationQuerySet,
    ConsultComment,
    ConsultForum,
    ConsultSection,
    ForumGroup,
    SectionAnswer,
)
from balairung.rooms.participation.models.knocks import Knock
from balairung.rooms.participation.models.sampling import SampleRun, SampleUnit
from balairung.rooms.participation.models.undertakings import Undertaking, UndertakingQuerySet
from balairung.rooms.participation.models.voting import (
    Ballot,
    CitizenProposal,
    CitizenProposalQuerySet,
    VoteTally,
    VotingRound,
    VotingRoundQuerySet,
)

__all__ = [
    "Ballot",
    "CitizenProposal",
    "CitizenProposalQuerySet",
    "ConsultComment",
    "ConsultForum",
    "ConsultSection",
    "Consultation",
    "ConsultationQuerySet",
    "ForumGroup",
    "Knock",
    "SampleRun",
    "SampleUnit",
    "SectionAnswer",
    "Undertaking",
    "UndertakingQuerySet",
    "VoteTally",
    "VotingRound",
    "VotingRoundQuerySet",
]
