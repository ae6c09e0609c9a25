"""What everyone may read and see of a report, as an officer decides it: each change is one line of the ledger.

Masking by the machine is the first step (`steps.publish`). What a reporter sent is seen by nobody outside until an
officer looked at it and showed it; a line says which file, never what is on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line, clean_text
from balairung.kernel.files import actions as files
from balairung.kernel.files.actions import Box
from balairung.kernel.obligations.actions import note
from balairung.kernel.obligations.models import Event, Evidence, State, Visibility
from balairung.kernel.obligations.reads import INTERNAL
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.complaints import access, steps
from balairung.rooms.complaints.finding import make_findable
from balairung.rooms.complaints.models import Complaint

ONLY = gettext_lazy("Hanya koordinator dan kantor yang menangani yang mengatur penerbitan.")
MOST_BOXES = 20
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


@transaction.atomic
def publish_text(complaint: Complaint, *, title: str, text: str, by: Actor, at: datetime) -> Event:
    """Everyone reads these words from now on, in place of the reporter's."""
    _allowed(complaint, by)
    _open_to_all(complaint)
    title, text = clean_line(title), clean_text(text)
    if not title or not text:
        raise Refused(_("Judul dan isi untuk umum tidak boleh kosong. Untuk menyembunyikannya, tarik penerbitannya."))
    complaint.public_title, complaint.public_text = title, text
    complaint.published_at = complaint.published_at or at
    complaint.save(update_fields=["public_title", "public_text", "published_at"])
    make_findable(complaint)
    return note(complaint.obligation, verb="publish", by=by, at=at, words="")


@transaction.atomic
def withdraw_publication(complaint: Complaint, *, words: str, by: Actor, at: datetime) -> Event:
    """Nobody outside reads it any more. Its words for everyone are kept for another day."""
    _allowed(complaint, by)
    if complaint.published_at is None:
        raise Refused(_("Laporan ini tidak sedang diterbitkan."))
    if not clean_text(words):
        raise Refused(_("Tuliskan mengapa penerbitannya ditarik."))
    steps.unpublish(complaint)
    return note(complaint.obligation, verb="unpublish", by=by, at=at, words=words)


@transaction.atomic
def show_photo(complaint: Complaint, *, evidence: UUID, by: Actor, at: datetime) -> Event:
    """Everyone may see this file: an officer looked at it."""
    _open_to_all(complaint)
    return _set_public(complaint, evidence, True, "show", by, at)


@transaction.atomic
def hide_photo(complaint: Complaint, *, evidence: UUID, by: Actor, at: datetime) -> Event:
    """Only the parties see this file."""
    return _set_public(complaint, evidence, False, "hide", by, at)


@transaction.atomic
def redact_photo(complaint: Complaint, *, evidence: UUID, boxes: Sequence[Box], by: Actor, at: datetime) -> Event:
    """Paint these boxes over a picture, for all who see it here; what was sent stays sealed."""
    _allowed(complaint, by)
    if not boxes:
        raise Refused(_("Gambar dahulu paling sedikit satu kotak."))
    if len(boxes) > MOST_BOXES:
        raise Refused(_("Paling banyak %(most)d kotak sekali simpan.") % {"most": MOST_BOXES})
    found = find_evidence(complaint, evidence)
    files.redact(found.file, boxes, at=at)
    return _line(complaint, "redact", found, by, at, boxes=len(boxes))


@transaction.atomic
def restore_photo(complaint: Complaint, *, evidence: UUID, by: Actor, at: datetime) -> Event:
    """Take the last redaction back. Nobody outside sees the picture until an officer looked at it again."""
    _allowed(complaint, by)
    found = find_evidence(complaint, evidence)
    files.restore(found.file)
    Evidence.objects.filter(file=found.file).update(public=False)
    return _line(complaint, "restore", found, by, at)


def find_evidence(complaint: Complaint, evidence: UUID) -> Evidence:
    """A file that came with a step of this report; raise DoesNotExist for any other."""
    return evidence_of(complaint).get(pk=evidence)


def evidence_of(complaint: Complaint) -> QuerySet[Evidence]:
    """Everything that could be shown: what the reporter and the office sent, never what stands with inner notes."""
    rows = Evidence.objects.filter(event__obligation=complaint.obligation_id).exclude(event__verb__in=INTERNAL)
    return rows.select_related("event__by_post__office", "file__redacted").order_by("event__seq", "id")


@dataclass(frozen=True)
class Piece:
    """A stretch of text: as it was (`same`), left out (`gone`) or put in (`new`)."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """From the reporter's words to those that everyone reads, word by word."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[i:j])))
            continue
        gone, put = "".join(old[i:j]), "".join(new[k:m])
        pieces += [Piece(name, text) for name, text in (("gone", gone), ("new", put)) if text]
    return pieces


def _set_public(complaint: Complaint, evidence: UUID, public: bool, verb: str, by: Actor, at: datetime) -> Event:
    _allowed(complaint, by)
    found = find_evidence(complaint, evidence)
    if found.public == public:
        raise Refused(_("Berkas ini sudah begitu. Muat ulang halamannya."))
    Evidence.objects.filter(pk=found.pk).update(public=public)
    return _line(complaint, verb, found, by, at)


def _line(complaint: Complaint, verb: str, found: Evidence, by: Actor, at: datetime, **facts: int) -> Event:
    said = {"file": str(found.file_id), "line": found.event.seq, **facts}
    return note(complaint.obligation, verb=verb, by=by, at=at, words="", facts=said)


def _allowed(complaint: Complaint, by: Actor) -> None:
    require(access.can_publish(by, complaint), ONLY)


def _open_to_all(complaint: Complaint) -> None:
    obligation = complaint.obligation
    if obligation.visibility != Visibility.PUBLIC:
        raise Refused(_("Laporan ini rahasia dan tidak dapat diterbitkan."))
    if obligation.step == "verify" or obligation.held_step == "verify":
        raise Refused(_("Verifikasi dahulu laporan ini, baru diterbitkan."))
    if obligation.state in {State.REFUSED, State.WITHDRAWN}:
        raise Refused(_("Laporan yang ditolak atau dicabut tidak diterbitkan."))
