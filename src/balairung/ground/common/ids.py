"""Keys for machines: time-ordered, made here and not in the database, so that any engine will do."""

from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562)."""
    return _uuid7()


def made_at(key: UUID) -> datetime:
    """When such a key was made: its first 48 bits are milliseconds."""
    return datetime.fromtimestamp((key.int >> 80) / 1000, UTC)
