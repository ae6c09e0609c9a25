"""What the machine may ask, answered from the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Q

from balairung.ground.common.sealed import keyed_hash
from balairung.kernel.messaging.models import Conversation
from balairung.kernel.obligations.models import OPEN, State
from balairung.kernel.people.boundaries import region_at
from balairung.kernel.people.models import Region
from balairung.rooms.complaints.dialogue import places
from balairung.rooms.complaints.dialogue.memory import Memory
from balairung.rooms.complaints.dialogue.turns import Case, Near, Spot
from balairung.rooms.complaints.filing import similar
from balairung.rooms.complaints.models import Complaint, ComplaintQuerySet
from balairung.rooms.complaints.topics.vocabulary import find_topics

MOST = 10  # reports of one conversation that are looked at
RECENT = timedelta(days=90)  # an older one is open still, but its reporter hardly means it
ASKED = timedelta(days=14)  # so long "was it solved?" is repeated


def reports_of(talk: Conversation) -> ComplaintQuerySet:
    """Those that were told there; of a mail address also those that were filed elsewhere and left it as contact.

    What is said of them goes to that very address, as when somebody asks for lost links (following.send_links).
    """
    told = Q(conversation=talk)
    if talk.channel == "email":
        told |= Q(contact_hash=keyed_hash("contact", talk.address))
    return Complaint.objects.filter(told)


class Rows:
    """The world of one conversation at one moment. `answered` is the report whose letter they answer just now.

    A sender is easily forged: a report that was filed elsewhere is spoken for only in answer to a letter about it.
    """

    def __init__(self, talk: Conversation, at: datetime, answered: str = "") -> None:
        self.talk, self.at, self.answered = talk, at, answered

    def find_place(self, text: str, *, answer: bool) -> Spot | None:
        return places.find_place(text, answer=answer)

    def place_at(self, point: tuple[float, float]) -> Spot | None:
        region = region_at(*point)
        return places.spot_of(region) if region else None

    def similar(self, memory: Memory) -> Near | None:
        """The likeliest public report near the same place, unless it is their own."""
        region = Region.objects.filter(pk=memory.region).first() if memory.region else None
        if region is None and memory.point is None:
            return None
        found = similar.similar(
            region=region, topic=None, text=memory.text, point=memory.point, now=self.at, public=True, most=3
        )
        own = {case.ref for case in self.cases()}
        best = next((one for one in found if one.ref not in own), None)
        return Near(best.ref, best.title, best.reason) if best else None

    def is_sensitive(self, text: str) -> bool:
        """Whether being seen with these words may hurt whoever wrote them."""
        topics = find_topics(text[:300])[:1]
        return any(topic.sensitive or topic.klass == Complaint.Class.SUPERVISORY for topic in topics)

    def cases(self) -> Sequence[Case]:
        return self._cases

    def case(self, ref: str) -> Case | None:
        rows = self._mine() if ref != self.answered else self._with_outcome(reports_of(self.talk))
        found = rows.filter(obligation__ref=ref).first() if ref else None
        return self._case(found) if found else None

    @cached_property
    def _cases(self) -> list[Case]:
        return list(self._living())

    def _living(self) -> Iterator[Case]:
        open_ones = Q(obligation__state__in=OPEN, filed_at__gte=self.at - RECENT) | Q(obligation__state=State.WAITING)
        asked = Q(outcome__answer="", outcome__asked_at__gte=self.at - ASKED)
        for complaint in self._mine().filter(open_ones | asked).order_by("-filed_at", "-id")[:MOST]:
            yield self._case(complaint)

    def _mine(self) -> ComplaintQuerySet:
        return self._with_outcome(Complaint.objects.filter(conversation=self.talk))

    @staticmethod
    def _with_outcome(rows: ComplaintQuerySet) -> ComplaintQuerySet:
        return rows.select_related("obligation", "outcome").defer(*Complaint.SEALED)

    def _case(self, complaint: Complaint) -> Case:
        obligation, outcome = complaint.obligation, getattr(complaint, "outcome", None)
        waits = obligation.step if obligation.step in {"inform", "confirm"} else ""
        if not waits and outcome and not outcome.answer and obligation.state == State.DONE:
            waits = "outcome"
        return Case(complaint.ref, complaint.title, waits, obligation.is_open)
