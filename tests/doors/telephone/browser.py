"""The browser on the telephone: it asks the page of one's own report to be told, as a real one does by its script."""

from __future__ import annotations

import re
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode

from tests.doors.push import Browser, PushVendor
from tests.doors.server import Bubble, fresh

OWN_PAGE = re.compile(r"http://(?:127\.0\.0\.1|localhost)(?::\d+)?/lacak/[\w-]+/\w+/")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class BrowserVendor(PushVendor):
    """Whoever types the address of their report subscribes there; what comes is shown to them."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.owners: dict[str, str] = {}  # key of a browser: whose it is

    def say(self, text: str, by: str) -> int:
        self.shown.append(Bubble(fresh("t"), by, text, ours=False))
        found = OWN_PAGE.search(text)
        if not found:
            self._note(by, "Tempelkan tautan laporan Anda, yang berisi /lacak/. Lalu peramban ini minta dikabari.")
            return 0
        asked = self._ask(found[0], by)
        self._note(by, "Peramban ini akan dikabari." if asked else "Halaman itu tidak dapat dibuka.")
        return 0

    def _ask(self, page: str, by: str) -> bool:
        subscription = self.subscribe()
        self.owners[list(self.browsers)[-1]] = by
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)
        try:
            with opener.open(page, timeout=20) as answer:
                token = TOKEN.search(answer.read().decode())
            said = {"langkah": "ikut", "subscription": subscription, "csrfmiddlewaretoken": token[1] if token else ""}
            with opener.open(f"{page}peramban/", urlencode(said).encode(), timeout=20) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _note(self, by: str, text: str) -> None:
        self.shown.append(Bubble(fresh("t"), by, text, ours=True, kind="note"))

    def _show(self, browser: Browser, told: dict[str, str]) -> None:
        owner = self.owners.get(browser.key, browser.key)
        self.shown.append(Bubble(fresh("m"), owner, told["url"], ours=True, kind="push", subject=told["title"]))
