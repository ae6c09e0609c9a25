"""Signatures of webhooks, as Standard Webhooks 1.0 has them (github.com/standard-webhooks/standard-webhooks).

`webhook-signature` is "v1," and the base64 of HMAC-SHA256 over "{webhook-id}.{webhook-timestamp}.{body}", keyed with
the bytes of the secret: the base64 after "whsec_".
"""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode

PREFIX = "whsec_"
WINDOW = 300  # seconds: a receiver refuses what is older, so that what was overheard is worth nothing


def new_secret() -> str:
    """256 random bits."""
    return PREFIX + b64encode(secrets.token_bytes(32)).decode()


def signed(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of a message sent at this moment, in seconds since 1970."""
    said = b".".join((message_id.encode(), str(timestamp).encode(), body))
    digest = hmac.new(b64decode(secret.removeprefix(PREFIX)), said, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{b64encode(digest).decode()}",
        "Content-Type": "application/json",
    }
