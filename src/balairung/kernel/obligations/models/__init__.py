"""Tables of what is owed, of the ledger, and of what lies on the desk beside them."""

from balairung.kernel.obligations.models.among import Among
from balairung.kernel.obligations.models.desk import (
    Mention,
    SavedSearch,
    Snooze,
    Tag,
    Visit,
)
from balairung.kernel.obligations.models.ledger import Event, Evidence, Leaf, Remark
from balairung.kernel.obligations.models.obligations import (
    CLOSED,
    OPEN,
    Clock,
    Exclusion,
    Obligation,
    ObligationQuerySet,
    Pause,
    State,
    Visibility,
)
from balairung.kernel.obligations.models.unsealing import Unsealing, UnsealingQuerySet

__all__ = [
    "CLOSED",
    "OPEN",
    "Among",
    "Clock",
    "Event",
    "Evidence",
    "Exclusion",
    "Leaf",
    "Mention",
    "Obligation",
    "ObligationQuerySet",
    "Pause",
    "Remark",
    "SavedSearch",
    "Snooze",
    "State",
    "Tag",
    "Unsealing",
    "UnsealingQuerySet",
    "Visibility",
    "Visit",
]
