"""The end of a meeting: not while a question stands open, and from then on its office owes the minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from balairung.ground.common.errors import Refused
from balairung.kernel.obligations.actions import Owner, open_obligation
from balairung.kernel.obligations.models import Obligation, State
from balairung.kernel.obligations.rules import clock_rule
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.search.actions import open_index
from balairung.rooms.meetings.access import runs
from balairung.rooms.meetings.beats import beat
from balairung.rooms.meetings.holding.attending import close_session
from balairung.rooms.meetings.models import Meeting, MeetingQuestion, MeetingSession, Minutes

KIND, PREFIX = "meetings", "H"
MINUTES = "minutes"  # origin of what is owed once a meeting is over, and its step


@dataclass(frozen=True)
class Missing:
    """What keeps a meeting from ending."""

    questions: list[MeetingQuestion]
    sessions: list[MeetingSession]  # that were never opened

    def __bool__(self) -> bool:
        return bool(self.questions or self.sessions)

    @property
    def sentence(self) -> str:
        """In words; the page has the links."""
        said = []
        if count := len(self.questions):
            said.append(
                ngettext(
                    "%(count)d pertanyaan belum terjawab: jawab, atau tunjuk kantor yang menjawabnya.",
                    "%(count)d pertanyaan belum terjawab: jawab, atau tunjuk kantor yang menjawabnya.",
                    count,
                ) % {"count": count}
            )  # fmt: skip
        if self.sessions:
            names = ", ".join(map(str, self.sessions))
            said.append(_("Sesi ini belum dibuka: %(names)s. Buka dulu, atau hapus dari rapat.") % {"names": names})
        return " ".join(said)


def missing(meeting: Meeting) -> Missing:
    """What must be settled before it can end."""
    questions = list(MeetingQuestion.objects.filter(meeting=meeting).unsettled().in_order())
    return Missing(questions, list(meeting.sessions.filter(opened_at__isnull=True).order_by("order")))


@transaction.atomic
def end(meeting: Meeting, *, by: Actor, at: datetime) -> Minutes:
    """Close what still runs, and owe the minutes. Said twice, it ended once. Raise `Refused` for what is missing."""
    require(runs(by, meeting), _("Rapat ditutup oleh kantor penyelenggara, pimpinan, moderator, atau notulis."))
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if locked.state in (Meeting.State.ENDED, Meeting.State.MINUTED):
        return Minutes.objects.get(meeting=meeting)
    if locked.state != Meeting.State.RUNNING:
        raise Refused(_("Rapat ini belum dimulai, jadi belum dapat ditutup."))
    if lacking := missing(meeting):
        raise Refused(lacking.sentence)
    for session in meeting.sessions.filter(closed_at__isnull=True).order_by("order"):
        close_session(session, by=by, at=at)
    minutes, _made = Minutes.objects.get_or_create(meeting=meeting)
    Minutes.objects.filter(pk=minutes.pk).update(owed=_owe(meeting, by, at))
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.ENDED, ended_at=at)
    beat(meeting)
    meeting.refresh_from_db()
    minutes.refresh_from_db()
    return minutes


def _owe(meeting: Meeting, by: Actor, at: datetime) -> Obligation:
    """Approved minutes, by the office that called the meeting; what approving them meets."""
    with override("id"):  # stored: everybody reads it
        subject = _("Notulen rapat: %(title)s") % {"title": meeting.title}
    owed = open_obligation(
        kind=KIND, prefix=PREFIX, subject=subject[:200], owner=Owner(meeting.office), by=by, at=at,
        clocks=[clock_rule(KIND, "minutes")], state=State.ACTIVE, step=MINUTES, origin=MINUTES, period=meeting.ref,
    )  # fmt: skip
    open_index(owed, text=subject)
    return owed
