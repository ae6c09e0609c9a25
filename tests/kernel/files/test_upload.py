"""A form with files: what is too big or too many stays behind, what was typed arrives, memory stays small."""

import json
import tracemalloc
from io import RawIOBase
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.kernel.files.kinds import accepted_words
from balairung.kernel.files.upload import MOST_FILES, Unkept
from tests.kernel.files.recorded import mp4
from tests.kernel.files.samples import HTML, pdf, photo, upload

pytestmark = [pytest.mark.urls("tests.kernel.files.urls"), pytest.mark.django_db]
MB = 1024 * 1024
BOUNDARY = b"garis-batas"


@pytest.fixture(autouse=True)
def temporary(settings: Settings, tmp_path: Path) -> Path:
    """Where uploads lie until the request ends."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


def send(**fields: Any) -> dict[str, Any]:
    answer = Client().post("/kirim/", fields)
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_good_files_arrive_with_what_was_typed(temporary: Path) -> None:
    sent = photo()
    answer = send(text="Jalan rusak", photos=[upload(sent), upload(photo("PNG"), "denah.png")], letters=[upload(pdf())])
    assert answer["errors"] == {}
    assert answer["text"] == "Jalan rusak"
    assert answer["photos"][0] == ["foto.jpg", len(sent)]
    assert list(temporary.glob("*.upload*")) == []  # gone with the request


def test_no_file_is_fine_when_none_is_asked_for() -> None:
    assert send(text="Jalan rusak")["errors"] == {}


def test_one_byte_too_many_leaves_the_file_behind_and_nothing_else(settings: Settings) -> None:
    settings.FILE_LIMIT = MB
    fits = photo() + b"\0" * (MB - len(photo()))
    assert send(text="Jalan rusak", photos=[upload(fits)])["errors"] == {}

    answer = send(photos=[upload(fits + b"\0", "besar.jpg"), upload(photo())], text="Jalan rusak")
    too_big = "Berkas “besar.jpg” lebih besar dari 1 MB. Pilih berkas yang lebih kecil."
    assert answer["errors"] == {"photos": [too_big]}
    assert answer["text"] == "Jalan rusak"


def test_every_wrong_file_is_named_with_its_own_sentence() -> None:
    photos = [upload(b"", "kosong.jpg"), upload(HTML, "foto.jpg"), upload(photo()[:900], "putus.jpg")]
    assert send(text="x", photos=photos)["errors"]["photos"] == [
        "Berkas “kosong.jpg” kosong. Pilih berkas lain.",
        f"Isi berkas “foto.jpg” tidak bisa diterima. Yang bisa dikirim: {accepted_words()}.",
        "Foto “putus.jpg” rusak atau terpotong. Kirim ulang fotonya.",
    ]


def test_a_field_takes_no_more_files_than_it_says() -> None:
    errors = send(text="x", photos=[upload(photo()) for _ in range(4)])["errors"]
    assert errors == {"photos": ["Anda memilih 4 berkas. Pilih paling banyak 3 berkas."]}


def test_a_request_brings_no_more_than_ten_files(temporary: Path) -> None:
    small = photo(size=(8, 8))
    errors = send(text="x", letters=[upload(small, f"{number}.jpg") for number in range(1, 13)])["errors"]
    sentence = "Berkas “%d.jpg” tidak ikut terkirim: paling banyak 10 berkas sekali kirim."
    assert errors == {"letters": [sentence % 11, sentence % 12]}


def test_forty_files_at_once_bring_ten(temporary: Path) -> None:
    small = photo(size=(8, 8))
    answer = send(text="Jalan rusak", letters=[upload(small, f"{number}.jpg") for number in range(40)])
    assert answer["text"] == "Jalan rusak"
    assert answer["errors"] == {"letters": ["Anda memilih 40 berkas. Pilih paling banyak 20 berkas."]}


def test_a_film_may_be_heavier_than_a_photo(settings: Settings) -> None:
    settings.FILE_LIMIT, settings.FILM_LIMIT = MB // 4, MB
    film = mp4() + (MB // 2).to_bytes(4) + b"free" + b"\0" * (MB // 2 - 8)
    assert send(text="x", letters=[upload(film, "foto.jpg")])["errors"] == {}
    assert "lebih besar dari 1 MB" in send(text="x", letters=[upload(film * 2)])["errors"]["letters"][0]
    pretended = photo() + b"\0" * (MB // 2)
    assert "lebih besar dari 0 MB" in send(text="x", letters=[upload(pretended, "video.mp4")])["errors"]["letters"][0]


def test_a_line_that_breaks_leaves_nothing_on_the_disk(temporary: Path) -> None:
    """The request says that more is to come, and nothing comes."""
    body = part("photos", "foto.jpg") + photo()
    request = RequestFactory().generic("POST", "/kirim/", body, content_type=multipart())
    assert "photos" not in request.FILES
    assert list(temporary.glob("*.upload*")) == []


class Endless(RawIOBase):
    """A body of 200 MB that nobody has to hold, watching the disk while it is read."""

    def __init__(self, size: int, folder: Path) -> None:
        self.folder, self.most_on_disk = folder, 0
        head = part("text", None) + b"Jalan rusak" + b"\r\n" + part("photos", "besar.jpg") + photo()[:100]
        tail = b"\r\n" + part("token", None) + b"abc" + b"\r\n--" + BOUNDARY + b"--\r\n"
        self.left = [head, *[b"\xab" * MB] * size, tail]
        self.length = sum(map(len, self.left))
        self.buffer = b""

    def read(self, size: int = -1) -> bytes:
        while self.left and len(self.buffer) < size:
            self.buffer += self.left.pop(0)
        self.most_on_disk = max([self.most_on_disk, *(path.stat().st_size for path in self.folder.glob("*.upload*"))])
        piece, self.buffer = self.buffer[:size], self.buffer[size:]
        return piece


def test_200_megabytes_fill_neither_memory_nor_disk(temporary: Path, settings: Settings) -> None:
    body = Endless(200, temporary)
    wire = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": multipart(), "CONTENT_LENGTH": str(body.length)}
    request = RequestFactory().request(**wire, **{"wsgi.input": body})
    tracemalloc.start()
    typed, files = request.POST, request.FILES
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (typed["text"], typed["token"]) == ("Jalan rusak", "abc")
    left_behind = files["photos"]
    assert isinstance(left_behind, Unkept)
    assert (left_behind.name, left_behind.size) == ("besar.jpg", 0)
    assert most < 8 * MB
    assert 0 < body.most_on_disk <= settings.FILE_LIMIT
    assert list(temporary.glob("*.upload*")) == []


def test_what_is_kept_lies_on_the_disk_and_not_in_memory(temporary: Path) -> None:
    request = RequestFactory().post("/kirim/", {"photos": [upload(photo()) for _ in range(MOST_FILES)]})
    kept = request.FILES.getlist("photos")
    assert all(isinstance(found, TemporaryUploadedFile) for found in kept)
    assert len(list(temporary.glob("*.upload*"))) == MOST_FILES
    request.close()
    assert list(temporary.glob("*.upload*")) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "a." + "b" * 400, "x" * 900, "con.jpg", "a\\b.jpg", "é.jpg"])
def test_no_name_hurts(name: str) -> None:
    assert send(text="x", photos=[named(name)])["errors"] == {}


@hypothesis_settings(max_examples=60)
@given(st.text(min_size=1, max_size=40))
def test_no_name_at_all_hurts(name: str) -> None:
    """A name that says nothing (`..`, blanks) counts as no file, as a browser means it."""
    body = part("photos", name) + photo(size=(8, 8)) + b"\r\n--" + BOUNDARY + b"--\r\n"
    answer = Client().generic("POST", "/kirim/", body, content_type=multipart())
    assert answer.status_code in {200, 400}
    if answer.status_code == 200:
        assert "photos" not in json.loads(answer.content)["errors"]


def named(name: str) -> SimpleUploadedFile:
    """Django cleans the name of a test's file; a stranger's browser does not."""
    found = upload(photo(size=(8, 8)))
    found.__dict__["_name"] = name
    return found


def multipart() -> str:
    return f"multipart/form-data; boundary={BOUNDARY.decode()}"


def part(field: str, name: str | None) -> bytes:
    """The head of one part of a form; `name` is the file's."""
    file = f'; filename="{name}"\r\nContent-Type: image/jpeg' if name is not None else ""
    head = f'Content-Disposition: form-data; name="{field}"{file}\r\n\r\n'
    return b"--" + BOUNDARY + b"\r\n" + head.encode("utf-8", "surrogatepass")
