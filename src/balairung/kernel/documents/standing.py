"""With what somebody signs, and whether it is ready: for the pages, which open no key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from balairung.kernel.documents.local_authority import RENEW_BEFORE
from balairung.kernel.documents.models import Certificate, Identity
from balairung.kernel.documents.signers.pens import is_certified, signing_door


@dataclass(frozen=True)
class Pen:
    """What a person signs with today."""

    certified: bool
    certificate: Certificate | None
    identity: Identity | None
    at: datetime

    @property
    def ready(self) -> bool:
        if self.certified:
            return self.identity is not None
        return self.certificate is not None and self.certificate.expires_at > self.at

    @property
    def over(self) -> bool:
        return self.certificate is not None and self.certificate.expires_at <= self.at

    @property
    def ends_soon(self) -> bool:
        return self.certificate is not None and self.certificate.expires_at - RENEW_BEFORE <= self.at


def pen_of(person: UUID | None, at: datetime) -> Pen:
    """Two questions, and no key is unsealed."""
    certified = is_certified(signing_door())
    if person is None:
        return Pen(certified, None, None, at)
    if certified:
        return Pen(certified, None, Identity.objects.defer("nik").filter(person=person).first(), at)
    rows = Certificate.objects.filter(person=person, revoked_at__isnull=True).defer("key", "pem")
    return Pen(certified, rows.first(), None, at)
