"""Receives the files of a form on disk, and no more of them than the limits allow."""

from enum import StrEnum
from io import BytesIO
from typing import Any, TypeAlias

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext as _

from balairung.kernel.files.kinds import HEAD, sniff
from balairung.kernel.files.names import told_name

MOST_FILES = 10  # in one request, over all its fields
Upload: TypeAlias = "UploadedFile[bytes]"  # as the type checker has it; Django's class takes no brackets


class Why(StrEnum):
    TOO_BIG = "too_big"
    TOO_MANY = "too_many"


class Unkept(InMemoryUploadedFile):
    """Stands among a form's files for one that was not kept: its name, no bytes, and the sentence that says why."""

    def __init__(self, name: str, why: Why, limit: int = 0) -> None:
        super().__init__(BytesIO(), None, name, None, 0, None)
        self.why, self.limit = why, limit

    @property
    def sentence(self) -> str:
        return too_big(self.name or "", self.limit) if self.why == Why.TOO_BIG else too_many(self.name or "")


class LimitedUploadHandler(FileUploadHandler):
    """Writes each file to the disk while it comes in, so that memory does not grow with it.

    What comes after the limit of a file (`FILE_LIMIT` bytes, `FILM_LIMIT` of a recording), or after ten files, is read
    and thrown away, never answered with a cut line: the other fields of the form arrive, and the form says which file
    was left behind.
    """

    file: Upload

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.count = 0
        self.limit = 0  # bytes of the file that is coming in

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, file_name, *args, **kwargs)
        self.count += 1
        if self.count > MOST_FILES:
            self.file = Unkept(file_name, Why.TOO_MANY)
            return
        # Django ends the name of its temporary file as the stranger's ends; that may be too long for a disk.
        self.file = TemporaryUploadedFile("berkas", self.content_type or "", 0, self.charset)
        self.file.name = file_name

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if isinstance(self.file, Unkept):
            return
        if start == 0:
            kind = sniff(raw_data[:HEAD])
            self.limit = kind.limit if kind else settings.FILE_LIMIT
        if start + len(raw_data) > self.limit:
            self.file.close()
            self.file = Unkept(self.file_name or "", Why.TOO_BIG, self.limit)
            return
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> Upload:
        if not isinstance(self.file, Unkept):
            self.file.seek(0)
            self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        if self.count:
            self.file.close()


def too_big(name: str, limit: int) -> str:
    sentence = _("Berkas “%(name)s” lebih besar dari %(limit)d MB. Pilih berkas yang lebih kecil.")
    return sentence % {"name": told_name(name), "limit": limit // (1024 * 1024)}


def too_many(name: str) -> str:
    sentence = _("Berkas “%(name)s” tidak ikut terkirim: paling banyak %(most)d berkas sekali kirim.")
    return sentence % {"name": told_name(name), "most": MOST_FILES}
