"""A little work that a browser does for each form, so that a machine cannot send thousands (ALTCHA, PBKDF2)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import altcha
from django.core.cache import cache

from balairung.ground.common.sealed import keyed_hash

LASTS = timedelta(hours=2)  # of a challenge: as long as one may look at the page before sending
COST, PREFIX = 2000, "00"  # 256 tries on average: about a second on a cheap telephone
LONGEST = 2000  # signs of a solution


def new_challenge(at: datetime) -> dict[str, Any]:
    """What a browser works on, as the published protocol has it; good once, for two hours."""
    made = altcha.create_challenge(
        "PBKDF2/SHA-256", COST, key_prefix=PREFIX, expires_at=at + LASTS, hmac_secret=_secret()
    )
    return made.to_dict()


def is_proved(solution: str) -> bool:
    """Whether this solves one of our challenges that nobody has used yet."""
    if not solution or len(solution) > LONGEST or not altcha.verify_solution(solution, _secret()).verified:
        return False
    signature = altcha.Payload.from_base64(solution).challenge.signature or ""
    return bool(cache.add(f"proof:{keyed_hash('proof', signature)}", 1, int(LASTS.total_seconds())))


def _secret() -> str:
    return keyed_hash("altcha")
