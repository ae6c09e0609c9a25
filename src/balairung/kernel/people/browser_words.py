"""What a browser is called by whoever sits before it: its kind and its machine, nothing that singles it out."""

from __future__ import annotations

from django.utils.translation import gettext as _

#: In this order: most browsers name others as well.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("UCBrowser", "UC Browser"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
MACHINES = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "Chromebook"), ("Windows", "Windows"),
    ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def browser_words(agent: str) -> str:
    """“Chrome di Android”; the sign is never kept as it was sent."""
    browser = next((word for sign, word in BROWSERS if sign in agent), "")
    machine = next((word for sign, word in MACHINES if sign in agent), "")
    if browser and machine:
        return _("%(browser)s di %(machine)s") % {"browser": browser, "machine": machine}
    return browser or machine or _("Peramban tidak dikenal")
