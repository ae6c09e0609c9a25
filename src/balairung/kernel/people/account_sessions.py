"""Sessions whose key stands in the database only as a hash: a stolen backup signs nobody in."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from balairung.ground.common.sealed import keyed_hash

DIGITS = 40  # what the column of the key holds: 160 bits


def row_key(session_key: str | None) -> str:
    """Under which key the row of this session stands."""
    return keyed_hash("session", session_key)[:DIGITS] if session_key else ""


class SessionStore(DatabaseSessionStore):
    """Django's own, with the hash wherever it asks the database."""

    def _get_session_from_db(self) -> Session | None:
        rows = Session.objects.filter(session_key=row_key(self.session_key), expire_date__gt=timezone.now())
        if (found := rows.first()) is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=row_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        made = super().create_model_instance(data)
        assert isinstance(made, Session)
        made.session_key = row_key(made.session_key)
        return made

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=row_key(key)).delete()
