"""What happened to a letter, as the lines of a timeline, the newest first, from what its own row says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from balairung.kernel.documents.models import Document
from balairung.kernel.obligations.reads import Entry

State = Document.State


def chronicle(letter: Document) -> list[Entry]:
    """Lines that have a moment, in its order; what is going on now, or ended without one, stands on top."""
    dated = sorted(_dated(letter), key=lambda entry: entry.at)
    return [*_now(letter), *reversed(dated)]


def _now(letter: Document) -> Iterator[Entry]:
    last = letter.asked_at or letter.created_at
    if letter.state == State.VOID:
        yield _line(last, _("Dibatalkan sebelum ditandatangani"), letter.failure, kind="wait")
    elif letter.state == State.FAILED:
        times = ngettext("%(count)d kali dicoba", "%(count)d kali dicoba", letter.attempts)
        title = _("Gagal ditandatangani, %(times)s") % {"times": times % {"count": letter.attempts}}
        yield _line(last, title, letter.failure, kind="wait")
    elif letter.state == State.SIGNING:
        yield _line(last, _("Sedang ditandatangani"), "")


def _dated(letter: Document) -> Iterator[Entry]:
    yield _line(letter.created_at, _("Konsep dibuat"), "")
    if letter.asked_at:
        yield _line(letter.asked_at, _("Tanda tangan diminta"), "")
    if letter.signed_at:
        who = letter.signer.name if letter.signer else ""
        yield _line(letter.signed_at, _("Ditandatangani"), letter.certificate, who=who, kind="done")
    for one in letter.countersignatures.filter(signed_at__isnull=False).select_related("person"):
        assert one.signed_at
        yield _line(one.signed_at, _("Ditandatangani juga"), one.certificate, who=one.person.name, kind="done")
    if letter.replaced_by and letter.replaced_by.signed_at:
        words = _("oleh surat nomor %(number)s") % {"number": letter.replaced_by.number_text}
        yield _line(letter.replaced_by.signed_at, _("Diganti"), words)
    if letter.revoked_at:
        who = letter.revoked_by.name if letter.revoked_by else ""
        yield _line(letter.revoked_at, pgettext("surat", "Dicabut"), letter.revocation, who=who, kind="wait")


def _line(at: datetime, title: str, text: str, *, who: str = "", kind: str = "") -> Entry:
    return Entry(at, title, text, who, kind, ())
