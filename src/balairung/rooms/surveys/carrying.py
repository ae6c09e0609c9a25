"""What a visitor's own browser carries between the questions, sealed; we keep nothing of it."""

from __future__ import annotations

import json
from typing import Any

from cryptography.fernet import InvalidToken

from balairung.ground.common.sealed import seal, unseal


def packed(kept: dict[str, Any]) -> str:
    return seal(json.dumps(kept))


def unpacked(text: str) -> dict[str, Any]:
    """What we once packed; nothing where it is not ours or too old for our keys."""
    try:
        found = json.loads(unseal(text))
    except (InvalidToken, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
