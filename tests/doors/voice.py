"""A contract server for Twilio's Programmable Voice, and the telephones that ring: it reads TwiML and calls the house.

Sources as in `kernel/messaging/doors/voice.py`. It is no exchange: nothing rings but a page.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, parse_qsl, urlencode
from xml.etree import ElementTree

from tests.doors.server import Answer, Bubble, Call, Vendor, call, fresh

OFFICER = "+6281200000001"  # no such number is given out
ANSWER, DECLINE, HANG_UP = "angkat", "tolak", "tutup"
KEYS = "123456789"


@dataclass
class Ringing:
    """One call: what the house asked for, and how far it has come."""

    sid: str
    to: str
    callback: str
    events: list[str]
    script: str
    bubble: Bubble
    status: str = "queued"
    action: str = ""  # where a key goes; "" while none is waited for
    heard: list[str] = field(default_factory=list)  # sentences, in the order in which they were read


class VoiceVendor(Vendor):
    """One account, and the telephones of those whom the house calls."""

    user, password, sender = "AC0000", "kata-sandi-untuk-uji", "+622100000009"

    def __init__(self, port: int = 0, *, alive: bool = False) -> None:
        super().__init__(port)
        self.alive = alive  # tells that it rings, gives up and hangs up by itself; else when it is asked to
        self.strangers: set[str] = set()  # numbers that nobody has
        self.header = "X-Twilio-Signature"
        self.rung: dict[str, Ringing] = {}
        self.kept: tuple[str, bytes, dict[str, str]] = ("", b"", {})  # the last call of the house, for those who replay

    @property
    def account(self) -> dict[str, str]:
        """What an operator would type, with our address in the place of theirs."""
        return {
            "url": self.url, "user": self.user, "password": self.password, "sender": self.sender, "pace": "100",
            "callback": self.hook,
        }  # fmt: skip

    @property
    def last(self) -> Ringing:
        return list(self.rung.values())[-1]

    # --- what the house asks -------------------------------------------------------------------------------------

    def answer(self, call: Call, *, lose: bool) -> Answer:
        basic = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        if call.headers.get("authorization") != f"Basic {basic}":
            return Answer({"code": 20003, "message": "Authenticate", "status": 401}, 401)
        if call.path == f"/2010-04-01/Accounts/{self.user}.json":
            return Answer({"sid": self.user, "friendly_name": "Pemkab Contoh", "status": "active"})
        if call.path != f"/2010-04-01/Accounts/{self.user}/Calls.json" or call.method != "POST":
            return Answer({"code": 20404, "status": 404}, 404)
        return self._dial(call, lose=lose)

    def _dial(self, asked: Call, *, lose: bool) -> Answer:
        several = parse_qs(asked.body.decode())
        said = {key: values[-1] for key, values in several.items()}
        if fault := self._fault(said):
            return Answer({"code": fault, "status": 400}, 400)
        sid = fresh("CA")
        if not lose:
            bubble = Bubble(sid, said["To"], "", ours=True, kind="call", state="ringing")
            bubble.choices = [(f"{sid}:{ANSWER}", "Angkat"), (f"{sid}:{DECLINE}", "Tolak")]
            self.rung[sid] = Ringing(
                sid, said["To"], said.get("StatusCallback", ""), several.get("StatusCallbackEvent", ["completed"]),
                said["Twiml"], bubble,
            )  # fmt: skip
            self.shown.append(bubble)
            self._later(0.3, self.ring, self.rung[sid])
            self._later(float(said.get("Timeout", "60")), self._give_up, self.rung[sid])
        return Answer({"sid": sid, "status": "queued", "to": said["To"], "direction": "outbound-api"}, 201)

    def _fault(self, said: dict[str, str]) -> int:
        """Their number for what is wrong with a request; 0 where nothing is."""
        if said.get("To") in self.strangers:
            return 21211
        if said.get("From") != self.sender:
            return 21210
        return 12100 if len(said.get("Twiml", "")) > 4000 or not _parses(said.get("Twiml", "")) else 0

    # --- what happens on the telephone -----------------------------------------------------------------------------

    def press(self, key: str, by: str = OFFICER) -> int:
        """A button below a call on the page: take it, decline it, a key, hang up."""
        sid, _colon, what = key.partition(":")
        ringing = self.rung[sid]
        if what == ANSWER:
            return self.pick_up(ringing)
        if what in (DECLINE, HANG_UP):
            return self.end(ringing, "busy" if what == DECLINE else "completed")
        return self.key(what, ringing)

    def ring(self, ringing: Ringing | None = None) -> int:
        """The exchange dials."""
        ringing = ringing or self.last
        ringing.status = "ringing" if ringing.status == "queued" else ringing.status
        return self._tell(ringing, "initiated")

    def pick_up(self, ringing: Ringing | None = None) -> int:
        """Somebody answers; the status that the house gave."""
        ringing = ringing or self.last
        ringing.status = "in-progress"
        self._read(ringing, ringing.script)
        return self._tell(ringing, "answered")

    def key(self, digit: str, ringing: Ringing | None = None) -> int:
        """Somebody presses a key; what the house answers is read aloud."""
        ringing = ringing or self.last
        if not ringing.action:
            return 0
        status, body = self._call(ringing.action, self._words(ringing) | {"Digits": digit, "msg": "Gather End"})
        if status == 200:
            self._read(ringing, body.decode())
        return status

    def end(self, ringing: Ringing | None = None, status: str = "completed") -> int:
        """It ended: "completed", "busy", "no-answer", "failed", "canceled"."""
        ringing = ringing or self.last
        ringing.status, ringing.action = status, ""
        ringing.bubble.state, ringing.bubble.choices = status, []
        return self._tell(ringing, "completed")

    def call_back(self, by: str = OFFICER) -> str:
        """Somebody calls the number from which they were called; what they hear."""
        said = {"CallSid": fresh("CA"), "CallStatus": "ringing", "Direction": "inbound", "From": by, "To": self.sender}
        status, body = self._call(self.hook, said)
        return " ".join(_sentences(body.decode())) if status == 200 else ""

    def _give_up(self, ringing: Ringing) -> None:
        if ringing.status == "ringing":
            self.end(ringing, "no-answer")

    def _hang_up(self, ringing: Ringing) -> None:
        if ringing.status == "in-progress":
            self.end(ringing)

    def _later(self, seconds: float, do: Callable[[Ringing], object], ringing: Ringing) -> None:
        if self.alive:
            timer = threading.Timer(seconds, do, (ringing,))
            timer.daemon = True
            timer.start()

    def _read(self, ringing: Ringing, script: str) -> None:
        """Read TwiML: what is said, whether a key is waited for, whether it hangs up."""
        root = ElementTree.fromstring(script)
        gather = root.find("Gather")
        ringing.action = gather.get("action", "") if gather is not None else ""
        said = _sentences(ElementTree.tostring(gather, encoding="unicode") if gather is not None else script)
        ringing.heard += said
        ringing.bubble.text, ringing.bubble.state = " ".join(said), "in-progress"
        keys = [(f"{ringing.sid}:{key}", key) for key in KEYS] if ringing.action else []
        ringing.bubble.choices = [*keys, (f"{ringing.sid}:{HANG_UP}", "Tutup telepon")]
        if root.find("Hangup") is not None or not ringing.action:
            self._later(1, self._hang_up, ringing)

    def _tell(self, ringing: Ringing, event: str) -> int:
        """The status callback, where the house asked to be told of this event."""
        if event not in ringing.events or not ringing.callback:
            return 0
        status = "initiated" if event == "initiated" else ringing.status
        values = self._words(ringing) | {"CallStatus": status, "CallbackSource": "call-progress-events"}
        return self._call(ringing.callback, values)[0]

    def _words(self, ringing: Ringing) -> dict[str, str]:
        """What every call of the house says."""
        return {
            "CallSid": ringing.sid, "AccountSid": self.user, "CallStatus": ringing.status, "To": ringing.to,
            "From": self.sender, "Direction": "outbound-api", "ApiVersion": "2010-04-01",
        }  # fmt: skip

    def replay(self, change: bytes = b"") -> int:
        """The last call once more, byte for byte, or with something put behind it."""
        url, body, headers = self.kept
        return call(url, body + change, headers)[0]

    def _call(self, url: str, values: dict[str, str]) -> tuple[int, bytes]:
        body = urlencode(values).encode()
        signed = url + "".join(
            f"{key}{value}" for key, value in sorted(parse_qsl(body.decode(), keep_blank_values=True))
        )
        signature = base64.b64encode(hmac.new(self.password.encode(), signed.encode(), hashlib.sha1).digest()).decode()
        self.kept = (url, body, {"Content-Type": "application/x-www-form-urlencoded", self.header: signature})
        return call(*self.kept)


def _parses(script: str) -> bool:
    try:
        return ElementTree.fromstring(script).tag == "Response"
    except ElementTree.ParseError:
        return False


def _sentences(script: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(script).iter("Say")]
