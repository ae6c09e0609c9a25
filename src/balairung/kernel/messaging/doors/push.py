"""Web Push: a line on the screen of whoever asked for it in their browser (RFC 8030, encrypted as RFC 8291 and 8188).

Who we are says a key pair (VAPID, RFC 8292), made once for a regency and kept in its gateway. The address is what the
browser gave: an endpoint at its maker, and its keys. Nobody between us and the browser reads what is sent, and it holds
no more than that there is news, and where.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02

from balairung.ground.common import outbound
from balairung.kernel.messaging.doors.door import Able, Mute, Need, Outgoing, Settings, Undeliverable
from balairung.kernel.people.house import house_url

LIVES = 3 * 24 * 3600  # seconds that the browser's maker keeps it for a telephone that is switched off
SIGNED_FOR = 12 * 3600  # seconds; RFC 8292 allows a day
LONGEST_TITLE = 120  # signs
LONGEST = 2000  # signs of a subscription
GONE = "gone"  # what is kept of a browser that wants no more: its subscription is dropped


@dataclass(frozen=True)
class Subscription:
    """What a browser gave (Push API, `PushSubscription.toJSON`)."""

    endpoint: str
    p256dh: bytes  # its public key, an uncompressed point of P-256
    auth: bytes  # 16 octets

    @property
    def address(self) -> str:
        """As it is kept: always in the same words."""
        keys = {"auth": _text(self.auth), "p256dh": _text(self.p256dh)}
        return json.dumps({"endpoint": self.endpoint, "keys": keys}, separators=(",", ":"), sort_keys=True)


def read_subscription(text: str) -> Subscription:
    """Raise ValueError for whatever no browser gives. Whether its endpoint may be called is outbound's to say."""
    if len(text) > LONGEST:
        raise ValueError("too long")
    try:
        said = json.loads(text)
        endpoint, keys = said["endpoint"], said["keys"]
        p256dh, auth = _octets(keys["p256dh"]), _octets(keys["auth"])
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), p256dh)
        where = urlsplit(endpoint)
    except (TypeError, KeyError, AttributeError, RecursionError, binascii.Error) as odd:
        raise ValueError("no subscription") from odd
    named = where.scheme in {"https", "http"} and re.fullmatch(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?", where.netloc)
    if not named or len(p256dh) != 65 or len(auth) != 16:
        raise ValueError("no subscription")
    return Subscription(endpoint, p256dh, auth)


class Push(Mute):
    """Browsers that asked to be told."""

    able = Able(hears=False, longest=4000, a_second=50.0)
    needs: Sequence[Need] = ()

    def __init__(self, account: Settings) -> None:
        self.vapid = Vapid02.from_pem(account["key"].encode()) if account.get("key") else None

    @classmethod
    def completed(cls, account: Settings) -> dict[str, str]:
        """With a key pair: another one would shut out every browser that knows this one."""
        if account.get("key"):
            return dict(account)
        made = Vapid02()
        made.generate_keys()
        return {**account, "key": made.private_pem().decode()}

    @property
    def public_key(self) -> str:
        """What browsers are given as `applicationServerKey`; "" while the door has no account."""
        if self.vapid is None:
            return ""
        return _text(self.vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def send(self, message: Outgoing) -> str:
        try:
            to = read_subscription(message.to)
        except ValueError as odd:
            raise Undeliverable(GONE) from odd
        try:
            answer = outbound.post(
                to.endpoint, content=_sealed(_payload(message), to), headers=self._headers(message, to)
            )
        except outbound.Unreachable as refused:
            if refused.reason in {"url", "address"}:  # inside our own network: never, whatever it was meant for
                raise Undeliverable(GONE) from refused
            raise
        return _taken(answer.status_code, answer.headers.get("Location", ""))

    def check(self) -> str:
        if not self.public_key:
            raise OSError("no key")
        return f"VAPID {self.public_key[:12]}…"

    def _headers(self, message: Outgoing, to: Subscription) -> dict[str, str]:
        if self.vapid is None:
            raise OSError("no key")
        where = urlsplit(to.endpoint)
        claims = {
            "aud": f"{where.scheme}://{where.netloc}",
            "exp": int(time.time()) + SIGNED_FOR,
            "sub": f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1] or 'balairung@localhost'}",
        }
        return {
            **self.vapid.sign(claims), "TTL": str(LIVES), "Content-Encoding": "aes128gcm", "Urgency": "normal",
            "Content-Type": "application/octet-stream", "Topic": _topic(message),
        }  # fmt: skip


def _payload(message: Outgoing) -> bytes:
    """One line, and the page of ours that it is about; never the words of a report."""
    told = {"title": (message.subject or "Balairung")[:LONGEST_TITLE], "url": _page(message)}
    return json.dumps(told, ensure_ascii=False).encode()


def _page(message: Outgoing) -> str:
    """The last address of ours in the message, without the host; the front page where there is none."""
    house = house_url() + "/"
    ours = [line.strip() for line in message.body.splitlines() if line.strip().startswith(house)]
    return "/" + ours[-1].removeprefix(house)[:1000] if ours else "/"


def _topic(message: Outgoing) -> str:
    """Newer news about the same page takes the place of older that is not fetched yet (RFC 8030, 5.4)."""
    return hashlib.sha256(_page(message).encode()).hexdigest()[:32]


def _sealed(payload: bytes, to: Subscription) -> bytes:
    sealed: bytes = http_ece.encrypt(
        payload, private_key=ec.generate_private_key(ec.SECP256R1()), dh=to.p256dh, auth_secret=to.auth,
        version="aes128gcm",
    )  # fmt: skip
    return sealed


def _taken(status: int, number: str) -> str:
    if status in {404, 410}:
        raise Undeliverable(GONE)
    if status == 413:
        raise Undeliverable("too long")
    if status >= 300:
        raise OSError(f"HTTP {status}")
    return number


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _octets(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
