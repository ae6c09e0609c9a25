"""Others who watch the log and co-sign its checkpoints (c2sp.org/tlog-witness), asked by the worker after each new one.

A witness signs only what goes on from what it saw before: a log that shows two people two stories gets no signature on
one of them. One that is down delays nothing, and is asked again later.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from balairung.ground.common.outbound import Unreachable, post
from balairung.ground.common.tlog.notes import WITNESS, Key, Signature, read_key, read_note, witnessed
from balairung.ground.common.tlog.texts import number
from balairung.kernel.receipts.models import LogCheckpoint, LogWitness
from balairung.kernel.receipts.proving import growth_to, latest

TIMEOUT = 5.0  # seconds for one question: others wait behind us
TRIES = 3  # questions of one round, when a witness says that it has seen more or less than we remember
PATIENCE = [timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800)]  # until it is asked again
TAKEN, CONFLICT = 200, 409
AHEAD = "ahead"  # it has seen more than there is


def witness_keys() -> list[Key]:
    """The keys of those whom the regency asks; a line of the setting that is none is left out (`misspelt`)."""
    return [key for key, _address in _witnesses()]


def misspelt() -> Iterator[str]:
    """A sentence for each line of the setting that names no witness."""
    for words in settings.RECEIPT_WITNESSES:
        if _witness(words) is None:
            yield f"BALAIRUNG_RECEIPT_WITNESSES: a key of a witness, then its address, and not: {' '.join(words)}"


def ask(*, now: datetime) -> int:
    """Ask every witness that has not seen the newest checkpoint; return how many signed it."""
    return sum(_ask(*one, now) for one in _witnesses())


def _witnesses() -> list[tuple[Key, str]]:
    return [found for words in settings.RECEIPT_WITNESSES if (found := _witness(words))]


def _witness(words: list[str]) -> tuple[Key, str] | None:
    try:
        key = read_key(words[0])
    except ValueError:
        return None
    return (key, words[1].rstrip("/")) if len(words) == 2 and key.kind == WITNESS else None


def _ask(key: Key, address: str, now: datetime) -> int:
    """One witness, until it signed or said why not."""
    for _try in range(TRIES):
        with transaction.atomic():
            row, _made = LogWitness.objects.get_or_create(name=key.name)
            newest = latest()
            if newest is None or _signatures(newest.published, key) or (row.retry_at and row.retry_at > now):
                return 0
            asked = growth_to(newest, min(row.size, newest.size))
        if not _answered(row, newest, key, address, asked, now):
            return int(row.size == newest.size and not row.trouble)
    return 0


def _answered(row: LogWitness, newest: LogCheckpoint, key: Key, address: str, asked: str, now: datetime) -> bool:
    """Whether it has to be asked once more."""
    try:
        answer = post(f"{address}/add-checkpoint", content=asked.encode(), timeout=TIMEOUT)
    except Unreachable as failure:
        return _wait(row, failure.reason, now)
    if answer.status_code == TAKEN:
        return _keep(row, newest, key, answer.text, now)
    if answer.status_code == CONFLICT:
        return _remember(row, newest, answer.text, now)
    return _wait(row, str(answer.status_code), now)


@transaction.atomic
def _keep(row: LogWitness, newest: LogCheckpoint, key: Key, text: str, now: datetime) -> bool:
    """Its signature stands below the checkpoint from now on, if it is one."""
    try:
        signed = witnessed(read_note(newest.note + text), key)
    except ValueError:
        signed = None
    if signed is None:
        return _wait(row, "signature", now)
    held = LogCheckpoint.objects.select_for_update(of=("self",)).get(pk=newest.pk)
    if not _signatures(held.published, key):
        held.cosignatures += "".join(map(str, _signatures(newest.note + text, key)))
        held.save(update_fields=["cosignatures"])
    row.size, row.fails, row.retry_at, row.trouble = newest.size, 0, None, ""
    row.save()
    return False


@transaction.atomic
def _remember(row: LogWitness, newest: LogCheckpoint, text: str, now: datetime) -> bool:
    """It has seen another size than we remember. More than we have now: our log was rolled back (auditing.py)."""
    try:
        row.size = number(text.strip())
    except ValueError:
        return _wait(row, "answer", now)
    if row.size > newest.size:
        return _wait(row, AHEAD, now)
    row.save(update_fields=["size"])
    return True


@transaction.atomic
def _wait(row: LogWitness, trouble: str, now: datetime) -> bool:
    row.fails, row.trouble = min(row.fails + 1, 1000), trouble
    row.retry_at = now + PATIENCE[min(row.fails, len(PATIENCE)) - 1]
    row.save()
    return False


def _signatures(text: str, key: Key) -> list[Signature]:
    """What stands below this note in the name of that key."""
    return [one for one in read_note(text).signatures if (one.name, one.id) == (key.name, key.id)]
