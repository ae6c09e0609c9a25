"""The editions of what is signed: the first from ground/data/pacts.yaml, further ones published by the regency."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import facts
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.pacts import access
from balairung.rooms.pacts.models import Kind, PactText

MOST = 12  # statements of one text


def text_for(kind: str, at: datetime) -> PactText:
    """The edition that counts now; where there is none yet, the first one is made of what the house brings."""
    found = PactText.objects.in_force(kind, localdate(at))
    return found or _first(kind, at)


def _first(kind: str, at: datetime) -> PactText:
    given = facts("pacts")[kind]
    names = ("title", "basis", "since", "opening", "statements", "closing", "signer_word", "witness_word")
    values = {name: given[name] for name in names} | {"stamp_note": given["stamp_note"], "published_at": at}
    return PactText.objects.get_or_create(kind=kind, edition=1, defaults=values)[0]


@transaction.atomic
def publish(
    *, kind: str, title: str, basis: str, since: date, opening: str, statements: str, closing: str, stamp_note: str,
    by: Actor, at: datetime,
) -> PactText:  # fmt: skip
    """A new edition, one statement a line; drives that began before keep theirs."""
    require(access.can_drive(by))
    before = text_for(Kind(kind), at)
    lines = [line for line in map(clean_line, statements.splitlines()) if line]
    if not 1 <= len(lines) <= MOST:
        raise Refused(_("Tulis satu pernyataan setiap baris, paling banyak %(most)d baris.") % {"most": MOST})
    if since < before.since:
        raise Refused(_("Tanggal berlaku tidak boleh mendahului edisi sebelumnya."))
    values: dict[str, Any] = {
        "title": clean_line(title)[:120], "basis": clean_line(basis)[:300], "opening": clean_text(opening),
        "closing": clean_text(closing), "stamp_note": clean_line(stamp_note)[:200],
    }  # fmt: skip
    last = PactText.objects.filter(kind=kind).aggregate(last=Max("edition"))["last"]
    return PactText.objects.create(
        kind=kind, edition=last + 1, since=since, statements=lines, signer_word=before.signer_word,
        witness_word=before.witness_word, published_at=at, published_by_id=by.person_id, **values,
    )  # fmt: skip
