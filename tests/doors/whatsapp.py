"""A contract server for WhatsApp's Cloud API (developers.facebook.com/documentation/business-messaging/whatsapp).

It takes what the house sends, checks it as Meta does, and calls the house as Meta does. It is not Meta.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
import time
from typing import Any
from urllib.parse import urlencode

from tests.doors.server import Answer, Bubble, Call, Vendor, call, fresh

CITIZEN = "628120000001"  # no such number is given out
TEMPLATES = {("kabar_layanan", "id"): "Kabar dari layanan pengaduan:\n\n{{1}}\n\nBalas pesan ini bila ada pertanyaan."}


class WhatsAppVendor(Vendor):
    """One number of a regency, and the telephones of those who write to it."""

    token, secret, verify, number = "EAAG-token-untuk-uji", "kunci-rahasia-uji", "kata-periksa-uji", "106540352242922"
    version = "v25.0"

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.media: dict[str, tuple[str, bytes]] = {}
        self.templates = dict(TEMPLATES)
        self.strangers: set[str] = set()  # not on WhatsApp
        self.heard_at: dict[str, float] = {}  # when each last wrote: the window of 24 hours
        self.names: dict[str, str] = {CITIZEN: "Siti Aminah"}
        self.kept: list[bytes] = []  # bodies that were delivered, for those who replay
        self.receipts = True  # tell at once that a message arrived

    @property
    def account(self) -> dict[str, str]:
        """What an operator of this regency would paste."""
        return {
            "number": self.number, "token": self.token, "secret": self.secret, "verify": self.verify,
            "base": f"{self.url}/{self.version}",
        }  # fmt: skip

    # --- what the house asks -------------------------------------------------------------------------------------

    def answer(self, call: Call, *, lose: bool) -> Answer:
        if call.headers.get("authorization") != f"Bearer {self.token}":
            return _error(190, "Invalid OAuth access token.", 401)
        path = call.path.removeprefix(f"/{self.version}/")
        if call.method == "POST" and path == f"{self.number}/messages":
            return self._take(call.json, lose=lose)
        if call.method == "GET" and path == self.number:
            return Answer({"verified_name": "Pemkab Contoh", "display_phone_number": "+62 333 000 000", "id": path})
        if call.method == "GET" and path in self.media:
            return self._media(path)
        if call.path.startswith("/bytes/") and call.path.removeprefix("/bytes/") in self.media:
            kind, content = self.media[call.path.removeprefix("/bytes/")]
            return Answer(content, kind=kind)
        return _error(100, "Unsupported request.", 404 if call.path.startswith("/bytes/") else 400)

    def refuse(self, status: int) -> Answer:
        codes = {429: 130429, 500: 131000, 503: 2}
        return _error(codes.get(status, 1), "Something went wrong.", status)

    def _media(self, number: str) -> Answer:
        kind, content = self.media[number]
        return Answer({
            "messaging_product": "whatsapp", "url": f"{self.url}/bytes/{number}", "mime_type": kind,
            "sha256": hashlib.sha256(content).hexdigest(), "file_size": len(content), "id": number,
        })  # fmt: skip

    def _take(self, message: dict[str, Any], *, lose: bool) -> Answer:
        to = message.get("to") or message.get("recipient") or ""
        if problem := self._fault(message, to):
            return problem
        number = fresh("wamid.")
        if not lose:
            self.shown.append(self._bubble(message, number, to))
            if self.receipts and self.hook:
                self._later(lambda: self.tell(number, "delivered"))
        known = {"input": to, "wa_id": to} if message.get("to") else {"input": to, "user_id": to}
        return Answer({"messaging_product": "whatsapp", "contacts": [known], "messages": [{"id": number}]})

    def _fault(self, message: dict[str, Any], to: str) -> Answer | None:
        if message.get("messaging_product") != "whatsapp" or not to:
            return _error(100, "The parameter messaging_product is required.", 400)
        if to in self.strangers:
            return _error(131026, "Message undeliverable.", 400)
        if message["type"] == "template":
            return self._template_fault(message["template"])
        if time.time() - self.heard_at.get(to, 0) > 24 * 3600:
            return _error(131047, "Re-engagement message.", 400)
        problem = _shape_fault(message)
        return _error(131009, problem, 400) if problem else None

    def _template_fault(self, template: dict[str, Any]) -> Answer | None:
        if (template["name"], template["language"]["code"]) not in self.templates:
            return _error(132001, "Template name does not exist in the translation.", 404)
        values = [one["text"] for part in template["components"] for one in part["parameters"]]
        if len(values) != 1:
            return _error(132000, "Number of parameters does not match.", 400)
        if re.search(r"[\n\t]| {5,}", values[0]) or not values[0]:
            return _error(
                132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces.", 400
            )
        return _error(132005, "Translated text too long.", 400) if len(self._filled(template)) > 1024 else None

    def _filled(self, template: dict[str, Any]) -> str:
        text = self.templates[template["name"], template["language"]["code"]]
        return text.replace("{{1}}", str(template["components"][0]["parameters"][0]["text"]))

    def _bubble(self, message: dict[str, Any], number: str, to: str) -> Bubble:
        if message["type"] == "template":
            return Bubble(number, to, self._filled(message["template"]), ours=True, kind="template")
        if message["type"] == "text":
            return Bubble(number, to, message["text"]["body"], ours=True)
        asked = message["interactive"]
        action = asked["action"]
        keys = [(one["reply"]["id"], one["reply"]["title"]) for one in action.get("buttons", [])]
        keys += [(row["id"], row["title"]) for section in action.get("sections", []) for row in section["rows"]]
        place = asked["type"] == "location_request_message"
        return Bubble(number, to, asked["body"]["text"], ours=True, choices=keys, kind=asked["type"], asks_place=place)

    # --- what Meta tells the house -------------------------------------------------------------------------------

    def greet(self, challenge: str = "1158201444", verify: str | None = None) -> tuple[int, bytes]:
        """As when an operator presses "Verify and save"."""
        said = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify or self.verify}
        return call(f"{self.hook}?{urlencode(said)}", b"", {}, "GET")

    def deliver(self, *messages: dict[str, Any], statuses: Any = (), secret: str = "", **more: Any) -> int:
        """One call with these messages; the status that the house answered."""
        people = {one.get("from") or one.get("from_user_id", "") for one in messages}
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "62333000000", "phone_number_id": self.number},
            **({"contacts": [self._contact(one) for one in sorted(people)]} if people else {}),
            **({"messages": list(messages)} if messages else {}),
            **({"statuses": list(statuses)} if statuses else {}),
            **more,
        }
        changes = [{"value": value, "field": "messages"}]
        body = {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": changes}]}
        return self.post(json.dumps(body).encode(), secret=secret)

    def post(self, body: bytes, *, secret: str = "") -> int:
        """A signed call; another `secret` is a forger's."""
        self.kept.append(body)
        sign = hmac.new((secret or self.secret).encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={sign}"}
        return call(self.hook, body, headers)[0]

    def tell(self, number: str, status: str, *, at: float | None = None, code: int = 0) -> int:
        """What became of a message of the house's."""
        found = [one for one in self.shown if one.number == number]
        for bubble in found:
            bubble.state = status
        told: dict[str, Any] = {
            "id": number, "status": status, "timestamp": str(int(at or time.time())),
            "recipient_id": found[0].address if found else CITIZEN,
        }  # fmt: skip
        if code:
            told["errors"] = [{"code": code, "title": "Message undeliverable", "message": "Message undeliverable"}]
        return self.deliver(statuses=[told])

    def _contact(self, who: str) -> dict[str, Any]:
        key = "wa_id" if who.isdigit() else "user_id"
        return {"profile": {"name": self.names.get(who, "Warga")}, key: who}

    # --- the telephone ---------------------------------------------------------------------------------------------

    def message(self, kind: str, content: Any, by: str = CITIZEN, **more: Any) -> dict[str, Any]:
        """A message as it stands in `messages`."""
        sender = {"from": by} if by.isdigit() else {"from_user_id": by}
        said = {**sender, "id": fresh("wamid."), "timestamp": str(int(time.time())), "type": kind}
        return said | ({kind: content} if content is not None else {}) | more

    def _write(self, kind: str, content: Any, shown: str, by: str, **more: Any) -> int:
        message = self.message(kind, content, by, **more)
        with self.lock:
            self.heard_at[by] = time.time()
            self.shown.append(Bubble(message["id"], by, shown, ours=False, kind=kind))
        return self.deliver(message)

    def say(self, text: str, by: str = CITIZEN) -> int:
        return self._write("text", {"body": text}, text, by)

    def press(self, key: str, by: str = CITIZEN) -> int:
        """Press a button or a row that is shown."""
        bubble = self.choice(key)
        kind = "list_reply" if bubble.kind == "list" else "button_reply"
        label = dict(bubble.choices)[key]
        content = {"type": kind, kind: {"id": key, "title": label}}
        return self._write("interactive", content, label, by, context={"from": "62333000000", "id": bubble.number})

    def send_file(self, kind: str, content: bytes, media_type: str, by: str = CITIZEN, **more: Any) -> int:
        """`kind` is image, video, audio or document; the bytes wait at this server."""
        number = str(time.time_ns())
        self.media[number] = media_type.partition(";")[0], content
        return self._write(kind, {"id": number, "mime_type": media_type, **more}, more.get("caption", ""), by)

    def send_photo(self, content: bytes, caption: str = "", by: str = CITIZEN) -> int:
        return self.send_file("image", content, "image/jpeg", by, **({"caption": caption} if caption else {}))

    def send_voice(self, content: bytes, by: str = CITIZEN) -> int:
        return self.send_file("audio", content, "audio/ogg; codecs=opus", by, voice=True)

    def send_place(self, latitude: float, longitude: float, by: str = CITIZEN) -> int:
        place = {"latitude": latitude, "longitude": longitude}
        return self._write("location", place, f"{latitude:.5f}, {longitude:.5f}", by)

    def _later(self, what: Any) -> None:
        """Meta's word comes a moment after its answer."""
        timer = threading.Timer(0.3, what)
        timer.daemon = True
        timer.start()


def _shape_fault(message: dict[str, Any]) -> str:
    """What Meta's published limits forbid."""
    if message["type"] == "text":
        body = message["text"]["body"]
        return "" if 0 < len(body) <= 4096 else "text.body is too long or empty"
    asked = message["interactive"]
    if not 0 < len(asked["body"]["text"]) <= (4096 if asked["type"] == "list" else 1024):
        return "interactive.body.text is too long or empty"
    action = asked["action"]
    titles = [one["reply"]["title"] for one in action.get("buttons", [])]
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    wrong = len(titles) > 3 or any(not 0 < len(title) <= 20 for title in titles) or len(rows) > 10
    wrong = wrong or any(not 0 < len(row["title"]) <= 24 or len(row.get("description", "")) > 72 for row in rows)
    return "a button or row breaks its limits" if wrong else ""


def _error(code: int, message: str, status: int) -> Answer:
    said = {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code, "fbtrace_id": fresh("A")}
    return Answer({"error": said | {"error_data": {"messaging_product": "whatsapp", "details": message}}}, status)
