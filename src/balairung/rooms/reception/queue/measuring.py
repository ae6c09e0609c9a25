"""How long one ticket keeps a counter busy: from the latest that were served, never from what somebody hopes."""

from __future__ import annotations

from itertools import islice

from balairung.rooms.reception.models import Line, Ticket

LATEST, ENOUGH = 30, 5  # tickets
CUT = 10  # a tenth at each end: a forgotten "finish", a press by mistake
WIDER = 1.5  # what cutting takes from a standard deviation (0.66 of it is left of a normal one)


def measure(line: Line) -> None:
    """Write down what the latest tickets of this line took and how much that varies; nothing before there are five."""
    rows = Ticket.objects.filter(line=line, state=Ticket.State.DONE, recalled_at__isnull=False).order_by("-ended_at")
    pairs = rows.values_list("recalled_at", "ended_at")[:LATEST]
    took = [(ended - called).total_seconds() for called, ended in pairs if called and ended]
    if len(took) >= ENOUGH:
        usual, varies = typical(took)
        Line.objects.filter(pk=line.pk).update(usual=usual, varies=varies)


def typical(took: list[float]) -> tuple[int, int]:
    """The mean of the middle and the standard deviation of all, in whole seconds, at least one.

    The mean and not the median: it is summed over those who stand ahead, and services are skewed.
    """
    cut = len(took) // CUT
    middle = list(islice(sorted(took), cut, len(took) - cut))
    mean = sum(middle) / len(middle)
    spread = (sum((one - mean) ** 2 for one in middle) / len(middle)) ** 0.5
    return max(1, round(mean)), max(1, round(WIDER * spread))
