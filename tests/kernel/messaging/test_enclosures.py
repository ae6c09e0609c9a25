"""Files that come with messages go the way of all strangers' files."""

from pathlib import Path

import pytest
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.kernel.files.actions import read_original
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.doors.door import Enclosure
from balairung.kernel.messaging.enclosures import fetch
from tests.kernel.messaging.shelves import open_shelves
from tests.make import PNG, START

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shelves(settings: Settings) -> None:
    open_shelves(settings)


def sent(folder: Path, content: bytes, *, name: str = "foto.png", size: int = 0) -> Enclosure:
    path = folder / "dikirim"
    path.write_bytes(content)
    return Enclosure(str(path), "image/png", name, size or len(content))


def test_a_picture_is_kept_cleaned_with_its_original_sealed(tmp_path: Path) -> None:
    file = fetch("whatsapp", sent(tmp_path, PNG, name="../../<aneh>.exe"), at=START, about=("complaints", "P-1"))
    assert (file.media_type, file.about_ref) == ("image/png", "P-1")
    assert read_original(file) == PNG
    assert file.name.endswith(".png")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "kosong"), (b"MZ" + b"\x00" * 100, "tidak bisa diterima"), (PNG[:40], "rusak")],
)
def test_what_is_not_kept_is_told_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        fetch("whatsapp", sent(tmp_path, content), at=START)


def test_what_is_too_big_is_not_fetched_or_not_kept(tmp_path: Path, settings: Settings) -> None:
    settings.FILM_LIMIT = 1024 * 1024
    with pytest.raises(Refused, match="lebih besar"):
        fetch("whatsapp", Enclosure("/nowhere/at/all", size=2 * 1024 * 1024), at=START)
    with pytest.raises(Refused, match="lebih besar"):
        fetch("whatsapp", sent(tmp_path, b"x" * (1024 * 1024 + 1), size=5), at=START)


def test_what_the_vendor_no_longer_has_and_a_shut_door_are_told(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Kirim sekali lagi"):
        fetch("whatsapp", Enclosure("hilang", name="foto.jpg"), at=START)
    gateways.connect("whatsapp", {}, at=START, opened=False)
    with pytest.raises(Refused, match="Kirim sekali lagi"):
        fetch("whatsapp", sent(tmp_path, PNG), at=START)
