"""Whose data stand in the records of a room in a stretch of time (settings.AFFECTED): for whoever must tell them.

It stands here because no room knows another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balairung.rooms.announcements.models import Subscription
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.disclosure.models import InfoRequest
from balairung.rooms.privacy.models import DataRequest
from balairung.rooms.services.models import Application

Row = tuple[datetime, UUID, str, str]  # when, its key, the contact ("" where none was left), its number


@dataclass(frozen=True)
class Source:
    """Records of one kind: their model, which columns say when, whom and which number."""

    words: str | Promise
    model: type[Model]
    contact: str
    when: str = "obligation__opened_at"
    ref: str = "obligation__ref"

    def rows(self, since: datetime, until: datetime, after: tuple[datetime, UUID] | None, most: int) -> Sequence[Row]:
        """In the order of time, `most` of those that come after this one."""
        found = self.model._default_manager.filter(**{f"{self.when}__gte": since, f"{self.when}__lt": until})
        if after:
            same = Q(**{self.when: after[0], "pk__gt": after[1]})
            found = found.filter(Q(**{f"{self.when}__gt": after[0]}) | same)
        columns = (self.when, "pk", self.contact, self.ref or "pk")
        rows = found.order_by(self.when, "pk").values_list(*columns)[:most]
        return [(when, key, _reachable(contact), ref if self.ref else "") for when, key, contact, ref in rows]


def _reachable(contact: str) -> str:
    """An address or a number; of a browser that was told there is nothing to write to."""
    return contact if "@" in contact or contact.startswith("+") else ""


SOURCES: dict[str, Source] = {
    "complaints": Source(_("Laporan warga"), Complaint, "reporter_contact"),
    "services": Source(_("Permohonan layanan"), Application, "contact"),
    "disclosure": Source(_("Permohonan informasi"), InfoRequest, "contact"),
    "privacy": Source(_("Permintaan data pribadi"), DataRequest, "contact"),
    "announcements": Source(_("Langganan kabar"), Subscription, "address", "since", ""),
}


def names() -> list[tuple[str, str]]:
    """The keys of what may be searched, with their words."""
    return [(key, str(source.words)) for key, source in SOURCES.items()]


def people(key: str, since: datetime, until: datetime, after: tuple[datetime, UUID] | None, most: int) -> Sequence[Row]:
    """The next of these records."""
    read: Callable[..., Sequence[Row]] = SOURCES[key].rows
    return read(since, until, after, most)
