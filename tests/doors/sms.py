"""A contract server for gateways of short messages: Twilio, Vonage, Zenziva, Kannel and a plain JSON one, by path.

It takes what the house sends, and calls the house as the chosen one does. It is none of them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from tests.doors.server import Answer, Bubble, Call, Vendor, call, fresh

CITIZEN = "+6281200000001"  # no such number is given out
PATHS = {
    "twilio": "/2010-04-01/Accounts/AC0000/Messages.json", "vonage": "/sms/json",
    "zenziva": "/reguler/api/sendsms/", "kannel": "/cgi-bin/sendsms", "lain": "/kirim",
}  # fmt: skip
CHECKS = {
    "twilio": "/2010-04-01/Accounts/AC0000.json", "vonage": "/account/get-balance?api_key={user}&api_secret={password}",
    "zenziva": "/api/balance/?userkey={user}&passkey={password}",
}  # fmt: skip
WORDS = {  # how each calls what became of a message
    "twilio": {"delivered": "delivered", "failed": "undelivered"},
    "vonage": {"delivered": "delivered", "failed": "rejected"},
    "kannel": {"delivered": "1", "failed": "2"},
    "lain": {"delivered": "delivered", "failed": "failed"},
}


class SmsVendor(Vendor):
    """One account at a gateway, and the telephones of those who write to it."""

    user, password, secret, sender = "AC0000", "kata-sandi-untuk-uji", "kunci-panggilan-uji", "+6285500000009"

    def __init__(self, port: int = 0, kind: str = "lain") -> None:
        super().__init__(port)
        self.kind = kind
        self.strangers: set[str] = set()  # numbers that nobody has
        self.receipts = False  # tell at once that a message arrived
        self.kept: list[tuple[str, bytes, dict[str, str]]] = []  # what was called, for those who replay

    @property
    def account(self) -> dict[str, str]:
        """What an operator would paste, with our address in the place of theirs."""
        check = {"check": self.url + CHECKS[self.kind]} if self.kind in CHECKS else {}
        return {
            "gateway": self.kind, "url": self.url + PATHS[self.kind], "user": self.user, "password": self.password,
            "sender": self.sender, "secret": self.secret, "callback": self.hook, "format": json.dumps(check),
        }  # fmt: skip

    # --- what the house asks -------------------------------------------------------------------------------------

    def answer(self, call: Call, *, lose: bool) -> Answer:
        if call.path in {check.partition("?")[0] for check in CHECKS.values()}:
            return self._account(call)
        said = call.json if "json" in call.headers.get("content-type", "") else dict(parse_qsl(call.body.decode()))
        said = {**call.query, **said}
        kind = next((kind for kind, path in PATHS.items() if path == call.path), "")
        if not kind:
            return Answer({"error": "not found"}, 404)
        if not self._knows(kind, call, said):
            return self._say(kind, "", fault="account")
        to, text, number = _read(kind, said)
        if to in self.strangers:
            return self._say(kind, "", fault="number")
        theirs = fresh("SM") if kind != "kannel" else number
        if not lose:
            self.shown.append(Bubble(theirs, to, text, ours=True, state="sent"))
            if self.receipts and self.hook and kind in WORDS:
                threading.Timer(0.3, self.tell, (theirs, "delivered")).start()
        return self._say(kind, theirs)

    def refuse(self, status: int) -> Answer:
        return Answer({"code": 20429, "message": "Too Many Requests", "status": status}, status)

    def _knows(self, kind: str, call: Call, said: Mapping[str, str]) -> bool:
        basic = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        given = {
            "twilio": call.headers.get("authorization") == f"Basic {basic}",
            "vonage": said.get("api_secret") == self.password,
            "zenziva": said.get("passkey") == self.password,
            "kannel": said.get("password") == self.password,
            "lain": call.headers.get("authorization") == f"Bearer {self.password}",
        }
        return given[kind]

    def _account(self, call: Call) -> Answer:
        if call.path == CHECKS["twilio"]:
            known = self._knows("twilio", call, {})
            return Answer(
                {"friendly_name": "Pemkab Contoh", "status": "active"} if known else {"code": 20003},
                200 if known else 401,
            )
        known = self.password in call.query.values()
        return Answer(
            {"value": 10.28, "balance": "150000", "status": "1"} if known else {"status": "0"}, 200 if known else 401
        )

    def _say(self, kind: str, number: str, fault: str = "") -> Answer:
        """As each answers: taken, an account that it does not know, a number that nobody has."""
        wrong = {"": 0, "account": 1, "number": 2}[fault]
        if kind == "twilio":
            good = Answer({"sid": number, "status": "queued", "error_code": None}, 201)
            code = {1: (20003, 401), 2: (21211, 400)}
            return Answer({"code": code[wrong][0], "status": code[wrong][1]}, code[wrong][1]) if wrong else good
        if kind == "vonage":
            status = ("0", "4", "6")[wrong]
            return Answer({"message-count": "1", "messages": [{"to": "", "message-id": number, "status": status}]})
        if kind == "zenziva":
            return Answer(
                {"messageId": number, "status": "0" if wrong else "1", "text": ("Success", "Invalid", "Invalid")[wrong]}
            )
        if kind == "kannel":
            words = ("0: Accepted for delivery", "Authorization failed for sendsms", "Invalid receiver")
            return Answer(words[wrong], (202, 403, 400)[wrong])
        return Answer({"id": number, "status": "queued"} if not wrong else {"error": fault}, (200, 401, 400)[wrong])

    # --- what the gateway tells the house --------------------------------------------------------------------------

    def say(self, text: str, by: str = CITIZEN, number: str = "") -> int:
        """Somebody writes; the status that the house answered."""
        number = number or fresh("SM")
        self.shown.append(Bubble(number, by, text, ours=False))
        if self.kind == "twilio":
            return self._form({"MessageSid": number, "From": by, "To": self.sender, "Body": text, "NumMedia": "0"})
        if self.kind == "vonage":
            stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
            return self._vonage({
                "msisdn": by.lstrip("+"), "to": self.sender.lstrip("+"), "messageId": number, "text": text,
                "type": "text", "keyword": text.partition(" ")[0].upper(), "message-timestamp": stamp,
            })  # fmt: skip
        if self.kind == "kannel":
            return self._get({"from": by, "text": text, "id": number, "at": str(int(time.time()))})
        return self._json({"from": by, "text": text, "id": number, "at": int(time.time())})

    def tell(self, number: str, outcome: str) -> int:
        """What became of a message of the house: "delivered" or "failed"."""
        for bubble in self.shown:
            if bubble.number == number:
                bubble.state = outcome
        word = WORDS[self.kind][outcome]
        if self.kind == "twilio":
            return self._form({"MessageSid": number, "MessageStatus": word, "To": CITIZEN, "From": self.sender})
        if self.kind == "vonage":
            return self._vonage({"messageId": number, "status": word, "msisdn": CITIZEN.lstrip("+"), "err-code": "0"})
        if self.kind == "kannel":
            return self._get({"report": number, "status": word})
        return self._json({"id": number, "status": word})

    def replay(self, change: bytes = b"") -> int:
        """The last call once more, byte for byte, or with something put behind it."""
        url, body, headers = self.kept[-1]
        return call(url, body + change, headers, "POST" if headers else "GET")[0]

    def _form(self, values: dict[str, str]) -> int:
        signed = self.hook + "".join(f"{key}{value}" for key, value in sorted(values.items()))
        signature = base64.b64encode(hmac.new(self.secret.encode(), signed.encode(), hashlib.sha1).digest()).decode()
        kind = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
        return self._post(urlencode(values).encode(), kind)

    def _vonage(self, values: dict[str, str]) -> int:
        values |= {"timestamp": str(int(time.time())), "nonce": fresh("")}
        clean = {key: value.replace("&", "_").replace("=", "_") for key, value in values.items()}
        signed = "".join(f"&{key}={value}" for key, value in sorted(clean.items()))
        values["sig"] = hmac.new(self.secret.encode(), signed.encode(), hashlib.sha256).hexdigest().upper()
        return self._post(json.dumps(values).encode(), {"Content-Type": "application/json"})

    def _json(self, values: dict[str, Any]) -> int:
        body = json.dumps(values).encode()
        signature = hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()
        return self._post(body, {"Content-Type": "application/json", "X-Signature": signature})

    def _post(self, body: bytes, headers: dict[str, str]) -> int:
        self.kept.append((self.hook, body, headers))
        return call(self.hook, body, headers)[0]

    def _get(self, values: dict[str, str]) -> int:
        url = f"{self.hook}?{urlencode({'secret': self.secret, **values})}"
        self.kept.append((url, b"", {}))
        return call(url, b"", {}, "GET")[0]


def _read(kind: str, said: Mapping[str, str]) -> tuple[str, str, str]:
    """To whom, what, and the house's own number."""
    names = {
        "twilio": ("To", "Body"), "vonage": ("to", "text"), "zenziva": ("to", "message"), "kannel": ("to", "text"),
        "lain": ("to", "text"),
    }[kind]  # fmt: skip
    to = said[names[0]]
    to = f"+62{to[1:]}" if to.startswith("0") else f"+{to.lstrip('+')}"
    own = said.get("id", "") or dict(parse_qsl(said.get("dlr-url", "").partition("?")[2])).get("report", "")
    return to, said[names[1]], own
