"""Pictures of public pages, taken by a browser on this server where there is one, without any network.

The page is asked for inside this process, as a stranger would get it, and written to a folder that the browser opens.
Outside of any transaction: the request that is made here opens its own, in the regency of the house's address.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse
from django.urls import resolve
from django.utils.translation import override

from balairung.kernel.people.house import house_url
from balairung.surface.maturity.gathering.shape import Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 30
#: Pages with words of people on them: their addresses stand in a bundle, their pictures do not.
TELLING = {"complaints:public", "complaints:map", "meetings:public"}
WIDTH, HEIGHT = 1100, 1400
FLAGS = (
    *("--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-background-networking"),
    *("--allow-file-access-from-files", "--host-resolver-rules=MAP * ~NOTFOUND", f"--window-size={WIDTH},{HEIGHT}"),
)


@dataclass(frozen=True)
class Picture:
    """What a page is called, and its picture inside a drawing: Typst takes those as text."""

    words: str
    drawing: str


def photograph(pages: Sequence[Page]) -> list[Picture]:
    """A picture of each page that may be pictured; none without a browser, and none of a page that did not come out."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        return []
    shown = [page for page in pages if resolve(page.address).view_name not in TELLING]
    with TemporaryDirectory() as folder:
        found = [(page, _photograph(browser, page, Path(folder))) for page in shown]
    return [Picture(page.words, _drawing(png)) for page, png in found if png]


def _photograph(browser: str, page: Page, folder: Path) -> bytes:
    html = _html(page.address)
    if not html:
        return b""
    source, shot = folder / "halaman.html", folder / "halaman.png"
    source.write_text(html, encoding="utf-8")
    shot.unlink(missing_ok=True)
    root = ["--no-sandbox"] if os.geteuid() == 0 else []  # a browser refuses its own cage to root
    words = [browser, *FLAGS, *root, f"--user-data-dir={folder / 'profil'}", f"--screenshot={shot}", source.as_uri()]
    try:
        subprocess.run(words, timeout=SECONDS, check=False, capture_output=True)
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return shot.read_bytes() if shot.is_file() else b""


def _html(address: str) -> str:
    """The page as a stranger without scripts gets it; "" where it is not to be had."""
    handler = WSGIHandler()
    with override(settings.LANGUAGE_CODE):
        answer = handler.get_response(WSGIRequest(_environ(address)))
    if answer.status_code != 200 or not isinstance(answer, HttpResponse):
        return ""
    bare = re.sub(r"<script\b.*?</script>", "", answer.text, flags=re.DOTALL)
    return re.sub(rf'(href|src)="{re.escape(settings.STATIC_URL)}([^"#]+)', _local, bare)


def _environ(address: str) -> dict[str, Any]:
    """The request of a stranger who has no cookie and nothing to send."""
    house = urlsplit(house_url())
    return {
        "REQUEST_METHOD": "GET", "PATH_INFO": address, "SCRIPT_NAME": "", "QUERY_STRING": "",
        "SERVER_NAME": house.hostname or "localhost", "SERVER_PORT": str(house.port or 80), "HTTP_HOST": house.netloc,
        "REMOTE_ADDR": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_ACCEPT_LANGUAGE": settings.LANGUAGE_CODE,
        "wsgi.input": BytesIO(), "wsgi.url_scheme": house.scheme or "http",
    }  # fmt: skip


def _local(found: re.Match[str]) -> str:
    """A style sheet, font or drawing of the house by its place on the disk."""
    name = found[2]
    kept = Path(staticfiles_storage.path(name))
    path = kept if kept.is_file() else Path(str(finders.find(name) or kept))
    return f'{found[1]}="{path.as_uri()}'


def _drawing(png: bytes) -> str:
    body = base64.b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<image width="{WIDTH}" height="{HEIGHT}" href="data:image/png;base64,{body}"/></svg>'
    )
