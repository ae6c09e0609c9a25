"""Keys for machines: time-ordered, made here and not in the database, so that any engine will do."""

from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562)."""
    return _uuid7()
