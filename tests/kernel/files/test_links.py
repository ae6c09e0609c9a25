"""A link opens one file for a time, and what it gives can do no harm."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.signing import Signer
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageStat

from balairung.kernel.files import disk
from balairung.kernel.files.actions import redact, store
from balairung.kernel.files.links import link_to, read_link
from balairung.kernel.files.models import File
from tests.kernel.files.recorded import mp4
from tests.kernel.files.samples import pdf, photo, upload

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.kernel.files.urls")]
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


def now() -> datetime:
    return timezone.now()


def kept(content: bytes | None = None, name: str = "Jalan rusak.jpg") -> File:
    return store(upload(content or photo(), name), at=now())


Get = Callable[[str], HttpResponseBase]


@pytest.fixture
def get() -> Iterator[Get]:
    """Asks for an address; what was not read to its end is closed after the test."""
    responses: list[HttpResponseBase] = []

    def ask(address: str) -> HttpResponseBase:
        responses.append(Client().get(address))
        return responses[-1]

    yield ask
    for response in responses:
        response.close()


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_a_photo_is_shown_and_can_do_nothing_else(get: Get) -> None:
    file = kept()
    response = get(link_to(file, now=now()))
    assert response.status_code == 200
    assert body(response) == disk.read(file.path)
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == 'inline; filename="Jalan rusak.jpg"'
    assert response["Content-Length"] == str(file.size)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == POLICY
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cache-Control"] == "private, max-age=3600"


def test_a_document_is_saved_and_not_shown(get: Get) -> None:
    file = kept(pdf(), "surat “dinas”.pdf")
    response = get(link_to(file, now=now()))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert response["Content-Security-Policy"] == POLICY
    assert body(response) == disk.read(file.path)


def test_a_preview_is_small_and_a_small_picture_is_its_own(get: Get) -> None:
    response = get(link_to(kept(), now=now(), variant="preview"))
    assert Image.open(BytesIO(body(response))).size == (480, 300)
    assert response["Content-Security-Policy"] == POLICY

    small = kept(photo(size=(40, 30)))
    assert body(get(link_to(small, now=now(), variant="preview"))) == disk.read(small.path)
    letter = kept(pdf(), "surat.pdf")
    assert get(link_to(letter, now=now(), variant="preview"))["Content-Disposition"].startswith("attachment")


def test_a_redacted_version_is_what_every_link_gives(get: Get) -> None:
    file = kept(name="KTP Siti.jpg")
    before = link_to(file, now=now())
    redact(file, [(50, 0, 50, 100)], at=now())

    after = link_to(File.objects.get(pk=file.pk), now=now())
    for address in (before, after, link_to(file, now=now(), variant="preview")):
        response = get(address)
        picture = Image.open(BytesIO(body(response)))
        covered = picture.convert("L").crop((picture.width // 2 + 8, 0, *picture.size))
        assert ImageStat.Stat(covered).extrema[0][1] < 60
        assert "Siti" not in response["Content-Disposition"]


def test_what_everyone_is_given_bears_no_name(get: Get) -> None:
    """Nor does a small picture: people call their files after themselves and their neighbours."""
    for content, ending in ((photo(), "jpg"), (pdf(), "pdf")):
        file = kept(content, "Rumah Pak Budi.jpg")
        assert "Budi" in get(link_to(file, now=now()))["Content-Disposition"]
        assert f'filename="berkas.{ending}"' in get(link_to(file, now=now(), variant="bare"))["Content-Disposition"]
    response = get(link_to(kept(name="Rumah Pak Budi.jpg"), now=now(), variant="preview"))
    assert response["Content-Disposition"] == 'inline; filename="berkas.jpg"'


# --- parts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-1", 0, 1), ("bytes=5-", 5, None), ("bytes=-7", -7, None), ("bytes=0-999999999", 0, None)],
)
def test_a_part_of_a_file(asked: str, first: int, last: int | None) -> None:
    file = kept(mp4(), "rekaman.mp4")
    whole = disk.read(file.path)
    response = Client().get(link_to(file, now=now()), headers={"range": asked})
    expected = whole[first:] if last is None else whole[first : last + 1]
    start = first if first >= 0 else len(whole) + first
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{start + len(expected) - 1}/{len(whole)}"
    assert response["Content-Length"] == str(len(expected))
    assert response["Content-Security-Policy"] == POLICY
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Disposition"].startswith("inline")
    assert body(response) == expected


@pytest.mark.parametrize("asked", ["bytes=9-2", "bytes=-", "bytes=a-b", "bytes=0-1,4-5", "lines=1-2", "bytes=0-1x", ""])
def test_what_nobody_understands_gets_the_whole(asked: str) -> None:
    file = kept()
    response = Client().get(link_to(file, now=now()), headers={"range": asked})
    assert (response.status_code, response["Accept-Ranges"]) == (200, "bytes")
    assert body(response) == disk.read(file.path)


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=999999999-9999999999", "bytes=-0"])
def test_there_is_nothing_after_the_end(asked: str) -> None:
    file = kept()
    response = Client().get(link_to(file, now=now()), headers={"range": asked})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{file.size}")
    assert response["Content-Security-Policy"] == POLICY


def test_a_part_of_a_file_that_was_another_is_the_whole(get: Get) -> None:
    file = kept()
    address = link_to(file, now=now())
    tag = get(address)["ETag"]

    def answered(told: str) -> int:
        response = Client().get(address, headers={"range": "bytes=0-9", "if-range": told})
        body(response)  # read to its end it is closed
        return response.status_code

    assert (answered(tag), answered('"another"')) == (206, 200)
    redact(file, [(0, 0, 10, 10)], at=now())
    assert answered(tag) == 200


def test_a_link_that_is_over_gives_no_part(get: Get) -> None:
    file = kept()
    address = link_to(file, now=now() - timedelta(days=3))
    assert Client().get(address, headers={"range": "bytes=0-9"}).status_code == 410


def test_an_address_says_nothing_about_the_file() -> None:
    """Addresses are written into logs and histories."""
    assert link_to(kept(name="KTP Siti.jpg"), now=now()).endswith("/berkas.jpg")
    assert link_to(kept(pdf(), "aduan Siti.pdf"), now=now()).endswith("/berkas.pdf")


def test_a_link_has_its_time(get: Get) -> None:
    file = kept()
    at = datetime(2026, 3, 2, 3, 20, tzinfo=UTC)
    address = link_to(file, now=at, hours=2)
    assert address == link_to(file, now=at + timedelta(minutes=30), hours=2)  # so that browsers need not ask again
    assert address != link_to(file, now=at + timedelta(minutes=50), hours=2)
    link = read_link(address.split("/")[2])
    assert link is not None
    assert link.until == datetime(2026, 3, 2, 6, 0, tzinfo=UTC)

    response = get(link_to(file, now=now() - timedelta(hours=4), hours=2))
    assert response.status_code == 410
    assert "muat ulang halamannya" in response.content.decode()  # type: ignore[attr-defined]
    assert response["Content-Type"].startswith("text/html")


def test_a_browser_keeps_nothing_longer_than_the_link_opens(get: Get) -> None:
    before, address = now(), link_to(kept(), now=now(), hours=0)
    link = read_link(address.split("/")[2])
    assert link is not None
    assert int(get(address)["Cache-Control"].rpartition("=")[2]) <= (link.until - before).total_seconds()


@pytest.mark.parametrize("place", ["/berkas/{id}/x.jpg", "/berkas/{hex}/x.jpg", "/berkas/{hex}.clean.9999999999/x.jpg"])
def test_a_file_is_not_found_by_its_number(place: str, get: Get) -> None:
    file = kept()
    assert get(place.format(id=file.pk, hex=file.pk.hex)).status_code == 404


def test_a_link_cannot_be_made_over(get: Get) -> None:
    file, other = kept(), kept()
    address = link_to(file, now=now())
    forged = [
        address.replace(file.pk.hex, other.pk.hex),
        address.replace(".clean.", ".preview."),
        address.replace(".clean.", ".clean.9"),
        address.replace(":", ":A"),
        f"/berkas/{Signer(salt='other').sign(f'{file.pk.hex}.clean.9999999999')}/x.jpg",
    ]
    assert [get(place).status_code for place in forged] == [404] * len(forged)


def test_the_name_in_the_address_changes_nothing(get: Get) -> None:
    file = kept()
    address = link_to(file, now=now()).rpartition("/")[0] + "/tagihan.html"
    response = get(address)
    assert response["Content-Type"] == "image/jpeg"
    assert "tagihan" not in response["Content-Disposition"]


@given(st.text(alphabet=st.characters(blacklist_characters="/", blacklist_categories=["Cs"]), min_size=1))
def test_no_text_is_taken_for_a_link(text: str) -> None:
    assert read_link(text) is None


def test_what_is_gone_is_not_found(get: Get) -> None:
    file = kept()
    address = link_to(file, now=now())
    disk.full_path(file.path).unlink()
    assert get(address).status_code == 404
    assert get(link_to(File(pk=uuid4(), name="x.jpg"), now=now())).status_code == 404


def test_only_reading_is_possible() -> None:
    address = link_to(kept(), now=now())
    assert Client().post(address).status_code == 405
    head = Client().head(address)
    assert (head.status_code, body(head)) == (200, b"")


@pytest.mark.parametrize("name", ["a b#c?.jpg", "100%.jpg", "ü é 漢.jpg", '"><script>.jpg', "a;b=c.jpg", "..jpg"])
def test_every_name_can_be_suggested_to_a_browser(name: str, get: Get) -> None:
    file = kept(name=name)
    response = get(link_to(file, now=now()))
    assert response.status_code == 200
    assert "\n" not in response["Content-Disposition"]
