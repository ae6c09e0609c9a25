"""Addresses of files: signed, for a time, for one file and one size of it. There is no other way to a file."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Literal
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from balairung.kernel.files.models import File

#: The copy; the copy under no name that a person gave, for pages that everyone reads; a small picture of it.
Variant = Literal["clean", "bare", "preview"]
HOURS = 24
_HOUR = 3600


@dataclass(frozen=True)
class Link:
    file_id: UUID
    variant: str
    until: datetime


def link_to(file: File, *, now: datetime, variant: Variant = "clean", hours: int = HOURS) -> str:
    """An address that opens the file for `hours` from now, up to the next full hour so that browsers recognise it.

    Whoever calls this has asked whether the reader may see the file: the link opens for anybody who holds it. Names
    that people gave are no part of it, because addresses are written into logs.
    """
    until = math.ceil((now + timedelta(hours=hours)).timestamp() / _HOUR) * _HOUR
    signed = _signer().sign(f"{file.pk.hex}.{variant}.{until}")
    return reverse("files:give", args=[signed, f"berkas{PurePosixPath(file.path).suffix}"])


def read_link(signed: str) -> Link | None:
    """What the address stands for, whether or not its time is over; None for one that we did not make."""
    try:
        file_id, variant, until = _signer().unsign(signed).split(".")
    except BadSignature:
        return None
    return Link(UUID(file_id), variant, datetime.fromtimestamp(int(until), UTC))


def _signer() -> Signer:
    return Signer(salt="balairung.files.links")
