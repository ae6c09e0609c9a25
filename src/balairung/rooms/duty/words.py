"""What those who are called read or hear, and what the caller of a real call is told."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from balairung.kernel.messaging.contacts import CALLED
from balairung.kernel.people.house import house_url
from balairung.rooms.duty.models import Call, Ring


def message(call: Call, ring: Ring, *, code: str, token: str) -> str:
    """One short message: who needs whom and why, or that it is a drill; and how to answer, which a call says itself."""
    if ring.channel == CALLED:
        return _reason(call, ring)
    how = _("Balas SIAP %(code)s atau buka %(link)s") % {"code": code, "link": link(token)}
    return f"{_reason(call, ring)} {how}"


def link(token: str) -> str:
    """The page on which the call is answered by pressing a button there: opening it answers nothing."""
    return house_url() + reverse("duty:answer", args=[token])


def _reason(call: Call, ring: Ring) -> str:
    facts = {"post": call.post.title, "who": caller(call), "words": call.words}
    in_person = ring.role == Ring.Role.HOLDER
    if not call.real:
        return _("Latihan siaga.") if in_person else _("Latihan siaga: %(post)s belum menjawab.") % facts
    if in_person:
        return _("%(who)s memerlukan Anda sekarang: %(words)s.") % facts
    return _("%(who)s memerlukan %(post)s, yang belum menjawab: %(words)s.") % facts


def caller(call: Call) -> str:
    """Who needs somebody now."""
    return call.called_by.name if call.called_by else _("Pimpinan")


def step_told(call: Call, ring: Ring) -> str:
    """To the caller: somebody else is asked now."""
    facts = {"post": call.post.title, "role": ring.get_role_display(), "name": ring.person.name if ring.person else ""}
    return _("%(post)s belum menjawab. Sekarang yang dipanggil: %(name)s (%(role)s).") % facts


def skip_told(call: Call, ring: Ring) -> str:
    """To the caller: nobody could be asked in this role, and why."""
    return _("%(post)s: %(role)s tidak dapat dipanggil (%(why)s).") % {
        "post": call.post.title, "role": ring.get_role_display(), "why": ring.skipped,
    }  # fmt: skip


def end_told(call: Call) -> str:
    """To the caller: who answered, or that nobody did."""
    facts = {"post": call.post.title, "name": call.answered_by.name if call.answered_by else ""}
    if call.state == Call.State.REACHED:
        return _("%(name)s menjawab panggilan Anda untuk %(post)s.") % facts
    return _("Tidak ada yang menjawab panggilan Anda untuk %(post)s. Semua cara sudah dicoba.") % facts
