"""The page on which a report begins comes over a slow line: at most 60 kB and ten requests, everything counted."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client

from balairung.ground import ui
from tests import make

MOST_BYTES, MOST_REQUESTS = 60_000, 10
STATIC = Path(ui.__file__).parent / "static"
PACKED = (".woff2", ".png")  # packed already


def weight(name: str) -> int:
    body = (STATIC / name).read_bytes()
    return len(body if name.endswith(PACKED) else gzip.compress(body, 9))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/pengaduan/baru/"])
def test_it_weighs_at_most_sixty_kilobytes(client: Client, address: str) -> None:
    """In Banyuwangi: 25 districts, 217 villages. Every file that the page asks for, packed as it is sent."""
    make.regency("35.10")
    page = client.get(address, headers={"accept-encoding": "gzip"}).content
    text = gzip.decompress(page).decode() if page.startswith(b"\x1f\x8b") else page.decode()
    sizes = {name: weight(name) for name in re.findall(r'(?:src|href)="/static/([^"#]+)', text)}
    assert len(page) + sum(sizes.values()) <= MOST_BYTES, (len(page), sizes)
    assert len(sizes) + 1 <= MOST_REQUESTS
