"""Pictures that lie elsewhere are fetched by the worker, one by one, through the guarded client and the same cleaning
as every other file. What cannot be fetched becomes a note for the officers, never an error for the reporter.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused, Stale
from balairung.ground.common.outbound import Unreachable, get
from balairung.kernel.files.actions import store
from balairung.kernel.files.cleaning import clean
from balairung.kernel.files.kinds import PICTURES
from balairung.kernel.obligations.actions import note
from balairung.kernel.people.actors import SYSTEM
from balairung.rooms.complaints import actions
from balairung.surface.open311.hearing import speaker
from balairung.surface.open311.models import MediaWanted

log = logging.getLogger(__name__)
MOST_AT_ONCE, PATIENCE = 4, 5.0  # in one round of the worker, which has other things to do; seconds for each
#: When it is tried again; also how long a worker has for one attempt.
WAITS = (timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=2), timedelta(hours=12))
FOR_NOW = frozenset({"time", "connection", "name"})  # another time it may be there; anything else stays as it is


def fetch_media(*, now: datetime) -> int:
    """Fetch what is due; return how many were tried. Two workers never fetch the same at once."""
    with transaction.atomic():
        rows = list(MediaWanted.objects.due(now)[:MOST_AT_ONCE])
        for row in rows:
            row.url  # noqa: B018  the seal is opened while the regency is at hand
    return sum(_fetch(row, now) for row in rows)


def _fetch(row: MediaWanted, now: datetime) -> bool:
    """One picture in its own time: a bad one never stops the others."""
    wait = WAITS[min(row.tries, len(WAITS) - 1)]
    with transaction.atomic():
        mine = MediaWanted.objects.filter(pk=row.pk, tries=row.tries)
        if not mine.update(tries=F("tries") + 1, next_at=now + wait):
            return False
    try:
        content, _claim = get(row.url, most=settings.FILE_LIMIT, timeout=PATIENCE)
        _keep(row, content, now)
    except Unreachable as problem:
        if problem.reason not in FOR_NOW or row.tries + 1 >= len(WAITS):
            _give_up(row, now)
    except Stale:  # somebody took a step meanwhile: next time
        return False
    except Refused:  # no picture, or the report is closed
        _give_up(row, now)
    except Exception:
        log.exception("media %s could not be kept", row.pk)
        return False
    return True


def _keep(row: MediaWanted, content: bytes, now: datetime) -> None:
    upload = SimpleUploadedFile("foto", content)
    clean(upload, PICTURES)
    with transaction.atomic():
        wanted = MediaWanted.objects.select_related("complaint__obligation__owner_office").get(pk=row.pk)
        file = store(upload, at=now)
        actions.add(wanted.complaint, text="", files=[file], by=speaker(wanted.complaint), at=now)
        wanted.delete()


def _give_up(row: MediaWanted, now: datetime) -> None:
    with transaction.atomic():
        wanted = MediaWanted.objects.select_related("complaint__obligation").get(pk=row.pk)
        words = _("Satu foto yang disebut aplikasi pelapor tidak dapat diambil, jadi tidak ikut di sini.")
        note(wanted.complaint.obligation, by=SYSTEM, at=now, words=words)
        wanted.delete()
