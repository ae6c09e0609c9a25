"""Through which door a report came: its icon and its word, for lists and for the case."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from balairung.kernel.messaging import gateways
from balairung.rooms.complaints.models import Complaint

Channel = Complaint.Channel
#: The doors that are no gateway of ours.
SIGNS = {
    Channel.WEB: "landmark", Channel.COUNTER: "users", Channel.TELEPHONE: "phone", Channel.LETTER: "file",
    Channel.SOCIAL: "at-sign", Channel.OPEN311: "link", Channel.API: "link", Channel.LAPOR: "inbox",
    Channel.IMPORT: "download",
}  # fmt: skip


def sign(channel: str) -> str:
    """The icon that stands beside its word."""
    own = SIGNS.get(Channel(channel)) if channel in Channel.values else None
    return own or gateways.sign(channel)


def marks(obligations: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Icon and word for each of these lines of a list, in one query (settings.MARKS)."""
    rows = Complaint.objects.filter(obligation__in=list(obligations)).values_list("obligation_id", "channel")
    return {key: (sign(channel), str(Channel(channel).label)) for key, channel in rows}
