"""What the page behind a message's link says. Anybody may hold the link: the page names the post, never a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balairung.rooms.duty import answering, rules
from balairung.rooms.duty.models import Call, Ring


@dataclass(frozen=True)
class Standing:
    """One page: what it is about, how it stands, and the word on the button while there is something to press."""

    kicker: object
    title: object
    sentences: tuple[object, ...] = ()
    button: object = ""


UNKNOWN = Standing(
    gettext_lazy("Siaga 24 jam"),
    gettext_lazy("Tautan ini tidak kami kenal"),
    (gettext_lazy("Buka lagi tautan dari pesan kami, lengkap sampai akhir, atau balas pesannya dengan kodenya."),),
)


def known(token: str) -> Ring | None:
    """The ring whose message carried this link."""
    try:
        return answering.ring_of(token)
    except Ring.DoesNotExist:
        return None


def standing(ring: Ring, now: datetime) -> Standing:
    """How the call stands for whoever holds the link of this ring."""
    call = ring.call
    kind = _("Panggilan sungguhan") if call.real else _("Latihan siaga")
    title, *sentences = _mine(call) if call.answered_by_id else _open(ring, now) or _over(call)
    if call.answered_by_id and call.answered_by_id != ring.person_id:
        title, *sentences = _anothers()
    return Standing(f"{kind} · {call.post.title}", title, tuple(sentences), _button(ring, now))


def _button(ring: Ring, now: datetime) -> str:
    return _("Saya siap") if _open(ring, now) else ""


def _open(ring: Ring, now: datetime) -> tuple[str, ...]:
    """What is asked while an answer still counts or is still written down; nothing afterwards."""
    call = ring.call
    if call.state == Call.State.RINGING:
        title = _("Anda diperlukan sekarang") if call.real else _("Apakah Anda siaga?")
        return (title, *_why(ring))
    late = call.state == Call.State.UNREACHED and call.answered_at is None and call.ended_at is not None
    if late and call.ended_at and now < call.ended_at + rules.late_for():
        clock = localtime(call.ended_at).strftime("%H.%M")
        ended = _("Panggilan ini berakhir pukul %(clock)s tanpa jawaban.") % {"clock": clock}
        return (_("Anda masih dapat menjawab"), ended, _("Jawaban Anda tetap dicatat, sebagai jawaban yang terlambat."))
    return ()


def _why(ring: Ring) -> list[str]:
    call, facts = ring.call, {"post": ring.call.post.title}
    said = []
    if ring.role == Ring.Role.ON_DUTY:
        said.append(_("Anda dihubungi sebagai petugas jaga, karena %(post)s belum menjawab.") % facts)
    elif ring.role == Ring.Role.DEPUTY:
        said.append(_("Anda dihubungi sebagai wakil, karena %(post)s belum menjawab.") % facts)
    if call.step > ring.step:
        said.append(_("Cara berikutnya sudah dicoba, tetapi Anda masih dapat menjawab di sini."))
    if call.real:
        return [*said, _("Tekan tombol ini, supaya pemanggil tahu bahwa Anda siap. Keperluannya ada di pesan kami.")]
    return [*said, _("Ini latihan. Cukup tekan tombol ini, tidak ada yang lain yang perlu dilakukan.")]


def _mine(call: Call) -> tuple[str, ...]:
    title = _("Terima kasih, jawaban Anda tercatat")
    if call.answered_late:
        return (title, _("Jawaban ini datang setelah panggilan selesai."))
    time = _("Anda menjawab dalam %(time)s.") % {"time": answering.time_words(call.seconds or 0)}
    if call.real:
        return (title, time, _("Pemanggil diberi tahu. Lakukan yang tertulis di pesan kami."))
    return (title, time, _("Ini hanya latihan, tidak ada yang perlu dilakukan."))


def _anothers() -> tuple[str, ...]:
    return (
        _("Sudah ada yang menjawab"),
        _("Orang lain menjawab panggilan ini lebih dahulu. Anda tidak perlu menjawab."),
    )


def _over(call: Call) -> tuple[str, ...]:
    if call.state == Call.State.CANCELLED:
        return (_("Panggilan ini dibatalkan"), _("Anda tidak perlu menjawab."))
    return (_("Panggilan ini sudah berakhir"), _("Tautannya tidak berlaku lagi. Anda tidak perlu menjawab."))
