"""A conversation goes from the menu to a person, from office to office, and back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging.models import Conversation
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.models import Office
from balairung.rooms.complaints import access
from balairung.rooms.complaints.routing import coordinating_office


@transaction.atomic
def hand_over(talk: Conversation, *, at: datetime, office: Office | None = None, by: Actor | None = None) -> None:
    """A person answers from now on: of this office, else of the coordinator's. Officers hand on only what is theirs."""
    if by is not None:
        require(access.can_converse(by, talk), _("Percakapan ini milik kantor lain."))
    to = office or coordinating_office()
    if to is None:
        raise Refused(_("Belum ada petugas yang menerima percakapan. Tulis laporan Anda di sini."))
    talk.handed_at, talk.handed_to = talk.handed_at or at, to
    talk.save(update_fields=["handed_at", "handed_to"])


@transaction.atomic
def give_back(talk: Conversation, *, by: Actor | None = None) -> None:
    """The menu answers again."""
    if by is not None:
        require(access.can_converse(by, talk), _("Percakapan ini milik kantor lain."))
    talk.handed_at, talk.handed_to, talk.state = None, None, ""
    talk.save(update_fields=["handed_at", "handed_to", "state"])
