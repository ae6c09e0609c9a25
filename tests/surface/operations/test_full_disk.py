"""A disk that is full while something is written: a sentence, and nothing half. The real thing: a process that may
write no byte more (RLIMIT_FSIZE), as root cannot be kept from a folder by its mode."""

from __future__ import annotations

import errno
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from django.db import OperationalError

from balairung.surface.operations.trouble import Trouble, trouble_of

SCRIPT = """
    import os, resource, signal, sys
    from datetime import timedelta
    os.environ["BALAIRUNG_DATA"] = {data!r}
    os.environ["DJANGO_SETTINGS_MODULE"] = "balairung.config.settings"
    os.environ.pop("DATABASE_URL", None)
    import django
    django.setup()
    from django.conf import settings
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from balairung.kernel.files.actions import tidy
    from balairung.kernel.files.models import File
    from balairung.kernel.people.actors import SYSTEM
    from balairung.kernel.people.organisation import build_regency
    from balairung.rooms.complaints.models import Complaint
    from balairung.surface.operations import readonly
    from django.utils import timezone
    from tests import make, schema
    settings.DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    schema.prepare()
    build_regency("35.77", by=SYSTEM, at=timezone.now())
    client = Client(raise_request_exception=False, HTTP_HOST="localhost")
    said = {{"text": "Lampu jalan di depan pasar mati sejak seminggu."}}

    def filed(number):
        photo = SimpleUploadedFile("lampu.png", make.PNG, "image/png")
        own = {{"token": f"token-nomor-{{number}}-panjang", "uploads": photo}}
        answer = client.post("/pengaduan/baru/", {{**said, **own}})
        print(answer.status_code, answer.headers.get("Retry-After", "-"), count(), "penuh" in answer.text)

    def count():
        kept = [path for path in (settings.DATA / "files").rglob("*") if path.is_file() and path.name != ".swept"]
        return f"{{Complaint.objects.count()}} {{File.objects.count()}} {{len(kept)}}"

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for number, most in enumerate((1, 3000)):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
        filed(number)
        tidy(now=timezone.now() + timedelta(days=3 + 2 * number))  # it looks once a day
        print(count())
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        readonly.forget()
        filed(number)
"""


@pytest.mark.sqlite
def test_nothing_is_half_there(tmp_path: Path) -> None:
    """First not a byte may be written, then enough for the file and none for the database: 503, no row, and the bytes
    that belong to no row are swept. Once there is room, row and bytes are kept."""
    root = Path(__file__).resolve().parents[3]
    script = textwrap.dedent(SCRIPT.format(data=str(tmp_path)))
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    refused, swept, kept, refused_again, swept_again, both = (line.split() for line in done.stdout.splitlines()[-6:])
    assert (refused[:4], refused[-1], swept) == (["503", "600", "0", "0"], "True", ["0", "0", "0"])
    assert kept[:4] == ["302", "-", "1", "1"]
    assert (refused_again[:4], swept_again) == (["503", "30", "1", "1"], kept[2:5])
    assert both[:4] == ["302", "-", "2", "2"]


def test_each_failure_is_told_apart() -> None:
    def behind(cause: BaseException) -> BaseException:
        outer = OperationalError("x")
        outer.__cause__ = cause
        return outer

    assert trouble_of(OSError(errno.ENOSPC, "full")) == Trouble.FULL
    assert trouble_of(OSError(errno.EROFS, "ro")) == Trouble.READONLY
    assert trouble_of(OSError(errno.ENOENT, "none")) is None
    assert trouble_of(KeyError("x")) is None
    assert trouble_of(behind(OSError("server closed the connection"))) == Trouble.AWAY
    wrapped = ValueError("a view made this of it")
    wrapped.__context__ = OSError(errno.ENOSPC, "full")
    assert trouble_of(wrapped) == Trouble.FULL
