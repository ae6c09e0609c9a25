"""Minutes are written by several hands at once, and nothing that anybody typed is ever lost.

A hand is a page: one person may have two. One hand holds an item while it writes there. Each text says which version it
was written upon; what cannot take its place without undoing somebody else's words is sheltered beside the item until a
person has looked at it. Whatever was answered with `Kept` can be found letter by letter: in what the item says, in what
it said before (`FormerText`), or in what is sheltered; but for a text that its own writer had already replaced.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_text
from balairung.kernel.people.actors import Actor, require
from balairung.rooms.meetings.access import runs
from balairung.rooms.meetings.beats import beat
from balairung.rooms.meetings.models import FormerText, Meeting, Minutes, MinutesItem, Sheltered

LEASE = timedelta(seconds=30)  # so long nobody else writes there after the last sign of a hand
LONGEST = 20_000  # letters of one item
KEY = (8, 40)  # letters of a page's key


@dataclass(frozen=True)
class Kept:
    """What became of a text: it stands (`why` is ""), or it is sheltered, and why. `version`, `text`: what stands."""

    version: int
    text: str
    why: str = ""


# --- the hand --------------------------------------------------------------------------------------------------------


@transaction.atomic
def hold(item: MinutesItem, *, key: str, by: Actor, at: datetime) -> str:
    """This hand writes here from now on. The sentence that says why not; "" when it does."""
    found = locked(item, by)
    if why := why_not_now(found, _checked(key), at):
        return why
    if found.holder_key != key or found.held_until is None:
        beat(found.minutes.meeting_id)
    _take(found, key, by, at)
    return ""


@transaction.atomic
def let_go(item: MinutesItem, *, key: str, by: Actor, at: datetime) -> None:
    """This hand is done here: whoever wants may write."""
    require(runs(by, item.minutes.meeting))
    held = MinutesItem.objects.filter(pk=item.pk, holder_key=_checked(key), held_until__isnull=False)
    if held.update(held_until=None):
        beat(item.minutes.meeting_id)


def held_by_other(item: MinutesItem, key: str, at: datetime) -> bool:
    return item.holder_key != key and item.held_until is not None and item.held_until > at


def why_closed(minutes: Minutes) -> str:
    """Why nobody writes in them any more; "" while they are open."""
    if minutes.approved_at:
        return _("Notulen ini sudah disahkan dan tidak dapat diubah lagi.")
    if minutes.submitted_at:
        return _("Notulen ini sedang menunggu pengesahan pimpinan. Tarik kembali dahulu bila perlu diubah.")
    if minutes.meeting.state == Meeting.State.CANCELLED:
        return _("Rapat ini dibatalkan. Notulennya tidak ditulis lagi.")
    return ""


def why_not_now(item: MinutesItem, key: str, at: datetime) -> str:
    """Why this hand does not write in this item at this moment; "" when it may."""
    if why := why_closed(item.minutes):
        return why
    if item.dropped_at:
        return _("Butir ini sudah dikeluarkan dari notulen. Kembalikan dahulu sebelum menulis di sini.")
    if held_by_other(item, key, at):
        name = item.holder.name if item.holder else _("orang lain")
        return _("Butir ini sedang ditulis %(name)s.") % {"name": name}
    return ""


# --- the text --------------------------------------------------------------------------------------------------------


@transaction.atomic
def keep(
    item: MinutesItem, *, text: str, version: int, key: str, stroke: int, by: Actor, at: datetime
) -> Kept:  # fmt: skip
    """Write this text, or shelter it where it would undo what another hand wrote.

    `version` is the one that the hand saw, `stroke` counts the texts of this page upwards: one that arrives late or
    twice is known, and answered with what stands. Raise Refused for a text that is too long; it stays with its writer.
    """
    found, said = locked(item, by), clean_text(text)
    if len(said) > LONGEST:
        raise Refused(_("Butir ini terlalu panjang. Bagi menjadi dua butir: paling banyak 20.000 huruf."))
    mine = found.hand == _checked(key)
    stands = version != found.version and is_within(said, found.text)  # others only added to it
    if said == found.text or stands or (mine and stroke <= found.stroke):
        return Kept(found.version, found.text)
    why = why_not_now(found, key, at)
    if not why and not (mine or version == found.version or is_within(found.text, said)):
        why = _("Orang lain sudah mengubah butir ini sementara Anda menulis.")
    if why:
        shelter(found, text=said, key=key, stroke=stroke, by=by, at=at)
        return Kept(found.version, found.text, why)
    write(found, said, key=key, stroke=stroke, by=by, at=at)
    _take(found, key, by, at)
    beat(found.minutes.meeting_id)
    return Kept(found.version, found.text)


def write(item: MinutesItem, text: str, *, key: str, stroke: int, by: Actor, at: datetime) -> None:
    """Put it in its place; what it replaces is kept wherever a letter of it would be gone. The item is locked."""
    if not is_within(item.text, text):
        last = item.former.order_by("-version").first()
        if last is None or not is_within(item.text, last.text):
            facts = {"text": item.text, "by": item.written_by, "at": item.written_at}
            FormerText.objects.create(item=item, version=item.version, **facts)
    item.text, item.version, item.hand, item.stroke = text, item.version + 1, key, stroke
    item.written_by_id, item.written_at = by.person_id, at
    item.save(update_fields=["text", "version", "hand", "stroke", "written_by", "written_at"])


def is_within(old: str, new: str) -> bool:
    """Is the new text the old one with something put in at one place? Then nothing of the old one is lost."""
    if len(old) > len(new):
        return False
    head = next((place for place, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    return new.endswith(old[head:])


# --- what could not take its place -----------------------------------------------------------------------------------


def shelter(item: MinutesItem, *, text: str, key: str, stroke: int, by: Actor, at: datetime) -> None:
    """Keep it beside the item; a hand that goes on typing there adds to what it left. The item is locked."""
    if not text or Sheltered.objects.filter(token=_token(item, key, stroke)).exists():
        return
    last = Sheltered.objects.filter(item=item, token__startswith=f"{key}.", taken_at__isnull=True).last()
    if last is not None and is_within(text, last.text):
        return
    left = last if last is not None and is_within(last.text, text) else Sheltered(item=item)
    left.text, left.by_id, left.at, left.token = text, by.person_id, at, _token(item, key, stroke)
    left.save()
    beat(item.minutes.meeting_id)


@transaction.atomic
def merge(left: Sheltered, *, key: str, by: Actor, at: datetime) -> Kept:
    """Put a sheltered text at the end of its item. Raise Refused while another hand writes there."""
    found = locked(left.item, by)
    if why := why_not_now(found, _checked(key), at):
        raise Refused(why)
    if _taken(left, at):
        write(found, f"{found.text}\n{left.text}".strip(), key="", stroke=0, by=by, at=at)
        beat(found.minutes.meeting_id)
    return Kept(found.version, found.text)


@transaction.atomic
def set_aside(left: Sheltered, *, by: Actor, at: datetime) -> None:
    """Somebody looked at it and it is not needed. Its words stay where they can be found."""
    found = locked(left.item, by)
    if _taken(left, at):
        beat(found.minutes.meeting_id)


def _taken(left: Sheltered, at: datetime) -> bool:
    return bool(Sheltered.objects.filter(pk=left.pk, taken_at__isnull=True).update(taken_at=at))


def _token(item: MinutesItem, key: str, stroke: int) -> str:
    return f"{key}.{stroke}.{item.pk.hex[-6:]}"


# --- one after the other ---------------------------------------------------------------------------------------------


def locked(item: MinutesItem, by: Actor) -> MinutesItem:
    """The item as it is now. Those who write in the same minutes do so one after the other, for milliseconds."""
    minutes = Minutes.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=item.minutes_id)
    require(runs(by, minutes.meeting))
    found = MinutesItem.objects.select_related("holder", "written_by").get(pk=item.pk)
    found.minutes = minutes
    return found


def _checked(key: str) -> str:
    if not KEY[0] <= len(key) <= KEY[1] or "." in key:
        raise Refused(_("Halaman ini terlalu lama terbuka. Muat ulang, lalu tulis lagi."))
    return key


def _take(item: MinutesItem, key: str, by: Actor, at: datetime) -> None:
    item.holder_id, item.holder_key, item.held_until = by.person_id, key, at + LEASE
    item.save(update_fields=["holder", "holder_key", "held_until"])
