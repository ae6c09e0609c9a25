"""The one place that writes history: the change and the line that tells of it, or neither."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from balairung.ground.common.errors import Stale
from balairung.ground.common.sealed import keyed_hash
from balairung.ground.common.text import clean_text
from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import Event, Evidence, Obligation, Remark
from balairung.kernel.people.actors import Actor

STALE = _("Data ini baru saja diubah orang lain. Muat ulang halaman, lalu periksa kembali sebelum mengirim.")


def record(
    obligation: Obligation,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    words: str = "",
    audience: str = Remark.Audience.OFFICERS,
    evidence: Iterable[File] = (),
    facts: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Event:
    """Make the changes and write line `seq + 1`; raise `Stale` when somebody else wrote it since this was read."""
    post = _post_of(by, obligation)
    mine = Obligation.objects.filter(pk=obligation.pk, seq=obligation.seq)
    if not mine.update(seq=obligation.seq + 1, **changes):
        raise Stale(STALE)
    obligation.seq += 1
    for name, value in changes.items():
        setattr(obligation, name, value)
    line = line_for(obligation, verb, by=by, at=at, facts=facts)
    line.by_post_id = post  # where they sat before the change: it may have given the thing to another office
    return _write(line, words, audience, evidence)


def write_line(
    obligation: Obligation,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    words: str = "",
    audience: str = Remark.Audience.OFFICERS,
    evidence: Iterable[File] = (),
    facts: Mapping[str, Any] | None = None,
) -> Event:
    """The line itself, for an obligation whose `seq` already counts it."""
    return _write(line_for(obligation, verb, by=by, at=at, facts=facts), words, audience, evidence)


def write_lines(obligations: Iterable[Obligation], verb: str, *, by: Actor, at: datetime, words: str = "") -> None:
    """The same line, with the same words for officers, for many whose `seq` already counts it: two statements."""
    text, lines, remarks = clean_text(words), list[Event](), list[Remark]()
    for obligation in obligations:
        line = line_for(obligation, verb, by=by, at=at)
        lines.append(line)
        if text:
            salt = secrets.token_hex(16)
            line.commitment = commit(salt, text)
            remarks.append(Remark(event=line, audience=Remark.Audience.OFFICERS, text=text, salt=salt))
    Event.objects.bulk_create(lines)
    Remark.objects.bulk_create(remarks)


def line_for(
    obligation: Obligation, verb: str, *, by: Actor, at: datetime, facts: Mapping[str, Any] | None = None
) -> Event:
    """An unsaved line in the words of the ledger: references, never names."""
    return Event(
        obligation=obligation,
        seq=obligation.seq,
        verb=verb,
        at=at,
        by_kind=by.kind,
        by_person_id=by.person_id,
        by_post_id=_post_of(by, obligation),
        state=obligation.state,
        step=obligation.step,
        facts=dict(facts or {}),
    )


def _post_of(by: Actor, obligation: Obligation) -> UUID | None:
    """The post in which they act: at the owner office if they sit there, else their first."""
    seat = by.seat_at(obligation.owner_office_id) or (by.seats[0] if by.seats else None)
    return seat.post_id if seat else None


def _write(line: Event, words: str, audience: str, evidence: Iterable[File]) -> Event:
    text, salt = clean_text(words), secrets.token_hex(16)
    line.commitment = commit(salt, text) if text else ""
    line.save(force_insert=True)
    if text:
        Remark.objects.create(event=line, audience=audience, text=text, salt=salt)
    public = audience == Remark.Audience.PUBLIC
    Evidence.objects.bulk_create([Evidence(event=line, file=file, public=public) for file in evidence])
    return line


def commit(salt: str, text: str) -> str:
    """The keyed commitment to the words of a line."""
    return keyed_hash("remark", salt, text)
