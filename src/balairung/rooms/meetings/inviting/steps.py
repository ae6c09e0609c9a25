"""What is to be done with a meeting, from the first idea to approved minutes; and which of it is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from balairung.kernel.documents.models import Document
from balairung.kernel.people.actors import Actor
from balairung.rooms.meetings.models import Meeting

State = Meeting.State
#: The states in their order; how far a meeting is.
ORDER = (State.DRAFT, State.CALLED, State.RUNNING, State.ENDED, State.MINUTED)


@dataclass(frozen=True)
class Step:
    """One part of the work."""

    title: str
    words: str
    href: str = ""
    action: str = ""  # what its button says
    done: bool = False
    here: bool = False  # what is next


def steps_of(meeting: Meeting, actor: Actor, letter: Document | None, at: datetime) -> list[Step]:
    """Prepare, send, hold, write, approve. A cancelled meeting has none."""
    if meeting.state == State.CANCELLED:
        return []
    place = ORDER.index(State(meeting.state))
    waits = letter is not None and letter.state in (Document.State.AWAITING, Document.State.FAILED)
    return [
        _invite(meeting, letter, waits, place),
        _step(meeting, _("Susun acara"), _("Acara, narasumber, dan bahan."), ["agenda"], _("Buka acara"),
              done=place > 1, here=place == 1),
        _step(meeting, _("Terima yang hadir"), _("Buka pintu, pindai QR, centang daftar."), ["attendance"],
              _("Buka daftar hadir"), done=place > 2, here=place in (1, 2)),
        _step(meeting, _("Catat dialog dan notulen"), _("Beberapa orang dapat menulis bersamaan."),
              ["live", "minutes", "write"], _("Tulis notulen"), done=place > 3, here=place in (2, 3)),
        _step(meeting, _("Sahkan notulen"), _("Begitu disahkan, setiap tugas menjadi kewajiban kantornya."),
              ["decisions"], _("Periksa keputusan"), done=place > 3, here=place == 3),
        _step(meeting, _("Ikuti tindak lanjutnya"), _("Apa, siapa, kapan, buktinya."), ["matrix"],
              _("Lihat tindak lanjut"), done=False, here=place == 4),
    ]  # fmt: skip


def _invite(meeting: Meeting, letter: Document | None, waits: bool, place: int) -> Step:
    href = reverse("meetings:invitations", args=[meeting.ref])
    if place > 0:
        return Step(_("Undang"), _("Undangan sudah dikirim."), href, _("Lihat undangan"), done=True)
    if waits and letter:
        who = letter.expected or letter.post
        words = _("Surat menunggu tanda tangan %(who)s. Setelah itu undangan terkirim sendiri.") % {"who": who}
        return Step(_("Undang"), words, href, _("Lihat undangan"), here=True)
    words = _("Tentukan siapa yang diundang, bagi menurut sesi, lalu kirim.")
    return Step(_("Undang"), words, href, _("Siapkan undangan"), here=True)


def _step(meeting: Meeting, title: str, words: str, pages: list[str], action: str, *, done: bool, here: bool) -> Step:
    return Step(title, words, _page(meeting, pages), action, done, here)


def _page(meeting: Meeting, names: list[str]) -> str:
    """The address of the first of these pages that there is."""
    for name in names:
        try:
            return reverse(f"meetings:{name}", args=[meeting.ref])
        except NoReverseMatch:
            continue
    return ""
