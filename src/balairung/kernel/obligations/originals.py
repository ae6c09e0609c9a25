"""What people sent, byte for byte, once its case is long closed: the cleaned copy stays, the sealed original goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from balairung.kernel.files import disk
from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import Obligation


class _Originals:
    def count(self, keys: Sequence[UUID]) -> int:
        return _of(keys).count()

    def wipe(self, keys: Sequence[UUID], *, at: datetime) -> int:
        """`original_sha256` stays: whoever has the file at home can still show that it was this one."""
        rows = list(_of(keys).values_list("pk", "original_path"))
        File.objects.filter(pk__in=[key for key, _path in rows]).update(original_path="")
        transaction.on_commit(partial(disk.remove, [path for _key, path in rows]))
        return len(rows)


ORIGINALS = _Originals()


def _of(keys: Sequence[UUID]) -> QuerySet[File]:
    cases: dict[str, list[str]] = {}
    for kind, ref in Obligation.objects.filter(pk__in=keys).values_list("kind", "ref"):
        cases.setdefault(kind, []).append(ref)
    about = Q(pk__in=[])
    for kind, refs in cases.items():
        about |= Q(about_kind=kind, about_ref__in=refs)
    return File.objects.filter(about).exclude(original_path="")
