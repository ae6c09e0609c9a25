"""All that we hold about somebody as one ZIP: made by the worker, given once to whoever has link and code, and gone."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from secrets import compare_digest
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.references import new_code, tidy_code
from balairung.ground.common.sealed import keyed_hash, ring
from balairung.kernel.files import disk
from balairung.kernel.obligations.actions import make_move
from balairung.kernel.obligations.models import Remark
from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.privacy import moves, notices
from balairung.rooms.privacy.bundling import extracts_of, fill, house_name
from balairung.rooms.privacy.models import DataExport, DataRequest

log = logging.getLogger(__name__)
LASTS, SLOW, CLAIM = timedelta(days=3), timedelta(hours=1), timedelta(hours=1)
TRIES, BATCH, PART, IN_MEMORY = 5, 50, 1024 * 1024, 8 * 1024 * 1024
State = DataExport.State


def follow(*, now: datetime) -> int:
    """Make what is wanted, the oldest first, one a round; drop what is over (settings.LOOPS); return how many."""
    with transaction.atomic():
        rows = DataExport.objects.filter(state=State.WANTED, wanted_at__lte=now).order_by("wanted_at")
        wanted = rows.values_list("pk", flat=True).first()
    return (_try_to_make(wanted, now) if wanted else 0) + _drop(now)


def _try_to_make(key: UUID, now: datetime) -> int:
    """One that fails waits an hour (its claim) and lets the others go on; its clock climbs like any other."""
    try:
        return _make(key, now)
    except Exception:
        log.exception("a copy of personal data was not made: %s", key)
        return 0


def _make(key: UUID, now: datetime) -> int:
    """Claimed, read, packed while no transaction is open, kept. Whoever packs too long loses the claim to another."""
    with transaction.atomic():
        mine = DataExport.objects.filter(pk=key, state=State.WANTED, wanted_at__lte=now)
        if not mine.update(wanted_at=now + CLAIM):
            return 0
        found = DataExport.objects.select_related("request__obligation__owner_office").get(pk=key)
        if not found.request.obligation.is_open:
            return DataExport.objects.filter(pk=key).update(state=State.GONE)
    with transaction.atomic():  # of its own: what cannot be read does not give the claim back
        extracts, house = extracts_of(found.request), house_name()
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as bundle:
        with ZipFile(bundle, "w", ZIP_DEFLATED) as archive:
            fill(archive, found.request, extracts, house, now)
        found.size = bundle.tell()
        bundle.seek(0)
        path = f"data-saya/{found.pk}"
        disk.write(path, (ring().encrypt(part) + b"\n" for part in iter(lambda: bundle.read(PART), b"")))
    return _keep(found, path, now)


@transaction.atomic
def _keep(found: DataExport, path: str, now: datetime) -> int:
    """The link goes to the contact and nowhere else; only its hash stays."""
    token, until, asked = new_code(26), now + LASTS, found.request
    mine = DataExport.objects.filter(pk=found.pk, state=State.WANTED)
    if not mine.update(
        state=State.MADE, path=path, size=found.size, made_at=now, until=until, link_hash=_hashed(token), tries=0
    ):
        return 0
    text = _("Salinan data Anda sudah kami siapkan. Tautan untuk mengunduhnya kami kirim ke kontak Anda.")
    make_move(asked.obligation, moves.COMPLETE, by=SYSTEM, at=now, words=text, audience=Remark.Audience.PARTIES)
    DataRequest.objects.filter(pk=asked.pk).update(outcome=DataRequest.Outcome.DONE, answered_at=now)
    notices.tell_made(asked, token, until, at=now)
    return 1


def find_link(token: str, now: datetime) -> DataExport | None:
    """What this link stands for; None when it was used, is too old, or was tried too often: gone for good (410).

    Raise `DataExport.DoesNotExist` for one that we never made.
    """
    rows = DataExport.objects.select_related("request__obligation").exclude(link_hash="")
    found = rows.get(link_hash=_hashed(token))
    return found if found.is_open(now) and found.tries < TRIES else None


def take(found: DataExport, *, code: str, at: datetime) -> Iterator[bytes]:
    """The bytes, once. `Refused` for a code that is not that of the request, `Stale` for whoever comes second."""
    mine = DataExport.objects.filter(pk=found.pk, state=State.MADE, until__gt=at, tries__lt=TRIES)
    if not compare_digest(tidy_code(code).encode(), found.request.secret.encode()):
        mine.update(tries=F("tries") + 1)
        raise Refused(_("Kodenya belum cocok. Kode itu ada di halaman permintaan Anda."))
    if not mine.update(state=State.GIVEN, until=at + SLOW):
        raise Stale(_("Salinan ini baru saja diunduh. Tautannya hanya dapat dipakai satu kali."))
    return _parts(disk.full_path(found.path))


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as sealed:
        for line in sealed:
            yield ring().decrypt(line.rstrip(b"\n"))


def _drop(now: datetime) -> int:
    """What was given an hour ago, or is over, leaves the disk."""
    with transaction.atomic():
        over = DataExport.objects.filter(state__in=[State.MADE, State.GIVEN], until__lte=now).order_by("until")
        rows = list(over.values_list("pk", "path")[:BATCH])
        DataExport.objects.filter(pk__in=[key for key, _path in rows]).update(state=State.GONE, path="")
    disk.remove(path for _key, path in rows if path)
    return len(rows)


def _hashed(token: str) -> str:
    return keyed_hash("data-export", tidy_code(token))
