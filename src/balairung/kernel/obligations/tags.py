"""Words by which officers find what belongs together."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.obligations.access import can_see
from balairung.kernel.obligations.models import Obligation, Tag
from balairung.kernel.people.actors import Actor, ActorKind, require

MOST = 10
MOST_KNOWN = 50
LONGEST = 40
OWN = Tag.HOUSE  # words of the house itself begin so: shown, and never given or taken by hand


def clean_word(text: str) -> str:
    """Small letters on one line, without the sign that people write before such words."""
    return clean_line(text).lstrip("#").strip().lower()


def tag(obligation: Obligation, *, word: str, by: Actor, at: datetime) -> Tag:
    """Lay a word on it; the same word again changes nothing."""
    _permit(obligation, word, by)
    wanted = clean_word(word)
    if not wanted or len(wanted) > LONGEST:
        raise Refused(_("Tuliskan labelnya dengan satu atau beberapa kata, paling banyak 40 huruf."))
    others = Tag.objects.filter(obligation=obligation).exclude(word=wanted)
    if others.exclude(word__startswith=OWN).count() >= MOST:
        raise Refused(_("Sudah ada sepuluh label. Hapus dahulu salah satu."))
    return Tag.objects.get_or_create(obligation=obligation, word=wanted)[0]


def untag(obligation: Obligation, *, word: str, by: Actor, at: datetime) -> None:
    """Take a word away."""
    _permit(obligation, word, by)
    Tag.objects.filter(obligation=obligation, word=clean_word(word)).delete()


def known_words(actor: Actor) -> list[str]:
    """The words on the open work of one's own office, to choose from."""
    mine = Obligation.objects.visible_to(actor).filter(owner_office__in=actor.office_ids, closed_at__isnull=True)
    words = Tag.objects.filter(obligation__in=mine).order_by("word").values_list("word", flat=True).distinct()
    return list(words[:MOST_KNOWN])


def _permit(obligation: Obligation, word: str, by: Actor) -> None:
    if by.kind == ActorKind.SYSTEM:
        return
    require(can_see(by, obligation))
    if clean_word(word).startswith(OWN):
        raise Refused(_("Label yang diawali tanda seru diberikan oleh sistem dan tidak dapat diubah dengan tangan."))
