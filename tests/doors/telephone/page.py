"""The page itself, and the few addresses that it asks. Only this machine may: it is a toy with a door to the house."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.doors.mail import MailVendor
from tests.doors.server import Answer, Call, Vendor
from tests.doors.telephone.handset import ALL, HERE, PLACES, Tab

KINDS = {"html": "text/html; charset=utf-8", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
LOCAL = {"127.0.0.1", "localhost"}
SENDS = {"say", "press", "photo", "voice", "place"}
DAYS = {"", "429", "500", "lose"}


class Page(Vendor):
    """It shares the server of the contract servers, and waits for none of them."""

    def __init__(self, tabs: dict[str, Tab], port: int) -> None:
        super().__init__(port)
        self.tabs = tabs
        self.house = ""  # where officers work; "" until the demonstration has said it
        self.letters = ""  # the folder into which it lays its letters

    def take(self, call: Call) -> Answer:
        if urlsplit(f"//{call.headers.get('host', '')}").hostname not in LOCAL:
            return Answer("Hanya dari komputer ini.", 403)
        return self.answer(call, lose=False)

    def answer(self, call: Call, *, lose: bool) -> Answer:
        what = call.path.strip("/")
        if call.method == "GET":
            return self._show(what, call)
        if "x-telepon" not in call.headers:  # another site's form cannot send it
            return Answer("", 403)
        if what == "hooks":
            return self._connect(call.json)
        tab = self.tabs.get(call.query.get("tab", ""))
        if tab is None or call.query.get("who") not in tab.everyone():
            return Answer("", 404)
        if what == "day" and call.body.decode() in DAYS:
            tab.vendor.misbehave(call.body.decode())
            return Answer({"status": 0})
        if what not in SENDS or not tab.vendor.hook:
            return Answer({"status": 503 if what in SENDS else 404})
        return Answer({"status": tab.send(what, call.query["who"], call.body)})

    def _show(self, what: str, call: Call) -> Answer:
        if what == "state":
            return Answer(self._state(call.query.get("tab", ""), call.query.get("who", "")))
        if what == "accounts":
            return Answer({key: getattr(tab.vendor, "account", {}) for key, tab in self.tabs.items()})
        name = what or "page.html"
        kind = KINDS.get(name.rpartition(".")[2])
        if kind is None or "/" in name or not (HERE / name).is_file():
            return Answer("", 404)
        return Answer((HERE / name).read_bytes(), kind=kind, headers={"Cache-Control": "no-store"})

    def _connect(self, hooks: dict[str, str]) -> Answer:
        """The demonstration says where it is called."""
        self.house = hooks.pop("house", self.house)
        if (letters := hooks.pop("letters", "")) and letters != self.letters:
            self.letters = letters
            self._mail.follow(Path(letters))
        for key, address in hooks.items():
            if key in self.tabs and urlsplit(address).hostname in LOCAL:
                self.tabs[key].vendor.hook = address
        return Answer({"status": 200})

    @property
    def _mail(self) -> MailVendor:
        found = self.tabs["email"].vendor
        assert isinstance(found, MailVendor)
        return found

    def _state(self, key: str, who: str) -> dict[str, Any]:
        tab = self.tabs.get(key) or next(iter(self.tabs.values()))
        people = tab.everyone()
        who = who if who in people or who == ALL else next(iter(people))
        return {
            "house": self.house,
            "tabs": [
                {"key": one.key, "label": one.label, "count": len(one.bubbles(ALL)), "open": bool(one.vendor.hook)}
                for one in self.tabs.values()
            ],
            "tab": tab.key, "who": who, "can": tab.abilities, "places": PLACES, "hint": tab.hint,
            "people": [*({"address": address, "name": name} for address, name in people.items()),
                       {"address": ALL, "name": "Semua penerima (hanya melihat)"}],
            "bubbles": [asdict(bubble) for bubble in tab.bubbles(who)],
        }  # fmt: skip
