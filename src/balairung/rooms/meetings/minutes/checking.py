"""What minutes lack before they may be submitted: an empty template is no minutes. One sentence for each fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.kernel.documents.drawing import Unprintable, check
from balairung.rooms.meetings.minutes.publishing import compose, read
from balairung.rooms.meetings.models import Decision, Meeting, MeetingTask, Minutes, MinutesItem, Sheltered

SHORTEST = 10  # letters and digits of a section: "…", "[isi]" and "-" are no text


@dataclass(frozen=True)
class Fault:
    """What is lacking, in one sentence, and the page where it is mended."""

    words: str
    link: str

    def __str__(self) -> str:
        return self.words


def missing(meeting: Meeting, at: datetime) -> list[Fault]:
    """Everything that keeps these minutes from being submitted, in the order of the minutes; none when complete."""
    minutes = Minutes.objects.filter(meeting=meeting).first()
    found = [*_of_meeting(meeting), *_of_sections(meeting, minutes), *_of_questions(meeting)]
    found += [*_of_hands(meeting, minutes, at), *_of_decisions(meeting, minutes, at)]
    return found or list(_of_paper(meeting, at))


def _of_paper(meeting: Meeting, at: datetime) -> Iterator[Fault]:
    """What cannot be printed in their letter, by name."""
    try:
        check(compose(read(meeting), at))
    except Unprintable as refusal:
        yield _fault(meeting, "minutes", str(refusal))


def _of_meeting(meeting: Meeting) -> Iterator[Fault]:
    if meeting.state != Meeting.State.ENDED:
        yield _fault(meeting, "attendance", _("Rapat belum ditutup: tutup dahulu rapatnya."))
    if meeting.note_keeper_id is None:
        yield _fault(meeting, "meeting", _("Belum ada notulis: tulis siapa yang mencatat rapat ini."))
    if meeting.chair.closed_on:
        yield _fault(meeting, "meeting", _("Jabatan pimpinan rapat sudah dihapus: pilih pimpinan rapat."))
    if not meeting.invitees.filter(came_at__isnull=False).exists():
        yield _fault(meeting, "attendance", _("Daftar hadir masih kosong: catat siapa yang datang."))


def _of_sections(meeting: Meeting, minutes: Minutes | None) -> Iterator[Fault]:
    rows = MinutesItem.objects.filter(minutes=minutes, dropped_at__isnull=True).values_list("section", "text")
    written = {section for section, text in rows if is_written(text)}
    for section in MinutesItem.Section:
        if section not in written:
            words = _("Bagian “%(section)s” belum ditulis.") % {"section": section.label}
            yield _fault(meeting, "minutes", words)


def is_written(text: str) -> bool:
    return sum(sign.isalnum() for sign in text) >= SHORTEST


def _of_questions(meeting: Meeting) -> Iterator[Fault]:
    for question in meeting.questions.unsettled().in_order():
        words = _("Pertanyaan “%(text)s” belum tuntas: jawab, atau tetapkan kantor yang menjawabnya.")
        yield _fault(meeting, "dialogue", words % {"text": shortened(question.text)})


def _of_hands(meeting: Meeting, minutes: Minutes | None, at: datetime) -> Iterator[Fault]:
    held = MinutesItem.objects.filter(minutes=minutes, dropped_at__isnull=True, held_until__gt=at)
    for item in held.select_related("holder").order_by("section", "order", "id"):
        who = item.holder.name if item.holder else _("seseorang")
        words = _("%(who)s masih menulis satu butir: tunggu, atau minta ia menyimpannya.") % {"who": who}
        yield _fault(meeting, "minutes", words)
    left = Sheltered.objects.filter(item__minutes=minutes, taken_at__isnull=True).select_related("by")
    for text in left:
        who = text.by.name if text.by else _("seseorang")
        words = _("Tulisan %(who)s yang tertinggal belum diurus: masukkan atau singkirkan.") % {"who": who}
        yield _fault(meeting, "minutes", words)


def _of_decisions(meeting: Meeting, minutes: Minutes | None, at: datetime) -> Iterator[Fault]:
    tasks = Prefetch("tasks", queryset=MeetingTask.objects.select_related("office"))
    rows = Decision.objects.standing().filter(minutes=minutes).prefetch_related(tasks).order_by("order", "id")
    for place, decision in enumerate(rows, 1):
        for words in faults_of(decision, at):
            said = _("Keputusan %(place)d: %(fault)s") % {"place": place, "fault": words}
            yield _fault(meeting, "decisions", said)


def faults_of(decision: Decision, at: datetime) -> Iterator[str]:
    """What one decision lacks; an agreement lacks nothing."""
    if decision.kind != Decision.Kind.TASK:
        return
    tasks = list(decision.tasks.all())
    if not tasks:
        yield _("belum ada kantor yang melaksanakan.")
    for task in tasks:
        if task.office.closed_on:
            yield _("%(office)s sudah dihapus; pilih kantor lain.") % {"office": task.office.name}
    if decision.due == Decision.Due.DATE and decision.due_on and decision.due_on < localdate(at):
        yield _("tenggatnya, %(day)s, sudah lewat.") % {"day": long_date(decision.due_on)}
    if not decision.proof.strip():
        yield _("bukti yang diminta belum disebut.")


def shortened(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _fault(meeting: Meeting, page: str, words: str) -> Fault:
    return Fault(words, reverse(f"meetings:{page}", args=[meeting.ref]))
