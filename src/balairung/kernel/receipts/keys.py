"""The log's own key. Its secret half is made here, once, and leaves the house only as signatures."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from balairung.ground.common.tlog.notes import LOG, Key, Signer
from balairung.kernel.people.house import house_url
from balairung.kernel.receipts.models import ONE, LogKey


def held_key(*, now: datetime) -> LogKey:
    """The row of the log, locked until the transaction ends, so that two workers never write at one time."""
    made = {"origin": _name, "seed": _seed, "made_at": now}
    LogKey.objects.get_or_create(pk=ONE, defaults=made)
    return LogKey.objects.select_for_update(of=("self",)).get(pk=ONE)


def signer(row: LogKey) -> Signer:
    assert row.seed is not None
    return Signer(row.origin, Ed25519PrivateKey.from_private_bytes(row.seed))


def public_key(row: LogKey) -> Key:
    return signer(row).key(LOG)


def _name() -> str:
    """As C2SP has it: where the log is read, without the scheme. It stays when the house moves."""
    return f"{urlsplit(house_url()).netloc}/log"


def _seed() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes_raw()
