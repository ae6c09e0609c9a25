"""A real browser against a real server: Debian's Chromium, driven by Playwright, with axe as a second reader.

A message of the console, a failed request or an error of a script fails the test that saw it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.looking import settled

NAMES = ("chromium", "chromium-browser", "google-chrome")
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
#: The rules that the law's standard (WCAG 2.2 AA) and plain good practice ask for.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PATIENCE = 40_000  # ms: a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The server's threads and the test each need a connection: a file on SQLite, not the memory of one of them."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("browser") / "test.sqlite3")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail("Chromium was not found: apt-get install -y chromium")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop runs in the thread of the test, which then asks the database as any test does.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS + root)
        yield browser
        browser.close()


@pytest.fixture
def open_context(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., BrowserContext]]:
    """Open a visitor's browser; options are Playwright's: viewport, color_scheme, java_script_enabled …"""
    opened: list[BrowserContext] = []
    faults: list[str] = []

    def watch(page: Page) -> None:
        page.on("console", lambda message: faults.extend(_complaint(message)))
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("requestfailed", lambda request: faults.extend(_failure(request)))

    def start(**options: Any) -> BrowserContext:
        given = {"base_url": live_server.url, "viewport": DESK, "locale": "id-ID", "reduced_motion": "reduce"}
        context = chromium.new_context(**{**given, **options})
        context.set_default_timeout(PATIENCE)
        context.on("page", watch)
        opened.append(context)
        return context

    yield start
    for context in opened:
        context.close()
    assert not faults, "\n".join(faults)


def _complaint(message: ConsoleMessage) -> list[str]:
    """Errors and warnings, but not the line that only repeats an answer such as 404 or 422; 500 is a fault."""
    echo = message.text.startswith("Failed to load resource: the server responded with a status of 4")
    return [f"console: {message.text}"] if message.type in {"error", "warning"} and not echo else []


def _failure(request: Request) -> list[str]:
    """A request that a new page cut off is no fault."""
    return [] if request.failure in {None, "net::ERR_ABORTED"} else [f"{request.url}: {request.failure}"]


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    """A desk: 1280 pixels wide."""
    return open_context().new_page()


@pytest.fixture
def phone(open_context: Callable[..., BrowserContext]) -> Page:
    """A telephone: 360 pixels wide, touched and not clicked."""
    return open_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()


@pytest.fixture
def plain(open_context: Callable[..., BrowserContext]) -> Page:
    """A browser without JavaScript."""
    return open_context(java_script_enabled=False).new_page()


@pytest.fixture
def check_axe() -> Callable[[Page], None]:
    """Fail with axe's own words when the page that is open breaks a rule."""

    def check(page: Page) -> None:
        found = Axe().run(settled(page), options=RULES)
        assert not found.response["violations"], f"{page.url}\n{found.generate_report()}"

    return check


@pytest.fixture
def take_picture(request: pytest.FixtureRequest) -> Callable[[Page, str], Path]:
    """Keep a picture of the whole page under var/test/pictures, for people to look at."""
    folder = Path(request.config.rootpath) / "var" / "test" / "pictures"

    def take(page: Page, name: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        settled(page).screenshot(path=folder / f"{name}.png", full_page=True)
        return folder / f"{name}.png"

    return take
