"""A contract server for Web Push: the maker of a browser, and the browsers of a few people (RFC 8030, 8291, 8292).

It opens what was sealed for a browser with that browser's own keys, and believes no key but the one it subscribed with.
It is no real push service. It needs the cryptography that the house needs.
"""

from __future__ import annotations

import base64
import json
import os
import time
from dataclasses import dataclass, field
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from tests.doors.server import Answer, Bubble, Call, Vendor, fresh


@dataclass
class Browser:
    """One subscription, with the keys that never leave the browser."""

    key: str
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))
    server_key: str = ""  # the house that may write to it; "" is any
    gone: bool = False

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


class PushVendor(Vendor):
    """Endpoints below `/kirim/`; what arrives is opened and shown."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.browsers: dict[str, Browser] = {}
        self.headers: list[dict[str, str]] = []

    def subscribe(self, server_key: str = "") -> str:
        """What a browser's `PushSubscription.toJSON()` gives."""
        browser = Browser(fresh("b"), server_key=server_key)
        self.browsers[browser.key] = browser
        keys = {"p256dh": _text(browser.public), "auth": _text(browser.auth)}
        return json.dumps({"endpoint": f"{self.url}/kirim/{browser.key}", "expirationTime": None, "keys": keys})

    def answer(self, call: Call, *, lose: bool) -> Answer:
        browser = self.browsers.get(call.path.removeprefix("/kirim/"))
        if browser is None or browser.gone:
            return Answer(b"", 410 if browser else 404)
        if call.headers.get("content-encoding") != "aes128gcm" or not call.headers.get("ttl", "").isdecimal():
            return Answer(b"", 400)
        if len(call.body) > 4096:
            return Answer(b"", 413)
        if not self._signed(call, browser):
            return Answer(b"", 403)
        self.headers.append(dict(call.headers))
        if not lose:
            self._show(browser, json.loads(_open(call.body, browser)))
        return Answer(b"", 201, headers={"Location": f"{self.url}/pesan/{fresh('m')}"})

    def _signed(self, call: Call, browser: Browser) -> bool:
        """RFC 8292: the token is signed by the key that it names, is meant for us, and is not a day old."""
        said = call.headers.get("authorization", "")
        if not said.startswith("vapid ") or not Vapid02.verify(said):
            return False
        parts = dict(piece.strip().split("=", 1) for piece in said.removeprefix("vapid ").split(","))
        claims: dict[str, Any] = json.loads(_octets(parts["t"].split(".")[1]))
        lasting = time.time() < claims["exp"] <= time.time() + 24 * 3600
        known = browser.server_key in {"", parts["k"].rstrip("=")}
        return claims["aud"] == self.url and lasting and known and claims["sub"].startswith("mailto:")

    def _show(self, browser: Browser, told: dict[str, str]) -> None:
        self.shown.append(Bubble(fresh("m"), browser.key, told["title"], ours=True, kind="push", subject=told["url"]))


def _open(body: bytes, browser: Browser) -> bytes:
    opened: bytes = http_ece.decrypt(body, private_key=browser.private, auth_secret=browser.auth, version="aes128gcm")
    return opened


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _octets(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
