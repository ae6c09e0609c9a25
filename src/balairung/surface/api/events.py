"""What webhooks may hear of: the lines of the ledger, in words for programs."""

from typing import get_args

from balairung.surface.api.shapes import Event

#: By the verb of the line.
EVENTS = {
    "open": "report.filed",
    "verify": "report.verified",
    "forward": "report.forwarded",
    "answer": "report.answered",
    "ask": "report.asked",
    "resume": "report.informed",
    "resolve": "report.resolved",
    "close": "report.closed",
    "reopen": "report.reopened",
    "refuse": "report.refused",
    "withdraw": "report.withdrawn",
    "escalate": "report.escalated",
}
TEST = "webhook.test"

assert tuple(EVENTS.values()) == get_args(Event)
