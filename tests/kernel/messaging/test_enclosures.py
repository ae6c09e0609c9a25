"""Files that come with messages go the way of all strangers' files."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, ClassVar

import pytest
from django.db import connection
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.kernel.files.actions import read_original
from balairung.kernel.files.models import File
from balairung.kernel.messaging import gateways
from balairung.kernel.messaging.doors.door import Enclosure, Heard, Reading
from balairung.kernel.messaging.enclosures import LAST_TRY, fetch, keep
from balairung.kernel.messaging.listening import listen
from balairung.kernel.messaging.models import Arrival
from balairung.kernel.messaging.receiving import receive
from tests.kernel.messaging.dialogues import read_by
from tests.kernel.messaging.odd_channels import Shelf
from tests.kernel.messaging.shelves import conversation, heard, open_shelves
from tests.kernel.obligations.at_once import together
from tests.make import PNG, START

pytestmark = pytest.mark.django_db


class Watched(Shelf):
    """A vendor that notes which files it was asked for, and whether we held a transaction meanwhile."""

    asked: ClassVar[list[str]] = []
    held: ClassVar[set[bool]] = set()
    away: ClassVar[set[str]] = set()

    def fetch(self, enclosure: Enclosure) -> BinaryIO:
        self.asked.append(enclosure.handle)
        self.held.add(connection.in_atomic_block)
        if enclosure.handle in self.away:
            raise OSError("the vendor is away")
        return BytesIO(PNG if enclosure.handle.startswith("foto") else b"MZ" + b"\x00" * 100)


@pytest.fixture(autouse=True)
def _shelves(settings: Settings, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
    open_shelves(settings)
    settings.LISTENERS = ["tests.kernel.messaging.dialogues.echo"]


@pytest.fixture
def watched(settings: Settings, transactional_db: None) -> Iterator[type[Watched]]:
    settings.CHANNELS = {**settings.CHANNELS, "whatsapp": f"{__name__}.Watched"}
    gateways.connect("whatsapp", {"token": "benar", "nama": "uji"}, at=START)
    for noted in (Watched.asked, Watched.held, Watched.away):
        noted.clear()
    yield Watched
    gateways.forget()


def bring(*handles: str, text: str = "halo", automatic: bool = False) -> Arrival:
    files = [Enclosure(handle, "image/png", f"{handle}.png") for handle in handles]
    receive("whatsapp", Reading([heard(1, text, enclosures=files, automatic=automatic)]), at=START)
    return Arrival.objects.get()


def told(arrival: Arrival) -> list[tuple[str, str]]:
    arrival.refresh_from_db()
    return [(one.kept, one.unkept) for one in Heard.of(json.loads(arrival.body)).enclosures]


# --- before the message is read ------------------------------------------------------------------------------------


def test_files_are_fetched_while_nobody_waits_for_our_transaction(watched: type[Watched]) -> None:
    arrival = bring("foto-1", "program", "foto-2")
    listen(now=START)
    assert watched.held == {False}
    (first, _), (none, why), (second, _) = told(arrival)
    assert [str(file.pk) for file in File.objects.order_by("id")] == [first, second]
    assert set(File.objects.values_list("about_kind", "about_ref")) == {("arrival", str(arrival.pk))}
    assert none == ""
    assert "tidak bisa diterima" in why
    assert read_by(conversation()) == ["halo"]


def test_a_message_that_is_read_again_fetches_nothing_twice(watched: type[Watched]) -> None:
    """The dialogue fails after the files came; later the vendor has forgotten them."""
    arrival = bring("foto-1", "foto-2", text="racun")
    listen(now=START)
    before = told(arrival)
    watched.away.update({"foto-1", "foto-2"})
    listen(now=START + timedelta(minutes=5))
    assert (told(arrival), watched.asked) == (before, ["foto-1", "foto-2"])
    assert File.objects.count() == 2


def test_a_vendor_that_is_away_is_asked_only_for_what_is_missing(watched: type[Watched]) -> None:
    arrival = bring("foto-1", "foto-2")
    watched.away.add("foto-2")
    now = START
    for _try in range(LAST_TRY + 1):
        assert read_by(conversation()) == []
        listen(now=now)
        now += timedelta(hours=1)
    assert watched.asked.count("foto-1") == 1
    assert [bool(kept) for kept, _unkept in told(arrival)] == [True, False]
    assert "Kirim sekali lagi nanti" in told(arrival)[1][1]
    assert read_by(conversation()) == ["halo"]


def test_nothing_is_fetched_for_a_machine_or_for_what_was_read(watched: type[Watched]) -> None:
    arrival = bring("foto-1", automatic=True)
    listen(now=START)
    keep(arrival.pk, at=START)
    assert watched.asked == []


@pytest.mark.postgresql
def test_workers_at_one_moment_keep_each_file_once(watched: type[Watched]) -> None:
    """A file that takes longer than the lease is fetched by two, and kept by one."""
    arrival = bring("foto-1", "foto-2")
    results = together(*[lambda: keep(arrival.pk, at=START)] * 4)
    assert not [result for result in results if isinstance(result, Exception)], results
    assert sorted(str(file.pk) for file in File.objects.all()) == sorted(kept for kept, _unkept in told(arrival))


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
