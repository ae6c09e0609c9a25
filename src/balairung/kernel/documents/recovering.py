"""What a killed process leaves: a letter that nobody signs any more, and perhaps a signed file that nobody registered.

The file lies under the key of the claim (`Document.paper`). If it is whole and signed by whoever claimed the letter, it
is adopted: the letter was signed, only nobody wrote that down. Otherwise the letter waits again, with its number and
the reason, and the bytes are swept like all that no row knows (kernel/files/sweeping.py).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.kernel.documents import claiming, counterclaiming
from balairung.kernel.documents.claiming import LASTS, Claim
from balairung.kernel.documents.counterclaiming import Second
from balairung.kernel.documents.models import Countersignature, Document
from balairung.kernel.documents.signers.pens import NotSigned, Seal
from balairung.kernel.files.actions import prepare_bytes, written
from balairung.kernel.people.actors import actor_of

log = logging.getLogger(__name__)
MOST = 100  # letters of one round


def recover(*, now: datetime) -> int:
    """End what nobody signs any more; return how many (LOOPS). Run twice or in two places, each letter ends once."""
    with transaction.atomic():
        letters = Document.objects.filter(state=Document.State.SIGNING, signing_until__lte=now)
        seconds = Countersignature.objects.filter(state=Countersignature.State.SIGNING, signing_until__lte=now)
        found = [(_letter, key) for key in _keys(letters)] + [(_second, key) for key in _keys(seconds)]
    return sum(_end(claimed_by, key, now) for claimed_by, key in found)


def _keys(over: QuerySet[Any]) -> list[UUID]:
    return list(over.order_by("signing_until", "id").values_list("pk", flat=True)[:MOST])


def _end(claimed_by: Callable[[UUID, datetime], Claim | None], key: UUID, now: datetime) -> bool:
    with transaction.atomic():
        claimed = claimed_by(key, now)
    if claimed is None:
        return False
    try:
        return _adopt(claimed) or _give_up(claimed, now)
    except Exception:
        log.exception("letter %s was not recovered", key)
        return _give_up(claimed, now)


def _letter(key: UUID, now: datetime) -> Claim | None:
    rows = Document.objects.filter(pk=key, state=Document.State.SIGNING, signing_until__lte=now)
    document = rows.select_related("office", "post__office", "signer", "region").first()
    if document is None or document.signer is None or document.signing_until is None:
        return None
    return Claim(document, document.signer, actor_of(document.signer, now), document.signing_until - LASTS)


def _second(key: UUID, now: datetime) -> Claim | None:
    rows = Countersignature.objects.filter(pk=key, state=Countersignature.State.SIGNING, signing_until__lte=now)
    row = rows.select_related(*counterclaiming.ROW).first()
    if row is None or row.signing_until is None:
        return None
    return Second(row.document, row.person, actor_of(row.person, now), row.signing_until - LASTS, row)


def _adopt(claimed: Claim) -> bool:
    """Register the file that was written, if it is what it should be."""
    content = written(claimed.paper, at=claimed.at)
    if content is None:
        return False
    try:
        seal = _checked(content, claimed)
        file = prepare_bytes(claimed.document.title, content, key=claimed.paper, at=claimed.at, about=claimed.about)
        if isinstance(claimed, Second):
            counterclaiming.register(claimed, file, seal)
        else:
            claiming.register(claimed, file, seal)
    except Refused:
        return False
    return True


def _checked(content: bytes, claimed: Claim) -> Seal:
    """Signed by whoever claimed it, while they had it. Raise NotSigned."""
    from balairung.kernel.documents.signers.bsre import check_bsre
    from balairung.kernel.documents.signers.local import check_local

    kind, before = claimed.document.signer_kind, None
    if isinstance(claimed, Second):
        kind, before = claimed.row.signer_kind, claimed.drawn()
    check = check_bsre if kind == "bsre" else check_local
    seal = check(content, claimed.signer, before)
    if seal.signed_at is None or not claimed.at - LASTS <= seal.signed_at <= claimed.at + 2 * LASTS:
        raise NotSigned(_("Berkas ini ditandatangani pada waktu lain."))
    return seal


def _give_up(claimed: Claim, now: datetime) -> bool:
    sentence = _("Penandatanganan terputus di tengah jalan. Nomor surat tetap; silakan tanda tangani lagi.")
    if isinstance(claimed, Second):
        return counterclaiming.fail(claimed, sentence, at=now)
    return claiming.fail(claimed, sentence, at=now)
