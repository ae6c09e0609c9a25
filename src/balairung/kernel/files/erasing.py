"""A file that the law wants gone: row, copy, preview, sealed original and every version that was painted over."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db import transaction

from balairung.kernel.files import disk
from balairung.kernel.files.models import File
from balairung.kernel.files.sweeping import paths_of


@transaction.atomic
def erase_files(files: Iterable[File]) -> int:
    """Erase these for ever, in the caller's transaction; the bytes go when it is written. Return how many rows.

    Nothing may point to them any more: drop what does before, or the database refuses.
    """
    gone = 0
    for file in files:
        following: File | None = file
        while following is not None:
            paths, after = paths_of(following), following.redacted
            gone += File.objects.filter(pk=following.pk).delete()[0]
            transaction.on_commit(partial(disk.remove, paths))
            following = after
    return gone
