"""How this house is asked without being disturbed."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from django.db import connection, transaction


def asking() -> AbstractContextManager[object]:
    """PostgreSQL finds a regency inside a transaction only; SQLite would lock out all who write."""
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()
