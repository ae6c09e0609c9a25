"""Begun and not sent: kept sealed for a while, so that a lost page loses nothing."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from balairung.ground.common.references import new_code
from balairung.ground.common.sealed import keyed_hash, seal, unseal
from balairung.kernel.people.models import Draft

KEPT_FOR = timedelta(days=7)


def save_draft(
    *, kind: str, body: dict[str, Any], token: str = "", at: datetime, keep_for: timedelta = KEPT_FOR
) -> str:
    """Keep `body` (plain JSON values) and return the token that finds it again; a known token is written over."""
    token = token or new_code(16)
    row = {"body": seal(json.dumps(body)), "saved_at": at, "expires_at": at + keep_for}
    Draft.objects.update_or_create(kind=kind, token_hash=_hash(token), defaults=row)
    return token


def read_draft(*, kind: str, token: str, at: datetime) -> dict[str, Any] | None:
    """What was kept under this token, or None."""
    draft = Draft.objects.filter(kind=kind, token_hash=_hash(token), expires_at__gt=at).first()
    return json.loads(unseal(draft.body)) if draft else None


def drop_draft(*, kind: str, token: str) -> None:
    Draft.objects.filter(kind=kind, token_hash=_hash(token)).delete()


@transaction.atomic
def tidy(*, now: datetime) -> int:
    """Drop what expired; return how many rows."""
    return Draft.objects.filter(expires_at__lte=now).delete()[0]


def _hash(token: str) -> str:
    return keyed_hash("draft", token)
