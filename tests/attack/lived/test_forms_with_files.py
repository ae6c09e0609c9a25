"""Every form that takes a file, found by reading all pages: what comes in tells nothing (../test_uploads.py)."""

from __future__ import annotations

import itertools
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from balairung.kernel.files.models import File
from tests.attack.house import Lived
from tests.attack.test_uploads import HOSTILE, TELLING, Kept, faults, lying
from tests.attack.walking import Met, forms

pytestmark = pytest.mark.django_db


def test_no_form_keeps_what_a_photo_told(house: Lived) -> None:
    doors = [one for one in forms(house) if one.form.files]
    tricks = itertools.cycle(HOSTILE.values())
    wrong, kept = set[str](), set[str]()
    for door in doors:
        files = sent_to(door, ("foto.jpg", "image/jpeg", TELLING))
        kept |= {door.name} if files else set()
        wrong |= {f"{door.name}: {fault}" for file in files for fault in faults(*file)}
        for trick in itertools.islice(tricks, 2):
            wrong |= {f"{door.name}: {fault}" for file in sent_to(door, trick) for fault in faults(*file)}
    assert sorted(wrong) == []
    assert len({door.name for door in doors}) > 25
    assert len(kept) > 12, sorted({door.name for door in doors} - kept)


def sent_to(door: Met, sent: tuple[str, str, bytes]) -> list[Kept]:
    """What the store holds of it afterwards; the rows are taken back."""
    name, kind, content = sent
    data: dict[str, Any] = {
        field: value or "Jalan berlubang di depan pasar" for field, value in door.form.given.items()
    }
    data |= {field: SimpleUploadedFile(name, content, kind) for field in door.form.files}
    cookies = SimpleCookie(door.client.cookies)
    with transaction.atomic():
        before = set(File.objects.values_list("pk", flat=True))
        assert door.client.post(door.path, data).status_code < 500, f"{door.name} {name}"
        found = [lying(file) for file in File.objects.exclude(pk__in=before)]
        transaction.set_rollback(True)
    door.client.cookies = cookies
    return found
